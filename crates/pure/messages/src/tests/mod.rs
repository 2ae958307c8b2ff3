//! The catalogue as a whole: what its letters read like in each language, and what a broken one is
//! told.

mod addressing;
mod agreed;
mod mistakes;
mod overrides;
mod receipt;
mod sum;
mod truth;
mod typography;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::catalogue::{Catalogue, source};
use super::error::MessageError;
use super::letter::{Answered, Letter, LetterContent, Recipient};
use super::sample::{MERCHANT, PRODUCT, Samples};
use super::{claim, html};
use domain::locale::Locale;
use domain::money::{Currency, Money};
use domain::zone::Zone;
use page::escape;

fn money(minor: i64, code: &str) -> Money {
    Money::new(minor, Currency::parse(code).unwrap())
}

fn to(locale: Locale, product: Option<&str>) -> Recipient<'_> {
    static UTC: LazyLock<Zone> = LazyLock::new(Zone::utc);
    Recipient {
        locale,
        zone: &UTC,
        merchant: MERCHANT,
        product,
        placeholder: None,
        reference: None,
    }
}

/// A machine's denial, at once.
fn denied<'a>(
    clause: &'a str,
    clause_text: Option<&'a str>,
    alternatives: &'a [String],
) -> LetterContent<'a> {
    let answered = Answered::Soon;
    LetterContent::Denied { answered, clause, clause_text, alternatives, by_person: false }
}

/// A text with everything that a reader sees of it.
fn page(message: &Letter) -> String {
    format!("Subject: {}\n\n{}", message.subject, message.text)
}

/// Every sample in every language, with and without a product.
fn every_letter() -> Vec<(&'static str, Letter)> {
    let catalogue = Catalogue::builtin().unwrap();
    let samples = Samples::default();
    let mut written = Vec::new();
    for locale in Locale::ALL {
        for sample in samples.all() {
            for product in [Some(PRODUCT), None] {
                let message = catalogue.render(&sample.content, &to(locale, product)).unwrap();
                written.push((sample.letter, message));
            }
        }
    }
    written
}

#[test]
fn every_letter_can_be_written_in_every_language() {
    let mut kinds = BTreeSet::new();
    let letters = every_letter();
    for (letter, message) in &letters {
        kinds.insert(*letter);
        assert!(!message.subject.contains(['\n', '{', '}']), "{}", message.subject);
        assert!(!message.text.contains(['{', '}']), "{}", message.text);
        assert!(message.text.lines().all(|line| line == line.trim()), "{}", message.text);
        let marks = |c: char| ('\u{e000}'..='\u{f8ff}').contains(&c);
        assert!(!message.html.contains(marks), "{}", message.html);
    }
    assert_eq!((letters.len(), kinds.len()), (39 * 2 * 7, 15));
}

#[test]
fn only_the_refunded_letter_says_refunded_in_any_language() {
    let (mut says, mut silent) = (0, 0);
    for (letter, message) in every_letter() {
        let said = claim::said(message.locale, &page(&message));
        if letter == "refunded" {
            assert!(said.is_some(), "{}: {}", message.locale, message.text);
            says += 1;
        } else {
            assert_eq!(said, None, "{} {letter}: {}", message.locale, message.text);
            silent += 1;
        }
    }
    assert_eq!((says, silent), (14, 532));
    // Clauses, alternatives and questions are inserted into other letters.
    let families = ["clause-", "alternative-", "question-"];
    for locale in Locale::ALL {
        let of_family = |line: &&str| families.iter().any(|family| line.starts_with(family));
        let lines: Vec<_> = source(locale).lines().filter(of_family).collect();
        assert_eq!(lines.len(), 22);
        for line in lines {
            assert_eq!(claim::said(locale, line), None, "{locale}: {line}");
        }
    }
}

#[test]
fn the_two_forms_of_a_letter_say_the_same() {
    let unescape = |text: &str| {
        text.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&amp;", "&")
    };
    for (letter, message) in every_letter() {
        let mut text = String::new();
        let mut in_tag = false;
        let (preheader, letter_html) =
            html::inside(&message.html).split_once("<div class=\"refundd-letter\"").unwrap();
        assert!(preheader.ends_with("</div>\n"), "{preheader}");
        for c in format!("<{letter_html}").chars() {
            match c {
                '<' => in_tag = true,
                '>' => in_tag = false,
                _ if !in_tag => text.push(c),
                _ => {}
            }
        }
        let words = |text: &str| -> Vec<String> {
            let bullets = ["-", "–", "•", "1.", "2.", "3.", "4.", "5.", "6."];
            let text = text.replace('・', " ");
            text.split_whitespace()
                .filter(|word| !bullets.contains(word))
                .map(str::to_owned)
                .collect()
        };
        assert_eq!(words(&unescape(&text)), words(&message.text), "{} {letter}", message.locale);
        let title = format!("<title>{}</title>", escape(&message.subject));
        let label = format!("aria-label=\"{}\"", escape(&message.subject));
        assert!(message.html.contains(&title) && message.html.contains(&label), "{letter}");
    }
}

