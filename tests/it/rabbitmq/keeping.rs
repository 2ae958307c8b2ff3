//! What rests comes back; what is kept aside can be looked at and put back.

use adapter_rabbitmq::PeekedMessage;
use lapin::options::ExchangeDeleteOptions;
use ports::inbox::Inbox;
use ports::message::Message;
use ports::outbox::{Outbox, Shelf};
use ports::shelves::Aside;
use refundd::app::shelf::Pick;

use super::{Stand, desk, message, next, replay};

#[tokio::test]
async fn a_rung_gives_the_message_back_as_it_was_and_after_its_time() {
    let stand = Stand::new().await;
    let inbox = stand.inbox().await;
    let (outbox, began) = (stand.rabbit.outbox(), tokio::time::Instant::now());
    outbox.defer(&message("m1"), 1).await.expect("it rests");
    let back = next(&inbox).await;
    assert!(began.elapsed() >= std::time::Duration::from_millis(900));
    assert_eq!(back.message, message("m1"));
    inbox.ack(back.token).await.expect("the connection stands");

    // What the broker adds on the way must not pile up either.
    outbox.defer(&back.message, 1).await.expect("it rests again");
    assert_eq!(next(&inbox).await.message, message("m1"));
    outbox.defer(&message("long"), 700).await.expect("it rests");
    assert!(stand.holds("refundd.later.10m", 1).await);
}

#[tokio::test]
async fn shelves_keep_what_they_hold_in_order_with_the_reason() {
    let stand = Stand::new().await;
    let outbox = stand.rabbit.outbox();
    for id in ["m1", "m2", "m3"] {
        let shelved = outbox.shelve(&message(id), Shelf::Parked, &format!("why {id}")).await;
        shelved.expect("it is kept");
    }
    outbox.shelve(&message("q1"), Shelf::Quarantine, "signature").await.expect("it is kept");
    let shelves = stand.rabbit.shelves().await.expect("they open");
    let parked = Aside::Shelf(Shelf::Parked);
    for _ in 0..3 {
        let shown = shelves.peek(parked, 2).await.expect("the broker answers");
        let expected = ["m1", "m2"]
            .map(|id| PeekedMessage { message: message(id), reason: Some(format!("why {id}")) });
        assert_eq!(shown, expected);
    }
    assert!(stand.holds("refundd.parked", 3).await);
    assert!(stand.holds("refundd.quarantine", 1).await);
}

#[tokio::test]
async fn a_replay_is_in_order_and_starts_over() {
    let stand = Stand::new().await;
    let outbox = stand.rabbit.outbox();
    for id in ["m1", "m2", "m3"] {
        outbox.shelve(&message(id), Shelf::Parked, "tries used up").await.expect("it is kept");
    }
    let parked = Aside::Shelf(Shelf::Parked);
    assert!(stand.holds("refundd.parked", 3).await);
    assert_eq!(replay(&stand.rabbit, parked).await, 3);
    assert!(stand.holds("refundd.parked", 0).await);
    assert_eq!(replay(&stand.rabbit, parked).await, 0);

    let inbox = stand.inbox().await;
    for id in ["m1", "m2", "m3"] {
        let delivery = next(&inbox).await;
        assert_eq!(delivery.message, Message { attempt: 0, ..message(id) });
        inbox.ack(delivery.token).await.expect("the connection stands");
    }
}

#[tokio::test]
async fn a_replay_that_cannot_publish_leaves_the_message_where_it_is() {
    let stand = Stand::new().await;
    stand.rabbit.outbox().shelve(&message("m1"), Shelf::Parked, "x").await.expect("it is kept");
    assert!(stand.holds("refundd.parked", 1).await);
    let gone = stand.channel.exchange_delete("refundd.in".into(), ExchangeDeleteOptions::default());
    gone.await.expect("the exchange is deleted");
    let desk = desk(&stand.rabbit).await;
    let error = desk.replay(&[Aside::Shelf(Shelf::Parked)], &Pick::All).await;
    assert_eq!(error.expect_err("there is no queue").done, 0);
    assert!(stand.holds("refundd.parked", 1).await);
}
