//! Stripe, API v1.
//!
//! A payment is known by its payment intent, or by its charge where a charge has no intent (made
//! through an API older than intents). Not here: thin events (API v2), which carry no snapshot,
//! and the forms in which cloud event buses wrap events, which are not signed.

mod about;
mod amount;
mod answer;
mod credit_note;
mod dispute;
mod event;
mod invoice;
mod misfit;
#[cfg(test)]
mod mutation;
mod paid_with;
mod payload;
mod payment;
mod query;
mod realm;
mod refund;
mod relatives;
mod signature;
mod split;
mod status;

use std::time::Duration;

use super::capabilities::Capabilities;

pub(super) use amount::step as amount_step;
pub(super) use answer::{
    read_disputes, read_history, read_payment, read_payment_ref, read_refund, read_refunds,
};
pub(super) use credit_note::{credit_notes_query, read_credit_note, read_credit_notes};
pub(super) use event::{EVENT_KINDS, decode};
pub(super) use invoice::{invoice_query, read_invoice};
pub(super) use query::{
    POSTED, credit_order, disputes_query, history_query, payment_query, payment_ref, refund_order,
    refunds_query,
};
pub(super) use realm::{ACCOUNT_HEADER, is_live, modes};
pub(super) use relatives::{
    card_query, customer_query, payers_query, read_card, read_customer_email, read_payers,
};
pub(super) use signature::{HEADER as SIGNATURE_HEADER, verify};

/// From docs.stripe.com/api/idempotent_requests and docs.stripe.com/refunds.
pub(super) const CAPABILITIES: Capabilities = Capabilities {
    key_lifetime: Some(Duration::from_secs(24 * 60 * 60)),
    key_length_max: 255,
    lookup: true,
    partial: true,
    refund_while_inquiry: true,
    refund_while_disputed: false,
    fails_late: true,
    refund_age_days_max: None,
};
