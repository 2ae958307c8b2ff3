//! Refunds that fail, late or at once: A7, A19.

use domain::time::after;
use jiff::Timestamp;

use crate::named::{DAY, clawed, kinds, letters_of_success, of, scripted};
use crate::processor::Fault;
use crate::scenario::{Happening, Scenario, full, partial};
use crate::world::World;

#[tokio::test(start_paused = true)]
async fn a7_a_refund_that_fails_five_days_later_is_corrected_and_refundable_again() {
    for status in ["failed", "canceled"] {
        let script = vec![
            (0, full("r1")),
            (5 * DAY, Happening::MoveRefund(0, status)),
            (6 * DAY, partial("r2", 1000)),
            (6 * DAY + 60, full("r3")),
        ];
        let mut world = World::new(&scripted(script));
        world.live(5 * DAY - 1).await;
        assert_eq!((letters_of_success(&world), clawed(&world)), (1, Some(981)));

        world.live(60).await;
        assert_eq!(clawed(&world), Some(0), "the partner keeps the commission");
        let failed = of(&world, "refund.failed");
        assert_eq!((failed.len(), &failed[0]["late"]), (1, &true.into()));
        let text = failed[0]["message"]["text"].as_str().unwrap();
        assert!(text.contains("did not go through"), "{text}");
        assert_eq!(of(&world, "case.parked")[0]["trouble"], "refund_failed");

        world.rest().await;
        // A part of them: refundable. The same goods again: the key is spent, a person decides.
        let review = of(&world, "refund.review_requested");
        assert_eq!(review[0]["decision"]["why"], "refund_failed_before");
        assert_eq!(letters_of_success(&world), 2);
        assert_eq!(clawed(&world), Some(200), "981 * 1000 / 4900");
        assert_eq!(world.processor.posts(), 2, "a failed refund is not made again");
        // Nobody is asked how a refund was that never arrived.
        assert_eq!(of(&world, "followup.feedback_due").len(), 1);
        assert_eq!(world.queue.depth(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_that_is_told_twice_is_corrected_once() {
    let fails = |second| (second, Happening::MoveRefund(0, "failed"));
    let mut world = World::new(&scripted(vec![
        (0, full("r1")),
        fails(5 * DAY),
        fails(5 * DAY + 1),
        fails(9 * DAY),
    ]));
    world.rest().await;
    assert_eq!(of(&world, "refund.failed").len(), 1, "{:?}", kinds(&world));
    assert_eq!(of(&world, "commission.clawback").len(), 2);
    assert_eq!(of(&world, "case.parked").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a19_a_refund_that_waits_for_the_balance_is_watched_until_it_succeeds() {
    let scenario = Scenario { faults: vec![Fault::Pending], ..scripted(vec![(0, full("r1"))]) };
    let mut world = World::new(&scenario);
    world.live(DAY).await;
    assert_eq!(kinds(&world), ["refund.acknowledged", "refund.approved"], "no success yet");
    assert_eq!(clawed(&world), None);
    // No webhook comes: the watch finds it.
    world.processor.move_refund(0, "succeeded").unwrap();
    world.live(6 * 3600).await;
    assert_eq!(letters_of_success(&world), 1);
    assert_eq!(clawed(&world), Some(981));
    assert_eq!(world.processor.posts(), 1);
}

#[tokio::test(start_paused = true)]
async fn a19_a_pending_refund_that_fails_never_was_a_success() {
    let scenario = Scenario { faults: vec![Fault::Pending], ..scripted(vec![(0, full("r1"))]) };
    let mut world = World::new(&scenario);
    world.live(DAY).await;
    world.processor.move_refund(0, "failed").unwrap();
    world.rest().await;
    let failed = of(&world, "refund.failed");
    assert_eq!((failed.len(), &failed[0]["late"]), (1, &false.into()));
    assert_eq!(letters_of_success(&world), 0);
    assert_eq!(clawed(&world).unwrap_or_default(), 0);
}

#[tokio::test(start_paused = true)]
async fn a19_a_refund_refused_for_lack_of_balance_is_told_and_brought_to_a_person() {
    let faults = vec![Fault::BalanceInsufficient];
    let mut world = World::new(&Scenario { faults, ..scripted(vec![(0, full("r1"))]) });
    world.live(60).await;
    assert_eq!(of(&world, "refund.failed").len(), 0, "a refusal is confirmed by the list first");
    world.rest().await;
    let failed = of(&world, "refund.failed");
    assert_eq!((failed.len(), &failed[0]["reason"]), (1, &"insufficient_balance".into()));
    assert!(failed[0]["message"].is_object(), "the approval is corrected");
    assert_eq!(of(&world, "case.parked")[0]["trouble"], "refund_refused");
    assert_eq!((letters_of_success(&world), clawed(&world)), (0, None));
    assert_eq!(world.processor.refunds().len(), 0);
}

fn wanting(script: Vec<(i64, Happening)>) -> World {
    World::new(&Scenario { faults: vec![Fault::RequiresAction], ..scripted(script) })
}

#[tokio::test(start_paused = true)]
async fn m17_a_customer_whom_the_processor_asks_for_something_is_told_to_act_and_by_when() {
    let script = vec![(0, full("r1")), (9 * DAY, Happening::MoveRefund(0, "succeeded"))];
    let mut world = wanting(script);
    world.live(9 * DAY - 60).await;
    assert_eq!(kinds(&world), ["refund.acknowledged", "refund.approved", "refund.action_required"]);
    let approved = &of(&world, "refund.approved")[0]["message"]["text"];
    assert!(!approved.as_str().unwrap().contains("nothing more"), "{approved}");
    let told = &of(&world, "refund.action_required")[0];
    assert_eq!(
        (&told["refund"]["status"], &told["requests"][0]),
        (&"requires_action".into(), &"r1".into())
    );
    let act_by: Timestamp = told["act_by"].as_str().unwrap().parse().unwrap();
    assert_eq!(act_by, after(world.processor.refunds()[0].created, 45 * DAY));
    let text = told["message"]["text"].as_str().unwrap();
    assert!(text.contains("They have written to you by email themselves"), "{text}");
    assert_eq!(clawed(&world), None, "the money has not left");

    world.rest().await;
    assert_eq!((letters_of_success(&world), clawed(&world)), (1, Some(981)));
    assert_eq!(of(&world, "refund.action_required").len(), 1);
    assert_eq!(of(&world, "refund.failed").len(), 0);
}

#[tokio::test(start_paused = true)]
async fn m17_what_lapses_while_it_waits_for_the_customer_is_told_as_what_it_is() {
    for status in ["canceled", "failed"] {
        let script = vec![
            (0, full("r1")),
            (45 * DAY, Happening::MoveRefund(0, status)),
            (46 * DAY, full("r2")),
        ];
        let mut world = wanting(script);
        world.rest().await;
        let failed = of(&world, "refund.failed");
        let [told] = failed.as_slice() else { panic!("{failed:?}") };
        assert_eq!((&told["late"], &told["lapsed"]), (&false.into(), &true.into()));
        let text = told["message"]["text"].as_str().unwrap();
        assert!(text.contains("The money has not been sent"), "{text}");
        assert_eq!((letters_of_success(&world), clawed(&world).unwrap_or(0)), (0, 0));
        let review = of(&world, "refund.review_requested");
        assert_eq!(review[0]["decision"]["why"], "refund_failed_before", "{status}");
        assert_eq!(world.processor.posts(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn m17_what_comes_back_after_the_customer_acted_has_come_back() {
    let script = vec![
        (0, full("r1")),
        (DAY, Happening::MoveRefund(0, "succeeded")),
        (6 * DAY, Happening::MoveRefund(0, "failed")),
    ];
    let mut world = wanting(script);
    world.rest().await;
    let failed = of(&world, "refund.failed");
    assert_eq!(
        (failed.len(), &failed[0]["late"], &failed[0]["lapsed"]),
        (1, &true.into(), &false.into())
    );
    assert_eq!(clawed(&world), Some(0));
}
