//! What reviewers are shown, what they answered, and whether it counted.

use jiff::Timestamp;

use domain::conversation::ReviewAnswer;
use domain::grounds::Grounds;
use domain::ids::RequestId;
use domain::key::IdempotencyKey;
use domain::money::Money;

/// What a review is about, as its reviewers are shown it and as its binding is made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Which question or review of the request this is, counted from 1.
    pub round: u32,
    /// The operation that an approval leads to; `None` while the payment is not known.
    pub operation: Option<IdempotencyKey>,
    /// The amount proposed, where there is a proposal.
    pub proposed: Option<Money>,
    /// What was captured.
    pub captured: Option<Money>,
    /// What was refunded so far, minor units.
    pub refunded: i64,
    /// What disputes have taken, minor units.
    pub disputed: i64,
    /// What can be approved at most, minor units.
    pub left: i64,
    /// How many different people must approve what is proposed.
    pub approvers: u8,
    /// An approval of more than this takes two people, minor units, by what was given and promised
    /// so far; `None` where two are not needed.
    pub two_above: Option<i64>,
    /// By when the customer was promised an answer, where there is such a promise.
    pub promised_by: Option<Timestamp>,
    /// Until when an answer counts.
    pub until: Timestamp,
    /// What the decision was made on, for the reviewers' eyes; `None` where the payment is not known,
    /// or where the store has forgotten.
    pub grounds: Option<Box<Grounds>>,
    /// What an answer must name.
    pub binding: String,
    /// The request whose open review this one has joined: answer that one.
    pub joins: Option<RequestId>,
}

/// An answer of a reviewer, and whether it counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reviewed {
    /// The answer as it came.
    pub answer: ReviewAnswer,
    /// What was made of it; `None` while its request is not decided.
    pub judged: Option<Judged>,
}

/// Whether an answer counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Judged {
    /// It counted.
    Accepted,
    /// It did not.
    Refused(Refused),
}

/// Why an answer does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Refused {
    /// There is no open review of the request.
    NotOpen,
    /// The request has joined the review of another one.
    Joined,
    /// It names another round, operation, amount or other facts than the open review.
    Unbound,
    /// It came after the review's deadline.
    Expired,
    /// What the review was about has changed since; it is asked again.
    Stale,
    /// The reviewer is who asked for the refund.
    Requester,
    /// The reviewer has approved already; another person must.
    SamePerson,
    /// The amount is not positive, in another currency, or more than is left.
    Amount,
    /// Another amount than the first reviewer approved.
    OtherAmount,
    /// The reviewer is not on the roster.
    Unlisted,
    /// It would bring the payment above what this reviewer may approve.
    AboveReviewer,
    /// Two must approve, and neither of these two may be the second.
    NoSecond,
    /// A refund of the same goods was refused by the processor, or has come back: under its key none can
    /// follow. It is made by hand, or denied.
    KeySpent,
    /// It is something else than what was proposed, and says not why.
    NoReason,
}

impl Refused {
    /// Every reason with its name in events.
    pub const ALL: [(Self, &'static str); 14] = [
        (Self::NotOpen, "not_open"),
        (Self::Joined, "joined"),
        (Self::Unbound, "unbound"),
        (Self::Expired, "expired"),
        (Self::Stale, "stale"),
        (Self::Requester, "requester"),
        (Self::SamePerson, "same_person"),
        (Self::Amount, "amount"),
        (Self::OtherAmount, "other_amount"),
        (Self::Unlisted, "unlisted"),
        (Self::AboveReviewer, "above_reviewer"),
        (Self::NoSecond, "no_second"),
        (Self::KeySpent, "key_spent"),
        (Self::NoReason, "no_reason"),
    ];

    /// The name in events.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(why, _)| *why == self).map_or("not_open", |(_, name)| name)
    }

    /// Whether the answer is nobody's who was shown the review, or may answer it. It is told, and not
    /// kept: whoever can send such answers must not fill the room for those that count.
    pub fn is_stray(self) -> bool {
        match self {
            Self::Unbound | Self::Unlisted => true,
            Self::NotOpen
            | Self::Joined
            | Self::Expired
            | Self::Stale
            | Self::Requester
            | Self::SamePerson
            | Self::Amount
            | Self::OtherAmount
            | Self::AboveReviewer
            | Self::NoSecond
            | Self::KeySpent
            | Self::NoReason => false,
        }
    }

    /// Reads the name in events.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == text).map(|(why, _)| *why)
    }
}
