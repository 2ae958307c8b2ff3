//! Observable facts of what is asked for a decision: at the merchants' own systems, and at the
//! processor. Values are never told, only names.

use std::collections::BTreeSet;
use std::error::Error;
use std::time::Duration;

use metrics::{counter, histogram};

use super::events::chain;
use super::metrics as names;
use crate::level::{debug, warn};
use domain::ids::{AccountName, CaseId};
use domain::inquiry::FactsReply;
use domain::sale_field::SaleField;
use ports::facts::Unanswered;

/// A merchant's system has answered.
#[derive(Debug)]
pub struct FactsSaid<'a> {
    pub account: &'a AccountName,
    /// What it said; names and numbers of it are told.
    pub said: &'a FactsReply,
    /// How long it took.
    pub time: Duration,
}

impl FactsSaid<'_> {
    pub fn emit(&self) {
        let account = self.account.as_str();
        asked(self.account, "answered");
        histogram!(names::FACTS_SECONDS).record(self.time);
        for fact in &self.said.unfit {
            let labels = [("account", account.to_owned()), ("fact", fact.clone())];
            counter!(names::FACTS_UNFIT, &labels).increment(1);
            warn!(account, fact, "a fact has a value that does not fit its type");
        }
        let ignored = self.said.ignored;
        if ignored > 0 {
            let count = u64::try_from(ignored).unwrap_or(u64::MAX);
            counter!(names::FACTS_IGNORED, "account" => account.to_owned()).increment(count);
        }
        debug!(account, facts = self.said.facts.len(), ignored, "facts said");
    }
}

/// The same was asked shortly before, and what came of it is remembered.
#[derive(Debug)]
pub struct FactsRemembered<'a> {
    pub account: &'a AccountName,
}

impl FactsRemembered<'_> {
    pub fn emit(&self) {
        asked(self.account, "remembered");
    }
}

/// A merchant's system has not answered: what the policy declares is unknown.
#[derive(Debug)]
pub struct FactsUnanswered<'a> {
    pub account: &'a AccountName,
    pub why: Unanswered,
    /// What the client said, where it said anything.
    pub error: Option<&'a (dyn Error + 'static)>,
    /// How long it took to find out.
    pub time: Duration,
}

impl FactsUnanswered<'_> {
    pub fn emit(&self) {
        asked(self.account, self.why.as_str());
        histogram!(names::FACTS_SECONDS).record(self.time);
        let (account, why) = (self.account.as_str(), self.why.as_str());
        let error = self.error.map(chain).unwrap_or_default();
        warn!(account, why, error, "the merchant's system did not answer");
    }
}

/// Facts that a decision can do without could not be read at the processor: they are unknown.
#[derive(Debug)]
pub struct FactsNotHad<'a> {
    pub case: &'a CaseId,
    /// Which.
    pub what: &'static str,
    /// A short code, as those of failed reads.
    pub reason: &'static str,
}

impl FactsNotHad<'_> {
    pub fn emit(&self) {
        counter!(names::FACTS_NOT_HAD, "what" => self.what, "reason" => self.reason).increment(1);
        let (what, reason) = (self.what, self.reason);
        warn!(case = %self.case, what, reason, "facts could not be read, they are unknown");
    }
}

/// A shop writes on its payments what nobody can read, or what goes by another name.
#[derive(Debug)]
pub struct MetadataAmiss<'a> {
    pub case: &'a CaseId,
    pub unreadable: &'a BTreeSet<SaleField>,
    pub respelt: &'a BTreeSet<SaleField>,
}

impl MetadataAmiss<'_> {
    /// The values are the shop's, and not told.
    pub fn emit(&self) {
        for (how, fields) in [("unreadable", self.unreadable), ("respelt", self.respelt)] {
            for field in fields {
                let field = field.as_str();
                let labels = [
                    ("account", self.case.account.as_str().to_owned()),
                    ("field", field.to_owned()),
                    ("how", how.to_owned()),
                ];
                counter!(names::METADATA_AMISS, &labels).increment(1);
                warn!(case = %self.case, field, how, "metadata are not written as they should be");
            }
        }
    }
}

fn asked(account: &AccountName, outcome: &'static str) {
    let account = account.as_str().to_owned();
    counter!(names::FACTS_ASKED, "account" => account, "outcome" => outcome).increment(1);
}
