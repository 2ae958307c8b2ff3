//! Every open review, in the order in which they run out.

use std::collections::BTreeMap;

use super::ReviewSheet;
use domain::ids::{AccountName, CaseId};
use ports::BoxError;
use ports::store::StoreError;
use ports::walk::CaseWalk;

/// What a walk has found.
#[derive(Debug, Default)]
pub struct Open {
    /// The open reviews that run out first, the first of them first.
    pub reviews: Vec<ReviewSheet>,
    /// How many more there are.
    pub left_out: usize,
    /// The cases whose records cannot be used.
    pub unusable: Vec<CaseId>,
}

/// Walks over all cases; keeps the `most` reviews that run out first.
pub(super) async fn list(
    store: &dyn CaseWalk,
    account: Option<&AccountName>,
    most: usize,
) -> Result<Open, BoxError> {
    let (mut found, mut open) = (BTreeMap::new(), Open::default());
    let mut seen = 0_usize;
    let mut cursor = None;
    loop {
        let page = store.page(cursor.as_ref()).await?;
        for read in page.cases {
            match read {
                Ok(case) if account.is_none_or(|account| case.id.account == *account) => {
                    for review in ReviewSheet::all_of(&case) {
                        // A case may be seen twice; its review has one place.
                        let place =
                            (review.until(), review.case.clone(), review.request.id.clone());
                        if found.insert(place, review).is_none() {
                            seen = seen.saturating_add(1);
                        }
                        if found.len() > most {
                            found.pop_last();
                        }
                    }
                }
                Ok(_) => {}
                Err(StoreError::Corrupt { case, .. } | StoreError::Forged { case, .. }) => {
                    open.unusable.push(case);
                }
                Err(error @ (StoreError::Conflict(_) | StoreError::Unavailable { .. })) => {
                    return Err(error.into());
                }
            }
        }
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    open.left_out = seen.saturating_sub(found.len());
    open.reviews = found.into_values().collect();
    open.unusable.sort();
    open.unusable.dedup();
    Ok(open)
}
