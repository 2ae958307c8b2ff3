//! A document with the facts of one request: what a person writes to try a policy, what an export
//! has one of per line, and what a case keeps of its decisions.
//!
//! Short to write: only reason and instant of the request, amount and instant of the charge are
//! required. Strict in reading: a misspelt field would be a fact that is unknown, and unknown facts
//! have a meaning. Facts have no name, no address and no id of a customer or a card, and so
//! neither has this document.

mod answer;
mod error;
mod history;
mod payment;
mod request;
mod value;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

pub use super::leaf::{AmountV1, Word};
pub use answer::AnswerFactV1;
pub use error::FactsError;
pub use history::{CountsV1, EarlierV1, HistoryV1, LedgerV1};
pub use payment::{LineV1, PaymentFactsV1};
pub use request::RequestFactsV1;
pub use value::ValueV1;

use domain::facts::{Earlier, FactValue, Facts, History};
use domain::money::Currency;
use domain::processor::Processor;

/// The facts of one request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "an object with `request` and `payment`")]
pub struct FactsV1 {
    /// A name for the request, such as its id: a replay names examples by it. No rule reads it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What is asked for.
    pub request: RequestFactsV1,
    /// What was paid.
    pub payment: PaymentFactsV1,
    /// What became of the money so far; if it is left out, nothing did.
    #[serde(default, skip_serializing_if = "LedgerV1::is_untouched")]
    pub ledger: LedgerV1,
    /// What was asked before about the same payment; if it is left out, nothing was.
    #[serde(default, skip_serializing_if = "EarlierV1::is_nothing")]
    pub earlier: EarlierV1,
    /// The customer's payments; unknown if it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<HistoryV1>,
    /// The card's payments, over all customers; unknown if it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<HistoryV1>,
    /// The payments of all customers with the payer's e-mail address; unknown if it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<HistoryV1>,
    /// What the merchant's own system says, by the name that the policy declares.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub merchant: BTreeMap<String, ValueV1>,
}

impl FactsV1 {
    /// Reads a document, and says what is wrong with it and in which field.
    pub fn read(text: &str) -> Result<Self, FactsError> {
        serde_json::from_str(text).or_else(|_| {
            // Names of fields are worth a second reading, and cost every good one too much.
            let mut reader = serde_json::Deserializer::from_str(text);
            let read: Self = serde_path_to_error::deserialize(&mut reader)?;
            reader.end()?;
            Ok(read)
        })
    }

    /// Reads one document after the other, whatever blanks are between them; at least one.
    pub fn read_all(text: &str) -> Result<Vec<Self>, FactsError> {
        let documents = serde_json::Deserializer::from_str(text).into_iter::<&RawValue>();
        let read: Result<Vec<Self>, FactsError> = (1_u64..)
            .zip(documents)
            .map(|(number, document)| {
                let read = document.map_err(FactsError::from);
                read.and_then(|document| Self::read(document.get()))
                    .map_err(|error| if number == 1 { error } else { error.in_document(number) })
            })
            .collect();
        match read {
            Ok(documents) if documents.is_empty() => Self::read(text).map(|one| vec![one]),
            read => read,
        }
    }

    /// The document on one line.
    pub fn line(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| unreachable!("facts are JSON"))
    }

    /// The facts. `step_of` is the granularity of amounts at a processor, in minor units, where
    /// the document does not name it.
    pub fn facts(self, step_of: impl Fn(Processor, Currency) -> i64) -> Facts {
        let captured = self.payment.captured.money();
        let values = self.merchant.into_iter();
        Facts {
            request: self.request.facts(),
            payment: self.payment.facts(step_of),
            ledger: self.ledger.facts(captured.minor),
            earlier: Earlier { requests: self.earlier.requests, denials: self.earlier.denials },
            customer: self.customer.map(History::from),
            card: self.card.map(History::from),
            email: self.email.map(History::from),
            merchant: values.map(|(name, value)| (name, FactValue::from(value))).collect(),
        }
    }
}

impl From<&Facts> for FactsV1 {
    fn from(facts: &Facts) -> Self {
        let values = facts.merchant.iter();
        Self {
            id: None,
            request: (&facts.request).into(),
            payment: (&facts.payment).into(),
            ledger: LedgerV1::new(facts.ledger, facts.payment.captured.minor),
            earlier: EarlierV1 { requests: facts.earlier.requests, denials: facts.earlier.denials },
            customer: facts.customer.as_ref().map(HistoryV1::from),
            card: facts.card.as_ref().map(HistoryV1::from),
            email: facts.email.as_ref().map(HistoryV1::from),
            merchant: values.map(|(name, value)| (name.clone(), value.into())).collect(),
        }
    }
}

#[cfg(test)]
mod tests;
