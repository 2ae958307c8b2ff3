//! Stripe's events, in our words.
//!
//! Each event is a snapshot of one object at the time of the event, and events arrive in any
//! order. So every one of them becomes an observation that can be joined with any other, and none
//! becomes an instruction.

use jiff::Timestamp;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::dispute::{Circumstances, WireDispute, WireWarning};
use super::payload::{self, Flaw, Reference};
use super::payment::{Intent, WireCharge, WireIntent};
use super::refund::WireRefund;
use crate::MetadataKeys;
use crate::event::{Decoded, PaymentRef, Report};
use crate::setup::{Beside, Setup};
use domain::dispute::DisputeSaid;
use domain::ids::PaymentId;
use domain::observation::Observation;

/// The kinds that this build knows. The last has no effect of its own: what a closed review leads
/// to comes as a refund or a dispute.
pub(super) const EVENT_KINDS: &[&str] = &[
    "payment_intent.processing",
    "payment_intent.amount_capturable_updated",
    "payment_intent.succeeded",
    "payment_intent.payment_failed",
    "payment_intent.canceled",
    "charge.pending",
    "charge.succeeded",
    "charge.failed",
    "charge.captured",
    "charge.expired",
    "charge.updated",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.refund.updated",
    "charge.refunded",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
    "charge.dispute.closed",
    "radar.early_fraud_warning.created",
    "radar.early_fraud_warning.updated",
    "review.closed",
];

#[derive(Deserialize)]
struct Envelope<'a> {
    object: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    #[serde(borrow)]
    data: Option<Data<'a>>,
    created: Option<i64>,
    livemode: Option<bool>,
    account: Option<String>,
    detail: Option<IgnoredAny>,
    specversion: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Data<'a> {
    #[serde(borrow)]
    object: Option<&'a RawValue>,
    #[serde(borrow)]
    previous_attributes: Option<&'a RawValue>,
}

/// What any object says of itself.
#[derive(Deserialize)]
struct Mode {
    livemode: Option<bool>,
}

/// Of what an update changed, only the status is of use.
#[derive(Deserialize)]
struct Previous {
    status: Option<String>,
}

/// Reads the body of a verified webhook.
pub(super) fn decode(body: &[u8], setup: &Setup, keys: &MetadataKeys) -> Decoded {
    let envelope: Envelope<'_> = match payload::json("the event", body) {
        Ok(envelope) => envelope,
        Err(Flaw(why)) => return Decoded::Undecodable { kind: None, why },
    };
    let kind = envelope.kind.as_deref().map(payload::word);
    if let Some(why) = wrapping(&envelope) {
        return Decoded::Undecodable { kind, why: why.to_owned() };
    }
    let Some(kind) = kind else {
        return Decoded::Undecodable { kind, why: "the event has no type".to_owned() };
    };
    let modes = envelope.livemode.into_iter().chain(envelope.object_mode());
    if let Some(why) = setup.excludes(envelope.account.as_deref(), modes) {
        return Decoded::Beside { kind, why };
    }
    match report(&kind, &envelope, keys) {
        Ok(Said::Of(report)) => Decoded::Relevant(report),
        Ok(Said::OfNoPayment) => Decoded::Beside { kind, why: Beside::NoPayment },
        Ok(Said::Nothing) => Decoded::Irrelevant { kind },
        Err(Flaw(why)) => Decoded::Undecodable { kind: Some(kind), why },
    }
}

impl Envelope<'_> {
    fn object_mode(&self) -> Option<bool> {
        let object = self.data.as_ref()?.object?;
        serde_json::from_str::<Mode>(object.get()).ok()?.livemode
    }
}

/// What an event comes to.
enum Said {
    /// It reports something of a payment.
    Of(Report),
    /// Its object belongs to no payment, such as a refund of a customer's cash balance.
    OfNoPayment,
    /// It is of a kind from which nothing follows.
    Nothing,
}

