//! The process of `refundd`: what puts the rooms of `crates/` together, and the command line.
//!
//! What each room is for and what it may know: ARCHITECTURE.md.

pub mod app;
pub mod cli;
