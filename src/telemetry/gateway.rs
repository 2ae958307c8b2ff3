//! Observable facts of the way to the processors. What single calls came to is told by the worker.

use tracing::{info, warn};

use crate::domain::ids::AccountName;

/// After failures in a row, nothing is sent to an account for a few seconds.
#[derive(Debug)]
pub struct CallsSuspended<'a> {
    /// The account.
    pub account: &'a AccountName,
}

impl CallsSuspended<'_> {
    /// Logs.
    pub fn emit(&self) {
        warn!(account = %self.account, "calls suspended after repeated failures");
    }
}

/// The account answered again.
#[derive(Debug)]
pub struct CallsResumed<'a> {
    /// The account.
    pub account: &'a AccountName,
}

impl CallsResumed<'_> {
    /// Logs.
    pub fn emit(&self) {
        info!(account = %self.account, "calls resumed");
    }
}
