//! A15: the process is asked to end while a refund call is on its way.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::http::{HttpRequest, HttpResponse, Method};
use domain::ids::AccountName;
use ports::Ports;
use ports::gateway::{Gateway, GatewayError};
use ports::inbox::Inbox;
use tokio::sync::Notify;
use worker::Worker;

use crate::inbound::request;
use crate::named::{assert_refunded_once, half, letters_of_success};
use crate::processor::Fault;
use crate::scenario::Scenario;
use crate::switch::Switch;
use crate::world::World;

/// A refund call is on its way until it is let go.
struct Slow {
    inner: Arc<dyn Gateway>,
    entered: Arc<Notify>,
    let_go: Arc<Notify>,
}

#[async_trait]
impl Gateway for Slow {
    async fn send(
        &self,
        a: &AccountName,
        request: &HttpRequest,
        written_by: Option<Duration>,
    ) -> Result<HttpResponse, GatewayError> {
        let answer = self.inner.send(a, request, written_by).await;
        if request.method == Method::Post {
            self.entered.notify_one();
            self.let_go.notified().await;
        }
        answer
    }
}

/// A worker with a request and the broker's word that nothing more comes while the call of
/// `seconds` is on its way; returns once the worker has drained.
async fn closed_during_a_call(scenario: &Scenario, seconds: i64) -> World {
    let world = World::new(&Scenario { script: Vec::new(), ..scenario.clone() });
    let (entered, let_go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let ports = world.worker(&Switch::crashing_at(None));
    let inner = Arc::clone(&ports.gateway);
    let slow = Slow { inner, entered: Arc::clone(&entered), let_go: Arc::clone(&let_go) };
    let gateway = Arc::new(slow);
    let worker = Worker::new(Ports { gateway, ..ports }, Arc::clone(&world.settings));
    world.send(&request("r1", "unused", Some(4900), None)).await;
    let working = tokio::spawn(worker.run());
    entered.notified().await;
    // A second request arrives too late for this process.
    world.queue.close().await;
    world.send(&request("r2", "unused", Some(1000), None)).await;
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert!(!working.is_finished(), "the call is waited for");
    world.clock.advance(seconds);
    let_go.notify_one();
    working.await.unwrap();
    assert_eq!(world.processor.posts(), 1, "nothing new was begun");
    world.processor.tick();
    world
}

#[tokio::test(start_paused = true)]
async fn a15_a_call_in_flight_is_finished_before_the_worker_ends() {
    let mut world = closed_during_a_call(&half(), 30).await;
    assert_eq!(letters_of_success(&world), 1, "finished and told");
    world.queue.reopen();
    world.rest().await;
    // The request that came too late is handled by the next process.
    assert_eq!(letters_of_success(&world), 2);
    assert_eq!(world.processor.executions().into_values().collect::<Vec<_>>(), [1, 1]);
    assert_eq!((world.processor.posts(), world.queue.depth()), (2, 0));
}

#[tokio::test(start_paused = true)]
async fn a15_a_call_whose_time_limit_runs_out_stays_unknown_and_is_found_later() {
    let scenario = Scenario { faults: vec![Fault::ExecutesLater(30)], ..half() };
    let mut world = closed_during_a_call(&scenario, 25).await;
    assert_eq!(letters_of_success(&world), 0, "nobody knows yet");
    assert_eq!(world.queue.depth(), 2, "both come again");
    world.queue.reopen();
    world.rest().await;
    assert_eq!(world.processor.executions().into_values().collect::<Vec<_>>(), [1, 1]);
    assert_eq!(letters_of_success(&world), 2);
    assert!(world.processor.bodies().values().all(|bodies| bodies.len() == 1));
}

#[tokio::test(start_paused = true)]
async fn a_worker_without_work_ends_at_once_when_the_inbox_is_closed() {
    let mut world = World::new(&half());
    let ports = world.worker(&Switch::crashing_at(None));
    let working = tokio::spawn(Worker::new(ports, Arc::clone(&world.settings)).run());
    tokio::task::yield_now().await;
    world.queue.close().await;
    working.await.unwrap();
    world.queue.reopen();
    world.rest().await;
    assert_refunded_once(&world);
}
