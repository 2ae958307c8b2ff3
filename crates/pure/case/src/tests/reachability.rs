//! Breadth-first over everything that can happen to a small case: every state keeps its
//! invariants, every state comes to rest, and no plan asks for what is done.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write as _;

use jiff::Timestamp;

use super::world::{
    ANYONE, BARE, CAPTURED, at, call, case, dispute, disputed, facts_only, full_key, label,
    listing, next, opened, publish, refund, request, ruling, seen, step, terms,
};
use crate::fact::Fact;
use crate::ledger;
use crate::operation::OperationStep;
use crate::plan::{Plan, plan};
use crate::question;
use crate::review;
use crate::state::{Case, RequestState};
use crate::terms::Terms;
use domain::conversation::{Answer, AnswerValue, Answers, ReviewAnswer, ReviewerSaid};
use domain::decision::{InfoNeeded, Silence, Verdict};
use domain::dispute::DisputeStage;
use domain::ids::{AnswerId, StaffId};
use domain::legs::{Legs, Sight};
use domain::outcome::{CallOutcome, Refusal};
use domain::refund::RefundStatus;
use domain::switch::SwitchPosition;

/// What can happen to `case` next, each with a name. What only the worker does happens only where
/// the plan asks for it.
pub(super) fn possible(case: &Case, now: Timestamp) -> Vec<(&'static str, Fact)> {
    let ours = |status| seen(refund("ours", CAPTURED, status, true));
    let theirs = |status| seen(refund("theirs", 1000, status, false));
    let chargeback = |stage, taken, back| disputed(dispute("chargeback", stage, taken, back));
    let mut facts = vec![
        ("request r1", Fact::Requested(request("r1", None))),
        ("list: nothing", listing(Vec::new(), Vec::new())),
        ("theirs succeeded", theirs(RefundStatus::Succeeded)),
        ("theirs failed", theirs(RefundStatus::Failed)),
        ("dispute opened", chargeback(DisputeStage::NeedsResponse, CAPTURED, 0)),
        ("dispute won", chargeback(DisputeStage::Won, CAPTURED, CAPTURED)),
        ("dispute lost", chargeback(DisputeStage::Lost, CAPTURED, 0)),
    ];
    let key = full_key();
    let sent = match case.operations.get(&key).map(|operation| &operation.step) {
        Some(OperationStep::InDoubt(_) | OperationStep::Refused { .. }) => true,
        Some(OperationStep::Ready | OperationStep::Claimed(_)) | None => case.is_executed(&key),
    };
    if sent {
        facts.push(("ours pending", ours(RefundStatus::Pending)));
        facts.push(("ours succeeded", ours(RefundStatus::Succeeded)));
        facts.push(("ours failed", ours(RefundStatus::Failed)));
    }
    if let Some(OperationStep::InDoubt(doubt)) =
        case.operations.get(&key).map(|operation| &operation.step)
        && doubt.answer.is_none()
    {
        let answer = |outcome| Fact::Answered { key: key.clone(), outcome, at: now };
        facts.push(("answer: unknown", answer(CallOutcome::Unknown)));
        facts.push(("answer: refused", answer(CallOutcome::Refused(Refusal::NotRefundable))));
    }
    match next(case, now) {
        Plan::Decide(id) => {
            let approve = Verdict::Approve(super::world::usd(CAPTURED));
            let deny = Verdict::Deny { alternatives: vec!["discount".to_owned()] };
            for (name, verdict) in [("decide: approve", approve), ("decide: deny", deny)] {
                let guarded = crate::guard::guard(case, &case.requests[&id].request);
                let ruling = guarded.unwrap_or_else(|| ruling(verdict));
                facts.push((
                    name,
                    Fact::Decided {
                        request: id.clone(),
                        ruling,
                        opened: opened(now),
                        grounds: None,
                    },
                ));
            }
        }
        Plan::Attempt(key) => {
            facts.push(("attempt", Fact::Attempting { key, request: call(), at: now }));
        }
        Plan::Lapse(request) => facts.push(("lapse", Fact::Lapsed { request, next: opened(now) })),
        Plan::Confirm(key) => facts.push(("confirm", Fact::RefusalConfirmed { key })),
        Plan::Close(key) => facts.push(("close", Fact::Closed { key, at: now })),
        Plan::Bind(_)
        | Plan::Publish
        | Plan::Gather
        | Plan::Claim(_)
        | Plan::Credit(_)
        | Plan::Wait(_)
        | Plan::Rest => {}
    }
    facts
}

