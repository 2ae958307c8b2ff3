//! The stored form of the conversation: what is open, what was answered, what was made of it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::error::RecordError;
use super::field::record;
use super::kept::{self, CostV1, KeptV1};
use crate::leaf::{MoneyV1, Text, Word};
use case::reviewed::{Judged, Refused, Reviewed, Sheet};
use domain::conversation::{
    Answer, AnswerValue, FeedbackReason, Opened, ReviewAnswer, ReviewerSaid, SignedAnswer, Standing,
};
use domain::ids::{AnswerId, RequestId, SenderName, StaffId};
use domain::money::Money;
use domain::reason_code::ReasonCode;
use domain::reviewer::Voice;

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct OpenedV1<'a> {
    round: u32,
    at: Timestamp,
    until: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nonce: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    binding: Option<Text<'a>>,
    /// Absent while the event with the binding is not confirmed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    published: bool,
    /// Absent where one person is enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    approvers: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    approved: Option<MoneyV1>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    voices: Vec<Text<'a>>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    seconded: bool,
    /// Absent where no code was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    because: Option<Text<'a>>,
}

impl<'a> From<&'a Opened> for OpenedV1<'a> {
    fn from(opened: &'a Opened) -> Self {
        Self {
            round: opened.round,
            at: opened.at,
            until: opened.until,
            nonce: opened.nonce.as_ref().map(Text::from),
            binding: opened.binding.as_ref().map(Text::from),
            published: opened.published,
            approvers: (opened.approvers != 1).then_some(opened.approvers),
            approved: opened.approved.map(MoneyV1::from),
            voices: opened.voices.iter().map(Text::from).collect(),
            seconded: opened.seconded,
            because: opened.because.as_ref().map(Text::from),
        }
    }
}

impl TryFrom<OpenedV1<'_>> for Opened {
    type Error = RecordError;

    fn try_from(wire: OpenedV1<'_>) -> Result<Self, RecordError> {
        let voices = wire.voices.into_iter();
        Ok(Self {
            round: wire.round,
            at: wire.at,
            until: wire.until,
            nonce: wire.nonce.map(String::from),
            binding: wire.binding.map(String::from),
            published: wire.published,
            approvers: wire.approvers.unwrap_or(1),
            approved: wire.approved.map(Money::from),
            voices: voices
                .map(|staff| Ok(StaffId::parse(staff)?))
                .collect::<Result<_, RecordError>>()?,
            seconded: wire.seconded,
            because: wire.because.as_ref().map(reason_code).transpose()?,
        })
    }
}

/// Reads why a reviewer decided so.
fn reason_code(text: &Text<'_>) -> Result<ReasonCode, RecordError> {
    ReasonCode::parse(text.as_str()).ok_or_else(|| RecordError::word("reason code", text.as_str()))
}

/// Answers of a customer to the questions about one request.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct AnsweredV1<'a> {
    pub(super) request: Text<'a>,
    pub(super) answers: Vec<AnswerV1<'a>>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct AnswerV1<'a> {
    question: Text<'a>,
    at: Timestamp,
    #[serde(with = "AnswerValueV1")]
    value: AnswerValue,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "AnswerValue", rename_all = "snake_case")]
enum AnswerValueV1 {
    Given,
    Flag(bool),
    Number(i64),
    Choice(String),
}

impl<'a> AnswerV1<'a> {
    pub(super) fn new(question: &'a String, answer: &Answer) -> Self {
        let Answer { at, value } = answer.clone();
        Self { question: question.into(), at, value }
    }

    pub(super) fn restore(self) -> (String, Answer) {
        let Self { question, at, value } = self;
        (question.into(), Answer { at, value })
    }
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ReviewedV1<'a> {
    id: Text<'a>,
    request: Text<'a>,
    reviewer: Text<'a>,
    binding: Text<'a>,
    at: Timestamp,
    said: SaidV1<'a>,
    /// Absent where no code was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    because: Option<Text<'a>>,
    /// Absent where the reviewer is not on the roster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    standing: Option<StandingV1<'a>>,
    /// Present where it is needed again before money moves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signed: Option<SignedAnswerV1<'a>>,
    /// Absent while it is not judged; `accepted`, or why it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    judged: Option<Text<'a>>,
}

record! {
    StandingV1 stores Standing {
        [default] most: Option<i64>,
        voice: Voice,
    }
}

