//! Observable facts of the way to the processors. What single calls came to is told by the worker.

use metrics::counter;

use super::metrics as names;
use crate::level::{error, info, warn};
use domain::ids::AccountName;

/// After failures in a row, nothing is sent to an account for a few seconds.
#[derive(Debug)]
pub struct CallsSuspended<'a> {
    pub account: &'a AccountName,
}

impl CallsSuspended<'_> {
    pub fn emit(&self) {
        warn!(account = %self.account, "calls suspended after repeated failures");
    }
}

/// The account answered again.
#[derive(Debug)]
pub struct CallsResumed<'a> {
    pub account: &'a AccountName,
}

impl CallsResumed<'_> {
    pub fn emit(&self) {
        info!(account = %self.account, "calls resumed");
    }
}

/// A call that would change something else than by a refund was refused: a defect of ours.
#[derive(Debug)]
pub struct CallForbidden<'a> {
    pub account: &'a AccountName,
}

impl CallForbidden<'_> {
    pub fn emit(&self) {
        counter!(names::DEFECTS, "kind" => "call").increment(1);
        error!(account = %self.account, "a call that orders no refund was refused");
    }
}
