//! Who says that they are on a review: a courtesy among people. It locks nothing, decides nothing, and
//! may be forgotten.

use std::collections::BTreeMap;
use std::slice;

use async_trait::async_trait;
use jiff::Timestamp;

use super::BoxError;
use domain::ids::{CaseId, StaffId};

/// How long it is remembered, seconds: three days, a weekend and the day after it.
pub const TAKEN_FOR: i64 = 3 * 86_400;

/// Who has taken a review, and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taker {
    /// A member of staff.
    pub staff: StaffId,
    /// When they took it, or were given it.
    pub since: Timestamp,
}

/// Where that is kept, for all who look. Of a payment one review is open at a time, so it is kept by
/// payment.
#[async_trait]
pub trait Takers: Send + Sync {
    /// Who has taken which of these, in one read; one that is missing nobody has taken, or too long
    /// ago, or it is forgotten.
    async fn takers(&self, cases: &[CaseId]) -> Result<BTreeMap<CaseId, Taker>, BoxError>;

    /// Who has taken it; `None` if nobody has.
    async fn taker(&self, case: &CaseId) -> Result<Option<Taker>, BoxError> {
        Ok(self.takers(slice::from_ref(case)).await?.remove(case))
    }

    /// Notes who has, in the place of whoever had.
    async fn take(&self, case: &CaseId, taker: &Taker) -> Result<(), BoxError>;

    /// Notes that nobody has.
    async fn release(&self, case: &CaseId) -> Result<(), BoxError>;
}
