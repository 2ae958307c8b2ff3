//! A broker or a store in trouble: nothing is acknowledged that was not done, nothing is refunded
//! without the store, and everything goes on by itself afterwards.

use sandbox::{Fault, FaultRule, Target, When};

use super::client::{Publisher, get, refund_requested, request};
use super::consumer::Consumer;
use super::deployment::{Deployment, vhost};
use super::process::Daemon;
use super::{A_MOMENT, payment};
use crate::servers::{self, Chaos, RabbitMq, Redis, SOON, eventually, redis_at};

/// The answers to reads take `ms` milliseconds from now on.
fn slow_reads(deployment: &Deployment, ms: u64) {
    for on in [Target::Read, Target::List] {
        let rule = FaultRule { on, fault: Fault::Latency { ms }, when: When::Always };
        deployment.sandbox.add_fault(rule).expect("a good rule");
    }
}

async fn asks(deployment: &Deployment, name: &str) -> String {
    let payment = payment(&deployment.sandbox, name);
    let asked = refund_requested(name, &payment, "technical_problem");
    Publisher::new(deployment).event(&asked).await;
    payment
}

async fn is_ready(daemon: &Daemon) -> bool {
    get(daemon.admin, "/readyz").await.0 == 200
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_the_broker_has_a_memory_alarm_nothing_is_acknowledged_and_nothing_is_lost() {
    const REQUESTS: u32 = 5;
    let mut broker = RabbitMq::start().await;
    let vhost = broker.new_vhost().await;
    let redis = servers::redis().await.new_database();
    let deployment = Deployment::on(vhost.url(), &redis, |_| {}).await;
    let deployment = deployment.with("GATEWAY__GET_SECONDS_MAX", "60");
    let deployment = deployment.with("WORKER__FRESH_SECONDS", "25");
    let ingress = deployment.start("ingress").await;
    let consumer = Consumer::of(&deployment).await;
    let mut worker = deployment.start("worker").await;
    // So that nothing is decided before the alarm, however long it takes to raise it.
    slow_reads(&deployment, 12_000);
    let mut payments = Vec::new();
    for number in 0..REQUESTS {
        payments.push(asks(&deployment, &format!("alarm{number}")).await);
    }
    for payment in &payments {
        assert!(consumer.sees("refund.acknowledged.v1", payment).await, "{}", worker.tail());
    }

    broker.memory_alarm(true).await;
    let late = payment(&deployment.sandbox, "late");
    let asked = refund_requested("late", &late, "technical_problem");
    assert_eq!(request(&ingress, &asked).await.0, 503, "the sender is told to come back");
    let decided = || async { worker.stderr().matches("request decided").count() == 5 };
    assert!(eventually(SOON, decided).await, "the worker has events to publish");
    tokio::time::sleep(A_MOMENT).await;
    assert_eq!(deployment.sandbox.totals().refunds, 0, "the approval is told before the call");
    assert_eq!(consumer.books().decided.len(), 0);
    worker.kill9();
    let work = deployment.named("work");
    let back = || async { vhost.queue_depth(&work).await == Some(REQUESTS) };
    assert!(eventually(SOON, back).await, "nothing was acknowledged");

    broker.memory_alarm(false).await;
    deployment.sandbox.clear_faults();
    let worker = deployment.start("worker").await;
    let accepted = || async { request(&ingress, &asked).await.0 == 202 };
    assert!(eventually(SOON, accepted).await, "{}", ingress.tail());
    for payment in payments.iter().chain([&late]) {
        assert!(consumer.sees("refund.succeeded.v1", payment).await, "{}", worker.tail());
    }
    assert_eq!(deployment.sandbox.totals().refunds, 6);
    assert_eq!(deployment.sandbox.violations(), []);
}

async fn order(url: &str, words: &[&str]) {
    let mut command = redis::cmd(words[0]);
    command.arg(&words[1..]);
    let done = command.query_async::<redis::Value>(&mut redis_at(url).await).await;
    done.expect("redis does it");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_became_a_replica_stops_refunds_until_it_is_a_master_again() {
    let redis = Redis::start().await;
    let deployment = Deployment::on(vhost().await.url(), &redis.url(), |_| {}).await;
    let daemon = deployment.start("all").await;
    let consumer = Consumer::of(&deployment).await;

    let [nobody] = servers::free_ports();
    order(&redis.url(), &["REPLICAOF", "127.0.0.1", &nobody.to_string()]).await;
    let payment = asks(&deployment, "readonly").await;
    let refused = || async { daemon.stderr().contains("READONLY") && !is_ready(&daemon).await };
    assert!(eventually(SOON, refused).await, "{}", daemon.tail());
    assert_eq!(deployment.sandbox.totals().refunds, 0, "without the store nothing is refunded");
    assert_eq!(consumer.books().events.len(), 0, "what is told was saved before");

    order(&redis.url(), &["REPLICAOF", "NO", "ONE"]).await;
    assert!(consumer.sees("refund.succeeded.v1", &payment).await, "{}", daemon.tail());
    assert!(eventually(SOON, || is_ready(&daemon)).await);
    assert_eq!(deployment.sandbox.totals().refunds, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_behind_a_dead_connection_is_found_again() {
    let url = servers::redis().await.new_database();
    let proxy = Chaos::before(&url).await;
    let deployment = Deployment::on(vhost().await.url(), &proxy.through(&url), |_| {}).await;
    let daemon = deployment.start("all").await;
    let consumer = Consumer::of(&deployment).await;
    let before = asks(&deployment, "before").await;
    assert!(consumer.sees("refund.succeeded.v1", &before).await, "{}", daemon.tail());

    proxy.pause();
    let during = asks(&deployment, "during").await;
    let refused = || async { daemon.stderr().contains("store failed") && !is_ready(&daemon).await };
    assert!(eventually(SOON, refused).await, "{}", daemon.tail());
    assert_eq!(consumer.books().about("refund.acknowledged.v1", &during), 0);
    // The dead connections stay as they are; only new ones are good.
    proxy.cut();
    proxy.resume();
    assert!(consumer.sees("refund.succeeded.v1", &during).await, "{}", daemon.tail());
    assert!(eventually(SOON, || is_ready(&daemon)).await);
    assert_eq!((deployment.sandbox.totals().refunds, deployment.sandbox.violations()), (2, vec![]));
}

/// The store forgets everything while a living worker is in the middle of a case.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_forgets_a_case_under_the_workers_hands_loses_no_request() {
    let mut redis = Redis::start().await;
    let deployment = Deployment::on(vhost().await.url(), &redis.url(), |_| {}).await;
    let daemon = deployment.start("all").await;
    let consumer = Consumer::of(&deployment).await;
    slow_reads(&deployment, 2_000);
    let payment = asks(&deployment, "forgotten").await;
    assert!(consumer.sees("refund.acknowledged.v1", &payment).await, "{}", daemon.tail());
    redis.flush_all().await;
    deployment.sandbox.clear_faults();
    assert!(consumer.sees("refund.succeeded.v1", &payment).await, "{}", daemon.tail());
    let books = consumer.books();
    assert_eq!(books.about("refund.approved.v1", &payment), 1);
    assert_eq!(books.about("refund.acknowledged.v1", &payment), 1);
    assert_eq!((deployment.sandbox.totals().refunds, deployment.sandbox.violations()), (1, vec![]));
}

/// The same, but later: the decision was told, and the call is under way.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_forgets_a_call_under_way_does_not_make_it_twice() {
    let mut redis = Redis::start().await;
    let deployment = Deployment::on(vhost().await.url(), &redis.url(), |_| {}).await;
    let daemon = deployment.start("all").await;
    let consumer = Consumer::of(&deployment).await;
    let slow = Fault::Latency { ms: 2_000 };
    let rule = FaultRule { on: Target::RefundPost, fault: slow, when: When::Always };
    deployment.sandbox.add_fault(rule).expect("a good rule");
    let payment = asks(&deployment, "called").await;
    let begun = || async { deployment.sandbox.totals().refunds == 1 };
    assert!(eventually(SOON, begun).await, "{}", daemon.tail());
    redis.flush_all().await;
    assert!(consumer.sees("refund.succeeded.v1", &payment).await, "{}", daemon.tail());
    assert_eq!(consumer.books().about("refund.approved.v1", &payment), 1);
    // Its carrier rests until the customer is asked for feedback, so the request is not forgotten.
    let rests =
        || async { vhost().await.queue_depth(&deployment.named("later.1h")).await == Some(1) };
    assert!(eventually(SOON, rests).await, "{}", daemon.tail());
    assert_eq!((deployment.sandbox.totals().refunds, deployment.sandbox.violations()), (1, vec![]));
}
