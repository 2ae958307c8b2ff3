//! The words of clauses: in every language, or on purpose in one.

use super::shipped;
use crate::{Policy, Statute};
use diagnostics::render_mistakes;
use domain::languages::Languages;
use domain::locale::Locale;

const REST: &str = "[[rule]]\nid = \"r\"\nwhen = []\napprove = \"full\"\nclause = \"window\"\n\
                    [default]\nreview = \"x\"\nclause = \"window\"\n";

fn shown(clauses: &str) -> String {
    let text = format!("{clauses}{REST}");
    let mistakes = match Policy::parse(&text) {
        Ok(policy) => policy.lacking(&Languages::default()),
        Err(mistakes) => mistakes,
    };
    assert!(!mistakes.is_empty(), "it is usable: {text}");
    render_mistakes("policy.toml", &text, &mistakes)
}

#[test]
fn a_clause_has_a_text_for_each_language_or_one_for_all() {
    let each = "[clauses.window]\nen = \"Window.\"\nde = \"Frist.\"\nfr = \"Délai.\"\n\
                nl = \"Termijn.\"\nja = \"期限です。\"\nzh = \"期限。\"\nzh-Hant = \"期間。\"\n";
    let policy = Policy::parse(&format!("{each}{REST}")).unwrap();
    let texts = Locale::ALL.map(|locale| policy.clause_text("window", locale).unwrap());
    assert_eq!(
        texts,
        ["Window.", "Frist.", "Délai.", "Termijn.", "期限です。", "期限。", "期間。"]
    );
    assert_eq!(policy.one_text_clauses().count(), 0);
    let same = Policy::parse(&format!("[clauses]\nwindow = \"Window.\"\n{REST}")).unwrap();
    for locale in Locale::ALL {
        assert_eq!(same.clause_text("window", locale), Some("Window."));
        assert_eq!(same.clause_text("other", locale), None);
    }
    assert_eq!(same.one_text_clauses().collect::<Vec<_>>(), ["window"]);
}

#[test]
fn wrong_words_are_pointed_at() {
    let wrong = [
        "[clauses.window]\nen = \"Window.\"\nde = \"Frist.\"\n",
        "[clauses]\nwindow = { en = \"Window.\", ed = \"Frist.\" }\n",
        "[clauses.window]\nen = \"Window.\"\nde = \" \"\nfr = 5\n",
        "[clauses]\nwindow = 5\n",
        "[clauses]\nwindow = {}\n",
    ];
    insta::assert_snapshot!("wrong_wordings", wrong.map(shown).join("\n"));
}

#[test]
fn a_clause_needs_the_languages_that_are_used() {
    let two = format!("[clauses.window]\nfr = \"Délai.\"\nde = \"Frist.\"\n{REST}");
    let policy = Policy::parse(&two).unwrap();
    let lacking = |languages: &[Locale]| {
        let languages = Languages::of(languages.iter().copied()).unwrap();
        policy.lacking(&languages).into_iter().map(|mistake| mistake.message).collect::<Vec<_>>()
    };
    assert_eq!(lacking(&[Locale::Fr, Locale::De]), [""; 0]);
    assert_eq!(lacking(&[Locale::De]), [""; 0]);
    let missing = ["the clause `window` has no text in en, ja"];
    assert_eq!(lacking(&[Locale::Ja, Locale::De, Locale::En]), missing);
    assert_eq!(policy.clause_text("window", Locale::En), None);
}

/// What is shipped leaves nobody with a sentence in a language that they do not read.
#[test]
fn every_clause_that_is_shipped_is_said_in_every_language() {
    let mut seen = 0;
    let files = [shipped::policies(), shipped::within("config/statutes")].concat();
    for file in &files {
        let text = golden::read(file);
        let is_statute = file.starts_with("config/statutes/");
        let policy = if is_statute {
            let none = format!("[clauses]\nwindow = \"Window.\"\n{REST}");
            Policy::parse(&none).unwrap().under(vec![Statute::parse(&text).unwrap()])
        } else {
            Policy::parse(&text).unwrap()
        };
        let of_law = policy.statutes().iter().flat_map(Statute::clauses);
        let of_policy = policy.clauses().filter(|_| !is_statute);
        for clause in of_policy.chain(of_law) {
            let texts = Locale::ALL.map(|locale| policy.clause_text(clause, locale).unwrap());
            let different: std::collections::BTreeSet<&str> = texts.into_iter().collect();
            assert_eq!(different.len(), 7, "{file}: {clause}");
            seen += 1;
        }
    }
    assert_eq!((files.len(), seen), (13, 80));
}

/// A letter shows a clause whole or not at all, so that the longest one is known where it is written.
#[test]
fn w9_a_clause_that_no_letter_has_room_for_is_a_mistake_with_its_place() {
    let of = |words: &str| format!("[clauses.window]\nen = \"Window.\"\nde = \"{words}\"\n{REST}");
    let most = "ü ".repeat(299) + "üb";
    Policy::parse(&of(&most)).unwrap();
    // Blanks at the ends and runs of them are not shown, and do not count.
    Policy::parse(&of(&format!("  {}  ", most.replace(' ', "    ")))).unwrap();
    let [mistake] = &Policy::parse(&of(&format!("{most}cde"))).unwrap_err()[..] else {
        panic!("one mistake")
    };
    let message = "the clause `window` has 603 characters in de; a letter has room for 600";
    assert_eq!(mistake.message, message);
    assert!(mistake.remedy.starts_with("shorten it by 3: "), "{}", mistake.remedy);
    let text = of(&format!("{most}cde"));
    assert_eq!(text.get(mistake.span.clone()).unwrap(), format!("\"{most}cde\""));
    let one = format!("[clauses]\nwindow = \"{most}c\"\n{REST}");
    let message = "the clause `window` has 601 characters; a letter has room for 600";
    assert_eq!(Policy::parse(&one).unwrap_err()[0].message, message);
}
