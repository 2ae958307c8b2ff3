//! The refund policy: a document of ordered rules, checked when it is loaded, applied to the facts
//! of one request.
//!
//! `docs/policy.md` describes the document. A policy is data, never code: its conditions are a
//! subset of CEL without loops, and evaluating one takes bounded time. Reading the file, keeping
//! the policy and swapping it while running belong to the process; what is statutory and what a
//! processor forbids are guards before this and not here.
//!
//! The way of a text: `document` and `outcome` read TOML, `token` and `syntax` read a condition,
//! `typing` checks it and makes it a `condition`, `advice` and `reach` look at rules, `compile`
//! puts all together. The way of a request: `facts`, `evaluation`, `amount`, `ruling`.

mod advice;
mod amount;
mod compile;
mod condition;
mod document;
mod evaluation;
mod fact;
mod facts;
mod mistake;
mod outcome;
mod reach;
mod rule;
mod ruling;
mod suggestion;
mod syntax;
#[cfg(test)]
mod tests;
mod token;
mod typing;
mod vocabulary;

use std::sync::Arc;

pub use fact::{Absence, BoolFact, Entry, FACTS, Fact, IntFact, TextFact};
pub use mistake::{Mistake, Severity, render_mistakes};
pub use outcome::{Amount, Outcome};
pub use ruling::{
    CURRENCY_MISMATCH, DEFAULT_RULE, FACT_UNKNOWN, NOT_COMPUTABLE, NOTHING_LEFT, REVIEW_CODES,
    TERM_UNKNOWN,
};
pub use vocabulary::ALTERNATIVES;

use crate::domain::decision::Ruling;
use crate::domain::facts::Facts;

/// A checked policy. Cheap to clone and to share between threads.
#[derive(Debug, Clone)]
pub struct Policy(Arc<compile::Compiled>);

impl Policy {
    /// Reads and checks a policy text. All mistakes are reported at once, in the order of the
    /// text; what only deserves a warning is in [`Policy::warnings`] of a usable policy.
    pub fn parse(text: &str) -> Result<Self, Vec<Mistake>> {
        compile::compile(text).map(|compiled| Self(Arc::new(compiled)))
    }

    /// The SHA-256 of the policy text, in hex.
    pub fn hash(&self) -> &str {
        &self.0.hash
    }

    /// The name in the header; empty if there is none.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The version in the header; empty if there is none. Decisions are filed under the hash.
    pub fn version(&self) -> &str {
        &self.0.version
    }

    /// What is correct and yet hardly meant.
    pub fn warnings(&self) -> &[Mistake] {
        &self.0.warnings
    }

    /// Whether any condition names a fact of `customer`, which costs a call to the processor.
    pub fn needs_customer_history(&self) -> bool {
        let mut tests = self.0.rules.iter().flat_map(|rule| &rule.tests);
        tests.any(|test| test.facts.iter().any(|entry| entry.fact.is_about_customer()))
    }

    /// The text of a clause.
    pub fn clause_text(&self, clause: &str) -> Option<&str> {
        self.0.clauses.get(clause).map(String::as_str)
    }

    /// Every clause with its text, by id.
    pub fn clauses(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.clauses.iter().map(|(id, text)| (id.as_str(), text.as_str()))
    }

    /// Every rule with its outcome and clause, in the order in which they are tried.
    pub fn rules(&self) -> impl Iterator<Item = (&str, &Outcome, &str)> {
        self.0.rules.iter().map(|rule| (rule.id.as_str(), &rule.outcome, rule.clause.as_str()))
    }

    /// Decides. The same facts always get the same ruling.
    pub fn decide(&self, facts: &Facts) -> Ruling {
        ruling::decide(&self.0, facts)
    }
}
