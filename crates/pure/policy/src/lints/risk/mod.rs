//! Warns of what a policy gives away, or takes, without anybody having meant it: one kind per file.
//!
//! A risk is a warning. The policy is correct, and the engine holds what it must hold; but who asks
//! in parts, says what is asked for, or is nobody that the processor knows, gets more than the author
//! thinks.

mod denial;
mod parts;
mod renewal;
mod unbounded;
mod unknown;
mod word;

use std::ops::Range;

use crate::document::limit::{Band, Limits};
use crate::document::outcome::Outcome;
use crate::document::policy::PolicyDraft;
use crate::document::rule::Draft;
use crate::language::fact::Fact;
use crate::language::head::Head;
use crate::language::test::Test;
use diagnostics::Mistake;

/// What risks are looked for in.
struct Look<'l> {
    head: &'l Head,
    drafts: &'l [Draft],
    bands: &'l [Band],
    limits: &'l Limits,
    /// Where `[limits]` stands, if it does.
    limits_at: Option<Range<usize>>,
}

/// Every risk of a policy, in the order of the text.
pub(crate) fn check(text: &str, policy: &PolicyDraft) -> Vec<Mistake> {
    let PolicyDraft { head, rules, bands, limits, places, .. } = policy;
    // Of a text that could not be read, half of it would give wrong advice.
    if rules.iter().any(|draft| draft.tests.is_none() || draft.outcome.is_none()) {
        return Vec::new();
    }
    let limits_at = places.limits.clone().map(|span| on_first_line(text, span));
    let look = Look { head, drafts: rules, bands, limits, limits_at };
    let kinds =
        [denial::find, parts::find, renewal::find, unbounded::find, unknown::find, word::find];
    let mut found: Vec<Mistake> = kinds.iter().flat_map(|find| find(&look)).collect();
    found.sort_by_key(|risk| (risk.span.start, risk.span.end));
    found
}

impl<'l> Look<'l> {
    /// The rules by which a machine gives money, with their places among all.
    fn approving(&self) -> impl Iterator<Item = (usize, &'l Draft)> + use<'l> {
        let pays =
            |draft: &&Draft| matches!(draft.outcome, Some(Outcome::Approve(_))) && !draft.shadow;
        self.drafts.iter().enumerate().filter(move |(_, draft)| pays(draft))
    }

    /// Whether a machine gives money by a rule after this place.
    fn pays_after(&self, place: usize) -> impl Iterator<Item = &'l Draft> + use<'l> {
        self.approving().filter(move |(other, _)| *other > place).map(|(_, draft)| draft)
    }

    fn name(&self, fact: Fact) -> &'l str {
        self.head.name(fact)
    }
}

impl Draft {
    /// Its conditions with their places.
    pub(crate) fn placed(&self) -> impl Iterator<Item = (&Test, Range<usize>)> {
        self.tests.iter().flatten().zip(self.places.iter().cloned())
    }

    /// Every fact that its conditions read.
    fn facts(&self) -> impl Iterator<Item = Fact> + '_ {
        self.tests.iter().flatten().flat_map(|test| test.facts.iter().copied())
    }
}

/// A block is shown by its first line.
fn on_first_line(text: &str, span: Range<usize>) -> Range<usize> {
    let end = text.get(span.clone()).and_then(|block| block.find('\n'));
    span.start..end.map_or(span.end, |length| span.start.saturating_add(length))
}
