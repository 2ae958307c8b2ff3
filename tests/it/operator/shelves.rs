//! What is kept aside: looked at, put back once its cause is gone, thrown away.

use ports::outbox::Outbox as _;
use sandbox::NewPayment;
use serde_json::json;

use super::{COMMENT, Installation, file, get, request};
use crate::servers::{SOON, eventually};

async fn has_quarantined(admin: u16) -> bool {
    let metrics = get(admin, "/metrics").await.unwrap_or_default();
    metrics.contains("refundd_deliveries_total{settlement=\"quarantined\"} 1")
}

/// A request for an account that is not configured is kept aside; the operator looks, fixes, puts
/// it back; the refund is made.
async fn fix(installation: &Installation) {
    let new = NewPayment {
        id: Some("pi_op".to_owned()),
        customer: Some("cus_op".to_owned()),
        ..NewPayment::of(4_900, "usd")
    };
    installation.sandbox.create_payment(new).expect("a good payment");
    let admin = installation.configure(&["other"]);
    installation.daemon(admin, async || has_quarantined(admin).await).await;

    let listed = installation.json(&["shelf", "list"]).await;
    let reasons = json!([{"shelf": "quarantine", "reason": "unknown_account", "count": 1}]);
    assert_eq!(listed["reasons"], reasons);
    let entry = &listed["messages"][0];
    assert_eq!(entry["account"], "stripe-eu");
    assert_eq!(entry["kind"], "com.example.refund.requested.v1");
    assert_eq!(entry["attempts"], 5);
    assert!(!listed.to_string().contains("Ada"), "{listed}");
    let id = entry["id"].as_str().expect("an entry has an id");
    look(installation, id).await;

    let admin = installation.configure(&["other", "stripe-eu"]);
    let replayed = installation.run(&["shelf", "replay", "--reason", "unknown_account"]).await;
    assert_eq!((replayed.code, replayed.stdout.as_str()), (Some(0), "replayed 1\n"));
    assert!(replayed.stderr.contains("message replayed"), "{}", replayed.stderr);
    let again = installation.run(&["shelf", "replay", id]).await;
    assert_eq!(again.code, Some(66), "{}", again.stderr);

    let sandbox = &installation.sandbox;
    let refunded = async || sandbox.payment("pi_op").is_some_and(|p| p.refunds.len() == 1);
    installation.daemon(admin, refunded).await;
    let left = installation.json(&["shelf", "list"]).await;
    assert_eq!(left["messages"], json!([]));
}

/// What is shown, and what only on demand.
async fn look(installation: &Installation, id: &str) {
    let text = installation.run(&["shelf", "list"]).await;
    assert_eq!(text.code, Some(0), "{}", text.stderr);
    assert!(text.stdout.contains(id) && text.stdout.contains("unknown_account"), "{}", text.stdout);
    let shown = installation.run(&["shelf", "show", id]).await;
    assert_eq!(shown.code, Some(0), "{}", shown.stderr);
    assert!(
        !shown.stdout.contains("Ada") && !shown.stderr.contains("personal"),
        "{}",
        shown.stdout
    );
    let body = installation.run(&["shelf", "show", id, "--body"]).await;
    assert!(body.stderr.contains("personal data"), "{}", body.stderr);
    assert!(body.stdout.contains("\"payment\":\"pi_op\""), "{}", body.stdout);
    // No worker proved whose it is, so it lies there whole: its signature is of every byte.
    assert!(body.stdout.contains(COMMENT), "{}", body.stdout);
    let whole = installation.json(&["shelf", "show", id, "--body"]).await;
    assert!(whole["body"].as_str().is_some_and(|body| body.contains("pi_op")), "{whole}");

    for (words, code, says) in [
        (vec!["shelf", "show", "000000000000"], 66, "refundd shelf list"),
        (vec!["shelf", "replay", "000000000000"], 66, "refundd shelf list"),
        (vec!["shelf", "replay", "--reason", "nothing"], 66, "`nothing`"),
        (vec!["shelf", "replay", id, "--shelf", "parked"], 66, "no message"),
        (vec!["shelf", "replay", "7"], 2, "12 hexadecimal digits"),
        (vec!["shelf", "replay"], 2, "--reason"),
        (vec!["shelf", "drop", id], 2, "--because"),
        (vec!["shelf", "drop", id, "--because", " "], 2, "--because must be"),
        (vec!["shelf", "drop", id, "--because", "not ours"], 2, "--yes"),
        (vec!["shelf", "drop", "000000000000", "--because", "x", "--yes"], 66, "no message"),
    ] {
        let ended = installation.run(&words).await;
        assert_eq!(ended.code, Some(code), "{words:?}: {}", ended.stderr);
        assert!(ended.stderr.contains(says), "{words:?}: {}", ended.stderr);
    }
}

/// Keeps one message aside, drops it by command, and looks for the trace of that.
async fn throw_away(installation: &Installation) {
    let listed = installation.json(&["shelf", "list", "--shelf", "parked"]).await;
    let id = listed["messages"][0]["id"].as_str().expect("one is parked").to_owned();
    let words = ["shelf", "drop", &id, "--because", "sent by a test", "--yes"];
    let dropped = installation.run(&words).await;
    assert_eq!((dropped.code, dropped.stdout.as_str()), (Some(0), "dropped 1\n"));
    for told in ["message dropped by an operator", "sent by a test", &id, "tries_used_up"] {
        assert!(dropped.stderr.contains(told), "{told}: {}", dropped.stderr);
    }
    let left = installation.run(&["shelf", "list"]).await;
    assert_eq!(left.stdout, "nothing is kept aside\n");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_of_the_embedded_file_removes_a_cause_and_the_refund_is_made() {
    let installation = Installation::in_one_file().await;
    installation.configure(&["other"]);
    let early = installation.run(&["shelf", "list"]).await;
    assert_eq!(early.code, Some(78), "{}", early.stderr);
    assert!(early.stderr.contains("refundd.db is not there"), "{}", early.stderr);

    let path = installation.database();
    file(path.clone()).accept(&request("pi_op")).await.expect("it is accepted");
    fix(&installation).await;

    let open = file(path);
    let parked = ports::outbox::Shelf::Parked;
    open.shelve(&request("pi_op"), parked, "tries_used_up").await.expect("it is kept");
    // Beside the process that has the file.
    throw_away(&installation).await;
    drop(open);

    let status = installation.json(&["store", "status"]).await;
    let facts = ["store", "schema", "cases", "waiting"].map(|name| status[name].as_str());
    assert_eq!(facts, [Some("embedded"), Some("1"), Some("1"), status["waiting"].as_str()]);
    let marked = installation.run(&["store", "mark"]).await;
    assert_eq!(marked.code, Some(78), "{}", marked.stderr);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_of_broker_and_store_removes_a_cause_and_the_refund_is_made() {
    let (installation, broker, vhost) = Installation::on_servers().await;
    broker.outbox().accept(&request("pi_op")).await.expect("it is accepted");
    fix(&installation).await;

    let parked = ports::outbox::Shelf::Parked;
    let kept = broker.outbox().shelve(&request("pi_op"), parked, "tries_used_up").await;
    kept.expect("it is kept");
    let arrived = || async { vhost.queue_depth("refundd.parked").await == Some(1) };
    assert!(eventually(SOON, arrived).await);
    throw_away(&installation).await;
}