#[test]
fn a_page_names_its_language_and_loads_nothing() {
    for (letter, message) in every_letter() {
        let page = &message.html;
        let named = format!("lang=\"{}\" dir=\"ltr\"", message.locale);
        assert_eq!(page.matches(&named).count(), 2, "{letter}");
        for remote in
            ["http:", "https:", "//", "url(", "<img", "<script", "<link", "src=", "@import"]
        {
            assert!(!page.contains(remote), "{letter}: {remote}");
        }
        assert!(page.contains("prefers-color-scheme:dark"), "{letter}");
        let bytes = page.len();
        assert!((1000..5000).contains(&bytes), "{bytes} bytes for {letter} in {}", message.locale);
    }
}

#[test]
fn every_key_of_the_catalogue_is_known() {
    let catalogue = Catalogue::builtin().unwrap();
    for key in ["extended_trial", "onboarding_call", "downgrade", "discount", "credit"] {
        assert!(catalogue.knows_alternative(key), "{key}");
    }
    for key in [
        "what_went_wrong",
        "how_long_in_use",
        "support_tried",
        "proof_of_purchase",
        "which_order",
        "screenshots",
    ] {
        assert!(catalogue.knows_question(key), "{key}");
    }
    assert!(catalogue.knows_clause("time_window"));
    assert!(!catalogue.knows_clause("") && !catalogue.knows_clause("no_such_clause"));
    assert!(!catalogue.knows_alternative("time_window"));
    assert!(!catalogue.knows_question("credit"));
}

#[test]
fn a_key_without_a_text_is_an_error_and_no_gap() {
    let catalogue = Catalogue::builtin().unwrap();
    let error =
        |letter: &LetterContent<'_>| catalogue.render(letter, &to(Locale::Nl, None)).unwrap_err();
    assert_eq!(
        error(&denied("unheard_of", None, &[])),
        MessageError::NoClause("unheard_of".into())
    );

    let blank = denied("unheard_of", Some(" \n"), &[]);
    assert_eq!(error(&blank), MessageError::NoClause("unheard_of".into()));

    let keys = ["credit".to_owned(), "a_pony".to_owned()];
    assert_eq!(
        error(&denied("time_window", None, &keys)),
        MessageError::NoAlternative("a_pony".into())
    );

    let answer_by = "2027-01-05T09:00:00Z".parse().unwrap();
    let asking = LetterContent::InfoRequested { questions: &keys, answer_by };
    assert_eq!(error(&asking), MessageError::NoQuestion("credit".into()));
    let silent = LetterContent::InfoReminder { questions: &[], answer_by };
    assert_eq!(error(&silent), MessageError::NothingToAsk);
}

/// A deadline in another zone than the reader's is on the wrong day for half of the world.
#[test]
fn w8_days_and_times_are_those_of_the_customer() {
    let catalogue = Catalogue::builtin().unwrap();
    let asking = LetterContent::InfoRequested {
        questions: &["screenshots".to_owned()],
        answer_by: "2027-01-05T16:00:00Z".parse().unwrap(),
    };
    for (zone, locale, said) in [
        ("Asia/Tokyo", Locale::Ja, "2027年1月6日 1:00（日本時間）"),
        ("Asia/Tokyo", Locale::En, "January 6, 2027, 1:00\u{a0}AM (Japan Time)"),
        ("Europe/Berlin", Locale::De, "5. Januar 2027, 17:00 Uhr (Mitteleuropäische Zeit)"),
        ("Etc/UTC", Locale::En, "January 5, 2027, 4:00\u{a0}PM (UTC)"),
    ] {
        let zone = Zone::of_name(zone).unwrap();
        let to = Recipient { zone: &zone, ..to(locale, None) };
        let text = catalogue.render(&asking, &to).unwrap().text;
        assert!(text.contains(said), "{said}: {text}");
    }
}

