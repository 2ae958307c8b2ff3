//! Whoever talks to the daemon from outside: a shop over HTTP, a help desk over AMQP.
//!
//! Nothing of the daemon's own clients is used, so that it is met as strangers meet it.

use std::sync::OnceLock;
use std::time::Duration;

use jiff::Timestamp;
use lapin::options::{BasicPublishOptions, ConfirmSelectOptions};
use lapin::types::{AMQPValue, FieldTable};
use lapin::{BasicProperties, Channel, Confirmation, Connection};
use processors::standard_webhooks;
use serde_json::{Value, json};
use tokio::sync::Mutex;

use super::deployment::{ACCOUNT, Deployment, REQUEST_SECRET, TRUSTED};
use super::process::Daemon;
use crate::servers::{self, try_amqp};

/// Where a help desk sends refund requests.
pub const REQUESTS: &str = "/v1/messages/help-desk";

/// The pause of a sender that was told to come back.
const PAUSE: Duration = Duration::from_millis(200);
/// For one try of a publish, with its connection.
const TRY: Duration = Duration::from_secs(20);

/// A client without pooled connections: each request meets the daemon that runs now.
fn http() -> &'static reqwest::Client {
    static SHARED: OnceLock<reqwest::Client> = OnceLock::new();
    SHARED.get_or_init(|| {
        let client = servers::http().pool_max_idle_per_host(0);
        client.build().expect("a client can be built")
    })
}

/// Status and body; status 0 if there was no answer.
pub async fn get(port: u16, path: &str) -> (u16, String) {
    let Ok(answer) = http().get(format!("http://127.0.0.1:{port}{path}")).send().await else {
        return (0, String::new());
    };
    let status = answer.status().as_u16();
    (status, answer.text().await.unwrap_or_default())
}

/// Status and body; status 0 if there was no answer.
pub async fn post(
    port: u16,
    path: &str,
    headers: &[(&str, String)],
    body: Vec<u8>,
) -> (u16, String) {
    let mut request = http().post(format!("http://127.0.0.1:{port}{path}")).body(body);
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    let Ok(answer) = request.send().await else { return (0, String::new()) };
    let status = answer.status().as_u16();
    (status, answer.text().await.unwrap_or_default())
}

/// The headers that a signed refund request has.
pub fn signed(body: &[u8]) -> Vec<(&'static str, String)> {
    let at = Timestamp::now();
    let signature = standard_webhooks::sign(&REQUEST_SECRET.into(), "msg_1", at, body);
    vec![
        ("content-type", "application/cloudevents+json".to_owned()),
        ("webhook-id", "msg_1".to_owned()),
        ("webhook-timestamp", at.as_second().to_string()),
        ("webhook-signature", signature.expect("the secret is a good one")),
    ]
}

/// Posts a refund request once.
pub async fn request(daemon: &Daemon, body: &Value) -> (u16, String) {
    let body = body.to_string().into_bytes();
    post(daemon.http, REQUESTS, &signed(&body), body).await
}

/// Posts a refund request until it is accepted.
pub async fn request_until_accepted(port: u16, body: &Value) {
    let body = body.to_string().into_bytes();
    loop {
        match post(port, REQUESTS, &signed(&body), body.clone()).await {
            (202, _) => return,
            (0 | 503, _) => tokio::time::sleep(PAUSE).await,
            (status, problem) => unreachable!("a good request was answered {status}: {problem}"),
        }
    }
}

/// A refund request as a CloudEvent, for the whole payment.
pub fn refund_requested(id: &str, payment: &str, reason: &str) -> Value {
    json!({
        "specversion": "1.0",
        "id": format!("ce-{id}"),
        "source": "/helpdesk",
        "type": "com.example.refund.requested.v1",
        "datacontenttype": "application/json",
        "data": {
            "request_id": id,
            "account": ACCOUNT,
            "payment": payment,
            "reason": reason,
            "requested_at": Timestamp::now().to_string(),
        },
    })
}

/// A program that publishes to the work queue, and publishes again until it is confirmed.
pub struct Publisher {
    url: String,
    exchange: String,
    open: Mutex<Option<(Connection, Channel)>>,
}

impl Publisher {
    pub fn new(deployment: &Deployment) -> Self {
        Self {
            url: deployment.rabbitmq.clone(),
            exchange: deployment.named("in"),
            open: Mutex::new(None),
        }
    }

    /// Publishes a CloudEvent until it is confirmed as stored and routed: as who cannot sign.
    pub async fn event(&self, body: &Value) {
        let mut headers = FieldTable::default();
        headers.insert("refundd-sender".into(), AMQPValue::LongString(TRUSTED.into()));
        let properties = BasicProperties::default()
            .with_content_type("application/cloudevents+json".into())
            .with_headers(headers);
        self.put(properties, body.to_string().as_bytes()).await;
    }

    /// Publishes anything until it is confirmed as stored and routed.
    pub async fn put(&self, properties: BasicProperties, body: &[u8]) {
        let properties = properties.with_delivery_mode(2);
        let mut open = self.open.lock().await;
        loop {
            let sent = tokio::time::timeout(TRY, self.try_put(&mut open, &properties, body)).await;
            if matches!(sent, Ok(Ok(Confirmation::Ack(None)))) {
                return;
            }
            *open = None;
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn try_put(
        &self,
        open: &mut Option<(Connection, Channel)>,
        properties: &BasicProperties,
        body: &[u8],
    ) -> lapin::Result<Confirmation> {
        if open.is_none() {
            let connection = try_amqp(&self.url).await?;
            let channel = connection.create_channel().await?;
            channel.confirm_select(ConfirmSelectOptions::default()).await?;
            *open = Some((connection, channel));
        }
        let (_, channel) = open.as_ref().expect("it was opened");
        let options = BasicPublishOptions { mandatory: true, ..BasicPublishOptions::default() };
        let exchange = self.exchange.as_str().into();
        channel
            .basic_publish(exchange, "work".into(), options, body, properties.clone())
            .await?
            .await
    }
}
