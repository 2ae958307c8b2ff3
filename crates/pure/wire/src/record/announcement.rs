//! The stored form of what is owed to the world. The published form is another: `wire/events/`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::error::RecordError;
use super::field::Field;
use crate::leaf::{MoneyV1, Text};
use case::announcement::{
    Announcement, Clawback, DisputeNews, Failed, Owed, RefundNews, RequestNews,
};
use case::reviewed::{Refused, Sheet};
use case::stage::Stage;
use case::trouble::Trouble;
use domain::commission::{ClawbackMode, Commission};
use domain::credit_note::CreditNote;
use domain::decision::Ruling;
use domain::dispute::{Dispute, FraudWarning};
use domain::ids::{AnswerId, EventId, RefundId, RequestId, StaffId, SubscriptionId};
use domain::key::IdempotencyKey;
use domain::money::Money;
use domain::refund::Refund;
use domain::subscription::CancelWhen;

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct OwedV1<'a> {
    id: Text<'a>,
    sequence: u64,
    at: Timestamp,
    tell: AnnouncementV1<'a>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tax: Option<MoneyV1>,
}

impl<'a> From<&'a Owed> for OwedV1<'a> {
    fn from(owed: &'a Owed) -> Self {
        Self {
            id: owed.id.as_str().into(),
            sequence: owed.sequence,
            at: owed.at,
            tell: (&owed.announcement).into(),
            tax: owed.tax.map(MoneyV1::from),
        }
    }
}

impl TryFrom<OwedV1<'_>> for Owed {
    type Error = RecordError;

    fn try_from(wire: OwedV1<'_>) -> Result<Self, RecordError> {
        Ok(Self {
            id: EventId::parse(wire.id)?,
            sequence: wire.sequence,
            at: wire.at,
            announcement: wire.tell.try_into()?,
            tax: wire.tax.map(Money::from),
        })
    }
}

