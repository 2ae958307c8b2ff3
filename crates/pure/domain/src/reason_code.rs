//! Why a reviewer decided as they did: a code, so that it can be counted and found again.

use std::fmt;

/// The longest code, bytes.
const BYTES_MAX: usize = 40;

/// The codes that every installation knows, for what they mean to letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BuiltInReason {
    /// The terms say so.
    PolicyApplied,
    /// The terms do not ask for it.
    Goodwill,
    /// We were wrong.
    OurError,
    /// The law says so.
    Law,
    /// It was charged twice.
    DuplicateConfirmed,
    /// It looks like fraud.
    FraudSuspected,
    /// It keeps a customer.
    CustomerRetained,
}

impl BuiltInReason {
    /// All of them with their codes.
    pub const ALL: [(Self, &'static str); 7] = [
        (Self::PolicyApplied, "policy_applied"),
        (Self::Goodwill, "goodwill"),
        (Self::OurError, "our_error"),
        (Self::Law, "law"),
        (Self::DuplicateConfirmed, "duplicate_confirmed"),
        (Self::FraudSuspected, "fraud_suspected"),
        (Self::CustomerRetained, "customer_retained"),
    ];
}

/// A code of the list that is built in, or one that the merchant has added to it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReasonCode(String);

impl ReasonCode {
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

    /// Which of those it is that every installation knows; `None` where it is the merchant's own.
    pub fn built_in(&self) -> Option<BuiltInReason> {
        BuiltInReason::ALL.iter().find(|(_, code)| *code == self.0).map(|(reason, _)| *reason)
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
        for (reason, code) in BuiltInReason::ALL {
            assert_eq!(ReasonCode::parse(code).unwrap().built_in(), Some(reason));
        }
        let own = ReasonCode::parse("black_friday_2026").unwrap();
        assert_eq!(own.built_in(), None);
        for bad in
            ["", "_a", "1a", "Goodwill", "a-b", "a b", "a\n", "jo@example.com", &"x".repeat(41)]
        {
            assert_eq!(ReasonCode::parse(bad), None, "{bad:?} was admitted");
        }
        assert!(ReasonCode::parse("x".repeat(40)).is_some());
    }
}
