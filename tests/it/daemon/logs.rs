//! Health, metrics, and log lines that name ids and nobody.

use sandbox::NewPayment;
use serde_json::{Value, json};

use super::client;
use super::client::{get, post, refund_requested, request};
use super::consumer::Consumer;
use super::deployment::{API_KEY, Deployment, REQUEST_SECRET, REVIEW_SECRET, WEBHOOK_SECRET};
use crate::servers::{Redis, SOON, eventually};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn health_follows_the_store_and_life_does_not() {
    let mut redis = Redis::start().await;
    let shared = super::deployment::vhost().await;
    let deployment = Deployment::on(shared.url(), &redis.url(), |_| {}).await;
    let daemon = deployment.start("worker").await;
    assert_eq!(get(daemon.admin, "/livez").await, (200, "ok\n".to_owned()));
    assert_eq!(get(daemon.admin, "/readyz").await, (200, "ready\n".to_owned()));

    redis.kill();
    let down = || async { get(daemon.admin, "/readyz").await.0 == 503 };
    assert!(eventually(SOON, down).await, "{}", daemon.tail());
    let said = get(daemon.admin, "/readyz").await.1;
    assert!(said.starts_with("not ready: store\n"), "{said}");
    assert_eq!(get(daemon.admin, "/livez").await.0, 200);
    assert!(get(daemon.admin, "/metrics").await.1.contains("refundd_store_ready 0"));

    redis.restart().await;
    let up = || async { get(daemon.admin, "/readyz").await.0 == 200 };
    assert!(eventually(SOON, up).await, "{}", daemon.tail());
    assert!(get(daemon.admin, "/metrics").await.1.contains("refundd_store_ready 1"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn metrics_count_what_happened() {
    let deployment = Deployment::new().await;
    let daemon = deployment.start("all").await;
    let consumer = Consumer::of(&deployment).await;
    let payment = super::payment(&deployment.sandbox, "counted");
    let asked = refund_requested("r1", &payment, "technical_problem");
    assert_eq!(request(&daemon, &asked).await.0, 202);
    let unsigned = post(daemon.http, "/webhooks/stripe-eu", &[], b"{}".to_vec()).await;
    assert_eq!(unsigned.0, 401);
    assert!(consumer.sees("refund.succeeded.v1", &payment).await, "{}", daemon.tail());

    // A subscriber can have an event before its publisher has counted the confirmation.
    let missing = async || {
        let (status, metrics) = get(daemon.admin, "/metrics").await;
        assert_eq!(status, 200);
        let lines = [
            r#"refundd_messages_received_total{sender="help-desk",answer="accepted"} 1"#,
            r#"refundd_webhooks_received_total{account="stripe-eu",answer="unauthorized"} 1"#,
            r#"refundd_decisions_total{verdict="approve",rule="money-back"} 1"#,
            r#"refundd_refund_calls_total{account="stripe-eu",outcome="done"} 1"#,
            r#"refundd_events_published_total{type="refund.succeeded.v1"} 1"#,
            "refundd_transport_ready 1",
            "# HELP refundd_deliveries_total ",
        ];
        lines.into_iter().filter(|line| !metrics.contains(line)).collect::<Vec<_>>()
    };
    let counted = eventually(SOON, || async { missing().await.is_empty() }).await;
    assert!(counted, "{:?}", missing().await);
}

/// Everything that must not be in a log, and where it comes from.
const CANARIES: [(&str, &str); 10] = [
    ("a comment", "canaryComment"),
    ("a customer's address", "canary.person"),
    ("a shop's metadata", "canaryMetadata"),
    ("a webhook's body", "canaryWebhookBody"),
    ("a request's body", "canaryRequestBody"),
    ("a card", "4242424242424242"),
    ("the key to the API", API_KEY),
    ("the secret of webhooks", WEBHOOK_SECRET),
    ("the secret of requests", REQUEST_SECRET),
    ("the secret of reviewers", REVIEW_SECRET),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn logs_are_json_lines_without_anything_that_is_nobodys_business() {
    let deployment = Deployment::new().await.with("SERVICE__LOG_FILTER", "info,refundd=trace");
    let mut daemon = deployment.start("all").await;
    let consumer = Consumer::of(&deployment).await;
    let new = NewPayment {
        customer: Some("cus_1".to_owned()),
        email: Some("canary.person@example.com".to_owned()),
        metadata: [("note", "canaryMetadata"), ("product", "canaryMetadata")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
        ..NewPayment::of(4_900, "usd")
    };
    let payment = deployment.sandbox.create_payment(new).expect("a good payment").payment_intent;
    let mut asked = refund_requested("r1", &payment, "technical_problem");
    asked["data"]["comment"] = "canaryComment 4242424242424242 canary.person@example.com".into();
    assert_eq!(request(&daemon, &asked).await.0, 202);
    assert!(consumer.sees("refund.succeeded.v1", &payment).await, "{}", daemon.tail());

    // What fails must not be chattier than what succeeds.
    let sandbox = &deployment.sandbox;
    let unreadable = json!({"object": "event", "note": "canaryWebhookBody 4242424242424242"});
    let unreadable = unreadable.to_string();
    let good = [("stripe-signature", sandbox.sign(&unreadable))];
    let bad = [("stripe-signature", format!("t=1,v1={WEBHOOK_SECRET}"))];
    for (headers, status) in [(&good[..], 202), (&bad[..], 401)] {
        let body = unreadable.clone().into_bytes();
        let answer = post(daemon.http, "/webhooks/stripe-eu", headers, body).await;
        assert_eq!(answer.0, status);
    }
    let broken = b"{\"canaryRequestBody\": 4242424242424242".to_vec();
    let answer = post(daemon.http, client::REQUESTS, &client::signed(&broken), broken).await;
    assert_eq!(answer.0, 422);
    assert!(!answer.1.contains("canary"), "{}", answer.1);
    let counted = || async { daemon.stderr().contains("not_understood") };
    assert!(eventually(SOON, counted).await, "{}", daemon.tail());
    daemon.term();
    assert_eq!(daemon.exit_code(SOON).await, 0);

    let log = daemon.stderr();
    let passwords = [&deployment.rabbitmq, &deployment.redis].map(|url| password(url));
    let secrets = passwords.iter().map(|password| ("a password", password.as_str()));
    for (what, text) in CANARIES.into_iter().chain(secrets) {
        assert!(!log.contains(text), "{what} is in the log");
        assert!(!daemon.stdout().contains(text), "{what} is in the output");
    }
    let mut lines = 0;
    for line in log.lines() {
        let line: Value = serde_json::from_str(line).expect("a line is a JSON object");
        for field in ["timestamp", "level", "target", "message"] {
            assert!(line[field].is_string(), "{field} in {line}");
        }
        lines += 1;
    }
    assert!(lines >= 10, "the log has {lines} lines");
    assert!(log.contains(&payment), "ids are there");
}

fn password(url: &str) -> String {
    let (login, _) = url.rsplit_once('@').expect("a URL with a login");
    let (_, password) = login.rsplit_once(':').expect("a login with a password");
    assert!(password.len() > 10);
    password.to_owned()
}
