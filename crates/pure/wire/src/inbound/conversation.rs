//! Answers: of customers to questions, of reviewers to reviews, of customers afterwards.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::commission::{ID, account, payment};
use super::error::InboundError;
use super::field::{Dropped, Field, WireMoney, unusable};
use super::refund_requested::{AT, instant};
use domain::conversation::{
    Answer, AnswerValue, Answers, Feedback, FeedbackReason, ReviewAnswer, ReviewerSaid,
};
use domain::ids::{AccountName, AnswerId, RequestId, StaffId};
use domain::money::Money;
use domain::reason_code::ReasonCode;

const KEYS_MAX: usize = 16;
const KEY_BYTES_MAX: usize = 64;

const ANSWERS: &str = "an object of 1 to 16 answers by question, each text, true, false, a whole \
                       number or an object with `choice`; the questions are keys of the message \
                       catalogue";
const VERDICT: &str = "one of approve, deny, ask";
const AMOUNT: &str =
    "an object with `minor` (above 0) and `currency`, where the verdict is approve";
const BINDING: &str = "the `binding` of the review that is answered";
const CLAUSE: &str = "a key of the message catalogue, where the verdict is deny";
const BECAUSE: &str = "a code that this installation knows: built in are policy_applied, goodwill, \
                       our_error, law, duplicate_confirmed, fraud_suspected, customer_retained";
const KEYS: &str = "a list of 1 to 16 different keys of the message catalogue";
const REASONS: &str = "a list of 1 to 9 of satisfied, not_received, too_slow, wrong_amount, \
                       unclear, missing_feature, too_expensive, switched, other";

/// A customer has answered questions about a request.
///
/// Safe to send again. May come before the request itself; of two answers to one question the
/// later one counts. Text is not kept: only that there was some.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct RefundInfoReceivedV1 {
    /// The id of the request that the questions are about.
    #[schemars(length(min = 1, max = 255))]
    request_id: Field<String>,
    /// The account that took the payment, as configured.
    #[schemars(length(min = 1, max = 255))]
    account: Field<String>,
    /// The processor's id of the payment.
    #[schemars(length(min = 1, max = 255))]
    payment: Field<String>,
    /// When the customer answered, RFC 3339: at most five minutes after the receipt.
    #[schemars(extend("format" = "date-time"))]
    answered_at: Field<String>,
    /// The answers by question, each of the type that the policy gives the question. Yes, no, whole
    /// numbers and choices are facts for the policy; of a text only that there was one. What is of
    /// another type is no fact, and a person decides where a rule needs it.
    answers: Field<BTreeMap<String, WireAnswer>>,
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(untagged, rename = "Answer")]
pub enum WireAnswer {
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// Text; an empty one is no answer. It is not copied out of the message.
    Text(#[schemars(with = "String")] bool),
    /// One of the words that a question offers.
    Choice(WireChoice),
}

/// One of the words that a question offers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Choice")]
pub struct WireChoice {
    /// The word, as the policy has it: never what a customer has written.
    #[schemars(extend("pattern" = "^[a-z][a-z0-9_-]{0,63}$"))]
    choice: String,
}

/// Whether a word can be one that a policy offers.
fn is_choice(word: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-".contains(&b);
    word.len() <= KEY_BYTES_MAX
        && word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.bytes().all(plain)
}

impl<'de> Deserialize<'de> for WireAnswer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&'de RawValue>::deserialize(deserializer)?.get();
        if raw.starts_with('"') {
            let empty = raw.trim_matches('"').trim().is_empty();
            return Ok(Self::Text(!empty));
        }
        if raw.starts_with('{') {
            // What is no word of a list may be anything, and no error repeats it.
            let read: Option<WireChoice> = serde_json::from_str(raw).ok();
            let known = read.filter(|choice| is_choice(&choice.choice));
            return known.map(Self::Choice).ok_or_else(|| serde::de::Error::custom(ANSWERS));
        }
        serde_json::from_str(raw)
            .map(Self::Flag)
            .or_else(|_| serde_json::from_str(raw).map(Self::Number))
            .map_err(serde::de::Error::custom)
    }
}

