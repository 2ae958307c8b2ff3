//! Reads a time frame as a policy writes it, `30 days of purchase`, and says of one that is written
//! otherwise what to write. A remedy never says another time than what was written.

use super::anchor::Anchor;
use super::length::{Length, Unit};
use diagnostics::instead;

/// Why a text is no frame, and what to write.
pub(crate) type Wrong = (String, String);

/// Reads a length, and the name of what it is counted from.
pub(crate) fn frame(text: &str) -> Result<(Length, String), Wrong> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (number, unit, anchor) = match words.as_slice() {
        [number, unit, "of", anchor] => (*number, (*unit).to_owned(), *anchor),
        [number, first, second, "of", anchor] => (*number, format!("{first} {second}"), *anchor),
        _ => return Err(translated(text)),
    };
    let named = Unit::ALL.iter().find(|(_, one, several, _)| unit == *one || unit == *several);
    let Some((unit, ..)) = named else { return Err(translated(text)) };
    let plain = number.bytes().all(|b| b.is_ascii_digit());
    let Some(count) = number.parse().ok().filter(|_| plain) else { return Err(translated(text)) };
    let length = within_bounds(Length { count, unit: *unit })?;
    let is_known = Anchor::ALL.iter().any(|(_, name)| *name == anchor) || anchor.contains('.');
    if is_known { Ok((length, anchor.to_owned())) } else { Err(translated(text)) }
}

fn units() -> String {
    Unit::ALL.map(|(_, _, several, _)| several).join(", ")
}

fn within_bounds(length: Length) -> Result<Length, Wrong> {
    let (least, most) = length.unit.bounds();
    if (least..=most).contains(&length.count) {
        return Ok(length);
    }
    let units = length.unit.of(0);
    let message = format!("a time frame has {least} to {most} {units}, not {}", length.count);
    Err((message, format!("write a number from {least} to {most}")))
}

/// What is wrong with a text that is no frame, and the frame that says the same, if one does.
fn translated(text: &str) -> Wrong {
    let words = words(text);
    let mut rest = words.iter().map(String::as_str).peekable();
    let Some(count) = rest.next().and_then(number) else {
        let message = format!("{text:?} is no time frame");
        let remedy = format!(
            "write a whole number, a unit and what it is counted from; the units are {}",
            units()
        );
        return (message, remedy);
    };
    while rest.next_if(|word| IDLE.contains(word)).is_some() {}
    let unit = rest.next().unwrap_or_default();
    let rests = matches!(unit, "business" | "working" | "work");
    let unit = if rests && rest.next_if(|word| matches!(*word, "day" | "days")).is_some() {
        "business days"
    } else {
        unit
    };
    let Some((count, unit)) = counted(count, unit) else { return no_unit(count, unit) };
    if let Err(wrong) = within_bounds(Length { count, unit }) {
        return wrong;
    }
    let said = format!("{count} {}", unit.of(count));
    let anchor: Vec<&str> = rest.filter(|word| !IDLE.contains(word)).collect();
    event(text, &said, &anchor)
}

/// Words that change nothing.
const IDLE: [&str; 14] = [
    "of",
    "from",
    "after",
    "since",
    "following",
    "the",
    "date",
    "calendar",
    "full",
    "whole",
    "consecutive",
    "their",
    "your",
    "original",
];

/// The words of a text, with numbers apart from the letters behind them: `30d` is `30` and `d`.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for word in text.to_lowercase().split(|c: char| c.is_whitespace() || c == '-') {
        let digits = word.chars().take_while(char::is_ascii_digit).count();
        let (number, rest) = word.split_at_checked(digits).unwrap_or((word, ""));
        // A number that goes on, as `1.5` does, is none.
        let parts = if rest.starts_with(['.', ',']) { [word, ""] } else { [number, rest] };
        words.extend(parts.into_iter().filter(|part| !part.is_empty()).map(str::to_owned));
    }
    words
}

