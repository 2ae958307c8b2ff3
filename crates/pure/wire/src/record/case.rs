//! The stored form of the case as a whole.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::VERSION;
use super::commission::CommissionV1;
use super::conversation::{AnswerV1, AnsweredV1, FeedbackV1, ReviewedV1};
use super::credit_note::CreditV1;
use super::dispute::{DisputeV1, WarningV1};
use super::error::RecordError;
use super::operation::OperationV1;
use super::payment::PaymentV1;
use super::refund::RefundV1;
use super::request::RequestV1;
use super::told::ToldV1;
use crate::leaf::{Text, Word};
use case::reviewed::Reviewed;
use case::state::{Case, RequestState};
use domain::commission::Commission;
use domain::conversation::{Answer, FeedbackReason};
use domain::dispute::{Dispute, FraudWarning};
use domain::ids::{AccountName, CaseId, CommissionId, PaymentId, RequestId};
use domain::payment::Payment;
use domain::processor::Processor;
use domain::refund::Refund;

#[derive(Debug, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is something that was heard or not")]
pub(super) struct CaseRecordV1<'a> {
    pub(super) v: u32,
    account: Text<'a>,
    payment_id: Text<'a>,
    processor: Word<Processor>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    payment: Option<PaymentV1<'a>>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    payment_unlisted: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    payment_missing: bool,
    /// Absent where no such total was reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refunded_at_least: Option<i64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    refunds: Vec<RefundV1<'a>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    disputes: Vec<DisputeV1<'a>>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    disputes_contested: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<WarningV1<'a>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    commissions: Vec<CommissionV1<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    commission_listed: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    commission_contested: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    requests: Vec<RequestV1<'a>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    operations: Vec<OperationV1<'a>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    credits: Vec<CreditV1<'a>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    answers: Vec<AnsweredV1<'a>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    reviews: Vec<ReviewedV1<'a>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    feedback: Vec<FeedbackV1<'a>>,
    told: ToldV1<'a>,
}

impl<'a> From<&'a Case> for CaseRecordV1<'a> {
    fn from(case: &'a Case) -> Self {
        let operations = case.operations.iter();
        Self {
            v: VERSION,
            account: case.id.account.as_str().into(),
            payment_id: case.id.payment.as_str().into(),
            processor: Word(case.processor),
            payment: case.payment.as_ref().map(PaymentV1::from),
            payment_unlisted: case.payment_unlisted,
            payment_missing: case.payment_missing,
            refunded_at_least: (case.refunded_at_least != 0).then_some(case.refunded_at_least),
            refunds: case.refunds.values().map(RefundV1::from).collect(),
            disputes: case.disputes.values().map(DisputeV1::from).collect(),
            disputes_contested: case.disputes_contested,
            warnings: case.warnings.values().map(WarningV1::from).collect(),
            commissions: case.commissions.values().map(CommissionV1::from).collect(),
            commission_listed: case.commission_listed.as_ref().map(|id| id.as_str().into()),
            commission_contested: case.commission_contested,
            requests: case.requests.values().map(RequestV1::from).collect(),
            operations: operations.map(|(key, op)| OperationV1::new(key, op)).collect(),
            credits: case.credits.iter().map(CreditV1::new).collect(),
            answers: case.answers.iter().map(answered).collect(),
            reviews: case.reviews.values().map(ReviewedV1::from).collect(),
            feedback: case.feedback.iter().map(feedback).collect(),
            told: (&case.told).into(),
        }
    }
}

impl TryFrom<CaseRecordV1<'_>> for Case {
    type Error = RecordError;

    fn try_from(wire: CaseRecordV1<'_>) -> Result<Self, RecordError> {
        let account = AccountName::parse(wire.account)?;
        let payment = PaymentId::parse(wire.payment_id)?;
        Ok(Self {
            id: CaseId { account, payment },
            processor: wire.processor.0,
            payment: wire.payment.map(Payment::try_from).transpose()?,
            payment_unlisted: wire.payment_unlisted,
            payment_missing: wire.payment_missing,
            refunded_at_least: wire.refunded_at_least.unwrap_or_default(),
            refunds: by_id(wire.refunds, |refund: &Refund| refund.id.clone())?,
            disputes: by_id(wire.disputes, |dispute: &Dispute| dispute.id.clone())?,
            disputes_contested: wire.disputes_contested,
            warnings: by_id(wire.warnings, |warning: &FraudWarning| warning.id.clone())?,
            commissions: by_id(wire.commissions, |commission: &Commission| commission.id.clone())?,
            commission_listed: wire.commission_listed.map(CommissionId::parse).transpose()?,
            commission_contested: wire.commission_contested,
            requests: by_id(wire.requests, |state: &RequestState| state.request.id.clone())?,
            operations: wire
                .operations
                .into_iter()
                .map(OperationV1::restore)
                .collect::<Result<_, _>>()?,
            credits: wire.credits.into_iter().map(CreditV1::restore).collect::<Result<_, _>>()?,
            answers: wire.answers.into_iter().map(restore_answered).collect::<Result<_, _>>()?,
            reviews: by_id(wire.reviews, |reviewed: &Reviewed| reviewed.answer.id.clone())?,
            feedback: wire.feedback.into_iter().map(restore_feedback).collect::<Result<_, _>>()?,
            told: wire.told.try_into()?,
        })
    }
}

type Answered = BTreeMap<String, Answer>;
type Reasons = BTreeSet<FeedbackReason>;

fn answered<'a>((request, answers): (&'a RequestId, &'a Answered)) -> AnsweredV1<'a> {
    let answers = answers.iter().map(|(question, answer)| AnswerV1::new(question, answer));
    AnsweredV1 { request: request.into(), answers: answers.collect() }
}

fn restore_answered(wire: AnsweredV1<'_>) -> Result<(RequestId, Answered), RecordError> {
    let answers = wire.answers.into_iter().map(AnswerV1::restore).collect();
    Ok((RequestId::parse(wire.request)?, answers))
}

fn feedback<'a>((request, reasons): (&'a RequestId, &'a Reasons)) -> FeedbackV1<'a> {
    FeedbackV1 { request: request.into(), reasons: reasons.iter().copied().map(Word).collect() }
}

fn restore_feedback(wire: FeedbackV1<'_>) -> Result<(RequestId, Reasons), RecordError> {
    let reasons = wire.reasons.into_iter().map(|reason| reason.0).collect();
    Ok((RequestId::parse(wire.request)?, reasons))
}

/// A map is stored as the list of its values: each knows its own id.
fn by_id<Wire, K: Ord, V: TryFrom<Wire, Error = RecordError>>(
    stored: Vec<Wire>,
    id: impl Fn(&V) -> K,
) -> Result<BTreeMap<K, V>, RecordError> {
    stored
        .into_iter()
        .map(|wire| {
            let value = V::try_from(wire)?;
            Ok((id(&value), value))
        })
        .collect()
}
