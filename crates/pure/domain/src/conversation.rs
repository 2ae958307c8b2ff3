//! What is said between a request and its decision: answers of customers, answers of reviewers.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::ids::SenderName;
use super::ids::{AnswerId, RequestId, StaffId};
use super::money::Money;
use super::reason_code::ReasonCode;
use super::reviewer::Voice;

/// A question or a review that was put to somebody, and how far it has come. Travels with the
/// request's message, as its decision does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// Which one of the request it is, counted from 1; 0 until it is asked.
    pub round: u32,
    /// When it was put.
    pub at: Timestamp,
    /// Until when an answer counts.
    pub until: Timestamp,
    /// What makes the binding one that nobody can work out; only who was shown the review knows it
    /// by its binding. `None` while there is none.
    pub nonce: Option<String>,
    /// What an answer of a reviewer must name: the hash of what it is about. Stays beyond the
    /// round that it began, so that an answer that comes again is known.
    pub binding: Option<String>,
    /// Whether the broker has confirmed the event with the binding: before that nobody can have
    /// been shown it.
    pub published: bool,
    /// How many different people must approve.
    pub approvers: u8,
    /// The amount that the first of them approved.
    pub approved: Option<Money>,
    /// Whose answers were accepted, in order.
    pub voices: Vec<StaffId>,
    /// Whether one of those who approved may be the second of two.
    pub seconded: bool,
    /// Why the last of them said so, where they gave a code.
    pub because: Option<ReasonCode>,
}

impl Opened {
    /// Not put yet; it would count until then.
    pub fn at(at: Timestamp, until: Timestamp) -> Self {
        Self {
            round: 0,
            at,
            until,
            nonce: None,
            binding: None,
            published: false,
            approvers: 1,
            approved: None,
            voices: Vec::new(),
            seconded: false,
            because: None,
        }
    }
}

/// What is kept of one answer. Text is personal: only that it was given is kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum AnswerValue {
    /// Some text.
    Given,
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// One of several words that were offered.
    Choice(String),
}

/// The type of a question's answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum AnswerKind {
    /// Yes or no.
    YesNo,
    /// A whole number.
    Number,
    /// One of several words.
    Choice,
    /// What a customer writes or sends. Nobody but people reads it.
    #[default]
    Text,
}

impl AnswerKind {
    /// Every type with its name in policies.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::YesNo, "yes_no"),
        (Self::Number, "number"),
        (Self::Choice, "choice"),
        (Self::Text, "text"),
    ];
}

/// One answer. Of two to one question the later one counts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Answer {
    /// When it was given, as its sender says, but not after it was received.
    pub at: Timestamp,
    /// What it says.
    pub value: AnswerValue,
}

/// A customer's answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    /// To the questions about which request.
    pub request: RequestId,
    /// By question.
    pub answers: BTreeMap<String, Answer>,
}

/// What a reviewer says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReviewerSaid {
    /// Give this much back.
    Approve(Money),
    /// Give nothing back.
    Deny {
        /// The clause that the denial rests on.
        clause: String,
        /// What is offered instead, in order.
        alternatives: Vec<String>,
    },
    /// Ask the customer first.
    Ask {
        /// What is asked, in order.
        questions: Vec<String>,
    },
}

impl ReviewerSaid {
    /// The name on the wire.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Approve(_) => "approve",
            Self::Deny { .. } => "deny",
            Self::Ask { .. } => "ask",
        }
    }
}

/// One answer of a reviewer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewAnswer {
    /// The sender's id of the answer, unique per answer.
    pub id: AnswerId,
    /// About which request.
    pub request: RequestId,
    /// Who says it. A member of staff, never a customer.
    pub reviewer: StaffId,
    /// The binding that the reviewer was shown.
    pub binding: String,
    /// When it was received: what it says of that itself beats no deadline.
    pub at: Timestamp,
    /// What is said.
    pub said: ReviewerSaid,
    /// Why; `None` where what was proposed needs no reason.
    pub because: Option<ReasonCode>,
    /// What the roster says of the reviewer, as it was when the answer was received; `None` where
    /// they are not on it.
    pub standing: Option<Standing>,
    /// The answer as its sender signed it; `None` where it is not needed any more.
    pub signed: Option<Box<SignedAnswer>>,
}

/// What a reviewer may, in the currency of what they approve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The most that they approve of one payment, what was given of it before included, minor
    /// units; `None` where only the policy bounds it.
    pub most: Option<i64>,
    /// Whether they can be the second of two.
    pub voice: Voice,
}

/// An answer with its signature, so that it can be checked again before money moves on it.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedAnswer {
    /// Whose secret signed it.
    pub sender: SenderName,
    /// The headers of the signature.
    pub headers: Vec<(String, String)>,
    /// What was signed.
    pub body: String,
}

impl std::fmt::Debug for SignedAnswer {
    /// Leaves the body out: a reviewer may have written into it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignedAnswer").field("sender", &self.sender).finish_non_exhaustive()
    }
}

impl ReviewAnswer {
    /// Whether `other` is this answer once more. When it was received, and what was known of its
    /// reviewer by then, is put on by us.
    pub fn is(&self, other: &Self) -> bool {
        let plain = |answer: &Self| Self {
            at: Timestamp::UNIX_EPOCH,
            standing: None,
            signed: None,
            ..answer.clone()
        };
        plain(self) == plain(other)
    }
}

/// What a customer says of a refund afterwards; a closed list, so that it can be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FeedbackReason {
    /// All was well.
    Satisfied,
    /// The money has not arrived.
    NotReceived,
    /// It took too long.
    TooSlow,
    /// Another amount was expected.
    WrongAmount,
    /// The letters were hard to understand.
    Unclear,
    /// The product lacked something.
    MissingFeature,
    /// The product was too expensive.
    TooExpensive,
    /// Another product was chosen.
    Switched,
    /// Anything else.
    Other,
}

impl FeedbackReason {
    /// Every reason with its name on the wire.
    pub const ALL: [(Self, &'static str); 9] = [
        (Self::Satisfied, "satisfied"),
        (Self::NotReceived, "not_received"),
        (Self::TooSlow, "too_slow"),
        (Self::WrongAmount, "wrong_amount"),
        (Self::Unclear, "unclear"),
        (Self::MissingFeature, "missing_feature"),
        (Self::TooExpensive, "too_expensive"),
        (Self::Switched, "switched"),
        (Self::Other, "other"),
    ];

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(reason, _)| *reason == self).map_or("other", |(_, name)| name)
    }

    /// Reads the name on the wire.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == text).map(|(reason, _)| *reason)
    }
}

/// What a customer says of the refund that a request led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feedback {
    /// Which request.
    pub request: RequestId,
    /// Reasons, at least one.
    pub reasons: BTreeSet<FeedbackReason>,
}
