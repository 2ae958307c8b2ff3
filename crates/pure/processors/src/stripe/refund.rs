//! Stripe's refund object.

use jiff::Timestamp;
use serde::Deserialize;

use super::about;
use super::payload::{self, Flaw, RawMetadata, Reference};
use crate::order::RefundOrder;
use domain::ids::{PaymentId, RefundId};
use domain::key::IdempotencyKey;
use domain::refund::{Refund, RefundStatus};

/// The metadata of a refund under which our key travels.
pub(super) const KEY: &str = "refundd_key";

#[derive(Deserialize)]
pub(super) struct WireRefund {
    object: Option<String>,
    pub(super) id: Option<String>,
    amount: Option<i64>,
    currency: Option<String>,
    status: Option<String>,
    failure_reason: Option<String>,
    next_action: Option<NextAction>,
    pub(super) charge: Option<Reference>,
    pub(super) payment_intent: Option<Reference>,
    metadata: Option<RawMetadata>,
    created: Option<i64>,
}

/// What the customer is asked for. To whom the processor has written about it is not decoded.
#[derive(Deserialize)]
struct NextAction {
    display_details: Option<DisplayDetails>,
}

#[derive(Deserialize)]
struct DisplayDetails {
    expires_at: Option<i64>,
}

impl NextAction {
    fn act_by(&self) -> Option<Timestamp> {
        let expires_at = self.display_details.as_ref()?.expires_at?;
        Timestamp::from_second(expires_at).ok()
    }
}

impl WireRefund {
    /// The refund as one of this payment; another payment's is none.
    pub(super) fn refund_of(&self, payment: &PaymentId) -> Result<Refund, Flaw> {
        let refund = self.refund()?;
        let (intent, charge) = (self.payment_intent.as_ref(), self.charge.as_ref());
        about::owned("the refund", payment, intent, charge)?;
        Ok(refund)
    }

    /// The refund as the one that was ordered: of this payment, of this amount in this currency,
    /// and under no other key.
    pub(super) fn ordered(&self, order: &RefundOrder<'_>) -> Result<Refund, Flaw> {
        let refund = self.refund_of(&order.case.payment)?;
        if refund.amount != order.amount {
            let (made, ordered) = (refund.amount, order.amount);
            return Err(Flaw(format!("the refund is of {made}, ordered were {ordered}")));
        }
        if refund.key.as_ref().is_some_and(|key| key != order.key) {
            return Err(Flaw("the refund has the key of another order".to_owned()));
        }
        Ok(refund)
    }

    pub(super) fn refund(&self) -> Result<Refund, Flaw> {
        payload::is_object(self.object.as_deref(), "refund")?;
        let id = self.id.as_deref().ok_or_else(|| Flaw::missing("the refund", "id"))?;
        let key = self.metadata.as_ref().and_then(|metadata| metadata.text(KEY));
        Ok(Refund {
            id: RefundId::parse(id).map_err(|error| Flaw::id(&error))?,
            amount: payload::claim(
                "the refund",
                ("amount", self.amount),
                self.currency.as_deref(),
            )?,
            status: status(self.status.as_deref()),
            key: key.and_then(IdempotencyKey::recognise),
            failure: self.failure_reason.as_deref().map(payload::word),
            act_by: self.next_action.as_ref().and_then(NextAction::act_by),
            created_at: payload::created("the refund", self.created)?,
        })
    }
}

/// A refund without status can occur: the field is nullable.
fn status(text: Option<&str>) -> RefundStatus {
    match text {
        Some("pending") => RefundStatus::Pending,
        Some("requires_action") => RefundStatus::RequiresAction,
        Some("succeeded") => RefundStatus::Succeeded,
        Some("failed") => RefundStatus::Failed,
        Some("canceled") => RefundStatus::Canceled,
        Some(other) => RefundStatus::Other(payload::word(other)),
        None => RefundStatus::Other("absent".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_of_the_api_is_known_and_a_new_one_is_data() {
        let known = ["pending", "requires_action", "succeeded", "failed", "canceled"];
        for text in known {
            assert!(!matches!(status(Some(text)), RefundStatus::Other(_)), "{text}");
        }
        assert_eq!(status(Some("in_orbit")), RefundStatus::Other("in_orbit".to_owned()));
        assert_eq!(status(None), RefundStatus::Other("absent".to_owned()));
        assert_eq!(status(Some("Jenny Rosen")), RefundStatus::Other("unreadable".to_owned()));
    }
}
