//! The spellings in which shops write what is no text: truth values, numbers, instants, languages,
//! invoices. Metadata are text whatever they mean, and each language of a shop's program has its own
//! way to make text of a value. Read is what can be meant in one way only.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::fmt::rfc2822;
use jiff::tz::TimeZone;
use serde::Deserialize;

use domain::purchase::Line;

/// The longest word that is taken over, bytes.
const WORD_BYTES_MAX: usize = 64;

/// The longest tag of a language that RFC 5646 asks implementations to handle, bytes.
const TAG_BYTES_MAX: usize = 35;

/// A truth value.
pub(super) fn flag(text: &str) -> Option<bool> {
    let is = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
    if is(&["true", "t", "yes", "y", "on", "1"]) {
        return Some(true);
    }
    is(&["false", "f", "no", "n", "off", "0"]).then_some(false)
}

/// A whole number that is not below zero. `9.80` may be meant in either unit, and is not read.
pub(super) fn minor(text: &str) -> Option<i64> {
    text.parse().ok().filter(|minor| *minor >= 0)
}

/// A short word, such as ends up in conditions and in explanations.
pub(super) fn word(text: &str) -> Option<String> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    (text.len() <= WORD_BYTES_MAX && text.bytes().all(plain)).then(|| text.to_owned())
}

/// The tag of a language.
pub(super) fn tag(text: &str) -> Option<String> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    (text.len() <= TAG_BYTES_MAX && text.bytes().all(plain)).then(|| text.to_owned())
}

/// A SHA-256 in the one spelling that we compare.
pub(super) fn hash(text: &str) -> Option<String> {
    let hex = text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
    hex.then(|| text.to_ascii_lowercase())
}

/// An instant: RFC 3339 or RFC 2822, a date that begins with the year (midnight UTC), or the time
/// since 1970 in seconds or milliseconds. A local time without its zone would be a guess, and so
/// would a date that begins with the day or the month.
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    if text.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return date(text).or_else(|| since_1970(text));
    }
    let written = || rfc2822::parse(text).ok().map(|zoned| zoned.timestamp());
    date(text).or_else(|| text.parse().ok()).or_else(written)
}

/// How long a number is says its unit: ten digits of seconds are a day of our time, thirteen of
/// milliseconds are, and eight are a date without dashes.
fn since_1970(text: &str) -> Option<Timestamp> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    if fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number = whole.parse().ok()?;
    match whole.len() {
        9..=11 => Timestamp::from_second(number).ok(),
        13 => Timestamp::from_millisecond(number).ok(),
        _ => None,
    }
}

/// A date, with one of three separators or with none.
fn date(text: &str) -> Option<Timestamp> {
    let form: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let dashed = match form.as_str() {
        "00000000" => {
            let (year, rest) = text.split_at_checked(4)?;
            let (month, day) = rest.split_at_checked(2)?;
            format!("{year}-{month}-{day}")
        }
        "0000-00-00" | "0000/00/00" | "0000.00.00" => text.replace(['/', '.'], "-"),
        _ => return None,
    };
    let date: Date = dashed.parse().ok()?;
    date.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireLine {
    id: String,
    minor: WireMinor,
    #[serde(default)]
    tax_minor: WireMinor,
    #[serde(default)]
    refundable: WireFlag,
}

/// A number, or its text.
#[derive(Deserialize)]
#[serde(untagged)]
enum WireMinor {
    Number(i64),
    Text(String),
}

/// A truth value, or its text, or its number.
#[derive(Deserialize)]
#[serde(untagged)]
enum WireFlag {
    Flag(bool),
    Number(i64),
    Text(String),
}

impl Default for WireMinor {
    fn default() -> Self {
        Self::Number(0)
    }
}

impl Default for WireFlag {
    fn default() -> Self {
        Self::Flag(true)
    }
}

impl WireMinor {
    fn read(&self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(*number).filter(|minor| *minor >= 0),
            Self::Text(text) => minor(text.trim()),
        }
    }
}

impl WireFlag {
    fn read(&self) -> Option<bool> {
        match self {
            Self::Flag(truth) => Some(*truth),
            Self::Number(number) => flag(&number.to_string()),
            Self::Text(text) => flag(text.trim()),
        }
    }
}

