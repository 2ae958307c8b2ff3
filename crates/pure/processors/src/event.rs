//! What a verified webhook says, in our words.
//!
//! Not here: what follows from it; a case decides that.

use super::MetadataKeys;
use super::realm::{Beside, Realm};
use super::stripe;
use super::webhook::VerifiedWebhook;
use domain::http::HttpRequest;
use domain::ids::PaymentId;
use domain::observation::Observation;
use domain::processor::Processor;

/// A webhook, understood or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decoded {
    /// It is about a payment's refunds or disputes.
    Relevant(EventReport),
    /// Nothing follows from it.
    Irrelevant {
        /// The processor's name for the event; foreign text, see [`event_kinds`].
        kind: String,
    },
    /// True, and not for this account's cases.
    Beside {
        /// The processor's name for the event; foreign text.
        kind: String,
        /// Why not.
        why: Beside,
    },
    /// Genuine, but not understood: ours to fix.
    Undecodable {
        /// The processor's name for the event, where even that could be read; foreign text.
        kind: Option<String>,
        /// Why, in words that repeat nothing of the body.
        why: String,
    },
}

/// What one event reports about one payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventReport {
    /// The processor's name for the event (`refund.updated`).
    pub kind: String,
    /// The processor's id of the event.
    pub event: String,
    /// The payment that it is about.
    pub payment: PaymentRef,
    /// What it says. Empty where the processor's signature does not cover the particulars: such an
    /// event is no more than a hint to look.
    pub observations: Vec<Observation>,
}

/// A payment, named or yet to be found out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaymentRef {
    /// The id under which the payment's case is kept.
    Known(PaymentId),
    /// Ask the processor for that id.
    Lookup {
        /// The question; [`read_payment_ref`](super::read_payment_ref) reads the answer.
        query: HttpRequest,
        /// The id that was given: it names the case where the processor does not know the
        /// payment, so that a request about it is answered and not lost.
        given: PaymentId,
    },
}

/// Reads a webhook to the account with this realm. Total: whatever the bytes are, there is an answer.
pub fn decode(
    processor: Processor,
    webhook: VerifiedWebhook<'_>,
    keys: &MetadataKeys,
    realm: &Realm,
) -> Decoded {
    match processor {
        Processor::Stripe => stripe::decode(webhook.body(), keys, realm),
    }
}

/// The kinds of event that this build knows, whether or not anything follows from them: a closed
/// list, so that `kind` can be counted without letting foreign text into the metrics.
pub fn event_kinds(processor: Processor) -> &'static [&'static str] {
    match processor {
        Processor::Stripe => stripe::EVENT_KINDS,
    }
}
