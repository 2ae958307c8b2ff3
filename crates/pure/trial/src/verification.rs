//! A policy held to its own tests.

use std::collections::BTreeSet;

use super::course::Course;
use super::declared;
use super::expectation::Miss;
use super::explanation;
use super::suite::{Suite, TestCase};
use diagnostics::{Mistake, Severity};
use domain::authority::Authority;
use domain::decision::Ruling;
use domain::money::Currency;
use domain::processor::Processor;
use policy::Policy;

/// What became of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified<'s> {
    pub case: &'s TestCase,
    /// What was decided.
    pub ruling: Ruling,
    /// Where that is not what was expected.
    pub misses: Vec<Miss>,
    /// Facts and answers of the case that the policy does not know.
    pub unknown: Vec<Mistake>,
}

impl Suite {
    /// Decides every case, the whole way. `step_of` is the granularity of amounts at a processor.
    pub fn verify(
        &self,
        course: Course<'_>,
        step_of: impl Fn(Processor, Currency) -> i64,
    ) -> Vec<Verified<'_>> {
        let mut told = BTreeSet::new();
        let decided = self.cases.iter().map(|case| {
            let facts = case.facts.clone().facts(&step_of);
            let ruling = course.decide(&facts);
            let misses = case.expected.misses(&ruling);
            let unknown = declared::unknown(case, course.policy, &mut told);
            Verified { case, ruling, misses, unknown }
        });
        decided.collect()
    }
}

impl Verified<'_> {
    /// Whether all was as expected, and the policy knows all that it was told.
    pub fn passed(&self) -> bool {
        self.misses.is_empty() && self.unknown.is_empty()
    }

    /// What was not, with its places in the tests file.
    pub fn mistakes(&self) -> Vec<Mistake> {
        let case = self.case;
        let told = self.misses.iter().map(|miss| {
            let Miss { key, expected, got } = miss;
            let decision = &self.ruling.decision;
            let said = explanation::headline(decision);
            Mistake {
                severity: Severity::Error,
                span: case.places.get(*key).unwrap_or(&case.span).clone(),
                message: format!(
                    "the case `{}` expects {key} {expected}, and got {got}",
                    case.name
                ),
                remedy: format!(
                    "the rule `{}` decided: {said}; fix the policy, or the test",
                    decision.by
                ),
            }
        });
        self.unknown.iter().cloned().chain(told).collect()
    }
}

/// The rules, the default among them, that decide in none of the cases.
pub fn undecided(policy: &Policy, verified: &[Verified<'_>]) -> Vec<String> {
    let decided: BTreeSet<&Authority> =
        verified.iter().map(|verified| &verified.ruling.decision.by).collect();
    let rules = policy.rules().map(|(id, _, _)| Authority::Rule(id.to_owned()));
    let rules = rules.chain([Authority::Default]);
    rules.filter(|by| !decided.contains(by)).map(|by| by.to_string()).collect()
}
