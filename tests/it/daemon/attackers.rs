//! Attackers with exactly what the documents give them: an integration with its secret, a program
//! that may publish, and a reviewer. What they gained is read off the processor's books.

use jiff::Timestamp;
use lapin::BasicProperties;
use lapin::types::{AMQPValue, FieldTable};
use processors::standard_webhooks;
use sandbox::NewPayment;
use serde_json::{Value, json};

use super::client::{Publisher, post, refund_requested};
use super::consumer::Consumer;
use super::deployment::{ACCOUNT, Deployment, REQUEST_SECRET, TRUSTED};
use super::process::Daemon;
use crate::servers::{SOON, eventually, redis_at};

const BOT_SECRET: &str = "whsec_Ym90IG9mIHRoZSBhdHRhY2tlcnMnIHRlc3RzLi4uLi4=";
const REVIEWER_SECRET: &str = "whsec_cmV2aWV3ZXIgb2YgdGhlIGF0dGFja2VycycgdGVzdHM=";
const SECOND_SECRET: &str = "whsec_c2Vjb25kIG9mIHRoZSBhdHRhY2tlcnMnIHRlc3RzLi4=";

/// A bot that may have 20.00 a payment, and two reviewers who sign for themselves: one who may
/// approve 30.00 and is no second, and one who may all.
async fn deployment() -> Deployment {
    let settings = [
        ("SENDERS__BOT__KIND", "agent"),
        ("SENDERS__BOT__MAY", "request"),
        ("SENDERS__BOT__AMOUNT_MAX", "20.00 USD"),
        ("SENDERS__BOT__AMOUNT_PER_DAY_MAX", "60.00 USD"),
        ("SENDERS__BOT__SECRETS", BOT_SECRET),
        ("SENDERS__JUNIOR__KIND", "person"),
        ("SENDERS__JUNIOR__MAY", "review"),
        ("SENDERS__JUNIOR__SECRETS", REVIEWER_SECRET),
        ("REVIEWERS__JUNIOR__VOICE", "first"),
        ("REVIEWERS__JUNIOR__APPROVE_MAX", "30.00 USD"),
        ("SENDERS__LEAD__KIND", "person"),
        ("SENDERS__LEAD__MAY", "review"),
        ("SENDERS__LEAD__SECRETS", SECOND_SECRET),
        ("REVIEWERS__LEAD__VOICE", "second"),
    ];
    let mut deployment = Deployment::new().await;
    for (variable, value) in settings {
        deployment = deployment.with(variable, value);
    }
    deployment
}

fn pay(deployment: &Deployment, name: &str, minor: i64) -> String {
    let id = format!("pi_{name}_{}", deployment.prefix);
    let customer = Some(format!("cus_{name}_{}", deployment.prefix));
    let new = NewPayment { id: Some(id.clone()), customer, ..NewPayment::of(minor, "usd") };
    deployment.sandbox.create_payment(new).expect("a good payment");
    id
}

/// What the processor has given back of a payment.
fn refunded(deployment: &Deployment, payment: &str) -> i64 {
    let book = deployment.sandbox.payment(payment).expect("it is in the books");
    book.refunds.iter().map(|refund| refund.amount).sum()
}

fn headers(secret: &str, body: &[u8]) -> Vec<(String, String)> {
    let at = Timestamp::now();
    standard_webhooks::headers(&secret.into(), "msg_1", at, body).expect("the secret is a good one")
}

/// Sends it over HTTP in the name of `sender`, signed by `secret`; the status of the answer.
async fn over_http(daemon: &Daemon, sender: &str, secret: &str, event: &Value) -> u16 {
    let body = event.to_string().into_bytes();
    let signed = headers(secret, &body);
    let mut sent: Vec<(&str, String)> =
        signed.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    sent.push(("content-type", "application/cloudevents+json".to_owned()));
    post(daemon.http, &format!("/v1/messages/{sender}"), &sent, body).await.0
}