#[test]
fn the_merchants_own_words_for_a_clause_come_first() {
    let catalogue = Catalogue::builtin().unwrap();
    let own = "Section 4.2: consulting hours <and travel> are not refundable.";
    let denied = denied("time_window", Some(own), &[]);
    let message = catalogue.render(&denied, &to(Locale::En, None)).unwrap();
    assert!(message.text.contains(&format!("Here’s why: {own}\n")), "{}", message.text);
    assert!(message.html.contains("hours &lt;and travel&gt; are"), "{}", message.html);
}

/// What a decision rests on is told whole: its length is looked at where it is written.
#[test]
fn w9_a_clause_is_never_cut() {
    let catalogue = Catalogue::builtin().unwrap();
    let own = "Within thirty days. ".repeat(60);
    for locale in Locale::ALL {
        let denied = denied("time_window", Some(&own), &[]);
        let message = catalogue.render(&denied, &to(locale, None)).unwrap();
        for form in [&message.text, &message.html] {
            assert!(form.contains(own.trim_end()) && !form.contains('…'), "{locale}: {form}");
        }
    }
}

#[test]
fn a_letter_about_no_money_is_refused() {
    let catalogue = Catalogue::builtin().unwrap();
    for minor in [0, -4900] {
        let amount = money(minor, "USD");
        let refunded = LetterContent::Refunded { amount };
        let error = catalogue.render(&refunded, &to(Locale::En, None)).unwrap_err();
        assert_eq!(error, MessageError::NothingToPay(amount));
    }
}

#[test]
fn a_hostile_name_stays_within_its_place() {
    let catalogue = Catalogue::builtin().unwrap();
    let hostile = format!(
        "Pro\r\n\r\n- Bcc: <b>all@example.com</b>\u{2028}{{ $amount }}\u{202e}{}",
        "x".repeat(500)
    );
    let mut written = 0;
    for locale in Locale::ALL {
        for sample in Samples::default().all() {
            let plain = catalogue.render(&sample.content, &to(locale, Some("Pro"))).unwrap();
            let named = Recipient { merchant: &hostile, ..to(locale, Some(&hostile)) };
            let message = catalogue.render(&sample.content, &named).unwrap();
            assert_eq!(message.text.lines().count(), plain.text.lines().count());
            assert_eq!(message.subject.lines().count(), 1);
            assert_eq!(message.html.matches('<').count(), plain.html.matches('<').count());
            assert!(message.text.contains("- Bcc: <b>all@example.com</b> { $amount }xxx"));
            assert!(message.html.contains("- Bcc: &lt;b&gt;all@example.com&lt;/b&gt; { $amount }"));
            written += 1;
        }
    }
    assert_eq!(written, 39 * 7);
}

#[test]
fn a_name_without_anything_to_see_is_none() {
    let catalogue = Catalogue::builtin().unwrap();
    let letter = LetterContent::Refunded { amount: money(4900, "USD") };
    let unsigned = Recipient { merchant: "\u{200b}\n", ..to(Locale::Ja, None) };
    assert_eq!(catalogue.render(&letter, &unsigned).unwrap_err(), MessageError::NoMerchant);
    let invisible = catalogue.render(&letter, &to(Locale::Ja, Some("\u{200b}"))).unwrap();
    assert_eq!(invisible, catalogue.render(&letter, &to(Locale::Ja, None)).unwrap());
}

#[test]
fn one_question_is_asked_for_as_one() {
    let catalogue = Catalogue::builtin().unwrap();
    let one = ["screenshots".to_owned()];
    let several = ["screenshots".to_owned(), "which_order".to_owned()];
    let answer_by = "2027-01-05T09:00:00Z".parse().unwrap();
    let asked = |locale, questions: &[String]| {
        let letter = LetterContent::InfoRequested { questions, answer_by };
        catalogue.render(&letter, &to(locale, None)).unwrap().text
    };
    let expected = [
        (Locale::En, "one more thing", "a few more things"),
        (Locale::De, "noch eine Angabe", "noch einige Angaben"),
        (Locale::Fr, "d’une précision", "de quelques précisions"),
        (Locale::Nl, "één antwoord", "enkele antwoorden"),
    ];
    for (locale, singular, plural) in expected {
        assert!(asked(locale, &one).contains(singular), "{locale}");
        assert!(asked(locale, &several).contains(plural), "{locale}");
    }
}

#[test]
fn the_catalogue_is_shared_between_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    shared(&Catalogue::builtin().unwrap());
}
