//! Payments whose money has not arrived, and authorisations that were let go: neither is a refund,
//! and neither is a loss. M1, M2.

use domain::time::after;
use policy::{Book, Policy};
use serde_json::{Value, json};

use crate::inbound::{commission, request_with, webhook_at};
use crate::named::{DAY, clawed, kind, of, scripted, told};
use crate::processor::Stand::{Authorised, Canceled, Captured, Failed, Processing, Settled};
use crate::scenario::Happening::{Charge, Message, MoveRefund, RefundByHand, Reviews, Stands};
use crate::scenario::{Happening, Said, Scenario, full, partial};
use crate::world::{World, start};

const PROCESSING: &str = "payment_intent.processing";
const HELD: &str = "payment_intent.amount_capturable_updated";
const SUCCEEDED: &str = "payment_intent.succeeded";
const FAILED: &str = "payment_intent.payment_failed";
const CANCELED: &str = "payment_intent.canceled";

/// 206.75 authorised, and what happens to it.
fn authorised(script: Vec<(i64, Happening)>) -> Scenario {
    let mut all = vec![(0, Happening::StandsInSilence(Authorised(0)))];
    all.extend(script);
    Scenario { captured: 20_675, commission: Some(980), ..scripted(all) }
}

/// A debit of 49.00 on its way, and what happens to it.
fn debited(script: Vec<(i64, Happening)>) -> Scenario {
    let mut all = vec![(0, Happening::StandsInSilence(Processing))];
    all.extend(script);
    Scenario { commission: Some(980), ..scripted(all) }
}

/// A webhook about how the payment stood once.
fn late(kind: &str, status: &str) -> Happening {
    let intent = json!({
        "id": "pi_1", "object": "payment_intent", "amount": 4900, "amount_received": 0,
        "currency": "usd", "created": 1_759_900_000, "customer": "cus_1", "metadata": {},
        "latest_charge": "ch_0", "status": status,
    });
    Message(webhook_at(after(start(), 2 * DAY), kind, &intent))
}

/// The kinds of what was told, each once, in alphabetical order.
fn kinds(world: &World) -> Vec<String> {
    let mut kinds: Vec<String> = told(world).iter().map(|event| kind(event).to_owned()).collect();
    kinds.sort();
    kinds.dedup();
    kinds
}

/// What a customer hears who waits for days.
const WAITS: [&str; 2] = ["refund.acknowledged", "refund.answer_delayed"];

fn refunded(world: &World) -> i64 {
    let ours = world.processor.refunds().into_iter().filter(|refund| refund.key.is_some());
    ours.map(|refund| refund.amount).sum()
}

#[tokio::test(start_paused = true)]
async fn m1_a_request_about_a_debit_on_its_way_waits_until_it_arrives() {
    let mut world =
        World::new(&debited(vec![(1, full("r1")), (9 * DAY, Stands(SUCCEEDED, Settled))]));
    world.live(9 * DAY - 60).await;
    assert_eq!(kinds(&world), WAITS);
    assert_eq!((world.processor.posts(), clawed(&world)), (0, None));
    assert!(world.shelved().is_empty(), "{:?}", world.shelved());
    // The webhook is enough: nothing waits for the next look.
    world.live(120).await;
    assert_eq!(refunded(&world), 4900);
    assert_eq!(of(&world, "refund.succeeded").len(), 1);
    assert_eq!(clawed(&world), Some(980));
}

#[tokio::test(start_paused = true)]
async fn m1_a_debit_that_arrives_in_silence_is_seen_at_the_next_look() {
    let script = vec![(1, full("r1")), (2 * DAY, Happening::StandsInSilence(Settled))];
    let mut world = World::new(&debited(script));
    world.live(2 * DAY + 22_000).await;
    assert_eq!(refunded(&world), 4900);
}

