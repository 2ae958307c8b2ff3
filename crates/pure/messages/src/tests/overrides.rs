//! A merchant's own texts in the place of built-in ones.

use super::{denied, money, to};
use crate::catalogue::Catalogue;
use crate::edition::Override;
use crate::letter::LetterContent;
use crate::sample::Samples;
use domain::languages::Languages;
use domain::locale::Locale;

fn own(locale: Locale, text: &str) -> Override {
    Override { locale, file: format!("messages/{locale}.ftl"), text: text.to_owned() }
}

fn errors(own: &[Override]) -> Vec<String> {
    Catalogue::with(own, &Languages::default())
        .unwrap_err()
        .iter()
        .map(ToString::to_string)
        .collect()
}

const SUBJECT: &str = "refunded-subject = Geld unterwegs: { $amount }\n";

#[test]
fn a_text_of_the_merchants_takes_the_place_of_one() {
    let catalogue = Catalogue::with(&[own(Locale::De, SUBJECT)], &Languages::default()).unwrap();
    let letter = LetterContent::Refunded { amount: money(4900, "EUR") };
    let message = catalogue.render(&letter, &to(Locale::De, None)).unwrap();
    assert_eq!(message.subject, "Geld unterwegs: 49,00\u{a0}€");
    let builtin = Catalogue::builtin().unwrap();
    let plain = builtin.render(&letter, &to(Locale::De, None)).unwrap();
    assert_eq!(message.text, plain.text);
    let english = to(Locale::En, None);
    assert_eq!(catalogue.render(&letter, &english), builtin.render(&letter, &english));
    let own: Vec<usize> = catalogue.counts().into_iter().map(|(_, _, own)| own).collect();
    assert_eq!(own, [0, 1, 0, 0, 0, 0, 0]);
}

#[test]
fn a_text_of_the_merchants_can_change_form_as_it_likes() {
    let text = "denied-subject = Zu Ihrer Anfrage { $has-product ->\n    [yes] für { $product }\n   *[no] von neulich\n}\n\
                -firma = Northwind\nlist-item = * { $item } (bei { -firma })\n";
    let catalogue = Catalogue::with(&[own(Locale::De, text)], &Languages::default()).unwrap();
    let offered = ["credit".to_owned()];
    let denied = denied("time_window", None, &offered);
    let message = catalogue.render(&denied, &to(Locale::De, Some("Pro"))).unwrap();
    assert_eq!(message.subject, "Zu Ihrer Anfrage für Pro");
    assert!(message.text.contains("einlösen können (bei Northwind)"), "{}", message.text);
}

/// A merchant may send the receipt in another way; the program's own acknowledgement has to be one.
#[test]
fn an_acknowledgement_of_the_merchants_need_not_be_a_receipt() {
    let text = "acknowledged-text = { $has-product ->\n    [yes] Zu { $product }: bis { $answer-by }. \
                { $merchant }\n   *[no] Bis { $answer-by }. { $merchant }\n}\n";
    let catalogue = Catalogue::with(&[own(Locale::De, text)], &Languages::default()).unwrap();
    let samples = Samples::default();
    let receipt = samples.all().remove(0).content;
    let message = catalogue.render(&receipt, &to(Locale::De, None)).unwrap();
    assert_eq!(message.text, "Bis 5. Januar 2027. Northwind Software");
    let found = errors(&[own(Locale::De, &text.replace("{ $answer-by }", "morgen"))]);
    assert_eq!(found.len(), 2, "the promise is needed all the same: {found:?}");
    assert!(found[0].contains("does not use $answer-by"), "{found:?}");
    // Some of a receipt can be told without the rest.
    let more = text.replace("Zu {", "{ $asked }, { $reason }, { $received-day } { $payment }, {");
    Catalogue::with(&[own(Locale::De, &more)], &Languages::default()).unwrap();
}

