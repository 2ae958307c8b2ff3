//! Compares two books that know nothing of each other: the sandbox's, of what truly happened to
//! the money, and the consumer's, of what was told.

use std::collections::{BTreeMap, BTreeSet};

use sandbox::{Books as Money, PaymentBook, RefundStatus};

use super::scenario::{CAPTURED, EARNED, Fate, Scenario};
use crate::daemon::consumer::Books as Told;

/// What is still open; empty when everything has come to its end.
pub fn open_ends(scenario: &Scenario, money: &Money, told: &Told) -> Vec<String> {
    let mut open = Vec::new();
    let acknowledged = by_request(told, "refund.acknowledged.v1");
    for request in scenario.requests.keys() {
        if !acknowledged.contains_key(request.as_str()) {
            open.push(format!("request {request} is not acknowledged"));
        }
        if !told.decided.contains(request) {
            open.push(format!("request {request} is not decided"));
        }
    }
    let (succeeded, failed) = (operations(told, "succeeded"), operations(told, "failed"));
    let denied = by_request(told, "refund.denied.v1");
    for (operation, request) in approvals(told) {
        // An approval that the store forgot before its message took it along is decided anew, and
        // may be denied where somebody refunded by hand meanwhile: then that is its end.
        let ended = succeeded.contains(operation) || failed.contains(operation);
        if !ended && !denied.contains_key(request) {
            open.push(format!("operation {operation} was approved and has no end"));
        }
    }
    let known: BTreeSet<&str> = ["refund.succeeded.v1", "refund.adopted.v1"]
        .into_iter()
        .flat_map(|kind| told.of_type(kind))
        .filter_map(|(_, data)| data["refund"]["id"].as_str())
        .collect();
    for payment in &money.payments {
        for refund in &payment.refunds {
            if !known.contains(refund.id.as_str()) {
                open.push(format!(
                    "refund {} of {} is not told",
                    refund.id, payment.payment_intent
                ));
            }
        }
        let (target, clawed) = (target(payment), clawed(told, payment));
        if target != clawed {
            let payment = &payment.payment_intent;
            open.push(format!("commission of {payment}: {clawed} taken back, not {target}"));
        }
    }
    open
}

/// What must never be, at the end of all.
pub fn contradictions(scenario: &Scenario, money: &Money, told: &Told) -> Vec<String> {
    let mut wrong = Vec::new();
    verdicts(scenario, told, &mut wrong);
    let api = |payment: &PaymentBook| payment.refunds.iter().filter(|r| r.by_api).count();
    let executed: usize = money.payments.iter().map(api).sum();
    let succeeded = operations(told, "succeeded");
    if executed != succeeded.len() {
        wrong.push(format!("{executed} refunds executed, {} told", succeeded.len()));
    }
    for key in &money.keys {
        let told = succeeded.contains(key.key.as_str());
        if key.executions > 1 || key.bodies.len() > 1 || (key.executions == 1) != told {
            wrong.push(format!("{key:?}, told: {told}"));
        }
    }
    for payment in &money.payments {
        let group = payment.payment_intent.trim_end_matches(|c: char| c.is_ascii_digit());
        let refunds = api(payment);
        let fits = match group {
            "pi_full" | "pi_twice" => refunds == 1 && payment.refunded == CAPTURED,
            "pi_part" => refunds == 3 && payment.refunded == CAPTURED / 4 * 3,
            "pi_late" | "pi_fraud" | "pi_bank" => payment.refunds.is_empty(),
            "pi_race" => payment.refunds.len() == 1 && payment.refunded == CAPTURED,
            "pi_hand" => payment.refunds.len() == 1 && refunds == 0,
            other => unreachable!("there is no group {other}"),
        };
        if !fits || payment.refunded > payment.captured {
            wrong.push(format!("{payment:?}"));
        }
    }
    for kind in ["refund.succeeded.v1", "refund.adopted.v1"] {
        twice(told, kind, |data| data["refund"]["id"].as_str(), &mut wrong);
    }
    twice(told, "refund.acknowledged.v1", |data| data["request"].as_str(), &mut wrong);
    for (_, data) in told.of_type("case.parked.v1") {
        // A refund by hand made ours impossible: a person is told.
        let race = data["payment"].as_str().is_some_and(|payment| payment.starts_with("pi_race"));
        if !race || data["trouble"] != "refund_refused" {
            wrong.push(format!("parked: {data}"));
        }
    }
    wrong
}

/// Each request has the one verdict that it must have.
fn verdicts(scenario: &Scenario, told: &Told, wrong: &mut Vec<String>) {
    let kinds = ["refund.approved.v1", "refund.denied.v1", "refund.review_requested.v1"];
    let by_kind = kinds.map(|kind| by_request(told, kind));
    for (request, fate) in &scenario.requests {
        let [approved, denied, reviewed] =
            [0, 1, 2].map(|kind| by_kind[kind].get(request.as_str()).copied().unwrap_or(0));
        let fits = match fate {
            Fate::Approved => (approved, denied, reviewed) == (1, 0, 0),
            Fate::Denied => (approved, denied, reviewed) == (0, 1, 0),
            Fate::Reviewed => (approved, denied, reviewed) == (0, 0, 1),
            // What was told before the store forgot may be told otherwise after it.
            Fate::Joined | Fate::Raced => approved <= 1 && denied <= 1 && reviewed == 0,
        };
        if !fits {
            wrong.push(format!(
                "{request} ({fate:?}): approved {approved}, denied {denied}, review {reviewed}"
            ));
        }
    }
}

/// Complains where one thing was told under two ids.
fn twice<'a>(
    told: &'a Told,
    kind: &'a str,
    subject: impl Fn(&'a serde_json::Value) -> Option<&'a str>,
    wrong: &mut Vec<String>,
) {
    let mut seen = BTreeSet::new();
    for (id, data) in told.of_type(kind) {
        if !seen.insert(subject(data)) {
            wrong.push(format!("{kind} {id} tells again of {:?}", subject(data)));
        }
    }
}

fn by_request<'a>(told: &'a Told, kind: &'a str) -> BTreeMap<&'a str, usize> {
    let mut found = BTreeMap::new();
    for (_, data) in told.of_type(kind) {
        *found.entry(data["request"].as_str().unwrap_or_default()).or_default() += 1;
    }
    found
}

fn operations<'a>(told: &'a Told, what: &str) -> BTreeSet<&'a str> {
    let kind = format!("refund.{what}.v1");
    let mut found = BTreeSet::new();
    for event in told.events.values() {
        if event["type"].as_str().is_some_and(|name| name.ends_with(&kind)) {
            found.extend(event["data"]["operation"].as_str());
        }
    }
    found
}

/// Approved operations with the requests that they were approved for.
fn approvals(told: &Told) -> Vec<(&str, &str)> {
    told.of_type("refund.approved.v1")
        .filter_map(|(_, data)| Some((data["operation"].as_str()?, data["request"].as_str()?)))
        .collect()
}

/// What is to be taken back of a commission, by what is truly gone of the payment.
fn target(payment: &PaymentBook) -> i64 {
    let succeeded = payment.refunds.iter().filter(|r| r.status == RefundStatus::Succeeded);
    let refunded: i64 = succeeded.map(|refund| refund.amount).sum();
    let lost = refunded + payment.withdrawn - payment.reinstated;
    EARNED * lost.min(CAPTURED) / CAPTURED
}

fn clawed(told: &Told, payment: &PaymentBook) -> i64 {
    let commission = payment.payment_intent.replacen("pi_", "com-", 1);
    told.clawed.get(&commission).map_or(0, |(_, total)| *total)
}
