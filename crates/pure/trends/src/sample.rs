//! Cases of a shop that does not exist, always the same, for tests and for the pages in
//! `tests/golden/report`.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::{Agreed, Frame, TimeSpan};
use case::milestone::Milestone;
use case::operation::{Operation, OperationStep};
use case::stage::Stages;
use case::state::{Automatic, Case, Clawed, RequestState};
use case::terms::Targets;
use domain::authority::{Authority, Why};
use domain::booking::Bookings;
use domain::calculation::Calculation;
use domain::commission::Commission;
use domain::conversation::{FeedbackReason, Opened};
use domain::cost::Cost;
use domain::decision::{Bounds, Decision, InfoNeeded, Ruling, Silence, Verdict, VerdictKind};
use domain::dispute::{Dispute, DisputeSaid, DisputeStage};
use domain::facts::{Facts, Ledger};
use domain::grounds::Grounds;
use domain::ids::{AccountName, CaseId, CommissionId, DisputeId, PartnerId, RefundId, RequestId};
use domain::money::{Currency, Money};
use domain::outcome::Refusal;
use domain::payment::{Payer, Payment, PaymentStatus};
use domain::processor::Processor;
use domain::reason_code::ReasonCode;
use domain::receipt::Receipt;
use domain::refund::{Refund, RefundStatus};
use domain::request::{Claims, Reason, RefundRequest};

/// Pseudo-random numbers, the same on every machine (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % bound
    }

    /// Whether something happens that does so `percent` times of a hundred.
    fn falls(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of several, the earlier ones more often.
    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        let len = u64::try_from(of.len()).unwrap();
        let place = self.below(len).min(self.below(len)).min(self.below(len));
        of[usize::try_from(place).unwrap()]
    }
}

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn later(at: Timestamp, seconds: u64) -> Timestamp {
    at + SignedDuration::from_secs(i64::try_from(seconds).unwrap())
}

/// The moment at which the samples are looked at.
pub fn present() -> Timestamp {
    at("2026-11-23T15:00:00Z")
}

/// Ninety days up to [`present`], with targets.
pub fn frame() -> Frame {
    let targets = Targets {
        acknowledged: Some(900),
        decided: Some(86_400),
        refunded: Some(3600),
        followed_up: Some(8 * 86_400),
    };
    let account = |name: &str| {
        let agreed = Agreed { targets, merchant_of_record: name == "stripe-resale" };
        (AccountName::parse(name).unwrap(), agreed)
    };
    let zone = jiff::tz::TimeZone::UTC;
    Frame {
        span: TimeSpan::new(present() - SignedDuration::from_hours(24 * 90), present(), zone)
            .unwrap(),
        now: present(),
        account: None,
        accounts: ["stripe-eu", "stripe-us", "stripe-resale"].map(account).into(),
    }
}

/// `count` cases, the later ones like the earlier ones.
pub fn cases(count: u64) -> Vec<Case> {
    (0..count)
        .map(|number| {
            one(
                number,
                &mut Dice(0x9E37_79B9_7F4A_7C15 ^ (number + 1).wrapping_mul(0x2545_F491_4F6C_DD1D)),
            )
        })
        .collect()
}

fn one(number: u64, dice: &mut Dice) -> Case {
    for _ in 0..8 {
        dice.below(2);
    }
    let account = dice.one(&["stripe-eu", "stripe-eu", "stripe-us", "stripe-resale"]);
    let id = CaseId::parse(&format!("{account}/pi_{number:05}")).unwrap();
    let mut case = Case::new(id, Processor::Stripe);
    let currency = match account {
        "stripe-us" => "USD",
        "stripe-resale" => "JPY",
        _ => dice.one(&["EUR", "EUR", "GBP"]),
    };
    let currency = Currency::parse(currency).unwrap();
    let minor = [1900, 4900, 9900, 29_900][usize::try_from(dice.below(4)).unwrap()];
    let captured =
        Money::new(if currency.exponent() == 0 { minor / 10 * 10 } else { minor }, currency);
    // More of them lately.
    let asked_at =
        later(at("2026-08-18T06:00:00Z"), dice.below(97 * 86_400).max(dice.below(97 * 86_400)));
    let asked_at = asked_at.min(present());
    case.payment = Some(payment(captured, asked_at, dice));
    if dice.falls(30) {
        let id = CommissionId::parse(format!("com_{number}")).unwrap();
        let commission = Commission {
            id: id.clone(),
            partner: PartnerId::parse("partner-1").unwrap(),
            earned: Money::new(captured.minor / 5, currency),
            base: None,
            paid: false,
        };
        case.commissions.insert(id, commission);
    }
    if dice.falls(88) {
        ask(&mut case, number, asked_at, dice);
    } else if dice.falls(50) {
        let made = refund(number, captured, asked_at, RefundStatus::Succeeded);
        case.refunds.insert(made.id.clone(), made);
    } else {
        dispute(&mut case, number, asked_at, dice);
    }
    let earned = case.commissions.keys().next().filter(|_| !case.refunds.is_empty());
    if let Some(id) = earned {
        let returned = if dice.falls(10) { captured.minor / 10 } else { 0 };
        let clawed = Clawed { total: captured.minor / 5, count: 1, returned };
        case.told.clawbacks.insert(id.clone(), clawed);
    }
    case
}

