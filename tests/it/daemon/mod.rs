//! The built program as its operators meet it: a process with signals, ports, logs and exit codes,
//! between a real broker, a real store and a sandbox over HTTP.
//!
//! Tests that disturb a whole server start their own; the others share one and have a prefix each.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says on request how long a start took"
)]

mod attackers;
mod boundary;
mod chaos;
pub mod client;
mod consumer;
pub mod deployment;
mod encrypted;
mod first_start;
mod flood;
mod garbage;
mod logs;
mod outages;
mod poison;
mod process;
mod refusals;
mod reloading;
mod repeats;
mod rights;
mod stopping;
mod topology;
mod unwelcome;

use std::time::Duration;

use sandbox::{NewPayment, Sandbox};

/// For what must not happen. Always waited out, so short.
const A_MOMENT: Duration = Duration::from_millis(700);

/// Sets a payment up that the policy refunds for a technical problem, and says its id.
fn payment(sandbox: &Sandbox, name: &str) -> String {
    let new = NewPayment {
        id: Some(format!("pi_{name}")),
        customer: Some(format!("cus_{name}")),
        ..NewPayment::of(4_900, "usd")
    };
    sandbox.create_payment(new).expect("a good payment").payment_intent
}
