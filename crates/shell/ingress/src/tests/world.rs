//! The world around the ingress: its outbox, its clock, and a client of bare sockets.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use secrecy::SecretString;
use sha2::Sha256;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::{Ingress, IngressAccount, IngressOptions};
use domain::ids::{AccountName, SenderName};
use domain::processor::Processor;
use domain::sender::{MessageKind, Rights, SenderKind};
use ports::clock::Clock;
use ports::message::Message;
use ports::outbox::{Event, Outbox, PublishError, Shelf};
use processors::{Setup, standard_webhooks};
use senders::{Known, Proof, Senders};

pub(super) const NOW: i64 = 1_790_000_000;
/// Where a help desk sends requests, and another one answers of reviewers.
pub(super) const REQUESTS: &str = "/v1/messages/help-desk";
pub(super) const ANSWERS: &str = "/v1/messages/review-desk";

pub(super) const OLD_SECRET: &str = "whsec_of_last_month";
pub(super) const SECRET: &str = "whsec_of_this_month";
pub(super) const REQUEST_SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
pub(super) const REVIEW_SECRET: &str = "whsec_cmV2aWV3ZXJzIG9mIHRoZSBpbmdyZXNzIHRlc3RzLg==";
/// Nothing in a test takes as long as this.
pub(super) const PATIENCE: Duration = Duration::from_secs(120);

pub(super) struct FixedClock;

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(NOW).unwrap()
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }
}

/// Remembers what was published. Each publish waits for a confirmation to be granted.
pub(super) struct FakeOutbox {
    confirms: Semaphore,
    pub(super) fails: AtomicBool,
    pub(super) ready: AtomicBool,
    begun: watch::Sender<usize>,
    accepted: Mutex<Vec<Message>>,
}

impl FakeOutbox {
    fn new(confirms: usize) -> Arc<Self> {
        Arc::new(Self {
            confirms: Semaphore::new(confirms),
            fails: AtomicBool::new(false),
            ready: AtomicBool::new(true),
            begun: watch::Sender::new(0),
            accepted: Mutex::default(),
        })
    }

    pub(super) fn confirm(&self, count: usize) {
        self.confirms.add_permits(count);
    }

    pub(super) fn accepted(&self) -> Vec<Message> {
        self.accepted.lock().unwrap().clone()
    }

    /// Waits until `count` publishes have begun.
    pub(super) async fn begun(&self, count: usize) {
        let mut begun = self.begun.subscribe();
        timeout(PATIENCE, begun.wait_for(|begun| *begun >= count)).await.unwrap().unwrap();
    }

    /// Waits until `count` messages were accepted.
    pub(super) async fn until_accepted(&self, count: usize) {
        let waiting = async {
            while self.accepted().len() < count {
                tokio::task::yield_now().await;
            }
        };
        timeout(PATIENCE, waiting).await.unwrap();
    }
}

#[async_trait]
impl Outbox for FakeOutbox {
    async fn publish(&self, _: &[Event]) -> Result<(), PublishError> {
        panic!("the ingress publishes no events");
    }

    async fn accept(&self, message: &Message) -> Result<(), PublishError> {
        self.begun.send_modify(|begun| *begun += 1);
        self.confirms.acquire().await.unwrap().forget();
        if self.fails.load(Ordering::SeqCst) {
            return Err(PublishError {
                what: "a message".to_owned(),
                in_vain: false,
                source: "nacked".into(),
            });
        }
        self.accepted.lock().unwrap().push(message.clone());
        Ok(())
    }

    async fn defer(&self, _: &Message, _: i64) -> Result<(), PublishError> {
        panic!("the ingress defers nothing");
    }

    async fn shelve(&self, _: &Message, _: Shelf, _: &str) -> Result<(), PublishError> {
        panic!("the ingress keeps nothing aside");
    }

    fn is_ready(&self) -> bool {
        self.ready.load(Ordering::SeqCst)
    }
}

pub(super) struct World {
    pub(super) outbox: Arc<FakeOutbox>,
    pub(super) stop: CancellationToken,
    pub(super) serving: JoinHandle<()>,
    pub(super) address: SocketAddr,
}

impl World {
    /// An ingress with the usual limits and a broker that confirms all.
    pub(super) async fn new() -> Self {
        Self::with(IngressOptions::default(), 1_000_000).await
    }

    pub(super) async fn with(limits: IngressOptions, confirms: usize) -> Self {
        let outbox = FakeOutbox::new(confirms);
        let account = IngressAccount {
            processor: Processor::Stripe,
            setup: Setup { secrets: vec![OLD_SECRET.into(), SECRET.into()], ..Setup::default() },
        };
        let accounts = BTreeMap::from([(AccountName::parse("stripe-eu").unwrap(), account)]);
        let senders = senders();
        let ingress = Ingress::new(limits, accounts, senders, outbox.clone(), Arc::new(FixedClock));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let serving = tokio::spawn(ingress.serve(listener, stop.clone()));
        Self { outbox, stop, serving, address }
    }

    pub(super) async fn client(&self) -> Client {
        Client { stream: TcpStream::connect(self.address).await.unwrap(), unread: Vec::new() }
    }

