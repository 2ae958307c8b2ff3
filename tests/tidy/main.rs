//! The structure of this repository, held by tests that read its files as text.
//!
//! What the compiler and clippy can hold, they hold: which room may name which is said by the
//! manifests of `crates/`, what the pure rooms may not do by `crates/pure/clippy.toml`. These tests
//! read text. Each rule is a function over texts, so that each is tried on a small bad example too:
//! a rule that cannot fail is a defect.

#![expect(clippy::panic, clippy::string_slice, reason = "helpers of tests, which may fail loudly")]

mod clock;
mod documents;
mod finding;
mod leftovers;
mod metrics;
mod purity;
mod rooms;
mod runbook;
mod settlement;
mod shape;
mod source;
mod words;
