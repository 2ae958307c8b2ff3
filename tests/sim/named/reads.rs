//! What a decision can do without, and the processor does not give.

use crate::inbound::request_with;
use crate::named::of;
use crate::named::relatives::world;
use crate::world::{World, start, terms};
use domain::time::seconds_between;
use ports::clock::Clock as _;

/// What a policy reads, which holds whenever it is known, and the questions it takes.
const READ: [(&str, &str); 4] = [
    ("customer.payments >= 0", "/v1/charges"),
    ("card.payments >= 0", "/v1/charges/search"),
    ("email.payments >= 0", "/v1/customers"),
    ("email.payments >= 0", "/v1/charges"),
];

/// Whether the history was known: then a person was asked; else the money went back. `None` while
/// nothing is decided.
fn was_known(world: &World) -> Option<bool> {
    let asked = of(world, "refund.review_requested").len();
    let paid = of(world, "refund.succeeded").len();
    assert!(asked + paid <= 1 && world.shelved().is_empty());
    (asked + paid == 1).then_some(asked == 1)
}

fn seconds(world: &World) -> i64 {
    seconds_between(start(), world.clock.now())
}

#[tokio::test(start_paused = true)]
async fn m9_what_the_processor_refuses_to_give_is_unknown_at_once() {
    let finally = [
        (400, "search_not_supported"),
        (400, ""),
        (402, "card_declined"),
        (403, "more_permissions_required"),
        (404, "resource_missing"),
        (410, ""),
    ];
    let mut tried = 0;
    for (condition, path) in READ {
        for (status, code) in finally {
            let world = world(condition);
            world.processor.answer_amiss(path, status, code);
            world.send(&request_with("r1", |_| {})).await;
            assert_eq!(world.handle_due().await.len(), 1, "{condition} {status}");
            assert_eq!(was_known(&world), Some(false), "{condition} {path} {status}");
            tried += 1;
        }
    }
    assert_eq!(tried, 4 * 6);
}

#[tokio::test(start_paused = true)]
async fn m10_the_history_of_a_customer_whom_nobody_knows_is_not_that_of_no_refunds() {
    for (condition, path) in [
        ("customer.refunds == 0", "/v1/charges"),
        ("card.refunds <= 2", "/v1/charges/search"),
        ("email.refunds <= 2", "/v1/customers"),
    ] {
        for status in [400, 404] {
            let world = world(condition);
            world.processor.answer_amiss(path, status, "resource_missing");
            world.send(&request_with("r1", |_| {})).await;
            world.handle_due().await;
            assert_eq!(was_known(&world), Some(false), "{condition} {status}");
        }
        let world = world(condition);
        world.send(&request_with("r1", |_| {})).await;
        world.handle_due().await;
        assert_eq!(was_known(&world), Some(true), "{condition}: known it holds");
    }
}

#[tokio::test(start_paused = true)]
async fn m9_what_cannot_be_had_just_now_is_waited_for_so_long_and_no_longer() {
    let passing = [(401, ""), (409, ""), (429, "rate_limit"), (500, ""), (503, "")];
    let patience = terms().facts_within;
    let mut tried = 0;
    for (condition, path) in READ {
        for (status, code) in passing {
            let mut world = world(condition);
            world.processor.answer_amiss(path, status, code);
            world.send(&request_with("r1", |_| {})).await;
            world.live(patience - 1).await;
            assert_eq!(was_known(&world), None, "{condition} {status}");
            world.live(1).await;
            assert_eq!(was_known(&world), Some(false), "{condition} {status}");
            assert_eq!(seconds(&world), patience, "{condition} {status}");
            tried += 1;
        }
    }
    assert_eq!(tried, 4 * 5);
}

#[tokio::test(start_paused = true)]
async fn m9_what_can_be_had_again_in_time_is_known() {
    for (condition, path) in READ {
        let mut world = world(condition);
        world.processor.answer_amiss(path, 503, "");
        world.send(&request_with("r1", |_| {})).await;
        world.live(60).await;
        assert_eq!(was_known(&world), None, "{condition}");
        world.processor.mend();
        world.live(terms().facts_within).await;
        assert_eq!(was_known(&world), Some(true), "{condition}");
    }
}

/// The truth about money is not optional.
#[tokio::test(start_paused = true)]
async fn m10_a_list_that_is_missing_of_a_payment_that_is_known_is_no_empty_list() {
    for path in ["/v1/refunds", "/v1/disputes"] {
        let mut world = world("payment.disputed");
        world.processor.answer_amiss(path, 404, "resource_missing");
        world.send(&request_with("r1", |_| {})).await;
        world.live(terms().facts_within * 2).await;
        assert_eq!((was_known(&world), world.processor.posts()), (None, 0), "{path}");
        world.processor.mend();
        world.live(6 * 3600).await;
        assert_eq!(was_known(&world), Some(false), "{path}");
    }
}
