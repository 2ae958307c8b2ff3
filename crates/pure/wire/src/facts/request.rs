//! What is asked for, in a document of facts.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::answer::AnswerFactV1;
use crate::leaf::{AmountV1, Word};
use domain::facts::RequestFacts;
use domain::ids::SenderName;
use domain::request::Reason;
use domain::sender::{Sender, SenderKind};

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a request with `reason` and `requested_at`")]
pub struct RequestFactsV1 {
    /// Why.
    pub reason: Word<Reason>,
    /// When the customer asked, RFC 3339.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub requested_at: Timestamp,
    /// When a worker first saw the request, RFC 3339; when the customer asked, if it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub seen_at: Option<Timestamp>,
    /// Whether the customer is said to have asked longer before that than is believed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub late: bool,
    /// The amount asked for; all of the payment if it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<AmountV1>,
    /// Whether a proof of purchase came with it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub proof_of_purchase: bool,
    /// Who sent it; left out where nobody has said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender: Option<SenderFactsV1>,
    /// Where it came in (`email`, `chat`, `phone`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// What the customer says was charged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed: Option<AmountV1>,
    /// Whether the customer's e-mail address is that of the payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed_email_matches: Option<bool>,
    /// The lines of the invoice that are asked back.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub lines: BTreeSet<String>,
    /// What was answered, by the keys of the questions.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<String, AnswerFactV1>,
}

/// Who sent a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a sender with `name` and `kind`")]
pub struct SenderFactsV1 {
    /// As `[senders.<name>]` has it.
    #[serde(deserialize_with = "sender_name")]
    #[schemars(length(min = 1, max = 255))]
    pub name: String,
    /// What sort of sender it is.
    pub kind: Word<SenderKind>,
}

impl SenderFactsV1 {
    fn sender(self) -> Option<Sender> {
        Some(Sender { name: SenderName::parse(self.name).ok()?, kind: self.kind.0 })
    }
}

impl From<&Sender> for SenderFactsV1 {
    fn from(sender: &Sender) -> Self {
        Self { name: sender.name.to_string(), kind: Word(sender.kind) }
    }
}

/// A name that is none is an error at its place.
fn sender_name<'de, D: serde::Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    SenderName::parse(text.as_str()).map_err(serde::de::Error::custom)?;
    Ok(text)
}

impl RequestFactsV1 {
    pub(super) fn facts(self) -> RequestFacts {
        RequestFacts {
            reason: self.reason.0,
            amount: self.amount.map(AmountV1::money),
            requested_at: self.requested_at,
            seen_at: self.seen_at.unwrap_or(self.requested_at),
            late: self.late,
            proof_of_purchase: self.proof_of_purchase,
            sender: self.sender.and_then(SenderFactsV1::sender),
            channel: self.channel,
            claimed: self.claimed.map(AmountV1::money),
            claimed_email_matches: self.claimed_email_matches,
            lines: self.lines,
            answers: self.answers.into_iter().map(|(key, answer)| (key, answer.0)).collect(),
        }
    }
}

impl From<&RequestFacts> for RequestFactsV1 {
    fn from(facts: &RequestFacts) -> Self {
        Self {
            reason: Word(facts.reason),
            requested_at: facts.requested_at,
            seen_at: Some(facts.seen_at).filter(|at| *at != facts.requested_at),
            late: facts.late,
            amount: facts.amount.map(AmountV1::from),
            proof_of_purchase: facts.proof_of_purchase,
            sender: facts.sender.as_ref().map(SenderFactsV1::from),
            channel: facts.channel.clone(),
            claimed: facts.claimed.map(AmountV1::from),
            claimed_email_matches: facts.claimed_email_matches,
            lines: facts.lines.clone(),
            answers: facts
                .answers
                .iter()
                .map(|(key, value)| (key.clone(), AnswerFactV1(value.clone())))
                .collect(),
        }
    }
}