/// The event, and so the frame as it is written; or what to say where there is no such event.
fn event(text: &str, said: &str, anchor: &[&str]) -> Wrong {
    let no_frame = format!("{text:?} is not written as a time frame is");
    let write = |event: &str| (no_frame.clone(), format!("write \"{said} of {event}\""));
    let names = Anchor::ALL.map(|(_, name)| name);
    match anchor {
        [] => {
            let message = format!("{text:?} does not say what it is counted from");
            let others = names.get(1..).unwrap_or_default().join(", ");
            (message, format!("write \"{said} of purchase\", or of {others}"))
        }
        [name] if names.contains(name) || name.contains('.') => write(name),
        ["charge" | "payment"] => write("purchase"),
        ["trial" | "trial's", ..] | ["end", "trial", ..] => declare(text, said, "trial_ended"),
        ["last" | "latest" | "previous", "refund"] => declare(text, said, "last_refund"),
        words => {
            let event = words.join(" ");
            (format!("there is no {event:?} to count from"), instead(&event, &names))
        }
    }
}

/// What to say of an event that only the merchant's system knows.
fn declare(text: &str, said: &str, name: &str) -> Wrong {
    let message = format!("only your own system knows the event of {text:?}");
    let remedy = format!(
        "declare it: `[facts.{name}]` and below it `type = \"instant\"`; then write \"{said} of \
         merchant.{name}\""
    );
    (message, remedy)
}

fn no_unit(count: i64, unit: &str) -> Wrong {
    let message = match unit {
        "" => "the time frame has no unit".to_owned(),
        unit => format!("a time frame counts no {unit:?}"),
    };
    let remedy = match unit {
        "quarter" | "quarters" => {
            let months = count.saturating_mul(3);
            format!("write \"{months} months of …\": no frame ends with a quarter of the calendar")
        }
        "second" | "seconds" | "minute" | "minutes" => {
            "the smallest unit is the hour, and this is no whole number of them".to_owned()
        }
        _ => format!("use {}", units()),
    };
    (message, remedy)
}

/// So many of a unit as a policy counts them, whatever they were called.
fn counted(count: i64, unit: &str) -> Option<(i64, Unit)> {
    let (times, unit) = match unit {
        "s" | "sec" | "second" | "seconds" => {
            return (count % 3600 == 0).then_some((count / 3600, Unit::Hours));
        }
        "min" | "minute" | "minutes" => {
            return (count % 60 == 0).then_some((count / 60, Unit::Hours));
        }
        "h" | "hr" | "hrs" | "hour" | "hours" => (1, Unit::Hours),
        "d" | "day" | "days" => (1, Unit::Days),
        "business days" | "workday" | "workdays" => (1, Unit::BusinessDays),
        "w" | "wk" | "wks" | "week" | "weeks" => (1, Unit::Weeks),
        "fortnight" | "fortnights" => (2, Unit::Weeks),
        "mo" | "month" | "months" => (1, Unit::Months),
        "y" | "yr" | "yrs" | "year" | "years" => (1, Unit::Years),
        _ => return None,
    };
    Some((count.checked_mul(times)?, unit))
}

/// A number in digits or as a word.
fn number(word: &str) -> Option<i64> {
    const WORDS: [(&str, i64); 20] = [
        ("a", 1),
        ("an", 1),
        ("one", 1),
        ("two", 2),
        ("three", 3),
        ("four", 4),
        ("five", 5),
        ("six", 6),
        ("seven", 7),
        ("eight", 8),
        ("nine", 9),
        ("ten", 10),
        ("eleven", 11),
        ("twelve", 12),
        ("fourteen", 14),
        ("fifteen", 15),
        ("twenty", 20),
        ("thirty", 30),
        ("sixty", 60),
        ("ninety", 90),
    ];
    let said = WORDS.iter().find(|(name, _)| *name == word).map(|(_, number)| *number);
    said.or_else(|| word.parse().ok().filter(|_| word.bytes().all(|b| b.is_ascii_digit())))
}
