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
mod look;
mod misfit;
mod mode;
#[cfg(test)]
mod mutation;
mod page;
mod paid_with;
mod payload;
mod payment;
mod query;
mod refund;
mod relatives;
mod signature;
mod split;
mod status;

use super::credit_note::CreditNotes;
use super::profile::Profile;
use super::translation::Translation;
use domain::legs::{Legs, Sight};

/// Keys and their life are from docs.stripe.com/api/idempotent_requests; that no more is refunded than
/// was captured, from docs.stripe.com/api/refunds/create.
pub(super) static TRANSLATION: Translation = Translation {
    profile: Profile {
        name: "Stripe",
        page: include_str!("page.md"),
        base_url: "https://api.stripe.com",
        legs: Legs { key: Some(24 * 60 * 60), list: Sight::Named, capped: true },
        key_length_max: 255,
        signature_headers: &[signature::HEADER],
        event_kinds: event::EVENT_KINDS,
        account_header: Some(mode::ACCOUNT_HEADER),
        posts: query::POSTED,
    },
    is_live: mode::is_live,
    refuse_key: mode::refuse_key,
    verify: signature::verify,
    signed_at: signature::signed_at,
    decode: event::decode,
    modes: mode::modes,
    payment_ref: query::payment_ref,
    canonical: look::canonical,
    look: look::look,
    address: Some(look::address),
    pasts: Some(look::past),
    credit_notes: Some(CreditNotes {
        invoice: look::invoice,
        issued: look::credit_notes,
        order: query::credit_order,
        outcome: credit_note::read_credit_note,
    }),
    amount_step: amount::step,
    order: query::refund_order,
    outcome: answer::read_refund,
};
