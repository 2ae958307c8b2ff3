//! The closed lists of words that a policy may use, and what to say about any other word.

use diagnostics::instead;
use domain::conversation::AnswerKind;
use domain::country;
use domain::money::Currency;
use domain::processor::Processor;
use domain::request::Reason;

/// What a denial can offer instead; keys of the message catalogue.
pub const ALTERNATIVES: [&str; 5] =
    ["extended_trial", "onboarding_call", "downgrade", "discount", "credit"];

/// The questions that have a text wherever nobody has written one of their own.
pub const QUESTIONS: [&str; 6] = [
    "what_went_wrong",
    "how_long_in_use",
    SUPPORT_TRIED,
    "proof_of_purchase",
    "which_order",
    "screenshots",
];

const SUPPORT_TRIED: &str = "support_tried";

/// The type of a question that the policy does not declare: what can be answered in any way is text.
pub(crate) fn answer_kind(question: &str) -> AnswerKind {
    if question == SUPPORT_TRIED { AnswerKind::YesNo } else { AnswerKind::Text }
}

/// Message and remedy, if the word is not a reason.
pub(crate) fn reason_mistake(word: &str) -> Option<(String, String)> {
    if Reason::parse(word).is_some() {
        return None;
    }
    let reasons: Vec<&str> = Reason::ALL.iter().map(|(_, name)| *name).collect();
    Some((format!("there is no reason {word:?}, so this never holds"), instead(word, &reasons)))
}

/// Message and remedy, if the word is not a currency as `payment.currency` writes it.
pub(crate) fn currency_mistake(word: &str) -> Option<(String, String)> {
    let remedy = match Currency::parse(word) {
        Ok(currency) if currency.code() == word => return None,
        Ok(currency) => format!("write it in capitals: '{currency}'"),
        Err(_) => "use a code of ISO 4217, such as 'USD'".to_owned(),
    };
    Some((format!("{word:?} is not a currency code, so this never holds"), remedy))
}

/// Message and remedy, if the word is not a processor.
pub(crate) fn processor_mistake(word: &str) -> Option<(String, String)> {
    if Processor::parse(word).is_some() {
        return None;
    }
    let names = Processor::ALL.map(Processor::as_str);
    Some((format!("there is no processor {word:?}, so this never holds"), instead(word, &names)))
}

/// Message and remedy, if the word cannot be a country as the facts write it.
pub(crate) fn country_mistake(word: &str) -> Option<(String, String)> {
    let remedy = match country::read(word) {
        Some(read) if read.code == word => return None,
        Some(read) if read.respelt => {
            format!("did you mean '{}'? ISO 3166 has no {word:?}", read.code)
        }
        Some(read) => format!("write it in capitals: '{}'", read.code),
        None if matches!(word.to_ascii_uppercase().as_str(), "EU" | "EEA" | "EFTA") => {
            "list its countries: `[lists]`, and below it `eu = [\"AT\", \"BE\"]`; then \
             `payment.country in lists.eu`"
                .to_owned()
        }
        None => "use two letters of ISO 3166, such as 'DE'".to_owned(),
    };
    Some((format!("{word:?} is not a country code, so this never holds"), remedy))
}

/// Whether a word can be an id of a rule, a clause or a review code: it ends up in metrics,
/// events and the message catalogue.
pub(crate) fn is_id(word: &str) -> bool {
    word.len() <= 64
        && word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-".contains(&b))
}

/// Whether a word can be the name of a fact: a condition must be able to spell it.
pub(crate) fn is_field(word: &str) -> bool {
    word.len() <= 64
        && word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// A remedy for a word that is not an id: the same word, corrected, if that is possible.
pub(crate) fn id_remedy(word: &str) -> String {
    let corrected: String = word
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '-' { c.to_ascii_lowercase() } else { '_' })
        .collect();
    let corrected = corrected.trim_matches('_');
    let rule = "lower-case letters, digits, `-` and `_`, beginning with a letter, at most 64";
    if is_id(corrected) { format!("write `{corrected}`: {rule}") } else { format!("use {rule}") }
}
