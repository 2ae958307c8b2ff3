//! One request that is decided differently, for programs: an answer to "which ones?".

use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::document;
use super::tally::{HistoryPlace, effect};
use crate::explanation;
use domain::decision::Decision;
use domain::subscription::Subscription;
use wire::facts::AmountV1;

/// A request whose decision is another one by the policy that might be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Where it stands in the history.
    pub at: HistoryPlace,
    /// What was decided.
    pub before: Decision,
    /// What would be.
    pub after: Decision,
}

/// Its line.
#[derive(Serialize)]
struct ChangedLine<'c> {
    at: Value,
    now: Side,
    then: Side,
    #[serde(skip_serializing_if = "Option::is_none")]
    facts: Option<&'c RawValue>,
}

/// One of the two decisions.
#[derive(Serialize)]
struct Side {
    verdict: &'static str,
    decision: String,
    rule: String,
    clause: String,
    amount: Option<AmountV1>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subscription: Option<&'static str>,
}

impl Changed {
    /// One line of JSON with its end. `facts` are the request's, as the history has them.
    pub fn line(&self, facts: Option<&RawValue>) -> String {
        let line = ChangedLine {
            at: document::place(&self.at),
            now: Side::of(&self.before),
            then: Side::of(&self.after),
            facts,
        };
        let line = serde_json::to_string(&line);
        let mut line = line.unwrap_or_else(|_| unreachable!("text and numbers are JSON"));
        line.push('\n');
        line
    }
}

impl Side {
    fn of(decision: &Decision) -> Self {
        let (verdict, given) = effect(decision);
        Self {
            verdict: verdict.as_str(),
            decision: explanation::headline(decision),
            rule: decision.by.to_string(),
            clause: decision.clause.clone(),
            amount: given.map(AmountV1::from),
            subscription: decision.subscription.map(Subscription::as_str),
        }
    }
}
