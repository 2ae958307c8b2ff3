//! What a partner earned on a payment, and how much of it is taken back.
#![deny(clippy::arithmetic_side_effects)]

use super::ids::{CommissionId, PartnerId};
use super::money::{Money, share};

/// A commission. Everything but `paid` is frozen when first learned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commission {
    /// The affiliate system's id.
    pub id: CommissionId,
    /// Who earned it.
    pub partner: PartnerId,
    /// What was earned, in the commission's own currency.
    pub earned: Money,
    /// The part of the payment that the commission was computed on, in the payment's currency.
    pub base: Option<Money>,
    /// Whether it has been paid out to the partner.
    pub paid: bool,
}

impl Commission {
    /// Whether it is the same one: who has earned how much, under which id. What it was computed on,
    /// and whether it is paid, may be said later.
    pub fn is(&self, other: &Self) -> bool {
        (&self.id, &self.partner, self.earned) == (&other.id, &other.partner, other.earned)
    }

    /// What should be taken back in all, once `loss` of `captured` is gone: minor units of the
    /// commission's currency.
    ///
    /// A cumulative target, so that N partial refunds take what one full refund takes, to the
    /// cent. Never more than was earned, never less than nothing; nothing where nothing is gone,
    /// however little was captured.
    pub fn target(&self, loss: i64, captured: i64) -> i64 {
        if loss <= 0 {
            return 0;
        }
        if loss >= captured {
            return self.earned.minor;
        }
        share(self.earned.minor, loss, captured, 1)
            .unwrap_or_default()
            .clamp(0, self.earned.minor.max(0))
    }
}

/// How an affiliate system is expected to book a clawback.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClawbackMode {
    /// Unpaid, and all of it is gone: void the commission.
    Void,
    /// Unpaid, and part of it is gone: set the commission to what remains.
    Reduce,
    /// Paid already: book a negative line against the next payout.
    NegativeLine,
}
