//! One folder per vendor crate, and the only place that names it.
//!
//! An adapter implements ports with a vendor's client and nothing else: what a message, a case or
//! a request means is not known here.

pub mod rabbitmq;
