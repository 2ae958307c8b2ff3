//! The switch as text, in a file or in a store: a position, and below it who, when and why.
//!
//! ```text
//! everything
//! by ann
//! at 2026-11-30T09:00:00Z
//! because the key of the shop has leaked
//! ```
//!
//! People write it as well: one word is enough, and what is not understood below it changes nothing.
//! What is not understood in the first line is no switch at all.

use jiff::Timestamp;

use domain::switch::{Switch, SwitchPosition};

/// Nothing that is longer is a switch.
pub const SWITCH_BYTES_MAX: usize = 1024;

/// The most characters of a name or a reason.
const WORDS_MAX: usize = 200;

/// Writes it, without the end of the last line.
pub fn write(switch: &Switch) -> String {
    let mut lines = vec![switch.position.as_str().to_owned()];
    lines.extend(switch.by.as_deref().map(|by| format!("by {}", one_line(by))));
    lines.extend(switch.at.map(|at| format!("at {at}")));
    lines.extend(switch.reason.as_deref().map(|why| format!("because {}", one_line(why))));
    lines.join("\n")
}

/// Reads it; `None` for what is no switch.
pub fn read(text: &str) -> Option<Switch> {
    let mut lines = text.lines().map(str::trim);
    let position = SwitchPosition::parse(lines.next()?)?;
    let mut switch = Switch { position, ..Switch::default() };
    for line in lines {
        match line.split_once(' ') {
            Some(("by", by)) => switch.by = Some(one_line(by)),
            Some(("at", at)) => switch.at = at.parse::<Timestamp>().ok(),
            Some(("because", why)) => switch.reason = Some(one_line(why)),
            Some(_) | None => {}
        }
    }
    (text.len() <= SWITCH_BYTES_MAX).then_some(switch)
}

/// Words that stay in their line, and are no longer than they have to be.
fn one_line(words: &str) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    words.trim().chars().map(plain).take(WORDS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_switch_is_read_as_it_was_written() {
        let at = "2026-11-30T09:00:00Z".parse().ok();
        let (by, reason) = (Some("ann".to_owned()), Some("the key has leaked".to_owned()));
        let mut seen = 0;
        for position in SwitchPosition::ALL {
            let whole = Switch { position, by: by.clone(), at, reason: reason.clone() };
            for switch in [whole.clone(), Switch { position, ..Switch::default() }] {
                assert_eq!(read(&write(&switch)), Some(switch));
                seen += 1;
            }
        }
        assert_eq!(seen, 6);
    }

    #[test]
    fn one_word_is_a_switch_and_what_is_none_is_not_taken_for_open() {
        for (text, position) in [
            ("open", Some(SwitchPosition::Open)),
            (" machines \r\n", Some(SwitchPosition::Machines)),
            ("everything\nsince this morning\nat noon", Some(SwitchPosition::Everything)),
            ("Open", None),
            ("open today", None),
            ("closed", None),
            ("", None),
            ("\nopen", None),
        ] {
            assert_eq!(read(text).map(|switch| switch.position), position, "{text:?}");
        }
        assert_eq!(read(&format!("open\n{}", "x".repeat(SWITCH_BYTES_MAX))), None);
    }

    #[test]
    fn words_stay_in_their_line_and_within_the_bound() {
        let reason = format!("a\nopen\nby eve {}", "é".repeat(1000));
        let by = Some("\nopen".to_owned());
        let switch =
            Switch { position: SwitchPosition::Everything, by, at: None, reason: Some(reason) };
        let text = write(&switch);
        assert!(text.len() <= SWITCH_BYTES_MAX, "{}", text.len());
        let again = read(&text).expect("it is one");
        assert_eq!(again.position, SwitchPosition::Everything);
        assert_eq!(again.by.as_deref(), Some("open"));
        assert!(again.reason.expect("it has one").starts_with("a open by eve é"));
    }
}
