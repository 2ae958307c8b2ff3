//! The process: configuration, clock, logs and metrics, connections, start and stop.
//!
//! The only place that knows all rooms. Files and the time are read here; what the process does is
//! in the rooms.

mod absent;
pub mod admin;
mod admin_port;
pub mod build;
pub mod cases;
pub mod clock;
pub mod config;
mod file_stamps;
mod first_start;
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
pub mod switch;
pub mod topology;
mod vitals;
pub mod waiting;
pub mod watch;
