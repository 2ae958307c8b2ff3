//! What becomes of a webhook.

use std::sync::atomic::Ordering;

use super::world::{NOW, OLD_SECRET, SECRET, World, post, stripe_signature, webhook};
use crate::IngressOptions;

const BODY: &[u8] = br#"{"id":"evt_1","type":"charge.refunded"}"#;

fn usual() -> IngressOptions {
    IngressOptions::default()
}

#[tokio::test]
async fn a_webhook_is_published_as_it_came() {
    let world = World::new().await;
    // Not UTF-8: the body is bytes, whatever is in it.
    let body = b"{\"note\":\"\xff\x00\"}";
    let signature = stripe_signature(SECRET, NOW, body);
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let headers = [
        ("Stripe-Signature", signature.as_str()),
        ("Content-Type", "application/json; charset=utf-8"),
        ("Traceparent", trace),
        ("Cookie", "of no concern"),
    ];
    let reply = world.ask(&post("/webhooks/stripe-eu", &headers, body)).await;
    assert_eq!((reply.status, reply.body.as_str()), (200, ""));
    let [message] = world.end().await.accepted().try_into().unwrap();
    assert_eq!(message.body, body);
    assert_eq!(message.account.as_deref(), Some("stripe-eu"));
    assert_eq!(message.headers, [("stripe-signature".to_owned(), signature)]);
    assert_eq!(message.content_type, "application/json; charset=utf-8");
    assert_eq!(message.received_at.unwrap().as_second(), NOW);
    assert_eq!(message.traceparent.as_deref(), Some(trace));
    assert_eq!((message.attempt, message.decision.clone()), (0, None));
    assert_eq!(message.id.len(), 32);
    assert!(!message.is_cloud_event());
}

#[tokio::test]
async fn it_is_accepted_only_after_the_confirmation() {
    let world = World::with(usual(), 0).await;
    let mut client = world.client().await;
    client.send(&webhook(BODY)).await;
    world.outbox.begun(1).await;
    let early = tokio::time::timeout(std::time::Duration::from_millis(50), client.try_reply());
    assert!(early.await.is_err(), "answered before the confirmation");
    assert!(world.outbox.accepted().is_empty());
    world.outbox.confirm(1);
    assert_eq!(client.reply().await.status, 200);
    assert_eq!(world.outbox.accepted().len(), 1);
}

#[tokio::test]
async fn what_was_not_confirmed_is_to_be_sent_again() {
    let mut limits = usual();
    limits.publish_seconds_max = std::time::Duration::from_millis(50);
    let world = World::with(limits, 1).await;
    world.outbox.fails.store(true, Ordering::SeqCst);
    let nacked = world.ask(&webhook(BODY)).await;
    world.outbox.fails.store(false, Ordering::SeqCst);
    let withheld = world.ask(&webhook(BODY)).await;
    world.outbox.ready.store(false, Ordering::SeqCst);
    let disconnected = world.ask(&webhook(BODY)).await;
    world.outbox.begun(2).await;
    for reply in [nacked, withheld, disconnected] {
        assert_eq!(reply.status, 503);
        assert!(reply.head.contains("retry-after: 5"), "{reply:?}");
        assert_eq!(reply.body, "");
    }
    // The publish that took too long was not cut off: it is confirmed in the end.
    assert!(world.outbox.accepted().is_empty());
    world.outbox.confirm(1);
    assert_eq!(world.end().await.accepted().len(), 1);
}

#[tokio::test]
async fn a_sender_that_goes_away_does_not_stop_the_publish() {
    let world = World::with(usual(), 0).await;
    let mut client = world.client().await;
    client.send(&webhook(BODY)).await;
    world.outbox.begun(1).await;
    drop(client);
    world.outbox.confirm(1);
    world.outbox.until_accepted(1).await;
}

#[tokio::test]
async fn duplicates_are_all_published() {
    let world = World::new().await;
    for _ in 0..3 {
        assert_eq!(world.ask(&webhook(BODY)).await.status, 200);
    }
    let accepted = world.end().await.accepted();
    assert_eq!(accepted.len(), 3);
    assert!(accepted.windows(2).all(|pair| pair[0] == pair[1]));
}

#[tokio::test]
async fn any_live_secret_may_sign() {
    let world = World::new().await;
    for (secret, status) in [(OLD_SECRET, 200), (SECRET, 200), ("whsec_of_nobody", 401)] {
        let signature = stripe_signature(secret, NOW, BODY);
        let request = post("/webhooks/stripe-eu", &[("stripe-signature", &signature)], BODY);
        assert_eq!(world.ask(&request).await.status, status, "{secret}");
    }
    assert_eq!(world.end().await.accepted().len(), 2);
}

