//! What banks say in other currencies and take back again; whose events are ours: M4, M5, M7, M8, M25.

use std::sync::Arc;

use domain::ids::AccountName;
use processors::Setup;
use serde_json::{Value, json};
use worker::{Account, Settlement};

use crate::inbound::{SECRET, webhook_at, webhook_signed};
use crate::named::{clawed, kinds, of, quiet, scripted};
use crate::scenario::{Scenario, full};
use crate::world::{World, settings_with, start};

/// A webhook of this kind about this object, with marks on its envelope.
async fn settled(world: &World, kind: &str, object: &Value, marks: &Value) -> Settlement {
    let mut event = json!({"id": "evt_1", "object": "event", "type": kind,
        "created": start().as_second(), "data": {"object": object}});
    for (name, value) in marks.as_object().unwrap() {
        event[name] = value.clone();
    }
    let body = serde_json::to_vec(&event).unwrap();
    world.send(&webhook_signed(start(), SECRET, body)).await;
    let mut settlements = world.handle_due().await;
    assert_eq!(settlements.len(), 1);
    settlements.remove(0)
}

fn with_mode(world: &mut World, live: Option<bool>) {
    let settings = Arc::get_mut(&mut world.settings).unwrap();
    settings.accounts.values_mut().for_each(|account| account.setup.live = live);
}

#[tokio::test(start_paused = true)]
async fn m7_m8_an_event_of_another_account_or_mode_is_noted_and_never_told() {
    for (live, marks, ours) in [
        (None, json!({"account": "acct_2"}), false),
        (Some(true), json!({"livemode": false}), false),
        (Some(false), json!({"livemode": true}), false),
        (Some(true), json!({"livemode": true}), true),
        (Some(false), json!({}), true),
    ] {
        let mut world = World::new(&quiet());
        with_mode(&mut world, live);
        let dispute = world.processor.dispute("needs_response", &[-4900]);
        let settlement = settled(&world, "charge.dispute.created", &dispute, &marks).await;
        let expected = if ours { Settlement::Settled } else { Settlement::Noted };
        assert_eq!(settlement, expected, "{marks}");
        assert_eq!(!kinds(&world).is_empty(), ours, "{marks}");
        assert_eq!((world.case().await.is_some(), world.shelved()), (ours, vec![]), "{marks}");
    }
}

#[tokio::test(start_paused = true)]
async fn m7_a_connected_account_is_an_account_of_its_own_at_whichever_address_its_events_arrive() {
    let seller = AccountName::parse("seller").unwrap();
    for (secret, account, told) in [
        (SECRET, "acct_1", true),
        (SECRET, "acct_2", false),
        ("whsec_of_somebody_else", "acct_1", false),
    ] {
        let mut world = World::new(&quiet());
        let theirs: Account = {
            let mut settings = settings_with(&[secret]);
            let accounts = &mut Arc::get_mut(&mut settings).unwrap().accounts;
            accounts.pop_first().unwrap().1
        };
        let connected = Some("acct_1".to_owned());
        let theirs = Account { setup: Setup { connected, ..theirs.setup }, ..theirs };
        let settings = Arc::get_mut(&mut world.settings).unwrap();
        settings.accounts.insert(seller.clone(), theirs);
        let dispute = world.processor.dispute("needs_response", &[-4900]);
        let marks = json!({"account": account});
        let settlement = settled(&world, "charge.dispute.created", &dispute, &marks).await;
        let expected = if told { Settlement::Settled } else { Settlement::Noted };
        assert_eq!(settlement, expected, "{account} {secret}");
        let events = of(&world, "dispute.opened");
        let accounts: Vec<_> = events.iter().map(|data| data["account"].clone()).collect();
        assert_eq!(accounts, vec![json!("seller"); usize::from(told)], "{account} {secret}");
        assert!(world.case().await.is_none(), "none of the platform's own");
    }
}

#[tokio::test(start_paused = true)]
async fn m8_objects_of_the_other_mode_are_not_read_and_nothing_is_sent() {
    let mut world = World::new(&Scenario { commission: None, ..scripted(vec![(0, full("r1"))]) });
    with_mode(&mut world, Some(true));
    let mut dispute = world.processor.dispute("won", &[]);
    dispute["livemode"] = json!(false);
    world.processor.lists(&dispute);
    world.live(3600).await;
    assert_eq!(world.processor.posts(), 0);
    dispute["livemode"] = json!(true);
    world.processor.lists(&dispute);
    world.rest().await;
    assert_eq!(world.processor.refunds().len(), 1, "asked again, and read");
}

#[tokio::test(start_paused = true)]
async fn m25_an_event_about_no_payment_is_noted() {
    let world = World::new(&quiet());
    let refund = json!({"object": "refund", "id": "re_1", "amount": 700, "currency": "usd",
        "status": "succeeded", "created": start().as_second()});
    for (charge, intent) in [(Some(Value::Null), Some(Value::Null)), (None, None)] {
        let mut refund = refund.clone();
        for (field, value) in [("charge", charge), ("payment_intent", intent)] {
            if let Some(value) = value {
                refund[field] = value;
            }
        }
        assert_eq!(settled(&world, "refund.created", &refund, &json!({})).await, Settlement::Noted);
    }
    assert_eq!((kinds(&world), world.shelved()), (vec![], vec![]));
}

#[tokio::test(start_paused = true)]
async fn m5_a_dispute_in_another_currency_takes_all_and_no_refund_is_made_by_a_machine() {
    let scenario = Scenario {
        captured: 6500,
        currency: "jpy",
        commission: Some(980),
        ..scripted(vec![(3600, full("r1"))])
    };
    let mut world = World::new(&scenario);
    let mut dispute = world.processor.dispute("lost", &[-4500]);
    for (field, value) in [("amount", json!(4500)), ("currency", json!("usd"))] {
        dispute[field] = value;
    }
    dispute["balance_transactions"][0]["currency"] = json!("eur");
    world.processor.lists(&dispute);
    world.send(&webhook_at(start(), "charge.dispute.closed", &dispute)).await;
    world.live(2 * 3600).await;
    let lost = of(&world, "dispute.lost");
    assert_eq!(lost[0]["dispute"]["withdrawn"], json!({"minor": 4500, "currency": "USD"}));
    assert_eq!(clawed(&world), Some(980), "all of it");
    assert_eq!(world.processor.posts(), 0);
    let asked = of(&world, "refund.review_requested");
    assert_eq!(asked.len(), 1, "a person decides: {:?}", kinds(&world));
    assert_eq!(of(&world, "case.parked").len(), 0, "nothing is above the capture");
}

#[tokio::test(start_paused = true)]
async fn m4_a_verdict_that_the_clock_cannot_order_is_settled_by_the_list() {
    let mut world = World::new(&quiet());
    let won = world.processor.dispute("won", &[-4900, 4900]);
    world.send(&webhook_at(start(), "charge.dispute.closed", &won)).await;
    world.live(60).await;
    assert_eq!(of(&world, "dispute.won").len(), 1);
    // Of the same second as what is known, by an event that says nothing else.
    let lost = world.processor.dispute("lost", &[-4900, 4900, -4900]);
    world.send(&webhook_at(start(), "charge.dispute.updated", &lost)).await;
    world.live(60).await;
    let told = of(&world, "dispute.lost");
    assert_eq!(told.len(), 1, "{:?}", kinds(&world));
    assert_eq!(told[0]["dispute"]["stage"], json!("appeal_lost"));
    assert!(world.case().await.unwrap().is_blocked_by_dispute());
}
