//! What an operator does with the built program: shelves and store, by command, with exit codes.
//!
//! The daemon runs as a process before and after; in between a person removes the cause.

#![expect(clippy::indexing_slicing, reason = "an absent field of JSON is null, and fails the test")]

mod boundary;
mod forgery;
mod pausing;
mod reports;
mod reviews;
mod waking;

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Instant;

use adapter_rabbitmq::{Options as BrokerOptions, RabbitMq};
use adapter_sqlite::{Embedded, Options as FileOptions};
use ports::message::Message;
use ports::outbox::Outbox;
use ports::record_seal::RecordSeal;
use processors::standard_webhooks;
use sandbox::{NewPayment, Sandbox, SandboxConfig};
use seal::SealingKeys;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::contract::RealClock;
use crate::daemon::deployment::REQUEST_SECRET;
use crate::servers::{self, Redis, SOON, Vhost, eventually, free_ports, soon};

const API_KEY: &str = "sk_test_of_the_operator";
const REVIEW_SECRET: &str = "whsec_cmV2aWV3ZXJzIG9mIHRoZSBvcGVyYXRvciB0ZXN0cy4=";
/// A reviewer's own, with which they answer at the command line.
const OWN_SECRET: &str = "whsec_YWdlbnQtNyBvZiB0aGUgb3BlcmF0b3IgdGVzdHMuLi4=";
const OTHER_SECRET: &str = "whsec_YWdlbnQtMSBvZiB0aGUgb3BlcmF0b3IgdGVzdHMuLi4=";
const SEALING_KEY: &str = "whsec_c2VhbHMgb2YgdGhlIG9wZXJhdG9yIHRlc3RzLCBubyBtb3Jl";
const DATABASE: &str = "refundd.db";
/// Stands in the request, and nowhere else.
const COMMENT: &str = "I am Ada Lovelace";

/// An installation whose sandbox ends with it.
struct Installation {
    folder: tempfile::TempDir,
    /// The sections of the configuration that say where messages and cases are.
    places: String,
    sandbox: Sandbox,
    sandbox_url: String,
    _serving: DropGuard,
}

/// A help desk, a desk of reviewers, and two reviewers who sign for themselves.
fn senders() -> String {
    let sender = |(name, kind, may, secret): (&str, &str, &str, &str)| {
        format!("[senders.{name}]\nkind = \"{kind}\"\nmay = [{may}]\nsecrets = [\"{secret}\"]\n\n")
    };
    let senders = [
        ("help-desk", "desk", "\"request\", \"answer\"", REQUEST_SECRET),
        ("review-desk", "desk", "\"review\"", REVIEW_SECRET),
        ("agent-7", "person", "\"review\"", OWN_SECRET),
        ("agent-1", "person", "\"review\"", OTHER_SECRET),
    ];
    let roster = "[reviewers.agent-1]\n[reviewers.agent-7]\n[reviewers.agent-9]\n\n";
    senders.map(sender).concat() + roster
}

/// As a publisher on the broker signs it.
fn signed(message: Message, (sender, secret): (&str, &str)) -> Message {
    let at = jiff::Timestamp::now();
    let headers = standard_webhooks::headers(&secret.into(), &message.id, at, &message.body);
    let headers = headers.expect("the secret is a good one");
    Message { sender: Some(sender.to_owned()), headers, received_at: Some(at), ..message }
}

struct Ended {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Installation {
    /// With queue and store in one file.
    async fn in_one_file() -> Self {
        Self::new(|folder| format!("[embedded]\npath = {}\n", json!(folder.join(DATABASE)))).await
    }

    /// On the servers of the tests, with a connection to its part of the broker.
    async fn on_servers() -> (Self, RabbitMq, Vhost) {
        let vhost = servers::rabbitmq().await.new_vhost().await;
        let redis = servers::redis().await.new_database();
        let installation = Self::new(|_| {
            format!(
                "[transport]\nkind = \"rabbitmq\"\n[transport.rabbitmq]\nurl = \"{}\"\n\n\
                 [store]\nkind = \"redis\"\n[store.redis]\nurl = \"{redis}\"\n",
                vhost.url()
            )
        })
        .await;
        let url = vhost.url().to_owned().into();
        let options = BrokerOptions { url, ..BrokerOptions::default() };
        let broker = RabbitMq::connect(options, "test").await.expect("the broker is there");
        (installation, broker, vhost)
    }

    /// The file of [`Self::in_one_file`].
    fn database(&self) -> PathBuf {
        self.folder.path().join(DATABASE)
    }

