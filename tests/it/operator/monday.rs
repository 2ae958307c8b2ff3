//! A reviewer's Monday: forty open reviews, worked through beside the daemon that has the file.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use futures_util::future::join_all;
use ports::message::Message;
use ports::outbox::Outbox as _;
use sandbox::NewPayment;
use serde_json::{Value, json};

use super::reviews::{a_review_is_taken, published, sent};
use super::{Installation, REQUEST_SECRET, file, signed};

const OPEN: usize = 40;
const APPROVED: usize = 20;
const DENIED: usize = 12;
/// How many answers are under way at once: people do not wait for one another.
const AT_ONCE: usize = 4;

const PRODUCTS: [&str; 3] = ["Atlas Pro", "Atlas Team", "Compass"];
const COUNTRIES: [&str; 2] = ["US", "CA"];
const REASONS: [&str; 2] = ["technical_problem", "change_of_mind"];
const AS: [&str; 2] = ["--as", "agent-7"];

fn payment(number: usize) -> String {
    format!("pi_{number:02}")
}

fn case(number: usize) -> String {
    format!("stripe-eu/{}", payment(number))
}

/// Above what a machine gives, and each another amount.
fn minor(number: usize) -> i64 {
    30_000 + 100 * i64::try_from(number).unwrap_or_default()
}

fn sold(number: usize) -> NewPayment {
    let metadata = [
        ("product", PRODUCTS[number % PRODUCTS.len()]),
        ("country", COUNTRIES[number % COUNTRIES.len()]),
    ];
    NewPayment {
        id: Some(payment(number)),
        customer: Some(format!("cus_{number:02}")),
        metadata: metadata.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
        ..NewPayment::of(minor(number), "usd")
    }
}

fn asked(number: usize) -> Message {
    let id = format!("ticket-{number:02}");
    let body = json!({
        "specversion": "1.0",
        "id": id,
        "source": "/helpdesk",
        "type": "refund.requested.v1",
        "datacontenttype": "application/json",
        "data": {
            "request_id": id,
            "account": "stripe-eu",
            "payment": payment(number),
            "reason": REASONS[number % REASONS.len()],
            "locale": if number.is_multiple_of(4) { "de" } else { "en" },
            "requested_at": jiff::Timestamp::now().to_string(),
        },
    });
    let message = Message {
        id,
        content_type: Message::CLOUD_EVENT.to_owned(),
        account: None,
        sender: None,
        headers: Vec::new(),
        body: body.to_string().into_bytes(),
        received_at: None,
        receipt: None,
        attempt: 0,
        decision: None,
        permit: None,
        traceparent: None,
    };
    signed(message, ("help-desk", REQUEST_SECRET))
}

async fn listed(installation: &Installation, words: &[&str]) -> Vec<Value> {
    let listed = installation.json(&[&["review", "list"], words].concat()).await;
    listed["reviews"].as_array().expect("a list").clone()
}