#[tokio::test]
async fn nothing_is_told_to_those_who_are_not_believed() {
    let world = World::new().await;
    let good = stripe_signature(SECRET, NOW, BODY);
    let old = stripe_signature(SECRET, NOW - 301, BODY);
    let early = stripe_signature(SECRET, NOW + 301, BODY);
    let mut replies = Vec::new();
    for (path, headers, body) in [
        ("/webhooks/stripe-eu", vec![], BODY),
        ("/webhooks/stripe-eu", vec![("stripe-signature", "garbage")], BODY),
        ("/webhooks/stripe-eu", vec![("stripe-signature", old.as_str())], BODY),
        ("/webhooks/stripe-eu", vec![("stripe-signature", early.as_str())], BODY),
        ("/webhooks/stripe-eu", vec![("stripe-signature", good.as_str())], b"{}".as_slice()),
        (
            "/webhooks/stripe-eu",
            vec![("stripe-signature", &good), ("stripe-signature", &good)],
            BODY,
        ),
        ("/webhooks/stripe-us", vec![("stripe-signature", good.as_str())], BODY),
        ("/webhooks/nobody", vec![], b"".as_slice()),
    ] {
        let mut reply = world.ask(&post(path, &headers, body)).await;
        reply.head = reply.head.lines().filter(|line| !line.starts_with("date:")).collect();
        replies.push(reply);
    }
    assert_eq!(replies.len(), 8);
    assert!(replies.iter().all(|reply| reply == &replies[0]), "{replies:?}");
    assert_eq!(replies[0].status, 401);
    assert_eq!(replies[0].body, "");
    assert!(world.end().await.accepted().is_empty());
}

#[tokio::test]
async fn a_webhook_cannot_pass_for_a_cloud_event() {
    let world = World::new().await;
    let signature = stripe_signature(SECRET, NOW, BODY);
    let long = format!("application/{}", "x".repeat(300));
    for kind in ["application/cloudevents+json", "Application/CloudEvents+JSON ; a=b", &long] {
        let headers = [("stripe-signature", signature.as_str()), ("content-type", kind)];
        assert_eq!(world.ask(&post("/webhooks/stripe-eu", &headers, BODY)).await.status, 200);
    }
    let accepted = world.end().await.accepted();
    assert_eq!(accepted.len(), 3);
    assert!(accepted.iter().all(|message| message.content_type == "application/json"));
}

#[tokio::test]
async fn a_trace_context_of_another_form_is_left_out() {
    let world = World::new().await;
    let signature = stripe_signature(SECRET, NOW, BODY);
    let traces = [
        "",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    ];
    for trace in traces {
        let headers = [("stripe-signature", signature.as_str()), ("traceparent", trace)];
        assert_eq!(world.ask(&post("/webhooks/stripe-eu", &headers, BODY)).await.status, 200);
    }
    let accepted = world.end().await.accepted();
    assert_eq!(accepted.len(), traces.len());
    assert!(accepted.iter().all(|message| message.traceparent.is_none()));
}

#[tokio::test]
async fn other_paths_and_methods_are_named() {
    let world = World::new().await;
    for (line, status) in [
        ("GET /webhooks/stripe-eu", 405),
        ("DELETE /webhooks/nobody", 405),
        ("PUT /v1/messages/help-desk", 405),
        ("POST /webhooks", 404),
        ("POST /webhooks/", 404),
        ("POST /webhooks/stripe-eu/x", 404),
        ("POST /webhooks/%73tripe-eu", 401),
        ("POST /", 404),
        ("GET /metrics", 404),
        ("POST /v1/messages", 404),
        ("POST /v1/messages/", 404),
        ("POST /v1/messages/a/b", 404),
        ("POST /v1/refund-requests", 404),
        ("OPTIONS *", 404),
    ] {
        let reply = world.ask(format!("{line} HTTP/1.1\r\nhost: x\r\n\r\n").as_bytes()).await;
        assert_eq!(reply.status, status, "{line}");
        if line.contains("/webhooks/") && status != 404 {
            // A processor is told nothing, because some show their customers what we say.
            assert!(!reply.head.contains("content-type"), "{reply:?}");
            assert_eq!(reply.body, "", "{line}");
        } else {
            assert_eq!(reply.problem()["status"], status, "{line}");
        }
        assert_eq!(reply.head.contains("allow: post"), status == 405, "{reply:?}");
    }
    assert!(world.end().await.accepted().is_empty());
}

#[tokio::test]
async fn one_connection_carries_many_requests_also_at_once() {
    let world = World::new().await;
    let mut client = world.client().await;
    for _ in 0..3 {
        client.send(&webhook(BODY)).await;
        assert_eq!(client.reply().await.status, 200);
    }
    // Pipelined, with a refused one between them: answers come in the order of the requests.
    let refused = post("/webhooks/stripe-eu", &[], BODY);
    client.send(&[webhook(BODY), refused, webhook(b"{}")].concat()).await;
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(client.reply().await.status);
    }
    assert_eq!(statuses, [200, 401, 200]);
    assert_eq!(world.end().await.accepted().len(), 5);
}

#[tokio::test]
async fn a_chunked_body_is_put_together() {
    let world = World::new().await;
    let signature = stripe_signature(SECRET, NOW, BODY);
    let mut client = world.client().await;
    let head = format!(
        "POST /webhooks/stripe-eu HTTP/1.1\r\nhost: x\r\nstripe-signature: {signature}\r\n\
         transfer-encoding: chunked\r\n\r\n"
    );
    client.send(head.as_bytes()).await;
    for piece in BODY.chunks(7) {
        let frame = [format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat();
        client.send(&frame).await;
    }
    client.send(b"0\r\n\r\n").await;
    client.finish().await;
    assert_eq!(client.reply().await.status, 200, "also to a sender that only listens now");
    let [message] = world.end().await.accepted().try_into().unwrap();
    assert_eq!(message.body, BODY);
}
