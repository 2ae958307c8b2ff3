//! The process: configuration, clock, logs and metrics, connections, start and stop.
//!
//! The only layer that knows all others, and the only one that reads files, the environment and
//! the time. What the process does is in the layers below.

pub mod admin;
pub mod build;
pub mod cases;
pub mod clock;
pub mod config;
mod file_stamps;
mod kill_switch;
pub mod lifecycle;
pub mod memory;
pub mod message_watch;
mod options;
pub mod policy_watch;
pub mod reload;
pub mod replay;
pub mod report;
pub mod review;
pub mod run;
pub mod shelf;
pub mod watch;
