//! What can be said about a review: to customers, and to whoever decides it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::render::Known;
use crate::app::config::Settings;
use crate::app::review::ReviewSheet;
use crate::cli::exit::Undone;
use domain::authority::Authority;
use domain::locale::Locale;
use policy::{Book, Policy};
use trial::course::Course;
use trial::explanation;

/// What customers can be told: a key without words would leave them without a letter.
pub(super) struct Words<'a> {
    pub(super) settings: &'a Settings,
    pub(super) sheet: &'a ReviewSheet,
}

impl Words<'_> {
    /// What stands on the sheet in words.
    pub(super) fn known(&self) -> Known {
        let decision = &self.sheet.decision;
        let book = self.book();
        let clause = book.as_ref().and_then(|book| {
            let hash = decision.policy_hash.as_deref();
            book.clause_text(hash, &decision.clause, Locale::En).map(str::to_owned)
        });
        Known { clause, suggestion: book.and_then(|book| self.suggestion(&book)) }
    }

    /// What the policy says without the rule that put the request before a person; `None` where that
    /// was no rule, or where the facts are not known any more.
    fn suggestion(&self, book: &Book) -> Option<String> {
        let decision = &self.sheet.decision;
        let Authority::Rule(rule) = &decision.by else { return None };
        let facts = &self.sheet.sheet.grounds.as_deref()?.facts;
        let hash = decision.policy_hash.as_deref();
        let version = book.decided_by(hash, facts, self.sheet.request.receipt.seen_at)?;
        let (policy, senders) = (&version.without(rule), Some(&self.settings.senders));
        let otherwise = Course { policy, senders }.decide(facts).decision;
        let (said, by) = (explanation::headline(&otherwise), &otherwise.by);
        Some(format!("without `{rule}`: {said} ({by})"))
    }

    /// Stops a denial of what a statute may grant, once.
    pub(super) fn law(&self) -> Result<(), Undone> {
        match self.sheet.right() {
            None => Ok(()),
            Some(right) => Err(Undone::Usage(format!(
                "the law may grant this refund: `{right}`. Look at whether it does; to deny all the \
                 same, give --despite-law"
            ))),
        }
    }

    fn book(&self) -> Option<Arc<Book>> {
        let account = self.settings.accounts.get(&self.sheet.case.account)?;
        Some(account.policies.current())
    }

    pub(super) fn clause(&self, clause: &str) -> Result<(), Undone> {
        let catalogue = self.settings.messages.texts.current();
        let book = self.book();
        let hash = self.sheet.decision.policy_hash.as_deref();
        let written =
            book.as_ref().is_some_and(|book| book.clause_text(hash, clause, Locale::En).is_some());
        if written || catalogue.knows_clause(clause) {
            return Ok(());
        }
        let versions = book.iter().flat_map(|book| book.versions());
        let known: BTreeSet<&str> = versions.flat_map(Policy::clauses).collect();
        let known: Vec<&str> = known.into_iter().collect();
        let what = format!(
            "--clause: there is no such clause; the policy has {}, and every text {}",
            list(&known),
            list(&catalogue.clauses())
        );
        Err(Undone::Usage(what))
    }

    pub(super) fn alternatives(&self, alternatives: &[String]) -> Result<(), Undone> {
        let catalogue = self.settings.messages.texts.current();
        if alternatives.iter().all(|alternative| catalogue.knows_alternative(alternative)) {
            return Ok(());
        }
        let known = list(&policy::ALTERNATIVES);
        Err(Undone::Usage(format!("--offer: one of it has no words; there are {known}")))
    }

    pub(super) fn questions(&self, questions: &[String]) -> Result<(), Undone> {
        let catalogue = self.settings.messages.texts.current();
        if questions.iter().all(|question| catalogue.knows_question(question)) {
            return Ok(());
        }
        let what = "--question: one of it has no words; docs/messages.md lists the keys";
        Err(Undone::Usage(what.to_owned()))
    }
}

fn list(keys: &[&str]) -> String {
    if keys.is_empty() { "none".to_owned() } else { keys.join(", ") }
}