#[tokio::test(start_paused = true)]
async fn m1_a_debit_that_fails_was_never_taken_and_the_letter_says_so() {
    let mut world = World::new(&debited(vec![(1, full("r1")), (5 * DAY, Stands(FAILED, Failed))]));
    world.live(5 * DAY - 60).await;
    assert_eq!(clawed(&world), None);
    world.rest().await;
    let denied = of(&world, "refund.denied");
    assert_eq!(denied[0]["decision"]["rule"], "guard.nothing_taken");
    let letter = denied[0]["message"]["text"].as_str().unwrap();
    assert!(letter.contains("taken no money"), "{letter}");
    assert!(!letter.contains("already been paid back"), "{letter}");
    // No sale, no commission.
    assert_eq!(of(&world, "commission.clawback").len(), 1);
    assert_eq!(of(&world, "commission.clawback")[0]["mode"], "void");
    assert_eq!(clawed(&world), Some(980));
    assert_eq!(world.processor.posts(), 0);
}

#[tokio::test(start_paused = true)]
async fn m1_a_customer_who_pays_again_after_a_failure_has_paid_and_the_partner_has_earned() {
    let mut world = World::new(&debited(vec![
        (1, Message(commission(980))),
        (DAY, Stands(FAILED, Failed)),
        (2 * DAY, Stands(SUCCEEDED, Settled)),
        (2 * DAY + 1, Charge("charge.succeeded")),
        // Late, and about the attempt before.
        (2 * DAY + 2, late(PROCESSING, "processing")),
        (2 * DAY + 3, late(FAILED, "requires_payment_method")),
        (3 * DAY, full("r1")),
    ]));
    world.live(DAY + 60).await;
    assert_eq!(clawed(&world), Some(980));
    world.live(DAY + 60).await;
    assert_eq!(clawed(&world), Some(0));
    world.rest().await;
    assert_eq!((refunded(&world), clawed(&world)), (4900, Some(980)));
}

/// What was not captured is not there to be given back, whoever would: the statute holds, because
/// nobody says no; and after a while a person is asked.
#[tokio::test(start_paused = true)]
async fn m1_a_person_is_asked_after_a_while_and_cannot_approve_what_was_not_taken() {
    let mut world = World::new(&authorised(vec![
        (1, full("r1")),
        (16 * DAY, Reviews("a1", "agent-1", Said::Approve(20_675))),
        (17 * DAY, Stands(SUCCEEDED, Captured(20_675))),
    ]));
    world.live(15 * DAY - 60).await;
    assert_eq!(kinds(&world), WAITS);
    world.live(120).await;
    let asked = of(&world, "refund.review_requested");
    assert_eq!(asked[0]["decision"]["why"], "payment_unsettled");
    assert_eq!(asked[0]["decision"]["rule"], "guard.payment_unsettled");
    world.live(DAY).await;
    assert_eq!(of(&world, "refund.review_refused")[0]["why"], "amount");
    assert_eq!(world.processor.posts(), 0);
    // What a person was asked has answered itself.
    world.live(2 * DAY).await;
    assert_eq!(refunded(&world), 20_675);
}

#[tokio::test(start_paused = true)]
async fn m1_a_statute_is_not_denied_while_the_money_is_on_its_way() {
    for stand in [Processing, Authorised(0), Authorised(100)] {
        let script = vec![(0, Happening::StandsInSilence(stand)), (1, full("r1"))];
        let mut world = World::new(&scripted(script));
        let policy = r#"
            [clauses]
            never = "no refunds"
            [[rule]]
            id = "never"
            when = []
            deny = { alternatives = ["discount"] }
            clause = "never"
            [default]
            review = "no_rule"
            clause = "never"
        "#;
        let account = world.settings.accounts.values().next().unwrap();
        account.policies.replace(Book::one(Policy::parse(policy).unwrap()));
        world.live(14 * DAY).await;
        assert_eq!(kinds(&world), WAITS, "{stand:?}");
    }
}

