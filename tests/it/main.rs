//! Tests against a real RabbitMQ and a real Redis, each started privately by this process.
//!
//! One binary, so that the shared servers are started once. What a server can be made to do is in
//! [`servers`]; that it really does it is in [`servers_work`]. Nothing here is skipped when a
//! server is missing: `scripts/test` finds or installs them first.

#![expect(
    clippy::disallowed_methods,
    reason = "these tests stand where a processor or an operator stands, and talk to the broker directly"
)]

mod contract;
mod daemon;
mod operator;
mod rabbitmq;
mod servers;
mod servers_work;