/// One row per announcement: its stored name and fields, and what it is in the case, written once
/// for both directions. Whatever is one thing alone is stored as that thing.
macro_rules! stored {
    (
        fields {$($variant:ident {
            $($(#[$meta:meta])* $field:ident: $type:ty),+ $(,)?
        } = [$($told:tt)+],)+}
        alone {$($alone:ident($one:ident: $only:ty) = [$($heard:tt)+],)+}
    ) => {
        #[derive(Debug, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[expect(
            clippy::large_enum_variant,
            reason = "a case owes a few at a time, of the large kind mostly"
        )]
        enum AnnouncementV1<'a> {
            $($variant {
                $($(#[$meta])* $field: <$type as Field<'a>>::Wire),+
            },)+
            $($alone(<$only as Field<'a>>::Wire),)+
        }

        impl<'a> From<&'a Announcement> for AnnouncementV1<'a> {
            fn from(announcement: &'a Announcement) -> Self {
                match announcement {
                    $($($told)+ => Self::$variant { $($field: $field.stored()),+ },)+
                    $($($heard)+ => Self::$alone($one.stored()),)+
                }
            }
        }

        impl TryFrom<AnnouncementV1<'_>> for Announcement {
            type Error = RecordError;

            fn try_from(wire: AnnouncementV1<'_>) -> Result<Self, RecordError> {
                Ok(match wire {
                    $(AnnouncementV1::$variant { $($field),+ } => {
                        $(let $field = <$type>::read($field)?;)+
                        $($told)+
                    })+
                    $(AnnouncementV1::$alone($one) => {
                        let $one = <$only>::read($one)?;
                        $($heard)+
                    })+
                })
            }
        }
    };
}

stored! {
    fields {
        RefundAcknowledged { request: RequestId, answer_by: Timestamp, answered: bool }
            = [Announcement::Request(request, RequestNews::Acknowledged { answer_by, answered })],
        AnswerDelayed { request: RequestId, time: u32, answer_by: Timestamp }
            = [Announcement::Request(request, RequestNews::AnswerDelayed { time, answer_by })],
        RefundApproved {
            request: RequestId,
            key: IdempotencyKey,
            amount: Money,
            full: bool,
            at_once: bool,
            ruling: Ruling,
        } = [Announcement::Request(request, RequestNews::Approved {
            key,
            amount,
            full,
            at_once,
            ruling,
        })],
        RefundDenied { request: RequestId, at_once: bool, ruling: Ruling }
            = [Announcement::Request(request, RequestNews::Denied { at_once, ruling })],
        ReviewRequested {
            request: RequestId,
            ruling: Ruling,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            sheet: Option<Sheet>,
        } = [Announcement::Request(request, RequestNews::ReviewRequested { ruling, sheet })],
        InfoRequested { request: RequestId, round: u32, answer_by: Timestamp, ruling: Ruling }
            = [Announcement::Request(request, RequestNews::InfoRequested { round, answer_by, ruling })],
        InfoReminded {
            request: RequestId,
            round: u32,
            questions: Vec<String>,
            answer_by: Timestamp,
        } = [Announcement::Request(request, RequestNews::InfoReminded { round, questions, answer_by })],
        ReviewRefused {
            answer: AnswerId,
            request: RequestId,
            reviewer: StaffId,
            said: String,
            why: Refused,
        } = [Announcement::Request(request, RequestNews::ReviewRefused { answer, reviewer, said, why })],
        CancelSuggested {
            request: RequestId,
            key: IdempotencyKey,
            refund: RefundId,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            subscription: Option<SubscriptionId>,
            when: CancelWhen,
        } = [Announcement::Request(request, RequestNews::CancelSuggested {
            key,
            refund,
            subscription,
            when,
        })],
        ClockMissed { request: RequestId, stage: Stage, due_at: Timestamp }
            = [Announcement::Request(request, RequestNews::ClockMissed { stage, due_at })],
        RefundSucceeded {
            key: IdempotencyKey,
            refund: Refund,
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            requests: Vec<RequestId>,
        } = [Announcement::Refund(RefundNews::Succeeded { key, refund, requests })],
        RefundActionRequired {
            key: IdempotencyKey,
            refund: Refund,
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            requests: Vec<RequestId>,
        } = [Announcement::Refund(RefundNews::ActionRequired { key, refund, requests })],
        CreditNoteIssued {
            key: IdempotencyKey,
            refund: RefundId,
            note: CreditNote,
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            requests: Vec<RequestId>,
        } = [Announcement::Refund(RefundNews::Credited { key, refund, note, requests })],
        FeedbackDue {
            key: IdempotencyKey,
            refund: RefundId,
            amount: Money,
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            requests: Vec<RequestId>,
        } = [Announcement::Refund(RefundNews::FeedbackDue { key, refund, amount, requests })],
        DisputeWon { dispute: Dispute, time: u32 }
            = [Announcement::Dispute(DisputeNews::Won(time), dispute)],
        DisputeLost { dispute: Dispute, time: u32 }
            = [Announcement::Dispute(DisputeNews::Lost(time), dispute)],
        Clawback {
            commission: Commission,
            delta: i64,
            total: i64,
            mode: ClawbackMode,
            lost: i64,
            captured: Money,
            ordinal: u32,
        } = [Announcement::Clawback(Clawback {
            commission,
            delta,
            total,
            mode,
            lost,
            captured,
            ordinal,
        })],
    }
    alone {
        RefundFailed(failed: Failed) = [Announcement::Refund(RefundNews::Failed(failed))],
        RefundAdopted(refund: Refund) = [Announcement::Refund(RefundNews::Adopted(refund))],
        FraudWarned(warning: FraudWarning) = [Announcement::FraudWarned(warning)],
        DisputeOpened(dispute: Dispute) = [Announcement::Dispute(DisputeNews::Opened, dispute)],
        CaseParked(trouble: Trouble) = [Announcement::CaseParked(trouble)],
    }
}