/// Looks around: everything is there, sorted and narrowed as asked for.
async fn look(installation: &Installation) {
    let text = installation.run(&["review", "list"]).await.stdout;
    let lines: Vec<&str> = text.lines().collect();
    let rows = lines.iter().filter(|line| line.contains(" stripe-eu/pi_")).count();
    assert_eq!(rows, OPEN, "{text}");
    // One table: each column begins where its head does.
    assert!(text.ends_with("\n\n40 open: 40 band_one\n"), "{text}");
    let nothing = installation.run(&["review", "list", "--product", "Nothing"]).await.stdout;
    assert_eq!(nothing, "nothing of it waits for a person\n");
    let head = lines.first().copied().unwrap_or_default();
    let at = head.find("case").expect("a column of cases");
    for line in lines.iter().filter(|line| line.contains(" stripe-eu/pi_")) {
        assert_eq!(line.find("stripe-eu/"), Some(at), "{text}");
    }
    let amounts: Vec<Value> = listed(installation, &["--sort", "amount"])
        .await
        .iter()
        .map(|review| review["proposed"]["minor"].clone())
        .collect();
    let largest: Vec<Value> = (0..OPEN).rev().map(|number| json!(minor(number))).collect();
    assert_eq!(amounts, largest);
    let few = listed(installation, &["--product", "Compass", "--country", "CA"]).await;
    let expected = (0..OPEN).filter(|number| number % 3 == 2 && number % 2 == 1).count();
    assert_eq!(few.len(), expected);
    let shown = installation.run(&["review", "show", &case(4)]).await.stdout;
    for part in ["304.00 USD", "technical_problem", "Atlas Team", "US", "needs --because"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
}

/// One who is approved, in German and with an apology, and one who is denied, in English.
const READ: [(usize, &str); 2] = [(SORRY, "approve"), (APPROVED + 1, "deny")];
const SORRY: usize = 4;

const APOLOGY: [&str; 2] = ["--because", "our_error"];
const DENIAL: [&str; 6] =
    ["--clause", "unused", "--offer", "credit", "--because", "fraud_suspected"];

/// The letters that the sheet shows before they go.
async fn read(installation: &Installation) -> Vec<Value> {
    let mut letters = Vec::new();
    for (number, verb) in READ {
        let case = case(number);
        let words: &[&str] = if verb == "deny" { &DENIAL } else { &APOLOGY };
        let shown = [&["review", "show", &case], words].concat();
        letters.push(installation.json(&shown).await["letters"][verb].clone());
        let text = installation.run(&shown).await.stdout;
        assert!(text.contains(&format!("the letter of `{verb}` (")), "{text}");
    }
    letters
}

/// The decisions that were published of those whose letters were read.
fn gone(installation: &Installation) -> Vec<Value> {
    let file = rusqlite::Connection::open(installation.database()).expect("it is there");
    let mut events = file.prepare("SELECT body FROM events").expect("a table of events");
    let bodies = events.query_map([], |row| row.get::<_, Vec<u8>>(0)).expect("it can be read");
    let events: Vec<Value> = bodies
        .map(|body| serde_json::from_slice(&body.expect("it can be read")).expect("it is JSON"))
        .collect();
    let decision = |(number, verb): (usize, &str)| {
        let kind = if verb == "deny" { "refund.denied.v1" } else { "refund.approved.v1" };
        let of = |event: &&Value| {
            event["data"]["payment"] == payment(number)
                && event["type"].as_str().is_some_and(|of| of.ends_with(kind))
        };
        let mut data = events.iter().find(of).expect("it was published")["data"].clone();
        data["message"].as_object_mut().expect("a letter").remove("html");
        data
    };
    READ.map(decision).to_vec()
}

/// Approves what is proposed, denies for a reason, asks about the rest.
async fn work(installation: &Installation) {
    let verbs = |number: usize| -> Vec<String> {
        let case = case(number);
        let (verb, words): (&str, &[&str]) = match number {
            SORRY => ("approve", &APOLOGY),
            0..APPROVED => ("approve", &[]),
            number if number < APPROVED + DENIED => ("deny", &DENIAL),
            _ => ("ask", &["--question", "proof_of_purchase"]),
        };
        [&[verb, &case], words, &AS].concat().into_iter().map(str::to_owned).collect()
    };
    let all: Vec<Vec<String>> = (0..OPEN).map(verbs).collect();
    for some in all.chunks(AT_ONCE) {
        join_all(some.iter().map(async |words| {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            sent(installation, &words).await;
        }))
        .await;
    }
}

/// What was decided is found again, once each, with who and why.
async fn look_back(installation: &Installation) {
    let closed = listed(installation, &["--closed"]).await;
    let cases: BTreeSet<&str> =
        closed.iter().filter_map(|review| review["case"].as_str()).collect();
    assert_eq!((closed.len(), cases.len()), (APPROVED + DENIED, APPROVED + DENIED));
    assert!(closed.iter().all(|review| review["reviewer"] == "agent-7"), "{closed:?}");
    let denied = listed(installation, &["--closed", "--because", "fraud_suspected"]).await;
    assert_eq!(denied.len(), DENIED);
    let one = listed(installation, &["--closed", "--request", "ticket-03"]).await;
    assert_eq!(one.first().map(|review| &review["said"]), Some(&json!("approve 303.00 USD")));
    let left = installation.run(&["review", "list"]).await;
    assert_eq!(left.stdout, "nothing waits for a person\n");
}

/// An installation with so many requests for the daemon to put before a person.
async fn waiting(open: usize) -> (Installation, u16) {
    let installation = Installation::in_one_file().await;
    let queue = file(installation.database());
    for number in 0..open {
        installation.sandbox.create_payment(sold(number)).expect("a good payment");
        queue.accept(&asked(number)).await.expect("it is accepted");
    }
    drop(queue);
    let admin = installation.configure(&["stripe-eu"]);
    (installation, admin)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn w18_forty_reviews_are_worked_through_beside_the_daemon_and_each_counts_once() {
    let (installation, admin) = waiting(OPEN).await;
    let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let answered = Cell::new(false);
    let foretold = RefCell::new(Vec::new());
    let refunds = |number: usize| {
        installation.sandbox.payment(&payment(number)).map_or(0, |payment| payment.refunds.len())
    };
    let beside = async || {
        if published(admin, "refund.review_requested").await != count(OPEN) {
            return false;
        }
        if !answered.replace(true) {
            look(&installation).await;
            a_review_is_taken(&installation, &case(0)).await;
            foretold.replace(read(&installation).await);
            work(&installation).await;
        }
        published(admin, "refund.denied").await == count(DENIED)
            && published(admin, "refund.info_requested").await == count(OPEN - APPROVED - DENIED)
            && published(admin, "refund.succeeded").await == count(APPROVED)
    };
    installation.daemon(admin, beside).await;
    for number in 0..OPEN {
        assert_eq!(refunds(number), usize::from(number < APPROVED), "{number}");
    }
    look_back(&installation).await;
    let foretold = foretold.into_inner();
    assert_eq!(foretold[0]["locale"], "de");
    assert!(foretold[0]["text"].as_str().is_some_and(|text| text.contains("Entschuldigung")));
    let gone = gone(&installation);
    let letters: Vec<Value> = gone.iter().map(|decision| decision["message"].clone()).collect();
    assert_eq!(foretold, letters, "the letters are those that were shown");
    let why: Vec<&Value> = gone.iter().map(|decision| &decision["because"]).collect();
    assert_eq!(why, [&json!("our_error"), &json!("fraud_suspected")]);
}

/// Shown first, and then done for the count that was shown: what a colleague has taken is theirs.
async fn approve_all(installation: &Installation) {
    let run = async |words: &[&str]| {
        let all = [&["review", "approve-all"], words, &AS].concat();
        installation.run(&all).await
    };
    let taken = ["review", "take", &case(0), "--as", "agent-1"];
    assert_eq!(installation.run(&taken).await.code, Some(0));
    let shown = run(&[]).await;
    for part in [
        "\n5 would be approved as proposed: 1515.00 USD\n",
        "\nleft out: 1 that others have taken\n",
        "\nto approve them, say so once more with --yes 5\n",
    ] {
        assert!(shown.stdout.contains(part), "{part}: {}{}", shown.stdout, shown.stderr);
    }
    assert!(!shown.stdout.contains(&case(0)), "{}", shown.stdout);
    let narrowed = run(&["--product", "Compass"]).await.stdout;
    assert!(narrowed.contains("--yes 2\n"), "{narrowed}");
    for words in [&["--yes", "6"][..], &["--yes", "5", "--product", "Compass"]] {
        let refused = run(words).await;
        assert_eq!(refused.code, Some(2), "{}", refused.stdout);
        assert!(refused.stderr.contains("by now; look at them"), "{}", refused.stderr);
    }
    assert_eq!(listed(installation, &[]).await.len(), 6, "nothing was sent");
    let sent = run(&["--yes", "5"]).await;
    assert_eq!(sent.stdout, "5 sent; the worker judges them\n", "{}", sent.stderr);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_reviews_are_approved_for_a_count_that_is_repeated() {
    let (installation, admin) = waiting(6).await;
    let answered = Cell::new(false);
    let beside = async || {
        if published(admin, "refund.review_requested").await != 6 {
            return false;
        }
        if !answered.replace(true) {
            approve_all(&installation).await;
        }
        published(admin, "refund.succeeded").await == 5
    };
    installation.daemon(admin, beside).await;
    let refunds = |number| {
        installation.sandbox.payment(&payment(number)).map(|payment| payment.refunds.len())
    };
    assert_eq!([0, 1, 2, 3, 4, 5].map(refunds), [0, 1, 1, 1, 1, 1].map(Some));
}
