//! The stored form of what is owed to the world. The published form is another: `wire/events/`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::commission::CommissionV1;
use super::conversation::SheetV1;
use super::dispute::{DisputeV1, WarningV1};
use super::error::RecordError;
use super::milestone::trouble;
use super::refund::RefundV1;
use super::ruling::RulingV1;
use crate::case::announcement::{Announcement, Owed};
use crate::case::clock::Stage;
use crate::case::review::{Refused, Sheet};
use crate::domain::commission::ClawbackMode;
use crate::domain::ids::{AnswerId, EventId, RefundId, RequestId, StaffId};
use crate::wire::leaf::{MoneyV1, Text, Word};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct OwedV1<'a> {
    id: Text<'a>,
    sequence: u64,
    at: Timestamp,
    tell: AnnouncementV1<'a>,
}

impl<'a> From<&'a Owed> for OwedV1<'a> {
    fn from(owed: &'a Owed) -> Self {
        Self {
            id: owed.id.as_str().into(),
            sequence: owed.sequence,
            at: owed.at,
            tell: (&owed.announcement).into(),
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
        })
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum AnnouncementV1<'a> {
    RefundAcknowledged {
        request: Text<'a>,
        answer_by: Timestamp,
    },
    RefundApproved {
        request: Text<'a>,
        key: Text<'a>,
        amount: MoneyV1,
        full: bool,
        ruling: RulingV1<'a>,
    },
    RefundDenied {
        request: Text<'a>,
        ruling: RulingV1<'a>,
    },
    ReviewRequested {
        request: Text<'a>,
        ruling: RulingV1<'a>,
        /// Absent in records of earlier builds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sheet: Option<SheetV1<'a>>,
    },
    InfoRequested {
        request: Text<'a>,
        round: u32,
        answer_by: Timestamp,
        ruling: RulingV1<'a>,
    },
    InfoReminded {
        request: Text<'a>,
        round: u32,
        questions: Vec<Text<'a>>,
        answer_by: Timestamp,
    },
    ReviewRefused {
        answer: Text<'a>,
        request: Text<'a>,
        reviewer: Text<'a>,
        said: Text<'a>,
        why: Word<Refused>,
    },
    ClockMissed {
        request: Text<'a>,
        stage: Word<Stage>,
        due_at: Timestamp,
    },
    RefundSucceeded {
        key: Text<'a>,
        refund: RefundV1<'a>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        requests: Vec<Text<'a>>,
    },
    RefundFailed {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<Text<'a>>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        refund: Option<Text<'a>>,
        amount: MoneyV1,
        reason: Text<'a>,
        late: bool,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        requests: Vec<Text<'a>>,
    },
    RefundAdopted(RefundV1<'a>),
    Clawback {
        commission: CommissionV1<'a>,
        delta: i64,
        total: i64,
        mode: Word<ClawbackMode>,
        lost: i64,
        captured: MoneyV1,
        ordinal: u32,
    },
    FeedbackDue {
        key: Text<'a>,
        refund: Text<'a>,
        amount: MoneyV1,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        requests: Vec<Text<'a>>,
    },
    FraudWarned(WarningV1<'a>),
    DisputeOpened(DisputeV1<'a>),
    DisputeWon(DisputeV1<'a>),
    DisputeLost(DisputeV1<'a>),
    /// The trouble's own text.
    CaseParked(Text<'a>),
}

impl<'a> From<&'a Announcement> for AnnouncementV1<'a> {
    #[expect(clippy::too_many_lines, reason = "a table: one arm per announcement")]
    fn from(announcement: &'a Announcement) -> Self {
        match announcement {
            Announcement::RefundAcknowledged { request, answer_by } => {
                Self::RefundAcknowledged { request: request.into(), answer_by: *answer_by }
            }
            Announcement::RefundApproved { request, key, amount, full, ruling } => {
                Self::RefundApproved {
                    request: request.into(),
                    key: key.into(),
                    amount: (*amount).into(),
                    full: *full,
                    ruling: ruling.into(),
                }
            }
            Announcement::RefundDenied { request, ruling } => {
                Self::RefundDenied { request: request.into(), ruling: ruling.into() }
            }
            Announcement::ReviewRequested { request, ruling, sheet } => Self::ReviewRequested {
                request: request.into(),
                ruling: ruling.into(),
                sheet: sheet.as_ref().map(SheetV1::from),
            },
            Announcement::InfoRequested { request, round, answer_by, ruling } => {
                Self::InfoRequested {
                    request: request.into(),
                    round: *round,
                    answer_by: *answer_by,
                    ruling: ruling.into(),
                }
            }
            Announcement::InfoReminded { request, round, questions, answer_by } => {
                Self::InfoReminded {
                    request: request.into(),
                    round: *round,
                    questions: questions.iter().map(Text::from).collect(),
                    answer_by: *answer_by,
                }
            }
            Announcement::ReviewRefused { answer, request, reviewer, said, why } => {
                Self::ReviewRefused {
                    answer: answer.into(),
                    request: request.into(),
                    reviewer: reviewer.into(),
                    said: said.into(),
                    why: Word(*why),
                }
            }
            Announcement::ClockMissed { request, stage, due_at } => {
                Self::ClockMissed { request: request.into(), stage: Word(*stage), due_at: *due_at }
            }
            Announcement::RefundSucceeded { key, refund, requests } => Self::RefundSucceeded {
                key: key.into(),
                refund: refund.into(),
                requests: texts(requests),
            },
            Announcement::RefundFailed { key, refund, amount, reason, late, requests } => {
                Self::RefundFailed {
                    key: key.as_ref().map(Text::from),
                    refund: refund.as_ref().map(Text::from),
                    amount: (*amount).into(),
                    reason: reason.into(),
                    late: *late,
                    requests: texts(requests),
                }
            }
            Announcement::RefundAdopted { refund } => Self::RefundAdopted(refund.into()),
            Announcement::Clawback { commission, delta, total, mode, lost, captured, ordinal } => {
                Self::Clawback {
                    commission: commission.into(),
                    delta: *delta,
                    total: *total,
                    mode: Word(*mode),
                    lost: *lost,
                    captured: (*captured).into(),
                    ordinal: *ordinal,
                }
            }
            Announcement::FeedbackDue { key, refund, amount, requests } => Self::FeedbackDue {
                key: key.into(),
                refund: refund.into(),
                amount: (*amount).into(),
                requests: texts(requests),
            },
            Announcement::FraudWarned(warning) => Self::FraudWarned(warning.into()),
            Announcement::DisputeOpened(dispute) => Self::DisputeOpened(dispute.into()),
            Announcement::DisputeWon(dispute) => Self::DisputeWon(dispute.into()),
            Announcement::DisputeLost(dispute) => Self::DisputeLost(dispute.into()),
            Announcement::CaseParked(trouble) => Self::CaseParked(trouble.text().into()),
        }
    }
}

impl TryFrom<AnnouncementV1<'_>> for Announcement {
    type Error = RecordError;

    #[expect(clippy::too_many_lines, reason = "a table: one arm per announcement")]
    fn try_from(wire: AnnouncementV1<'_>) -> Result<Self, RecordError> {
        Ok(match wire {
            AnnouncementV1::RefundAcknowledged { request, answer_by } => {
                Self::RefundAcknowledged { request: RequestId::parse(request)?, answer_by }
            }
            AnnouncementV1::RefundApproved { request, key, amount, full, ruling } => {
                Self::RefundApproved {
                    request: RequestId::parse(request)?,
                    key: key.key()?,
                    amount: amount.into(),
                    full,
                    ruling: ruling.into(),
                }
            }
            AnnouncementV1::RefundDenied { request, ruling } => {
                Self::RefundDenied { request: RequestId::parse(request)?, ruling: ruling.into() }
            }
            AnnouncementV1::ReviewRequested { request, ruling, sheet } => Self::ReviewRequested {
                request: RequestId::parse(request)?,
                ruling: ruling.into(),
                sheet: sheet.map(Sheet::try_from).transpose()?,
            },
            AnnouncementV1::InfoRequested { request, round, answer_by, ruling } => {
                Self::InfoRequested {
                    request: RequestId::parse(request)?,
                    round,
                    answer_by,
                    ruling: ruling.into(),
                }
            }
            AnnouncementV1::InfoReminded { request, round, questions, answer_by } => {
                Self::InfoReminded {
                    request: RequestId::parse(request)?,
                    round,
                    questions: questions.into_iter().map(String::from).collect(),
                    answer_by,
                }
            }
            AnnouncementV1::ReviewRefused { answer, request, reviewer, said, why } => {
                Self::ReviewRefused {
                    answer: AnswerId::parse(answer)?,
                    request: RequestId::parse(request)?,
                    reviewer: StaffId::parse(reviewer)?,
                    said: said.into(),
                    why: why.0,
                }
            }
            AnnouncementV1::ClockMissed { request, stage, due_at } => {
                Self::ClockMissed { request: RequestId::parse(request)?, stage: stage.0, due_at }
            }
            AnnouncementV1::RefundSucceeded { key, refund, requests } => Self::RefundSucceeded {
                key: key.key()?,
                refund: refund.try_into()?,
                requests: ids(requests)?,
            },
            AnnouncementV1::RefundFailed { key, refund, amount, reason, late, requests } => {
                Self::RefundFailed {
                    key: key.map(|key| key.key()).transpose()?,
                    refund: refund.map(RefundId::parse).transpose()?,
                    amount: amount.into(),
                    reason: reason.into(),
                    late,
                    requests: ids(requests)?,
                }
            }
            AnnouncementV1::RefundAdopted(refund) => {
                Self::RefundAdopted { refund: refund.try_into()? }
            }
            AnnouncementV1::Clawback {
                commission,
                delta,
                total,
                mode,
                lost,
                captured,
                ordinal,
            } => Self::Clawback {
                commission: commission.try_into()?,
                delta,
                total,
                mode: mode.0,
                lost,
                captured: captured.into(),
                ordinal,
            },
            AnnouncementV1::FeedbackDue { key, refund, amount, requests } => Self::FeedbackDue {
                key: key.key()?,
                refund: RefundId::parse(refund)?,
                amount: amount.into(),
                requests: ids(requests)?,
            },
            AnnouncementV1::FraudWarned(warning) => Self::FraudWarned(warning.try_into()?),
            AnnouncementV1::DisputeOpened(dispute) => Self::DisputeOpened(dispute.try_into()?),
            AnnouncementV1::DisputeWon(dispute) => Self::DisputeWon(dispute.try_into()?),
            AnnouncementV1::DisputeLost(dispute) => Self::DisputeLost(dispute.try_into()?),
            AnnouncementV1::CaseParked(text) => Self::CaseParked(trouble(text.as_str())?),
        })
    }
}

fn texts(requests: &[RequestId]) -> Vec<Text<'_>> {
    requests.iter().map(Text::from).collect()
}

fn ids(requests: Vec<Text<'_>>) -> Result<Vec<RequestId>, RecordError> {
    requests.into_iter().map(|request| Ok(RequestId::parse(request)?)).collect()
}
