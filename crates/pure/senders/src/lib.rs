//! Whose word counts, and for what: who sends us messages, and who answers reviews.
//!
//! Every CloudEvent that comes in is somebody's. The ingress and the worker ask here whose it is,
//! and whether they may say what it says; the worker asks once more before it moves money on an
//! approval. Not here: how many messages a sender may send, and how much it is given.

mod known;
mod overreach;
mod roll;
#[cfg(test)]
mod tests;
mod unproven;

pub use known::{Known, Proof};
pub use overreach::Overreach;
pub use roll::{Senders, Way};
pub use unproven::Unproven;
