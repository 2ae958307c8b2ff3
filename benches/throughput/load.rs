//! The world around the daemon: payments, dashboard refunds, and the messages that tell of them.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::SignedDuration;
use lapin::BasicProperties;
use lapin::types::{AMQPValue, FieldTable};
use refundd::app::clock;
use sandbox::{DashboardRefund, NewPayment, RecordedWebhook, Sandbox, SandboxConfig};
use serde_json::json;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// The account's name in the daemon's configuration.
pub const ACCOUNT: &str = "bench";
/// What signs the sandbox's webhooks.
pub const WEBHOOK_SECRET: &str = "whsec_of_the_benchmark";
/// Who asks for refunds.
pub const SENDER: &str = "help-desk";
/// What signs its requests where no broker vouches for it: base64, as Standard Webhooks asks.
pub const REQUEST_SECRET: &str = "whsec_cmVxdWVzdHMgb2YgdGhlIGJlbmNobWFyayBvbmx5IQ==";
/// More webhooks than all measurements together cause.
const RECORDED: usize = 1_000_000;

/// A message on its way to the worker.
#[derive(Clone)]
pub struct Letter {
    /// The payment that it is about.
    pub payment: String,
    /// As the daemon's own ingress publishes it.
    pub properties: BasicProperties,
    pub body: Vec<u8>,
    /// The header that signs it.
    pub signature: String,
}

/// A shop with a sandboxed processor.
pub struct Shop {
    pub sandbox: Sandbox,
    port: u16,
    seen: AtomicU64,
    asked: AtomicU64,
}

impl Shop {
    /// Opens it; it closes with the process.
    pub async fn open() -> Self {
        let mut config = SandboxConfig::new(Arc::new(clock::now));
        WEBHOOK_SECRET.clone_into(&mut config.webhooks.secret);
        config.webhooks.recorded = RECORDED;
        let (sandbox, server) = Sandbox::build(config).unwrap();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(server.serve(listener, CancellationToken::new()));
        Self { sandbox, port, seen: AtomicU64::new(0), asked: AtomicU64::new(0) }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Takes payments that a partner earns a commission on.
    pub fn sell(&self, count: usize) -> Vec<String> {
        self.sell_ago(count, SignedDuration::ZERO)
    }

    /// The same, some time ago.
    pub fn sell_ago(&self, count: usize, ago: SignedDuration) -> Vec<String> {
        let created = Some((clock::now() - ago).as_second());
        let metadata = [
            ("product", "Example Pro"),
            ("commission_id", "com_1"),
            ("commission_partner", "partner_1"),
            ("commission_minor", "980"),
        ];
        let metadata: BTreeMap<_, _> =
            metadata.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
        let payment =
            || NewPayment { metadata: metadata.clone(), created, ..NewPayment::of(98_000, "usd") };
        (0..count).map(|_| self.sandbox.create_payment(payment()).unwrap().payment_intent).collect()
    }

    /// Refunds a part of each payment by hand, and gives the webhooks `refund.created`.
    pub fn refund_by_hand(&self, payments: &[String]) -> Vec<Letter> {
        // Those of refunds that the daemon has made meanwhile are not meant.
        drop(self.new_webhooks());
        let part = DashboardRefund { amount: Some(1000), reason: None };
        for payment in payments {
            self.sandbox.create_dashboard_refund(payment, part.clone()).unwrap();
        }
        let made = self.new_webhooks();
        let created: Vec<_> =
            made.iter().filter(|webhook| webhook.kind == "refund.created").collect();
        assert_eq!(created.len(), payments.len(), "one webhook for each refund");
        let created = created.into_iter().zip(payments);
        created.map(|(webhook, payment)| self.signed(payment, &webhook.body)).collect()
    }

    fn new_webhooks(&self) -> Vec<Arc<RecordedWebhook>> {
        let new = self.sandbox.webhooks(self.seen.load(Ordering::Relaxed), RECORDED);
        if let Some(last) = new.last() {
            self.seen.store(last.sequence, Ordering::Relaxed);
        }
        new
    }

    /// The same webhook with blanks in it, as large as it may be.
    pub fn padded(&self, letter: &Letter, bytes: usize) -> Letter {
        let body = std::str::from_utf8(&letter.body).unwrap();
        let blanks = " ".repeat(bytes - body.len());
        let (start, end) = body.split_at(body.len() - 1);
        self.signed(&letter.payment, &[start, &blanks, end].concat())
    }

    /// Asks for the refund of each payment, as a help desk does.
    pub fn requests(&self, payments: &[String]) -> Vec<Letter> {
        payments.iter().map(|payment| self.request(payment)).collect()
    }

    fn request(&self, payment: &str) -> Letter {
        let (id, body) = self.asking(payment, ACCOUNT);
        let mut headers = FieldTable::default();
        headers.insert("refundd-received-at".into(), text(&clock::now().to_string()));
        headers.insert("refundd-sender".into(), text(SENDER));
        let properties = BasicProperties::default()
            .with_content_type("application/cloudevents+json".into())
            .with_message_id(id.into())
            .with_headers(headers);
        let (payment, signature) = (payment.to_owned(), String::new());
        Letter { payment, properties, body: body.into_bytes(), signature }
    }

    /// The id and the body of a refund request.
    pub fn asking(&self, payment: &str, account: &str) -> (String, String) {
        let id = format!("request-{}", self.asked.fetch_add(1, Ordering::Relaxed));
        let body = json!({
            "specversion": "1.0", "id": id, "source": "/help-desk",
            "type": "com.example.refund.requested.v1", "datacontenttype": "application/json",
            "data": {
                "request_id": id, "account": account, "payment": payment, "reason": "unused",
                "requested_at": clock::now().to_string(),
            },
        });
        (id, body.to_string())
    }

    fn signed(&self, payment: &str, body: &str) -> Letter {
        let signature = self.sandbox.sign(body);
        let id = format!("message-{:020}", self.asked.fetch_add(1, Ordering::Relaxed));
        let mut headers = FieldTable::default();
        headers.insert("refundd-account".into(), text(ACCOUNT));
        headers.insert("refundd-received-at".into(), text(&clock::now().to_string()));
        headers.insert("refundd-attempt".into(), AMQPValue::LongLongInt(0));
        headers.insert("webhook-header-stripe-signature".into(), text(&signature));
        let properties = BasicProperties::default()
            .with_app_id("refundd".into())
            .with_type("webhook".into())
            .with_content_type("application/json".into())
            .with_message_id(id.into())
            .with_headers(headers);
        let payment = payment.to_owned();
        Letter { payment, properties, body: body.as_bytes().to_vec(), signature }
    }
}

/// A header.
pub fn text(value: &str) -> AMQPValue {
    AMQPValue::LongString(value.into())
}
