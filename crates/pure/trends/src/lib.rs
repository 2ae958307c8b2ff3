//! Trends: what has become of the requests, refunds and disputes of a span of time, as figures.
//!
//! A fold over cases; the same cases in any order give the same figures. A request
//! counts in the period in which it was made, a refund or a dispute in that in which the processor
//! made it. Amounts are sums of minor units, by currency; nothing adds up two currencies. Nobody is
//! named: of a customer there is the language, of a member of staff nothing. How figures are shown
//! is not known here.
#![deny(clippy::arithmetic_side_effects)]

pub mod durations;
pub mod figures;
pub mod fold;
pub mod outcome;
#[cfg(any(test, feature = "sample"))]
#[expect(
    clippy::arithmetic_side_effects,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "dates and amounts of a made-up shop, for tests"
)]
pub mod sample;
pub mod span;
pub mod tally;
#[cfg(test)]
mod tests;

pub use figures::{Dimension, Figures};
pub use fold::{Agreed, Frame};
pub use span::TimeSpan;
