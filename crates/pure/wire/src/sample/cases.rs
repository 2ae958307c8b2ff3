//! Whole cases: the ordinary one, and one with everything in it.

use std::collections::BTreeMap;

use super::talk;
use super::{
    approve, at, case_id, commission, credit_note, deny, dispute, key, key_of, money_announcements,
    money_milestones, refund, request_id, review, ruling, stages, statuses, steps, usd, warning,
};
use case::announcement::{Announcement, Clawback, Owed};
use case::credit_note::{CreditDoubt, CreditStep};
use case::milestone::Milestone;
use case::operation::{Inconclusive, InconclusiveKind, Operation, OperationStep};
use case::promise::Promise;
use case::stage::Stages;
use case::state::{Automatic, Case, Clawed, RequestState};
use case::tax::TaxedPart;
use domain::authority::Authority;
use domain::calculation::Calculation;
use domain::commission::{ClawbackMode, Commission};
use domain::conversation::{Answer, AnswerValue, FeedbackReason};
use domain::decision::{Decision, Ruling, VerdictKind};
use domain::dispute::DisputeVerdict;
use domain::ids::SenderName;
use domain::ids::{CommissionId, CustomerId, DisputeId, StaffId, SubscriptionId};
use domain::invoice::InvoiceReading;
use domain::key::{IdempotencyKey, Subject};
use domain::money::Money;
use domain::outcome::Refusal;
use domain::payment::{Payer, Payment, PaymentStatus};
use domain::processor::Processor;
use domain::purchase::{Line, Presented, Purchase};
use domain::receipt::Receipt;
use domain::refund::RefundStatus;
use domain::request::{Claims, Reason, RefundRequest};
use domain::sale_field::SaleField;
use domain::sender::{Sender, SenderKind};
use domain::split::{PassedOn, Split};

fn payment() -> Payment {
    Payment {
        status: PaymentStatus::Settled,
        captured: usd(4900),
        authorised: usd(4900),
        charged_at: at("2026-02-21T09:30:00.123456789Z"),
        customer: Some(CustomerId::parse("cus_1").unwrap()),
        product: Some("editor-pro".to_owned()),
        plan: Some("yearly".to_owned()),
        term_ends_at: Some(at("2027-02-21T09:30:00Z")),
        locale: Some("de-AT".to_owned()),
        commission: Some(commission()),
        payer: Payer::default(),
        split: Split::default(),
        purchase: Box::default(),
    }
}

/// Who sends requests in samples.
pub(crate) fn help_desk() -> Sender {
    Sender { name: SenderName::parse("help-desk").unwrap(), kind: SenderKind::Desk }
}

pub(crate) fn request(id: &str, reason: Reason, amount: Option<Money>) -> RefundRequest {
    RefundRequest {
        id: request_id(id),
        reason,
        amount,
        locale: Some("de-AT".to_owned()),
        time_zone: Some("Europe/Vienna".to_owned()),
        requested_at: at("2026-03-02T10:00:00Z"),
        receipt: Receipt { at: at("2026-03-02T10:00:01Z"), seen_at: at("2026-03-02T10:00:02Z") },
        sender: Some(help_desk()),
        proof_of_purchase: reason == Reason::Duplicate,
        claims: Claims::default(),
        requested_by: None,
    }
}

/// The ordinary case: one request, approved, carried out, told.
pub(crate) fn small() -> Case {
    let mut case = Case::new(case_id(), Processor::Stripe);
    case.payment = Some(Payment { commission: None, ..payment() });
    let refund = refund("re_1", RefundStatus::Succeeded);
    case.told.sequence = 1_772_445_605_000;
    for announcement in money_announcements() {
        let milestone = announcement.milestone();
        if matches!(
            milestone,
            Milestone::Acknowledged(_) | Milestone::Approved(_) | Milestone::Succeeded(_)
        ) {
            case.told.milestones.insert(milestone);
        }
    }
    case.told.succeeded_at.insert(refund.id.clone(), at("2026-03-02T10:00:06Z"));
    case.refunds.insert(refund.id.clone(), refund);
    let ruling = Ruling { trace: Vec::new(), ..ruling(approve()) };
    let operation = Operation {
        subject: Subject::Full,
        amount: usd(4900),
        decision: Decision { calculation: Calculation::default(), ..ruling.decision.clone() },
        step: OperationStep::Ready,
    };
    let state = RequestState {
        ruling: Some(ruling),
        operation: Some(key()),
        ..RequestState::new(request("req-1", Reason::Unused, None))
    };
    case.requests.insert(state.request.id.clone(), state);
    case.operations.insert(key(), operation);
    case
}