fn payment(captured: Money, asked_at: Timestamp, dice: &mut Dice) -> Payment {
    let product = dice.one(&["Editor Pro", "Studio", "Archive & Search", "Field notes"]);
    let plan = dice.one(&["monthly", "yearly", "lifetime"]);
    let language = dice.one(&["en-GB", "de-AT", "fr", "nl", "ja", "zh-CN", "pt-BR"]);
    Payment {
        status: PaymentStatus::Settled,
        captured,
        authorised: captured,
        charged_at: asked_at - SignedDuration::from_hours(24 * 9),
        customer: None,
        product: dice.falls(94).then(|| product.to_owned()),
        plan: dice.falls(90).then(|| plan.to_owned()),
        term_ends_at: None,
        locale: dice.falls(96).then(|| language.to_owned()),
        commission: None,
        payer: Payer::default(),
        split: domain::split::Split::default(),
        purchase: Box::default(),
    }
}

fn refund(number: u64, amount: Money, created_at: Timestamp, status: RefundStatus) -> Refund {
    let id = RefundId::parse(format!("re_{number}")).unwrap();
    Refund { id, amount, status, key: None, failure: None, act_by: None, created_at }
}

fn dispute(case: &mut Case, number: u64, created_at: Timestamp, dice: &mut Dice) {
    let amount = case.payment.as_ref().unwrap().captured;
    let stage = dice
        .one(
            &[
                DisputeStage::Lost,
                DisputeStage::Won,
                DisputeStage::NeedsResponse,
                DisputeStage::InquiryClosed,
            ]
            .each_ref(),
        )
        .clone();
    let lost = stage == DisputeStage::Lost || stage == DisputeStage::NeedsResponse;
    let id = DisputeId::parse(format!("dp_{number}")).unwrap();
    let dispute = Dispute {
        id: id.clone(),
        seen_at: created_at,
        amount,
        reported: stage,
        reason: "general".to_owned(),
        bookings: Bookings::default(),
        said: DisputeSaid { withdrawn: lost, ..DisputeSaid::default() },
        evidence_due_at: None,
        created_at,
    };
    case.disputes.insert(id, dispute);
}

fn ask(case: &mut Case, number: u64, asked_at: Timestamp, dice: &mut Dice) {
    let captured = case.payment.as_ref().unwrap().captured;
    let reasons = [
        Reason::ChangeOfMind,
        Reason::Unused,
        Reason::NotAsExpected,
        Reason::AccidentalRenewal,
        Reason::TechnicalProblem,
        Reason::Duplicate,
        Reason::Other,
        Reason::WrongCharge,
        Reason::Fraudulent,
    ];
    let request = RefundRequest {
        id: RequestId::parse(format!("req-{number}")).unwrap(),
        reason: dice.one(&reasons),
        amount: dice.falls(15).then(|| Money::new(captured.minor / 2, captured.currency)),
        locale: None,
        time_zone: None,
        requested_at: asked_at,
        receipt: Receipt::of(asked_at),
        sender: None,
        proof_of_purchase: false,
        claims: Claims::default(),
        requested_by: None,
    };
    let mut state = RequestState::new(request);
    if case.id.account.as_str() != "stripe-resale"
        && asked_at < present() - SignedDuration::from_mins(2)
    {
        decide(case, &mut state, number, dice);
    }
    if state.stages.followed_up_at.is_some() && dice.falls(60) {
        let first = dice.one(&FeedbackReason::ALL).0;
        case.feedback.insert(state.request.id.clone(), BTreeSet::from([first]));
    }
    case.requests.insert(state.request.id.clone(), state);
}

