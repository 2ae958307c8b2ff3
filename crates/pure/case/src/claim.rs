//! The claim: a call that is announced before it is made, where neither a key nor the cap shows that a
//! second one executes nothing.
//!
//! A claim is saved and waits until the list must show every call that was made before it. Its permit
//! travels with the message of a request and may be used once. Who has no good permit waits until the
//! time is over in which it may be used, and claims again.

use std::ops::Range;

use jiff::Timestamp;

use super::operation::{Doubt, Operation, OperationStep};
use super::state::Case;
use super::terms::Terms;
use domain::ids::RequestId;
use domain::key::IdempotencyKey;
use domain::time::after;

/// Tells a claim from every other one, whatever the store has forgotten.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClaimId(String);

impl ClaimId {
    /// The claim of that name.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// Its name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An announced call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Which one: its permit is for no other.
    pub id: ClaimId,
    /// When it was made.
    pub at: Timestamp,
    /// What may have been sent before it, where something was: the list has shown since that it executed
    /// nothing.
    pub doubt: Option<Doubt>,
}

impl Claim {
    /// When its permit may be used: from then on every earlier call is in the list, and until then
    /// nobody else has claimed.
    pub fn window(&self, terms: &Terms) -> Range<Timestamp> {
        let opens = after(self.at, terms.settle);
        opens..after(opens, terms.settle)
    }
}

/// What a delivery brings to an operation that has to be claimed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Brought<'a> {
    /// The request that it carries: whoever claims is called back by it. Without one nobody claims.
    pub request: Option<&'a RequestId>,
    /// The claim whose permit it has.
    pub permit: Option<&'a ClaimId>,
}

impl Brought<'_> {
    /// Whether it may claim the operation of this key.
    pub(super) fn claims(self, case: &Case, key: &IdempotencyKey) -> bool {
        self.request
            .is_some_and(|carried| case.requests_of(key).any(|it| it.request.id == *carried))
    }

    /// Whether it has the permit of this claim.
    pub(super) fn permits(self, claim: &Claim) -> bool {
        self.permit == Some(&claim.id)
    }
}

/// Whether another operation of the payment waits for what its call has done, or will do: a claim is made
/// of one at a time.
pub(super) fn is_other_open(case: &Case, key: &IdempotencyKey) -> bool {
    let is_open = |operation: &Operation| match operation.step {
        OperationStep::Claimed(_) | OperationStep::InDoubt(_) => true,
        OperationStep::Refused { confirmed, .. } => !confirmed,
        OperationStep::Ready => false,
    };
    let mut others = case.operations.iter().filter(|(other, _)| *other != key);
    others.any(|(other, operation)| is_open(operation) && !case.is_executed(other))
}