/// Puts it into the work queue with these headers.
async fn past_http(publisher: &Publisher, event: &Value, more: &[(String, String)]) {
    let mut table = FieldTable::default();
    for (name, value) in more {
        table.insert(name.as_str().into(), AMQPValue::LongString(value.as_str().into()));
    }
    let properties = BasicProperties::default()
        .with_content_type("application/cloudevents+json".into())
        .with_headers(table);
    publisher.put(properties, event.to_string().as_bytes()).await;
}

fn in_name_of(sender: &str, signed: Vec<(String, String)>) -> Vec<(String, String)> {
    [signed, vec![("refundd-sender".to_owned(), sender.to_owned())]].concat()
}

fn part(id: &str, payment: &str, minor: i64) -> Value {
    let mut event = refund_requested(id, payment, "technical_problem");
    event["data"]["amount"] = json!({"minor": minor, "currency": "USD"});
    event
}

fn approval(
    id: &str,
    request: &str,
    payment: &str,
    (who, binding, minor): (&str, &str, i64),
) -> Value {
    json!({
        "specversion": "1.0", "id": id, "source": "/crm", "type": "refund.review_decided.v1",
        "data": {
            "answer_id": id, "request_id": request, "account": ACCOUNT, "payment": payment,
            "reviewer": who, "binding": binding, "decided_at": Timestamp::now().to_string(),
            "verdict": "approve", "amount": {"minor": minor, "currency": "USD"},
            "because": "goodwill",
        },
    })
}

/// The binding that the event of a review carries: who may read events knows it.
async fn binding(consumer: &Consumer, payment: &str) -> String {
    assert!(consumer.sees("refund.review_requested.v1", payment).await);
    let told = consumer.books().data("refund.review_requested.v1", payment);
    told["review"]["binding"].as_str().expect("a review has a binding").to_owned()
}

/// (c): an integration with the secret of one sender.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s1_an_integration_gains_no_more_than_its_table_says() {
    let deployment = deployment().await;
    let daemon = deployment.start("all").await;
    let consumer = Consumer::of(&deployment).await;
    let bot = async |event: Value| over_http(&daemon, "bot", BOT_SECRET, &event).await;

    // All at once is above its bound, and goes to a person.
    let whole = pay(&deployment, "whole", 4900);
    assert_eq!(bot(refund_requested("c-whole", &whole, "technical_problem")).await, 202);
    let shown = binding(&consumer, &whole).await;
    // In parts it gets what one request may have got.
    let parts = pay(&deployment, "parts", 10_000);
    for number in 0..10 {
        let sent = bot(part(&format!("c-part-{number}"), &parts, 700)).await;
        assert_eq!(sent, 202);
    }
    assert!(
        eventually(SOON, async || refunded(&deployment, &parts) == 1400).await,
        "{}",
        daemon.tail()
    );
    // It approves nothing: neither as itself nor as others, by what it has read or guessed.
    for (sender, secret, status) in [
        ("bot", BOT_SECRET, 422),
        ("help-desk", BOT_SECRET, 401),
        ("review-desk", BOT_SECRET, 401),
        ("junior", BOT_SECRET, 401),
        ("nobody", BOT_SECRET, 401),
        (TRUSTED, BOT_SECRET, 401),
    ] {
        for who in ["agent-7", "lead", "bot", "invented"] {
            let event = approval("c-answer", "c-whole", &whole, (who, &shown, 4900));
            assert_eq!(over_http(&daemon, sender, secret, &event).await, status, "{sender} {who}");
        }
    }
    // Over the day, all its payments come to what the day allows.
    let mut more = Vec::new();
    for number in 0..6 {
        let payment = pay(&deployment, &format!("day-{number}"), 1500);
        assert_eq!(
            bot(refund_requested(&format!("c-day-{number}"), &payment, "technical_problem")).await,
            202
        );
        more.push(payment);
    }
    let decided = async || {
        more.iter().all(|payment| {
            refunded(&deployment, payment) > 0
                || consumer.books().about("refund.review_requested.v1", payment) > 0
        })
    };
    assert!(eventually(SOON, decided).await, "{}", daemon.tail());
    let day: i64 = more.iter().map(|payment| refunded(&deployment, payment)).sum();
    assert!(day + 1400 <= 6000, "{day}");
    assert_eq!((refunded(&deployment, &whole), refunded(&deployment, &parts)), (0, 1400));
}