/// A reviewer has decided.
///
/// Safe to send again with the same `answer_id` and the same content. Whether it counts is told:
/// an answer that does not is published as `refund.review_refused.v1` with the reason.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct RefundReviewDecidedV1 {
    /// The caller's id of the answer, unique per answer.
    #[schemars(length(min = 1, max = 255))]
    answer_id: Field<String>,
    /// The id of the request under review.
    #[schemars(length(min = 1, max = 255))]
    request_id: Field<String>,
    /// The account that took the payment, as configured.
    #[schemars(length(min = 1, max = 255))]
    account: Field<String>,
    /// The processor's id of the payment.
    #[schemars(length(min = 1, max = 255))]
    payment: Field<String>,
    /// Who decided: an id of a member of staff, never a name or an e-mail address.
    #[schemars(length(min = 1, max = 255))]
    reviewer: Field<String>,
    /// The `binding` of the review that is answered.
    #[schemars(length(min = 68, max = 68))]
    binding: Field<String>,
    /// When it was decided, RFC 3339: at most five minutes after the receipt. The answer counts from
    /// when a worker first saw it.
    #[schemars(extend("format" = "date-time"))]
    decided_at: Field<String>,
    /// What was decided.
    verdict: Field<WireSaid>,
    /// How much is given back; on `approve` only.
    #[serde(default)]
    amount: Field<WireMoney>,
    /// The clause that a denial rests on, as a key of the message catalogue; on `deny` only.
    #[serde(default)]
    clause: Field<String>,
    /// What is offered instead, as keys of the message catalogue, in order; on `deny` only.
    #[serde(default)]
    alternatives: Field<Vec<String>>,
    /// What the customer is asked, as keys of the message catalogue, in order; on `ask` only.
    #[serde(default)]
    questions: Field<Vec<String>>,
    /// Why, as a code: `policy_applied`, `goodwill`, `our_error`, `law`, `duplicate_confirmed`,
    /// `fraud_suspected`, `customer_retained`, or one of the merchant's own (`[review] reasons`).
    /// Required where something else is decided than what the review proposed, else optional.
    #[serde(default)]
    #[schemars(extend("pattern" = "^[a-z][a-z0-9_]{0,39}$"))]
    because: Field<String>,
    /// Anything the reviewer wrote. Accepted so that callers need not cut it off; dropped at the
    /// boundary: never stored, passed on or logged.
    #[serde(default)]
    #[expect(dead_code, reason = "what is in it is nobody's business")]
    comment: Dropped,
}

/// What a reviewer decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "Said")]
pub enum WireSaid {
    /// Give money back.
    Approve,
    /// Give nothing back.
    Deny,
    /// Ask the customer first.
    Ask,
}

/// A customer has said how a refund was.
///
/// Safe to send again: reasons add up to a set.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct FollowupFeedbackReceivedV1 {
    /// The id of the request that led to the refund.
    #[schemars(length(min = 1, max = 255))]
    request_id: Field<String>,
    /// The account that took the payment, as configured.
    #[schemars(length(min = 1, max = 255))]
    account: Field<String>,
    /// The processor's id of the payment.
    #[schemars(length(min = 1, max = 255))]
    payment: Field<String>,
    /// What the customer said, as codes.
    reasons: Field<Vec<String>>,
    /// Anything the customer wrote. Dropped at the boundary.
    #[serde(default)]
    #[expect(dead_code, reason = "what is in it is nobody's business")]
    comment: Dropped,
}

impl RefundInfoReceivedV1 {
    /// Checks every field.
    pub(super) fn admit(self) -> Result<(AccountName, String, Answers), InboundError> {
        let request = request(self.request_id)?;
        let (account, payment) = (account(self.account)?, payment(self.payment)?);
        let at = instant("answered_at", &self.answered_at.required("answered_at", AT)?)?;
        let given = self.answers.required("answers", ANSWERS)?;
        let mut answers = BTreeMap::new();
        for (question, answer) in given {
            let value = match answer {
                WireAnswer::Flag(flag) => AnswerValue::Flag(flag),
                WireAnswer::Number(number) => AnswerValue::Number(number),
                WireAnswer::Choice(choice) => AnswerValue::Choice(choice.choice),
                WireAnswer::Text(true) => AnswerValue::Given,
                WireAnswer::Text(false) => continue,
            };
            answers.insert(key("answers", question, ANSWERS)?, Answer { at, value });
        }
        if answers.is_empty() || answers.len() > KEYS_MAX {
            return Err(unusable("answers", ANSWERS));
        }
        Ok((account, payment, Answers { request, answers }))
    }
}

