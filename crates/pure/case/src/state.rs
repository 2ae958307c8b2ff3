//! The state of a case.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::announcement::Owed;
use super::credit_note::CreditStep;
use super::milestone::Milestone;
use super::operation::Operation;
use super::promise::Promise;
use super::reviewed::Reviewed;
use super::stage::Stages;
use super::tax::TaxedPart;
use domain::authority::Authority;
use domain::commission::Commission;
use domain::conversation::{Answer, FeedbackReason, Opened};
use domain::decision::{Ruling, VerdictKind};
use domain::dispute::{Dispute, DisputeVerdict, FraudWarning};
use domain::grounds::Grounds;
use domain::ids::{AnswerId, CaseId, CommissionId, DisputeId, RefundId, RequestId, WarningId};
use domain::invoice::InvoiceReading;
use domain::key::IdempotencyKey;
use domain::payment::{Payment, PaymentStatus};
use domain::processor::Processor;
use domain::refund::Refund;
use domain::request::RefundRequest;

/// Everything known about one payment.
///
/// What a processor reported is kept as joins (commutative, associative, idempotent), so that the
/// same facts in any order and any repetition give the same state.
#[expect(clippy::struct_excessive_bools, reason = "each is something that was heard or not")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Which payment.
    pub id: CaseId,
    /// Where it was made.
    pub processor: Processor,
    /// The payment, once it was read.
    pub payment: Option<Payment>,
    /// Whether a webhook has said something of the payment that no list has confirmed yet. Its
    /// product, plan and commission are in the list alone, and what is told of a payment that came
    /// to nothing, or of a refund made elsewhere, waits for it.
    pub payment_unlisted: bool,
    /// Whether the processor said that it does not know the payment.
    pub payment_missing: bool,
    /// A total of refunds that a processor reported without naming them, minor units.
    pub refunded_at_least: i64,
    /// Every refund seen, whoever made it.
    pub refunds: BTreeMap<RefundId, Refund>,
    /// Every dispute seen.
    pub disputes: BTreeMap<DisputeId, Dispute>,
    /// Whether a webhook has contradicted what is known of a dispute, and no list has settled it yet.
    pub disputes_contested: bool,
    /// Every fraud warning seen.
    pub warnings: BTreeMap<WarningId, FraudWarning>,
    /// The commissions earned on the payment, as far as they are known: several partners can earn on
    /// one sale.
    pub commissions: BTreeMap<CommissionId, Commission>,
    /// Which was read in the payment's own metadata.
    pub commission_listed: Option<CommissionId>,
    /// Whether anybody has said another one.
    pub commission_contested: bool,
    /// Requests by id.
    pub requests: BTreeMap<RequestId, RequestState>,
    /// Operations by key.
    pub operations: BTreeMap<IdempotencyKey, Operation>,
    /// How far the credit notes of refunds have come, by the key of the refund.
    pub credits: BTreeMap<IdempotencyKey, CreditStep>,
    /// What customers have answered, by request and question; may come before the request.
    pub answers: BTreeMap<RequestId, BTreeMap<String, Answer>>,
    /// What reviewers have answered, and whether it counted: the audit trail.
    pub reviews: BTreeMap<AnswerId, Reviewed>,
    /// What customers have said afterwards, by request.
    pub feedback: BTreeMap<RequestId, BTreeSet<FeedbackReason>>,
    /// What was said, and what is still to be said.
    pub told: Told,
}

/// One request and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestState {
    /// The request.
    pub request: RefundRequest,
    /// The decision with its explanation; the explanation is dropped once it was published.
    pub ruling: Option<Ruling>,
    /// What it was decided on; `None` where the payment was not known, or where the store has
    /// forgotten. No money depends on it.
    pub grounds: Option<Box<Grounds>>,
    /// The operation that carries it out, once approved.
    pub operation: Option<IdempotencyKey>,
    /// What its latest question or review has come to.
    pub opened: Option<Opened>,
    /// The request whose open review it has joined.
    pub joins: Option<RequestId>,
    /// By when the customer was promised an answer; `None` before that, and where nobody has asked.
    pub promise: Option<Promise>,
    /// When each stage of it was reached.
    pub stages: Stages,
    /// What was said of it without a person, the last time; stays when people have decided since.
    /// For trends and letters: no money depends on it.
    pub automatic: Option<Automatic>,
}

/// What the policy, or a guard before it, said of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Automatic {
    /// Who said it.
    pub by: Authority,
    /// What it said; in a rehearsal, what it would have done.
    pub said: VerdictKind,
    /// Whether it was a rehearsal.
    pub shadow: bool,
}

impl RequestState {
    /// A request of which nothing is known but itself.
    pub fn new(request: RefundRequest) -> Self {
        Self {
            request,
            ruling: None,
            grounds: None,
            operation: None,
            opened: None,
            joins: None,
            promise: None,
            stages: Stages::default(),
            automatic: None,
        }
    }
}