/// (d): a program that may publish to the work queue and read the events.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s1_a_publisher_gains_nothing_by_what_it_makes_up() {
    let deployment = deployment().await;
    let daemon = deployment.start("all").await;
    let consumer = Consumer::of(&deployment).await;
    let publisher = Publisher::new(&deployment);
    let payment = pay(&deployment, "forged", 60_000);
    // As the sender that the broker is trusted for: a large sum, which a person has to see.
    publisher.event(&refund_requested("d-large", &payment, "technical_problem")).await;
    let shown = binding(&consumer, &payment).await;
    let made_up = approval("d-answer", "d-large", &payment, ("lead", &shown, 60_000));
    let body = made_up.to_string().into_bytes();
    let ours = [
        (
            "refundd-receipt",
            format!("{}.{} {} lead", "0".repeat(64), Timestamp::now(), Timestamp::now()),
        ),
        ("refundd-decision", format!("{}.{{\"v\":1}}", "0".repeat(64))),
    ];
    let ours = ours.map(|(name, value)| (name.to_owned(), value));
    for sender in ["lead", "review-desk", "junior", "help-desk", "bot", TRUSTED, "nobody"] {
        for signed in [Vec::new(), headers(REQUEST_SECRET, &body), headers(BOT_SECRET, &body)] {
            let named = in_name_of(sender, signed);
            past_http(&publisher, &made_up, &named).await;
            past_http(&publisher, &made_up, &[named, ours.to_vec()].concat()).await;
        }
    }
    // A decision and a receipt of its own making, with a request that needs a person.
    let other = pay(&deployment, "sealed", 60_000);
    let large = refund_requested("d-sealed", &other, "technical_problem");
    let named = in_name_of(TRUSTED, Vec::new());
    past_http(&publisher, &large, &[named, ours.to_vec()].concat()).await;
    assert!(consumer.sees("refund.review_requested.v1", &other).await, "{}", daemon.tail());
    // What comes behind all that is handled, so all that was handled.
    let small = pay(&deployment, "behind", 1000);
    publisher.event(&refund_requested("d-behind", &small, "technical_problem")).await;
    assert!(consumer.sees("refund.succeeded.v1", &small).await, "{}", daemon.tail());
    assert_eq!((refunded(&deployment, &payment), refunded(&deployment, &other)), (0, 0));
}

/// (g): a reviewer with a secret of their own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s1_a_reviewer_gains_no_more_than_their_entry_and_one_voice() {
    let deployment = deployment().await;
    let daemon = deployment.start("all").await;
    let consumer = Consumer::of(&deployment).await;
    let junior = async |event: Value| over_http(&daemon, "junior", REVIEWER_SECRET, &event).await;
    let payment = pay(&deployment, "reviewed", 60_000);
    let asked = refund_requested("g-large", &payment, "technical_problem");
    assert_eq!(over_http(&daemon, "help-desk", REQUEST_SECRET, &asked).await, 202);
    let shown = binding(&consumer, &payment).await;
    let answer =
        |id: &str, who: &str, minor| approval(id, "g-large", &payment, (who, &shown, minor));
    // In another's name; and as somebody who files.
    assert_eq!(junior(answer("g-other", "lead", 60_000)).await, 422);
    assert_eq!(junior(refund_requested("g-own", &payment, "technical_problem")).await, 422);
    // Above their entry, in two spellings.
    for (id, who) in [("g-1", "junior"), ("g-2", "JUNIOR"), ("g-3", " Junior ")] {
        assert_eq!(junior(answer(id, who, 60_000)).await, 202);
    }
    let refused = async || consumer.books().about("refund.review_refused.v1", &payment) == 3;
    assert!(eventually(SOON, refused).await, "{}", daemon.tail());
    assert_eq!(
        consumer.books().data("refund.review_refused.v1", &payment)["why"],
        json!("above_reviewer")
    );
    assert_eq!(refunded(&deployment, &payment), 0);
    // Within it, they approve by themselves.
    assert_eq!(junior(answer("g-4", "junior", 3000)).await, 202);
    let given = async || refunded(&deployment, &payment) == 3000;
    assert!(eventually(SOON, given).await, "{}", daemon.tail());
}