/// M3, on the way: what is given back of a payment that is settling is weighed once it has settled.
#[tokio::test(start_paused = true)]
async fn m1_a_refund_made_elsewhere_meanwhile_is_weighed_once_the_payment_has_settled() {
    for silent in [false, true] {
        let settles =
            if silent { Happening::StandsInSilence(Settled) } else { Stands(SUCCEEDED, Settled) };
        let mut world = World::new(&debited(vec![
            (1, RefundByHand(490)),
            (2, Message(commission(980))),
            (3 * DAY, settles),
            (3 * DAY + 1, MoveRefund(0, "succeeded")),
        ]));
        world.live(3 * DAY - 60).await;
        assert_eq!(kinds(&world), Vec::<String>::new());
        world.live(DAY).await;
        assert_eq!(clawed(&world), Some(98), "silent: {silent}");
        assert_eq!(kinds(&world), ["commission.clawback", "refund.adopted"]);
    }
}

#[tokio::test(start_paused = true)]
async fn m1_a_payment_that_only_passes_by_is_not_kept() {
    for (kind, stand) in [(SUCCEEDED, Settled), (FAILED, Failed), (CANCELED, Canceled)] {
        let script = vec![(0, Stands(kind, stand)), (1, Charge("charge.updated"))];
        let mut world = World::new(&scripted(script));
        world.rest().await;
        assert_eq!(world.case().await, None, "{kind}");
        assert!(world.events().is_empty() && world.shelved().is_empty(), "{kind}");
    }
    // One that is on its way is, for the day on which it fails.
    let mut world = World::new(&debited(vec![
        (0, Stands(PROCESSING, Processing)),
        (DAY, Stands(FAILED, Failed)),
    ]));
    world.rest().await;
    assert_eq!(clawed(&world), None, "its commission is not known");
    let mut world = World::new(&debited(vec![
        (0, Stands(PROCESSING, Processing)),
        (60, Message(commission(980))),
        (DAY, Stands(FAILED, Failed)),
    ]));
    world.live(3600).await;
    assert_eq!(clawed(&world), None);
    world.rest().await;
    assert_eq!(clawed(&world), Some(980));
}

/// The webhooks of a capture of 203.00 out of 206.75, in the order of `order`.
fn captured_in_part(order: [usize; 4], request_at: i64) -> Vec<(i64, Happening)> {
    let happenings = [
        Stands(SUCCEEDED, Captured(20_300)),
        Charge("charge.captured"),
        Happening::OwnWebhook(0),
        Charge("charge.refunded"),
    ];
    let mut script = vec![(50, Happening::StandsInSilence(Captured(20_300)))];
    for (second, which) in (100_i64..).zip(order) {
        script.push((second, happenings[which].clone()));
    }
    script.push((request_at, full("r1")));
    script
}

#[tokio::test(start_paused = true)]
async fn m2_the_released_rest_of_an_authorisation_is_neither_refund_nor_loss() {
    let mut world = World::new(&authorised(vec![
        (50, Stands(SUCCEEDED, Captured(20_300))),
        (51, Happening::OwnWebhook(0)),
        (52, Charge("charge.refunded")),
        (53, Charge("charge.captured")),
        (DAY, full("r1")),
    ]));
    world.live(DAY - 60).await;
    assert_eq!(kinds(&world), Vec::<String>::new());
    assert_eq!(clawed(&world), None);
    world.rest().await;
    assert_eq!(refunded(&world), 20_300);
    assert_eq!(clawed(&world), Some(980));
    let kinds = kinds(&world);
    assert!(!kinds.contains(&"refund.adopted".to_owned()), "{kinds:?}");
    assert!(!kinds.contains(&"case.parked".to_owned()), "{kinds:?}");
}

/// Nothing is said and taken back again: what a webhook alone knows of the payment waits for the
/// list, as long as it has a refund that may be a release.
#[tokio::test(start_paused = true)]
async fn m2_a_release_that_is_heard_of_before_its_payment_was_listed_alarms_nobody() {
    for captured in [675, 20_300] {
        let script = vec![
            (1, Message(commission(980))),
            (50, Stands(SUCCEEDED, Captured(captured))),
            (50, Happening::OwnWebhook(0)),
            (50, Charge("charge.refunded")),
        ];
        let mut world = World::new(&Scenario { commission: None, ..authorised(script) });
        world.rest().await;
        assert_eq!(kinds(&world), Vec::<String>::new(), "{captured}");
    }
}

