//! The commission follows the money, to the cent: A10, A11, and commissions that come late.

use serde_json::json;

use crate::inbound::{cloud_event, commission, request, request_with};
use crate::named::{DAY, clawed, of, quiet, scripted};
use crate::scenario::{Happening, Scenario, full, partial};
use crate::world::World;

/// (delta, total) of every clawback, in order.
fn clawbacks(world: &World) -> Vec<(i64, i64)> {
    let minor = |value: &serde_json::Value| value["minor"].as_i64().unwrap();
    let of = of(world, "commission.clawback");
    of.iter().map(|data| (minor(&data["delta"]), minor(&data["clawed_total"]))).collect()
}

#[tokio::test(start_paused = true)]
async fn a10_commission_follows_a_part_a_dispute_of_the_rest_its_win_and_the_rest() {
    let dispute = |kind, status, movements| Happening::Dispute(kind, status, movements);
    let mut world = World::new(&scripted(vec![
        (0, partial("r1", 1617)),
        (DAY, dispute("charge.dispute.created", "needs_response", &[-3283])),
        (2 * DAY, dispute("charge.dispute.closed", "won", &[-3283])),
        (2 * DAY + 1, dispute("charge.dispute.funds_reinstated", "won", &[-3283, 3283])),
        (3 * DAY, partial("r2", 3283)),
    ]));
    world.rest().await;
    // 981 * 1617 / 4900 = 323.73
    assert_eq!(clawbacks(&world), [(324, 324), (657, 981), (-657, 324), (657, 981)]);
    let refunded: i64 = world.processor.refunds().iter().map(|refund| refund.amount).sum();
    assert_eq!(refunded, 4900);
}

/// A sequence of numbers that is the same every time.
struct Dice(u64);

impl Dice {
    /// A number from `low` to `high`, both included.
    fn roll(&mut self, low: i64, high: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        low + i64::try_from(self.0 >> 33).unwrap() % (high - low + 1)
    }
}

/// What is asked for in one split of a payment: parts that are multiples of `step`.
fn parts(dice: &mut Dice, captured: i64, step: i64) -> Vec<i64> {
    let mut left = captured / step;
    let mut parts = Vec::new();
    while left > 0 && parts.len() < 4 {
        let part = dice.roll(1, left);
        parts.push(part * step);
        left -= part;
    }
    if left > 0 {
        parts.push(left * step);
    }
    parts
}

#[tokio::test(start_paused = true)]
async fn a11_any_split_of_a_payment_takes_what_one_refund_takes() {
    let mut dice = Dice(11);
    let (mut splits, mut refunds) = (0, 0);
    // Stripe takes amounts of three decimals in tens only.
    for (currency, step) in [("usd", 1), ("jpy", 1), ("kwd", 10)] {
        for _ in 0..100 {
            let captured = dice.roll(1, 9_999) * step;
            let earned = dice.roll(0, captured);
            let parts = parts(&mut dice, captured, step);
            let script = parts.iter().enumerate().map(|(i, minor)| {
                let id = format!("r{i}");
                let message = request_with(&id, |data| {
                    let currency = currency.to_uppercase();
                    data["amount"] = json!({"minor": minor, "currency": currency});
                });
                (i64::try_from(i).unwrap(), Happening::Message(message))
            });
            let scenario = Scenario {
                captured,
                currency,
                commission: Some(earned),
                ..scripted(script.collect())
            };
            let mut world = World::new(&scenario);
            world.live(3600).await;
            let deltas: i64 = clawbacks(&world).iter().map(|(delta, _)| delta).sum();
            assert_eq!(deltas, earned, "{captured} {currency} in {parts:?}");
            assert_eq!(clawed(&world).unwrap_or_default(), earned);
            assert_eq!(world.processor.refunds().len(), parts.len());
            splits += 1;
            refunds += parts.len();
        }
    }
    assert_eq!(splits, 300);
    assert!(refunds > 2 * splits, "{refunds} refunds in {splits} splits");
}

/// An account without commissions in its metadata.
fn unattributed(script: Vec<(i64, Happening)>) -> Scenario {
    Scenario { commission: None, ..scripted(script) }
}

#[tokio::test(start_paused = true)]
async fn a_commission_that_is_reported_after_the_refund_is_still_clawed_back() {
    let late = (DAY, Happening::Message(commission(981)));
    let mut world = World::new(&unattributed(vec![(0, full("r1")), late]));
    world.live(DAY - 1).await;
    assert_eq!(clawbacks(&world), []);
    world.rest().await;
    assert_eq!(clawbacks(&world), [(981, 981)]);
}

#[tokio::test(start_paused = true)]
async fn a_commission_reported_again_with_another_amount_changes_nothing() {
    let mut world = World::new(&unattributed(vec![
        (0, Happening::Message(commission(981))),
        (1, partial("r1", 2450)),
        (2, Happening::Message(commission(981))),
        (3, Happening::Message(commission(5000))),
        (4, partial("r2", 2450)),
    ]));
    world.rest().await;
    // 490.5 rounds away from zero.
    assert_eq!(clawbacks(&world), [(491, 491), (490, 981)]);
}

#[tokio::test(start_paused = true)]
async fn a_commission_that_was_paid_out_is_taken_back_by_a_negative_line() {
    let paid = cloud_event(
        "commission-paid",
        "commission.earned.v1",
        &json!({
            "account": "stripe-eu", "payment": "pi_1",
            "commission": {"id": "com_1", "partner": "partner_1", "paid": true,
                "earned": {"minor": 981, "currency": "USD"}},
        }),
    );
    let mut world = World::new(&unattributed(vec![
        (0, Happening::Message(commission(981))),
        (1, Happening::Message(paid)),
        (2, full("r1")),
    ]));
    world.rest().await;
    let clawback = &of(&world, "commission.clawback")[0];
    assert_eq!((&clawback["mode"], &clawback["paid"]), (&json!("negative_line"), &json!(true)));
}

#[tokio::test(start_paused = true)]
async fn a_commission_in_the_request_counts_like_one_by_message() {
    let message = request("r1", "unused", None, Some(981));
    let world = World::new(&Scenario { commission: None, ..quiet() });
    world.send(&message).await;
    world.handle_due().await;
    assert_eq!(clawbacks(&world), [(981, 981)]);
}
