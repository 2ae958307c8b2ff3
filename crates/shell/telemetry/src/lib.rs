//! Observable facts: one struct each, whose `emit` logs and counts together.
//!
//! Log fields are ids, codes and numbers only: no body, no header, no comment, no personal data, no
//! secret. Metric labels come from closed sets. Where logs and metrics go is `app/`'s business.

pub mod beginning;
pub mod billing;
pub mod connections;
pub mod events;
pub mod facts;
pub mod gateway;
pub mod ingress;
mod level;
pub mod metrics;
pub mod outlay;
pub mod policies;
pub mod review;
pub mod senders;
pub mod shelf;
pub mod switch;
pub mod texts;
