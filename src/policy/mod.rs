//! The refund policy: a document of ordered rules, checked when it is loaded, applied to the facts
//! of one request.
//!
//! `docs/policy.md` describes the document. A policy is data, never code: its conditions are a
//! subset of CEL without loops, and evaluating one takes bounded time. Reading the file, keeping
//! the policy and swapping it while running belong to the process; what is statutory and what a
//! processor forbids are guards before this and not here.
//!
//! The way of a text: `document` reads TOML; `head`, `rule`, `outcome`, `approval`, `ask`, `offer`,
//! `limit` and `window` the blocks; `token` and `syntax` read a condition, `typing` checks it and
//! makes it a `condition`; `advice`, `unit`, `reach`, `gap`, `currencies` and `risk` look at rules,
//! `compile` puts all together. The way of a request: `book`, `view`, `catalogue`, `evaluation`,
//! `amount`, `ruling`, `never_owed`.

mod advice;
mod amount;
mod approval;
mod ask;
mod book;
mod catalogue;
mod ceiling;
mod compile;
mod condition;
mod cost;
mod currencies;
mod document;
mod evaluation;
mod fact;
mod floor;
mod gap;
mod head;
mod in_force;
mod interval;
mod limit;
mod never_owed;
mod offer;
mod outcome;
mod reach;
mod risk;
mod roster;
mod rule;
mod ruling;
mod statute;
mod syntax;
#[cfg(test)]
mod tests;
mod token;
mod typing;
mod unit;
mod view;
mod vocabulary;
mod window;
mod wording;

use std::sync::Arc;

use jiff::Timestamp;

pub use approval::{Amount, Amounts, Base, Less, Lines};
pub use ask::{Ask, Silence};
pub use book::{Book, NoVersion, VersionMistake};
pub use catalogue::FACTS;
pub use cost::Costs;
pub use fact::{Absence, Entry, Kind, Word};
pub use head::Declared;
pub use limit::{Approver, Band, Limits};
pub use offer::Alternatives;
pub use outcome::{Outcome, Review};
pub use rule::Unknown;
pub use ruling::REVIEW_CODES;
pub use statute::{Country, Statute};
pub use vocabulary::ALTERNATIVES;
use wording::Wording;

use crate::diagnostics::Mistake;
use crate::domain::cost::Cost;
use crate::domain::decision::{Decision, Ruling};
use crate::domain::facts::Facts;
use crate::domain::languages::Languages;
use crate::domain::locale::Locale;
use crate::domain::money::Currency;

/// The JSON Schema of a policy file, for editors. A test holds it to the keys that are read.
pub const SCHEMA: &str = include_str!("policy.schema.json");

/// A checked policy. Cheap to clone and to share between threads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy(Arc<compile::Compiled>);

impl Policy {
    /// Reads and checks a policy text. All mistakes are reported at once, in the order of the
    /// text; what only deserves a warning is in [`Policy::warnings`] of a usable policy.
    pub fn parse(text: &str) -> Result<Self, Vec<Mistake>> {
        compile::compile(text).map(|compiled| Self(Arc::new(compiled)))
    }

    /// The same policy on the ground of these statutes: no rule of it takes away what they grant.
    #[must_use]
    pub fn under(&self, statutes: Vec<Statute>) -> Self {
        let mut compiled = (*self.0).clone();
        compiled.ground.statutes = statutes;
        compiled.stand();
        Self(Arc::new(compiled))
    }

    /// The same policy with what refunds cost, where it does not say so itself.
    #[must_use]
    pub fn with_costs(&self, costs: &Costs) -> Self {
        let mut compiled = (*self.0).clone();
        compiled.head.costs.complete(costs);
        compiled.stand();
        Self(Arc::new(compiled))
    }

