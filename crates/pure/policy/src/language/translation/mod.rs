//! Translates conditions that are written in another language: SQL, spreadsheets, JavaScript, Python,
//! plain English. What comes out says the same, or nothing comes out.
//!
//! `scan` cuts the text into tokens, `grammar` reads them with the words of `phrase` and the functions
//! of `calls` as what is `said`, `sense` gives that our names and types, `spelling` writes it down. The
//! policy never has a meaning by this way: it is what a remedy proposes.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "each place means one or two of the many parts of a condition, and refuses the rest"
)]

mod calls;
mod extreme;
mod grammar;
mod phrase;
mod said;
mod scan;
mod sense;
mod spelling;

use self::scan::Token;
use super::head::Head;
use super::syntax::{self, MAX_LENGTH};

/// The first span of time in a text, which a condition cannot count in: `48 hours`.
pub(crate) fn span_of_time(text: &str) -> Option<String> {
    let tokens = scan::scan(text)?;
    let next = tokens.iter().skip(1).map(Some).chain([None]);
    tokens.iter().zip(next).find_map(|(token, next)| {
        let (count, unit) = match (token, next) {
            (Token::Int(count), Some(Token::Word(word))) => (count, phrase::unit(word)?),
            // Half an hour more cannot be said, and must not be lost.
            (Token::Measure(measure), _) if measure.decimals.is_empty() => {
                (&measure.whole, phrase::unit(&measure.unit)?)
            }
            _ => return None,
        };
        let of_time = matches!(unit, "hours" | "days" | "weeks" | "months" | "years");
        let unit = if *count == 1 { unit.trim_end_matches('s') } else { unit };
        of_time.then(|| format!("{count} {unit}"))
    })
}

/// The same condition as ours are written; `None` where that cannot be said, or nothing changes.
pub(crate) fn translated(text: &str, head: &Head) -> Option<String> {
    if text.len() > MAX_LENGTH {
        return None;
    }
    let said = grammar::read(&scan::scan(text)?)?;
    let spelled = spelling::spelled(&sense::Sense { head }.condition(said)?)?;
    let plain = |text: &str| text.split_whitespace().collect::<String>().replace('"', "'");
    (plain(&spelled) != plain(text) && syntax::read(&spelled).is_ok()).then_some(spelled)
}
