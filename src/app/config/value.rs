//! A value as it was found, checked against the kind that its key takes.
//!
//! A complaint never repeats a text: any text may be a secret in a wrong place. Numbers are
//! repeated where a number belongs.

use toml::Spanned;
use toml::de::{DeInteger, DeValue};

use setting::SettingKind;
use setting::rule::{LINE, SECRET};

/// What is said of a text that is not what it should be: nothing, since it may be a secret.
const OTHER: &str = "";

/// A value of one of the kinds. Not `Debug`: it may be a secret.
#[derive(Clone, PartialEq)]
pub(super) enum Plain {
    Flag(bool),
    Number(i64),
    Numbers(Vec<i64>),
    Text(String),
    Texts(Vec<String>),
}

/// What a key takes, to be read after "must be".
pub(super) fn expected(kind: &SettingKind) -> String {
    match kind {
        SettingKind::Flag => "true or false".to_owned(),
        SettingKind::Number(min, max) => format!("a whole number from {min} to {max}"),
        SettingKind::Rising(min, max) => {
            format!("a list of 1 to 12 whole numbers from {min} to {max}, each above the last")
        }
        SettingKind::Choice(words) => {
            let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
            words.join(" or ")
        }
        SettingKind::Text(rule) => rule.expected.to_owned(),
        SettingKind::Texts(rule) => format!("a list, each of it {}", rule.expected),
        SettingKind::Path => "the name of a file".to_owned(),
        SettingKind::Paths => "a list of names of files, in quotes".to_owned(),
        SettingKind::Folder => "the name of a folder".to_owned(),
        SettingKind::Secret => SECRET.expected.to_owned(),
        SettingKind::Secrets => format!("a list, each of it {}", SECRET.expected),
    }
}

/// Says that a value is not what its key takes. `found` is a phrase such as "is text".
pub(super) fn complaint(key: &str, kind: &SettingKind, found: &str) -> String {
    let expected = expected(kind);
    if found.is_empty() {
        format!("`{key}` must be {expected}")
    } else {
        format!("`{key}` must be {expected}; this {found}")
    }
}

/// Takes a value out of a file, or says what was found instead.
pub(super) fn from_toml(kind: &SettingKind, value: &DeValue<'_>) -> Result<Plain, String> {
    let plain = match (kind, value) {
        (SettingKind::Flag, DeValue::Boolean(flag)) => Some(Plain::Flag(*flag)),
        (SettingKind::Number(..), DeValue::Integer(digits)) => integer(digits).map(Plain::Number),
        (SettingKind::Rising(..), DeValue::Array(list)) => {
            all(list, |item| item.as_integer().and_then(integer)).map(Plain::Numbers)
        }
        (
            SettingKind::Choice(_)
            | SettingKind::Text(_)
            | SettingKind::Path
            | SettingKind::Folder
            | SettingKind::Secret,
            DeValue::String(text),
        ) => Some(Plain::Text(text.as_ref().to_owned())),
        (
            SettingKind::Paths | SettingKind::Secrets | SettingKind::Texts(_),
            DeValue::Array(list),
        ) => all(list, |item| item.as_str().map(str::to_owned)).map(Plain::Texts),
        _ => None,
    };
    admit(kind, plain.ok_or_else(|| sort(value).to_owned())?)
}

/// Takes a value out of the environment, or says what was found instead. Lists are separated by
/// commas.
pub(super) fn from_text(kind: &SettingKind, text: &str) -> Result<Plain, String> {
    let plain = match kind {
        SettingKind::Flag => text.parse().ok().map(Plain::Flag),
        SettingKind::Number(..) => number(text).map(Plain::Number),
        SettingKind::Rising(..) => text
            .split(',')
            .map(|item| number(item.trim()))
            .collect::<Option<_>>()
            .map(Plain::Numbers),
        SettingKind::Choice(_)
        | SettingKind::Text(_)
        | SettingKind::Path
        | SettingKind::Folder
        | SettingKind::Secret => Some(Plain::Text(text.to_owned())),
        SettingKind::Paths | SettingKind::Secrets | SettingKind::Texts(_) => {
            Some(Plain::Texts(text.split(',').map(|s| s.trim().to_owned()).collect()))
        }
    };
    admit(kind, plain.ok_or(OTHER)?)
}

/// Checks what has the right sort already.
fn admit(kind: &SettingKind, plain: Plain) -> Result<Plain, String> {
    let wrong = match (kind, &plain) {
        (SettingKind::Number(min, max), Plain::Number(number)) => {
            (!(min..=max).contains(&number)).then(|| format!("is {number}"))
        }
        (SettingKind::Rising(min, max), Plain::Numbers(numbers)) => {
            let good = (1..=12).contains(&numbers.len())
                && numbers.iter().all(|number| (min..=max).contains(&number))
                && numbers.is_sorted_by(|shorter, longer| shorter < longer);
            (!good).then(|| listed(numbers))
        }
        (SettingKind::Choice(words), Plain::Text(text)) => {
            (!words.contains(&text.as_str())).then(|| OTHER.to_owned())
        }
        (SettingKind::Text(rule), Plain::Text(text)) => {
            (!(rule.holds)(text)).then(|| OTHER.to_owned())
        }
        (SettingKind::Path | SettingKind::Folder, Plain::Text(text)) => {
            (!(LINE.holds)(text)).then(|| OTHER.to_owned())
        }
        (SettingKind::Paths, Plain::Texts(texts)) => {
            (!texts.iter().all(|text| (LINE.holds)(text))).then(|| OTHER.to_owned())
        }
        (SettingKind::Texts(rule), Plain::Texts(texts)) => {
            (!texts.iter().all(|text| (rule.holds)(text))).then(|| OTHER.to_owned())
        }
        (SettingKind::Secret, Plain::Text(text)) => secret_mistake(text),
        (SettingKind::Secrets, Plain::Texts(texts)) => {
            texts.iter().find_map(|text| secret_mistake(text))
        }
        // Sorts that cannot meet, and flags, of which each is good.
        (_, _) => None,
    };
    wrong.map_or(Ok(plain), Err)
}

/// What is wrong with a secret, without a word of it.
pub(super) fn secret_mistake(text: &str) -> Option<String> {
    if text.is_empty() {
        Some("is empty".to_owned())
    } else if text.contains('\n') {
        Some("has several lines".to_owned())
    } else {
        (!(SECRET.holds)(text)).then(|| "has a blank, or a character that is not ASCII".to_owned())
    }
}

fn listed(numbers: &[i64]) -> String {
    let numbers: Vec<String> = numbers.iter().take(20).map(i64::to_string).collect();
    format!("is [{}]", numbers.join(", "))
}

fn all<'i, T>(
    list: &[Spanned<DeValue<'i>>],
    take: impl Fn(&DeValue<'i>) -> Option<T>,
) -> Option<Vec<T>> {
    list.iter().map(|item| take(item.get_ref())).collect()
}

fn integer(digits: &DeInteger<'_>) -> Option<i64> {
    i64::from_str_radix(digits.as_str(), digits.radix()).ok()
}

/// A number in its one spelling: `007` is rather a text that lost its way.
fn number(text: &str) -> Option<i64> {
    text.parse::<i64>().ok().filter(|number| number.to_string() == text)
}

fn sort(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "is text",
        DeValue::Integer(_) => "is a number",
        DeValue::Float(_) => "is a number with a decimal point",
        DeValue::Boolean(_) => "is true or false",
        DeValue::Datetime(_) => "is a date or time",
        DeValue::Array(_) => "is a list",
        DeValue::Table(_) => "is a table",
    }
}
