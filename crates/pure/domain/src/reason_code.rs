//! Why a reviewer decided as they did: a code, so that it can be counted and found again.

use std::fmt;

/// The longest code, bytes.
const BYTES_MAX: usize = 40;

/// A code of the list that is built in, or one that the merchant has added to it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReasonCode(String);

impl ReasonCode {
    /// The codes that every installation knows.
    pub const BUILT_IN: [&'static str; 7] = [
        "policy_applied",
        "goodwill",
        "our_error",
        "law",
        "duplicate_confirmed",
        "fraud_suspected",
        "customer_retained",
    ];

    /// Admits a word that can be a code: 1 to 40 lower-case letters, digits and `_`, a letter first.
    /// Whether an installation knows it is another question.
    pub fn parse(text: impl Into<String>) -> Option<Self> {
        let text = text.into();
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        let usable = text.len() <= BYTES_MAX
            && text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.bytes().all(plain);
        usable.then_some(Self(text))
    }

    /// Whether it is one that every installation knows.
    pub fn is_built_in(&self) -> bool {
        Self::BUILT_IN.contains(&self.as_str())
    }

    /// Returns the code as it was admitted.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ReasonCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn w18_a_code_is_a_word_and_no_sentence() {
        let known = ReasonCode::BUILT_IN.map(|code| ReasonCode::parse(code).unwrap());
        assert!(known.iter().all(ReasonCode::is_built_in));
        let own = ReasonCode::parse("black_friday_2026").unwrap();
        assert!(!own.is_built_in());
        for bad in
            ["", "_a", "1a", "Goodwill", "a-b", "a b", "a\n", "jo@example.com", &"x".repeat(41)]
        {
            assert_eq!(ReasonCode::parse(bad), None, "{bad:?} was admitted");
        }
        assert!(ReasonCode::parse("x".repeat(40)).is_some());
    }
}
