//! SIGTERM and SIGKILL: what was begun is finished, or comes again.

use sandbox::{Fault, FaultRule, Target, When};

use super::client::{get, refund_requested, request};
use super::consumer::Consumer;
use super::deployment::{ACCOUNT, Deployment, vhost};
use super::process::Daemon;
use super::{client, payment};
use crate::servers::{SOON, eventually};

/// Asks for a refund, and returns when the call to the processor is under way.
async fn call_under_way(deployment: &Deployment, daemon: &Daemon, answer_ms: u64) -> String {
    let slow = Fault::Latency { ms: answer_ms };
    let rule = FaultRule { on: Target::RefundPost, fault: slow, when: When::Always };
    deployment.sandbox.add_fault(rule).expect("a good rule");
    let payment = payment(&deployment.sandbox, "slow");
    let asked = refund_requested("r1", &payment, "technical_problem");
    assert_eq!(request(daemon, &asked).await.0, 202);
    let begun = || async { deployment.sandbox.totals().refunds == 1 };
    assert!(eventually(SOON, begun).await, "{}", daemon.tail());
    payment
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signal_lets_a_call_under_way_come_to_its_end() {
    let deployment = Deployment::new().await;
    let mut daemon = deployment.start("all").await;
    let consumer = Consumer::of(&deployment).await;
    let payment = call_under_way(&deployment, &daemon, 7_000).await;

    daemon.term();
    let draining = eventually(SOON, || async {
        let (status, text) = get(daemon.admin, "/readyz").await;
        status == 503 && text.contains("draining")
    });
    assert!(draining.await, "{}", daemon.tail());
    assert_eq!(get(daemon.http, "/").await.0, 0, "nothing new is taken");
    assert!(daemon.is_alive(), "the call is still under way");
    assert_eq!(daemon.exit_code(SOON).await, 0, "{}", daemon.tail());

    assert!(consumer.sees("refund.succeeded.v1", &payment).await);
    let shared = vhost().await;
    assert_eq!(shared.queue_depth(&deployment.named("work")).await, Some(0), "acknowledged");
    assert_eq!(shared.queue_depth(&deployment.named("later.1h")).await, Some(1), "to ask later");
    assert_eq!(deployment.sandbox.violations(), []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_signal_stops_at_once_and_the_work_comes_again() {
    // Longer than a test waits, so that the end is not that of the grace.
    let deployment = Deployment::new().await.with("SERVICE__GRACE_SECONDS", "600");
    let mut daemon = deployment.start("all").await;
    let consumer = Consumer::of(&deployment).await;
    let payment = call_under_way(&deployment, &daemon, 60_000).await;

    daemon.term();
    let noticed = || async { daemon.stderr().contains("a second signal stops at once") };
    assert!(eventually(SOON, noticed).await);
    daemon.term();
    assert_eq!(daemon.exit_code(SOON).await, 1, "{}", daemon.tail());
    let shared = vhost().await;
    let again = || async { shared.queue_depth(&deployment.named("work")).await == Some(1) };
    assert!(eventually(SOON, again).await, "the delivery is the broker's again");
    assert!(!consumer.sees_within(super::A_MOMENT, "refund.succeeded.v1", &payment).await);

    // The processor's own word about the refund spares the wait until the claim has aged.
    let daemon = deployment.start("all").await;
    let told = deployment.sandbox.webhooks(0, 100);
    let created = told.iter().find(|webhook| webhook.kind == "refund.created").expect("it is told");
    let headers = [("stripe-signature", deployment.sandbox.sign(&created.body))];
    let path = format!("/webhooks/{ACCOUNT}");
    let body = created.body.clone().into_bytes();
    assert_eq!(client::post(daemon.http, &path, &headers, body).await.0, 200);
    assert!(consumer.sees("refund.succeeded.v1", &payment).await, "{}", daemon.tail());
    assert_eq!(consumer.books().about("refund.approved.v1", &payment), 1);
    assert_eq!((deployment.sandbox.totals().refunds, deployment.sandbox.violations()), (1, vec![]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_worker_leaves_its_work_to_the_next() {
    let deployment = Deployment::new().await;
    let mut daemon = deployment.start("all").await;
    let consumer = Consumer::of(&deployment).await;
    let payment = call_under_way(&deployment, &daemon, 60_000).await;
    daemon.kill9();
    deployment.sandbox.clear_faults();

    // Nobody but the list tells: the claim of the dead has to age first.
    let daemon = deployment.start("worker").await;
    assert!(consumer.sees("refund.succeeded.v1", &payment).await, "{}", daemon.tail());
    let books = deployment.sandbox.books();
    assert_eq!((books.totals.refunds, books.keys.len()), (1, 1));
    assert_eq!((books.keys[0].executions, books.keys[0].replays), (1, 0), "found, not repeated");
}
