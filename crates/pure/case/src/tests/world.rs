//! A small alphabet of facts about one payment of 49.00 USD, shared by the tests of the core.

use jiff::Timestamp;

use crate::apply::{Effect, apply};
use crate::claim::Brought;
use crate::fact::Fact;
use crate::operation::OperationStep;
use crate::plan::{Plan, plan};
use crate::state::Case;
use crate::terms::{Targets, Terms};
use crate::{binding, invariants, owe};
use domain::authority::Authority;
use domain::booking::Booking;
use domain::calculation::Calculation;
use domain::commission::Commission;
use domain::conversation::Opened;
use domain::conversation::Standing;
use domain::decision::{Bounds, Decision, Ruling, Verdict};
use domain::dispute::{Dispute, DisputeSaid, DisputeStage, FraudWarning};
use domain::http::{HttpRequest, Method};
use domain::ids::{
    BookingId, CaseId, CommissionId, DisputeId, PartnerId, RefundId, RequestId, WarningId,
};
use domain::key::IdempotencyKey;
use domain::legs::{Legs, Sight};
use domain::money::{Currency, Money};
use domain::observation::{Listing, Observation};
use domain::payment::{Payer, Payment, PaymentStatus};
use domain::processor::Processor;
use domain::receipt::Receipt;
use domain::refund::{Refund, RefundStatus};
use domain::request::{Claims, Reason, RefundRequest};
use domain::reviewer::Voice;
use domain::switch::SwitchPosition::Open;

pub(super) const CAPTURED: i64 = 4900;
pub(super) const EARNED: i64 = 981;

/// What a delivery brings that has nothing to do with claims.
pub(super) const BARE: Brought<'static> = Brought { request: None, permit: None };

pub(super) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_760_000_000 + second).unwrap()
}

pub(super) fn usd(minor: i64) -> Money {
    Money::new(minor, Currency::parse("USD").unwrap())
}

pub(super) fn terms() -> Terms {
    Terms {
        receipt_within: 0,
        answer_within: 60 * 86_400,
        delay_notice: 3600,
        rest_days: domain::rest_days::RestDays::default(),
        feedback_after: 7 * 86_400,
        claim: 30,
        ladder: vec![5, 30, 120, 600, 3600, 21_600],
        doubt_max: 3 * 86_400,
        watch: 21_600,
        settling_max: 15 * 86_400,
        facts_within: 900,
        settle: 490,
        legs: Legs { key: Some(86_400), list: Sight::Named, capped: true },
        review_within: 3 * 86_400,
        targets: Targets::default(),
        split: domain::split::SplitTerms::default(),
        invoices: domain::invoice::InvoiceTerms::default(),
        merchant_of_record: false,
    }
}

pub(super) fn case() -> Case {
    Case::new(CaseId::parse("stripe-eu/pi_1").unwrap(), Processor::Stripe)
}

pub(super) fn payment() -> Payment {
    Payment {
        status: PaymentStatus::Settled,
        captured: usd(CAPTURED),
        authorised: usd(CAPTURED),
        charged_at: at(-86_400),
        customer: None,
        product: None,
        plan: None,
        term_ends_at: None,
        locale: None,
        commission: None,
        payer: Payer::default(),
        split: domain::split::Split::default(),
        purchase: Box::default(),
    }
}

/// The payment as it stands: how much of what was authorised was captured, minor units.
pub(super) fn standing(status: PaymentStatus, captured: i64, authorised: i64) -> Payment {
    Payment { status, captured: usd(captured), authorised: usd(authorised), ..payment() }
}

/// A list of nothing but the payment.
pub(super) fn listed(payment: Payment) -> Fact {
    Fact::Listed(Listing { payment: Some(payment), refunds: Vec::new(), disputes: Vec::new() })
}

/// A reviewer who may all.
pub(super) const ANYONE: Standing = Standing { most: None, voice: Voice::Second };

