//! The catalogue as a whole: what each letter reads like, and what a broken catalogue is told.

use std::collections::BTreeSet;

use super::catalogue::{Catalogue, MessageError};
use super::check::Mistake;
use super::letter::{Letter, Message, Recipient};
use crate::domain::locale::Locale;
use crate::domain::money::{Currency, Money};

const ENGLISH: &str = include_str!("en.ftl");

fn money(minor: i64, code: &str) -> Money {
    Money::new(minor, Currency::parse(code).unwrap())
}

fn alternatives() -> Vec<String> {
    ["extended_trial", "onboarding_call", "downgrade", "discount", "credit"]
        .map(str::to_owned)
        .to_vec()
}

fn english(product: Option<&str>) -> Recipient<'_> {
    Recipient { locale: Locale::En, merchant: "Northwind Software", product }
}

/// One letter of each kind, and of each shape where a kind has several.
fn letters(alternatives: &[String]) -> Vec<(&'static str, Letter<'_>)> {
    let amount = money(4900, "USD");
    let denied =
        |alternatives| Letter::Denied { clause: "time_window", clause_text: None, alternatives };
    vec![
        (
            "acknowledged",
            Letter::Acknowledged { answer_by: "2027-01-05T09:00:00Z".parse().unwrap() },
        ),
        ("approved", Letter::Approved { amount, full: true, business_days: (5, 7) }),
        ("approved-part", Letter::Approved { amount, full: false, business_days: (1, 1) }),
        ("denied", denied(alternatives)),
        ("denied-no-alternatives", denied(&[])),
        ("refunded", Letter::Refunded { amount }),
        ("correction", Letter::Correction { amount }),
        ("feedback", Letter::Feedback { amount }),
    ]
}

fn golden() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("golden");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

fn page(message: &Message) -> String {
    format!("Subject: {}\n\n{}", message.subject, message.text)
}

#[test]
fn each_letter_reads_as_it_was_agreed() {
    let catalogue = Catalogue::builtin().unwrap();
    let alternatives = alternatives();
    let mut pages = 0;
    for (name, letter) in letters(&alternatives) {
        for (suffix, product) in [("", Some("Northwind Pro")), ("-unnamed", None)] {
            let message = catalogue.render(&letter, &english(product)).unwrap();
            golden().bind(|| {
                insta::assert_snapshot!(format!("en-{name}{suffix}"), page(&message));
            });
            pages += 1;
        }
    }
    assert_eq!(pages, 16);
}

#[test]
fn every_letter_can_be_written_in_every_language_there_is() {
    let catalogue = Catalogue::builtin().unwrap();
    let languages = catalogue.languages();
    assert_eq!(languages, [Locale::En]);
    let alternatives = alternatives();
    let mut stems = BTreeSet::new();
    let mut written = 0;
    for locale in Locale::ALL {
        for (_, letter) in letters(&alternatives) {
            let to = Recipient { locale, ..english(Some("Pro")) };
            let message = catalogue.render(&letter, &to).unwrap();
            let used = if languages.contains(&locale) { locale } else { Locale::En };
            assert_eq!(message.locale, used);
            assert!(!message.subject.contains(['\n', '{', '}']), "{}", message.subject);
            assert!(!message.text.contains(['{', '}']), "{}", message.text);
            stems.insert(letter.stem());
            written += 1;
        }
    }
    assert_eq!((written, stems.len()), (48, 6));
}

#[test]
fn only_the_refunded_letter_says_refunded() {
    let catalogue = Catalogue::builtin().unwrap();
    let alternatives = alternatives();
    for (name, letter) in letters(&alternatives) {
        let message = catalogue.render(&letter, &english(Some("Pro"))).unwrap();
        let says = page(&message).to_lowercase().contains("refunded");
        assert_eq!(says, name == "refunded", "{name}");
    }
    // The families are inserted into a denial.
    let family: Vec<_> = ENGLISH
        .lines()
        .filter(|line| line.starts_with("clause-") || line.starts_with("alternative-"))
        .collect();
    assert_eq!(family.len(), 12);
    assert!(family.iter().all(|line| !line.to_lowercase().contains("refunded")));
}

