//! The process: what it is configured with, built from and how it lives.
//!
//! The only layer that knows all others.

pub mod config;