/// What can be said about two requests.
fn possible_talk(case: &Case, now: Timestamp) -> Vec<(&'static str, Fact)> {
    let mut facts = vec![
        ("request r1", Fact::Requested(request("r1", None))),
        ("request r2", Fact::Requested(request("r2", None))),
        ("list: nothing", listing(Vec::new(), Vec::new())),
    ];
    for state in case.requests.values() {
        facts.extend(said(case, state));
    }
    match next(case, now) {
        Plan::Decide(id) => {
            let approve = Verdict::Approve(super::world::usd(1000));
            for (name, verdict) in [
                ("decide: approve", approve),
                ("decide: ask", questions()),
                ("decide: review", by_two()),
            ] {
                let guarded = crate::guard::guard(case, &case.requests[&id].request);
                let ruling = guarded.unwrap_or_else(|| ruling(verdict));
                let opened = opened(now);
                facts.push((
                    name,
                    Fact::Decided { request: id.clone(), ruling, opened, grounds: None },
                ));
            }
        }
        Plan::Lapse(request) => facts.push(("lapse", Fact::Lapsed { request, next: opened(now) })),
        Plan::Bind(_)
        | Plan::Publish
        | Plan::Gather
        | Plan::Confirm(_)
        | Plan::Close(_)
        | Plan::Claim(_)
        | Plan::Attempt(_)
        | Plan::Credit(_)
        | Plan::Wait(_)
        | Plan::Rest => {}
    }
    facts
}

/// What a customer or two reviewers can say about `state`, each of them once.
fn said(case: &Case, state: &RequestState) -> Vec<(&'static str, Fact)> {
    let request = || state.request.id.clone();
    let mut facts = Vec::new();
    if question::open(case, state).is_some() {
        let answer = Answer { at: at(0), value: AnswerValue::Flag(true) };
        let answers = BTreeMap::from([("was_it_used".to_owned(), answer)]);
        facts.push((
            "customer answers",
            Fact::InfoReceived(Answers { request: request(), answers }),
        ));
    }
    if !review::is_open(state) {
        return facts;
    }
    let binding = state.opened.as_ref().and_then(|opened| opened.binding.clone());
    let deny = || ReviewerSaid::Deny { clause: "clause".to_owned(), alternatives: Vec::new() };
    let approve = || ReviewerSaid::Approve(super::world::usd(1000));
    for (name, said) in
        [("first approves", approve()), ("second approves", approve()), ("second denies", deny())]
    {
        let id = AnswerId::parse(name.replace(' ', "-")).unwrap();
        let reviewer = StaffId::parse(name.split(' ').next().unwrap()).unwrap();
        let binding = binding.clone().unwrap_or_default();
        let answer = ReviewAnswer {
            id,
            request: request(),
            reviewer,
            binding,
            at: at(0),
            said,
            because: super::talk::reason(),
            standing: Some(ANYONE),
            signed: None,
        };
        if !case.reviews.contains_key(&answer.id) {
            facts.push((name, Fact::Reviewed(answer)));
        }
    }
    facts
}

fn questions() -> Verdict {
    Verdict::NeedInfo(InfoNeeded {
        questions: vec!["was_it_used".to_owned()],
        answer_within: 3600,
        remind_after: None,
        silence: Silence::Review { why: "no_answer".into() },
    })
}

fn by_two() -> Verdict {
    Verdict::Review { why: "large".into(), approvers: 2, proposed: None }
}

/// The longest conversation of the search.
fn rounds(case: &Case) -> u32 {
    let rounds = case.requests.values().filter_map(|state| state.opened.as_ref());
    rounds.map(|opened| opened.round).max().unwrap_or_default()
}