#[test]
fn every_alternative_and_clause_of_the_catalogue_is_known() {
    let catalogue = Catalogue::builtin().unwrap();
    for key in alternatives() {
        assert!(catalogue.knows_alternative(&key), "{key}");
    }
    assert!(catalogue.knows_clause("time_window"));
    assert!(!catalogue.knows_clause("") && !catalogue.knows_clause("no_such_clause"));
    assert!(!catalogue.knows_alternative("time_window"));
}

#[test]
fn a_key_without_a_text_is_an_error_and_no_gap() {
    let catalogue = Catalogue::builtin().unwrap();
    let denied = Letter::Denied { clause: "unheard_of", clause_text: None, alternatives: &[] };
    let error = catalogue.render(&denied, &english(None)).unwrap_err();
    assert_eq!(error, MessageError::NoClause("unheard_of".into()));

    let blank =
        Letter::Denied { clause: "unheard_of", clause_text: Some(" \n"), alternatives: &[] };
    assert_eq!(catalogue.render(&blank, &english(None)).unwrap_err(), error);

    let offered = ["credit".to_owned(), "a_pony".to_owned()];
    let denied =
        Letter::Denied { clause: "time_window", clause_text: None, alternatives: &offered };
    let error = catalogue.render(&denied, &english(None)).unwrap_err();
    assert_eq!(error, MessageError::NoAlternative("a_pony".into()));
}

#[test]
fn the_merchants_own_words_for_a_clause_come_first() {
    let catalogue = Catalogue::builtin().unwrap();
    let own = "Section 4.2: consulting hours are not refundable.";
    let denied =
        Letter::Denied { clause: "time_window", clause_text: Some(own), alternatives: &[] };
    let message = catalogue.render(&denied, &english(None)).unwrap();
    assert!(message.text.contains(&format!("This is why: {own}\n")), "{}", message.text);
}

#[test]
fn a_letter_about_no_money_is_refused() {
    let catalogue = Catalogue::builtin().unwrap();
    for minor in [0, -4900] {
        let amount = money(minor, "USD");
        let error = catalogue.render(&Letter::Refunded { amount }, &english(None)).unwrap_err();
        assert_eq!(error, MessageError::NothingToPay(amount));
    }
}

#[test]
fn a_hostile_name_stays_within_its_place() {
    let catalogue = Catalogue::builtin().unwrap();
    let hostile =
        format!("Pro\r\nBcc: all@example.com\u{2028}{{ $amount }}\u{202e}{}", "x".repeat(500));
    let letter = Letter::Refunded { amount: money(4900, "USD") };
    let plain = catalogue.render(&letter, &english(Some("Pro"))).unwrap();
    let message = catalogue.render(&letter, &english(Some(&hostile))).unwrap();
    assert_eq!(message.text.lines().count(), plain.text.lines().count());
    assert!(message.text.contains("Pro Bcc: all@example.com { $amount }xxx"), "{}", message.text);
    assert!(message.text.chars().count() <= plain.text.chars().count() + 80);

    let unsigned = Recipient { merchant: "\u{200b}\n", ..english(None) };
    assert_eq!(catalogue.render(&letter, &unsigned).unwrap_err(), MessageError::NoMerchant);
    let invisible = catalogue.render(&letter, &english(Some("\u{200b}"))).unwrap();
    assert_eq!(invisible, catalogue.render(&letter, &english(None)).unwrap());
}

/// The mistakes in a translation made from the English file by one replacement.
fn mistakes_after(from: &str, to: &str) -> Vec<Mistake> {
    assert!(ENGLISH.contains(from), "{from} is not in the English file");
    let broken = ENGLISH.replace(from, to);
    let errors = Catalogue::load(ENGLISH, &[(Locale::De, &broken)]).unwrap_err();
    assert!(errors.iter().all(|error| error.locale == Locale::De));
    errors.into_iter().map(|error| error.mistake).collect()
}

fn ids(mistakes: &[Mistake]) -> Vec<String> {
    mistakes.iter().map(ToString::to_string).collect()
}

