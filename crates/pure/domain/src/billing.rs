//! Errors of the merchant's own bill.
//!
//! Contradictions between what the shop and the processor say, whatever a customer says: what speaks
//! for a refund, as a finding speaks against one. What is not known is no error.

use super::facts::Facts;
use super::money::Money;
use super::request::Reason;

/// One error of a bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BillingError {
    /// The same was charged shortly before, and both charges stand.
    Duplicate,
    /// It renewed a subscription that had been cancelled.
    AfterCancellation,
    /// More was charged than the price that the shop names.
    AbovePrice,
}

impl BillingError {
    /// Every error with its name in policies and events.
    pub const ALL: [(Self, &'static str); 3] = [
        (Self::Duplicate, "duplicate"),
        (Self::AfterCancellation, "after_cancellation"),
        (Self::AbovePrice, "above_price"),
    ];

    /// The name in policies and events.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(error, _)| *error == self).map_or("", |(_, name)| name)
    }

    /// Whether the facts show it.
    pub fn is_in(self, facts: &Facts) -> bool {
        let payment = &facts.payment;
        let purchase = &payment.purchase;
        match self {
            Self::Duplicate => {
                let histories = [&facts.customer, &facts.card, &facts.email];
                let mut twins = histories.into_iter().flatten().filter_map(|known| known.twins);
                twins.any(|twins| twins.before > 0)
            }
            // A first payment buys anew, whatever was cancelled before.
            Self::AfterCancellation => {
                let renewed = purchase.renewal == Some(true)
                    || purchase.renewal.is_none() && purchase.renewals.is_some_and(|n| n > 0);
                let cancelled_at = purchase.cancelled_at;
                renewed && cancelled_at.is_some_and(|at| at <= payment.charged_at)
            }
            Self::AbovePrice => {
                purchase.price_minor.is_some_and(|price| payment.captured.minor > price)
            }
        }
    }

    /// The reason that a customer would give.
    pub fn reason(self) -> Reason {
        match self {
            Self::Duplicate => Reason::Duplicate,
            Self::AfterCancellation => Reason::AccidentalRenewal,
            Self::AbovePrice => Reason::WrongCharge,
        }
    }

    /// What puts it right; `None` for the whole payment.
    pub fn part(self, facts: &Facts) -> Option<Money> {
        let captured = facts.payment.captured;
        match self {
            Self::Duplicate | Self::AfterCancellation => None,
            Self::AbovePrice => {
                let above = captured.minor.saturating_sub(facts.payment.purchase.price_minor?);
                (above < captured.minor).then(|| Money::new(above, captured.currency))
            }
        }
    }

    /// Every error in the facts.
    pub fn all_in(facts: &Facts) -> impl Iterator<Item = Self> + '_ {
        Self::ALL.into_iter().map(|(error, _)| error).filter(|error| error.is_in(facts))
    }
}
