//! What became of a request, of a refund, of a dispute: one word each.

use case::state::{Case, RequestState};
use domain::decision::VerdictKind;
use domain::dispute::{Dispute, DisputeStage};
use domain::refund::{Refund, RefundStatus};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            /// All of them, in the order in which they are shown.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The name in reports.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }
    )+};
}

words! {
    /// What has become of a request so far.
    RequestOutcome {
        /// Approved, and that is all that was captured.
        Full = "approved_full",
        /// Approved, and that is a part.
        Partial = "approved_part",
        /// Denied.
        Denied = "denied",
        /// Approved, and the money did not reach the customer: refused, failed or given up.
        Failed = "failed",
        /// A person must decide.
        InReview = "in_review",
        /// The customer must answer.
        Asked = "asked",
        /// Nothing was decided yet.
        Undecided = "undecided",
        /// The seller of record decides it, and does not tell.
        Elsewhere = "elsewhere",
    }
    /// Who decided a request.
    DecidedBy {
        /// A policy or a guard.
        Machine = "machine",
        /// A person, or two.
        Person = "person",
        /// The record was lost, and the decision was read off its refund.
        Unknown = "unknown",
    }
    /// Whom a request went through.
    Path {
        /// Nobody was asked.
        Straight = "straight",
        /// The customer was asked.
        Asked = "asked",
        /// A person was asked.
        Reviewed = "reviewed",
        /// Both.
        Both = "asked_and_reviewed",
    }
    /// What has become of a refund, whoever made it.
    RefundEnd {
        /// Ordered here, and the money is on its way.
        Succeeded = "succeeded",
        /// Ordered here, and not settled yet.
        Pending = "pending",
        /// It did not reach the customer, or was cancelled.
        Failed = "failed",
        /// Made elsewhere, by hand or by another system.
        Adopted = "adopted",
    }
    /// What has become of a dispute.
    DisputeEnd {
        /// It is going on.
        Open = "open",
        /// Decided for the merchant.
        Won = "won",
        /// Decided against the merchant.
        Lost = "lost",
        /// Ended without a verdict: an inquiry that was closed, or a dispute that was prevented.
        Closed = "closed",
    }
}

impl RequestOutcome {
    /// What has become of `state`. `elsewhere`: the seller of record is somebody else.
    pub(super) fn of(case: &Case, state: &RequestState, elsewhere: bool) -> Self {
        let Some(ruling) = &state.ruling else {
            return if elsewhere { Self::Elsewhere } else { Self::Undecided };
        };
        match ruling.decision.verdict.kind() {
            VerdictKind::Review => Self::InReview,
            VerdictKind::NeedInfo => Self::Asked,
            VerdictKind::Deny => Self::Denied,
            VerdictKind::Approve if has_failed(case, state) => Self::Failed,
            VerdictKind::Approve => {
                let operation = state.operation.as_ref().and_then(|key| case.operations.get(key));
                let given = operation.map(|operation| operation.amount.minor);
                let captured = case.payment.as_ref().map(|payment| payment.captured.minor);
                if given < captured { Self::Partial } else { Self::Full }
            }
        }
    }

    /// Whether the request was decided.
    pub fn is_decided(self) -> bool {
        match self {
            Self::Full | Self::Partial | Self::Denied | Self::Failed => true,
            Self::InReview | Self::Asked | Self::Undecided | Self::Elsewhere => false,
        }
    }

    /// Whether the request was approved, whatever came of it.
    pub fn is_approved(self) -> bool {
        match self {
            Self::Full | Self::Partial | Self::Failed => true,
            Self::Denied | Self::InReview | Self::Asked | Self::Undecided | Self::Elsewhere => {
                false
            }
        }
    }
}

fn has_failed(case: &Case, state: &RequestState) -> bool {
    let Some(key) = &state.operation else { return false };
    if case.is_executed(key) {
        return case.refunds_of(key).all(|refund| !refund.status.holds_money());
    }
    case.operations.get(key).is_some_and(|operation| operation.step.is_over())
}

impl RefundEnd {
    /// Whether the money goes back, whoever sends it.
    pub fn is_made(self) -> bool {
        match self {
            Self::Succeeded | Self::Pending | Self::Adopted => true,
            Self::Failed => false,
        }
    }

    /// What has become of `refund`.
    pub(super) fn of(refund: &Refund) -> Self {
        match &refund.status {
            RefundStatus::Failed | RefundStatus::Canceled => Self::Failed,
            _ if refund.key.is_none() => Self::Adopted,
            RefundStatus::Succeeded => Self::Succeeded,
            RefundStatus::Pending | RefundStatus::RequiresAction | RefundStatus::Other(_) => {
                Self::Pending
            }
        }
    }
}

impl DisputeEnd {
    /// What has become of `dispute`.
    pub(super) fn of(dispute: &Dispute) -> Self {
        match dispute.stage() {
            DisputeStage::Won => Self::Won,
            DisputeStage::Lost | DisputeStage::AppealLost => Self::Lost,
            DisputeStage::InquiryClosed | DisputeStage::Prevented => Self::Closed,
            DisputeStage::Inquiry
            | DisputeStage::Other(_)
            | DisputeStage::NeedsResponse
            | DisputeStage::UnderReview
            | DisputeStage::Appeal => Self::Open,
        }
    }
}