/// The lines, all of them or none: half an invoice would be divided wrongly.
pub(super) fn invoice(text: &str) -> Option<Vec<Line>> {
    let read: Vec<WireLine> = serde_json::from_str(text).ok()?;
    let mut lines: Vec<Line> = Vec::with_capacity(read.len());
    for WireLine { id, minor, tax_minor, refundable } in read {
        let (minor, tax_minor) = (minor.read()?, tax_minor.read()?);
        let usable = word(&id).is_some() && !id.is_empty() && tax_minor <= minor;
        if !usable || lines.iter().any(|line| line.id == id) {
            return None;
        }
        lines.push(Line { id, minor, tax_minor, refundable: refundable.read()? });
    }
    Some(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m11_a_truth_value_is_read_in_every_common_spelling() {
        for text in ["true", "True", "TRUE", "t", "yes", "Yes", "YES", "y", "on", "On", "1"] {
            assert_eq!(flag(text), Some(true), "{text}");
        }
        for text in ["false", "False", "FALSE", "f", "no", "No", "NO", "n", "off", "0"] {
            assert_eq!(flag(text), Some(false), "{text}");
        }
        for text in ["", "2", "-1", "00", "truee", "paid", "null", "None", "ja", "true false"] {
            assert_eq!(flag(text), None, "{text}");
        }
    }

    #[test]
    fn m11_an_amount_is_read_where_it_can_be_meant_in_one_unit_only() {
        for (text, expected) in [("980", 980), ("0", 0), ("0980", 980), ("+980", 980)] {
            assert_eq!(minor(text), Some(expected), "{text}");
        }
        let huge = "9".repeat(30);
        for text in ["", "9.80", "9,80", "1,000", "1.000", "980.00", "-1", "980 EUR", "€980", &huge]
        {
            assert_eq!(minor(text), None, "{text}");
        }
    }

    #[test]
    fn m11_an_instant_is_read_where_it_can_be_meant_in_one_way_only() {
        let expected: Timestamp = "2026-02-01T00:00:00Z".parse().unwrap();
        for text in [
            "2026-02-01T00:00:00Z",
            "2026-02-01T00:00:00.000Z",
            "2026-02-01 00:00:00Z",
            "2026-02-01 00:00:00+00:00",
            "2026-02-01T01:00:00+01:00",
            "2026-02-01",
            "2026/02/01",
            "2026.02.01",
            "20260201",
            "1769904000",
            "1769904000.0",
            "1769904000000",
            "Sun, 01 Feb 2026 00:00:00 GMT",
            "Sun, 1 Feb 2026 01:00:00 +0100",
        ] {
            assert_eq!(instant(text), Some(expected), "{text}");
        }
        for text in [
            "",
            "soon",
            "-5",
            "0",
            "1",
            "2026",
            "202602",
            "176990400000",
            "1769904000.",
            "1769904000.1.2",
            "99999999999999999999",
            "2026-02-30",
            "20260230",
            "2026-2-1",
            "01.02.2026",
            "02/01/2026",
            "2026-02-01T00:00:00",
            "2026-02-01 00:00:00",
        ] {
            assert_eq!(instant(text), None, "{text}");
        }
    }

    #[test]
    fn m11_lines_may_have_their_numbers_as_text() {
        let plain = r#"[{"id":"seats","minor":4200,"tax_minor":600,"refundable":false}]"#;
        let expected = invoice(plain).unwrap();
        for text in [
            r#"[{"id":"seats","minor":"4200","tax_minor":"600","refundable":"False"}]"#,
            r#"[{"id":"seats","minor":4200,"tax_minor":600,"refundable":0}]"#,
        ] {
            assert_eq!(invoice(text).as_ref(), Some(&expected), "{text}");
        }
        for text in [
            r#"[{"id":"seats","minor":"42.00"}]"#,
            r#"[{"id":"seats","minor":42.5}]"#,
            r#"[{"id":"seats","minor":4200,"refundable":"maybe"}]"#,
            r#"[{"id":"seats","minor":4200,"refundable":null}]"#,
        ] {
            assert_eq!(invoice(text), None, "{text}");
        }
    }
}
