//! What is dropped at the boundary is in nothing that is published again: on no rung, on no shelf.

use domain::ids::AccountName;
use ports::gateway::GatewayError;
use ports::message::Message;
use serde_json::{Value, json};

use crate::inbound::{cloud_event, request_with};
use crate::named::broken::gateway;
use crate::named::{half, letters_of_success, quiet};
use crate::scenario::Scenario;
use crate::world::{World, start};

/// What a customer wrote.
const WRITTEN: &str = "Jane Roe <jane@example.com>";

fn wordy() -> Message {
    request_with("r1", |data| {
        data["amount"] = json!({"minor": 4900, "currency": "USD"});
        data["comment"] = json!(WRITTEN);
        data["proof_of_purchase"] = json!(WRITTEN);
        data["note"] = json!({"by": WRITTEN});
        data["email_sha256"] = json!("ab".repeat(32));
    })
}

fn shows(message: &Message, what: &str) -> bool {
    String::from_utf8_lossy(&message.body).contains(what)
}

/// The messages that lie in the queue, whenever they are due.
fn waiting(world: &World) -> Vec<Message> {
    let mut found = Vec::new();
    while let Some(at) = world.queue.next_due_at() {
        world.clock.advance_to(at);
        let Some(delivery) = world.queue.take() else { break };
        found.push(delivery.message);
    }
    world.queue.reopen();
    found
}

#[tokio::test(start_paused = true)]
async fn o1_what_a_customer_wrote_lies_on_no_rung() {
    let world = World::new(&Scenario { script: Vec::new(), ..half() });
    world.send(&wordy()).await;
    let answers = json!({
        "request_id": "r2", "account": "stripe-eu", "payment": "pi_1",
        "answered_at": start().to_string(), "answers": {"why": WRITTEN, "used": true},
    });
    // An answer that is early waits for its request.
    world.send(&cloud_event("i1", "io.refundd.refund.info_received.v1", &answers)).await;
    world.handle_due().await;
    let rungs = waiting(&world);
    assert_eq!(rungs.len(), 2);
    assert!(rungs.iter().all(|message| !shows(message, "Jane")), "{rungs:?}");
    assert!(rungs.iter().any(|message| shows(message, r#""why":"given""#)), "{rungs:?}");
    assert_eq!(letters_of_success(&world), 1);
}

/// The SHA-256 of the payment's address.
const JANE: &str = "8c87b489ce35cf2e2f39f80e282cb2e804932a56a213983eeeb428407d43b52d";

#[tokio::test(start_paused = true)]
async fn o1_the_hash_of_an_address_lies_on_a_rung_only_until_it_was_compared() {
    let other = "ab".repeat(32);
    for (email, is_read, on_the_rung, matches) in [
        (JANE, true, None, Some(true)),
        (other.as_str(), true, Some("0".repeat(64)), Some(false)),
        (JANE, false, Some(JANE.to_owned()), None),
    ] {
        let silent = gateway(move |_| {
            let account = AccountName::parse("stripe-eu").unwrap();
            (!is_read).then(|| GatewayError::Unknown { account, source: "time limit".into() })
        });
        let mut world = World::with(&Scenario { script: Vec::new(), ..half() }, silent);
        world.send(&request_with("r1", |data| data["email_sha256"] = json!(email))).await;
        world.handle_due().await;
        let [rung] = waiting(&world).try_into().unwrap();
        let read: Value = serde_json::from_slice(&rung.body).unwrap();
        assert_eq!(read["data"]["email_sha256"].as_str(), on_the_rung.as_deref(), "{email}");
        // What comes back means the same, also to a store that has forgotten what was compared; of
        // an agreement only that there was no contradiction.
        let known = async |world: &World| {
            // Before anything is told of it, nothing is stored.
            let case = world.case().await?;
            case.requests.values().next().unwrap().request.claims.email_matches
        };
        assert_eq!(known(&world).await, matches, "{email}");
        world.fix();
        world.store.wipe();
        world.rest().await;
        assert_eq!(world.shelved(), [""; 0]);
        let found = if is_read { matches.filter(|matches| !matches) } else { Some(true) };
        assert_eq!(known(&world).await, found, "{email}");
    }
}

#[tokio::test(start_paused = true)]
async fn o1_a_redelivery_means_what_the_message_meant() {
    let mut world = World::new(&Scenario { script: Vec::new(), ..half() });
    world.send(&wordy()).await;
    world.rest().await;
    // Nothing contradicts the request that is known.
    assert_eq!(world.shelved(), [""; 0]);
    let case = world.case().await.unwrap();
    assert!(case.requests.values().all(|state| state.request.proof_of_purchase));
}

#[tokio::test(start_paused = true)]
async fn o1_what_is_understood_lies_on_a_shelf_without_what_a_customer_wrote() {
    for (reason, account, payment) in [
        ("unknown_account", "stripe-us", "pi_1"),
        ("corrupt_record", "stripe-eu", "pi_1"),
        ("not_a_request", "stripe-eu", "ch/../pi"),
    ] {
        let world = World::new(&quiet());
        let id = domain::ids::CaseId::parse("stripe-eu/pi_1").unwrap();
        world.store.plant(&id, b"garbage".to_vec());
        let message = request_with("r1", |data| {
            data["account"] = json!(account);
            data["payment"] = json!(payment);
            data["comment"] = json!(WRITTEN);
        });
        world.send(&message).await;
        world.handle_due().await;
        let [shelved] = world.queue.shelved().try_into().unwrap();
        assert!(shelved.reason.starts_with(reason), "{}", shelved.reason);
        // Of an id that is none, the message is not understood: a person has to see it.
        assert_eq!(shows(&shelved.message, "Jane"), reason == "not_a_request", "{reason}");
    }
}

#[tokio::test(start_paused = true)]
async fn o1_a_contradiction_is_kept_without_what_a_customer_wrote() {
    let world = World::new(&quiet());
    world.send(&wordy()).await;
    world.handle_due().await;
    world
        .send(&request_with("r1", |data| {
            data["reason"] = json!("other");
            data["comment"] = json!(WRITTEN);
        }))
        .await;
    world.handle_due().await;
    let [shelved] = world.queue.shelved().try_into().unwrap();
    assert_eq!(shelved.reason, "contradicts_request");
    assert!(!shows(&shelved.message, "Jane"));
    let read: Value = serde_json::from_slice(&shelved.message.body).unwrap();
    assert_eq!(read["data"]["reason"], "other", "what contradicts is seen");
}

/// The signature is over every byte.
#[tokio::test(start_paused = true)]
async fn o1_a_webhook_is_passed_on_byte_by_byte() {
    let world = World::new(&quiet());
    let refund =
        json!({"object": "refund", "id": "re_1", "payment_intent": "pi_1", "note": WRITTEN});
    let mut webhook = world.webhook("refund.created", &refund);
    world.send(&webhook).await;
    webhook.headers.clear();
    world.send(&webhook).await;
    world.handle_due().await;
    let shelved = world.queue.shelved();
    assert_eq!(shelved.len(), 2);
    assert!(shelved.iter().all(|kept| kept.message.body == webhook.body));
}