/// A case whose decision keeps the facts that it was made on.
pub(crate) fn explained() -> Case {
    let mut case = small();
    for state in case.requests.values_mut() {
        state.grounds = Some(Box::new(super::facts::grounds()));
    }
    case
}

fn verdicts() -> BTreeMap<DisputeId, DisputeVerdict> {
    let said = [DisputeVerdict::Won, DisputeVerdict::Lost];
    let id = |index: usize| DisputeId::parse(format!("dp_{index}")).unwrap();
    said.into_iter().enumerate().map(|(index, said)| (id(index), said)).collect()
}

/// A credit note at every step.
fn credits() -> BTreeMap<IdempotencyKey, CreditStep> {
    let doubt = CreditDoubt {
        attempt: 2,
        first_at: at("2026-03-02T10:00:06Z"),
        since: at("2026-03-02T10:00:16Z"),
        answer: Some(Inconclusive {
            at: at("2026-03-02T10:00:17Z"),
            kind: InconclusiveKind::Unknown,
            retry_after: None,
        }),
    };
    let steps = [
        CreditStep::Issued(credit_note()),
        CreditStep::InDoubt(doubt),
        CreditStep::Refused(Refusal::Other("invoice_void".to_owned())),
    ];
    let part = |index: usize| key_of(&Subject::Partial(request_id(&format!("req-{index}"))));
    steps.into_iter().enumerate().map(|(index, step)| (part(index), step)).collect()
}

/// A case that cannot be, with everything that a case can hold.
pub(crate) fn rich() -> Case {
    let mut case = small();
    case.payment = Some(payment());
    case.payment_unlisted = true;
    case.payment_missing = true;
    case.refunded_at_least = 4901;
    for (index, status) in statuses().into_iter().enumerate() {
        let refund = refund(&format!("re_{index}"), status);
        case.refunds.insert(refund.id.clone(), refund);
    }
    for (index, stage) in stages().into_iter().enumerate() {
        let dispute = dispute(&format!("dp_{index}"), stage);
        case.disputes.insert(dispute.id.clone(), dispute);
    }
    case.disputes_contested = true;
    case.credits = credits();
    case.told.verdicts = verdicts();
    case.warnings.insert(warning().id, warning());
    let second = CommissionId::parse("com_78").unwrap();
    let second = Commission { id: second, base: None, paid: false, ..commission() };
    case.commissions = [commission(), second].map(|known| (known.id.clone(), known)).into();
    case.commission_listed = Some(commission().id);
    case.commission_contested = true;
    for (index, (reason, _)) in Reason::ALL.into_iter().enumerate() {
        let id = format!("req-{index}");
        let verdict = [approve(), deny(), review()].into_iter().nth(index % 3);
        let state = RequestState {
            ruling: verdict.map(ruling),
            ..RequestState::new(request(&id, reason, (index % 2 == 0).then(|| usd(1))))
        };
        case.requests.insert(state.request.id.clone(), state);
    }
    for (index, step) in steps().into_iter().enumerate() {
        let subject = Subject::Partial(request_id(&format!("req-{index}")));
        let decision = ruling(approve()).decision;
        let operation = Operation { subject, amount: usd(1), decision, step };
        case.operations.insert(key_of(&operation.subject), operation);
    }
    for announcement in money_announcements().into_iter().chain(modes()) {
        owe(&mut case, announcement);
    }
    case.told.milestones.extend(money_milestones());
    let clawed = Clawed { total: 490, count: 3, returned: 245 };
    case.told.clawbacks.insert(commission().id, clawed);
    let parts = [
        TaxedPart::Operation(key()),
        TaxedPart::Refund(refund("re_1", RefundStatus::Succeeded).id),
    ];
    case.told.taxes.extend(parts.map(|part| (part, 391)));
    case
}

