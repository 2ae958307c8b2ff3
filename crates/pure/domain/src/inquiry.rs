//! What the merchant's own system is asked about one request, and what it says.
//!
//! Ids, names of facts and values only: nothing that the customer wrote is asked along. How it is
//! asked is in `adapter-http`, in which words in `wire/`.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::facts::{FactKind, FactValue};
use super::ids::{CaseId, RequestId};
use super::processor::Processor;

/// What is asked: the facts that a policy declares, about one request.
///
/// Two equal inquiries are the same question, so that one answer is good for both.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Inquiry {
    /// The account and the payment.
    pub case: CaseId,
    /// Who took the payment.
    pub processor: Processor,
    /// The request.
    pub request: RequestId,
    /// When the customer asked, as far as that is believed: facts are wanted as they were then, where
    /// the system knows that.
    pub requested_at: Timestamp,
    /// The facts that are wanted, by the name that the policy gives them, with their types.
    pub wanted: BTreeMap<String, FactKind>,
}

/// What was said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FactsReply {
    /// The facts that were wanted and have a value of their type. One that is missing is unknown.
    pub facts: BTreeMap<String, FactValue>,
    /// Those whose value is of another type or too long. They are unknown, too.
    pub unfit: BTreeSet<String>,
    /// How many values were said that nobody wanted.
    pub ignored: usize,
}