pub(super) fn request(id: &str, amount: Option<i64>) -> RefundRequest {
    RefundRequest {
        id: RequestId::parse(id).unwrap(),
        reason: Reason::Unused,
        amount: amount.map(usd),
        locale: None,
        time_zone: None,
        requested_at: at(0),
        receipt: Receipt::of(at(0)),
        sender: None,
        proof_of_purchase: false,
        claims: Claims::default(),
        requested_by: None,
    }
}

pub(super) fn full_key() -> IdempotencyKey {
    let mut case = case();
    case.payment = Some(payment());
    case.key_of(&request("r1", None)).unwrap()
}

pub(super) fn refund(id: &str, minor: i64, status: RefundStatus, ours: bool) -> Refund {
    Refund {
        id: RefundId::parse(id).unwrap(),
        amount: usd(minor),
        status,
        key: ours.then(full_key),
        failure: None,
        act_by: None,
        created_at: at(10),
    }
}

/// A dispute as it is reported in its ordinary course: the further stage is the later report.
pub(super) fn dispute(id: &str, stage: DisputeStage, withdrawn: i64, reinstated: i64) -> Dispute {
    let booked = [withdrawn.saturating_neg(), reinstated];
    let booked: Vec<i64> = booked.into_iter().filter(|minor| *minor != 0).collect();
    let second = match stage {
        DisputeStage::Inquiry | DisputeStage::NeedsResponse => 20,
        DisputeStage::InquiryClosed | DisputeStage::Prevented | DisputeStage::Other(_) => 21,
        DisputeStage::UnderReview => 22,
        DisputeStage::Lost => 23,
        DisputeStage::Appeal => 24,
        DisputeStage::AppealLost => 25,
        DisputeStage::Won => 26,
    };
    reported(id, second, stage, &booked)
}

/// A dispute as reported at that second, with its bookings.
pub(super) fn reported(id: &str, second: i64, stage: DisputeStage, booked: &[i64]) -> Dispute {
    let booking = |(place, minor): (u32, &i64)| Booking {
        id: BookingId::parse(format!("txn_{place}")).unwrap(),
        place,
        booked_at: None,
        minor: *minor,
        currency: Some(usd(0).currency),
        returns: false,
    };
    Dispute {
        id: DisputeId::parse(id).unwrap(),
        seen_at: at(second),
        amount: usd(CAPTURED),
        reported: stage,
        reason: "fraudulent".to_owned(),
        bookings: (0..).zip(booked).map(booking).collect(),
        said: DisputeSaid::default(),
        evidence_due_at: None,
        created_at: at(20),
    }
}

/// The card network warns of fraud.
pub(super) fn warned(actionable: bool) -> Fact {
    Fact::Observed(Observation::FraudWarning(FraudWarning {
        id: WarningId::parse("issfr_1").unwrap(),
        actionable,
        kind: "made_with_stolen_card".to_owned(),
    }))
}

pub(super) fn commission() -> Commission {
    Commission {
        id: CommissionId::parse("com_1").unwrap(),
        partner: PartnerId::parse("partner_1").unwrap(),
        earned: usd(EARNED),
        base: None,
        paid: false,
    }
}

pub(super) fn ruling(verdict: Verdict) -> Ruling {
    let decision = Decision {
        verdict,
        by: Authority::Rule("rule".to_owned()),
        clause: "clause".to_owned(),
        policy_hash: Some("hash".to_owned()),
        shadow: false,
        calculation: Calculation::default(),
        subscription: None,
        bounds: Bounds::default(),
    };
    Ruling { decision, trace: Vec::new() }
}

/// A question or a review that begins at `now`.
pub(super) fn opened(now: Timestamp) -> Opened {
    Opened::at(now, domain::time::after(now, terms().review_within))
}

pub(super) fn listing(refunds: Vec<Refund>, disputes: Vec<Dispute>) -> Fact {
    Fact::Listed(Listing { payment: Some(payment()), refunds, disputes })
}

pub(super) fn seen(refund: Refund) -> Fact {
    Fact::Observed(Observation::Refund(refund))
}

pub(super) fn disputed(dispute: Dispute) -> Fact {
    Fact::Observed(Observation::Dispute(dispute))
}

