//! The audit after a run: the processor's books, a consumer's books, and nothing lost.

use std::collections::{BTreeMap, BTreeSet};

use case::invariants;
use domain::payment::PaymentStatus;
use serde_json::Value;

use crate::world::World;

/// What a consumer that follows the documented rules knows in the end: repeats dropped by id, the
/// total of a commission taken from the event with the highest sequence.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Consumer {
    /// (type, id) of every event but clawbacks.
    pub events: BTreeSet<(String, String)>,
    /// What is clawed back in all, per commission.
    pub clawed: BTreeMap<String, i64>,
    /// Sum of all deltas with distinct ids.
    pub deltas: i64,
}

/// Reads what was published as a consumer would.
pub fn consume(events: &[Value]) -> Consumer {
    let mut consumer = Consumer::default();
    let mut newest: BTreeMap<String, String> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for event in events {
        let (kind, id) = (text(event, "type"), text(event, "id"));
        if !seen.insert(id.clone()) {
            continue;
        }
        if !kind.ends_with("commission.clawback.v1") {
            consumer.events.insert((kind, id));
            continue;
        }
        let data = &event["data"];
        let commission = data["commission"].as_str().unwrap().to_owned();
        let sequence = text(event, "sequence");
        consumer.deltas += data["delta"]["minor"].as_i64().unwrap();
        if newest.get(&commission).is_none_or(|known| *known < sequence) {
            let total = data["clawed_total"]["minor"].as_i64().unwrap();
            consumer.clawed.insert(commission.clone(), total);
            newest.insert(commission, sequence);
        }
    }
    consumer
}

fn text(event: &Value, name: &str) -> String {
    event[name].as_str().unwrap_or_else(|| panic!("{name} is missing in {event}")).to_owned()
}

/// Why a run is not right.
pub fn audit(
    world: &World,
    expected: &Consumer,
    lossless: bool,
    either: Option<&str>,
) -> Result<(), String> {
    for (key, count) in world.processor.executions() {
        if count > 1 {
            return Err(format!("{key} was executed {count} times"));
        }
    }
    if let Some(order) = world.processor.unfounded().first() {
        return Err(format!("ordered on no ground: {order}"));
    }
    for (key, bodies) in world.processor.bodies() {
        if bodies.len() > 1 {
            return Err(format!("{key} carried {} bodies: {bodies:?}", bodies.len()));
        }
    }
    let alive = |status: &str| status != "failed" && status != "canceled";
    let refunded: i64 = world
        .processor
        .refunds()
        .iter()
        .filter(|refund| alive(&refund.status))
        .map(|refund| refund.amount)
        .sum();
    if refunded > world.processor.captured {
        return Err(format!("{refunded} refunded of {}", world.processor.captured));
    }
    audit_notes(world)?;
    if world.queue.depth() != 0 {
        return Err(format!("{} messages are left", world.queue.depth()));
    }
    let consumer = consume(&world.events());
    let told = |consumer: &Consumer| consumer.events.clone();
    // A promise that was lost with the store is made again, for later.
    let spared = (!lossless).then_some("refund.answer_delayed.v1");
    let spared = [either, spared];
    let must = |(kind, _): &&(String, String)| {
        !spared.iter().flatten().any(|spared| kind.ends_with(spared))
    };
    if let Some(lost) = told(expected).difference(&told(&consumer)).find(must) {
        return Err(format!("lost: {lost:?}"));
    }
    let claimed = consumer.events.iter().filter(|(kind, _)| kind.ends_with("refund.succeeded.v1"));
    let executed = world.processor.executions().len();
    if claimed.count() > executed {
        return Err("a success was told that never was".to_owned());
    }
    if consumer.clawed != expected.clawed {
        return Err(format!("clawed {:?} instead of {:?}", consumer.clawed, expected.clawed));
    }
    // Deltas alone add up as long as no record was lost.
    let total: i64 = consumer.clawed.values().sum();
    if lossless && consumer.deltas != total {
        return Err(format!("deltas {} make no total {total}", consumer.deltas));
    }
    Ok(())
}

/// Each refund has one credit note at most, of no more than its amount.
fn audit_notes(world: &World) -> Result<(), String> {
    let (refunds, notes) = (world.processor.refunds(), world.processor.notes());
    for refund in &refunds {
        let mine: Vec<_> = notes.iter().filter(|note| note.refund == refund.id).collect();
        let sum: i64 = mine.iter().map(|note| note.amount).sum();
        if mine.len() > 1 || sum > refund.amount {
            return Err(format!("{} has {} credit notes of {sum}", refund.id, mine.len()));
        }
    }
    Ok(())
}

/// The stored case keeps its invariants, I15 to the cent.
pub async fn audit_case(world: &World) -> Result<(), String> {
    let Some(case) = world.case().await else { return Ok(()) };
    invariants::check(&case).map_err(|violation| violation.to_string())?;
    for (commission, payment) in case.commissions.values().zip(case.payment.iter().cycle()) {
        let lost = case::ledger::lost(&case);
        let target = match payment.status {
            // No sale, no commission.
            PaymentStatus::Void => commission.earned.minor,
            PaymentStatus::Settling | PaymentStatus::Settled => {
                commission.target(lost, payment.captured.minor)
            }
        };
        let clawed = case.told.clawbacks.get(&commission.id).copied().unwrap_or_default();
        if clawed.total != target {
            return Err(format!("{}: clawed {clawed:?}, target {target}", commission.id));
        }
    }
    if !case.told.owed.is_empty() {
        return Err(format!("{} announcements are owed", case.told.owed.len()));
    }
    Ok(())
}