fn decide(case: &mut Case, state: &mut RequestState, number: u64, dice: &mut Dice) {
    let captured = case.payment.as_ref().unwrap().captured;
    let asked_at = state.request.receipt.at;
    let amount = state.request.amount.unwrap_or(captured);
    let (rule, clause) = dice.one(&[
        ("thirty-days", "money_back"),
        ("unused-renewal", "renewals"),
        ("after-the-window", "window_closed"),
        ("large-amounts", "by_hand"),
        ("prorated", "rest_of_term"),
    ]);
    let reviewed = rule == "large-amounts" || dice.falls(8);
    let asked = dice.falls(9);
    let shadow = rule == "unused-renewal" && dice.falls(30);
    let gives = rule != "after-the-window";
    let said = match (rule, asked) {
        ("large-amounts", _) => VerdictKind::Review,
        (_, true) => VerdictKind::NeedInfo,
        _ if gives => VerdictKind::Approve,
        _ => VerdictKind::Deny,
    };
    state.automatic = Some(Automatic { by: Authority::Rule(rule.to_owned()), said, shadow });
    let id = || state.request.id.clone();
    case.told.milestones.insert(Milestone::Acknowledged(id()));
    if asked {
        case.told.milestones.insert(Milestone::Asked(1, id()));
    }
    let by_people = reviewed || shadow;
    // People are of another mind now and then.
    let approves = gives != (by_people && dice.falls(15));
    if by_people {
        case.told.milestones.insert(Milestone::Review(id()));
    }
    let acknowledged_at =
        later(asked_at, 1 + dice.below(20) + if dice.falls(2) { 4000 } else { 0 });
    state.stages = Stages { acknowledged_at: Some(acknowledged_at), ..Stages::default() };
    let took = match (by_people, asked) {
        (true, _) => 3600 + dice.below(40 * 3600),
        (false, true) => 7200 + dice.below(60 * 3600),
        (false, false) => 2 + dice.below(30),
    };
    let decided_at = later(asked_at, took);
    let open = decided_at > present() || dice.falls(2);
    let verdict = verdict(open, by_people, approves.then_some(amount));
    state.stages.decided_at = (!open).then_some(decided_at);
    let opened = Opened::at(later(asked_at, 2), later(asked_at, 3 * 86_400));
    let because = (!open).then(|| reason_code(gives, approves)).flatten();
    state.opened = (open || by_people).then_some(Opened { round: 1, because, ..opened });
    let by = match (open, by_people, approves) {
        (false, true, true) => Authority::Approvers,
        (false, true, false) => Authority::Denier,
        _ => Authority::Rule(rule.to_owned()),
    };
    let decision = Decision {
        verdict,
        by,
        clause: clause.to_owned(),
        policy_hash: Some(if asked_at < at("2026-10-05T00:00:00Z") {
            "3f9a".repeat(16)
        } else {
            "b07c".repeat(16)
        }),
        shadow: open && shadow,
        calculation: Calculation::default(),
        subscription: None,
        bounds: Bounds::default(),
    };
    state.ruling = Some(Ruling { decision: decision.clone(), trace: Vec::new() });
    if !open && approves {
        carry_out(case, state, (decision, amount, number), dice);
    }
}

/// Why people approve or not what the rule gives or does not.
fn reason_code(gives: bool, approves: bool) -> Option<ReasonCode> {
    ReasonCode::parse(match (gives, approves) {
        (true, true) | (false, false) => "policy_applied",
        (false, true) => "goodwill",
        (true, false) => "fraud_suspected",
    })
}

/// What stands of a decision; `approved` is what the rule gives.
fn verdict(open: bool, by_people: bool, approved: Option<Money>) -> Verdict {
    match (open, by_people, approved) {
        (true, true, proposed) => Verdict::Review { why: "large".into(), approvers: 1, proposed },
        (true, false, _) => Verdict::NeedInfo(InfoNeeded {
            questions: vec!["what_happened".to_owned()],
            answer_within: 86_400,
            remind_after: None,
            silence: Silence::Review { why: Why::NoAnswer },
        }),
        (false, _, Some(amount)) => Verdict::Approve(amount),
        (false, _, None) => Verdict::Deny { alternatives: vec!["discount".to_owned()] },
    }
}

/// The facts, and the costs by a table that has nothing for yen.
fn grounds(case: &Case, state: &RequestState) -> Box<Grounds> {
    let payment = case.payment.as_ref().unwrap();
    let left_minor = payment.captured.minor;
    let ledger = Ledger { refunded_minor: 0, left_minor, disputed: false, fraud_warning: false };
    let facts = Facts::new(state.request.believed(0), payment, ledger, case.processor, 1);
    let cost = Cost { refund_minor: left_minor * 29 / 1000 + 30, dispute_minor: 1500 };
    let in_table = payment.captured.currency.exponent() > 0;
    Box::new(Grounds { facts, cost: in_table.then_some(cost) })
}

fn carry_out(
    case: &mut Case,
    state: &mut RequestState,
    (decision, amount, number): (Decision, Money, u64),
    dice: &mut Dice,
) {
    let key = case.key_of(&state.request).unwrap();
    let decided_at = state.stages.decided_at.unwrap();
    state.operation = Some(key.clone());
    state.grounds = Some(grounds(case, state));
    let refused = dice.falls(3);
    let step = if refused {
        OperationStep::Refused {
            refusal: Refusal::AlreadyRefunded,
            at: decided_at,
            confirmed: true,
        }
    } else {
        OperationStep::Ready
    };
    let subject = state.request.subject();
    case.operations.insert(key.clone(), Operation { subject, amount, decision, step });
    let refunded_at =
        later(decided_at, 1 + dice.below(6) + if dice.falls(20) { dice.below(9000) } else { 0 });
    if refused || refunded_at > present() {
        return;
    }
    let status = if dice.falls(97) { RefundStatus::Succeeded } else { RefundStatus::Failed };
    if status == RefundStatus::Succeeded {
        state.stages.refunded_at = Some(refunded_at);
        let followed_up_at = later(refunded_at, 7 * 86_400 + dice.below(600));
        state.stages.followed_up_at = Some(followed_up_at).filter(|at| *at < present());
    }
    let made = Refund { key: Some(key), ..refund(number, amount, refunded_at, status) };
    case.refunds.insert(made.id.clone(), made);
}