impl RefundReviewDecidedV1 {
    /// Checks every field.
    pub(super) fn admit(self) -> Result<(AccountName, String, ReviewAnswer), InboundError> {
        let id = self.answer_id.required("answer_id", ID)?;
        let id = AnswerId::parse(id).or(Err(unusable("answer_id", ID)))?;
        let request = request(self.request_id)?;
        let (account, payment) = (account(self.account)?, payment(self.payment)?);
        let reviewer = self.reviewer.required("reviewer", ID)?;
        let reviewer = StaffId::parse(reviewer).or(Err(unusable("reviewer", ID)))?;
        let binding = self.binding.required("binding", BINDING)?;
        let at = instant("decided_at", &self.decided_at.required("decided_at", AT)?)?;
        let said = match self.verdict.required("verdict", VERDICT)? {
            WireSaid::Approve => ReviewerSaid::Approve(approved(self.amount)?),
            WireSaid::Deny => ReviewerSaid::Deny {
                clause: key("clause", self.clause.required("clause", CLAUSE)?, CLAUSE)?,
                alternatives: keys("alternatives", self.alternatives)?,
            },
            WireSaid::Ask => ReviewerSaid::Ask { questions: keys("questions", self.questions)? },
        };
        let binding = bound(binding)?;
        let because = self
            .because
            .optional("because", BECAUSE)?
            .map(|code| ReasonCode::parse(code).ok_or_else(|| unusable("because", BECAUSE)));
        let answer = ReviewAnswer {
            id,
            request,
            reviewer,
            binding,
            at,
            said,
            because: because.transpose()?,
            // Until it is said what the roster says, and whose secret signed it.
            standing: None,
            signed: None,
        };
        Ok((account, payment, answer))
    }
}

impl FollowupFeedbackReceivedV1 {
    /// Checks every field.
    pub(super) fn admit(self) -> Result<(AccountName, String, Feedback), InboundError> {
        let request = request(self.request_id)?;
        let (account, payment) = (account(self.account)?, payment(self.payment)?);
        let mut reasons = BTreeSet::new();
        for reason in self.reasons.required("reasons", REASONS)? {
            let known = FeedbackReason::parse(&reason);
            reasons.insert(known.ok_or(unusable("reasons", REASONS))?);
        }
        if reasons.is_empty() {
            return Err(unusable("reasons", REASONS));
        }
        Ok((account, payment, Feedback { request, reasons }))
    }
}

fn request(field: Field<String>) -> Result<RequestId, InboundError> {
    let text = field.required("request_id", ID)?;
    RequestId::parse(text).or(Err(unusable("request_id", ID)))
}

fn approved(field: Field<WireMoney>) -> Result<Money, InboundError> {
    let money = field.required("amount", AMOUNT)?.admit("amount")?;
    if money.minor > 0 { Ok(money) } else { Err(unusable("amount", AMOUNT)) }
}

/// A binding of any derivation: that it is not of today's is for the review to say.
fn bound(text: String) -> Result<String, InboundError> {
    let (derivation, digest) = text.split_once('-').unwrap_or_default();
    let version = derivation.strip_prefix("rb").unwrap_or_default();
    let numbered = (1..=3).contains(&version.len()) && version.bytes().all(|b| b.is_ascii_digit());
    let ours = numbered
        && digest.len() == 64
        && digest.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if ours { Ok(text) } else { Err(unusable("binding", BINDING)) }
}

/// A key of the message catalogue: words of lower case, digits and `_`.
fn key(field: &str, key: String, remedy: &'static str) -> Result<String, InboundError> {
    let usable = (1..=KEY_BYTES_MAX).contains(&key.len())
        && key.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-'));
    if usable { Ok(key) } else { Err(unusable(field, remedy)) }
}

fn keys(field: &str, list: Field<Vec<String>>) -> Result<Vec<String>, InboundError> {
    let texts = list.required(field, KEYS)?;
    let keys: Vec<String> =
        texts.into_iter().map(|text| key(field, text, KEYS)).collect::<Result<_, _>>()?;
    let different: BTreeSet<&String> = keys.iter().collect();
    let usable = (1..=KEYS_MAX).contains(&keys.len()) && different.len() == keys.len();
    if usable { Ok(keys) } else { Err(unusable(field, KEYS)) }
}
