//! What a time frame is counted from.

use jiff::Timestamp;

use super::catalogue::known;
use super::fact::{Fact, Kind};
use super::head::Head;
use super::undecided::Undecided;
use super::view::View;

/// What a frame is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Anchor {
    /// The charge of this payment.
    Purchase,
    /// The charge of this payment, if it renewed a subscription.
    Renewal,
    /// The delivery that the shop recorded.
    Delivery,
    /// The cancellation that the shop recorded.
    Cancellation,
    /// An instant that the merchant's system provides.
    Declared(Fact),
}

impl Anchor {
    /// Every anchor that needs no declaration, with its name in policies.
    pub(crate) const ALL: [(Self, &'static str); 4] = [
        (Self::Purchase, "purchase"),
        (Self::Renewal, "renewal"),
        (Self::Delivery, "delivery"),
        (Self::Cancellation, "cancellation"),
    ];

    /// The anchor of a name; `None` where there is none, or the fact is no instant.
    pub(crate) fn of(name: &str, head: &Head) -> Option<Self> {
        if let Some((anchor, _)) = Self::ALL.iter().find(|(_, known)| *known == name) {
            return Some(*anchor);
        }
        let fact = head.fact(name)?;
        (head.kind(fact) == Kind::Moment).then_some(Self::Declared(fact))
    }

    /// The name in policies.
    pub(crate) fn name(self, head: &Head) -> &str {
        if let Self::Declared(fact) = self {
            return head.name(fact);
        }
        Self::ALL.iter().find(|(anchor, _)| *anchor == self).map_or("", |(_, name)| name)
    }

    /// The fact without which a frame from it cannot be decided.
    pub(crate) fn fact(self) -> Option<Fact> {
        let name = match self {
            Self::Purchase => "payment.age_days",
            Self::Renewal => "payment.renewal",
            Self::Delivery => "payment.delivered_days",
            Self::Cancellation => "payment.cancelled_days",
            Self::Declared(fact) => return Some(fact),
        };
        known(name).map(Fact::Known)
    }

    /// When it was; `None` if it did not happen.
    pub(crate) fn at(self, view: &View<'_>) -> Result<Option<Timestamp>, Undecided> {
        let payment = &view.facts.payment;
        let told = match self {
            Self::Purchase => Some(payment.charged_at),
            Self::Renewal => match payment.purchase.renewal {
                Some(true) => Some(payment.charged_at),
                Some(false) => return Ok(None),
                None => None,
            },
            Self::Delivery => payment.purchase.delivered_at,
            Self::Cancellation => payment.purchase.cancelled_at,
            Self::Declared(fact) => view.instant(fact),
        };
        told.map(Some).ok_or(Undecided::FactUnknown)
    }

    /// Whether a customer can have asked before it: before a delivery, but not before the payment that
    /// is asked back.
    pub(crate) fn can_come_later(self) -> bool {
        match self {
            Self::Purchase | Self::Renewal => false,
            Self::Delivery | Self::Cancellation | Self::Declared(_) => true,
        }
    }
}