pub(super) struct Search {
    pub(super) states: usize,
    /// (state, fact) -> (state, plan), by label.
    pub(super) table: BTreeSet<(String, &'static str, String, String)>,
    plans: BTreeMap<&'static str, usize>,
    /// In how many states there is something that the switch holds.
    held: usize,
    unproven: usize,
}

pub(super) type Possible = fn(&Case, Timestamp) -> Vec<(&'static str, Fact)>;

pub(super) fn search(possible: Possible, instants: &[Timestamp]) -> Search {
    let start = case();
    let mut known = BTreeSet::from([format!("{start:?}")]);
    let mut queue = VecDeque::from([start]);
    let mut found =
        Search { states: 1, table: BTreeSet::new(), plans: BTreeMap::new(), held: 0, unproven: 0 };
    while let Some(state) = queue.pop_front() {
        for &now in instants {
            for (name, fact) in possible(&state, now) {
                let mut after = state.clone();
                step(&mut after, fact, now);
                let published = publish(&mut after);
                step(&mut after, published, now);
                assert!(after.told.owed.is_empty());
                if attempts(&after) > 2 || rounds(&after) > 2 {
                    continue;
                }
                let plan = next(&after, now);
                never_asks_for_what_is_done(&after, &plan);
                found.held += usize::from(s1_the_switch_holds(&after, now));
                found.unproven += usize::from(no_call_rests_on_nothing(&after, now));
                *found.plans.entry(name_of(&plan)).or_default() += 1;
                let row = (label(&state), name, label(&after), name_of(&plan).to_owned());
                found.table.insert(row);
                let facts = facts_only(&after);
                if known.insert(format!("{facts:?}")) {
                    found.states += 1;
                    queue.push_back(facts);
                }
            }
        }
    }
    found
}

/// What the switch stops waits, and the case never rests before it was done. Says whether there was
/// anything to hold.
fn s1_the_switch_holds(case: &Case, now: Timestamp) -> bool {
    let mut held = false;
    for fresh in [true, false] {
        let [open, machines, everything] =
            SwitchPosition::ALL.map(|switch| plan(case, now, (fresh, BARE), switch, &terms()));
        let decides_or_sends =
            |plan: &Plan| matches!(plan, Plan::Decide(_) | Plan::Lapse(_) | Plan::Attempt(_));
        assert!(!decides_or_sends(&everything), "{everything:?} in {}", label(case));
        if let Plan::Attempt(key) = &machines {
            assert!(case.operations[key].decision.by.is_people(), "in {}", label(case));
        }
        for stopped in [&machines, &everything] {
            assert_eq!(*stopped == Plan::Rest, open == Plan::Rest, "in {}", label(case));
        }
        held |= decides_or_sends(&open) && matches!(everything, Plan::Wait(_));
    }
    held
}

/// A call is planned only where a key, a list or the cap shows that it executes nothing twice. Says
/// whether one was left to a person.
fn no_call_rests_on_nothing(case: &Case, now: Timestamp) -> bool {
    let planned = |key, list, capped| {
        let terms = Terms { legs: Legs { key, list, capped }, ..terms() };
        match plan(case, now, (true, BARE), SwitchPosition::Open, &terms) {
            Plan::Attempt(key) => Some(case.operations[&key].amount.minor),
            _ => None,
        }
    };
    let captured = ledger::captured(case);
    let (day, mut left) = (Some(86_400), false);
    for (key, list) in [(None, Sight::Named), (day, Sight::Blind), (None, Sight::Blind)] {
        assert_eq!(planned(key, list, false), None, "nothing holds it in {}", label(case));
        match planned(key, list, true) {
            Some(minor) => assert!(2 * minor > captured, "it fits twice in {}", label(case)),
            None => left |= planned(day, Sight::Named, true).is_some(),
        }
    }
    for (key, list) in [(None, Sight::Blind), (Some(0), Sight::Blind)] {
        assert_eq!(planned(key, list, true), None, "it is forgotten in {}", label(case));
    }
    left
}

fn attempts(case: &Case) -> u32 {
    case.operations.values().fold(0, |most, operation| match &operation.step {
        OperationStep::InDoubt(doubt) => most.max(doubt.attempt),
        OperationStep::Ready | OperationStep::Claimed(_) | OperationStep::Refused { .. } => most,
    })
}

fn name_of(plan: &Plan) -> &'static str {
    match plan {
        Plan::Bind(_) => "bind",
        Plan::Publish => "publish",
        Plan::Gather => "gather",
        Plan::Decide(_) => "decide",
        Plan::Lapse(_) => "lapse",
        Plan::Confirm(_) => "confirm",
        Plan::Close(_) => "close",
        Plan::Claim(_) => "claim",
        Plan::Attempt(_) => "attempt",
        Plan::Credit(_) => "credit",
        Plan::Wait(_) => "wait",
        Plan::Rest => "rest",
    }
}

fn never_asks_for_what_is_done(case: &Case, plan: &Plan) {
    match plan {
        Plan::Claim(_) => panic!("a claim where there are keys, in {}", label(case)),
        Plan::Attempt(key) => {
            assert!(!case.is_executed(key), "a second attempt in {}", label(case));
            assert!(!case.is_blocked_by_dispute(), "paying twice in {}", label(case));
            let overtaken = ledger::overtaken(case, &case.operations[key]);
            assert_eq!(overtaken, None, "a call that no longer fits in {}", label(case));
        }
        Plan::Decide(id) => assert!(question::is_due(case, &case.requests[id])),
        Plan::Lapse(id) => assert!(question::lapses_at(case, &case.requests[id]).is_some()),
        Plan::Credit(_) => panic!("a credit note of no invoice in {}", label(case)),
        Plan::Bind(_) => panic!("a review without a nonce in {}", label(case)),
        Plan::Publish => assert!(!case.told.owed.is_empty()),
        Plan::Confirm(key) | Plan::Close(key) => assert!(!case.is_executed(key)),
        Plan::Gather | Plan::Wait(_) | Plan::Rest => {}
    }
}

#[test]
fn every_reachable_state_keeps_its_invariants_and_the_table_is_reviewed() {
    // The second instant is one at which a claim and a wait have aged: a retry becomes possible.
    let found = search(possible, &[at(0), at(86_400)]);
    // A smaller number means that the search lost something; a larger one, that a state was added.
    assert_eq!(found.states, 1_114);
    assert!(found.held > 0, "the switch held nothing");
    assert!(found.unproven > 0, "every call rested on something");
    for plan in ["decide", "attempt", "confirm", "close", "wait", "rest"] {
        assert!(found.plans.contains_key(plan), "no state plans to {plan}");
    }
    // What somebody else refunds is in the search; the reviewed table leaves it out, and says on
    // one line which facts change nothing, so that a person can read it.
    let mut text = String::new();
    let mut state = None;
    let mut known: Vec<&str> = Vec::new();
    let rows: Vec<_> = found.table.iter().filter(|row| !row.0.contains("theirs")).collect();
    for (before, fact, after, plan) in rows {
        if after.contains("theirs") {
            continue;
        }
        if state != Some(before) {
            finish(&mut text, &mut known);
            writeln!(text, "\n{before}").unwrap();
            state = Some(before);
        }
        if before == after {
            known.push(fact);
        } else {
            writeln!(text, "    {fact} -> {after} [{plan}]").unwrap();
        }
    }
    finish(&mut text, &mut known);
    insta::assert_snapshot!("case_table", text);
}

#[test]
fn every_reachable_conversation_keeps_its_invariants_and_comes_to_an_end() {
    // The second instant is one at which every question and every review has lapsed.
    let found = search(possible_talk, &[at(0), at(4 * 86_400)]);
    assert_eq!(found.states, 5_756);
    assert!(found.held > 0, "the switch held nothing");
    assert!(found.unproven > 0, "every call rested on something");
    for plan in ["decide", "lapse", "attempt", "wait", "rest"] {
        assert!(found.plans.contains_key(plan), "no state plans to {plan}");
    }
}

fn finish(text: &mut String, known: &mut Vec<&str>) {
    known.dedup();
    if !known.is_empty() {
        writeln!(text, "    no change: {}", known.join(", ")).unwrap();
    }
    known.clear();
}
