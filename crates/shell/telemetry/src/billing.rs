//! Errors of bills.

use metrics::counter;
use tracing::warn;

use super::metrics as names;
use domain::billing::BillingError;
use domain::ids::CaseId;

/// An error of the bill was found, and is put to a person.
#[derive(Debug)]
pub struct BillingErrorFound<'a> {
    pub case: &'a CaseId,
    pub error: BillingError,
}

impl BillingErrorFound<'_> {
    pub fn emit(&self) {
        let (account, error) = (self.case.account.to_string(), self.error.as_str());
        counter!(names::BILLING_ERRORS, "account" => account, "error" => error).increment(1);
        warn!(case = %self.case, error, "an error of the bill was found");
    }
}
