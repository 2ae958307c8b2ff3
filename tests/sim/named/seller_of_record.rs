//! An account whose seller of record is somebody else: who decides, pays and writes to the customer.

use std::sync::Arc;

use case::terms::Targets;
use serde_json::{Value, json};

use crate::inbound::request_with;
use crate::named::{DAY, clawed, kind, kinds, of, scripted, told};
use crate::scenario::{Happening, full};
use crate::world::World;

/// Everything that happens, at such an account. Its clocks would run, and its workers could look.
async fn sold_by_another(script: Vec<(i64, Happening)>) -> World {
    let mut world = World::new(&scripted(script));
    let settings = Arc::get_mut(&mut world.settings).unwrap();
    for account in settings.accounts.values_mut() {
        account.terms.merchant_of_record = true;
        let hour = Some(3600);
        account.terms.targets =
            Targets { acknowledged: hour, decided: hour, refunded: hour, followed_up: hour };
    }
    world.rest().await;
    assert_eq!((world.queue.depth(), world.shelved()), (0, vec![]));
    assert_eq!(world.processor.posts(), 0, "no refund is called for");
    world
}

/// The kinds of events that carry a letter.
fn letters(world: &World) -> Vec<String> {
    let with = told(world).into_iter().filter(|event| event["data"]["message"].is_object());
    with.map(|event| kind(&event).to_owned()).collect()
}

fn requests() -> Vec<(i64, Happening)> {
    let asked = |id: &str, reason: &str| {
        Happening::Message(request_with(id, |data| data["reason"] = json!(reason)))
    };
    vec![(0, full("r1")), (1, asked("r2", "change_of_mind")), (2, asked("r3", "other"))]
}

#[tokio::test(start_paused = true)]
async fn a_request_is_kept_and_neither_answered_nor_decided() {
    let world = sold_by_another(requests()).await;
    assert_eq!(kinds(&world), [""; 0]);
    let case = world.case().await.unwrap();
    assert_eq!(case.requests.len(), 3, "they are counted");
    assert!(case.requests.values().all(|state| state.ruling.is_none()));
}

#[tokio::test(start_paused = true)]
async fn a_refund_of_the_seller_of_record_is_told_and_takes_the_commission_back() {
    let mut script = requests();
    script.extend([(DAY, Happening::RefundByHand(4900)), (3 * DAY, Happening::OwnWebhook(0))]);
    let world = sold_by_another(script).await;
    assert_eq!(kinds(&world), ["refund.adopted", "commission.clawback"]);
    assert_eq!(of(&world, "refund.adopted")[0]["refund"]["amount"]["minor"], 4900);
    assert_eq!(clawed(&world), Some(981));
    assert_eq!(letters(&world), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn a_refund_of_the_seller_of_record_that_fails_gives_the_commission_back() {
    let mut script = requests();
    script.extend([
        (DAY, Happening::RefundByHand(4900)),
        (2 * DAY, Happening::MoveRefund(0, "failed")),
    ]);
    let world = sold_by_another(script).await;
    let expected =
        ["refund.adopted", "commission.clawback", "refund.failed", "commission.clawback"];
    assert_eq!(kinds(&world)[..4], expected);
    assert_eq!(clawed(&world), Some(0));
    assert_eq!(letters(&world), [""; 0], "no correction either");
}

/// The team is told of disputes as ever; the customer is not written to.
#[tokio::test(start_paused = true)]
async fn a_dispute_is_told_to_the_team_alone() {
    let opened = Happening::Dispute("charge.dispute.created", "needs_response", &[-4900]);
    let closed = Happening::Dispute("charge.dispute.closed", "lost", &[-4900]);
    let mut script = requests();
    script.extend([(DAY, opened), (2 * DAY, closed)]);
    let world = sold_by_another(script).await;
    assert_eq!(letters(&world), ["dispute.opened", "dispute.lost"]);
    assert_eq!(clawed(&world), Some(981));
    for kind in ["clock.missed", "refund.review_requested", "followup.feedback_due"] {
        assert_eq!(of(&world, kind), [Value::Null; 0], "{kind}");
    }
}
