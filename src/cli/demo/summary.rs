//! The summary: what happened, in numbers, and each case in a line.

use std::collections::BTreeMap;

use serde::Serialize;

use super::audit::Audit;
use super::published::Published;
use super::scenario::Scenario;
use super::stage::Stage;
use sandbox::RefundStatus;

/// A letter to a customer.
#[derive(Debug, Serialize)]
pub(super) struct LetterLine {
    locale: String,
    subject: String,
}

#[derive(Debug, Serialize)]
pub(super) struct CaseLine {
    id: &'static str,
    title: &'static str,
    payment: String,
    /// How it ended.
    outcome: &'static str,
    verdict: Option<String>,
    rule: Option<String>,
    clause: Option<String>,
    alternatives: Vec<String>,
    currency: &'static str,
    captured_minor: i64,
    /// What the processor's books say was refunded in the end.
    refunded_minor: i64,
    /// How often the processor made a refund because we asked.
    executions: u64,
    /// What is taken back of the commission in the end.
    clawed_minor: i64,
    /// The types of the events, in order.
    events: Vec<String>,
    letters: Vec<LetterLine>,
}

/// Clawbacks of one currency, minor units.
#[derive(Debug, Default, Clone, Copy, Serialize)]
#[expect(clippy::struct_field_names, reason = "the unit belongs into the names of the output")]
pub(super) struct Clawed {
    /// Taken from partners.
    pub(super) taken_minor: i64,
    /// Given back to them.
    pub(super) given_back_minor: i64,
    /// The difference.
    pub(super) net_minor: i64,
}

/// The whole day in numbers.
#[derive(Debug, Serialize)]
pub(super) struct Summary {
    /// Whether the processor's own books agree with ours.
    pub(super) agrees: bool,
    /// What differs.
    pub(super) differences: Vec<String>,
    /// How many comparisons were made.
    pub(super) checks: usize,
    /// Refund requests, repetitions not counted.
    pub(super) requests: usize,
    /// Webhooks that the processor delivered.
    pub(super) webhooks: u64,
    /// Refunds made at the processor because we asked.
    pub(super) refunds_executed: u64,
    /// Refunds made by hand.
    pub(super) refunds_adopted: usize,
    /// Refunds that failed after their success.
    pub(super) refunds_failed_later: usize,
    /// What customers have in the end, minor units by currency.
    pub(super) refunded_minor: BTreeMap<String, i64>,
    /// How many clawbacks were published.
    pub(super) clawbacks: usize,
    /// By currency.
    pub(super) clawed: BTreeMap<String, Clawed>,
    /// Requests and cases that a person was asked to look at.
    pub(super) for_a_person: usize,
    /// Letters to customers.
    pub(super) messages: usize,
    /// Events published, repetitions not counted.
    pub(super) events: usize,
    /// Requests and webhooks that came twice and changed nothing.
    pub(super) duplicates_suppressed: usize,
    /// Daemons killed.
    pub(super) crashes_survived: usize,
    pub(super) cases: Vec<CaseLine>,
}

impl Summary {
    /// Counts. Amounts and executions are those of the processor's books.
    pub(super) fn new(stage: &Stage, audit: Audit) -> Self {
        let events = || stage.scenarios.iter().flat_map(|scenario| &scenario.events);
        let of_kind = |kind: &str| events().filter(|event| event.kind == kind).count();
        let books = stage.sandbox.books();
        let mut refunded_minor: BTreeMap<String, i64> = BTreeMap::new();
        let mut failed = 0_usize;
        for payment in &books.payments {
            *refunded_minor.entry(payment.currency.to_uppercase()).or_default() += payment.refunded;
            let refunds = payment.refunds.iter();
            failed += refunds.filter(|refund| refund.status == RefundStatus::Failed).count();
        }
        refunded_minor.retain(|_, minor| *minor > 0);
        let tally = stage.tally;
        Self {
            agrees: audit.differences.is_empty(),
            differences: audit.differences,
            checks: audit.checks,
            requests: tally.requests,
            webhooks: stage.sandbox.deliveries().delivered,
            refunds_executed: books.keys.iter().map(|key| key.executions).sum(),
            refunds_adopted: of_kind("refund.adopted.v1"),
            refunds_failed_later: failed,
            refunded_minor,
            clawbacks: of_kind("commission.clawback.v1"),
            clawed: clawed(events()),
            for_a_person: of_kind("refund.review_requested.v1")
                .saturating_add(of_kind("case.parked.v1")),
            messages: events().filter(|event| event.letter().is_some()).count(),
            events: events().count(),
            duplicates_suppressed: tally.repeated_requests.saturating_add(tally.repeated_webhooks),
            crashes_survived: tally.crashes,
            cases: stage.scenarios.iter().map(|scenario| case_line(stage, scenario)).collect(),
        }
    }
}

fn clawed<'a>(events: impl Iterator<Item = &'a Published>) -> BTreeMap<String, Clawed> {
    let mut sums: BTreeMap<String, Clawed> = BTreeMap::new();
    for event in events.filter(|event| event.kind == "commission.clawback.v1") {
        let Some(delta) = event.money("/delta") else { continue };
        let sum = sums.entry(delta.currency.code().to_owned()).or_default();
        sum.taken_minor = sum.taken_minor.saturating_add(delta.minor.max(0));
        let back = delta.minor.min(0).saturating_neg();
        sum.given_back_minor = sum.given_back_minor.saturating_add(back);
        sum.net_minor = sum.net_minor.saturating_add(delta.minor);
    }
    sums
}

fn case_line(stage: &Stage, scenario: &Scenario) -> CaseLine {
    let book = stage.sandbox.payment(&scenario.payment);
    let ids: Vec<&str> =
        book.iter().flat_map(|book| &book.refunds).map(|refund| refund.id.as_str()).collect();
    let books = stage.sandbox.books();
    let keys =
        books.keys.iter().filter(|key| key.refunds.iter().any(|id| ids.contains(&id.as_str())));
    let decision = scenario.decision();
    let decided = |pointer: &str| {
        decision.map(|event| event.text(pointer).to_owned()).filter(|text| !text.is_empty())
    };
    let letters = scenario.events.iter().filter_map(Published::letter);
    let clawed = clawed(scenario.events.iter());
    CaseLine {
        id: scenario.purchase.id,
        title: scenario.purchase.title,
        payment: scenario.payment.clone(),
        outcome: scenario.outcome(),
        verdict: decided("/decision/verdict"),
        rule: decided("/decision/rule"),
        clause: decided("/decision/clause"),
        alternatives: decision.map_or_else(Vec::new, |e| e.texts("/decision/alternatives")),
        currency: scenario.captured.currency.code(),
        captured_minor: scenario.captured.minor,
        refunded_minor: book.as_ref().map_or(0, |book| book.refunded),
        executions: keys.map(|key| key.executions).sum(),
        clawed_minor: clawed.values().map(|sum| sum.net_minor).sum(),
        events: scenario.events.iter().map(|event| event.kind.clone()).collect(),
        letters: letters
            .map(|(locale, subject)| LetterLine {
                locale: locale.to_owned(),
                subject: subject.to_owned(),
            })
            .collect(),
    }
}
