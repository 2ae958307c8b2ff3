//! An explicit-state model of the refund protocol: every interleaving of two workers, a store that
//! forgets, a broker that delivers again and a processor that is late, searched to its end.
//!
//! No product code knows it. It is read beside `docs/adr`, "three facts make a refund happen once":
//! - `ticks`, `sight`, `row`: time, what a processor offers, what is refunded there;
//! - `verdict`, `cap`, `window`: the pure functions on which the protocol rests;
//! - `plan`: what a worker does next, as a table; `rule`: what can be left out of it;
//! - `record`, `worker`, `ledger`, `world`: everything at one moment;
//! - `happening`, `moves`: what can happen next, whatever goes wrong; `quiet`: what follows when
//!   nothing does;
//! - `search`, `invariant`: the search, and what must hold in every world that it finds.
//!
//! Deliberately not here: disputes, letters, policy, a refund that fails days later, amounts that
//! another hand refunds in part.
#![expect(clippy::trivially_copy_pass_by_ref, reason = "a row is lent, however small it is")]

pub mod cap;
pub mod happening;
pub mod invariant;
pub mod ledger;
pub mod moves;
pub mod pair;
pub mod plan;
pub mod quiet;
pub mod record;
pub mod row;
pub mod rule;
pub mod search;
pub mod sight;
pub mod ticks;
pub mod verdict;
pub mod window;
pub mod worker;
pub mod world;

#[cfg(test)]
mod tests;
