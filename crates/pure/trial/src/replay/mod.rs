//! What another policy would make of requests that were decided: counted, and summed up, without
//! doing anything.
//!
//! A tally is the same whatever order records come in and however many threads share them: tallies
//! are added up, and of examples those that stand first in the history are kept.

mod changed;
mod document;
mod flows;
mod page;
mod sum;
mod tally;
mod text;

pub use changed::Changed;
pub use document::document;
pub use page::page;
pub use sum::ReplaySums;
pub use tally::{
    EXAMPLES_MAX, Example, HistoryPlace, Outcomes, ReplayTally, RuleTally, ShortDecision,
    Transition,
};
pub use text::text;

use crate::course::Course;
use domain::facts::Facts;
use policy::Policy;
use senders::Senders;

/// Two policies side by side.
#[derive(Debug, Clone, Copy)]
pub struct Replay<'p> {
    /// The policy that is in force.
    pub current: &'p Policy,
    /// The policy that might be.
    pub candidate: &'p Policy,
    /// What senders may do, under both.
    pub senders: Option<&'p Senders>,
}

/// What a report says of the two policies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Titles {
    /// The policy that is in force, as its file or account is called.
    pub current: String,
    /// The policy that might be.
    pub candidate: String,
    /// Where the requests are from.
    pub history: String,
}

impl Replay<'_> {
    /// Decides one request by both, and counts what is different. Where it stands in the history is
    /// asked only if something is; then both decisions are the answer.
    pub fn weigh(
        &self,
        tally: &mut ReplayTally,
        facts: &Facts,
        place: impl FnOnce() -> HistoryPlace,
    ) -> Option<Changed> {
        let [before, after] = [self.current, self.candidate]
            .map(|policy| Course { policy, senders: self.senders }.decision(facts));
        let at = tally.add(place, &before, &after)?;
        Some(Changed { at, before, after })
    }
}
