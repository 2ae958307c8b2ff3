//! Everything that a case can learn.

use jiff::Timestamp;

use super::claim::ClaimId;
use domain::commission::Commission;
use domain::conversation::{Answers, Feedback, Opened, ReviewAnswer};
use domain::credit_note::CreditNote;
use domain::decision::Ruling;
use domain::grounds::Grounds;
use domain::http::HttpRequest;
use domain::ids::{EventId, RequestId};
use domain::key::IdempotencyKey;
use domain::observation::{Listing, Observation};
use domain::outcome::CallOutcome;
use domain::request::RefundRequest;

/// One thing learned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// A refund was asked for.
    Requested(RefundRequest),
    /// A commission was earned on the payment, or was paid out.
    CommissionLearned(Commission),
    /// A processor reported something.
    Observed(Observation),
    /// Everything about the payment was read from the processor.
    Listed(Listing),
    /// A request was decided.
    Decided {
        /// Which request.
        request: RequestId,
        /// What was decided, and how that came about.
        ruling: Ruling,
        /// The question or review that it opens, if it is one; round 0 where it did not travel
        /// with the message.
        opened: Opened,
        /// What it was decided on, where the payment is known.
        grounds: Option<Box<Grounds>>,
    },
    /// The decision about a request that came back with its message, and may have been told,
    /// although the store has no memory of it.
    Remembered {
        /// Which request.
        request: RequestId,
        /// What was decided, and how that came about.
        ruling: Ruling,
        /// The question or review that it opened, where it travelled along.
        opened: Opened,
    },
    /// A review got its nonce.
    Bound {
        /// Which request it is about.
        request: RequestId,
        /// Its round; the nonce is of no other one.
        round: u32,
        /// What only its event shows, in no form that could be worked out.
        nonce: String,
    },
    /// A customer has answered questions.
    InfoReceived(Answers),
    /// A reviewer has answered.
    Reviewed(ReviewAnswer),
    /// What is open about a request was not answered in time.
    Lapsed {
        /// Which request.
        request: RequestId,
        /// The review that may follow; its instant is that of the lapse.
        next: Opened,
    },
    /// A customer has given feedback.
    FeedbackGiven(Feedback),
    /// A refund call is announced, on a list that does not show the refund.
    Claimed {
        /// Which operation.
        key: IdempotencyKey,
        /// Which claim.
        claim: ClaimId,
        /// When.
        at: Timestamp,
    },
    /// The refund call is about to be made. Saved before the call.
    Attempting {
        /// Which operation.
        key: IdempotencyKey,
        /// The request; ignored where one is frozen already.
        request: HttpRequest,
        /// The instant of the claim.
        at: Timestamp,
    },
    /// The refund call was answered, or was not.
    Answered {
        /// Which operation.
        key: IdempotencyKey,
        /// What became of it.
        outcome: CallOutcome,
        /// When.
        at: Timestamp,
    },
    /// A list that was read late enough shows that a refused refund was not made after all.
    RefusalConfirmed {
        /// Which operation.
        key: IdempotencyKey,
    },
    /// A list shows that the money went back another way, and that nothing carries the key.
    Closed {
        /// Which operation.
        key: IdempotencyKey,
        /// When.
        at: Timestamp,
    },
    /// The credit note of a refund is about to be issued. Saved before anything is asked.
    Crediting {
        /// Which refund, by its key.
        key: IdempotencyKey,
        /// The instant of the claim.
        at: Timestamp,
    },
    /// The credit note was found, or its call was answered, or was not.
    Credited {
        /// Which refund, by its key.
        key: IdempotencyKey,
        /// What became of it.
        outcome: CallOutcome<CreditNote>,
        /// When.
        at: Timestamp,
    },
    /// The broker confirmed these events.
    Published(Vec<EventId>),
}

impl Fact {
    /// The request, of a fact that is one.
    pub fn requested(&self) -> Option<&RefundRequest> {
        if let Self::Requested(request) = self { Some(request) } else { None }
    }

    /// Whether it may decide this request, or decide it otherwise.
    pub fn decides(&self, of: &RequestId) -> bool {
        match self {
            Self::Decided { request, .. } | Self::Lapsed { request, .. } => request == of,
            Self::Reviewed(answer) => answer.request == *of,
            Self::Requested(_)
            | Self::CommissionLearned(_)
            | Self::Observed(_)
            | Self::Listed(_)
            // It travelled with the message, and goes on travelling.
            | Self::Remembered { .. }
            | Self::Bound { .. }
            | Self::InfoReceived(_)
            | Self::FeedbackGiven(_)
            | Self::Claimed { .. }
            | Self::Attempting { .. }
            | Self::Answered { .. }
            | Self::RefusalConfirmed { .. }
            | Self::Closed { .. }
            | Self::Crediting { .. }
            | Self::Credited { .. }
            | Self::Published(_) => false,
        }
    }
}
