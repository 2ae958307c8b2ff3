//! What becomes of a reviewer's answer: who asks for money does not decide about it.

use serde_json::{Value, json};

use super::world::{ANSWERS, NOW, REQUEST_SECRET, REQUESTS, REVIEW_SECRET, World, cloud_event};
use ports::message::Message;
use processors::standard_webhooks;

fn event(kind: &str, data: &Value) -> Vec<u8> {
    let event =
        json!({"specversion": "1.0", "id": "1", "source": "/crm", "type": kind, "data": data});
    event.to_string().into_bytes()
}

fn answer() -> Vec<u8> {
    event(
        "io.refundd.refund.review_decided.v1",
        &json!({
            "answer_id": "a1", "request_id": "req-1", "account": "stripe-eu", "payment": "pi_1",
            "reviewer": "agent-7", "binding": format!("rb3-{}", "0".repeat(64)),
            "decided_at": "2026-03-02T10:00:00Z", "verdict": "approve",
            "amount": {"minor": 4900, "currency": "USD"}, "comment": "as agreed",
        }),
    )
}

/// Everything that requests are signed for.
fn others() -> [Vec<u8>; 4] {
    let named = |more: Value| {
        let mut data = json!({"request_id": "req-1", "account": "stripe-eu", "payment": "pi_1"});
        data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        data
    };
    let asked = json!({"reason": "duplicate", "requested_at": "2026-03-02T10:00:00Z"});
    let answered = json!({"answered_at": "2026-03-02T10:00:00Z", "answers": {"was_it_used": true}});
    let earned = json!({"minor": 981, "currency": "USD"});
    let commission = json!({
        "commission": {"id": "c1", "partner": "p1", "paid": false, "earned": earned},
    });
    [
        event("refund.requested.v1", &named(asked)),
        event("refund.info_received.v1", &named(answered)),
        event("followup.feedback_received.v1", &named(json!({"reasons": ["too_slow"]}))),
        event("commission.earned.v1", &named(commission)),
    ]
}

#[tokio::test]
async fn s1_a_signed_answer_is_published_with_its_signature() {
    let world = World::new().await;
    let body = answer();
    let request = cloud_event(ANSWERS, REVIEW_SECRET, Message::CLOUD_EVENT, &body);
    assert_eq!(world.ask(&request).await.status, 202);
    let [message] = world.end().await.accepted().try_into().unwrap();
    assert!(message.is_cloud_event());
    assert_eq!(message.sender.as_deref(), Some("review-desk"));
    let text = String::from_utf8(message.body.clone()).unwrap();
    assert!(!text.contains("as agreed") && text.contains("agent-7"), "without the comment: {text}");
    let names: Vec<&str> = message.headers.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["webhook-id", "webhook-timestamp", "webhook-signature"]);
    let received_at = message.received_at.unwrap();
    assert_eq!(received_at.as_second(), NOW);
    let secrets = [REVIEW_SECRET.into()];
    let again = standard_webhooks::verify(&message.headers, &message.body, &secrets, received_at);
    assert_eq!(again, Ok(()), "what is left is signed, so that the worker can check it again");
}

#[tokio::test]
async fn s1_no_secret_signs_for_the_other_path() {
    let world = World::new().await;
    let mut refused = 0;
    for kind in [Message::CLOUD_EVENT, "application/json"] {
        for (path, secret) in [(ANSWERS, REQUEST_SECRET), (REQUESTS, REVIEW_SECRET)] {
            for body in others().iter().chain([&answer()]) {
                let reply = world.ask(&cloud_event(path, secret, kind, body)).await;
                assert_eq!(reply.status, 401, "{path}");
                assert_eq!(reply.body, r#"{"status":401,"title":"Unauthorized"}"#);
                refused += 1;
            }
        }
    }
    assert_eq!(refused, 20);
    assert!(world.end().await.accepted().is_empty());
}

#[tokio::test]
async fn s1_what_a_sender_may_not_send_is_told() {
    let world = World::new().await;
    let told = async |path: &str, secret: &str, body: &[u8], what: &str| {
        let reply = world.ask(&cloud_event(path, secret, Message::CLOUD_EVENT, body)).await;
        assert_eq!(reply.status, 422, "{path}");
        let problem = reply.problem();
        assert_eq!(problem["field"], "type", "{problem}");
        assert!(problem["detail"].as_str().unwrap().contains(what), "{problem}");
        assert!(problem["remedy"].as_str().unwrap().contains("operator"), "{problem}");
        assert!(!reply.body.contains("agent-7") && !reply.body.contains("pi_1"), "{problem}");
    };
    told(REQUESTS, REQUEST_SECRET, &answer(), "answers of reviewers").await;
    let kinds = ["refund requests", "answers of customers", "answers of customers", "commissions"];
    for (other, kind) in others().into_iter().zip(kinds) {
        told(ANSWERS, REVIEW_SECRET, &other, kind).await;
        let right = cloud_event(REQUESTS, REQUEST_SECRET, Message::CLOUD_EVENT, &other);
        assert_eq!(world.ask(&right).await.status, 202);
    }
    let accepted = world.end().await.accepted();
    assert_eq!(accepted.len(), 4);
    let signed = |message: &Message| message.headers.len() == 3;
    assert!(accepted.iter().all(signed), "the worker verifies them again");
}

/// Who is trusted on the broker is nobody over HTTP, and neither is who is not configured.
#[tokio::test]
async fn s1_nobody_speaks_for_another_over_http() {
    let world = World::new().await;
    let [request, ..] = others();
    for sender in ["queue", "nobody", "agent-7", "HELP-DESK"] {
        for secret in [REQUEST_SECRET, REVIEW_SECRET] {
            let path = format!("/v1/messages/{sender}");
            let reply =
                world.ask(&cloud_event(&path, secret, Message::CLOUD_EVENT, &request)).await;
            assert_eq!((reply.status, reply.body.contains("detail")), (401, false), "{sender}");
        }
    }
    let about =
        |account: &str| String::from_utf8(request.clone()).unwrap().replace("stripe-eu", account);
    let other = cloud_event(REQUESTS, REQUEST_SECRET, Message::CLOUD_EVENT, about("us").as_bytes());
    let reply = world.ask(&other).await;
    assert_eq!((reply.status, &reply.problem()["field"]), (422, &json!("data.account")));
    assert!(world.end().await.accepted().is_empty());
}

#[tokio::test]
async fn w18_a_reason_that_is_not_on_the_list_is_refused_with_its_field() {
    let world = World::new().await;
    let because = |code: &str| {
        let verdict = r#""verdict":"#;
        let text = String::from_utf8(answer()).unwrap();
        text.replace(verdict, &format!(r#""because":"{code}",{verdict}"#))
    };
    let send = async |code: &str| {
        let body = because(code);
        assert!(body.contains(code));
        let request = cloud_event(ANSWERS, REVIEW_SECRET, Message::CLOUD_EVENT, body.as_bytes());
        world.ask(&request).await
    };
    for code in ["black_friday", "Ada Lovelace"] {
        let reply = send(code).await;
        let problem = reply.problem();
        assert_eq!((reply.status, &problem["field"]), (422, &json!("data.because")), "{problem}");
        assert!(!reply.body.contains(code), "{problem}");
    }
    assert_eq!(send("goodwill").await.status, 202);
    let [message] = world.end().await.accepted().try_into().unwrap();
    assert!(String::from_utf8(message.body).unwrap().contains("goodwill"));
}
