//! Store, transport and facts in memory, for tests and simulation.
//!
//! Deterministic: no tasks, no threads, no clock but the one passed in. Records go through the
//! codec of `wire`, so that a simulation exercises it. Nothing survives the process; what survives
//! a simulated crash is what `snapshot` returns.

mod facts;
mod outlay;
mod queue;
mod quota;
mod store;
mod switch;
mod walk;

pub use facts::MemoryFacts;
pub use queue::{MemoryQueue, QueueSnapshot, Shelved};
pub use store::{MemoryStore, StoreSnapshot};
pub use switch::MemorySwitch;
