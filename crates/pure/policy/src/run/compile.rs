//! A policy that was found to be correct: what a document comes to.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::statute::Statute;
use crate::document::clause::Wording;
use crate::document::limit::{Band, Limits};
use crate::document::offer::Offer;
use crate::document::policy::{self, FallbackDraft, PolicyDraft};
use crate::document::reading::Reading;
use crate::document::rule::{Draft, Rule};
use crate::language::fact::Fact;
use crate::language::head::Head;
use crate::lints;
use diagnostics::Mistake;
use domain::authority::Why;
use domain::billing::BillingError;

/// A policy that was found to be correct.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Compiled {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) hash: String,
    /// From when, and where that is written.
    pub(crate) in_force: Option<(Timestamp, Range<usize>)>,
    pub(crate) head: Head,
    pub(crate) rules: Vec<Rule>,
    pub(crate) offers: Vec<Offer>,
    pub(crate) bands: Vec<Band>,
    pub(crate) limits: Limits,
    pub(crate) billing_errors: BTreeSet<BillingError>,
    pub(crate) ground: Ground,
    pub(crate) default: Fallback,
    pub(crate) clauses: BTreeMap<String, Wording>,
    pub(crate) warnings: Vec<Mistake>,
    pub(crate) risks: Vec<Mistake>,
}

/// The statutes that a policy stands on, and the head with which their rights are read: they count
/// days in the merchant's time zone, and know no facts of the merchant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Ground {
    pub(crate) statutes: Vec<Statute>,
    pub(crate) head: Head,
}

/// What applies where no rule does: always a review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fallback {
    pub(crate) why: Why,
    pub(crate) clause: String,
}

impl Compiled {
    /// Statutes count days, business days and costs as the policy does.
    pub(crate) fn stand(&mut self) {
        self.ground.head = Head {
            zone: self.head.zone.clone(),
            holidays: self.head.holidays.clone(),
            costs: self.head.costs.clone(),
            ..Head::default()
        };
    }

    /// Whether a condition or an amount reads a fact of this group.
    pub(crate) fn reads_any_of(&self, group: &str) -> bool {
        let offers = self.offers.iter().flat_map(|offer| &offer.tests.0);
        let mut tests = self.rules.iter().flat_map(|rule| &rule.tests).chain(offers);
        tests.any(|test| {
            test.facts.iter().any(|fact| match fact {
                Fact::Known(entry) => entry.history() == group,
                Fact::Declared(_) | Fact::Amount(_) | Fact::Answer(_) => false,
            })
        })
    }
}

/// Reads and checks a policy text; every mistake is reported, in the order of the text.
pub(crate) fn compile(text: &str) -> Result<Compiled, Vec<Mistake>> {
    let (mut reading, file) = Reading::new(text);
    let Some(file) = file else { return Err(reading.mistakes) };
    let draft = policy::read(&mut reading, &file);
    lints::check(&mut reading, &draft);
    let risks = lints::risks(text, &draft);
    match (finish(draft, text), reading.finish()) {
        (Some(compiled), (warnings, true)) => Ok(Compiled { warnings, risks, ..compiled }),
        (Some(_) | None, (mistakes, _)) => Err(mistakes),
    }
}

/// The policy, if nothing of it is missing.
fn finish(draft: PolicyDraft, text: &str) -> Option<Compiled> {
    let clauses = draft.clauses.into_iter().map(|(id, (wording, _))| (id, wording));
    Some(Compiled {
        name: draft.name,
        version: draft.version,
        hash: hex::encode(Sha256::digest(text)),
        in_force: draft.in_force,
        head: draft.head,
        rules: draft.rules.into_iter().map(Draft::finish).collect::<Option<_>>()?,
        offers: draft.offers,
        bands: draft.bands,
        limits: draft.limits,
        billing_errors: draft.billing_errors,
        ground: Ground::default(),
        default: fallback(draft.default?)?,
        clauses: clauses.collect(),
        warnings: Vec::new(),
        risks: Vec::new(),
    })
}

fn fallback(draft: FallbackDraft) -> Option<Fallback> {
    Some(Fallback { why: draft.why?, clause: draft.clause?.0 })
}
