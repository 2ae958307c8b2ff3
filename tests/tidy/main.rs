//! The structure of this repository, held by tests that read its files as text.
//!
//! Nothing here knows the program: the compiler checks types, these tests check what the compiler
//! does not, such as which folder may name which. Each rule is a function over sources, so that
//! each is tried on a small bad example too: a rule that cannot fail is a defect.

#![expect(
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "helpers of tests, which may fail loudly"
)]

mod clock;
mod documents;
mod finding;
mod layers;
mod leftovers;
mod metrics;
mod paths;
mod purity;
mod runbook;
mod settlement;
mod shape;
mod source;
mod token;
mod vendors;
mod words;