record! {
    SignedAnswerV1 stores SignedAnswer {
        sender: SenderName,
        headers: Vec<(String, String)>,
        body: String,
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SaidV1<'a> {
    Approve(MoneyV1),
    Deny { clause: Text<'a>, alternatives: Vec<Text<'a>> },
    Ask { questions: Vec<Text<'a>> },
}

const ACCEPTED: &str = "accepted";

impl<'a> From<&'a Reviewed> for ReviewedV1<'a> {
    fn from(reviewed: &'a Reviewed) -> Self {
        let answer = &reviewed.answer;
        Self {
            id: (&answer.id).into(),
            request: (&answer.request).into(),
            reviewer: (&answer.reviewer).into(),
            binding: (&answer.binding).into(),
            at: answer.at,
            said: match &answer.said {
                ReviewerSaid::Approve(amount) => SaidV1::Approve((*amount).into()),
                ReviewerSaid::Deny { clause, alternatives } => SaidV1::Deny {
                    clause: clause.into(),
                    alternatives: alternatives.iter().map(Text::from).collect(),
                },
                ReviewerSaid::Ask { questions } => {
                    SaidV1::Ask { questions: questions.iter().map(Text::from).collect() }
                }
            },
            because: answer.because.as_ref().map(Text::from),
            standing: answer.standing.as_ref().map(StandingV1::from),
            signed: answer.signed.as_deref().map(SignedAnswerV1::from),
            judged: reviewed.judged.map(|judged| match judged {
                Judged::Accepted => ACCEPTED.into(),
                Judged::Refused(why) => why.as_str().into(),
            }),
        }
    }
}

impl TryFrom<ReviewedV1<'_>> for Reviewed {
    type Error = RecordError;

    fn try_from(wire: ReviewedV1<'_>) -> Result<Self, RecordError> {
        let strings = |texts: Vec<Text<'_>>| texts.into_iter().map(String::from).collect();
        let judged = |text: Text<'_>| match text.as_str() {
            ACCEPTED => Ok(Judged::Accepted),
            why => Refused::parse(why)
                .map(Judged::Refused)
                .ok_or_else(|| RecordError::word("judgement", why)),
        };
        Ok(Self {
            answer: ReviewAnswer {
                id: AnswerId::parse(wire.id)?,
                request: RequestId::parse(wire.request)?,
                reviewer: StaffId::parse(wire.reviewer)?,
                binding: wire.binding.into(),
                at: wire.at,
                said: match wire.said {
                    SaidV1::Approve(amount) => ReviewerSaid::Approve(amount.into()),
                    SaidV1::Deny { clause, alternatives } => ReviewerSaid::Deny {
                        clause: clause.into(),
                        alternatives: strings(alternatives),
                    },
                    SaidV1::Ask { questions } => {
                        ReviewerSaid::Ask { questions: strings(questions) }
                    }
                },
                because: wire.because.as_ref().map(reason_code).transpose()?,
                standing: wire.standing.map(Standing::try_from).transpose()?,
                signed: wire.signed.map(SignedAnswer::try_from).transpose()?.map(Box::new),
            },
            judged: wire.judged.map(judged).transpose()?,
        })
    }
}

/// What a customer said afterwards about one request.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct FeedbackV1<'a> {
    pub(super) request: Text<'a>,
    pub(super) reasons: Vec<Word<FeedbackReason>>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct SheetV1<'a> {
    round: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    operation: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    proposed: Option<MoneyV1>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    captured: Option<MoneyV1>,
    refunded: i64,
    disputed: i64,
    left: i64,
    approvers: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    two_above: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    promised_by: Option<Timestamp>,
    until: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    facts: Option<KeptV1>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cost: Option<CostV1>,
    binding: Text<'a>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    joins: Option<Text<'a>>,
}

impl<'a> From<&'a Sheet> for SheetV1<'a> {
    fn from(sheet: &'a Sheet) -> Self {
        let (facts, cost) = kept::stored(sheet.grounds.as_deref());
        Self {
            round: sheet.round,
            operation: sheet.operation.as_ref().map(Text::from),
            proposed: sheet.proposed.map(MoneyV1::from),
            captured: sheet.captured.map(MoneyV1::from),
            refunded: sheet.refunded,
            disputed: sheet.disputed,
            left: sheet.left,
            approvers: sheet.approvers,
            two_above: sheet.two_above,
            promised_by: sheet.promised_by,
            until: sheet.until,
            facts,
            cost,
            binding: (&sheet.binding).into(),
            joins: sheet.joins.as_ref().map(Text::from),
        }
    }
}

impl TryFrom<SheetV1<'_>> for Sheet {
    type Error = RecordError;

    fn try_from(wire: SheetV1<'_>) -> Result<Self, RecordError> {
        Ok(Self {
            round: wire.round,
            operation: wire.operation.map(|key| key.key()).transpose()?,
            proposed: wire.proposed.map(Money::from),
            captured: wire.captured.map(Money::from),
            refunded: wire.refunded,
            disputed: wire.disputed,
            left: wire.left,
            approvers: wire.approvers,
            two_above: wire.two_above,
            promised_by: wire.promised_by,
            until: wire.until,
            grounds: kept::restored(wire.facts, wire.cost),
            binding: wire.binding.into(),
            joins: wire.joins.map(RequestId::parse).transpose()?,
        })
    }
}
