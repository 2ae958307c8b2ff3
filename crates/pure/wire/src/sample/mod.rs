//! Words and announcements, one of each variant; whole cases are in `cases`.

pub(super) mod cases;
pub(super) mod facts;
pub(super) mod talk;

use jiff::Timestamp;

use case::announcement::{
    Announcement, Clawback, DisputeNews, Failed, Failure, RefundNews, RequestNews,
};
use case::claim::{Claim, ClaimId};
use case::milestone::Milestone;
use case::operation::{Doubt, Inconclusive, InconclusiveKind, OperationStep};
use case::trouble::Trouble;
use domain::authority::Authority;
use domain::booking::Booking;
use domain::calculation::{Calculation, Step};
use domain::commission::{ClawbackMode, Commission};
use domain::credit_note::CreditNote;
use domain::decision::{Bounds, ConditionTrace, Decision, RuleTrace, Ruling, Verdict};
use domain::dispute::{Dispute, DisputeSaid, DisputeStage, FraudWarning};
use domain::http::{HttpRequest, Method};
use domain::ids::{
    BookingId, CaseId, CommissionId, CreditNoteId, DisputeId, PartnerId, RefundId, RequestId,
    SubscriptionId, WarningId,
};
use domain::key::{IdempotencyKey, Subject};
use domain::money::{Currency, Money};
use domain::outcome::Refusal;
use domain::processor::Processor;
use domain::refund::{Refund, RefundStatus};
use domain::subscription::{CancelWhen, Subscription};

pub(super) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(super) fn usd(minor: i64) -> Money {
    Money::new(minor, Currency::parse("USD").unwrap())
}

pub(super) fn case_id() -> CaseId {
    CaseId::parse("stripe-eu/pi_3PqLx2").unwrap()
}

pub(super) fn request_id(text: &str) -> RequestId {
    RequestId::parse(text).unwrap()
}

pub(super) fn key() -> IdempotencyKey {
    key_of(&Subject::Full)
}

pub(super) fn key_of(subject: &Subject) -> IdempotencyKey {
    IdempotencyKey::derive(Processor::Stripe, &case_id(), subject, usd(0).currency)
}

fn refund_id(text: &str) -> RefundId {
    RefundId::parse(text).unwrap()
}

pub(super) fn refund(id: &str, status: RefundStatus) -> Refund {
    let failed = !status.holds_money();
    Refund {
        id: refund_id(id),
        amount: usd(4900),
        key: (!matches!(status, RefundStatus::Other(_))).then(key),
        failure: failed.then(|| "expired_or_canceled_card".to_owned()),
        act_by: (status == RefundStatus::RequiresAction).then(|| at("2026-04-16T10:00:05Z")),
        status,
        created_at: at("2026-03-02T10:00:05Z"),
    }
}

pub(super) fn credit_note() -> CreditNote {
    CreditNote { id: CreditNoteId::parse("cn_1").unwrap(), amount: usd(4900) }
}

fn booking(id: &str, place: u32, minor: i64) -> Booking {
    Booking {
        id: BookingId::parse(id).unwrap(),
        place,
        booked_at: Some(at("2026-03-05T08:00:00Z")),
        minor,
        currency: Some(usd(0).currency),
        returns: minor > 0,
    }
}

pub(super) fn dispute(id: &str, stage: DisputeStage) -> Dispute {
    let closed = matches!(stage, DisputeStage::Won | DisputeStage::Lost);
    let seen_at = at(if closed { "2026-04-20T09:30:00Z" } else { "2026-03-05T08:00:01Z" });
    let taken = [booking("txn_1", 0, -4900), booking("txn_2", 1, 4900)];
    let booked = if stage == DisputeStage::Won { 2 } else { 1 };
    Dispute {
        id: DisputeId::parse(id).unwrap(),
        seen_at,
        amount: usd(4900),
        said: DisputeSaid { appealed: stage == DisputeStage::Appeal, ..DisputeSaid::default() },
        reported: stage,
        reason: "product_not_received".to_owned(),
        bookings: taken.into_iter().take(booked).collect(),
        evidence_due_at: (!closed).then(|| at("2026-03-20T23:59:59Z")),
        created_at: at("2026-03-05T08:00:00Z"),
    }
}

pub(super) fn warning() -> FraudWarning {
    FraudWarning {
        id: WarningId::parse("issfr_1").unwrap(),
        actionable: true,
        kind: "made_with_stolen_card".to_owned(),
    }
}

pub(super) fn commission() -> Commission {
    Commission {
        id: CommissionId::parse("com_77").unwrap(),
        partner: PartnerId::parse("partner-9").unwrap(),
        earned: usd(980),
        base: Some(usd(4900)),
        paid: true,
    }
}

