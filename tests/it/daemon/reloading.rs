//! A policy is exchanged under a running daemon: what is right is taken, what is wrong is named and
//! changes nothing.

use std::fs;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use policy::Policy;
use serde_json::Value;

use super::client::{get, refund_requested, request};
use super::consumer::Consumer;
use super::deployment::{Deployment, policy};
use super::payment;
use super::process::Daemon;
use crate::servers::{SOON, eventually};

/// Writes a file in the place of another, as editors and orchestrators do.
fn exchange(path: &Path, text: &str) {
    let beside = path.with_extension("new");
    fs::write(&beside, text).expect("a home is writable");
    fs::rename(&beside, path).expect("a home is writable");
}

fn hash(text: &str) -> String {
    Policy::parse(text).expect("a good policy").hash().to_owned()
}

/// What a new request is decided by: the hash in its approval.
async fn decides(deployment: &Deployment, daemon: &Daemon, consumer: &Consumer, id: &str) -> Value {
    let payment = payment(&deployment.sandbox, id);
    let asked = refund_requested(id, &payment, "technical_problem");
    assert_eq!(request(daemon, &asked).await.0, 202);
    assert!(consumer.sees("refund.approved.v1", &payment).await, "{}", daemon.tail());
    let approval = consumer.books().data("refund.approved.v1", &payment);
    approval["decision"]["policy_hash"].clone()
}

async fn counts(daemon: &Daemon, result: &str, times: u32) -> bool {
    let line = format!(
        "refundd_policies_reloaded_total{{account=\"stripe-eu\",result=\"{result}\"}} {times}"
    );
    let counted = || async { get(daemon.admin, "/metrics").await.1.contains(&line) };
    eventually(SOON, counted).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_policy_is_exchanged_while_the_daemon_runs() {
    let deployment = Deployment::new().await;
    let daemon = deployment.start("all").await;
    let consumer = Consumer::of(&deployment).await;
    let file = daemon.home().join("policy.toml");
    let before = policy();
    let decides = async |id| decides(&deployment, &daemon, &consumer, id).await;
    assert_eq!(decides("before").await, hash(&before));

    let after = before.replace("within 60 days.", "within sixty days.");
    assert_ne!(after, before);
    exchange(&file, &after);
    assert!(counts(&daemon, "taken", 1).await, "{}", daemon.tail());
    assert_eq!(decides("after").await, hash(&after));

    exchange(&file, &after.replace("'technical_problem'", "'technical_problm'"));
    assert!(counts(&daemon, "refused", 1).await, "{}", daemon.tail());
    assert_eq!(decides("broken").await, hash(&after), "what was right stays in use");

    exchange(&file, &before);
    assert!(counts(&daemon, "taken", 2).await, "{}", daemon.tail());
    assert_eq!(decides("mended").await, hash(&before));
    assert!(counts(&daemon, "refused", 1).await, "{}", daemon.tail());

    let log = daemon.stderr();
    let told: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line is a JSON object"))
        .filter(|line: &Value| line["message"].as_str().is_some_and(|m| m.contains("policies are")))
        .collect();
    let messages: Vec<&str> = told.iter().filter_map(|line| line["message"].as_str()).collect();
    let (taken, refused) = ("changed policies are in use", "changed policies are not used");
    assert_eq!(messages, [taken, refused, taken], "{log}");
    assert_eq!(
        (&told[0]["before"], &told[0]["after"]),
        (&hash(&before).into(), &hash(&after).into())
    );
    let why = told[1]["why"].as_str().expect("a refusal has a reason");
    assert!(why.ends_with("policy.toml, which has one mistake"), "{why}");
    assert!(!log.contains("technical_problm"), "what stands in a policy is not logged");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_version_that_was_shown_decides_whatever_has_come_since() {
    let deployment = Deployment::new().await;
    let text = policy();
    let old = format!("# The first.\n{text}");
    // Since yesterday: what was shown before still counts for some days.
    let yesterday = Timestamp::now() - SignedDuration::from_hours(24);
    let new = format!("in_force_from = {yesterday}\n{text}");
    let coming = format!("in_force_from = 2099-01-01\n{text}");
    let daemon = deployment
        .start_changed("all", |home| {
            let versions = home.join("versions");
            fs::create_dir(&versions).expect("a home is writable");
            fs::write(versions.join("a.toml"), &old).expect("a home is writable");
            fs::write(versions.join("b.toml"), &new).expect("a home is writable");
            fs::write(versions.join("c.toml"), &coming).expect("a home is writable");
            let path = home.join("refundd.toml");
            let text = fs::read_to_string(&path).expect("it was written");
            let text = text.replace("policy = \"policy.toml\"", "policy_versions = \"versions\"");
            fs::write(path, text).expect("a home is writable");
        })
        .await;
    let consumer = Consumer::of(&deployment).await;
    let buy = |id: &str, shown: &str| {
        let metadata = (!shown.is_empty()).then(|| ("policy_hash".to_owned(), shown.to_owned()));
        let new = sandbox::NewPayment {
            id: Some(format!("pi_{id}")),
            customer: Some(format!("cus_{id}")),
            metadata: metadata.into_iter().collect(),
            ..sandbox::NewPayment::of(4_900, "usd")
        };
        deployment.sandbox.create_payment(new).expect("a good payment").payment_intent
    };
    let unknown = "0".repeat(64);
    let shown = [
        ("shown", hash(&old)),
        ("today", String::new()),
        ("unknown", unknown),
        ("coming", hash(&coming)),
    ];
    let mut payments = Vec::new();
    for (id, shown) in &shown {
        let payment = buy(id, shown);
        let asked = refund_requested(id, &payment, "technical_problem");
        assert_eq!(request(&daemon, &asked).await.0, 202);
        payments.push(payment);
    }
    for (payment, text) in payments.iter().zip([&old, &new]) {
        assert!(consumer.sees("refund.approved.v1", payment).await, "{}", daemon.tail());
        let approval = consumer.books().data("refund.approved.v1", payment);
        assert_eq!(approval["decision"]["policy_hash"], hash(text));
    }
    for payment in &payments[2..] {
        assert!(consumer.sees("refund.review_requested.v1", payment).await, "{}", daemon.tail());
    }
    let metrics = get(daemon.admin, "/metrics").await.1;
    for reason in ["policy_version_unknown", "policy_version_not_in_force"] {
        let line = format!(
            "refundd_policy_versions_missing_total{{account=\"stripe-eu\",reason=\"{reason}\"}} 1"
        );
        assert!(metrics.contains(&line), "{metrics}");
    }
}
