//! Where cases are kept: working memory, changed only by compare-and-set.

use async_trait::async_trait;
use jiff::Timestamp;

use super::BoxError;
use case::state::Case;
use domain::ids::CaseId;

/// Names the last save of a case. An absent record has the default: there was none.
///
/// The count alone would not do: a store that has forgotten counts anew, and the version that a
/// worker still holds from before could be there again, over other contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Version {
    /// How many saves there were; rises, except where the store forgets.
    pub saves: u64,
    /// Which save was the last one; does not come back.
    pub last: u64,
}

/// How long a record is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Something is unfinished: no expiry.
    Forever,
    /// All is finished: this many seconds, longer than any key window and any redelivery.
    Seconds(u64),
}

/// Why the store did not do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another worker saved in between: load again.
    #[error("case {0} was saved by another worker")]
    Conflict(CaseId),
    /// The store cannot be used now: fail closed, try later. A save may have happened.
    #[error("the store cannot be used for case {case}")]
    Unavailable {
        /// Which case.
        case: CaseId,
        /// What the client said.
        #[source]
        source: BoxError,
    },
    /// What is stored cannot be read, or contradicts itself: a person must look.
    #[error("the record of case {case} cannot be used")]
    Corrupt {
        /// Which case.
        case: CaseId,
        /// What is wrong.
        #[source]
        source: BoxError,
    },
    /// What is stored was not written by a worker: nothing is done on its word, and a person must
    /// look.
    #[error("the record of case {case} is not one of the workers'")]
    Forged {
        /// Which case.
        case: CaseId,
        /// What is missing.
        #[source]
        source: BoxError,
    },
}

/// The store of cases.
///
/// What was saved stays as long as the store remembers. That it forgets, all or the last saves, is
/// no breach of this contract but an accident that callers are made for; a version from before it
/// does not fit what is saved after it.
#[async_trait]
pub trait CaseStore: Send + Sync {
    /// Loads a case; `None` if there is no record. Checks the seal and the invariants of what it
    /// loads.
    async fn load(&self, id: &CaseId) -> Result<Option<(Case, Version)>, StoreError>;

    /// Saves a case if its version is still `expected`. Repeating a save whose answer was lost
    /// succeeds.
    async fn save(&self, case: &Case, expected: Version, keep: Keep)
    -> Result<Version, StoreError>;

    /// What time it is by the store's own clock: the one clock that all workers can look at.
    async fn now(&self) -> Result<Timestamp, BoxError>;

    /// Whether the store can be used now.
    async fn probe(&self) -> Result<(), BoxError>;
}
