//! What the world is told about a case, in our words; `wire/` gives it its published form.

use jiff::Timestamp;
use uuid::Uuid;

use super::clock::Stage;
use super::review::{Refused, Sheet};
use super::trouble::Trouble;
use crate::domain::commission::{ClawbackMode, Commission};
use crate::domain::decision::Ruling;
use crate::domain::dispute::{Dispute, FraudWarning};
use crate::domain::ids::{
    AnswerId, CaseId, DisputeId, EventId, RefundId, RequestId, StaffId, WarningId,
};
use crate::domain::key::IdempotencyKey;
use crate::domain::money::Money;
use crate::domain::refund::Refund;

/// One thing to tell. It carries what it needs, so that a later change of the state cannot change
/// what was owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Announcement {
    /// A request has arrived.
    RefundAcknowledged {
        /// Which request.
        request: RequestId,
        /// The promised time.
        answer_by: Timestamp,
    },
    /// A request was approved; the refund call follows.
    RefundApproved {
        /// The request that led to the operation.
        request: RequestId,
        /// The operation.
        key: IdempotencyKey,
        /// How much will be refunded.
        amount: Money,
        /// Whether that is all that was captured.
        full: bool,
        /// The decision, explained.
        ruling: Ruling,
    },
    /// A request was denied.
    RefundDenied {
        /// Which request.
        request: RequestId,
        /// The decision, explained.
        ruling: Ruling,
    },
    /// A person must decide.
    ReviewRequested {
        /// Which request.
        request: RequestId,
        /// The decision, explained.
        ruling: Ruling,
        /// What it is about; `None` in a record of an earlier build.
        sheet: Option<Sheet>,
    },
    /// The customer is asked, before anything is decided.
    InfoRequested {
        /// Which request.
        request: RequestId,
        /// The how-manieth question or review of the request.
        round: u32,
        /// Until when the answers are waited for.
        answer_by: Timestamp,
        /// The decision that asks, explained.
        ruling: Ruling,
    },
    /// The answers have not come, and the time for them is running out.
    InfoReminded {
        /// Which request.
        request: RequestId,
        /// The how-manieth question or review of the request.
        round: u32,
        /// What is still to be answered, in order.
        questions: Vec<String>,
        /// Until when the answers are waited for.
        answer_by: Timestamp,
    },
    /// An answer of a reviewer does not count.
    ReviewRefused {
        /// The answer.
        answer: AnswerId,
        /// The request that it is about.
        request: RequestId,
        /// Whose answer it is.
        reviewer: StaffId,
        /// What it said.
        said: String,
        /// Why it does not count.
        why: Refused,
    },
    /// A stage was not reached in time.
    ClockMissed {
        /// Which request.
        request: RequestId,
        /// Which stage.
        stage: Stage,
        /// When it should have been reached.
        due_at: Timestamp,
    },
    /// A refund that we asked for has gone through.
    RefundSucceeded {
        /// The operation.
        key: IdempotencyKey,
        /// The processor's refund.
        refund: Refund,
        /// The requests that it answers.
        requests: Vec<RequestId>,
    },
    /// A refund did not reach the customer: refused at once, or failed later.
    RefundFailed {
        /// The operation; `None` for a refund made elsewhere.
        key: Option<IdempotencyKey>,
        /// The processor's refund, where there ever was one.
        refund: Option<RefundId>,
        /// How much.
        amount: Money,
        /// The processor's word for the reason.
        reason: String,
        /// Whether its success was announced before.
        late: bool,
        /// The requests that it answers.
        requests: Vec<RequestId>,
    },
    /// A refund was made elsewhere, by hand or by another system.
    RefundAdopted {
        /// The processor's refund.
        refund: Refund,
    },
    /// Commission to be taken back, or given back.
    Clawback {
        /// The commission, as frozen.
        commission: Commission,
        /// The change, minor units of the commission; negative gives back.
        delta: i64,
        /// The truth after the change: what is taken back in all.
        total: i64,
        /// How it is to be booked.
        mode: ClawbackMode,
        /// What of the payment is gone, minor units.
        lost: i64,
        /// What was captured.
        captured: Money,
        /// The number of this clawback in the case, from 1.
        ordinal: u32,
    },
    /// Time to ask the customer how it was.
    FeedbackDue {
        /// The operation.
        key: IdempotencyKey,
        /// The processor's refund.
        refund: RefundId,
        /// How much.
        amount: Money,
        /// The requests that it answers.
        requests: Vec<RequestId>,
    },
    /// The card network warns of fraud.
    FraudWarned(FraudWarning),
    /// A dispute was opened.
    DisputeOpened(Dispute),
    /// A dispute was decided for the merchant.
    DisputeWon(Dispute),
    /// A dispute was decided against the merchant.
    DisputeLost(Dispute),
    /// A person must look.
    CaseParked(Trouble),
}

