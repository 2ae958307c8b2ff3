//! The daemon that handles refunds and disputes for SaaS companies.
//!
//! Layers, inner to outer; an inner one never knows an outer one (`tests/tidy.rs` holds it):
//!
//! - L0 [`domain`]: the words.

pub mod domain;
pub mod sandbox;
