//! Whole cases: the ordinary one, and one with everything in it.

use super::{
    announcements, approve, at, case_id, commission, deny, dispute, key, key_of, milestones,
    refund, request_id, review, ruling, stages, statuses, steps, usd, warning,
};
use crate::case::announcement::{Announcement, Owed};
use crate::case::operation::{Operation, Step};
use crate::case::state::{Case, RequestState};
use crate::domain::commission::{ClawbackMode, Commission};
use crate::domain::decision::Ruling;
use crate::domain::ids::CustomerId;
use crate::domain::key::Subject;
use crate::domain::money::Money;
use crate::domain::payment::Payment;
use crate::domain::processor::Processor;
use crate::domain::refund::RefundStatus;
use crate::domain::request::{Claims, Reason, RefundRequest};

fn payment() -> Payment {
    Payment {
        captured: usd(4900),
        charged_at: at("2026-02-21T09:30:00.123456789Z"),
        customer: Some(CustomerId::parse("cus_1").unwrap()),
        product: Some("editor-pro".to_owned()),
        plan: Some("yearly".to_owned()),
        term_ends_at: Some(at("2027-02-21T09:30:00Z")),
        locale: Some("de-AT".to_owned()),
        commission: Some(commission()),
        card: None,
        email: None,
        purchase: Box::default(),
    }
}

fn request(id: &str, reason: Reason, amount: Option<Money>) -> RefundRequest {
    RefundRequest {
        id: request_id(id),
        reason,
        amount,
        locale: Some("de-AT".to_owned()),
        requested_at: at("2026-03-02T10:00:00Z"),
        proof_of_purchase: reason == Reason::Duplicate,
        claims: Claims::default(),
    }
}

/// The ordinary case: one request, approved, carried out, told.
pub(in crate::wire) fn small() -> Case {
    let mut case = Case::new(case_id(), Processor::Stripe);
    case.payment = Some(Payment { commission: None, ..payment() });
    let refund = refund("re_1", RefundStatus::Succeeded);
    case.told.sequence = 1_772_445_605_000;
    for announcement in announcements() {
        if matches!(
            announcement,
            Announcement::RefundAcknowledged { .. }
                | Announcement::RefundApproved { .. }
                | Announcement::RefundSucceeded { .. }
        ) {
            case.told.milestones.insert(announcement.milestone());
        }
    }
    case.told.succeeded_at.insert(refund.id.clone(), at("2026-03-02T10:00:06Z"));
    case.refunds.insert(refund.id.clone(), refund);
    let ruling = Ruling { trace: Vec::new(), ..ruling(approve()) };
    let operation = Operation {
        subject: Subject::Full,
        amount: usd(4900),
        decision: ruling.decision.clone(),
        step: Step::Ready,
    };
    let state = RequestState {
        request: request("req-1", Reason::Unused, None),
        ruling: Some(ruling),
        operation: Some(key()),
    };
    case.requests.insert(state.request.id.clone(), state);
    case.operations.insert(key(), operation);
    case
}

/// A case that cannot be, with everything that a case can hold.
pub(in crate::wire) fn rich() -> Case {
    let mut case = small();
    case.payment = Some(payment());
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
    case.warnings.insert(warning().id, warning());
    case.commission = Some(Commission { base: None, paid: false, ..commission() });
    for (index, (reason, _)) in Reason::ALL.into_iter().enumerate() {
        let id = format!("req-{index}");
        let verdict = [approve(), deny(), review()].into_iter().nth(index % 3);
        let state = RequestState {
            request: request(&id, reason, (index % 2 == 0).then(|| usd(1))),
            ruling: verdict.map(ruling),
            operation: None,
        };
        case.requests.insert(state.request.id.clone(), state);
    }
    for (index, step) in steps().into_iter().enumerate() {
        let subject = Subject::Partial(request_id(&format!("req-{index}")));
        let decision = ruling(approve()).decision;
        let operation = Operation { subject, amount: usd(1), decision, step };
        case.operations.insert(key_of(&operation.subject), operation);
    }
    for announcement in announcements().into_iter().chain(modes()) {
        owe(&mut case, announcement);
    }
    case.told.milestones.extend(milestones());
    case.told.clawed = Some(490);
    case.told.clawbacks = 3;
    case
}

fn modes() -> Vec<Announcement> {
    let of = |mode| Announcement::Clawback {
        commission: commission(),
        delta: -490,
        total: 0,
        mode,
        lost: 0,
        captured: usd(4900),
        ordinal: 2,
    };
    vec![of(ClawbackMode::Void), of(ClawbackMode::Reduce)]
}

fn owe(case: &mut Case, announcement: Announcement) {
    case.told.sequence += 1;
    case.told.owed.push(Owed {
        id: announcement.milestone().event_id(&case.id, case.told.sequence),
        sequence: case.told.sequence,
        at: at("2026-03-02T10:00:07Z"),
        announcement,
    });
}
