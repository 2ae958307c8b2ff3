//! The pure core under search: every reachable state, every order, and money by property.

#![expect(clippy::wildcard_enum_match_arm, reason = "a test picks out what it is about")]

mod clawback;
mod conversation;
mod orders;
mod reachability;
mod reviews;
mod talk;
mod world;
