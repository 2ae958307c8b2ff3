//! The sandbox over real HTTP on a free port: what its callers may rely on.
//!
//! Deliberately not here: refundd. Nothing in these tests knows who calls.

mod credit_notes;
mod faults;
mod idempotency;
mod payments;
mod reads;
mod refunds;
mod sales;
mod webhooks;
mod worlds;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::*;

/// Where both clocks of a test stand at first.
const START: i64 = 1_760_000_000;

/// A wait that ends a broken test; nothing that works comes near it.
const PATIENCE: Duration = Duration::from_secs(120);

/// A served sandbox and a client to talk to it.
struct World {
    sandbox: Sandbox,
    client: reqwest::Client,
    base: String,
    stop: CancellationToken,
    serving: JoinHandle<()>,
}

/// One answer, read to its end.
#[derive(Debug)]
struct Said {
    status: u16,
    replayed: bool,
    headers: reqwest::header::HeaderMap,
    text: String,
    body: Value,
}

impl Said {
    async fn read(answer: reqwest::Response) -> Self {
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let text = answer.text().await.unwrap();
        let body = serde_json::from_str(&text).unwrap();
        let replayed = headers.get("idempotent-replayed").is_some_and(|value| value == "true");
        Self { status, replayed, headers, text, body }
    }

    fn error(&self, field: &str) -> &str {
        self.body["error"][field].as_str().unwrap_or_default()
    }

    fn ids(&self) -> Vec<&str> {
        let data = self.body["data"].as_array().unwrap();
        data.iter().map(|item| item["id"].as_str().unwrap()).collect()
    }
}

fn config() -> SandboxConfig {
    let start = Timestamp::from_second(START).unwrap();
    SandboxConfig { clock: Clock::Frozen(start), ..SandboxConfig::new(Arc::new(move || start)) }
}

fn client() -> reqwest::Client {
    let builder = reqwest::Client::builder().no_proxy().retry(reqwest::retry::never());
    builder.timeout(PATIENCE).build().unwrap()
}

impl World {
    async fn start() -> Self {
        Self::with(config()).await
    }

    async fn with(config: SandboxConfig) -> Self {
        let (sandbox, server) = Sandbox::build(config).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let stop = CancellationToken::new();
        let serving = tokio::spawn(server.serve(listener, stop.clone()));
        Self { sandbox, client: client(), base, stop, serving }
    }

    /// A payment of 50.00 USD and its intent.
    fn payment(&self) -> String {
        self.sandbox.create_payment(NewPayment::of(5_000, "usd")).unwrap().payment_intent
    }

    fn fault(&self, on: Target, fault: Fault, when: When) {
        self.sandbox.add_fault(FaultRule { on, fault, when }).unwrap();
    }

    fn refund_request(&self, key: &str, form: &str) -> reqwest::RequestBuilder {
        self.order("refunds", key, form)
    }

    fn order(&self, path: &str, key: &str, form: &str) -> reqwest::RequestBuilder {
        self.client
            .post(format!("{}/v1/{path}", self.base))
            .bearer_auth("sk_test_1")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("idempotency-key", key)
            .body(form.to_owned())
    }

    async fn refund(&self, key: &str, form: &str) -> Said {
        Said::read(self.refund_request(key, form).send().await.unwrap()).await
    }

    async fn credit(&self, key: &str, form: &str) -> Said {
        Said::read(self.order("credit_notes", key, form).send().await.unwrap()).await
    }

    async fn get(&self, path: &str) -> Said {
        let request = self.client.get(format!("{}{path}", self.base)).bearer_auth("sk_test_1");
        Said::read(request.send().await.unwrap()).await
    }

    async fn control(&self, path: &str, body: Value) -> Said {
        let request = self.client.post(format!("{}/_sandbox/{path}", self.base));
        Said::read(request.body(body.to_string()).send().await.unwrap()).await
    }

    async fn end(self) {
        self.stop.cancel();
        tokio::time::timeout(PATIENCE, self.serving).await.unwrap().unwrap();
    }
}

/// Waits for a condition without sleeping.
async fn until(condition: impl Fn() -> bool) {
    let waiting = async {
        while !condition() {
            tokio::task::yield_now().await;
        }
    };
    patiently(waiting).await;
}

async fn patiently<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, work).await.unwrap()
}

#[tokio::test]
async fn the_server_stops_though_a_call_is_held() {
    let world = World::start().await;
    let intent = world.payment();
    let silence = Fault::HoldAfterExecuting { ms: 600_000 };
    world.fault(Target::RefundPost, silence, When::Always);
    let request = world.refund_request("k", &format!("payment_intent={intent}"));
    let held = tokio::spawn(request.send());
    until(|| world.sandbox.totals().refunds == 1).await;
    world.end().await;
    assert!(patiently(held).await.unwrap().is_err());
}

#[tokio::test]
async fn the_control_routes_do_what_the_handle_does() {
    let world = World::start().await;
    let payment = json!({"id": "pi_a", "charge": "ch_a", "amount": 900, "currency": "eur",
                         "customer": "cus_a", "metadata": {"order": "7"}, "created": 1});
    assert_eq!(world.control("payments", payment.clone()).await.status, 200);
    assert_eq!(world.control("payments", payment).await.status, 400, "the id is taken");
    let refund = world.control("payments/ch_a/refunds", json!({"amount": 100})).await;
    let path = format!("refunds/{}", refund.body["id"].as_str().unwrap());
    let failed = json!({"to": "failed", "reason": "lost_or_stolen_card"});
    assert_eq!(world.control(&path, failed.clone()).await.body["status"], "failed");
    assert_eq!(world.control(&path, failed).await.status, 400, "failed is final");
    let opened = json!({"kind": "chargeback", "reason": "fraudulent"});
    let dispute = world.control("payments/pi_a/disputes", opened).await;
    let path = format!("disputes/{}", dispute.body["id"].as_str().unwrap());
    for (to, field, expected) in [
        (json!("funds_withdrawn"), "withdrawn", json!(900)),
        (json!("funds_reinstated"), "reinstated", json!(900)),
        (json!({"close": "won"}), "status", json!("won")),
    ] {
        assert_eq!(world.control(&path, json!({"to": to})).await.body[field], expected);
    }
    let warning = json!({"fraud_type": "made_with_stolen_card"});
    assert_eq!(world.control("payments/pi_a/fraud_warnings", warning).await.status, 200);
    let clock = world.control("clock", json!({"advance_ms": 1000})).await;
    let expected = Timestamp::from_second(START + 1).unwrap().to_string();
    assert_eq!(clock.body["now"], expected);
    let rule = json!({"on": "read", "fault": {"kind": "latency", "ms": 0}, "when": "always"});
    assert_eq!(world.control("faults", rule).await.body.as_array().unwrap().len(), 1);
    let unaimed = world.client.put(format!("{}/_sandbox/webhook_target", world.base));
    let unaimed = unaimed.body(r#"{"url":null}"#).send().await.unwrap();
    assert_eq!(unaimed.status(), 200);
    let books: Books = serde_json::from_value(world.get("/_sandbox/books").await.body).unwrap();
    assert_eq!(books, world.sandbox.books());
    let webhooks = world.get("/_sandbox/webhooks?after=2&limit=3").await;
    assert_eq!(webhooks.body.as_array().unwrap().len(), 3);
    assert_eq!(webhooks.body[0]["sequence"], 3);
    for path in ["totals", "violations", "deliveries", "clock", "faults", "payments/pi_a"] {
        assert_eq!(world.get(&format!("/_sandbox/{path}")).await.status, 200, "{path}");
    }
    world.end().await;
}
