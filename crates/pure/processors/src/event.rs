//! What a verified webhook says, in our words.
//!
//! Not here: what follows from it; a case decides that.

use super::metadata_keys::MetadataKeys;
use super::setup::{Beside, Setup};
use super::translation::translation;
use super::webhook::VerifiedWebhook;
use domain::ids::PaymentId;
use domain::observation::Observation;
use domain::processor::Processor;

/// A webhook, understood or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decoded {
    /// It is about a payment's refunds or disputes.
    Relevant(Report),
    /// Nothing follows from it.
    Irrelevant {
        /// The processor's name for the event; foreign text, see
        /// [`event_kinds`](super::Profile::event_kinds).
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
pub struct Report {
    /// The processor's name for the event (`refund.updated`).
    pub kind: String,
    /// The payment that it is about.
    pub payment: PaymentRef,
    /// What it says: only what the signature covers.
    pub observations: Vec<Observation>,
    /// Whether to read the payment before anything follows: where the event is no more than a hint.
    pub look: bool,
}

/// A payment, named or yet to be found out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaymentRef {
    /// The id under which the payment's case is kept.
    Known(PaymentId),
    /// Ask the processor for that id, by [`canonical`](super::canonical). This one names the case
    /// where the processor does not know the payment, so that a request about it is answered and not
    /// lost.
    Lookup(PaymentId),
}

/// Reads a webhook to the account with this setup. Total: whatever the bytes are, there is an answer.
pub fn decode(
    processor: Processor,
    webhook: VerifiedWebhook<'_>,
    setup: &Setup,
    keys: &MetadataKeys,
) -> Decoded {
    (translation(processor).decode)(webhook.body(), setup, keys)
}
