//! What is counted in a replay.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;

use super::sum::ReplaySums;
use crate::expectation::VerdictWord;
use crate::explanation;
use domain::decision::{Decision, Verdict};
use domain::money::Money;

/// The most examples that are kept of each transition, and the most lines that could not be read.
pub const EXAMPLES_MAX: usize = 5;
/// The longest reason why a line could not be read, in characters.
const REASON_MAX: usize = 300;

/// Where a request stands in the history. The order is that of the history, so that the first
/// examples are the same however the work was shared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum HistoryPlace {
    /// A line of a file.
    Line {
        /// Counted from 1.
        line: u64,
        /// The name that the line gives its request.
        id: Option<String>,
    },
    /// A request of a case.
    Case {
        /// When the customer asked, if that can be read.
        requested_at: Option<Timestamp>,
        /// Case and request.
        name: String,
    },
}

impl fmt::Display for HistoryPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line { line, id: Some(id) } => write!(f, "line {line} ({id})"),
            Self::Line { line, id: None } => write!(f, "line {line}"),
            Self::Case { requested_at: Some(at), name } => write!(f, "{name}, asked at {at}"),
            Self::Case { requested_at: None, name } => f.write_str(name),
        }
    }
}

/// What a replay came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReplayTally {
    /// Requests that were decided by both policies.
    pub requests: u64,
    /// Decided the same, by the same rule and clause.
    pub same: u64,
    /// Decided the same by another rule or clause.
    pub otherwise: u64,
    /// Decided differently, by what becomes of them.
    pub transitions: BTreeMap<(VerdictWord, VerdictWord), Transition>,
    /// How many there are of each verdict.
    pub outcomes: BTreeMap<VerdictWord, Outcomes>,
    /// What machines give, per currency.
    pub money: ReplaySums,
    /// What each rule decides.
    pub rules: BTreeMap<String, RuleTally>,
    /// What could not be read.
    pub unreadable: u64,
    /// The first of them, with the reason.
    pub unread: BTreeMap<HistoryPlace, String>,
}

/// How often there is a verdict, under the one policy and under the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Outcomes {
    /// Under the policy that is in force.
    pub before: u64,
    /// Under the one that might be.
    pub after: u64,
}

/// Requests whose decision changes in one way.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Transition {
    /// How many.
    pub requests: u64,
    /// What machines give for them.
    pub money: ReplaySums,
    /// The first of them in the history.
    pub examples: BTreeMap<HistoryPlace, Example>,
}

/// What one rule decides.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RuleTally {
    /// How many requests it decides.
    pub requests: Outcomes,
    /// What machines give by it.
    pub money: ReplaySums,
}

/// One request whose decision changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// What was decided.
    pub before: ShortDecision,
    /// What would be.
    pub after: ShortDecision,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortDecision {
    /// What is decided, in one line.
    pub headline: String,
    pub rule: String,
}

impl ShortDecision {
    fn of(decision: &Decision) -> Self {
        Self { headline: explanation::headline(decision), rule: decision.by.to_string() }
    }
}

/// What becomes of a request. A rehearsal moves nothing: a person decides.
pub(super) fn effect(decision: &Decision) -> (VerdictWord, Option<Money>) {
    match &decision.verdict {
        _ if decision.shadow => (VerdictWord::Review, None),
        Verdict::Approve(money) => (VerdictWord::Approve, Some(*money)),
        verdict @ (Verdict::Deny { .. } | Verdict::NeedInfo(_) | Verdict::Review { .. }) => {
            (VerdictWord::of(verdict), None)
        }
    }
}

impl ReplayTally {
    /// Counts one request. If it is decided differently, the answer is its place.
    pub(super) fn add(
        &mut self,
        place: impl FnOnce() -> HistoryPlace,
        before: &Decision,
        after: &Decision,
    ) -> Option<HistoryPlace> {
        let ((was, paid), (is, pays)) = (effect(before), effect(after));
        more(&mut self.requests);
        more(&mut self.outcomes.entry(was).or_default().before);
        more(&mut self.outcomes.entry(is).or_default().after);
        self.money.add(paid, pays);
        let rule = rule(&mut self.rules, &before.by.to_string());
        more(&mut rule.requests.before);
        rule.money.add(paid, None);
        let rule = self::rule(&mut self.rules, &after.by.to_string());
        more(&mut rule.requests.after);
        rule.money.add(None, pays);
        let said = |it: &Decision| (it.shadow, it.subscription);
        if before.verdict == after.verdict && said(before) == said(after) {
            let same = before.by == after.by && before.clause == after.clause;
            more(if same { &mut self.same } else { &mut self.otherwise });
            return None;
        }
        let transition = self.transitions.entry((was, is)).or_default();
        more(&mut transition.requests);
        transition.money.add(paid, pays);
        let place = place();
        if is_among_first(&transition.examples, &place) {
            let example =
                Example { before: ShortDecision::of(before), after: ShortDecision::of(after) };
            transition.examples.insert(place.clone(), example);
            keep_first(&mut transition.examples);
        }
        Some(place)
    }

    /// Counts what could not be read.
    pub fn miss(&mut self, place: HistoryPlace, why: &str) {
        more(&mut self.unreadable);
        if is_among_first(&self.unread, &place) {
            self.unread.insert(place, why.chars().take(REASON_MAX).collect());
            keep_first(&mut self.unread);
        }
    }

    /// How many requests are decided differently.
    pub fn changed(&self) -> u64 {
        self.transitions.values().fold(0, |sum, one| sum.saturating_add(one.requests))
    }

    /// Adds what another part of the history came to.
    pub fn merge(&mut self, other: Self) {
        self.requests = self.requests.saturating_add(other.requests);
        self.same = self.same.saturating_add(other.same);
        self.otherwise = self.otherwise.saturating_add(other.otherwise);
        self.unreadable = self.unreadable.saturating_add(other.unreadable);
        self.unread.extend(other.unread);
        keep_first(&mut self.unread);
        self.money.merge(&other.money);
        for (verdict, counts) in other.outcomes {
            self.outcomes.entry(verdict).or_default().merge(counts);
        }
        for (id, tally) in other.rules {
            let rule = self.rules.entry(id).or_default();
            rule.requests.merge(tally.requests);
            rule.money.merge(&tally.money);
        }
        for (way, part) in other.transitions {
            let transition = self.transitions.entry(way).or_default();
            transition.requests = transition.requests.saturating_add(part.requests);
            transition.money.merge(&part.money);
            transition.examples.extend(part.examples);
            keep_first(&mut transition.examples);
        }
    }
}

impl Outcomes {
    fn merge(&mut self, other: Self) {
        self.before = self.before.saturating_add(other.before);
        self.after = self.after.saturating_add(other.after);
    }
}

/// The tally of a rule; the name is copied for the first request only.
fn rule<'t>(rules: &'t mut BTreeMap<String, RuleTally>, id: &str) -> &'t mut RuleTally {
    if !rules.contains_key(id) {
        rules.insert(id.to_owned(), RuleTally::default());
    }
    rules.entry(id.to_owned()).or_default()
}

fn more(count: &mut u64) {
    *count = count.saturating_add(1);
}

fn is_among_first<T>(kept: &BTreeMap<HistoryPlace, T>, place: &HistoryPlace) -> bool {
    kept.len() < EXAMPLES_MAX || kept.last_key_value().is_some_and(|(last, _)| place < last)
}

fn keep_first<T>(kept: &mut BTreeMap<HistoryPlace, T>) {
    while kept.len() > EXAMPLES_MAX {
        kept.pop_last();
    }
}
