//! What the world is told about a case, in our words; `wire/` gives it its published form.

use jiff::Timestamp;

use super::milestone::Milestone;
use super::reviewed::{Refused, Sheet};
use super::stage::Stage;
use super::trouble::Trouble;
use domain::commission::{ClawbackMode, Commission};
use domain::credit_note::CreditNote;
use domain::decision::Ruling;
use domain::dispute::{Dispute, FraudWarning};
use domain::ids::{AnswerId, DisputeId, EventId, RefundId, RequestId, StaffId, SubscriptionId};
use domain::key::IdempotencyKey;
use domain::money::Money;
use domain::outcome::Refusal;
use domain::refund::Refund;
use domain::subscription::CancelWhen;

/// One thing to tell, by what it is about. It carries what it needs, so that a later change of the
/// state cannot change what was owed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "a case owes a few at a time, of the large kind mostly"
)]
pub enum Announcement {
    /// Of a request.
    Request(RequestId, RequestNews),
    /// Of a refund.
    Refund(RefundNews),
    /// Commission to be taken back, or given back.
    Clawback(Clawback),
    /// The card network warns of fraud.
    FraudWarned(FraudWarning),
    /// Of a dispute.
    Dispute(DisputeNews, Dispute),
    /// A person must look.
    CaseParked(Trouble),
}

/// What is told of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestNews {
    /// It has arrived.
    Acknowledged {
        /// The promised time.
        answer_by: Timestamp,
        /// Whether the answer, or a question, follows at once: then that is the receipt.
        answered: bool,
    },
    /// The answer takes longer than promised: told before that time has passed.
    AnswerDelayed {
        /// Which time of the request this is, counted from 1.
        time: u32,
        /// The time that is promised instead.
        answer_by: Timestamp,
    },
    /// It was approved; the refund call follows.
    Approved {
        /// The operation.
        key: IdempotencyKey,
        /// How much will be refunded.
        amount: Money,
        /// Whether that is all that was captured.
        full: bool,
        /// Whether nothing was told of the request before: this is the receipt as well.
        at_once: bool,
        /// The decision, explained.
        ruling: Ruling,
    },
    /// It was denied.
    Denied {
        /// Whether nothing was told of the request before: this is the receipt as well.
        at_once: bool,
        /// The decision, explained.
        ruling: Ruling,
    },
    /// A person must decide.
    ReviewRequested {
        /// The decision, explained.
        ruling: Ruling,
        /// What it is about; `None` in a record of an earlier build.
        sheet: Option<Sheet>,
    },
    /// The customer is asked, before anything is decided.
    InfoRequested {
        /// Which question or review of the request this is, counted from 1.
        round: u32,
        /// Until when the answers are waited for.
        answer_by: Timestamp,
        /// The decision that asks, explained.
        ruling: Ruling,
    },
    /// The answers have not come, and the time for them is running out.
    InfoReminded {
        /// Which question or review of the request this is, counted from 1.
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
        /// Whose answer it is.
        reviewer: StaffId,
        /// What it said.
        said: String,
        /// Why it does not count.
        why: Refused,
    },
    /// Its refund has gone through, and the rule says that the subscription is to end.
    CancelSuggested {
        /// The operation.
        key: IdempotencyKey,
        /// The processor's refund.
        refund: RefundId,
        /// The subscription, where the invoice names it.
        subscription: Option<SubscriptionId>,
        /// When it is to end.
        when: CancelWhen,
    },
    /// A stage was not reached in time.
    ClockMissed {
        /// Which stage.
        stage: Stage,
        /// When it should have been reached.
        due_at: Timestamp,
    },
}

/// What is told of a refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefundNews {
    /// One that we asked for has gone through.
    Succeeded {
        /// The operation.
        key: IdempotencyKey,
        /// The processor's refund.
        refund: Refund,
        /// The requests that it answers.
        requests: Vec<RequestId>,
    },
    /// One waits for the customer, whom the processor asks for what it needs.
    ActionRequired {
        /// The operation.
        key: IdempotencyKey,
        /// The processor's refund.
        refund: Refund,
        /// The requests that it answers.
        requests: Vec<RequestId>,
    },
    /// One did not reach the customer.
    Failed(Failed),
    /// One was made elsewhere, by hand or by another system.
    Adopted(Refund),
    /// The credit note of the invoice was issued that follows one.
    Credited {
        /// The operation.
        key: IdempotencyKey,
        /// The processor's refund.
        refund: RefundId,
        /// The credit note.
        note: CreditNote,
        /// The requests that it answers.
        requests: Vec<RequestId>,
    },
    /// Time to ask the customer for feedback.
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
}

/// A refund that did not reach the customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// How it failed.
    pub how: Failure,
    /// How much.
    pub amount: Money,
    /// The requests that it answers.
    pub requests: Vec<RequestId>,
}

/// How a refund failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The processor refused the call: there never was a refund.
    Refused {
        /// The operation.
        key: IdempotencyKey,
        /// What the processor said.
        refusal: Refusal,
    },
    /// The processor had made it, and it came back.
    CameBack {
        /// The processor's refund.
        refund: RefundId,
        /// The operation; `None` for a refund made elsewhere.
        key: Option<IdempotencyKey>,
        /// The processor's word for the reason.
        reason: String,
        /// Whether its success was announced before.
        late: bool,
    },
    /// It ended where it waited for the customer.
    Lapsed {
        /// The processor's refund.
        refund: RefundId,
        /// The operation.
        key: IdempotencyKey,
        /// The processor's word for the reason.
        reason: String,
    },
}

