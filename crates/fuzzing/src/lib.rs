//! What must hold for any bytes at all, of everything that reads what others wrote: one target for
//! each reader.
//!
//! A target is a function from bytes that panics where something does not hold. `fuzz/` runs the
//! targets with libFuzzer; the tests of this room replay what lies in `fuzz/corpus`, and its
//! neighbours, so that what was once found is looked for without a nightly compiler too.
//!
//! A target asks for what holds of every input: it ends, what was read is within its bounds, reading
//! what was written gives the same again. What one input means is said by the tests of its room.

pub mod answer;
pub mod cloud_event;
pub mod configuration;
pub mod content;
pub mod event;
pub mod facts;
mod head;
pub mod language;
pub mod record;
pub mod reply;
pub mod webhook;

/// A function from any bytes, which panics where something does not hold.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// The name of its corpus, and of the program that libFuzzer runs.
    pub name: &'static str,
    pub try_out: fn(&[u8]),
}

/// All of them.
pub const TARGETS: [Target; 10] = [
    Target { name: "answer", try_out: answer::try_out },
    Target { name: "cloud_event", try_out: cloud_event::try_out },
    Target { name: "configuration", try_out: configuration::try_out },
    Target { name: "content", try_out: content::try_out },
    Target { name: "event", try_out: event::try_out },
    Target { name: "facts", try_out: facts::try_out },
    Target { name: "language", try_out: language::try_out },
    Target { name: "record", try_out: record::try_out },
    Target { name: "reply", try_out: reply::try_out },
    Target { name: "webhook", try_out: webhook::try_out },
];

#[cfg(test)]
mod tests;
