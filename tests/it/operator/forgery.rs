//! A filer with the secret of requests, and the right to publish, approves what they have filed:
//! with two invented names, before and after, over HTTP and past it. Nothing of it counts.

use std::sync::Arc;

use jiff::Timestamp;
use ports::message::Message;
use ports::outbox::Outbox;
use sandbox::NewPayment;
use serde_json::{Value, json};

use super::reviews::{LARGE, published, request, sent};
use super::{Installation, REQUEST_SECRET, REVIEW_SECRET, file, get, signed};

const PAYMENT: &str = "pi_forged";
const CASE: &str = "stripe-eu/pi_forged";
const NAMES: [&str; 2] = ["Invented-1", "invented-2"];

/// An approval of all of it, by whoever, for whatever binding.
fn approval(id: &str, reviewer: &str, binding: &str) -> Message {
    let body = json!({
        "specversion": "1.0",
        "id": id,
        "source": "/helpdesk",
        "type": "refund.review_decided.v1",
        "datacontenttype": "application/json",
        "data": {
            "answer_id": id,
            "request_id": format!("r_{PAYMENT}"),
            "account": "stripe-eu",
            "payment": PAYMENT,
            "reviewer": reviewer,
            "binding": binding,
            "decided_at": Timestamp::now().to_string(),
            "verdict": "approve",
            "amount": {"minor": LARGE, "currency": "USD"},
        },
    });
    Message { id: id.to_owned(), body: body.to_string().into_bytes(), ..request(PAYMENT) }
}

const FILER: (&str, &str) = ("help-desk", REQUEST_SECRET);
/// The filer in the reviewers' name.
const PRETENDER: (&str, &str) = ("review-desk", REQUEST_SECRET);

/// Posts it, and gives status and body of the answer.
async fn post(port: u16, by: (&str, &str), message: &Message) -> (u16, Value) {
    let client = reqwest::Client::builder().no_proxy().build().expect("a client can be built");
    let mut request = client.post(format!("http://127.0.0.1:{port}/v1/messages/{}", by.0));
    for (name, value) in signed(message.clone(), by).headers {
        request = request.header(name, value);
    }
    let request = request.header("content-type", Message::CLOUD_EVENT).body(message.body.clone());
    let answer = request.send().await.expect("it answers");
    let status = answer.status().as_u16();
    let body = answer.text().await.expect("it answers");
    (status, serde_json::from_str(&body).unwrap_or_default())
}

/// How many deliveries were kept aside as not trusted.
async fn quarantined(admin: u16) -> u64 {
    let metrics = get(admin, "/metrics").await.unwrap_or_default();
    let name = "refundd_deliveries_total{settlement=\"quarantined\"} ";
    let count = metrics.lines().find_map(|line| line.strip_prefix(name)?.parse().ok());
    count.unwrap_or_default()
}

/// Everything that the filer can send past HTTP, under ids of their own.
async fn forge(accept: &dyn Outbox, round: &str, binding: &str) {
    for name in NAMES {
        let id = |way: &str| format!("{round}-{way}-{name}");
        let unsigned = Message {
            sender: Some("review-desk".to_owned()),
            headers: Vec::new(),
            received_at: Some(Timestamp::now()),
            ..approval(&id("unsigned"), name, binding)
        };
        accept.accept(&unsigned).await.expect("it is accepted");
        for by in [FILER, PRETENDER] {
            let other = signed(approval(&id(by.0), name, binding), by);
            accept.accept(&other).await.expect("it is accepted");
        }
    }
}

/// `outbox` opens what the filer publishes to; it is closed while the daemon runs.
async fn all(installation: &Installation, outbox: impl Fn() -> Arc<dyn Outbox>) {
    let admin = installation.configure(&["stripe-eu"]);
    let new = NewPayment { id: Some(PAYMENT.to_owned()), ..NewPayment::of(LARGE, "usd") };
    installation.sandbox.create_payment(new).expect("a good payment");
    let worked_out = format!("rb3-{}", "0".repeat(64));
    let accept = outbox();
    forge(accept.as_ref(), "before", &worked_out).await;
    accept.accept(&request(PAYMENT)).await.expect("it is accepted");
    drop(accept);
    let port = installation.http();
    let over_http = async || {
        for (by, status) in [(FILER, 422), (PRETENDER, 401)] {
            let answer = approval("over-http", "invented-1", &worked_out);
            let (answered, problem) = post(port, by, &answer).await;
            assert_eq!(answered, status, "{by:?}: {problem}");
            let told = problem["detail"].as_str().unwrap_or_default();
            assert_eq!(told.contains("answers of reviewers"), status == 422, "{problem}");
        }
    };
    let seen = async || {
        let told = published(admin, "refund.review_requested").await == 1;
        let reached = told && quarantined(admin).await == 6;
        if reached {
            over_http().await;
        }
        reached
    };
    installation.daemon(admin, seen).await;

    // Even the binding that only a reviewer was shown is of no use without their secret.
    let shown = installation.json(&["review", "show", CASE]).await;
    let binding = shown["binding"].as_str().expect("a binding").to_owned();
    assert_eq!(shown["answers"], json!([]), "nothing of it has reached the case");
    let accept = outbox();
    forge(accept.as_ref(), "after", &binding).await;
    // And a reviewer's secret is of none for what was not shown: refused, and told.
    let blind = signed(approval("blind", "agent-9", &worked_out), ("review-desk", REVIEW_SECRET));
    accept.accept(&blind).await.expect("it is accepted");
    drop(accept);
    let admin = installation.configure(&["stripe-eu"]);
    let refused = async || {
        quarantined(admin).await == 6 && published(admin, "refund.review_refused").await == 1
    };
    installation.daemon(admin, refused).await;
    let sandbox = &installation.sandbox;
    let refunds = || sandbox.payment(PAYMENT).map(|payment| payment.refunds.len());
    assert_eq!(refunds(), Some(0));
    let listed = installation.json(&["shelf", "list"]).await;
    let reasons = json!([
        {"shelf": "quarantine", "reason": "rights:may_not_review", "count": 4},
        {"shelf": "quarantine", "reason": "sender:bad_signature", "count": 4},
        {"shelf": "quarantine", "reason": "sender:missing_header", "count": 4},
    ]);
    assert_eq!(listed["reasons"], reasons);

    // A person who may does: in two spellings they are one.
    let amount = "600.00";
    sent(installation, &["approve", CASE, "--as", "AGENT-7", "--amount", amount]).await;
    let admin = installation.configure(&["stripe-eu"]);
    installation.daemon(admin, async || refunds() == Some(1)).await;
    // What lies in quarantine comes back, and is not believed this time either.
    let replayed =
        installation.run(&["shelf", "replay", "--reason", "sender:missing_header"]).await;
    assert_eq!(replayed.code, Some(0), "{}", replayed.stderr);
    let admin = installation.configure(&["stripe-eu"]);
    installation.daemon(admin, async || quarantined(admin).await == 4).await;
    assert_eq!(refunds(), Some(1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s1_who_files_does_not_approve_past_the_embedded_file() {
    let installation = Installation::in_one_file().await;
    let path = installation.database();
    all(&installation, || Arc::new(file(path.clone()))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s1_who_files_does_not_approve_past_the_broker() {
    let (installation, broker, _vhost) = Installation::on_servers().await;
    all(&installation, || broker.outbox()).await;
}