pub(super) fn call() -> HttpRequest {
    HttpRequest {
        method: Method::Post,
        path: "/v1/refunds".to_owned(),
        headers: Vec::new(),
        body: "amount=4900".to_owned(),
    }
}

/// What the worker makes a nonce of, by a key that is one here.
pub(super) const NONCE: &str = "nonce";

/// One step as the worker makes it: apply, bind, owe, check.
pub(super) fn step(case: &mut Case, fact: Fact, now: Timestamp) -> Effect {
    let effect = apply(case, fact);
    for unbound in binding::unbound(case) {
        assert!(matches!(plan(case, now, (false, BARE), Open, &terms()), Plan::Bind(_)));
        let nonce = format!("{NONCE}-{}-{}", unbound.request, unbound.round);
        let bound = Fact::Bound { request: unbound.request, round: unbound.round, nonce };
        assert_eq!(apply(case, bound), Effect::Advanced);
    }
    owe::owe(case, now, &terms());
    invariants::check(case).unwrap();
    effect
}

/// Publishes everything that is owed.
pub(super) fn publish(case: &mut Case) -> Fact {
    Fact::Published(case.told.owed.iter().map(|owed| owed.id.clone()).collect())
}

/// Plans as a worker that has just listed.
pub(super) fn next(case: &Case, now: Timestamp) -> Plan {
    plan(case, now, (true, BARE), Open, &terms())
}

/// Forgets what depends on the path and not on the facts: numbers, what was said when, and whether what
/// came late is to be looked up.
pub(super) fn facts_only(case: &Case) -> Case {
    let mut facts = case.clone();
    facts.disputes_contested = false;
    let totals = facts.told.clawbacks.iter().filter(|(_, clawed)| clawed.total != 0);
    let totals = totals.map(|(id, clawed)| {
        let total = clawed.total;
        (id.clone(), crate::state::Clawed { total, ..Default::default() })
    });
    facts.told = crate::state::Told { clawbacks: totals.collect(), ..Default::default() };
    for state in facts.requests.values_mut() {
        state.stages = crate::stage::Stages::default();
    }
    facts
}

/// A short label of a state, for the table and for messages.
pub(super) fn label(case: &Case) -> String {
    let mut parts = Vec::new();
    if case.payment_missing {
        parts.push("payment unknown".to_owned());
    } else if case.payment.is_some() {
        parts.push("payment".to_owned());
    }
    for state in case.requests.values() {
        let verdict = match state.ruling.as_ref().map(|ruling| &ruling.decision.verdict) {
            None => "asked",
            Some(Verdict::Approve(_)) => "approved",
            Some(Verdict::Deny { .. }) => "denied",
            Some(Verdict::NeedInfo(_)) => "asked back",
            Some(Verdict::Review { .. }) => "review",
        };
        let voices = state.opened.as_ref().map_or(0, |opened| opened.voices.len());
        let voices = if voices > 0 { format!(" by {voices}") } else { String::new() };
        parts.push(format!("{} {verdict}{voices}", state.request.id));
    }
    for operation in case.operations.values() {
        let step = match &operation.step {
            OperationStep::Ready => "ready".to_owned(),
            OperationStep::Claimed(_) => "claimed".to_owned(),
            OperationStep::InDoubt(doubt) if doubt.answer.is_some() => {
                format!("in doubt {} answered", doubt.attempt)
            }
            OperationStep::InDoubt(doubt) => format!("in doubt {}", doubt.attempt),
            OperationStep::Refused { confirmed, .. } => {
                (if *confirmed { "refused, confirmed" } else { "refused" }).to_owned()
            }
        };
        parts.push(step);
    }
    for refund in case.refunds.values() {
        parts.push(format!("{} {:?}", refund.id, refund.status).to_lowercase());
    }
    for dispute in case.disputes.values() {
        parts.push(format!("{} {:?}", dispute.id, dispute.stage()).to_lowercase());
    }
    if parts.is_empty() { "nothing".to_owned() } else { parts.join(", ") }
}
