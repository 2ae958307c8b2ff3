//! The processors, translated: bytes and secrets in, facts out; what we want in, an HTTP request
//! as data out; an HTTP response in, an outcome out.
//!
//! Every function here is pure and has one exhaustive `match` on [`Processor`], so that a new
//! variant leads the compiler to each place that must learn of it. What differs between
//! processors as a mere value is in [`capabilities()`]. Moving the bytes, credentials, host names
//! and time limits are not here: one generic gateway does that for all of them.
//!
//! [`Processor`]: domain::processor::Processor
#![warn(missing_docs)] // Read from outside: by processors, policies, ports to come.

mod api;
mod capabilities;
mod credit_note;
mod event;
mod invoice;
pub mod mac;
mod metadata;
mod metadata_keys;
mod realm;
mod spelling;
pub mod standard_webhooks;
mod stripe;
mod webhook;

pub use api::{
    ListPage, OrderError, ReadError, RefundOrder, UnclearAnswer, card_query, customer_query,
    disputes_query, history_query, invoice_query, is_posted_to, payers_query, payment_query,
    payment_ref, read_card, read_customer_email, read_disputes, read_history, read_invoice,
    read_payers, read_payment, read_payment_ref, read_refund, read_refunds, refund_order,
    refunds_query,
};
pub use capabilities::{Capabilities, amount_step, capabilities};
pub use credit_note::{
    CreditOrder, credit_notes_query, credit_order, read_credit_note, read_credit_notes,
};
pub use event::{Decoded, EventReport, PaymentRef, decode, event_kinds};
pub use invoice::Invoice;
pub use metadata_keys::MetadataKeys;
pub use realm::{Beside, Realm, in_realm};
pub use webhook::{RawWebhook, Rejection, VerifiedWebhook, signature_headers, verify};
