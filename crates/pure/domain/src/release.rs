//! What was authorised and let go again, among the refunds of a payment.
//!
//! Processors show the released rest of an authorisation among the refunds (Stripe), and count it
//! where they sum them up.

use super::ids::RefundId;
use super::money::Money;
use super::payment::{Payment, PaymentStatus};
use super::refund::Refund;

/// Which refunds are releases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Releases<'a> {
    /// None: nothing is released, or nobody knows yet what is.
    None,
    /// This one.
    One(&'a RefundId),
    /// All that are not ours: nothing was ever captured.
    All,
}

impl<'a> Releases<'a> {
    /// The processor names no refund a release. Of an authorisation that was captured in part, the
    /// release is the refund over exactly the rest; a refund of the same amount that somebody makes
    /// by hand comes after it, because the capture comes before any refund.
    pub fn among(payment: Option<&Payment>, refunds: impl IntoIterator<Item = &'a Refund>) -> Self {
        let Some(payment) = payment else { return Self::None };
        match payment.status {
            PaymentStatus::Settling => Self::None,
            PaymentStatus::Void => Self::All,
            PaymentStatus::Settled => {
                let rest = Money::new(payment.released(), payment.captured.currency);
                let over_the_rest = refunds.into_iter().filter(|refund| {
                    rest.minor > 0
                        && refund.key.is_none()
                        && refund.status.holds_money()
                        && refund.amount == rest
                });
                let first = over_the_rest.min_by_key(|refund| (refund.created_at, &refund.id));
                first.map_or(Self::None, |refund| Self::One(&refund.id))
            }
        }
    }

    /// Whether `refund` is one.
    pub fn has(&self, refund: &Refund) -> bool {
        match self {
            Self::None => false,
            Self::One(id) => refund.id == **id,
            // A refund that we made was made of money that had been taken.
            Self::All => refund.key.is_none(),
        }
    }
}