/// A case of which everything is known about the sale.
pub(crate) fn sale() -> Case {
    let mut case = Case::new(case_id(), Processor::Stripe);
    let line = |id: &str, minor, refundable| Line {
        id: id.to_owned(),
        minor,
        tax_minor: minor / 7,
        refundable,
    };
    let purchase = Purchase {
        method: Some("card".to_owned()),
        country: Some("DE".to_owned()),
        card_country: Some("AT".to_owned()),
        channel: Some("web".to_owned()),
        business: Some(false),
        renewal: Some(true),
        renewals: Some(2),
        delivered_at: Some(at("2026-02-21T09:31:00Z")),
        withdrawal_waived_at: Some(at("2026-02-21T09:30:00Z")),
        cancelled_at: Some(at("2026-02-20T00:00:00Z")),
        subscription: Some(SubscriptionId::parse("sub_1").unwrap()),
        price_minor: Some(4500),
        lines: vec![line("seats", 4200, true), line("setup", 700, false)],
        tax_minor: Some(700),
        fee: Some(usd(172)),
        policy_hash: Some("9f".repeat(32)),
        term_begins_at: Some(at("2026-02-21T00:00:00Z")),
        presented: Some(Presented { amount: Some(usd(1634)) }),
        billed: true,
        invoice: InvoiceReading::Read,
        unreadable: SaleField::ALL.map(|(field, _)| field).into(),
        respelt: [SaleField::Country].into(),
    };
    let split = Split { passed_on: Some(PassedOn::WithPayment), fee: true };
    case.payment = Some(Payment { split, purchase: Box::new(purchase), ..payment() });
    let mut request = request("req-lines", Reason::Unused, None);
    request.claims = Claims {
        channel: Some("chat".to_owned()),
        charged: Some(usd(4900)),
        email: None,
        email_matches: Some(false),
        lines: ["seats", "setup"].map(str::to_owned).into(),
    };
    let state = RequestState::new(request);
    case.requests.insert(state.request.id.clone(), state);
    case
}

/// A case in the middle of a conversation, with every way in which one can go on.
pub(crate) fn talk() -> Case {
    let mut case = Case::new(case_id(), Processor::Stripe);
    case.payment = Some(payment());
    let [silence_denies, silence_asks] = talk::need_info();
    let verdicts = [silence_denies, silence_asks, talk::review_by_two()];
    for (index, verdict) in verdicts.into_iter().enumerate() {
        let mut ruling = ruling(verdict);
        ruling.decision.shadow = index == 2;
        let mut request = request(&format!("req-{index}"), Reason::Unused, None);
        request.requested_by = (index == 2).then(|| StaffId::parse("agent-1").unwrap());
        let state = RequestState {
            ruling: Some(ruling),
            opened: (index > 0).then(talk::opened),
            joins: (index == 2).then(|| request_id("req-0")),
            promise: (index == 2).then(|| Promise {
                first: at("2026-03-03T10:00:00Z"),
                by: at("2026-03-04T10:00:00Z"),
                delays: 1,
            }),
            stages: Stages {
                acknowledged_at: Some(at("2026-03-02T10:00:01Z")),
                decided_at: (index == 1).then(|| at("2026-03-02T10:00:02Z")),
                refunded_at: (index == 1).then(|| at("2026-03-02T10:00:03Z")),
                followed_up_at: (index == 1).then(|| at("2026-03-09T10:00:03Z")),
            },
            automatic: VerdictKind::ALL.get(index + 1).map(|(said, _)| Automatic {
                by: Authority::Rule("window".to_owned()),
                said: *said,
                shadow: index == 2,
            }),
            ..RequestState::new(request)
        };
        case.requests.insert(state.request.id.clone(), state);
    }
    let answer = |value| Answer { at: at("2026-03-03T08:00:00Z"), value };
    let values = [AnswerValue::Given, AnswerValue::Flag(true), AnswerValue::Number(-3)];
    let answers = values.into_iter().enumerate();
    let answers = answers.map(|(number, value)| (format!("question_{number}"), answer(value)));
    case.answers.insert(request_id("req-1"), answers.collect());
    for reviewed in talk::reviewed() {
        case.reviews.insert(reviewed.answer.id.clone(), reviewed);
    }
    let reasons = FeedbackReason::ALL.into_iter().map(|(reason, _)| reason);
    case.feedback.insert(request_id("req-1"), reasons.collect());
    for announcement in talk::announcements() {
        owe(&mut case, announcement);
    }
    case.told.milestones.extend(talk::milestones());
    case
}

fn modes() -> Vec<Announcement> {
    let of = |mode| {
        Announcement::Clawback(Clawback {
            commission: commission(),
            delta: -490,
            total: 0,
            mode,
            lost: 0,
            captured: usd(4900),
            ordinal: 2,
        })
    };
    vec![of(ClawbackMode::Void), of(ClawbackMode::Reduce)]
}

fn owe(case: &mut Case, announcement: Announcement) {
    case.told.sequence += 1;
    case.told.owed.push(Owed {
        id: announcement.milestone().event_id(&case.id, case.told.sequence),
        sequence: case.told.sequence,
        at: at("2026-03-02T10:00:07Z"),
        tax: matches!(announcement, Announcement::Refund(_)).then(|| usd(782)),
        announcement,
    });
}