pub(super) fn ruling(verdict: Verdict) -> Ruling {
    let condition = |text: &str, held, name: &str, value: &str| ConditionTrace {
        text: text.to_owned(),
        held,
        values: vec![(name.to_owned(), value.to_owned())],
    };
    Ruling {
        decision: Decision {
            verdict,
            by: Authority::Rule("within-30-days".to_owned()),
            clause: "money_back_30".to_owned(),
            policy_hash: Some(
                "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
            ),
            shadow: false,
            calculation: Calculation(vec![
                Step::Captured { minor: 4900 },
                Step::Share { basis_points: 5000 },
                Step::Rounded { to: 1, minor: 2450 },
            ]),
            subscription: None,
            bounds: Bounds::default(),
        },
        trace: vec![
            RuleTrace {
                rule: "charged-twice".to_owned(),
                conditions: vec![condition(
                    "request.reason == 'duplicate'",
                    Some(false),
                    "request.reason",
                    "unused",
                )],
            },
            RuleTrace {
                rule: "within-30-days".to_owned(),
                conditions: vec![
                    condition("payment.age_days <= 30", Some(true), "payment.age_days", "9"),
                    condition("customer.refunds < 3", None, "customer.refunds", "unknown"),
                ],
            },
        ],
    }
}

/// A rule that says what is to become of the subscription.
fn ending(mut ruling: Ruling) -> Ruling {
    ruling.decision.subscription = Some(Subscription::Cancel(CancelWhen::AtPeriodEnd));
    ruling
}

pub(super) fn approve() -> Verdict {
    Verdict::Approve(usd(4900))
}

pub(super) fn deny() -> Verdict {
    Verdict::Deny { alternatives: vec!["pause".to_owned(), "onboarding_call".to_owned()] }
}

pub(super) fn review() -> Verdict {
    Verdict::review("disputed")
}

pub(super) fn announcements() -> Vec<Announcement> {
    money_announcements().into_iter().chain(talk::announcements()).collect()
}

/// One of each that is about money, or about a request without a conversation.
pub(super) fn money_announcements() -> Vec<Announcement> {
    let requests = vec![request_id("req-1"), request_id("req-2")];
    let request = |news| Announcement::Request(request_id("req-1"), news);
    let asked = [
        RequestNews::Acknowledged { answer_by: at("2026-03-04T10:00:00Z"), answered: false },
        RequestNews::AnswerDelayed { time: 1, answer_by: at("2026-03-05T10:00:00Z") },
        RequestNews::Approved {
            key: key(),
            amount: usd(4900),
            full: true,
            at_once: true,
            ruling: ending(ruling(approve())),
        },
        RequestNews::Denied { at_once: false, ruling: ruling(deny()) },
        RequestNews::ReviewRequested { ruling: ruling(review()), sheet: None },
        RequestNews::CancelSuggested {
            key: key(),
            refund: refund_id("re_1"),
            subscription: Some(SubscriptionId::parse("sub_1").unwrap()),
            when: CancelWhen::AtPeriodEnd,
        },
    ];
    let came_back = Failure::CameBack {
        refund: refund_id("re_1"),
        key: Some(key()),
        reason: "expired_or_canceled_card".to_owned(),
        late: true,
    };
    let lapsed =
        Failure::Lapsed { refund: refund_id("re_2"), key: key(), reason: "expired".to_owned() };
    let refunds = [
        RefundNews::ActionRequired {
            key: key(),
            refund: refund("re_2", RefundStatus::RequiresAction),
            requests: requests.clone(),
        },
        RefundNews::Succeeded {
            key: key(),
            refund: refund("re_1", RefundStatus::Succeeded),
            requests: requests.clone(),
        },
        RefundNews::Failed(Failed {
            how: came_back,
            amount: usd(4900),
            requests: requests.clone(),
        }),
        RefundNews::Failed(Failed { how: lapsed, amount: usd(4900), requests: requests.clone() }),
        RefundNews::Credited {
            key: key(),
            refund: refund_id("re_1"),
            note: credit_note(),
            requests: requests.clone(),
        },
        RefundNews::Adopted(Refund { key: None, ..refund("re_hand", RefundStatus::Pending) }),
    ];
    let others = [
        clawback(),
        Announcement::Refund(RefundNews::FeedbackDue {
            key: key(),
            refund: refund_id("re_1"),
            amount: usd(4900),
            requests,
        }),
        Announcement::FraudWarned(warning()),
        Announcement::Dispute(DisputeNews::Opened, dispute("dp_1", DisputeStage::NeedsResponse)),
        Announcement::Dispute(DisputeNews::Won(1), dispute("dp_1", DisputeStage::Won)),
        Announcement::Dispute(DisputeNews::Lost(2), dispute("dp_1", DisputeStage::Lost)),
        Announcement::CaseParked(Trouble::RefundRefused(key())),
    ];
    let refunds = refunds.into_iter().map(Announcement::Refund);
    asked.into_iter().map(request).chain(refunds).chain(others).collect()
}

