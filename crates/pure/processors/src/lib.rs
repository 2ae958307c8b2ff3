//! The processors, translated: bytes and secrets in, facts out; what we want in, an HTTP request
//! as data out; an HTTP response in, an outcome out.
//!
//! Every processor is one row of data and pure functions, and one exhaustive `match` maps a
//! [`Processor`] to its row, so that a new variant leads the compiler to the one place that must learn
//! of it. Moving the bytes, credentials, host names and time limits are not here: one generic gateway
//! does that for all of them.
//!
//! [`Processor`]: domain::processor::Processor
#![warn(missing_docs)] // Read from outside: by processors, policies, ports to come.

mod api;
#[cfg(test)]
mod conformance;
mod credit_note;
mod event;
mod invoice;
mod looked;
pub mod mac;
mod metadata;
mod metadata_keys;
mod order;
#[cfg(test)]
mod page;
mod past;
mod profile;
mod question;
mod setup;
mod spelling;
pub mod standard_webhooks;
mod stripe;
mod translation;
mod webhook;

pub use api::{
    address, amount_step, canonical, look, past, payment_ref, read_refund, refund_order, refuse_key,
};
pub use credit_note::{CreditNotes, CreditOrder, credit_notes};
pub use event::{Decoded, PaymentRef, Report, decode};
pub use invoice::Invoice;
pub use looked::{Look, Looked};
pub use metadata_keys::MetadataKeys;
pub use order::{OrderError, RefundOrder, UnclearAnswer};
pub use past::{PastPayments, Whose};
pub use profile::{Profile, profile};
pub use question::{Question, ReadError};
pub use setup::{Beside, Setup, UnfitKey};
pub use webhook::{RawWebhook, Rejection, VerifiedWebhook, signed_at, verify};
