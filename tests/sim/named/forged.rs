//! Somebody writes the store: what a record says is never sent, and gives back no more than the
//! processor's own list leaves.

use case::operation::{Operation, OperationStep};
use case::state::Case;
use domain::http::{HttpRequest, Method};
use domain::ids::CaseId;
use domain::key::IdempotencyKey;
use domain::money::{Currency, Money};
use domain::refund::RefundStatus;
use wire::record;

use crate::named::{assert_refunded_once, half};
use crate::processor::Fault;
use crate::scenario::Scenario;
use crate::world::World;

/// A world with one refund of half the payment in doubt, whose first call was answered 429.
async fn doubtful() -> World {
    let world = World::new(&Scenario { faults: vec![Fault::RateLimited], ..half() });
    let mut world = world;
    world.live(0).await;
    let case = world.case().await.expect("the claim was saved");
    let step = case.operations.values().map(|operation| &operation.step).next();
    assert!(matches!(step, Some(OperationStep::InDoubt(_))), "{step:?}");
    assert_eq!(world.processor.posts(), 1);
    world
}

/// Writes the record as `edit` makes it, and lets everything happen that ever will. Returns what
/// is on the shelves.
async fn forged(world: &mut World, edit: impl FnOnce(&mut Case)) -> Vec<String> {
    let mut case = world.case().await.expect("there is a record");
    edit(&mut case);
    world.store.plant(&CaseId::parse("stripe-eu/pi_1").unwrap(), record::encode(&case));
    world.rest().await;
    world.shelved()
}

fn operation(case: &mut Case) -> &mut Operation {
    case.operations.values_mut().next().expect("there is an operation")
}

fn frozen(case: &mut Case) -> &mut HttpRequest {
    match &mut operation(case).step {
        OperationStep::InDoubt(doubt) => &mut doubt.request,
        step @ (OperationStep::Ready
        | OperationStep::Claimed(_)
        | OperationStep::Refused { .. }) => {
            panic!("not in doubt: {step:?}")
        }
    }
}

#[tokio::test(start_paused = true)]
async fn s2_an_order_as_it_was_frozen_goes_out_again() {
    let mut world = doubtful().await;
    let none: [&str; 0] = [];
    assert_eq!(forged(&mut world, |_| {}).await, none);
    assert_refunded_once(&world);
    assert_eq!(world.processor.posts(), 2);
}

#[tokio::test(start_paused = true)]
async fn s2_a_frozen_order_that_is_not_the_derived_one_is_parked_and_nothing_is_sent() {
    let edits: [fn(&mut HttpRequest); 14] = [
        |request| request.path = "/v1/payouts".to_owned(),
        |request| request.path = "/v1/refunds/".to_owned(),
        |request| request.path = "/v1/refunds?amount=9800".to_owned(),
        |request| request.path = "/v1/accounts/../refunds".to_owned(),
        |request| request.method = Method::Get,
        |request| request.body = request.body.replace("amount=4900", "amount=9800"),
        |request| request.body = request.body.replace("pi_1", "pi_2"),
        |request| request.body.push_str("&destination=acct_1"),
        |request| request.body = request.body.replace("requested_by_customer", "fraudulent"),
        |request| request.body.clear(),
        |request| request.headers.push(("stripe-account".to_owned(), "acct_1".to_owned())),
        |request| request.headers.retain(|(name, _)| name != "idempotency-key"),
        |request| {
            let key = request.headers.iter_mut().find(|(name, _)| name == "idempotency-key");
            key.unwrap().1 = format!("rf1-{}", "a".repeat(26));
        },
        |request| request.headers.reverse(),
    ];
    for (which, edit) in edits.into_iter().enumerate() {
        let mut world = doubtful().await;
        let shelved = forged(&mut world, |case| edit(frozen(case))).await;
        assert_eq!(shelved, ["order_differs"], "{which}");
        assert_eq!((world.processor.posts(), world.processor.refunds().len()), (1, 0), "{which}");
        assert_eq!(world.queue.depth(), 0, "{which}");
    }
}

/// The payment, its refunds and its sums in the record may all be lies at once.
#[tokio::test(start_paused = true)]
async fn s2_an_amount_above_what_the_list_leaves_is_parked_and_nothing_is_sent() {
    let usd = Currency::parse("usd").unwrap();
    let wish = |case: &mut Case, minor: i64| {
        operation(case).amount = Money::new(minor, usd);
        operation(case).step = OperationStep::Ready;
        case.payment.as_mut().unwrap().captured = Money::new(900_000, usd);
        for refund in case.refunds.values_mut() {
            refund.status = RefundStatus::Canceled;
        }
    };
    for (by_hand, minor) in [(0, 9801), (0, 500_000), (0, 900_000), (5000, 4801), (9800, 1)] {
        let mut world = doubtful().await;
        if by_hand > 0 {
            world.processor.refund_by_hand(by_hand).expect("it fits");
            // The webhook about it is folded in, and then its refund is rubbed out.
            let made = world.processor.refunds().remove(0);
            let webhook = world.webhook("refund.created", &world.processor.object(&made));
            world.send(&webhook).await;
            world.handle_due().await;
        }
        let posts = world.processor.posts();
        let shelved = forged(&mut world, |case| wish(case, minor)).await;
        assert!(shelved.contains(&"order_not_covered".to_owned()), "{minor}: {shelved:?}");
        assert_eq!(world.processor.posts(), posts, "{minor}");
        assert_eq!(world.processor.executions().len(), 0, "{minor}");
    }
}

#[tokio::test(start_paused = true)]
async fn s2_an_amount_in_another_currency_is_not_sent() {
    let mut world = doubtful().await;
    let eur = Currency::parse("eur").unwrap();
    let shelved = forged(&mut world, |case| {
        let (_, mut operation) = case.operations.pop_first().unwrap();
        operation.amount = Money::new(4900, eur);
        operation.step = OperationStep::Ready;
        let key = IdempotencyKey::derive(case.processor, &case.id, &operation.subject, eur);
        for state in case.requests.values_mut() {
            state.operation = Some(key.clone());
        }
        case.payment.as_mut().unwrap().captured = Money::new(9800, eur);
        case.operations.insert(key, operation);
    });
    let shelved = shelved.await;
    assert_eq!(shelved, ["order_not_covered"]);
    assert_eq!(world.processor.posts(), 1);
}

#[tokio::test(start_paused = true)]
async fn s2_a_record_that_contradicts_its_key_or_names_another_case_is_not_used() {
    let usd = Currency::parse("usd").unwrap();
    let edits: [fn(&mut Case, Currency); 4] = [
        |case, _| case.id = CaseId::parse("stripe-eu/pi_2").unwrap(),
        |case, _| case.id = CaseId::parse("stripe-us/pi_1").unwrap(),
        |case, usd| operation(case).amount = Money::new(-4900, usd),
        |case, _| {
            let (_, operation) = case.operations.pop_first().unwrap();
            let key = IdempotencyKey::recognise(&format!("rf1-{}", "b".repeat(26))).unwrap();
            for state in case.requests.values_mut() {
                state.operation = Some(key.clone());
            }
            case.operations.insert(key, operation);
        },
    ];
    for (which, edit) in edits.into_iter().enumerate() {
        let mut world = doubtful().await;
        let shelved = forged(&mut world, |case| edit(case, usd)).await;
        assert_eq!(shelved, ["corrupt_record"], "{which}");
        assert_eq!(world.processor.posts(), 1, "{which}");
    }
}
