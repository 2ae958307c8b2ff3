//! Health, metrics, and log lines that name ids and nobody.

use sandbox::NewPayment;
use serde_json::{Value, json};

use super::client;
use super::client::{get, post, refund_requested, request};
use super::consumer::Consumer;
use super::deployment::{API_KEY, Deployment, REQUEST_SECRET, REVIEW_SECRET, WEBHOOK_SECRET};
use crate::servers::{Chaos, Redis, SOON, eventually};

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

/// The value of a metric on a page; of the first of its series, if it has several.
fn value<'p>(page: &'p str, name: &str) -> Option<&'p str> {
    let line = page
        .lines()
        .find(|line| line.strip_prefix(name).is_some_and(|rest| rest.starts_with(['{', ' '])));
    line.and_then(|line| line.rsplit(' ').next())
}

/// A daemon that nobody has asked anything yet.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn o13_every_counter_is_there_from_the_start_with_the_version_and_what_the_process_takes() {
    let deployment = Deployment::new().await;
    for role in ["ingress", "worker"] {
        let daemon = deployment.start(role).await;
        // A counter is there from the first page on.
        let (_, first) = get(daemon.admin, "/metrics").await;
        // A fact has a name that only a policy knows, and two are no counters until something took time.
        let late = ["refundd_facts_unfit_total", "refundd_facts_seconds", "refundd_settle_seconds"];
        let of_store = ["refundd_store_ready", "refundd_store_lost", "refundd_switch"];
        let expected = || {
            let names = telemetry::metrics::ALL.into_iter().filter(|name| !late.contains(name));
            names.filter(|name| role != "ingress" || !of_store.contains(name))
        };
        let is_counter = |name: &str| name.starts_with("refundd_") && name.ends_with("_total");
        // A gauge is there with the first look at what it shows, each by a task of its own.
        let missing = || async {
            let shown = get(daemon.admin, "/metrics").await.1;
            expected().filter(|name| value(&shown, name).is_none()).collect::<Vec<_>>()
        };
        let all_there = eventually(SOON, || async { missing().await.is_empty() }).await;
        assert!(all_there, "{role}: {:?}", missing().await);
        let mut seen = 0;
        for name in expected().filter(|name| is_counter(name)) {
            assert_eq!(value(&first, name), Some("0"), "{role}: {name}\n{first}");
            seen += 1;
        }
        assert!(expected().count() > 35 && seen > 20, "{} {seen}", expected().count());
        let version = env!("CARGO_PKG_VERSION");
        let info = format!("refundd_build_info{{version=\"{version}\",role=\"{role}\"}} 1");
        assert!(first.contains(&info), "{first}");
        // What the process takes is measured by a task of its own as well.
        let measured = || async {
            let shown = get(daemon.admin, "/metrics").await.1;
            value(&shown, "process_resident_memory_bytes").is_some_and(|bytes| bytes.len() > 6)
        };
        assert!(eventually(SOON, measured).await, "{role} has no size");
        let said = daemon.stderr();
        let ready = said.lines().find(|line| line.contains("\"message\":\"ready\""));
        let named = format!("\"version\":\"{version}\"");
        assert!(ready.is_some_and(|line| line.contains(&named)), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn o13_losing_and_regaining_broker_and_store_is_told_by_lines_and_metrics_of_ours() {
    let redis = crate::servers::redis().await.new_database();
    let rabbitmq = super::deployment::vhost().await.url();
    let (broker, store) = (Chaos::before(rabbitmq).await, Chaos::before(&redis).await);
    let through = (broker.through(rabbitmq), store.through(&redis));
    let deployment = Deployment::on(&through.0, &through.1, |_| {}).await;
    let daemon = deployment.start("all").await;
    let counted = async |connection: &str| {
        let metrics = get(daemon.admin, "/metrics").await.1;
        let name = format!("refundd_connections_lost_total{{connection=\"{connection}\"}} ");
        let line = metrics.lines().find_map(|line| line.strip_prefix(&name).map(str::to_owned));
        line.expect("the counter is there from the start")
    };
    for connection in ["publish", "consume", "store"] {
        assert_eq!(counted(connection).await, "0", "{connection}");
    }
    broker.cut();
    store.pause();
    let told = |what: &str, connection: &str| {
        let message = format!("\"message\":\"connection {what}\"");
        let named = format!("\"connection\":\"{connection}\"");
        let told = |line: &&str| line.contains(&message) && line.contains(&named);
        daemon.stderr().lines().filter(told).count()
    };
    for connection in ["publish", "consume", "store"] {
        let lost = || async { told("lost", connection) == 1 };
        assert!(eventually(SOON, lost).await, "{connection}: {}", daemon.tail());
        assert_eq!(counted(connection).await, "1", "{connection}");
    }
    store.cut();
    store.resume();
    for connection in ["publish", "consume", "store"] {
        let regained = || async { told("regained", connection) == 1 };
        assert!(eventually(SOON, regained).await, "{connection}: {}", daemon.tail());
    }
    assert!(!daemon.stderr().contains("lapin"), "{}", daemon.stderr());
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
    for (headers, status) in [(&good[..], 200), (&bad[..], 401)] {
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
