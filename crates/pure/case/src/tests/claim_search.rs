//! The search of `reachability` where there are no keys and no cap, and each refund is claimed.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::reachability::{possible, search};
use super::world::{at, call, label, terms};
use crate::claim::{Brought, ClaimId};
use crate::fact::Fact;
use crate::operation::OperationStep;
use crate::plan::{Plan, plan};
use crate::state::Case;
use crate::terms::Terms;
use domain::ids::RequestId;
use domain::legs::{Legs, Sight};
use domain::switch::SwitchPosition;

/// What a delivery of the request would do, where there are no keys and no cap, with the permit of the
/// claim or without.
fn next_keyless(case: &Case, now: Timestamp, permitted: bool) -> Plan {
    let terms = Terms { legs: Legs { key: None, list: Sight::Named, capped: false }, ..terms() };
    let request = RequestId::parse("r1").unwrap();
    let claim = case.operations.values().find_map(|operation| match &operation.step {
        OperationStep::Claimed(claim) => Some(&claim.id),
        _ => None,
    });
    let brought = Brought { request: Some(&request), permit: claim.filter(|_| permitted) };
    plan(case, now, (true, brought), SwitchPosition::Open, &terms)
}

/// What can happen where each refund is claimed. A call is made, and a claim, only where that is planned.
fn possible_claims(case: &Case, now: Timestamp) -> Vec<(&'static str, Fact)> {
    let only = |name: &str| !matches!(name, "attempt" | "dispute opened" | "dispute won");
    let mut facts = possible(case, now);
    facts.retain(|(name, _)| only(name));
    for (permitted, claims, attempts) in
        [(true, "claim", "attempt"), (false, "claim without a permit", "")]
    {
        match next_keyless(case, now, permitted) {
            Plan::Claim(key) => {
                let claim = ClaimId::new(format!("c{}", now.as_second() % 10_000));
                facts.push((claims, Fact::Claimed { key, claim, at: now }));
            }
            Plan::Attempt(key) => {
                assert!(permitted, "a call without a permit in {}", label(case));
                facts.push((attempts, Fact::Attempting { key, request: call(), at: now }));
            }
            _ => {}
        }
    }
    facts
}

/// At the second instant a claim's window is open, at the third it is over.
#[test]
fn every_reachable_claim_keeps_its_invariants_and_no_call_is_made_without_a_permit() {
    let found = search(possible_claims, &[at(0), at(600), at(2000)]);
    assert_eq!(found.states, 489);
    let facts: BTreeSet<&str> = found.table.iter().map(|row| row.1).collect();
    for fact in ["claim", "claim without a permit", "attempt", "answer: unknown", "close"] {
        assert!(facts.contains(fact), "nothing leads to: {fact}");
    }
    let claimed = |row: &&(String, &str, String, String)| row.0.contains("claimed");
    for (before, fact, after, _) in found.table.iter().filter(claimed) {
        assert!(*fact == "attempt" || !after.contains("in doubt"), "{before}: {fact}: {after}");
    }
}
