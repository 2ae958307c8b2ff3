//! Contradictions between what a customer says and what is known, and what speaks against a refund.
//!
//! A finding decides nothing by itself: rules read it, and reviewers are shown it.

use super::facts::{FactValue, Facts};
use super::request::Reason;

/// The declared fact that says whether, or how much, was used of what was paid for.
pub const USAGE: &str = "used";

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
    /// The customer is said to have asked longer before the request was seen than is believed.
    LateReport,
    /// A duplicate is claimed, and there is no other charge that it could be the duplicate of.
    NoSecondCharge,
    /// An accidental renewal is claimed, and the payment renewed nothing.
    NotARenewal,
    /// It is claimed that nothing was used, and something was.
    UsedAfterAll,
    /// The shop wrote something on the payment that nobody can read.
    UnreadableMetadata,
}

impl Finding {
    /// Every finding with its name in policies and events.
    pub const ALL: [(Self, &'static str); 11] = [
        (Self::OtherAmount, "other_amount"),
        (Self::OtherEmail, "other_email"),
        (Self::NeverCharged, "never_charged"),
        (Self::AlreadyRefunded, "already_refunded"),
        (Self::AlreadyDisputed, "already_disputed"),
        (Self::FraudWarning, "fraud_warning"),
        (Self::LateReport, "late_report"),
        (Self::NoSecondCharge, "no_second_charge"),
        (Self::NotARenewal, "not_a_renewal"),
        (Self::UsedAfterAll, "used_after_all"),
        (Self::UnreadableMetadata, "unreadable_metadata"),
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
            Self::LateReport => facts.request.late,
            Self::NoSecondCharge => facts.request.reason == Reason::Duplicate && has_no_twin(facts),
            Self::NotARenewal => {
                facts.request.reason == Reason::AccidentalRenewal && renewed_nothing(facts)
            }
            Self::UsedAfterAll => facts.request.reason == Reason::Unused && was_used(facts),
            Self::UnreadableMetadata => !facts.payment.purchase.unreadable.is_empty(),
        }
    }

    /// Every finding in the facts.
    pub fn all_in(facts: &Facts) -> impl Iterator<Item = Self> + '_ {
        Self::ALL.into_iter().map(|(finding, _)| finding).filter(|finding| finding.is_in(facts))
    }
}

/// Whether some history is known and none shows another charge like this one, before or after it.
fn has_no_twin(facts: &Facts) -> bool {
    let histories = [&facts.customer, &facts.card, &facts.email];
    let mut known = histories.into_iter().flatten().filter_map(|history| history.twins).peekable();
    known.peek().is_some() && known.all(|twins| twins.before == 0 && twins.after == 0)
}

fn renewed_nothing(facts: &Facts) -> bool {
    let purchase = &facts.payment.purchase;
    match (purchase.renewal, purchase.renewals) {
        (Some(renewal), _) => !renewal,
        (None, Some(renewals)) => renewals == 0,
        (None, None) => false,
    }
}

fn was_used(facts: &Facts) -> bool {
    match facts.merchant.get(USAGE) {
        Some(FactValue::Bool(used)) => *used,
        Some(FactValue::Int(amount)) => *amount > 0,
        Some(FactValue::Text(_)) | None => false,
    }
}