/// The memory of what the world was told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Told {
    /// The latest sequence number; only grows, also across a lost store (see `owe`).
    pub sequence: u64,
    /// Owed and not yet confirmed by the broker, in order.
    pub owed: Vec<Owed>,
    /// Every milestone that was ever owed.
    pub milestones: BTreeSet<Milestone>,
    /// What was announced of each commission; nothing of one of which this record has never
    /// announced a clawback.
    pub clawbacks: BTreeMap<CommissionId, Clawed>,
    /// The tax that was told of each part that goes back, minor units.
    pub taxes: BTreeMap<TaxedPart, i64>,
    /// When the success of each refund was first announced.
    pub succeeded_at: BTreeMap<RefundId, Timestamp>,
    /// What was last said that each dispute was decided.
    pub verdicts: BTreeMap<DisputeId, DisputeVerdict>,
}

/// What was announced of one commission, minor units of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Clawed {
    /// The total last announced.
    pub total: i64,
    /// How many clawbacks were announced.
    pub count: u32,
    /// What was given back again of what had been taken back, in all. For trends: nothing depends
    /// on it.
    pub returned: i64,
}

impl Case {
    /// A case of which nothing is known: also what a lost record looks like, on purpose.
    pub fn new(id: CaseId, processor: Processor) -> Self {
        Self {
            id,
            processor,
            payment: None,
            payment_unlisted: false,
            payment_missing: false,
            refunded_at_least: 0,
            refunds: BTreeMap::new(),
            disputes: BTreeMap::new(),
            disputes_contested: false,
            warnings: BTreeMap::new(),
            commissions: BTreeMap::new(),
            commission_listed: None,
            commission_contested: false,
            requests: BTreeMap::new(),
            operations: BTreeMap::new(),
            credits: BTreeMap::new(),
            answers: BTreeMap::new(),
            reviews: BTreeMap::new(),
            feedback: BTreeMap::new(),
            told: Told::default(),
        }
    }

    /// The refunds that carry `key`: none while it is open, one when it is done, more is an alarm.
    pub fn refunds_of<'a>(&'a self, key: &'a IdempotencyKey) -> impl Iterator<Item = &'a Refund> {
        self.refunds.values().filter(move |refund| refund.key.as_ref() == Some(key))
    }

    /// Whether the processor has a refund with `key`.
    pub fn is_executed(&self, key: &IdempotencyKey) -> bool {
        self.refunds_of(key).next().is_some()
    }

    /// The requests that an operation carries out.
    pub fn requests_of<'a>(
        &'a self,
        key: &'a IdempotencyKey,
    ) -> impl Iterator<Item = &'a RequestState> {
        self.requests.values().filter(move |state| state.operation.as_ref() == Some(key))
    }

    /// The key of what `request` asks for; `None` while the payment's currency is not known.
    pub fn key_of(&self, request: &RefundRequest) -> Option<IdempotencyKey> {
        let currency = self.payment.as_ref()?.captured.currency;
        Some(IdempotencyKey::derive(self.processor, &self.id, &request.subject(), currency))
    }

    /// How far the payment's money has come; `None` while the payment is not known.
    pub fn status(&self) -> Option<PaymentStatus> {
        self.payment.as_ref().map(|payment| payment.status)
    }

    /// Whether the payment's money is still on its way: nothing can be said of it yet.
    pub fn is_settling(&self) -> bool {
        self.status() == Some(PaymentStatus::Settling)
    }

    /// Whether the invoice behind the payment could not be had just now: what the shop says of the
    /// sale may stand there.
    pub fn lacks_invoice(&self) -> bool {
        let reading = self.payment.as_ref().map(|payment| payment.purchase.invoice);
        reading == Some(InvoiceReading::Unread)
    }

    /// Whether anything is known that a list would not tell as well: of a payment that only passed
    /// by nothing has to be remembered. One that is settling is, for the day on which it fails.
    pub fn is_worth_keeping(&self) -> bool {
        let passing = Self { payment: None, payment_unlisted: false, ..self.clone() };
        self.is_settling() || passing != Self::new(self.id.clone(), self.processor)
    }

    /// The time that a list asked for at `now` has: what was heard before was said before, whichever clock
    /// is ahead.
    pub fn after_all_reports(&self, now: Timestamp) -> Timestamp {
        let heard = self.disputes.values().map(|dispute| dispute.seen_at).max();
        let next = heard.and_then(|at| at.checked_add(SignedDuration::from_nanos(1)).ok());
        next.map_or(now, |next| next.max(now))
    }

    /// Whether a refund now would pay the customer twice.
    pub fn is_blocked_by_dispute(&self) -> bool {
        self.disputes.values().any(|dispute| dispute.stage().blocks_refunds())
    }
}
