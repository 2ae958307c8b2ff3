//! The first start of an installation, and one that only looks like it.

use serde_json::json;

use super::client::{self, get, refund_requested};
use super::consumer::Consumer;
use super::deployment::Deployment;
use crate::servers::{self, SOON, eventually, redis_at};

async fn marker(deployment: &Deployment) -> Option<String> {
    let mut connection = redis_at(&deployment.redis).await;
    let key = format!("{}:marker", deployment.prefix);
    let found: redis::RedisResult<Option<String>> =
        redis::cmd("GET").arg(key).query_async(&mut connection).await;
    found.expect("Redis answers")
}

fn part(id: &str, payment: &str) -> serde_json::Value {
    let mut event = refund_requested(id, payment, "technical_problem");
    event["data"]["amount"] = json!({"minor": 700, "currency": "USD"});
    event
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn o6_the_first_start_marks_the_store_and_holds_nothing_and_an_emptied_one_does_neither() {
    let (vhost, redis) = {
        let broker = servers::rabbitmq().await;
        (broker.new_vhost().await, servers::redis().await.new_database())
    };
    let deployment = Deployment::on(vhost.url(), &redis, |_| {}).await;
    let deployment = deployment.with("STORE__REDIS__MARKER", "of-this-test");
    let mut daemon = deployment.start("all").await;
    assert_eq!(marker(&deployment).await.as_deref(), Some("of-this-test"));
    let consumer = Consumer::of(&deployment).await;
    let payment = super::payment(&deployment.sandbox, "first");
    client::request_until_accepted(daemon.http, &part("r_first", &payment)).await;
    assert!(consumer.sees("refund.succeeded.v1", &payment).await, "{}", daemon.tail());
    // Its message waits for the follow-up from now on.
    let waits = async || vhost.queue_depth(&deployment.named("later.1h")).await == Some(1);
    assert!(eventually(SOON, waits).await, "{}", daemon.tail());
    daemon.term();
    assert_eq!(daemon.exit_code(SOON).await, 0, "{}", daemon.tail());

    let mut connection = redis_at(&redis).await;
    let flushed: redis::RedisResult<()> = redis::cmd("FLUSHDB").query_async(&mut connection).await;
    flushed.expect("Redis forgets");
    let daemon = deployment.start("all").await;
    let lost = async || get(daemon.admin, "/metrics").await.1.contains("refundd_store_lost 1");
    assert!(eventually(SOON, lost).await, "{}", daemon.tail());
    assert_eq!(marker(&deployment).await, None, "that is for a person to say");
    let payment = super::payment(&deployment.sandbox, "second");
    client::request_until_accepted(daemon.http, &part("r_second", &payment)).await;
    assert!(consumer.sees("refund.review_requested.v1", &payment).await, "{}", daemon.tail());
    let told = consumer.books().data("refund.review_requested.v1", &payment);
    assert_eq!(told["decision"]["rule"], "guard.store_lost", "{told}");
}
