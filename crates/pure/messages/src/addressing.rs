//! How an account's letters address their customer, where the system that sends them knows more than
//! we do.

use diagnostics::is_invisible;

/// The longest placeholder, characters.
const CHARACTERS_MAX: usize = 100;

/// What a letter has in its greeting, and in its subject.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Addressing {
    /// What stands for the customer's name; `None` for a greeting without one.
    pub placeholder: Option<Placeholder>,
    /// Whether the subject ends with the id of the request.
    pub reference: bool,
}

/// What stands in a letter for the customer's name, and is replaced by it by the system that sends the
/// letter: `{{ticket.requester.first_name}}`. So letters have names, and nobody here knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placeholder(String);

impl Placeholder {
    /// Admits 1 to 100 characters on one line, without blanks around them and without what nobody
    /// sees.
    pub fn parse(text: &str) -> Option<Self> {
        let unseen = |c: char| c.is_control() || is_invisible(c) || (c.is_whitespace() && c != ' ');
        let fits = (1..=CHARACTERS_MAX).contains(&text.chars().count());
        (fits && text.trim() == text && !text.chars().any(unseen)).then(|| Self(text.to_owned()))
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn w8_a_placeholder_is_one_line_that_is_seen() {
        let long = "x".repeat(100);
        for text in ["{{ticket.requester.first_name}}", "%name%", "*|FNAME|*", "[[ Name ]]", &long]
        {
            assert_eq!(Placeholder::parse(text).unwrap().as_str(), text);
        }
        let too_long = format!("{long}x");
        let nothing = ["", " ", "\u{a0}", " name", "name "];
        let breaking = ["a\nb", "a\rb", "a\tb", "a\0b", "a\u{85}b", "a\u{2028}b", "a\u{2029}b"];
        let unseen = ["a\u{200b}b", "a\u{202e}b", "a\u{feff}b", "a\u{1b}b", "a\u{a0}b", &too_long];
        for text in nothing.iter().chain(&breaking).chain(&unseen) {
            assert_eq!(Placeholder::parse(text), None, "{text:?}");
        }
    }
}