#[test]
fn a_clause_of_the_merchants_own_is_needed_in_every_language_that_is_used() {
    let clause = "clause-consulting = …\n";
    let everywhere: Vec<_> = Locale::ALL.into_iter().map(|locale| own(locale, clause)).collect();
    assert!(
        Catalogue::with(&everywhere, &Languages::default()).unwrap().knows_clause("consulting")
    );
    let english = Languages::of([Locale::En, Locale::De]).unwrap();
    assert!(Catalogue::with(&everywhere[..2], &english).unwrap().knows_clause("consulting"));
    let swiss = Languages::of([Locale::De, Locale::Fr]).unwrap();
    let found = Catalogue::with(&everywhere[..2], &swiss).unwrap_err();
    assert!(found.iter().all(|error| error.to_string().contains("has no text in fr\n")));
    let found = errors(&everywhere[..4]);
    assert_eq!(found.len(), 4);
    assert!(found[0].starts_with("messages/en.ftl:1: `clause-consulting` has no text in ja, zh\n"));
}

/// A letter never cuts a clause, so that the longest one is known where it is written.
#[test]
fn w9_a_clause_that_no_letter_has_room_for_is_a_mistake_with_its_line() {
    let of = |key: &str, length: usize| {
        own(Locale::De, &format!("# Unsere\n{key} = {}\n", "ü".repeat(length)))
    };
    Catalogue::with(&[of("clause-time_window", 600)], &Languages::default()).unwrap();
    Catalogue::with(&[of("alternative-credit", 601)], &Languages::default()).unwrap();
    let [found] = &errors(&[of("clause-time_window", 611)])[..] else { panic!("one mistake") };
    let said = "messages/de.ftl:2: `clause-time_window` has 611 characters; a letter has room for \
                600\n    help: shorten it by 11: ";
    assert!(found.starts_with(said), "{found}");
}

#[test]
fn everything_wrong_with_the_texts_is_said_at_once_with_its_line() {
    let german = "# Unsere Texte\n\
                  refunded-subjekt = Geld unterwegs: { $amount }\n\
                  correction-subject = Fehler bei { $betrag }\n\
                  feedback-subject = { $has-product ->\n    *[yes] Wie war { $product }?\n}\n\
                  approved-subject = { $amount } erstattet\n\
                  clause-time_windw = Zu spät.\n\
                  acknowledged-subject = Ihre Anfrage\n\
                  refunded-text = { $amount\n";
    let french = "business-days = { $from } { $to } { $same }\n\
                  approved-subject = Bravo\n\
                  approved-subject = Bravo { $amount }\n\
                  denied-text = { $waited }\n\
                  approved-text = { $extent } { $because ->\n    [error] a\n   *[gift] b\n}\n";
    let found = errors(&[own(Locale::De, german), own(Locale::Fr, french)]);
    insta::with_settings!({ snapshot_path => "../golden", prepend_module_to_snapshot => false,
        omit_expression => true }, {
        insta::assert_snapshot!("override-mistakes", found.join("\n"));
    });
    assert_eq!(found.len(), 12);
}

/// What a refund is given for is told apart by the program's texts; a merchant's need not.
#[test]
fn an_approval_of_the_merchants_need_not_say_what_it_is_given_for() {
    let subject = "approved-subject = { $because ->\n    [right] Widerruf: { $amount }\n   \
                   *[terms] { $amount } kommt\n}\n";
    for subject in [subject, "approved-subject = { $amount } kommt\n"] {
        Catalogue::with(&[own(Locale::De, subject)], &Languages::default()).unwrap();
    }
    // A part that is told as the whole would be a lie: that has to be told apart.
    let found = errors(&[own(Locale::De, "approved-text = { $merchant } { $amount } { $days }\n")]);
    assert!(found.iter().any(|it| it.contains("does not use $paid where ")), "{found:?}");
}

#[test]
fn a_broken_text_does_not_hide_the_built_in_one() {
    let found = errors(&[own(Locale::Nl, "approved-text = { $amount\n")]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("messages/nl.ftl:1: this is not Fluent"), "{found:?}");
}
