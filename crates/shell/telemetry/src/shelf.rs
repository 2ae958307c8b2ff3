//! What an operator did with messages that were kept aside. Logged only: whoever does it is a
//! process of its own, which nobody asks for metrics.

use crate::level::{info, warn};

/// A message was put back to work.
#[derive(Debug)]
pub struct MessageReplayed<'a> {
    /// Where it lay.
    pub shelf: &'static str,
    pub id: &'a str,
    /// Why it had been kept aside.
    pub reason: Option<&'a str>,
}

impl MessageReplayed<'_> {
    pub fn emit(&self) {
        info!(shelf = self.shelf, id = self.id, reason = self.reason, "message replayed");
    }
}

/// A message was thrown away.
#[derive(Debug)]
pub struct MessageDropped<'a> {
    /// Where it lay.
    pub shelf: &'static str,
    pub id: &'a str,
    /// Why it had been kept aside.
    pub reason: Option<&'a str>,
    /// Why it was thrown away, in the operator's words.
    pub because: &'a str,
}

impl MessageDropped<'_> {
    pub fn emit(&self) {
        warn!(
            shelf = self.shelf,
            id = self.id,
            reason = self.reason,
            because = self.because,
            "message dropped by an operator"
        );
    }
}