/// Says what is wrong with a body that is no plain snapshot event.
fn wrapping(envelope: &Envelope<'_>) -> Option<&'static str> {
    match envelope.object.as_deref() {
        Some("event") => None,
        Some("v2.core.event") => {
            Some("it is a thin event without snapshot; subscribe the endpoint to snapshot payloads")
        }
        None if envelope.detail.is_some() => {
            Some("it is wrapped for EventBridge; send Stripe's own webhooks here")
        }
        None if envelope.specversion.is_some() => {
            Some("it is wrapped for Event Grid; send Stripe's own webhooks here")
        }
        Some(_) | None => Some("it is no event"),
    }
}

fn report(kind: &str, envelope: &Envelope<'_>, keys: &MetadataKeys) -> Result<Said, Flaw> {
    let (payment, observations) = match kind {
        "refund.created" | "refund.updated" | "refund.failed" | "charge.refund.updated" => {
            let wire: WireRefund = object(envelope, "the refund")?;
            // Read first: what is not understood is kept aside, and not passed over as nobody's.
            let refund = Observation::Refund(wire.refund()?);
            let owner = owner(wire.payment_intent.as_ref(), wire.charge.as_ref())?;
            let Some(payment) = owner else { return Ok(Said::OfNoPayment) };
            (payment, vec![refund])
        }
        "payment_intent.processing"
        | "payment_intent.amount_capturable_updated"
        | "payment_intent.succeeded"
        | "payment_intent.payment_failed"
        | "payment_intent.canceled" => {
            let wire: WireIntent = object(envelope, "the payment intent")?;
            let id = wire.id.as_deref().ok_or_else(|| Flaw::missing("the payment intent", "id"))?;
            (known(id)?, vec![Observation::Payment(wire.payment(keys)?)])
        }
        "charge.pending" | "charge.succeeded" | "charge.failed" | "charge.captured"
        | "charge.expired" | "charge.updated" | "charge.refunded" => {
            of_charge(object(envelope, "the charge")?, keys)?
        }
        "charge.dispute.created"
        | "charge.dispute.updated"
        | "charge.dispute.funds_withdrawn"
        | "charge.dispute.funds_reinstated"
        | "charge.dispute.closed" => {
            let wire: WireDispute = object(envelope, "the dispute")?;
            let dispute = Observation::Dispute(wire.dispute(circumstances(kind, envelope))?);
            let owner = owner(wire.payment_intent.as_ref(), wire.charge.as_ref())?;
            let Some(payment) = owner else { return Ok(Said::OfNoPayment) };
            (payment, vec![dispute])
        }
        "radar.early_fraud_warning.created" | "radar.early_fraud_warning.updated" => {
            let wire: WireWarning = object(envelope, "the warning")?;
            let warning = Observation::FraudWarning(wire.warning()?);
            let owner = owner(wire.payment_intent.as_ref(), wire.charge.as_ref())?;
            let Some(payment) = owner else { return Ok(Said::OfNoPayment) };
            (payment, vec![warning])
        }
        _ => return Ok(Said::Nothing),
    };
    Ok(Said::Of(Report { kind: kind.to_owned(), payment, observations, look: false }))
}

fn object<'a, T: Deserialize<'a>>(envelope: &Envelope<'a>, what: &str) -> Result<T, Flaw> {
    let object = envelope.data.as_ref().and_then(|data| data.object);
    let object = object.ok_or_else(|| Flaw::missing("the event", "data.object"))?;
    payload::json(what, object.get().as_bytes())
}

fn circumstances(kind: &str, envelope: &Envelope<'_>) -> Circumstances {
    let previous = envelope.data.as_ref().and_then(|data| data.previous_attributes);
    let previous = previous.and_then(|raw| serde_json::from_str::<Previous>(raw.get()).ok());
    Circumstances {
        seen_at: envelope.created.and_then(|seconds| Timestamp::from_second(seconds).ok()),
        said: DisputeSaid {
            withdrawn: kind == "charge.dispute.funds_withdrawn",
            reinstated: kind == "charge.dispute.funds_reinstated",
            appealed: previous
                .and_then(|previous| previous.status)
                .is_some_and(|status| status.starts_with("appeal_")),
        },
    }
}

/// The payment that an object belongs to. Either reference may be null; with both it belongs to none.
fn owner(
    intent: Option<&Reference>,
    charge: Option<&Reference>,
) -> Result<Option<PaymentRef>, Flaw> {
    if let Some(intent) = intent {
        return known(intent.id()).map(Some);
    }
    let Some(charge) = charge else { return Ok(None) };
    let charge = PaymentId::parse(charge.id()).map_err(|error| Flaw::id(&error))?;
    Ok(Some(PaymentRef::Lookup(charge)))
}

fn known(id: &str) -> Result<PaymentRef, Flaw> {
    PaymentId::parse(id).map(PaymentRef::Known).map_err(|error| Flaw::id(&error))
}

fn of_charge(
    wire: WireCharge,
    keys: &MetadataKeys,
) -> Result<(PaymentRef, Vec<Observation>), Flaw> {
    let id = wire.id.as_deref().ok_or_else(|| Flaw::missing("the charge", "id"))?;
    let payment = match &wire.payment_intent {
        Intent::Of(intent) => known(intent.id())?,
        Intent::None => known(id)?,
        Intent::Unsaid => {
            let charge = PaymentId::parse(id).map_err(|error| Flaw::id(&error))?;
            PaymentRef::Lookup(charge)
        }
    };
    let refunded = wire.refunded_at_least();
    let refunded = ("amount_refunded", refunded);
    let refunded = payload::claim("the charge", refunded, wire.currency.as_deref())?;
    let observations = vec![
        Observation::Payment(wire.payment(keys)?),
        Observation::RefundedAtLeast(refunded.minor),
    ];
    Ok((payment, observations))
}

#[cfg(test)]
mod beside_tests;
#[cfg(test)]
mod tests;
