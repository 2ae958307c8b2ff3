//! The pure core under search: every reachable state, every order, and money by property.

#![expect(clippy::wildcard_enum_match_arm, reason = "a test picks out what it is about")]

mod claim_search;
mod claims;
mod clawback;
mod commissions;
mod conversation;
mod credit_notes;
mod disputes;
mod nonce;
mod orders;
mod parts;
mod promises;
mod reachability;
mod receipts;
mod reviews;
mod roster;
mod settling;
mod subscriptions;
mod talk;
mod taxes;
mod world;
