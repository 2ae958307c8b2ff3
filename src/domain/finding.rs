//! Contradictions between what a customer says and what is known, and what speaks against a refund.
//!
//! A finding decides nothing by itself: rules read it, and reviewers are shown it.

use super::facts::Facts;

/// One contradiction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Finding {
    /// The customer names another charge than there was.
    OtherAmount,
    /// The customer's e-mail address is not that of the payment.
    OtherEmail,
    /// Nothing was captured.
    NeverCharged,
    /// All that was captured has been refunded.
    AlreadyRefunded,
    /// A dispute about the payment blocks refunds.
    AlreadyDisputed,
    /// The card network warned of fraud.
    FraudWarning,
}

impl Finding {
    /// Every finding with its name in policies and events.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::OtherAmount, "other_amount"),
        (Self::OtherEmail, "other_email"),
        (Self::NeverCharged, "never_charged"),
        (Self::AlreadyRefunded, "already_refunded"),
        (Self::AlreadyDisputed, "already_disputed"),
        (Self::FraudWarning, "fraud_warning"),
    ];

    /// The name in policies and events.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(finding, _)| *finding == self).map_or("", |(_, name)| name)
    }

    /// Whether the facts hold it. What is not known is not a finding.
    pub fn is_in(self, facts: &Facts) -> bool {
        let captured = facts.payment.captured;
        match self {
            Self::OtherAmount => facts.request.claimed.is_some_and(|claimed| claimed != captured),
            Self::OtherEmail => facts.request.claimed_email_matches == Some(false),
            Self::NeverCharged => captured.minor <= 0,
            Self::AlreadyRefunded => {
                captured.minor > 0 && facts.ledger.refunded_minor >= captured.minor
            }
            Self::AlreadyDisputed => facts.ledger.disputed,
            Self::FraudWarning => facts.ledger.fraud_warning,
        }
    }

    /// Every finding in the facts.
    pub fn all_in(facts: &Facts) -> impl Iterator<Item = Self> + '_ {
        Self::ALL.into_iter().map(|(finding, _)| finding).filter(|finding| finding.is_in(facts))
    }
}
