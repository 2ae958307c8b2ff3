//! What becomes of a refund request.

use serde_json::{Value, json};

use super::world::{
    ANSWERS, NOW, REQUEST_SECRET, REQUESTS, REVIEW_SECRET, World, cloud_event, post, refund_request,
};
use ports::message::Message;
use processors::standard_webhooks;

fn event() -> Value {
    json!({
        "specversion": "1.0", "id": "1", "source": "/help-desk", "type": "refund.requested.v1",
        "data": {
            "request_id": "req-1",
            "account": "stripe-eu",
            "payment": "pi_1",
            "reason": "duplicate",
            "requested_at": "2026-03-02T10:00:00Z",
        },
    })
}

#[tokio::test]
async fn a_signed_request_is_published_as_a_cloud_event() {
    let world = World::new().await;
    let body = event().to_string();
    let kinds = [Message::CLOUD_EVENT, "application/json", "Application/CloudEvents+JSON; x=y"];
    for kind in kinds {
        let reply = world.ask(&refund_request(kind, body.as_bytes())).await;
        assert_eq!(reply.status, 202, "{kind}: {reply:?}");
    }
    let accepted = world.end().await.accepted();
    assert_eq!(accepted.len(), kinds.len());
    for message in accepted {
        assert!(message.is_cloud_event());
        assert_eq!(message.body, body.as_bytes());
        assert_eq!((message.account, message.headers.len()), (None, 3));
        assert_eq!(message.sender.as_deref(), Some("help-desk"));
        assert_eq!(message.received_at.unwrap().as_second(), NOW);
    }
}

#[tokio::test]
async fn a_signed_request_with_a_mistake_is_told_which() {
    let world = World::new().await;
    let mut seen = 0;
    for (pointer, value, field) in [
        ("/data/account", json!("stripe-us"), "data.account"),
        ("/data/payment", json!(""), "data.payment"),
        ("/data/reason", json!("because"), "data.reason"),
        ("/data/requested_at", json!("jenny@example.test"), "data.requested_at"),
        ("/type", json!("refund.succeeded.v1"), "type"),
        ("/specversion", json!("0.3"), "specversion"),
        ("/data", json!("text"), "data"),
    ] {
        let mut event = event();
        *event.pointer_mut(pointer).unwrap() = value;
        let request = refund_request(Message::CLOUD_EVENT, event.to_string().as_bytes());
        let reply = world.ask(&request).await;
        assert_eq!(reply.status, 422, "{pointer}");
        let problem = reply.problem();
        assert_eq!(problem["field"], field, "{problem}");
        assert_eq!(problem["status"], 422, "{problem}");
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains("send "), "{problem}");
        if let Some(remedy) = problem.get("remedy") {
            assert!(detail.ends_with(remedy.as_str().unwrap()), "{problem}");
        }
        assert!(!reply.body.contains("jenny"), "{problem}");
        seen += 1;
    }
    assert_eq!(seen, 7);
    let reply = world.ask(&refund_request("application/json", b"garbage \xff")).await;
    assert_eq!((reply.status, reply.problem().get("field")), (422, None));
    assert!(world.end().await.accepted().is_empty());
}

/// What a message says of dates is held against the time at which it comes in.
#[tokio::test]
async fn s6_a_date_after_the_receipt_is_told_by_the_name_of_its_field() {
    let world = World::new().await;
    let about = |extra: Value| {
        let mut data = json!({"request_id": "req-1", "account": "stripe-eu", "payment": "pi_1"});
        data.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        data
    };
    let asked = about(json!({"reason": "duplicate"}));
    let answered = about(json!({"answers": {"was_it_used": true}}));
    let decided = about(json!({
        "answer_id": "a1", "reviewer": "agent-7", "binding": format!("rb3-{}", "0".repeat(64)),
        "verdict": "ask", "questions": ["was_it_used"],
    }));
    let mut accepted = 0;
    let requests = (REQUESTS, REQUEST_SECRET);
    for (to, kind, mut data, field) in [
        (requests, "refund.requested.v1", asked, "requested_at"),
        (requests, "refund.info_received.v1", answered, "answered_at"),
        ((ANSWERS, REVIEW_SECRET), "refund.review_decided.v1", decided, "decided_at"),
    ] {
        for (ahead, status) in [(0, 202), (300, 202), (301, 422), (40 * 86_400, 422)] {
            let at = jiff::Timestamp::from_second(NOW + ahead).unwrap().to_string();
            data[field] = json!(at);
            let event = json!({
                "specversion": "1.0", "id": "1", "source": "/x", "type": kind, "data": data,
            });
            let body = event.to_string();
            let request = cloud_event(to.0, to.1, Message::CLOUD_EVENT, body.as_bytes());
            let reply = world.ask(&request).await;
            assert_eq!(reply.status, status, "{field} {ahead} {reply:?}");
            if status == 422 {
                assert_eq!(reply.problem()["field"], format!("data.{field}"));
                assert!(!reply.body.contains(&at), "{reply:?}");
            } else {
                accepted += 1;
            }
        }
    }
    let messages = world.end().await.accepted();
    assert_eq!((messages.len(), accepted), (6, 6));
    assert!(messages.iter().all(|message| message.receipt.is_none()), "workers seal");
}

