//! What waits comes now, at an operator's word: reviews come back after the store was lost.

use sandbox::NewPayment;
use serde_json::json;

use super::reviews::{LARGE, published, request};
use super::{Installation, file, get};
use crate::servers::redis_at;

async fn wakes(installation: &Installation, words: &[&str], woken: u64) {
    let ended = installation.run(&[&["case", "wake"], words].concat()).await;
    assert_eq!(ended.code, Some(0), "{words:?}: {}", ended.stderr);
    assert_eq!(ended.stdout, format!("woken {woken}\n"), "{words:?}");
}

async fn asked(installation: &Installation, accept: &dyn ports::outbox::Outbox) {
    let new = NewPayment {
        id: Some("pi_lost".to_owned()),
        customer: Some("cus_lost".to_owned()),
        ..NewPayment::of(LARGE, "usd")
    };
    installation.sandbox.create_payment(new).expect("a good payment");
    accept.accept(&request("pi_lost")).await.expect("it is accepted");
}

async fn has_reviews(admin: u16) -> bool {
    published(admin, "refund.review_requested").await > 0
        && get(admin, "/metrics").await.is_some_and(|metrics| {
            metrics.contains("refundd_deliveries_total{settlement=\"later\"} 1")
        })
}

async fn open_reviews(installation: &Installation) -> usize {
    let listed = installation.json(&["review", "list"]).await;
    listed["reviews"].as_array().expect("a list").len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn o9_after_a_flush_a_woken_review_is_listed_again() {
    let (installation, broker, _vhost) = Installation::on_servers().await;
    let admin = installation.configure(&["stripe-eu"]);
    asked(&installation, broker.outbox().as_ref()).await;
    installation.daemon(admin, async || has_reviews(admin).await).await;
    let before = installation.json(&["review", "list"]).await;
    assert_eq!(before["reviews"].as_array().expect("a list").len(), 1);

    let (_, redis) = installation.places.rsplit_once("url = \"").expect("the store has a URL");
    let mut connection = redis_at(redis.trim_end().trim_end_matches('"')).await;
    let flushed: redis::RedisResult<()> = redis::cmd("FLUSHDB").query_async(&mut connection).await;
    flushed.expect("Redis forgets");
    assert_eq!(open_reviews(&installation).await, 0, "the store has forgotten it");

    wakes(&installation, &["stripe-eu/pi_another"], 0).await;
    wakes(&installation, &["stripe-eu/pi_lost"], 1).await;
    wakes(&installation, &["--all"], 0).await;
    let back = async || open_reviews(&installation).await == 1;
    installation.daemon(admin, back).await;
    let after = installation.json(&["review", "list"]).await;
    let (before, after) = (&before["reviews"][0], &after["reviews"][0]);
    assert_eq!(after["binding"], before["binding"], "it is the same review");
    assert_eq!(after["answer_by"], before["answer_by"]);
    wakes(&installation, &["--account", "stripe-eu"], 1).await;

    for words in [&["--account", "another"][..], &["pi_1"], &[], &["--all", "stripe-eu/pi_1"]] {
        let ended = installation.run(&[&["case", "wake"], words].concat()).await;
        assert_eq!(ended.code, Some(2), "{words:?}: {}", ended.stderr);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn o9_what_waits_in_the_embedded_file_comes_now() {
    let installation = Installation::in_one_file().await;
    let admin = installation.configure(&["stripe-eu"]);
    asked(&installation, &file(installation.database())).await;
    installation.daemon(admin, async || has_reviews(admin).await).await;
    wakes(&installation, &["stripe-eu/pi_another"], 0).await;
    wakes(&installation, &["--account", "stripe-eu"], 1).await;
    wakes(&installation, &["--all"], 0).await;
    // It is worked on again at once, and waits again.
    let again = async || {
        get(admin, "/metrics").await.is_some_and(|metrics| {
            metrics.contains("refundd_deliveries_total{settlement=\"later\"} 1")
        })
    };
    installation.daemon(admin, again).await;
    let status = installation.json(&["store", "status"]).await;
    assert_eq!(status["waiting"], json!("1"));
}