    /// A client with another address of this machine.
    pub(super) async fn client_from(&self, address: [u8; 4]) -> Client {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::from((address, 0))).unwrap();
        Client { stream: socket.connect(self.address).await.unwrap(), unread: Vec::new() }
    }

    /// One request on a connection of its own.
    pub(super) async fn ask(&self, request: &[u8]) -> Reply {
        let mut client = self.client().await;
        client.send(request).await;
        client.reply().await
    }

    /// Stops, and waits until everything has ended.
    pub(super) async fn end(self) -> Arc<FakeOutbox> {
        self.stop.cancel();
        timeout(PATIENCE, self.serving).await.unwrap().unwrap();
        self.outbox
    }
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: String,
}

impl Reply {
    pub(super) fn problem(&self) -> serde_json::Value {
        assert!(self.head.contains("content-type: application/problem+json"), "{self:?}");
        serde_json::from_str(&self.body).unwrap()
    }
}

pub(super) struct Client {
    stream: TcpStream,
    unread: Vec<u8>,
}

impl Client {
    pub(super) async fn send(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).await.unwrap();
    }

    /// Sends as much as is taken, and says how much that was.
    pub(super) async fn send_some(&mut self, bytes: &[u8]) -> usize {
        let mut sent = 0;
        while sent < bytes.len() {
            match self.stream.write(&bytes[sent..]).await {
                Ok(count) => sent += count,
                Err(_closed) => break,
            }
        }
        sent
    }

    /// Says that nothing more will be sent.
    pub(super) async fn finish(&mut self) {
        self.stream.shutdown().await.unwrap();
    }

    /// The next answer.
    pub(super) async fn reply(&mut self) -> Reply {
        timeout(PATIENCE, self.try_reply()).await.unwrap().expect("an answer")
    }

    /// The next answer; `None` if the connection ends instead.
    pub(super) async fn try_reply(&mut self) -> Option<Reply> {
        loop {
            let text = String::from_utf8_lossy(&self.unread).into_owned();
            if let Some((head, rest)) = text.split_once("\r\n\r\n") {
                let head = head.to_ascii_lowercase();
                let length = head
                    .lines()
                    .find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
                let length = length.unwrap_or(0);
                if let Some(body) = rest.get(..length) {
                    let body = body.to_owned();
                    self.unread.drain(..head.len() + 4 + length);
                    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
                    return Some(Reply { status, head, body });
                }
            }
            if self.stream.read_buf(&mut self.unread).await.ok()? == 0 {
                return None;
            }
        }
    }
}

/// The value of Stripe's signature header.
pub(super) fn stripe_signature(secret: &str, at: i64, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{at}.").as_bytes());
    mac.update(body);
    format!("t={at},v1={}", hex::encode(mac.finalize().into_bytes()))
}

/// A POST with these headers.
pub(super) fn post(path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut request = format!("POST {path} HTTP/1.1\r\nhost: refundd\r\n");
    for (name, value) in headers {
        request.extend([name, ": ", value, "\r\n"]);
    }
    request.extend(["content-length: ", &body.len().to_string(), "\r\n\r\n"]);
    [request.as_bytes(), body].concat()
}

/// A webhook as Stripe sends it.
pub(super) fn webhook(body: &[u8]) -> Vec<u8> {
    let signature = stripe_signature(SECRET, NOW, body);
    let headers =
        [("Content-Type", "application/json; charset=utf-8"), ("Stripe-Signature", &signature)];
    post("/webhooks/stripe-eu", &headers, body)
}

/// A refund request, signed.
pub(super) fn refund_request(content_type: &str, body: &[u8]) -> Vec<u8> {
    cloud_event(REQUESTS, REQUEST_SECRET, content_type, body)
}

/// A CloudEvent to `path`, signed by `secret`.
pub(super) fn cloud_event(path: &str, secret: &str, content_type: &str, body: &[u8]) -> Vec<u8> {
    let at = Timestamp::from_second(NOW).unwrap();
    let signature = standard_webhooks::sign(&secret.into(), "msg_1", at, body).unwrap();
    let headers = [
        ("content-type", content_type),
        ("webhook-id", "msg_1"),
        ("webhook-timestamp", &NOW.to_string()),
        ("webhook-signature", &signature),
    ];
    post(path, &headers, body)
}

/// A desk for requests of one account, one for reviews, and who is trusted on the broker alone.
fn senders() -> Senders {
    let sender = |name: &str, may: &[MessageKind], proof| {
        let rights = Rights {
            may: may.iter().copied().collect(),
            accounts: Some([AccountName::parse("stripe-eu").unwrap()].into()),
            payment_max: None,
            day_max: None,
            per_hour_max: None,
            per_day_max: None,
        };
        (SenderName::parse(name).unwrap(), Known { kind: SenderKind::Desk, rights, proof })
    };
    let signs = |secret: &str| Proof::Secrets(vec![SecretString::from(secret)]);
    let requests = [MessageKind::Request, MessageKind::Answer, MessageKind::Commission];
    Senders {
        senders: [
            sender("help-desk", &requests, signs(REQUEST_SECRET)),
            sender("review-desk", &[MessageKind::Review], signs(REVIEW_SECRET)),
            sender("queue", &requests, Proof::Broker),
        ]
        .into(),
        ..Senders::default()
    }
}
