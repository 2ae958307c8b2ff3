//! Reviews at the command line: listed, shown, approved, denied, asked about.

use std::cell::Cell;

use ports::message::Message;
use ports::outbox::Outbox;
use sandbox::NewPayment;
use serde_json::{Value, json};

use super::{Installation, REQUEST_SECRET, file, get, signed};

/// Above what the policy lets a machine give.
pub(super) const LARGE: i64 = 60_000;
const PAYMENTS: [&str; 3] = ["pi_approved", "pi_denied", "pi_asked"];

pub(super) fn request(payment: &str) -> Message {
    let body = json!({
        "specversion": "1.0",
        "id": payment,
        "source": "/helpdesk",
        "type": "refund.requested.v1",
        "datacontenttype": "application/json",
        "data": {
            "request_id": format!("r_{payment}"),
            "account": "stripe-eu",
            "payment": payment,
            "reason": "technical_problem",
            "amount": {"minor": LARGE, "currency": "USD"},
            "requested_by": "agent-1",
            "requested_at": jiff::Timestamp::now().to_string(),
        },
    });
    let message = Message {
        id: payment.to_owned(),
        content_type: Message::CLOUD_EVENT.to_owned(),
        account: None,
        sender: None,
        headers: vec![],
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

/// How many events of a kind the daemon has published.
pub(super) async fn published(admin: u16, kind: &str) -> u64 {
    let metrics = get(admin, "/metrics").await.unwrap_or_default();
    let name = format!("refundd_events_published_total{{type=\"{kind}");
    let line = metrics.lines().find(|line| line.starts_with(&name));
    let count = line.and_then(|line| line.rsplit(' ').next()).and_then(|count| count.parse().ok());
    count.unwrap_or_default()
}

async fn refused(installation: &Installation, words: &[&str], code: i32, says: &str) {
    let ended = installation.run(&[&["review"], words].concat()).await;
    assert_eq!(ended.code, Some(code), "{words:?}: {}{}", ended.stdout, ended.stderr);
    assert!(ended.stderr.contains(says), "{words:?}: {}", ended.stderr);
}

pub(super) async fn sent(installation: &Installation, words: &[&str]) {
    let ended = installation.run(&[&["review"], words].concat()).await;
    assert_eq!(ended.code, Some(0), "{words:?}: {}{}", ended.stdout, ended.stderr);
    assert!(ended.stdout.starts_with("sent answer-"), "{}", ended.stdout);
    assert!(ended.stderr.contains("review answered"), "{}", ended.stderr);
    assert!(!ended.stderr.contains("locked"), "{}", ended.stderr);
}

/// Three requests that are to be put before a person.
async fn ask(installation: &Installation, accept: &dyn Outbox) {
    for payment in PAYMENTS {
        let new = NewPayment {
            id: Some(payment.to_owned()),
            customer: Some(format!("cus_{payment}")),
            ..NewPayment::of(LARGE, "usd")
        };
        installation.sandbox.create_payment(new).expect("a good payment");
        accept.accept(&request(payment)).await.expect("it is accepted");
    }
}

/// An amount is typed as people write it, and never taken for minor units.
async fn amounts_are_typed(installation: &Installation) {
    for (written, says) in [
        ("60000", "such as `450.00 USD`"),
        ("1,00", "such as `450.00 USD`"),
        ("1.0", "such as `450.00 USD`"),
        ("1.00 EUR", "at most what is left"),
    ] {
        let approve = ["approve", "stripe-eu/pi_approved", "--as", "agent-7", "--amount", written];
        refused(installation, &approve, 2, says).await;
    }
}

/// What waits is found by what it is about, in the order that is asked for.
async fn lists_are_narrowed(installation: &Installation) {
    let found = async |words: &[&str]| {
        let listed = installation.json(&[&["review", "list"], words].concat()).await;
        listed["reviews"].as_array().expect("a list").len()
    };
    for (words, count) in [
        (&["--reason", "technical_problem"][..], 3),
        (&["--reason", "duplicate"], 0),
        (&["--why", "band_one"], 3),
        (&["--why", "band_two"], 0),
        (&["--request", "r_pi_denied"], 1),
        (&["--country", "DE"], 0),
        (&["--product", "nothing"], 0),
        (&["--sort", "amount"], 3),
        (&["--taken-by", "agent-9"], 1),
        (&["--taken-by", "agent-7"], 0),
        (&["--free"], 2),
        (&["--sort", "age", "--account", "stripe-eu"], 3),
        (&["--closed"], 0),
    ] {
        assert_eq!(found(words).await, count, "{words:?}");
    }
    refused(installation, &["list", "--reason", "bored"], 2, "there are duplicate").await;
    refused(installation, &["list", "--taken-by", "Jo Doe"], 2, "--taken-by: the id of").await;
    let text = installation.run(&["review", "list", "--max", "1"]).await;
    assert!(text.stdout.contains("band_one"), "{}", text.stdout);
    assert!(text.stdout.contains("2 more; --max shows more"), "{}", text.stdout);
    let others = installation.json(&["review", "list", "--account", "other"]).await;
    assert_eq!(others["reviews"], json!([]));
    let text = installation.run(&["review", "list"]).await;
    for part in ["promised", "600.00 USD", "technical_problem", "0 of 1", "band_one"] {
        assert!(text.stdout.contains(part), "{part}: {}", text.stdout);
    }
}

/// A note for colleagues: all see it, and nobody is kept out by it.
pub(super) async fn a_review_is_taken(installation: &Installation, case: &str) {
    let says = async |words: &[&str], says: &str| {
        let ended = installation.run(&[&["review"], words].concat()).await;
        assert_eq!(ended.code, Some(0), "{words:?}: {}{}", ended.stdout, ended.stderr);
        assert!(ended.stdout.starts_with(says), "{words:?}: {}", ended.stdout);
    };
    let by = async || installation.json(&["review", "show", case]).await;
    let binding = by().await["binding"].clone();
    assert_eq!(by().await["taken"], Value::Null);
    refused(installation, &["take", case, "--as", "agent-2"], 2, "`agent-2` is not on the roster")
        .await;
    refused(installation, &["hand-over", case, "--to", "Jo Doe"], 2, "--to: the id of").await;
    says(&["release", case], "released; nobody had taken it\n").await;
    says(&["take", case, "--as", "agent-7"], "taken by agent-7\n").await;
    says(&["take", case, "--as", "Agent-7"], "taken by agent-7\n").await;
    says(&["take", case, "--as", "agent-1"], "taken by agent-1; agent-7 had it, for ").await;
    says(&["hand-over", case, "--to", "agent-9"], "handed over to agent-9; agent-1 had it").await;
    let shown = by().await;
    assert_eq!((&shown["taken"]["by"], &shown["binding"]), (&json!("agent-9"), &binding));
    let listed = installation.run(&["review", "list"]).await.stdout;
    let marked: Vec<&str> = listed.lines().filter(|line| line.contains(" agent-9 ")).collect();
    assert!(marked.len() == 1 && marked[0].contains(case), "{listed}");
}

/// What people have decided can be shown.
async fn what_was_decided_is_listed(installation: &Installation) {
    let closed = installation.json(&["review", "list", "--closed"]).await;
    assert_eq!(closed["by_verdict"], json!({"approve": 1, "deny": 1}), "{closed}");
    let reviews = closed["reviews"].as_array().expect("a list");
    assert!(reviews.iter().all(|review| review["reviewer"] == "agent-7"), "{closed}");
    let denied =
        installation.json(&["review", "list", "--closed", "--request", "r_pi_denied"]).await;
    assert_eq!(denied["reviews"][0]["verdict"], "deny", "{denied}");
    assert_eq!(denied["reviews"][0]["because"], "press", "{denied}");
    for (code, found) in [("press", 1), ("goodwill", 0)] {
        let found_by = ["review", "list", "--closed", "--because", code];
        let listed = installation.json(&found_by).await;
        assert_eq!(listed["reviews"].as_array().map(Vec::len), Some(found), "{code}: {listed}");
    }
    let text = installation.run(&["review", "list", "--closed"]).await;
    assert!(text.stdout.contains("press"), "{}", text.stdout);
    let later = ["review", "list", "--closed", "--since", "2999-01-01T00:00:00Z"];
    let later = installation.run(&later).await;
    assert_eq!(later.stdout, "people have decided nothing of it\n");
}

/// What cannot be, or would not count, is said at once, and nothing is sent.
async fn mistakes_are_refused(installation: &Installation) {
    let approved = "stripe-eu/pi_approved";
    let asked = "stripe-eu/pi_asked";
    let [staff, who] = ["--as", "agent-7"];
    let other = format!("rb3-{}", "0".repeat(64));
    for (words, code, says) in [
        (vec!["show", "stripe-eu/pi_unknown"], 66, "the store has no case"),
        (vec!["show", "pi_approved"], 2, "no / between account and payment"),
        (vec!["show", approved, "--request", "r9"], 66, "no review of"),
        (vec!["approve", approved], 2, "--as"),
        (vec!["approve", approved, staff, who, "--amount", "600.01"], 2, "at most what is left"),
        (vec!["approve", approved, staff, "agent-1", "--amount", "1.00"], 2, "another person must"),
        (
            vec!["approve", approved, staff, who, "--amount", "1.00", "--binding", &other],
            2,
            "the review has changed",
        ),
        (vec!["deny", approved, staff, who, "--clause", "x"], 2, "--offer"),
        (
            vec!["approve", approved, staff, "Jane Doe", "--amount", "1.00"],
            2,
            "did you mean `jane-doe`?",
        ),
        (
            vec!["deny", approved, staff, who, "--clause", "window", "--offer", "x"],
            2,
            "no such clause",
        ),
        (
            vec!["deny", approved, staff, who, "--clause", "unused", "--offer", "x"],
            2,
            "extended_trial",
        ),
        (
            vec!["approve", approved, staff, who, "--amount", "599.99"],
            2,
            "say why with --because, of policy_applied, goodwill",
        ),
        (
            vec!["deny", approved, staff, who, "--clause", "unused", "--offer", "credit"],
            2,
            "fraud_suspected, customer_retained, press",
        ),
        (
            vec!["approve", approved, staff, who, "--because", "Ada was so nice"],
            2,
            "--because: `Ada was so nice` is no code; there are policy_applied",
        ),
        (vec!["ask", asked, staff, who, "--question", "x"], 2, "has no words"),
        (vec!["ask", asked, staff, who], 2, "--question"),
    ] {
        refused(installation, &words, code, says).await;
    }
}

/// A person looks, makes mistakes, and decides each in another way.
async fn answer(installation: &Installation) {
    let listed = installation.json(&["review", "list"]).await;
    let cases: Vec<&Value> =
        listed["reviews"].as_array().expect("a list").iter().map(|r| &r["case"]).collect();
    let named = PAYMENTS.map(|payment| json!(format!("stripe-eu/{payment}")));
    assert_eq!(cases.len(), 3);
    assert!(named.iter().all(|case| cases.contains(&case)), "{cases:?}");

    let shown = installation.json(&["review", "show", "stripe-eu/pi_approved"]).await;
    assert_eq!((&shown["why"], &shown["left_minor"]), (&json!("band_one"), &json!(LARGE)));
    let binding = shown["binding"].as_str().expect("a binding").to_owned();
    let text = installation.run(&["review", "show", "stripe-eu/pi_approved"]).await;
    for part in ["600.00 USD", "agent-1", "band_one", &binding, "1 needed; so far -"] {
        assert!(text.stdout.contains(part), "{part}: {}", text.stdout);
    }

    a_review_is_taken(installation, "stripe-eu/pi_approved").await;
    amounts_are_typed(installation).await;
    lists_are_narrowed(installation).await;
    mistakes_are_refused(installation).await;
    let approved = "stripe-eu/pi_approved";
    let asked = "stripe-eu/pi_asked";
    let [staff, who] = ["--as", "agent-7"];
    let amount = "600.00";
    // Nothing is sent that the worker would not believe.
    installation.forget_reviewers();
    for words in [
        &["approve", approved, staff, who, "--amount", amount][..],
        &["deny", approved, staff, who, "--clause", "unused", "--offer", "credit"],
        &["ask", approved, staff, who, "--question", "proof_of_purchase"],
    ] {
        refused(installation, words, 78, "senders.agent-7").await;
    }
    installation.json(&["review", "show", approved]).await;
    installation.configure(&["stripe-eu"]);
    let approve = ["approve", approved, staff, who, "--amount", amount, "--binding", &binding];
    sent(installation, &approve).await;
    // What `show` prints is known to `deny`.
    let shown = installation.json(&["review", "show", "stripe-eu/pi_denied"]).await;
    let clause = shown["clause"].as_str().expect("a clause");
    let deny = ["deny", "stripe-eu/pi_denied", staff, who, "--clause", clause];
    let deny = [&deny[..], &["--offer", "credit", "--because", "press"]].concat();
    sent(installation, &deny).await;
    sent(installation, &["ask", asked, staff, who, "--question", "proof_of_purchase"]).await;
}

/// The daemon puts the requests before a person, who answers; the daemon does what was said.
async fn all(installation: &Installation) {
    let admin = installation.configure(&["stripe-eu"]);
    installation
        .daemon(admin, async || published(admin, "refund.review_requested").await == 3)
        .await;
    answer(installation).await;
    let admin = installation.configure(&["stripe-eu"]);
    let sandbox = &installation.sandbox;
    let decided = async || {
        sandbox.payment("pi_approved").is_some_and(|payment| payment.refunds.len() == 1)
            && published(admin, "refund.denied").await == 1
            && published(admin, "refund.info_requested").await == 1
            && published(admin, "refund.succeeded").await == 1
    };
    installation.daemon(admin, decided).await;
    let left = installation.run(&["review", "list"]).await;
    assert_eq!(left.stdout, "nothing waits for a person\n");
    let refunds = PAYMENTS.map(|payment| sandbox.payment(payment).map(|p| p.refunds.len()));
    assert_eq!(refunds, [Some(1), Some(0), Some(0)]);
    what_was_decided_is_listed(installation).await;
    super::reports::have_what_people_decided(installation).await;
}

/// Shop and statute are as they would have to be for the right of withdrawal.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn w14_a_denial_of_what_the_law_may_grant_is_asked_for_a_second_time() {
    let installation = Installation::in_one_file().await;
    let metadata = [("country", "DE"), ("business", "false"), ("renewal", "false")];
    let metadata = metadata.map(|(key, value)| (key.to_owned(), value.to_owned()));
    let new = NewPayment {
        id: Some("pi_denied".to_owned()),
        customer: Some("cus_denied".to_owned()),
        metadata: metadata.into(),
        ..NewPayment::of(LARGE, "usd")
    };
    installation.sandbox.create_payment(new).expect("a good payment");
    let open = file(installation.database());
    open.accept(&request("pi_denied")).await.expect("it is accepted");
    drop(open);
    let admin = installation.configure(&["stripe-eu"]);
    installation.lay_statute("eu-withdrawal");
    let answered = Cell::new(false);
    let beside = async || {
        if published(admin, "refund.review_requested").await != 1 {
            return false;
        }
        if !answered.replace(true) {
            let shown = installation.run(&["review", "show", "stripe-eu/pi_denied"]).await;
            assert!(
                shown.stdout.contains("may grant it (statute-eu-withdrawal)"),
                "{}",
                shown.stdout
            );
            let deny = ["deny", "stripe-eu/pi_denied", "--as", "agent-7", "--clause", "unused"];
            let deny = [&deny[..], &["--offer", "credit", "--because", "fraud_suspected"]].concat();
            let says = "the law may grant this refund: `statute-eu-withdrawal`";
            refused(&installation, &deny, 2, says).await;
            sent(&installation, &[&deny[..], &["--despite-law"]].concat()).await;
        }
        published(admin, "refund.denied").await == 1
    };
    installation.daemon(admin, beside).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn o16_a_person_decides_reviews_of_the_embedded_file_on_the_clause_that_is_shown() {
    let installation = Installation::in_one_file().await;
    let path = installation.database();
    let open = file(path);
    ask(&installation, &open).await;
    drop(open);
    all(&installation).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_decides_reviews_of_broker_and_store() {
    let (installation, broker, _vhost) = Installation::on_servers().await;
    ask(&installation, broker.outbox().as_ref()).await;
    all(&installation).await;
}

/// Nobody stops the daemon to look, or to answer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reviews_are_answered_beside_the_daemon_that_has_the_embedded_file() {
    let installation = Installation::in_one_file().await;
    let open = file(installation.database());
    ask(&installation, &open).await;
    drop(open);
    let admin = installation.configure(&["stripe-eu"]);
    let answered = Cell::new(false);
    let sandbox = &installation.sandbox;
    let beside = async || {
        if published(admin, "refund.review_requested").await != 3 {
            return false;
        }
        if !answered.replace(true) {
            answer_all(&installation).await;
        }
        sandbox.payment("pi_approved").is_some_and(|payment| payment.refunds.len() == 1)
            && published(admin, "refund.denied").await == 1
            && published(admin, "refund.info_requested").await == 1
            && published(admin, "refund.succeeded").await == 1
    };
    installation.daemon(admin, beside).await;
    let left = installation.run(&["review", "list"]).await;
    assert_eq!(left.stdout, "nothing waits for a person\n");
}

async fn answer_all(installation: &Installation) {
    let listed = installation.json(&["review", "list"]).await;
    assert_eq!(listed["reviews"].as_array().map(Vec::len), Some(3));
    for words in [&["report"][..], &["shelf", "list"], &["store", "status"]] {
        let ended = installation.run(words).await;
        assert_eq!(ended.code, Some(0), "{words:?}: {}{}", ended.stdout, ended.stderr);
    }
    let shown = installation.json(&["review", "show", "stripe-eu/pi_denied"]).await;
    let clause = shown["clause"].as_str().expect("a clause");
    let [staff, who] = ["--as", "agent-7"];
    sent(installation, &["approve", "stripe-eu/pi_approved", staff, who]).await;
    let deny = ["deny", "stripe-eu/pi_denied", staff, who, "--clause", clause, "--offer", "credit"];
    sent(installation, &[&deny[..], &["--because", "fraud_suspected"]].concat()).await;
    let ask = ["ask", "stripe-eu/pi_asked", staff, who, "--question", "proof_of_purchase"];
    sent(installation, &ask).await;
}
