//! Letters are true: they speak of time and of people only where there was any, and say what a refund
//! is given for.

use std::collections::BTreeSet;

use super::{money, to};
use crate::catalogue::Catalogue;
use crate::letter::{Answered, Because, Extent, LetterContent};
use domain::locale::Locale;

/// What a text says of waiting, and what it says of somebody who has looked.
const WORDS: [(Locale, &[&str], &[&str]); 7] = [
    (Locale::En, &["waiting", "patience"], &["carefully", "team", "looked"]),
    (Locale::De, &["Geduld"], &["sorgfältig", "Team", "persönlich", "geprüft"]),
    (Locale::Fr, &["patience"], &["attention", "équipe", "examin"]),
    (Locale::Nl, &["geduld"], &["zorgvuldig", "medewerker", "bekeken"]),
    (Locale::Ja, &["お待ち"], &["慎重", "担当者", "検討"]),
    (Locale::Zh, &["耐心", "等待"], &["认真", "工作人员", "审核了"]),
    (Locale::ZhHant, &["耐心", "等候"], &["仔細", "專人", "審閱"]),
];

fn of(locale: Locale) -> (&'static [&'static str], &'static [&'static str]) {
    let (_, time, people) = WORDS.into_iter().find(|(of, ..)| *of == locale).unwrap();
    (time, people)
}

#[test]
fn w6_a_denial_speaks_of_waiting_and_of_care_only_where_there_was_any() {
    let catalogue = Catalogue::builtin().unwrap();
    for locale in Locale::ALL {
        let (time, people) = of(locale);
        for (waited, by_person) in [(false, false), (true, false), (false, true), (true, true)] {
            let answered = if waited { Answered::Late } else { Answered::Soon };
            let denied = LetterContent::Denied {
                answered,
                clause: "repeat_refund",
                clause_text: None,
                alternatives: &[],
                by_person,
            };
            let text = catalogue.render(&denied, &to(locale, Some("Pro"))).unwrap().text;
            // What is promised for later is not meant.
            let said = text.split("\n\n").nth(1).unwrap();
            let says = |words: &[&str]| words.iter().any(|word| said.contains(word));
            assert_eq!(says(time), waited, "{locale}: {said}");
            assert_eq!(says(people), by_person, "{locale}: {said}");
        }
    }
}

#[test]
fn w6_a_receipt_promises_no_peace_before_the_answer() {
    // A question can come right behind it.
    let words = ["nothing you need to do", "nichts weiter zu tun", "rien à faire", "niets te doen"];
    let samples = crate::sample::Samples::default();
    let receipt = samples.all().remove(0).content;
    let catalogue = Catalogue::builtin().unwrap();
    for locale in Locale::ALL {
        let text = catalogue.render(&receipt, &to(locale, None)).unwrap().text;
        assert!(!words.iter().any(|word| text.contains(word)), "{locale}: {text}");
    }
}

fn approved(because: Because, extent: Extent, clause_text: Option<&str>) -> LetterContent<'_> {
    LetterContent::Approved {
        answered: Answered::Soon,
        because,
        amount: money(4900, "USD"),
        extent,
        calculation: None,
        clause: clause_text.map(|_| "rest-of-the-term"),
        clause_text,
        business_days: (5, 7),
    }
}

#[test]
fn w7_an_approval_says_what_it_is_given_for() {
    let catalogue = Catalogue::builtin().unwrap();
    let right = Because::Right { received_at: "2027-01-05T09:00:00Z".parse().unwrap() };
    let sorry: [(Locale, &str, &str); 7] = [
        (Locale::En, "apologize", "We confirm that your withdrawal"),
        (Locale::De, "Entschuldigung", "wir bestätigen, dass Ihr Widerruf"),
        (Locale::Fr, "excuses", "Nous confirmons avoir reçu"),
        (Locale::Nl, "excuses", "Wij bevestigen dat wij uw herroeping"),
        (Locale::Ja, "お詫び", "撤回"),
        (Locale::Zh, "道歉", "我们确认"),
        (Locale::ZhHant, "致歉", "我們確認"),
    ];
    let favour =
        ["approved", "genehmigt", "accord", "goedgekeurd", "承認", "批准", "通過", "exception"];
    for (locale, apology, confirmation) in sorry {
        let (_, people) = of(locale);
        let mut texts = BTreeSet::new();
        for because in [Because::Terms, Because::OurError, right, Because::Goodwill] {
            let letter = approved(because, Extent::Full, None);
            let message = catalogue.render(&letter, &to(locale, Some("Pro"))).unwrap();
            let said = format!("{}\n{}", message.subject, message.text);
            let is_right = because == right;
            assert_eq!(said.contains(apology), because == Because::OurError, "{locale}: {said}");
            assert_eq!(said.contains(confirmation), is_right, "{locale}: {said}");
            assert_eq!(said.contains("2027"), is_right, "a right was claimed on a day: {said}");
            let favours = favour.iter().any(|word| said.contains(word));
            assert!(!(is_right && favours), "a right is not granted: {said}");
            let looked = people.iter().any(|word| said.contains(word));
            assert_eq!(looked, because == Because::Goodwill, "{locale}: {said}");
            texts.insert(message.text);
        }
        assert_eq!(texts.len(), 4, "{locale}");
    }
}

#[test]
fn w7_a_part_is_told_with_the_whole_and_with_its_reason() {
    let catalogue = Catalogue::builtin().unwrap();
    let part = Extent::Part { paid: money(12_000, "USD") };
    let words = "After 30 days the rest of the term is refunded.";
    for locale in Locale::ALL {
        let told = |extent, words| {
            let letter = approved(Because::Terms, extent, words);
            catalogue.render(&letter, &to(locale, None)).unwrap().text
        };
        let text = told(part, Some(words));
        assert!(text.contains("49") && text.contains("120"), "{locale}: {text}");
        assert!(text.contains(words), "{locale}: {text}");
        let different: BTreeSet<String> = [Extent::Full, Extent::Asked, Extent::Converted, part]
            .into_iter()
            .map(|extent| told(extent, None))
            .collect();
        assert_eq!(different.len(), 4, "{locale}");
    }
    let english = approved(Because::Terms, part, Some(words));
    let text = catalogue.render(&english, &to(Locale::En, None)).unwrap().text;
    let said = "We’re refunding $49.00 of the $120.00 you paid, because our refund terms say: \
                “After 30 days the rest of the term is refunded.”\n";
    assert!(text.contains(said), "{text}");
}
