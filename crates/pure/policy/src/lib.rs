//! The refund policy: a document of ordered rules, checked when it is loaded, applied to the facts
//! of one request.
//!
//! `docs/policy.md` describes the document. A policy is data, never code: its conditions are a
//! subset of CEL without loops, and evaluating one takes bounded time. Reading the file, keeping
//! the policy and swapping it while running belong to the process; what is statutory and what a
//! processor forbids are guards before this and not here.
//!
//! `document` is the shape of the file and what it means, `language` the conditions in it, `lints`
//! what is probably not intended, `run` what becomes of a request. Document and language know
//! nothing of lints and run, and the language nothing of the document.
#![warn(missing_docs)] // Read from outside: by processors, policies, ports to come.

mod document;
mod language;
mod lints;
mod run;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;

pub use self::document::approval::{Amount, Base, Lines};
pub use self::document::ask::Ask;
pub use self::document::leaf::Amounts;
pub use self::document::limit::{Band, Limits};
pub use self::document::offer::Alternatives;
pub use self::document::outcome::{Outcome, Review};
pub use self::document::shape::{Approver, Less, PolicyFile, Unknown};
pub use self::document::statute::Country;
pub use self::language::catalogue::FACTS;
pub use self::language::cost::Costs;
pub use self::language::fact::{Absence, Entry, Kind, Word};
pub use self::language::head::Declared;
pub use self::language::vocabulary::{ALTERNATIVES, QUESTIONS};
pub use self::run::book::{Book, NoVersion, VersionMistake};
pub use self::run::codes::REVIEW_CODES;
pub use self::run::statute::Statute;

use self::document::clause::{self, Wording};
use self::language::head::Question;
use self::run::{band, compile, date, ruling};
use diagnostics::{Mistake, closest};
use domain::billing::BillingError;
use domain::conversation::AnswerValue;
use domain::cost::Cost;
use domain::decision::{Decision, Ruling};
use domain::facts::Facts;
use domain::languages::Languages;
use domain::locale::Locale;
use domain::money::Currency;

/// What the ids of the clauses of statutes begin with; those of policies never do.
pub const STATUTE_CLAUSES: &str = document::policy::PREFIX;

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

    /// The same policy, with the bands of another one.
    #[must_use]
    fn banded_by(&self, other: &Self) -> Self {
        // Most versions leave the bands alone, and a policy is large.
        if self.0.bands == other.0.bands {
            return self.clone();
        }
        let mut compiled = (*self.0).clone();
        compiled.bands.clone_from(&other.0.bands);
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
        self.0.in_force.as_ref().map(|(from, _)| *from)
    }

    /// Where it says from when it is in force; the beginning of the text where it does not.
    fn in_force_span(&self) -> std::ops::Range<usize> {
        self.0.in_force.as_ref().map_or(0..0, |(_, place)| place.clone())
    }

    /// What is correct and yet probably not intended.
    pub fn warnings(&self) -> &[Mistake] {
        &self.0.warnings
    }

    /// What it gives away, or denies, without need: warnings of their own kind.
    pub fn risks(&self) -> &[Mistake] {
        &self.0.risks
    }

    /// Whether any condition names a fact of `customer`, or double charges are looked for, which costs a
    /// call to the processor.
    pub fn needs_customer_history(&self) -> bool {
        self.billing_errors().contains(&BillingError::Duplicate) || self.0.reads_any_of("customer")
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
        self.0.head.questions.iter().map(|question| question.key.as_str())
    }

    /// An answer to each question, of its type.
    pub fn answers(&self) -> impl Iterator<Item = (String, AnswerValue)> {
        let questions = self.0.head.questions.iter();
        questions.map(|question| (question.key.clone(), question.answer()))
    }

    /// The questions that nobody could ask, because they have no text; `has_text` says which have one.
    pub fn unasked(&self, has_text: impl Fn(&str) -> bool) -> Vec<Mistake> {
        let unknown = self.0.head.questions.iter().filter(|question| !has_text(&question.key));
        let told = unknown.map(|Question { key, span, .. }| {
            let message = format!("the question `{key}` has no text");
            let remedy = match closest(key, QUESTIONS) {
                Some(known) => format!("did you mean `{known}`?"),
                None => format!(
                    "add `question-{key}` to your texts; without that there are {}",
                    QUESTIONS.join(", ")
                ),
            };
            Mistake::error(span.clone(), message, remedy)
        });
        told.collect()
    }

    /// Every alternative that a denial may offer, each once.
    pub fn alternatives(&self) -> BTreeSet<&str> {
        let listed = self.0.rules.iter().flat_map(|rule| rule.outcome.alternatives());
        let offered = self.0.offers.iter().flat_map(|offer| &offer.alternatives);
        listed.chain(offered).map(String::as_str).collect()
    }

    /// The errors of the bill that are looked for in every payment.
    pub fn billing_errors(&self) -> &BTreeSet<BillingError> {
        &self.0.billing_errors
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
        band::one_person(&self.0.bands, currency)
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
        clause::lacking(&self.0.clauses, languages)
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

    /// The same policy on the ground of statutes and costs.
    #[must_use]
    pub fn on(&self, statutes: &[Statute], costs: Option<&Costs>) -> Self {
        let policy = self.under(statutes.to_vec());
        costs.map_or(policy.clone(), |costs| policy.with_costs(costs))
    }

    /// The same policy without one of its rules: what would it say then?
    #[must_use]
    pub fn without(&self, rule: &str) -> Self {
        let mut compiled = (*self.0).clone();
        compiled.rules.retain(|known| known.id != rule);
        Self(Arc::new(compiled))
    }

    /// Decides. The same facts always get the same ruling.
    pub fn decide(&self, facts: &Facts) -> Ruling {
        ruling::decide(&self.0, facts)
    }

    /// Decides as [`Policy::decide`] does, where that does not hang on a date that only its sender knows;
    /// else a person decides.
    pub fn decide_dated(&self, facts: &Facts) -> Ruling {
        let Ruling { decision, trace } = self.decide(facts);
        Ruling { decision: date::dated(&self.0, facts, decision), trace }
    }

    /// The decision alone, for those who decide a million times.
    pub fn decision(&self, facts: &Facts) -> Decision {
        ruling::decide_silently(&self.0, facts)
    }

    /// The decision of [`Policy::decide_dated`] alone.
    pub fn decision_dated(&self, facts: &Facts) -> Decision {
        date::dated(&self.0, facts, self.decision(facts))
    }
}