/// What marks an announcement as made: one per transition.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Milestone {
    /// See [`Announcement::RefundAcknowledged`].
    Acknowledged(RequestId),
    /// See [`Announcement::RefundApproved`].
    Approved(RequestId),
    /// See [`Announcement::RefundDenied`].
    Denied(RequestId),
    /// See [`Announcement::ReviewRequested`], in the first round.
    Review(RequestId),
    /// See [`Announcement::ReviewRequested`], in that later round.
    ReviewAgain(u32, RequestId),
    /// See [`Announcement::InfoRequested`], with its round.
    Asked(u32, RequestId),
    /// See [`Announcement::InfoReminded`], with its round.
    Reminded(u32, RequestId),
    /// See [`Announcement::ReviewRefused`].
    ReviewRefused(AnswerId),
    /// See [`Announcement::ClockMissed`].
    Missed(Stage, RequestId),
    /// See [`Announcement::RefundSucceeded`].
    Succeeded(RefundId),
    /// See [`Announcement::RefundFailed`], after the processor had accepted it.
    Failed(RefundId),
    /// See [`Announcement::RefundFailed`], refused at once.
    Refused(IdempotencyKey),
    /// See [`Announcement::RefundAdopted`].
    Adopted(RefundId),
    /// See [`Announcement::Clawback`]: number in the case, and the total after it.
    Clawback(u32, i64),
    /// See [`Announcement::FeedbackDue`].
    Feedback(RefundId),
    /// See [`Announcement::FraudWarned`].
    Warned(WarningId),
    /// See [`Announcement::DisputeOpened`].
    Opened(DisputeId),
    /// See [`Announcement::DisputeWon`].
    Won(DisputeId),
    /// See [`Announcement::DisputeLost`].
    Lost(DisputeId),
    /// See [`Announcement::CaseParked`].
    Parked(Trouble),
}

impl Announcement {
    /// The milestone that this announcement reaches.
    pub fn milestone(&self) -> Milestone {
        match self {
            Self::RefundAcknowledged { request, .. } => Milestone::Acknowledged(request.clone()),
            Self::RefundApproved { request, .. } => Milestone::Approved(request.clone()),
            Self::RefundDenied { request, .. } => Milestone::Denied(request.clone()),
            Self::ReviewRequested { request, sheet, .. } => match sheet {
                Some(Sheet { round, .. }) if *round > 1 => {
                    Milestone::ReviewAgain(*round, request.clone())
                }
                Some(_) | None => Milestone::Review(request.clone()),
            },
            Self::InfoRequested { request, round, .. } => Milestone::Asked(*round, request.clone()),
            Self::InfoReminded { request, round, .. } => {
                Milestone::Reminded(*round, request.clone())
            }
            Self::ReviewRefused { answer, .. } => Milestone::ReviewRefused(answer.clone()),
            Self::ClockMissed { request, stage, .. } => Milestone::Missed(*stage, request.clone()),
            Self::RefundSucceeded { refund, .. } => Milestone::Succeeded(refund.id.clone()),
            Self::RefundFailed { refund: Some(refund), .. } => Milestone::Failed(refund.clone()),
            Self::RefundFailed { refund: None, key: Some(key), .. } => {
                Milestone::Refused(key.clone())
            }
            // A refund made elsewhere always has its processor's id.
            Self::RefundFailed { refund: None, key: None, .. } => Milestone::Parked(Trouble::Bug),
            Self::RefundAdopted { refund } => Milestone::Adopted(refund.id.clone()),
            Self::Clawback { ordinal, total, .. } => Milestone::Clawback(*ordinal, *total),
            Self::FeedbackDue { refund, .. } => Milestone::Feedback(refund.clone()),
            Self::FraudWarned(warning) => Milestone::Warned(warning.id.clone()),
            Self::DisputeOpened(dispute) => Milestone::Opened(dispute.id.clone()),
            Self::DisputeWon(dispute) => Milestone::Won(dispute.id.clone()),
            Self::DisputeLost(dispute) => Milestone::Lost(dispute.id.clone()),
            Self::CaseParked(trouble) => Milestone::Parked(trouble.clone()),
        }
    }
}

