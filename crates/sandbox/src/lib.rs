//! A payment processor to run against: stateful, strict, shaped like Stripe's API v1.
//!
//! It stands for the world outside, so nothing here is shared with what it is used to test: its
//! forms, signatures, keys and books are its own. It serves the read and refund calls, keeps
//! idempotency keys the way Stripe describes it, sends signed webhooks, fails on command, and
//! keeps books that say what truly happened to the money. The same operations are available over
//! HTTP under `/_sandbox/` and on the cloneable handle [`Sandbox`].
//!
//! Deliberately not here: making payments (they appear without webhooks, fully captured or as they are wanted), evidence,
//! Connect, and any persistence. Everything is in memory and gone with the process. Payments,
//! refunds and keys are kept for as long as the handle lives, because the books are about them;
//! recorded webhooks are kept in a ring.

mod answer;
mod api;
mod books;
mod config;
mod control;
mod credit_notes;
mod disputes;
mod envelope;
mod error;
mod events;
mod exchange;
mod faults;
mod form;
mod handle;
mod idempotency;
mod intent;
mod ledger;
mod next_action;
mod objects;
mod order;
mod payments;
mod reads;
mod refund_status;
mod refunds;
mod relatives;
mod sale;
mod server;
mod signature;
mod state;
mod webhooks;

#[cfg(test)]
mod tests;

pub use books::{Books, DisputeBook, KeyBook, PaymentBook, RefundBook, Totals, Violation};
pub use config::{BuildError, Clock, SandboxConfig, WallClock, WebhookConfig};
pub use credit_notes::CreditNoteBook;
pub use disputes::{DisputeKind, DisputeMove, DisputeVerdict, OpenDispute};
pub use error::ControlError;
pub use faults::{Fault, FaultRule, Lateness, Target, When};
pub use handle::Sandbox;
pub use ledger::{DisputeStatus, NewPayment, PaymentStatus, RefundStatus};
pub use payments::PaymentMove;
pub use refunds::{DashboardRefund, RefundMove};
pub use sale::{Invoice, Presentment, Sale};
pub use server::Server;
pub use webhooks::{Deliveries, RecordedWebhook};