/// A record in the store, as who has its login sees it.
struct Records(redis::aio::MultiplexedConnection);

impl Records {
    async fn field(&mut self, key: &str, field: &str) -> Option<String> {
        let asked: redis::RedisResult<Option<Vec<u8>>> =
            redis::cmd("HGET").arg(key).arg(field).query_async(&mut self.0).await;
        asked.ok().flatten().and_then(|bytes| String::from_utf8(bytes).ok())
    }

    async fn put(&mut self, key: &str, field: &str, value: &str) {
        let done: redis::RedisResult<()> =
            redis::cmd("HSET").arg(key).arg(field).arg(value).query_async(&mut self.0).await;
        done.expect("whoever has the login may");
    }
}

/// (e): somebody who reads and writes the store.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_a_writer_of_the_store_gains_nothing() {
    let deployment = deployment().await;
    let daemon = deployment.start("all").await;
    let consumer = Consumer::of(&deployment).await;
    let mut records = Records(redis_at(&deployment.redis).await);
    let key = |payment: &str| format!("{}:{{{ACCOUNT}/{payment}}}:case", deployment.prefix);
    let ask = async |id: &str, payment: &str| {
        let asked = refund_requested(id, payment, "technical_problem");
        assert_eq!(over_http(&daemon, "help-desk", REQUEST_SECRET, &asked).await, 202);
    };
    // A large sum that a person must see, made small; and one with the record of another.
    let [small, large, other] = [("e-small", 1000), ("e-large", 60_000), ("e-other", 60_000)]
        .map(|(name, minor)| (name, pay(&deployment, name, minor)));
    for (name, payment) in [&small, &large, &other] {
        ask(name, payment).await;
    }
    assert!(consumer.sees("refund.succeeded.v1", &small.1).await, "{}", daemon.tail());
    for (_, payment) in [&large, &other] {
        binding(&consumer, payment).await;
        let written = async || {
            let mut records = Records(redis_at(&deployment.redis).await);
            records.field(&key(payment), "seal").await.is_some()
        };
        assert!(eventually(SOON, written).await, "{}", daemon.tail());
    }
    let record = records.field(&key(&large.1), "record").await.expect("it is kept");
    assert!(record.contains("\"review\""), "{record}");
    let forged = record.replace("60000", "1000").replace("\"review\"", "\"approve\"");
    records.put(&key(&large.1), "record", &forged).await;
    for field in ["version", "token", "record", "seal"] {
        let of_small = records.field(&key(&small.1), field).await.expect("it is kept");
        let of_small = of_small.replace(&small.1, &other.1);
        records.put(&key(&other.1), field, &of_small).await;
    }
    // Whatever comes for these payments now finds what no worker has written.
    for (name, payment) in [&large, &other] {
        ask(&format!("{name}-again"), payment).await;
    }
    let parked = async || {
        let metrics = super::client::get(daemon.admin, "/metrics").await.1;
        let name = "refundd_deliveries_total{settlement=\"parked\"} ";
        let count = metrics.lines().find_map(|line| line.strip_prefix(name)?.parse::<u64>().ok());
        count.unwrap_or_default() >= 2
    };
    assert!(eventually(SOON, parked).await, "{}", daemon.tail());
    assert!(daemon.tail().contains("forged_record"), "{}", daemon.tail());
    let given = [&small, &large, &other].map(|(_, payment)| refunded(&deployment, payment));
    assert_eq!(given, [1000, 0, 0]);
}
