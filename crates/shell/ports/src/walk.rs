//! A walk over all stored cases, for reports and lists.

use async_trait::async_trait;

use super::BoxError;
use super::store::StoreError;
use case::state::Case;

/// How far a walk has come; what is in it is the store's business.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(pub String);

/// A part of all cases.
#[derive(Debug)]
pub struct CasePage {
    /// The cases, in no order; a record that cannot be used is an error in its place, and ends
    /// nothing.
    pub cases: Vec<Result<Case, StoreError>>,
    /// Where the walk goes on; `None` at its end. A page may be empty before the end.
    pub next: Option<Cursor>,
}

/// Walks over cases, a page at a time.
///
/// A case that is there from the beginning to the end of the walk is seen at least once; it can be
/// seen twice, and in the state of any moment of the walk. What is not a record of a case is passed
/// over.
#[async_trait]
pub trait CaseWalk: Send + Sync {
    /// The page after `cursor`, or the first one.
    async fn page(&self, cursor: Option<&Cursor>) -> Result<CasePage, BoxError>;
}