    async fn new(places: impl FnOnce(&std::path::Path) -> String) -> Self {
        let mut config = SandboxConfig::new(Arc::new(jiff::Timestamp::now));
        config.secret_key = Some(API_KEY.to_owned());
        let (sandbox, server) = Sandbox::build(config).expect("the sandbox can be built");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("a bound listener has an address");
        let stop = CancellationToken::new();
        tokio::spawn(server.serve(listener, stop.clone()));
        let folder = tempfile::tempdir().expect("a directory can be made");
        let places = places(folder.path());
        let sandbox_url = format!("http://{address}");
        Self { folder, places, sandbox, sandbox_url, _serving: stop.drop_guard() }
    }

    /// Writes the configuration with these accounts, and gives the admin port in it.
    fn configure(&self, accounts: &[&str]) -> u16 {
        let [http, admin] = free_ports();
        let worker = format!("[worker]\nsealing_keys = [\"{SEALING_KEY}\"]\n");
        let places = match self.places.split_once("[worker]\n") {
            Some((before, more)) => format!("{before}{worker}{more}"),
            None => format!("{worker}\n{}", self.places),
        };
        let mut text = format!(
            "[http]\nlisten = \"127.0.0.1:{http}\"\n\n\
             {}[admin]\nlisten = \"127.0.0.1:{admin}\"\n\n\
             [gateway]\nrequests_per_second_max = 500\n\n{places}\n",
            senders()
        );
        for account in accounts {
            // No two accounts share a secret, and the sandbox knows one key.
            let other = if *account == "stripe-eu" { "" } else { account };
            let written = write!(
                text,
                "[accounts.{account}]\nprocessor = \"stripe\"\nbase_url = \"{}\"\n\
                 api_key = \"{API_KEY}{other}\"\nwebhook_secrets = [\"whsec_of_the_operator{other}\"]\n\
                 policy = \"policy.toml\"\nmerchant = \"Example Inc.\"\n",
                self.sandbox_url
            );
            written.expect("a string can be written");
        }
        let policy = include_str!("../../../config/policy.toml");
        for (name, text) in [("refundd.toml", text.as_str()), ("policy.toml", policy)] {
            std::fs::write(self.folder.path().join(name), text).expect("a folder is writable");
        }
        admin
    }

    /// The port of webhooks and requests in the configuration that was written last.
    fn http(&self) -> u16 {
        let text = std::fs::read_to_string(self.folder.path().join("refundd.toml"));
        let text = text.expect("it was written");
        let port = text.lines().find_map(|line| line.strip_prefix("listen = \"127.0.0.1:"));
        port.and_then(|port| port.trim_end_matches('"').parse().ok()).expect("a port")
    }

    /// Takes the reviewer's own secret out of the configuration.
    fn forget_reviewers(&self) {
        let path = self.folder.path().join("refundd.toml");
        let text = std::fs::read_to_string(&path).expect("it was written");
        let own = text.find("[senders.agent-7]").expect("it was written");
        let after = text.get(own..).and_then(|rest| rest.find("\n\n")).expect("it ends");
        let left = [text.get(..own), text.get(own + after..)].map(Option::unwrap_or_default);
        std::fs::write(path, left.concat()).expect("a folder is writable");
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_refundd"));
        command.args(words).arg("--config").arg(self.folder.path().join("refundd.toml"));
        command.env_clear().stdin(Stdio::null()).kill_on_drop(true);
        command
    }

    async fn run(&self, words: &[&str]) -> Ended {
        let output = soon(self.command(words).output()).await.expect("it can be started");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
        assert!(!stderr.contains(COMMENT), "{stderr}");
        Ended { code: output.status.code(), stdout, stderr }
    }

    async fn json(&self, words: &[&str]) -> Value {
        let ended = self.run(&[words, &["--output", "json"]].concat()).await;
        assert_eq!(ended.code, Some(0), "{words:?}: {}{}", ended.stdout, ended.stderr);
        serde_json::from_str(&ended.stdout).expect("it is JSON")
    }

