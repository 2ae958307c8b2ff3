//! The switch at the command line: paused beside a running daemon, and resumed.

use std::cell::Cell;

use ports::outbox::Outbox;
use sandbox::NewPayment;

use super::reviews::published;
use super::{Installation, file, get, request};

/// A request comes in while everything is stopped; it is acknowledged, nothing is sent; somebody
/// resumes, and the refund is made.
async fn pause_and_resume(installation: &Installation, accept: impl AsyncFnOnce()) {
    let new = NewPayment {
        id: Some("pi_op".to_owned()),
        customer: Some("cus_op".to_owned()),
        ..NewPayment::of(4_900, "usd")
    };
    installation.sandbox.create_payment(new).expect("a good payment");
    let admin = installation.configure(&["stripe-eu"]);
    accept().await;
    let words = ["pause", "--everything", "--as", "ann", "--reason", "a key has leaked"];
    let paused = installation.run(&words).await;
    assert_eq!(paused.code, Some(0), "{}", paused.stderr);
    assert!(paused.stdout.starts_with("everything is stopped since 2"), "{}", paused.stdout);
    assert!(paused.stdout.ends_with(" by ann: a key has leaked\n"), "{}", paused.stdout);

    let sandbox = &installation.sandbox;
    let refunds = || sandbox.payment("pi_op").map_or(0, |payment| payment.refunds.len());
    let resumed = Cell::new(false);
    let done = async || {
        let (ready, metrics) = (get(admin, "/readyz").await, get(admin, "/metrics").await);
        let (ready, metrics) = (ready.unwrap_or_default(), metrics.unwrap_or_default());
        if resumed.get() {
            let open = metrics.contains("refundd_switch{position=\"open\"} 1");
            return open && ready == "ready\n" && refunds() == 1;
        }
        if ready.contains("by ann: a key has leaked")
            && published(admin, "refund.acknowledged").await == 1
        {
            assert!(metrics.contains("refundd_switch{position=\"everything\"} 1"), "{metrics}");
            assert_eq!(refunds(), 0);
            assert_eq!(published(admin, "refund.approved").await, 0);
            let ended = installation.run(&["resume", "--as", "ann"]).await;
            assert!(ended.stdout.starts_with("nothing is stopped"), "{}", ended.stdout);
            resumed.set(true);
        }
        false
    };
    installation.daemon(admin, done).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s1_whoever_pauses_beside_the_embedded_file_stops_it_and_resumes_it() {
    let installation = Installation::in_one_file().await;
    let accept = async || {
        let file = file(installation.database());
        file.accept(&request("pi_op")).await.expect("it is accepted");
    };
    pause_and_resume(&installation, accept).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s1_whoever_pauses_in_the_shared_store_stops_all_and_resumes_them() {
    let (installation, broker, _vhost) = Installation::on_servers().await;
    let accept = async || {
        broker.outbox().accept(&request("pi_op")).await.expect("it is accepted");
    };
    pause_and_resume(&installation, accept).await;
}
