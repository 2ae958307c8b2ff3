//! One processor in our words: a row of what is known of it, and of the pure functions that translate
//! it. A folder's `mod.rs` *is* its row, and reads as its title page.
//!
//! A row has no `..`: a processor that has none of something says so by `None`, where it is seen.

use jiff::Timestamp;

use super::credit_note::CreditNotes;
use super::event::{Decoded, PaymentRef};
use super::looked::{Look, Looked};
use super::metadata_keys::MetadataKeys;
use super::order::{OrderError, RefundOrder, UnclearAnswer};
use super::past::Pasts;
use super::profile::Profile;
use super::question::Question;
use super::setup::{Setup, UnfitKey};
use super::stripe;
use super::webhook::{RawWebhook, Rejection};
use domain::email::EmailHash;
use domain::http::{HttpRequest, HttpResponse};
use domain::ids::{CustomerId, IdError, PaymentId};
use domain::money::Currency;
use domain::outcome::CallOutcome;
use domain::processor::Processor;

/// One row.
pub(super) struct Translation {
    /// What is known of it, as data.
    pub(super) profile: Profile,
    /// Whether an account's key moves real money, where a key says it.
    pub(super) is_live: fn(&str) -> Option<bool>,
    /// Says what is wrong with a key that cannot refund at all.
    pub(super) refuse_key: fn(&str) -> Option<UnfitKey>,
    /// Checks a webhook's signature and age.
    pub(super) verify: fn(&RawWebhook<'_>, &Setup) -> Result<(), Rejection>,
    /// When a webhook says that it was signed; `None` where it does not say it.
    pub(super) signed_at: fn(&[(String, String)]) -> Option<Timestamp>,
    /// Reads the body of a webhook that was verified.
    pub(super) decode: fn(&[u8], &Setup, &MetadataKeys) -> Decoded,
    /// The modes that an answer names: `true` where it is about real money.
    pub(super) modes: fn(&HttpResponse) -> Vec<bool>,
    /// Reads the id of a payment in a request.
    pub(super) payment_ref: fn(&str) -> Result<PaymentRef, IdError>,
    /// Asks under which id the case of a payment is kept.
    pub(super) canonical: fn(&PaymentId) -> Question<'_, Option<PaymentId>>,
    /// Asks for the truth about a payment's money.
    pub(super) look: for<'a> fn(&Look<'a>) -> Vec<Question<'a, Looked>>,
    /// Asks for the e-mail address of a customer's account.
    pub(super) address: Option<Address>,
    /// Asks for other payments of whoever made one.
    pub(super) pasts: Option<Pasts>,
    /// Credit notes that follow the refunds of invoices.
    pub(super) credit_notes: Option<CreditNotes>,
    /// The step of refundable amounts, in our minor units.
    pub(super) amount_step: fn(Currency) -> i64,
    /// Orders a refund. The same order always makes the same bytes.
    pub(super) order: fn(&RefundOrder<'_>) -> Result<HttpRequest, OrderError>,
    /// Reads the answer to an order.
    pub(super) outcome: fn(&RefundOrder<'_>, &HttpResponse) -> Result<CallOutcome, UnclearAnswer>,
}

/// Asks for the e-mail address of a customer's account.
type Address = fn(&CustomerId) -> Question<'_, Option<EmailHash>>;

/// The only place where a processor's name becomes its code.
pub(super) fn translation(processor: Processor) -> &'static Translation {
    match processor {
        Processor::Stripe => &stripe::TRANSLATION,
    }
}
