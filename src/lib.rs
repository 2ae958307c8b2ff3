//! The daemon that handles refunds and disputes for SaaS companies.
//!
//! Layers, inner to outer; an inner one never knows an outer one (`tests/tidy.rs` holds it):
//!
//! - L0 [`domain`]: the words.
//! - L1 [`case`]: state, fact, `apply`, `plan`, invariants; pure and total.
//! - L2 [`ports`]: what the shell needs from the outside world.
//! - L2 [`wire`]: what is stored and published.
//! - L3 [`adapters`]: the outside world, one folder per vendor crate.

pub mod adapters;
pub mod case;
pub mod domain;
pub mod ports;
pub mod wire;
