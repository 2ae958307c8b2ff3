//! What is said of a translation with mistakes: all of it, at once, with the place and the remedy.

use crate::catalogue::{Catalogue, source};
use crate::mistake::{CatalogueError, TextMistake};
use domain::languages::Languages;
use domain::locale::Locale;

/// The mistakes in a translation made from the English file by one replacement.
fn errors_after(from: &str, to: &str) -> Vec<CatalogueError> {
    let english = source(Locale::En);
    assert!(english.contains(from), "{from} is not in the English file");
    let broken = english.replace(from, to);
    let sources = [(Locale::En, english), (Locale::De, broken.as_str())];
    let errors = Catalogue::load(&sources, &[], &Languages::default()).unwrap_err();
    assert!(errors.iter().all(|error| error.locale == Locale::De), "{errors:?}");
    errors
}

fn mistakes_after(from: &str, to: &str) -> Vec<String> {
    errors_after(from, to).iter().map(|error| error.mistake.to_string()).collect()
}

#[test]
fn a_missing_text_is_found() {
    assert_eq!(
        mistakes_after("clause-time_window =", "clause-time-window ="),
        ["`clause-time_window` is missing", "`clause-time-window` has no text in en"]
    );
    assert_eq!(
        mistakes_after("refunded-subject =", "# refunded-subject ="),
        ["`refunded-subject` is missing"]
    );
}

#[test]
fn a_missing_variable_is_found() {
    let found = mistakes_after("send you our answer by { $answer-by }", "answer soon");
    assert_eq!(found.len(), 4);
    assert_eq!(found[0], "`acknowledged-text` does not use $answer-by where $has-product is no");
    assert_eq!(
        mistakes_after("[yes] We have refunded { $amount } for", "[yes] We have refunded it for"),
        ["`refunded-text` does not use $amount where $has-product is yes"]
    );
    let found =
        mistakes_after("    { $questions }\n\n    Please reply to this message by", "    Reply by");
    assert!(found.iter().any(|found| found.contains("does not use $questions")), "{found:?}");
}

#[test]
fn a_receipt_of_the_program_leaves_nothing_out() {
    for variable in
        ["received-day", "received-time", "zone", "asked", "reason", "payment", "plan", "period-to"]
    {
        let found = mistakes_after(&format!("{{ ${variable} }}"), "x");
        let missing = format!("does not use ${variable}");
        assert!(found.iter().any(|found| found.contains(&missing)), "{found:?}");
    }
}

#[test]
fn an_unknown_variable_is_found() {
    let found =
        errors_after("our answer by { $answer-by }", "our answer by { $answer-by }{ $name }");
    assert_eq!(found.len(), 2);
    let said = found[0].to_string();
    assert!(said.starts_with("de.ftl (built in):"), "{said}");
    assert!(said.contains("`acknowledged-text` has no variable $name\n"), "{said}");
    assert!(said.contains("it has $merchant, $product, $greeting, $received-day, $received-time, $zone, $asked, $reason, $payment, $plan, $period-from, $period-to, $answer-by, $has-product, $covered"), "{said}");
    // A product that is named where there may be none would leave a gap.
    assert_eq!(
        mistakes_after("*[no] About your refund request", "*[no] About { $product }"),
        ["`denied-subject` uses $product where $has-product is no"]
    );
}

#[test]
fn a_switch_that_changes_nothing_is_found() {
    assert_eq!(
        mistakes_after(
            "*[no] You will get back { $amount } of what we charged.",
            "*[no] You will get back the full { $amount }.",
        ),
        ["`billing-error-text` does not use $full"]
    );
}

#[test]
fn a_variant_that_is_missing_or_never_chosen_is_found() {
    assert_eq!(
        mistakes_after("[yes] Your refund request for", "[yess] Your refund request for"),
        [
            "`acknowledged-subject` has no variant [yes] for $has-product",
            "`acknowledged-subject` has a variant [yess] that $has-product never is",
            "`delayed-subject` has no variant [yes] for $has-product",
            "`delayed-subject` has a variant [yess] that $has-product never is",
        ]
    );
}

#[test]
fn a_missing_plural_form_is_found() {
    assert_eq!(
        mistakes_after("            [one] one business day\n", ""),
        ["`business-days` has no variant [one] for $to"]
    );
    assert_eq!(
        mistakes_after("[one] Before we can decide", "[two] Before we can decide"),
        [
            "`info-requested-text` has no variant [one] for $count",
            "`info-requested-text` has a variant [two] that $count never is",
        ]
    );
    // A form can be spelt out by its only number.
    let english = source(Locale::En).replace("[one] one business day", "[1] one business day");
    Catalogue::load(&[(Locale::En, &english)], &[], &Languages::default()).unwrap();
}

#[test]
fn numbers_are_tried() {
    assert_eq!(
        mistakes_after("{ $from }–{ $to } business days", "{ $to } business days"),
        ["`business-days` does not use $from where $from is 55 and $to is 77"]
    );
    assert_eq!(
        mistakes_after("[one] one business day", "[one] { $day } business day"),
        ["`business-days` has no variable $day"]
    );
}

#[test]
fn a_letter_that_says_refunded_too_early_is_found() {
    let found = errors_after("[error] We’re sorry: you are getting", "[error] Wir erstattet");
    let [error] = &found[..] else { panic!("{found:?}") };
    let premature = TextMistake::Premature { id: "approved-subject".into(), word: "erstattet" };
    assert_eq!(error.mistake, premature);
    assert!(error.to_string().contains("only the letter `refunded` may say so"), "{error}");
}

#[test]
fn mistakes_of_form_are_found_with_their_line() {
    let english = source(Locale::En);
    let line = english.lines().position(|line| line.starts_with("refunded-subject")).unwrap() + 1;
    let found = errors_after(
        "refunded-subject = Your refund of { $amount }",
        "refunded-subject = Your refund of { $amount",
    );
    let [CatalogueError { place: Some(place), mistake: TextMistake::Syntax(_), .. }] = &found[..]
    else {
        panic!("{found:?}")
    };
    assert_eq!((place.file.as_str(), place.line), ("de.ftl (built in)", line));

    let found =
        mistakes_after("feedback-subject =", "refunded-subject = Twice\n\nfeedback-subject =");
    assert_eq!(found, ["`refunded-subject` is there twice"]);

    let found = mistakes_after("refunded-text =\n", "refunded-text =\n    .title = Title\n");
    assert!(found[0].contains("`refunded-text` has attributes"), "{found:?}");

    let two = "refunded-subject =\n    Your refund\n    of";
    assert_eq!(
        mistakes_after("refunded-subject = Your refund of", two),
        ["`refunded-subject` has more than one line"]
    );
}

#[test]
fn all_mistakes_of_all_languages_come_at_once() {
    let english = source(Locale::En).replace("refunded-subject", "refunded-title");
    let german = source(Locale::En).replace("clause-heavy_use", "clause-heavy");
    let sources =
        [(Locale::En, english.as_str()), (Locale::De, &german), (Locale::Fr, "hello = Bonjour")];
    let errors = Catalogue::load(&sources, &[], &Languages::default()).unwrap_err();
    let count = |locale| errors.iter().filter(|error| error.locale == locale).count();
    assert_eq!(count(Locale::En), 2);
    // The German file has the subject that the English one lacks, so only its own mistakes count.
    assert_eq!(count(Locale::De), 2);
    // Sixty-one texts, the business days, twenty-two of the families; and one too many.
    assert_eq!(count(Locale::Fr), 85);
}