#[test]
fn a_complete_translation_is_taken_and_used() {
    let german = ENGLISH.replace("Hello,", "Guten Tag,");
    let catalogue = Catalogue::load(ENGLISH, &[(Locale::De, &german)]).unwrap();
    assert_eq!(catalogue.languages(), [Locale::En, Locale::De]);
    let letter = Letter::Refunded { amount: money(4900, "EUR") };
    let to = Recipient { locale: Locale::De, ..english(None) };
    let message = catalogue.render(&letter, &to).unwrap();
    assert_eq!(message.locale, Locale::De);
    assert!(message.text.starts_with("Guten Tag,"));
    assert!(message.subject.contains("49,00\u{a0}€"), "{}", message.subject);
}

#[test]
fn a_missing_text_is_found() {
    let found = mistakes_after("clause-time_window =", "clause-time-window =");
    assert_eq!(
        ids(&found),
        ["`clause-time_window` is missing", "`clause-time-window` is not a text of the catalogue",]
    );
    let found = mistakes_after("refunded-subject =", "# refunded-subject =");
    assert_eq!(ids(&found), ["`refunded-subject` is missing"]);
}

#[test]
fn a_missing_variable_is_found() {
    let found = mistakes_after("send you our answer by { $answer-by }", "answer soon");
    assert_eq!(found.len(), 2);
    assert_eq!(
        ids(&found)[0],
        "`acknowledged-text` does not use $answer-by where $has-product is no"
    );
    let found = mistakes_after("[yes] We have refunded { $amount } for", "[yes] We have paid for");
    assert_eq!(ids(&found), ["`refunded-text` does not use $amount where $has-product is yes"]);
}

#[test]
fn an_unknown_variable_is_found() {
    let found =
        mistakes_after("our answer by { $answer-by }", "our answer by { $answer-by }{ $name }");
    assert_eq!(found.len(), 2);
    assert_eq!(
        ids(&found)[0],
        "`acknowledged-text` cannot be written where $has-product is no: \
         Resolver error: Unknown variable: $name"
    );
    // A product that is named where there may be none would leave a gap.
    let found = mistakes_after("*[no] About your refund request", "*[no] About { $product }");
    assert_eq!(found.len(), 1);
}

#[test]
fn a_switch_that_changes_nothing_is_found() {
    let found = mistakes_after(
        "You will get back { $amount } of the price that you paid.",
        "You will get back the full { $amount } that you paid.",
    );
    assert_eq!(ids(&found), ["`approved-text` does not use $full"]);
}

#[test]
fn plural_forms_are_tried() {
    let found = mistakes_after("{ $from }–{ $to } business days", "{ $to } business days");
    assert_eq!(ids(&found), ["`business-days` does not use $from where $from is 55 and $to is 77"]);
    let found = mistakes_after("[one] one business day", "[one] { $day } business day");
    assert_eq!(found.len(), 1);
}

#[test]
fn mistakes_of_form_are_found_with_their_line() {
    let found = mistakes_after(
        "refunded-subject = Your refund of { $amount }",
        "refunded-subject = Your refund of { $amount",
    );
    let line = ENGLISH.lines().position(|line| line.starts_with("refunded-subject")).unwrap() + 1;
    assert!(matches!(&found[..], [Mistake::Syntax { line: at, .. }] if *at == line), "{found:?}");

    let found =
        mistakes_after("feedback-subject =", "refunded-subject = Twice\n\nfeedback-subject =");
    assert_eq!(ids(&found), ["`refunded-subject` is there twice"]);
}

#[test]
fn all_mistakes_of_all_languages_come_at_once() {
    let english = ENGLISH.replace("refunded-subject", "refunded-title");
    let german = ENGLISH.replace("clause-heavy_use", "clause-heavy");
    let french = "hello = Bonjour";
    let errors =
        Catalogue::load(&english, &[(Locale::De, &german), (Locale::Fr, french)]).unwrap_err();
    let count = |locale| errors.iter().filter(|error| error.locale == locale).count();
    assert_eq!(count(Locale::En), 2);
    // The German file has the subject that the English one lacks, so only its own mistakes count.
    assert_eq!(count(Locale::De), 2);
    // Twelve texts, the business days, twelve of the families; and one too many.
    assert_eq!(count(Locale::Fr), 26);
}

#[test]
fn the_catalogue_is_shared_between_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    shared(&Catalogue::builtin().unwrap());
}