#[tokio::test(start_paused = true)]
async fn m2_a_release_is_told_from_a_refund_whichever_is_reported_first() {
    for rest in [1, 375, 20_674] {
        for release_first in [true, false] {
            let mut script = vec![
                (50, Happening::StandsInSilence(Captured(20_675 - rest))),
                (60, RefundByHand(1.min(20_675 - rest))),
            ];
            let (first, second) = if release_first { (0, 1) } else { (1, 0) };
            script.push((70, Happening::OwnWebhook(first)));
            script.push((71, Happening::OwnWebhook(second)));
            script.push((72, Charge("charge.refunded")));
            let mut world = World::new(&authorised(script));
            world.rest().await;
            let adopted: Vec<Value> = of(&world, "refund.adopted")
                .iter()
                .map(|data| data["refund"]["id"].clone())
                .collect();
            assert_eq!(adopted, [json!("re_2")], "{rest}, release first: {release_first}");
            let share = (980 + (20_675 - rest) / 2) / (20_675 - rest);
            assert_eq!(clawed(&world).unwrap_or(0), share, "{rest}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn m2_an_authorisation_that_was_let_go_whole_was_never_taken() {
    let mut world = World::new(&authorised(vec![
        (10, full("r1")),
        (DAY, Stands(CANCELED, Canceled)),
        (DAY + 1, Happening::OwnWebhook(0)),
        (DAY + 2, Charge("charge.refunded")),
        (2 * DAY, partial("r2", 500)),
    ]));
    world.rest().await;
    let rules: Vec<_> =
        of(&world, "refund.denied").iter().map(|data| data["decision"]["rule"].clone()).collect();
    assert_eq!(rules, ["guard.nothing_taken", "guard.nothing_taken"]);
    assert_eq!(clawed(&world), Some(980));
    let told =
        ["commission.clawback", "refund.acknowledged", "refund.answer_delayed", "refund.denied"];
    assert_eq!(kinds(&world), told);
}

/// What is captured in several steps can grow: nothing is decided on a part of it.
#[tokio::test(start_paused = true)]
async fn m2_a_capture_in_steps_is_refundable_once_it_is_done() {
    let mut world = World::new(&authorised(vec![
        (10, Stands(HELD, Authorised(10_000))),
        (11, Charge("charge.captured")),
        (20, full("r1")),
        (DAY, Stands(HELD, Authorised(15_000))),
        (2 * DAY, Stands(SUCCEEDED, Captured(20_300))),
        (2 * DAY + 1, Charge("charge.refunded")),
    ]));
    world.live(2 * DAY - 60).await;
    assert_eq!(kinds(&world), WAITS);
    world.rest().await;
    assert_eq!((refunded(&world), clawed(&world)), (20_300, Some(980)));
}

#[tokio::test(start_paused = true)]
async fn m2_the_orders_of_the_reports_of_a_capture_end_in_the_same_refund() {
    let mut orders = 0;
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2]] {
        for request_at in [10, 102, 3600] {
            let mut world = World::new(&authorised(captured_in_part(order, request_at)));
            world.rest().await;
            assert_eq!(refunded(&world), 20_300, "{order:?} {request_at}");
            assert_eq!(of(&world, "refund.adopted").len(), 0, "{order:?} {request_at}");
            orders += 1;
        }
    }
    assert_eq!(orders, 12);
}

/// A part of what was captured, asked for by amount, is weighed against what was captured.
#[tokio::test(start_paused = true)]
async fn m2_more_than_was_captured_is_more_than_is_left() {
    let asks = |minor: i64| {
        Message(request_with("r1", |data| {
            data["amount"] = json!({"minor": minor, "currency": "USD"});
        }))
    };
    for (minor, given) in [(20_300, 20_300), (20_301, 0), (20_675, 0)] {
        let script = vec![(50, Stands(SUCCEEDED, Captured(20_300))), (DAY, asks(minor))];
        let mut world = World::new(&authorised(script));
        world.live(2 * DAY).await;
        assert_eq!(refunded(&world), given, "{minor}");
    }
}