/// A change of what is taken back of a commission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clawback {
    /// The commission, as frozen.
    pub commission: Commission,
    /// The change, minor units of the commission; negative gives back.
    pub delta: i64,
    /// The truth after the change: what is taken back in all.
    pub total: i64,
    /// How it is to be booked.
    pub mode: ClawbackMode,
    /// What of the payment is gone, minor units.
    pub lost: i64,
    /// What was captured.
    pub captured: Money,
    /// The number of this clawback of the commission, from 1.
    pub ordinal: u32,
}

/// What is told of a dispute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DisputeNews {
    /// It was opened.
    Opened,
    /// It was decided for the merchant, for that time, counted from 1.
    Won(u32),
    /// It was decided against the merchant, for that time, counted from 1.
    Lost(u32),
}

impl Announcement {
    /// The milestone that it reaches.
    pub fn milestone(&self) -> Milestone {
        match self {
            Self::Request(request, news) => news.milestone(request.clone()),
            Self::Refund(news) => news.milestone(),
            Self::Clawback(Clawback { commission, ordinal, total, .. }) => {
                Milestone::Clawback(*ordinal, *total, commission.id.clone())
            }
            Self::FraudWarned(warning) => Milestone::Warned(warning.id.clone()),
            Self::Dispute(news, dispute) => news.milestone(dispute.id.clone()),
            Self::CaseParked(trouble) => Milestone::Parked(trouble.clone()),
        }
    }

    /// The request that it is about; of several that one refund answers, the first.
    pub fn request(&self) -> Option<&RequestId> {
        match self {
            Self::Request(request, _) => Some(request),
            Self::Refund(
                RefundNews::Succeeded { requests, .. }
                | RefundNews::ActionRequired { requests, .. }
                | RefundNews::Failed(Failed { requests, .. })
                | RefundNews::Credited { requests, .. }
                | RefundNews::FeedbackDue { requests, .. },
            ) => requests.first(),
            Self::Refund(RefundNews::Adopted(_))
            | Self::Clawback(_)
            | Self::FraudWarned(_)
            | Self::Dispute(..)
            | Self::CaseParked(_) => None,
        }
    }

    /// The decision that it tells.
    pub fn ruling(&self) -> Option<&Ruling> {
        let Self::Request(_, news) = self else { return None };
        match news {
            RequestNews::Approved { ruling, .. }
            | RequestNews::Denied { ruling, .. }
            | RequestNews::ReviewRequested { ruling, .. }
            | RequestNews::InfoRequested { ruling, .. } => Some(ruling),
            RequestNews::Acknowledged { .. }
            | RequestNews::AnswerDelayed { .. }
            | RequestNews::InfoReminded { .. }
            | RequestNews::ReviewRefused { .. }
            | RequestNews::CancelSuggested { .. }
            | RequestNews::ClockMissed { .. } => None,
        }
    }
}

impl RequestNews {
    fn milestone(&self, request: RequestId) -> Milestone {
        match self {
            Self::Acknowledged { .. } => Milestone::Acknowledged(request),
            Self::AnswerDelayed { time, .. } => Milestone::AnswerDelayed(*time, request),
            Self::Approved { .. } => Milestone::Approved(request),
            Self::Denied { .. } => Milestone::Denied(request),
            Self::ReviewRequested { sheet: Some(Sheet { round, .. }), .. } if *round > 1 => {
                Milestone::ReviewAgain(*round, request)
            }
            Self::ReviewRequested { .. } => Milestone::Review(request),
            Self::InfoRequested { round, .. } => Milestone::Asked(*round, request),
            Self::InfoReminded { round, .. } => Milestone::Reminded(*round, request),
            Self::ReviewRefused { answer, .. } => Milestone::ReviewRefused(answer.clone()),
            Self::CancelSuggested { .. } => Milestone::CancelSuggested(request),
            Self::ClockMissed { stage, .. } => Milestone::Missed(*stage, request),
        }
    }
}

impl RefundNews {
    fn milestone(&self) -> Milestone {
        match self {
            Self::Succeeded { refund, .. } => Milestone::Succeeded(refund.id.clone()),
            Self::Failed(Failed { how: Failure::Refused { key, .. }, .. }) => {
                Milestone::Refused(key.clone())
            }
            Self::ActionRequired { refund, .. } => Milestone::ActionRequired(refund.id.clone()),
            Self::Failed(Failed {
                how: Failure::CameBack { refund, .. } | Failure::Lapsed { refund, .. },
                ..
            }) => Milestone::Failed(refund.clone()),
            Self::Adopted(refund) => Milestone::Adopted(refund.id.clone()),
            Self::Credited { refund, .. } => Milestone::Credited(refund.clone()),
            Self::FeedbackDue { refund, .. } => Milestone::Feedback(refund.clone()),
        }
    }
}

impl DisputeNews {
    pub(super) fn milestone(self, dispute: DisputeId) -> Milestone {
        match self {
            Self::Opened => Milestone::Opened(dispute),
            Self::Won(0 | 1) => Milestone::Won(dispute),
            Self::Won(time) => Milestone::WonAgain(time, dispute),
            Self::Lost(0 | 1) => Milestone::Lost(dispute),
            Self::Lost(time) => Milestone::LostAgain(time, dispute),
        }
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
    /// The tax in what it promises or gives, where that is known.
    pub tax: Option<Money>,
}
