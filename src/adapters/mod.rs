//! The outside world, one folder per vendor crate; each folder is the only place that names its
//! crate.
//!
//! Nothing is decided here. An adapter does what its port says, or says that it could not.

pub mod memory;
pub mod redis;
pub mod save_token;
pub mod sqlite;
//! One folder per vendor crate, and the only place that names it.
//!
//! An adapter implements ports with a vendor's client and nothing else: what a message, a case or
//! a request means is not known here.

pub mod rabbitmq;