    /// Runs the daemon until `done`, and stops it.
    async fn daemon(&self, admin: u16, done: impl AsyncFn() -> bool) {
        let log = self.folder.path().join("daemon.log");
        let file = std::fs::File::create(&log).expect("a folder is writable");
        let mut command = self.command(&["run"]);
        command.stdout(Stdio::null()).stderr(file);
        let mut daemon: Child = command.spawn().expect("it can be started");
        let reached = eventually(SOON, || async { is_ready(admin).await && done().await }).await;
        let told = || std::fs::read_to_string(&log).unwrap_or_default();
        assert!(reached, "the daemon did not do it:\n{}", told());
        let pid = daemon.id().expect("it runs").to_string();
        let sent = std::process::Command::new("kill").args(["-TERM", &pid]).status();
        assert!(sent.expect("kill can be started").success());
        let ended = soon(daemon.wait()).await;
        assert_eq!(ended.expect("it was waited for").code(), Some(0), "{}", told());
    }
}

async fn get(port: u16, path: &str) -> Option<String> {
    let client = servers::http().build().expect("a client can be built");
    let answer = client.get(format!("http://127.0.0.1:{port}{path}")).send().await.ok()?;
    answer.error_for_status().ok()?.text().await.ok()
}

async fn is_ready(admin: u16) -> bool {
    get(admin, "/readyz").await.is_some()
}

async fn has_quarantined(admin: u16) -> bool {
    let metrics = get(admin, "/metrics").await.unwrap_or_default();
    metrics.contains("refundd_deliveries_total{settlement=\"quarantined\"} 1")
}

/// A request as a help desk publishes it.
fn request(payment: &str) -> Message {
    let body = json!({
        "specversion": "1.0",
        "id": "ce-1",
        "source": "/helpdesk",
        "type": "com.example.refund.requested.v1",
        "datacontenttype": "application/json",
        "data": {
            "request_id": "r-1",
            "account": "stripe-eu",
            "payment": payment,
            "reason": "technical_problem",
            "comment": COMMENT,
            "requested_at": jiff::Timestamp::now().to_string(),
        },
    });
    let message = Message {
        id: "ce-1".to_owned(),
        content_type: Message::CLOUD_EVENT.to_owned(),
        account: None,
        sender: None,
        headers: Vec::new(),
        body: body.to_string().into_bytes(),
        received_at: None,
        receipt: None,
        attempt: 5,
        decision: None,
        traceparent: None,
    };
    signed(message, ("help-desk", REQUEST_SECRET))
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

fn file(path: PathBuf) -> Embedded {
    let clock = Arc::new(RealClock(Instant::now()));
    let key = standard_webhooks::key(&SEALING_KEY.into()).expect("it is a secret");
    let seal = RecordSeal::Under(SealingKeys::of([key]).expect("one key"));
    Embedded::open(FileOptions::at(path), clock, seal).expect("the file can be opened")
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
    let busy = installation.run(&["shelf", "list"]).await;
    assert_eq!(busy.code, Some(69), "{}", busy.stderr);
    assert!(busy.stderr.contains("stop the process"), "{}", busy.stderr);
    drop(open);
    throw_away(&installation).await;

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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_marks_a_store_and_marks_it_again_after_a_flush() {
    let mut redis = Redis::start().await;
    let marked_as = |marker: &str| {
        let store = format!("[store.redis]\nurl = \"{}\"\n{marker}", redis.url());
        format!("[transport]\nkind = \"embedded\"\n\n[store]\nkind = \"redis\"\n{store}\n")
    };
    let (none, first, other) =
        (marked_as(""), marked_as("marker = \"shop-1\""), marked_as("marker = \"shop-2\""));
    let mut installation = Installation::new(|_| none).await;
    installation.configure(&["other"]);
    let refused = installation.run(&["store", "mark"]).await;
    assert_eq!(refused.code, Some(78), "{}", refused.stderr);
    assert!(refused.stderr.contains("store.redis.marker"), "{}", refused.stderr);
    assert_eq!(installation.json(&["store", "status"]).await["marker"], "not configured");

    installation.places = first;
    installation.configure(&["other"]);
    for marked in 0..2 {
        let lost = installation.run(&["store", "status"]).await;
        assert_eq!(lost.code, Some(1), "time {marked}: {}", lost.stderr);
        assert!(lost.stdout.contains("missing or another"), "{}", lost.stdout);
        let done = installation.run(&["store", "mark"]).await;
        assert_eq!((done.code, done.stdout.as_str()), (Some(0), "the store has its marker\n"));
        let status = installation.json(&["store", "status"]).await;
        let facts = ["marker", "maxmemory-policy", "appendonly", "keys"];
        let facts = facts.map(|name| status[name].as_str());
        assert_eq!(facts, [Some("known"), Some("noeviction"), Some("yes"), Some("1")]);
        redis.flush_all().await;
    }

    let marked = installation.run(&["store", "mark"]).await;
    assert_eq!(marked.code, Some(0), "{}", marked.stderr);
    installation.places = other;
    installation.configure(&["other"]);
    let another = installation.run(&["store", "mark"]).await;
    assert_eq!(another.code, Some(78), "{}", another.stderr);
    assert!(another.stderr.contains("refundd:marker"), "{}", another.stderr);
    assert_eq!(installation.run(&["store", "mark", "--replace"]).await.code, Some(0));
    assert_eq!(installation.run(&["store", "status"]).await.code, Some(0));

    redis.config_set("maxmemory-policy", "allkeys-lru").await;
    let wrong = installation.run(&["store", "status"]).await;
    assert_eq!(wrong.code, Some(1), "{}", wrong.stderr);
    assert!(wrong.stdout.contains("allkeys-lru"), "{}", wrong.stdout);
    redis.kill();
    let gone = installation.run(&["store", "status"]).await;
    assert_eq!(gone.code, Some(69), "{}", gone.stderr);
}