impl Milestone {
    /// The text that an event's id is made of. Frozen: consumers drop repeats by it.
    pub fn text(&self) -> String {
        match self {
            Self::Acknowledged(id) => format!("acknowledged:{id}"),
            Self::Approved(id) => format!("approved:{id}"),
            Self::Denied(id) => format!("denied:{id}"),
            Self::Review(id) => format!("review:{id}"),
            Self::ReviewAgain(round, id) => format!("review_again:{round}:{id}"),
            Self::Asked(round, id) => format!("asked:{round}:{id}"),
            Self::Reminded(round, id) => format!("reminded:{round}:{id}"),
            Self::ReviewRefused(id) => format!("review_refused:{id}"),
            Self::Missed(stage, id) => format!("missed:{}:{id}", stage.as_str()),
            Self::Succeeded(id) => format!("succeeded:{id}"),
            Self::Failed(id) => format!("failed:{id}"),
            Self::Refused(key) => format!("refused:{key}"),
            Self::Adopted(id) => format!("adopted:{id}"),
            Self::Clawback(ordinal, total) => format!("clawback:{ordinal}:{total}"),
            Self::Feedback(id) => format!("feedback:{id}"),
            Self::Warned(id) => format!("warned:{id}"),
            Self::Opened(id) => format!("opened:{id}"),
            Self::Won(id) => format!("won:{id}"),
            Self::Lost(id) => format!("lost:{id}"),
            Self::Parked(trouble) => format!("parked:{}", trouble.text()),
        }
    }

    /// The id of the event that tells of this milestone: the same on every repetition.
    ///
    /// A clawback's id has the sequence number in it, because its number and total can come again
    /// with another meaning after the store was lost; it is saved with the case before it is
    /// published, so it too is the same on every repetition.
    pub fn event_id(&self, case: &CaseId, sequence: u64) -> EventId {
        let name = match self {
            Self::Clawback(..) => format!("refundd|{case}|{}|{sequence}", self.text()),
            Self::Acknowledged(_)
            | Self::Approved(_)
            | Self::Denied(_)
            | Self::Review(_)
            | Self::ReviewAgain(..)
            | Self::Asked(..)
            | Self::Reminded(..)
            | Self::ReviewRefused(_)
            | Self::Missed(..)
            | Self::Succeeded(_)
            | Self::Failed(_)
            | Self::Refused(_)
            | Self::Adopted(_)
            | Self::Feedback(_)
            | Self::Warned(_)
            | Self::Opened(_)
            | Self::Won(_)
            | Self::Lost(_)
            | Self::Parked(_) => format!("refundd|{case}|{}", self.text()),
        };
        let id = Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes()).to_string();
        // A UUID is printable ASCII without separators, so this cannot fail.
        EventId::parse(id).unwrap_or_else(|_| unreachable!("a UUID is a usable event id"))
    }
}

/// An announcement that the broker has not confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// Its id.
    pub id: EventId,
    /// Its place in the case: later ones are larger.
    pub sequence: u64,
    /// When it became owed.
    pub at: Timestamp,
    /// What is to be told.
    pub announcement: Announcement,
}
