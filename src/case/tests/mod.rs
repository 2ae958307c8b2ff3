//! The pure core under search: every reachable state, every order, and money by property.

mod clawback;
mod conversation;
mod orders;
mod reachability;
mod world;
