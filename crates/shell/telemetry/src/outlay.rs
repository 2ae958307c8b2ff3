//! What is observed where ceilings are kept.

use crate::level::warn;
use metrics::counter;

use super::events::chain;
use super::metrics as names;
use domain::ids::AccountName;
use ports::BoxError;

/// Nobody could say what machines gave lately: a person decides instead.
#[derive(Debug)]
pub struct OutlayUnknown<'a> {
    /// Whose money.
    pub account: &'a AccountName,
    pub error: BoxError,
}

impl OutlayUnknown<'_> {
    pub fn emit(&self) {
        counter!(names::STORE_FAILED, "reason" => "outlay").increment(1);
        let error = chain(self.error.as_ref());
        warn!(account = %self.account, error, "sums for ceilings are unknown");
    }
}