    /// The statutes that it stands on.
    pub fn statutes(&self) -> &[Statute] {
        &self.0.ground.statutes
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

    /// From when it is in force, where it says so.
    pub fn in_force_from(&self) -> Option<Timestamp> {
        self.0.in_force.as_ref().map(|in_force| in_force.from)
    }

    /// Where it says from when it is in force; the beginning of the text where it does not.
    fn in_force_span(&self) -> std::ops::Range<usize> {
        self.0.in_force.as_ref().map_or(0..0, |in_force| in_force.span.clone())
    }

    /// What is correct and yet hardly meant.
    pub fn warnings(&self) -> &[Mistake] {
        &self.0.warnings
    }

    /// What it gives away, or denies, without need: warnings of their own kind.
    pub fn risks(&self) -> &[Mistake] {
        &self.0.risks
    }

    /// Whether any condition names a fact of `customer`, which costs a call to the processor.
    pub fn needs_customer_history(&self) -> bool {
        self.0.reads_any_of("customer")
    }

    /// Whether any condition names a fact of `card`, which costs a call to the processor.
    pub fn needs_card_history(&self) -> bool {
        self.0.reads_any_of("card")
    }

    /// Whether any condition names a fact of `email`, which costs calls to the processor.
    pub fn needs_email_history(&self) -> bool {
        self.0.reads_any_of("email")
    }

    /// The facts that the merchant's system has to provide.
    pub fn declared(&self) -> &[Declared] {
        &self.0.head.declared
    }

    /// The keys of every question that a rule asks, each once.
    pub fn questions(&self) -> impl Iterator<Item = &str> {
        self.0.head.questions.iter().map(|(key, _)| key.as_str())
    }

    /// Every alternative that a denial may offer, each once.
    pub fn alternatives(&self) -> std::collections::BTreeSet<&str> {
        let listed = self.0.rules.iter().flat_map(|rule| rule.outcome.alternatives());
        let offered = self.0.offers.iter().flat_map(|offer| &offer.alternatives);
        listed.chain(offered).map(String::as_str).collect()
    }

    /// What a machine may give in all, whatever the rules say.
    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// Who may approve which amounts; empty where a machine may approve all of them.
    pub fn bands(&self) -> &[Band] {
        &self.0.bands
    }

    /// More of one payment than this takes two people, minor units of the payment's currency: what
    /// was given or promised before counts towards it. `None` where the bands have no such amount; 0
    /// for a currency that they do not name, and for `None`, where it is not known.
    pub fn two_above(&self, currency: Option<Currency>) -> Option<i64> {
        limit::one_person(&self.0.bands, currency)
    }

    /// What giving the payment back costs, and what it can save; `None` where nobody knows.
    pub fn cost(&self, facts: &Facts) -> Option<Cost> {
        self.0.head.costs.of(facts)
    }

    /// The text of a clause in a language.
    pub fn clause_text(&self, clause: &str, locale: Locale) -> Option<&str> {
        let statutes = self.0.ground.statutes.iter().map(|statute| &statute.0.clauses);
        let mut all = std::iter::once(&self.0.clauses).chain(statutes);
        all.find_map(|clauses| clauses.get(clause)).and_then(|wording| wording.text(locale))
    }

    /// The ids of the policy's clauses.
    pub fn clauses(&self) -> impl Iterator<Item = &str> {
        self.0.clauses.keys().map(String::as_str)
    }

    /// What is missing in the policy's clauses where customers are written to in these languages.
    pub fn lacking(&self, languages: &Languages) -> Vec<Mistake> {
        wording::lacking(&self.0.clauses, languages)
    }

    /// The clauses that every customer reads in the same language.
    pub fn one_text_clauses(&self) -> impl Iterator<Item = &str> {
        let clauses = self.0.clauses.iter();
        clauses
            .filter(|(_, wording)| matches!(wording, Wording::Same(_)))
            .map(|(id, _)| id.as_str())
    }

    /// Every rule with its outcome and clause, in the order in which they are tried.
    pub fn rules(&self) -> impl Iterator<Item = (&str, &Outcome, &str)> {
        self.0.rules.iter().map(|rule| (rule.id.as_str(), &rule.outcome, rule.clause.as_str()))
    }

    /// Decides. The same facts always get the same ruling.
    pub fn decide(&self, facts: &Facts) -> Ruling {
        ruling::decide(&self.0, facts)
    }

    /// The decision alone, for those who decide a million times.
    pub fn decision(&self, facts: &Facts) -> Decision {
        ruling::decide_silently(&self.0, facts)
    }
}
