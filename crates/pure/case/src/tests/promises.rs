//! The receipt of a request and the promise that it makes.

use jiff::Timestamp;

use super::talk::{DAY, answers, id, questions, to_review};
use super::world::{BARE, at, case, listing, opened, publish, request, ruling, usd};
use crate::announcement::{Announcement, RequestNews};
use crate::apply::apply;
use crate::binding;
use crate::clock;
use crate::fact::Fact;
use crate::owe;
use crate::plan::{Plan, plan};
use crate::state::Case;
use crate::terms::{Targets, Terms};
use domain::decision::Verdict;
use domain::rest_days::{RestDay, RestDays};
use domain::switch::SwitchPosition::Open;

const HOUR: i64 = 3600;

fn terms() -> Terms {
    Terms {
        receipt_within: 10,
        answer_within: DAY,
        delay_notice: 4 * HOUR,
        review_within: 60 * DAY,
        ..super::world::terms()
    }
}

fn learn(case: &mut Case, fact: Fact, now: i64) {
    apply(case, fact);
    owe::owe(case, at(now), &terms());
    for unbound in binding::unbound(case) {
        let nonce = format!("nonce-{}", unbound.round);
        let bound = Fact::Bound { request: unbound.request, round: unbound.round, nonce };
        apply(case, bound);
    }
    owe::owe(case, at(now), &terms());
}

fn decide(case: &mut Case, verdict: Verdict, now: i64) {
    let opened = domain::conversation::Opened { until: at(now + 60 * DAY), ..opened(at(now)) };
    let fact = Fact::Decided { request: id("r1"), ruling: ruling(verdict), opened, grounds: None };
    learn(case, fact, now);
}

/// Asked at 0, and the payment is known a second later.
fn asked() -> Case {
    let mut case = case();
    learn(&mut case, Fact::Requested(request("r1", None)), 0);
    assert_eq!(told(&mut case), [""; 0], "the receipt waits for the payment");
    assert_eq!(plan(&case, at(0), (false, BARE), Open, &terms()), Plan::Gather);
    learn(&mut case, listing(Vec::new(), Vec::new()), 1);
    case
}

/// What is owed, in short; it is published.
fn told(case: &mut Case) -> Vec<String> {
    let short = |announcement: &Announcement| {
        let Announcement::Request(_, news) = announcement else { return String::new() };
        let hours = |at: &Timestamp| (at.as_second() - self::at(0).as_second()) / HOUR;
        match news {
            RequestNews::Acknowledged { answer_by, answered: false } => {
                format!("receipt, answer by {}", hours(answer_by))
            }
            RequestNews::Acknowledged { answered: true, .. } => "answered".to_owned(),
            RequestNews::AnswerDelayed { time, answer_by } => {
                format!("delay {time}, answer by {}", hours(answer_by))
            }
            RequestNews::Approved { at_once, .. } => format!("approved, at once: {at_once}"),
            RequestNews::Denied { at_once, .. } => format!("denied, at once: {at_once}"),
            RequestNews::ReviewRequested { sheet, .. } => {
                let promised = sheet.as_ref().and_then(|sheet| sheet.promised_by);
                format!("review, promised by {}", promised.as_ref().map_or(-1, hours))
            }
            RequestNews::InfoRequested { .. } => "question".to_owned(),
            RequestNews::InfoReminded { .. } => "reminder".to_owned(),
            RequestNews::ReviewRefused { .. }
            | RequestNews::CancelSuggested { .. }
            | RequestNews::ClockMissed { .. } => String::new(),
        }
    };
    let told = case.told.owed.iter().map(|owed| short(&owed.announcement)).collect();
    let published = publish(case);
    apply(case, published);
    told
}

fn deny() -> Verdict {
    Verdict::Deny { alternatives: Vec::new() }
}

fn review() -> Verdict {
    Verdict::review("large")
}

#[test]
fn w6_what_is_decided_at_once_is_told_in_one_letter() {
    for (verdict, expected) in [
        (Verdict::Approve(usd(100)), ["answered", "approved, at once: true"]),
        (deny(), ["answered", "denied, at once: true"]),
        (questions(to_review()), ["answered", "question"]),
        (review(), ["receipt, answer by 24", "review, promised by 24"]),
    ] {
        let mut case = asked();
        decide(&mut case, verdict, 2);
        assert_eq!(told(&mut case), expected);
    }
}