#[tokio::test]
async fn nothing_of_an_unsigned_request_is_looked_at() {
    let world = World::new().await;
    let good = event().to_string();
    let at = jiff::Timestamp::from_second(NOW).unwrap();
    let signature =
        standard_webhooks::sign(&REQUEST_SECRET.into(), "msg_1", at, good.as_bytes()).unwrap();
    let now = NOW.to_string();
    let signed = [
        ("content-type", "application/json"),
        ("webhook-id", "msg_1"),
        ("webhook-timestamp", now.as_str()),
        ("webhook-signature", signature.as_str()),
    ];
    let bare = [("content-type", "application/json")];
    for (headers, body) in [
        (bare.as_slice(), good.as_str()),
        (bare.as_slice(), "{"),
        (signed.as_slice(), "{"),
        (signed.as_slice(), "{}"),
    ] {
        let reply = world.ask(&post(REQUESTS, headers, body.as_bytes())).await;
        assert_eq!(reply.status, 401, "{reply:?}");
        assert_eq!(reply.body, r#"{"status":401,"title":"Unauthorized"}"#);
    }
    assert!(world.end().await.accepted().is_empty());
}

#[tokio::test]
async fn other_media_types_are_not_taken() {
    let world = World::new().await;
    let body = event().to_string();
    for kind in ["application/cloudevents-batch+json", "application/xml", "text/plain", ""] {
        let reply = world.ask(&refund_request(kind, body.as_bytes())).await;
        assert_eq!(reply.status, 415, "{kind}");
    }
    let headers = [("content-type", "application/json"), ("content-encoding", "gzip")];
    let reply = world.ask(&post(REQUESTS, &headers, body.as_bytes())).await;
    assert_eq!(reply.status, 415);
    assert!(world.end().await.accepted().is_empty());
}

/// Signed as it is sent: the body is the data, and the attributes stand in headers.
fn in_binary_mode(headers: &[(&str, &str)], data: &str) -> Vec<u8> {
    let at = jiff::Timestamp::from_second(NOW).unwrap();
    let signed = standard_webhooks::sign(&REQUEST_SECRET.into(), "msg_1", at, data.as_bytes());
    let (time, signature) = (NOW.to_string(), signed.unwrap());
    let own = [
        ("content-type", "application/json"),
        ("webhook-id", "msg_1"),
        ("webhook-timestamp", &time),
        ("webhook-signature", &signature),
    ];
    post(REQUESTS, &[&own[..], headers].concat(), data.as_bytes())
}

#[tokio::test]
async fn o10_binary_mode_is_taken_and_travels_in_structured_mode_signed_again() {
    let world = World::new().await;
    let data = event()["data"].to_string();
    let attributes = [
        ("ce-specversion", "1.0"),
        ("ce-id", "1"),
        ("CE-Source", "/help%2Ddesk%C3%A4"),
        ("ce-type", "refund.requested.v1"),
        ("ce-time", "2026-03-02T10:00:00Z"),
    ];
    assert_eq!(world.ask(&in_binary_mode(&attributes, &data)).await.status, 202);
    // What is missing is named; what is wrong as well; what is not signed is nobody's.
    let without_type: Vec<_> =
        attributes.into_iter().filter(|(name, _)| *name != "ce-type").collect();
    let reply = world.ask(&in_binary_mode(&without_type, &data)).await;
    assert_eq!((reply.status, &reply.problem()["field"]), (422, &json!("type")));
    let reply = world.ask(&in_binary_mode(&attributes, "{")).await;
    assert_eq!(reply.status, 422, "{reply:?}");
    let mut forged = in_binary_mode(&attributes, &data);
    let last = forged.len() - 2;
    forged[last] = b' ';
    assert_eq!(world.ask(&forged).await.status, 401);

    let accepted = world.end().await.accepted();
    let [message] = accepted.as_slice() else { panic!("{accepted:?}") };
    assert!(message.is_cloud_event());
    let travels: Value = serde_json::from_slice(&message.body).unwrap();
    assert_eq!(travels["data"], event()["data"]);
    assert_eq!((&travels["source"], &travels["id"]), (&json!("/help-deskä"), &json!("1")));
    let (secrets, at) = ([REQUEST_SECRET.into()], message.received_at.unwrap());
    standard_webhooks::verify(&message.headers, &message.body, &secrets, at).unwrap();
}
