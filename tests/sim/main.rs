//! The real worker in a simulated world: virtual time, ports in memory, a strict fake processor.
//!
//! A crash is a dropped future: at a chosen call of a chosen port the call never returns, and the
//! worker is gone. No hook for this exists in the program; ports are the only seam.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions,
    reason = "a test fails by panicking, and its fixtures are its own"
)]

mod books;
mod caution;
mod claims;
mod crashes;
mod enumeration;
mod inbound;
mod named;
mod processor;
mod scenario;
mod stand;
mod switch;
mod tree;
mod variants;
mod world;
