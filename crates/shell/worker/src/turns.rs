//! One delivery at a time per case, within this process.
//!
//! Correctness does not rest on this: other processes work on the same cases, and the store's
//! compare-and-set settles every race. It saves work: a processor's webhooks about a refund arrive
//! while the refund call is being recorded, and would tell again what is just being told.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OwnedMutexGuard;

use domain::ids::CaseId;

/// Beyond this number of cases, those that nobody works on are forgotten.
const KEPT: usize = 1024;

/// Who is working on which case.
#[derive(Debug, Default)]
pub struct Turns {
    cases: Mutex<BTreeMap<CaseId, Arc<tokio::sync::Mutex<()>>>>,
}

impl Turns {
    /// Waits for the turn at `case`; it lasts until the guard is dropped.
    pub(super) async fn take(&self, case: &CaseId) -> OwnedMutexGuard<()> {
        self.of(case).lock_owned().await
    }

    fn of(&self, case: &CaseId) -> Arc<tokio::sync::Mutex<()>> {
        let mut cases = self.cases.lock().unwrap_or_else(PoisonError::into_inner);
        if cases.len() >= KEPT {
            cases.retain(|_, turn| Arc::strong_count(turn) > 1);
        }
        Arc::clone(cases.entry(case.clone()).or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(number: usize) -> CaseId {
        CaseId::parse(&format!("stripe-eu/pi_{number}")).unwrap()
    }

    #[tokio::test]
    async fn a_case_is_worked_on_by_one_and_others_do_not_wait() {
        let turns = Turns::default();
        let first = turns.take(&case(1)).await;
        assert!(turns.of(&case(1)).try_lock().is_err());
        assert!(turns.of(&case(2)).try_lock().is_ok());
        drop(first);
        assert!(turns.of(&case(1)).try_lock().is_ok());
    }

    #[tokio::test]
    async fn what_nobody_works_on_is_forgotten() {
        let turns = Turns::default();
        let held = turns.take(&case(0)).await;
        for number in 0..3 * KEPT {
            drop(turns.take(&case(number + 1)).await);
        }
        assert!(turns.cases.lock().unwrap().len() <= KEPT);
        assert!(turns.of(&case(0)).try_lock().is_err(), "a turn that is held is kept");
        drop(held);
    }
}
