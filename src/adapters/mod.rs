//! The outside world, one folder per vendor crate; each folder is the only place that names its
//! crate.
//!
//! Nothing is decided here: what a message, a case or a request means is not known. An adapter
//! does what its port says, or says that it could not.

pub mod http;
pub mod memory;
pub mod rabbitmq;
pub mod redis;
pub mod save_token;
pub mod sqlite;
