//! The worker: one delivery in, one settlement out.
//!
//! ```text
//! Inbox ─▶ intake ─▶ session: load ─▶ apply ─▶ save ─▶ plan ─▶ (publish│gather│decide│attempt) ─▶ …
//!                                                        └▶ settlement ─▶ Outbox, then ack, last
//! ```
//!
//! Recovery is the normal path: a crash anywhere is handled by the redelivery, which loads the case
//! and plans again. No `Drop` here does anything that matters, because a killed process runs none.

mod account;
mod caution;
mod claim;
mod confirmed;
mod credit_note;
mod current;
mod decide;
mod gather;
mod given;
mod history;
mod in_flight;
mod inquiry;
mod intake;
mod letter;
mod limit;
mod mode;
mod outlays;
mod past;
mod proposal;
mod quota;
mod reach;
mod reader;
mod receipt;
mod recipient;
mod refund;
mod run;
mod seal;
mod session;
mod settle;
mod settlement;
mod tell;
mod told;
mod turns;
mod version;
mod waiting;

pub use account::{Account, Home, WorkerSettings};
pub use caution::Caution;
pub use claim::APART_MAX;
pub use current::{Current, Policies, Texts};
pub use in_flight::{InFlight, STUCK_AFTER};
pub use letter::{Addressee, content_of as letter_content, written as written_letter};
pub use outlays::begin_outlays;
pub use reach::Reach;
pub use recipient::{locale_of, recipient_of, zone_of};
pub use run::Worker;
pub use settle::settle;
pub use settlement::Settlement;
