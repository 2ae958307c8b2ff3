//! What is published of a conversation: questions, reminders, refused answers, missed clocks.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::decision::DecisionV1;
use super::origin::{MessageV1, OriginV1};
use crate::facts::FactsV1;
use crate::leaf::MoneyV1;
use case::reviewed::Sheet;
use domain::grounds::Grounds;
use domain::money::Money;

/// The customer is asked before the request can be decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RefundInfoRequestedV1 {
    /// Which payment.
    #[serde(flatten)]
    pub origin: OriginV1,
    /// The id of the request.
    pub request: String,
    /// Which question or review of the request this is, counted from 1.
    pub round: u32,
    /// What is asked, in order, as keys of the message catalogue.
    pub questions: Vec<String>,
    /// Until when the answers are waited for, RFC 3339 in UTC.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub answer_by: Timestamp,
    /// The decision that asks, explained.
    pub decision: DecisionV1,
    /// The text for the customer, where one is configured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<MessageV1>,
}

/// The answers have not come, and the time for them is running out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RefundInfoRemindedV1 {
    /// Which payment.
    #[serde(flatten)]
    pub origin: OriginV1,
    /// The id of the request.
    pub request: String,
    /// Which question or review of the request this is, counted from 1.
    pub round: u32,
    /// What is still to be answered, in order, as keys of the message catalogue.
    pub questions: Vec<String>,
    /// Until when the answers are waited for, RFC 3339 in UTC.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub answer_by: Timestamp,
    /// The text for the customer, where one is configured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<MessageV1>,
}

/// An answer of a reviewer does not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RefundReviewRefusedV1 {
    /// Which payment.
    #[serde(flatten)]
    pub origin: OriginV1,
    /// The id of the request.
    pub request: String,
    /// The sender's id of the answer.
    pub answer: String,
    /// Whose answer it is: a member of staff.
    pub reviewer: String,
    /// What it said: `approve`, `deny` or `ask`.
    pub said: String,
    /// Why it does not count: `not_open`, `joined`, `unbound`, `expired`, `stale`, `requester`,
    /// `same_person`, `amount`, `other_amount`, `unlisted`, `above_reviewer`, `no_second` or
    /// `key_spent`.
    pub why: String,
}

/// A stage of a request was not reached in time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClockMissedV1 {
    /// Which payment.
    #[serde(flatten)]
    pub origin: OriginV1,
    /// The id of the request.
    pub request: String,
    /// Which stage: `acknowledged`, `decided`, `refunded` or `followed_up`.
    pub stage: String,
    /// When it should have been reached, RFC 3339 in UTC.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub due_at: Timestamp,
}

/// What a review is about: what an answer is bound to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReviewV1 {
    /// Which question or review of the request this is, counted from 1.
    pub round: u32,
    /// What an answer must repeat in `binding`: the hash of operation, amount, currency and facts.
    pub binding: String,
    /// By when the customer was promised an answer, RFC 3339 in UTC; absent where there is no such
    /// promise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub promised_by: Option<Timestamp>,
    /// Until when an answer counts, RFC 3339 in UTC.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub answer_by: Timestamp,
    /// How many different people must approve what is proposed.
    pub approvers: u8,
    /// An approval of more than this takes two people, by what was given and promised before; absent
    /// where two are never needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub two_above: Option<MoneyV1>,
    /// The key of the operation that an approval leads to; absent while the payment is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The amount proposed, where there is a proposal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposed: Option<MoneyV1>,
    /// What was captured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub captured: Option<MoneyV1>,
    /// What was refunded before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refunded: Option<MoneyV1>,
    /// What disputes have taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disputed: Option<MoneyV1>,
    /// What can be approved at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<MoneyV1>,
    /// What contradicts the request or speaks against it, as codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<String>,
    /// Errors of the bill, which speak for a refund, as codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub billing_errors: Vec<String>,
    /// What a refund costs besides the money, where a table says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<CostV1>,
    /// The facts that the decision was made on: a document that `refundd policy explain` reads.
    /// Absent while the payment is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facts: Option<FactsV1>,
    /// The request whose open review this one has joined: answer that one, and this one is decided
    /// with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joins: Option<String>,
}

/// What a refund costs the merchant besides the money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CostV1 {
    /// The processor's fee of the payment, which it keeps, and its fee for the refund.
    pub refund: MoneyV1,
    /// The fee of the dispute that a refund can avoid.
    pub dispute: MoneyV1,
}

impl From<&Sheet> for ReviewV1 {
    fn from(sheet: &Sheet) -> Self {
        let money = |minor| sheet.captured.map(|of| Money::new(minor, of.currency).into());
        let grounds = sheet.grounds.as_deref();
        let findings = grounds.into_iter().flat_map(Grounds::findings);
        let errors = grounds.into_iter().flat_map(Grounds::billing_errors);
        let costs = grounds.and_then(Grounds::costs);
        Self {
            round: sheet.round,
            binding: sheet.binding.clone(),
            promised_by: sheet.promised_by,
            answer_by: sheet.until,
            approvers: sheet.approvers,
            two_above: sheet.two_above.and_then(money),
            operation: sheet.operation.as_ref().map(ToString::to_string),
            proposed: sheet.proposed.map(MoneyV1::from),
            captured: sheet.captured.map(MoneyV1::from),
            refunded: money(sheet.refunded),
            disputed: money(sheet.disputed),
            left: money(sheet.left),
            findings: findings.map(str::to_owned).collect(),
            billing_errors: errors.map(str::to_owned).collect(),
            cost: costs
                .map(|(refund, dispute)| CostV1 { refund: refund.into(), dispute: dispute.into() }),
            facts: grounds.map(|grounds| (&grounds.facts).into()),
            joins: sheet.joins.as_ref().map(ToString::to_string),
        }
    }
}