fn clawback() -> Announcement {
    Announcement::Clawback(Clawback {
        commission: commission(),
        delta: 490,
        total: 490,
        mode: ClawbackMode::NegativeLine,
        lost: 2450,
        captured: usd(4900),
        ordinal: 1,
    })
}

pub(super) fn troubles() -> Vec<Trouble> {
    vec![
        Trouble::PaymentUnknown,
        Trouble::LossAboveCapture,
        Trouble::RefundsConflict(key()),
        Trouble::RefundRefused(key()),
        Trouble::RefundFailed(refund_id("re:1")),
        Trouble::DoubtTooLong(key()),
        Trouble::KeyConflict(key()),
        Trouble::Misconfigured(key()),
        Trouble::Unprovable(key()),
        Trouble::CreditNoteMissing(key()),
        Trouble::CreditNoteStands(refund_id("re:1")),
        Trouble::CommissionContested,
        Trouble::CommissionAboveCapture,
        Trouble::CommissionUnreadable,
        Trouble::Bug,
    ]
}

pub(super) fn milestones() -> Vec<Milestone> {
    money_milestones().into_iter().chain(talk::milestones()).collect()
}

/// One of each that is about money, or about a request without a conversation.
pub(super) fn money_milestones() -> Vec<Milestone> {
    let mut all: Vec<Milestone> =
        money_announcements().iter().map(Announcement::milestone).collect();
    let dispute = || DisputeId::parse("dp_1").unwrap();
    all.extend([Milestone::WonAgain(2, dispute()), Milestone::LostAgain(3, dispute())]);
    all.push(Milestone::Lost(dispute()));
    all.push(Milestone::Refused(key()));
    all.push(Milestone::Acknowledged(request_id("shop:17:a")));
    all.push(Milestone::Clawback(2, -5, commission().id));
    all.extend(troubles().into_iter().map(Milestone::Parked));
    all
}

pub(super) fn statuses() -> Vec<RefundStatus> {
    vec![
        RefundStatus::Pending,
        RefundStatus::RequiresAction,
        RefundStatus::Other("held \"for\" review".to_owned()),
        RefundStatus::Succeeded,
        RefundStatus::Failed,
        RefundStatus::Canceled,
    ]
}

pub(super) fn stages() -> Vec<DisputeStage> {
    vec![
        DisputeStage::Inquiry,
        DisputeStage::InquiryClosed,
        DisputeStage::Other("arbitration".to_owned()),
        DisputeStage::NeedsResponse,
        DisputeStage::UnderReview,
        DisputeStage::Lost,
        DisputeStage::Appeal,
        DisputeStage::AppealLost,
        DisputeStage::Prevented,
        DisputeStage::Won,
    ]
}

/// Every step with every inconclusive answer and every refusal.
pub(super) fn steps() -> Vec<OperationStep> {
    let doubt = |method, answer| {
        OperationStep::InDoubt(Doubt {
            request: HttpRequest {
                method,
                path: "/v1/refunds".to_owned(),
                headers: vec![("idempotency-key".to_owned(), key().to_string())],
                body: "amount=4900&payment_intent=pi_3PqLx2".to_owned(),
            },
            attempt: 2,
            first_at: at("2026-03-02T10:00:03.000000001Z"),
            since: at("2026-03-02T10:01:03.999999999Z"),
            answer,
        })
    };
    let answer = |kind, retry_after| {
        doubt(
            Method::Post,
            Some(Inconclusive { at: at("2026-03-02T10:01:04Z"), kind, retry_after }),
        )
    };
    let refusals = [
        Refusal::AlreadyRefunded,
        Refusal::Disputed,
        Refusal::AmountTooLarge,
        Refusal::InsufficientBalance,
        Refusal::NotRefundable,
        Refusal::PaymentUnknown,
        Refusal::Other("charge_expired".to_owned()),
    ];
    let claimed = |doubt| {
        let at = at("2026-03-02T10:00:02.5Z");
        OperationStep::Claimed(Claim { id: ClaimId::new("c1a1".repeat(16)), at, doubt })
    };
    let OperationStep::InDoubt(before) = doubt(Method::Post, None) else { unreachable!() };
    let mut steps = vec![
        OperationStep::Ready,
        claimed(None),
        claimed(Some(before)),
        doubt(Method::Get, None),
        answer(InconclusiveKind::Busy, Some(30)),
        answer(InconclusiveKind::Unknown, None),
        answer(InconclusiveKind::KeyConflict, None),
        answer(InconclusiveKind::Misconfigured, None),
    ];
    steps.extend(refusals.into_iter().map(|refusal| {
        let confirmed = refusal == Refusal::Disputed;
        OperationStep::Refused { refusal, at: at("2026-03-02T10:00:09Z"), confirmed }
    }));
    steps
}