#[test]
fn w8_a_receipt_waits_for_the_payment_and_not_for_long() {
    let mut case = case();
    learn(&mut case, Fact::Requested(request("r1", None)), 0);
    // Nothing could be read: whoever comes back, comes in time.
    let step = plan(&case, at(3), (true, BARE), Open, &terms());
    assert_eq!(step, Plan::Decide(id("r1")), "a listing would let it be decided");
    owe::owe(&mut case, at(9), &terms());
    assert_eq!(told(&mut case), [""; 0]);
    owe::owe(&mut case, at(10), &terms());
    assert_eq!(told(&mut case), ["receipt, answer by 24"]);
    learn(&mut case, listing(Vec::new(), Vec::new()), 11);
    decide(&mut case, deny(), 12);
    assert_eq!(told(&mut case), ["denied, at once: false"]);
}

#[test]
fn w8_what_waits_for_something_else_is_looked_at_when_its_receipt_is_due() {
    let mut case = case();
    learn(&mut case, Fact::Requested(request("r1", None)), 0);
    let stopped = domain::switch::SwitchPosition::Everything;
    assert_eq!(plan(&case, at(1), (false, BARE), stopped, &terms()), Plan::Wait(at(10)));
}

#[test]
fn w3_a_promise_is_put_off_before_it_breaks_and_each_time_by_twice_as_long() {
    let mut case = asked();
    decide(&mut case, review(), 2);
    told(&mut case);
    let mut heard = Vec::new();
    for _ in 0..6 {
        let Plan::Wait(until) = plan(&case, at(3), (true, BARE), Open, &terms()) else { panic!() };
        owe::owe(&mut case, until, &terms());
        let hours = (until.as_second() - at(0).as_second()) / HOUR;
        heard.push(format!("{hours}: {}", told(&mut case).join(", ")));
    }
    assert_eq!(
        heard,
        [
            "20: delay 1, answer by 48",
            "44: delay 2, answer by 96",
            "92: delay 3, answer by 192",
            "188: delay 4, answer by 384",
            "380: delay 5, answer by 768",
            "764: delay 6, answer by 1536",
        ]
    );
    let lapses = at(60 * DAY + 2);
    assert_eq!(
        plan(&case, at(3), (true, BARE), Open, &terms()),
        Plan::Wait(lapses),
        "no more letters"
    );
    let promise = case.requests[&id("r1")].promise.unwrap();
    assert_eq!((promise.by, promise.delays), (at(1536 * HOUR), 6));
}

#[test]
fn w3_the_clock_of_a_promise_stands_while_the_customer_is_asked() {
    let mut case = asked();
    decide(&mut case, questions(to_review()), 2);
    told(&mut case);
    owe::owe(&mut case, at(2 * DAY), &terms());
    assert_eq!(told(&mut case), ["reminder"], "the customer is waited for, and not we");
    learn(&mut case, answers("r1", &["proof_of_purchase", "was_it_used"], 2 * DAY), 2 * DAY);
    decide(&mut case, review(), 2 * DAY + 2);
    assert_eq!(told(&mut case), ["review, promised by 72"]);
    let Plan::Wait(until) = plan(&case, at(2 * DAY + 3), (true, BARE), Open, &terms()) else {
        panic!()
    };
    assert_eq!(until, at(3 * DAY - 4 * HOUR));
}

#[test]
fn w3_whoever_has_an_answer_is_promised_no_other() {
    for verdict in [Verdict::Approve(usd(100)), deny()] {
        let mut case = asked();
        decide(&mut case, verdict, 2);
        told(&mut case);
        owe::owe(&mut case, at(30 * DAY), &terms());
        assert_eq!(told(&mut case), [""; 0]);
    }
}

#[test]
fn w3_nothing_is_promised_by_a_day_of_rest() {
    let days = ["friday", "saturday", "sunday"].map(|day| RestDay::parse(day).unwrap());
    let rest_days = RestDays::new(jiff::tz::TimeZone::UTC, &days).unwrap();
    let terms = Terms { rest_days, ..terms() };
    // A Thursday.
    assert_eq!(at(0).to_zoned(jiff::tz::TimeZone::UTC).weekday(), jiff::civil::Weekday::Thursday);
    let mut case = case();
    apply(&mut case, Fact::Requested(request("r1", None)));
    owe::owe(&mut case, at(10), &terms);
    assert_eq!(told(&mut case), ["receipt, answer by 96"], "Monday");
    let targets = Targets { decided: Some(DAY), ..Targets::default() };
    let due = |case: &Case| clock::due(case, &case.requests[&id("r1")], &targets)[0].by;
    assert_eq!(due(&case), at(96 * HOUR), "the clock of the team is that of the customer");
    owe::owe(&mut case, at(95 * HOUR), &terms);
    assert_eq!(told(&mut case), ["delay 1, answer by 120"]);
    assert_eq!(due(&case), at(96 * HOUR), "a promise that was put off was not kept");
}
