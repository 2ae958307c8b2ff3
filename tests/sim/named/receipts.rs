//! The receipt of a request waits for the processor, and not for one that does not answer.

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use domain::http::{HttpRequest, HttpResponse, Method};
use domain::ids::AccountName;
use ports::Ports;
use ports::gateway::{Gateway, GatewayError};
use worker::settle;

use crate::inbound::request;
use crate::named::{assert_refunded_once, half, kinds, of};
use crate::scenario::Scenario;
use crate::switch::Switch;
use crate::world::{VirtualClock, World};

/// Answers no read before one was given up.
struct Silent {
    inner: Arc<dyn Gateway>,
    clock: Arc<VirtualClock>,
    given_up: Arc<AtomicBool>,
}

/// Notes that whoever waited has gone.
struct Gone(Arc<AtomicBool>);

impl Drop for Gone {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[async_trait]
impl Gateway for Silent {
    async fn send(
        &self,
        account: &AccountName,
        request: &HttpRequest,
        written_by: Option<Duration>,
    ) -> Result<HttpResponse, GatewayError> {
        if request.method == Method::Get && !self.given_up.load(Ordering::Relaxed) {
            let _gone = Gone(Arc::clone(&self.given_up));
            self.clock.advance(10);
            pending::<()>().await;
        }
        self.inner.send(account, request, written_by).await
    }
}

#[tokio::test(start_paused = true)]
async fn w8_a_read_that_is_not_answered_holds_no_receipt_up_and_is_made_again() {
    let mut world = World::new(&Scenario { script: Vec::new(), ..half() });
    let ports = world.worker(&Switch::crashing_at(None));
    let inner = Arc::clone(&ports.gateway);
    let given_up = Arc::new(AtomicBool::new(false));
    let clock = Arc::clone(&world.clock);
    let gateway = Arc::new(Silent { inner, clock, given_up: Arc::clone(&given_up) });
    world.send(&request("r1", "unused", Some(4900), None)).await;
    let delivery = world.queue.take().unwrap();
    let ports = Ports { gateway, ..ports };
    let handled = settle(&ports, &world.settings, delivery);
    // Time that nobody waits in passes by itself.
    tokio::time::timeout(Duration::from_secs(3600), handled).await.expect("it goes on");
    assert!(given_up.load(Ordering::Relaxed));
    assert_eq!(kinds(&world)[..2], ["refund.acknowledged", "refund.approved"]);
    let receipt = &of(&world, "refund.acknowledged")[0];
    assert_eq!(receipt["answered"], false, "{receipt}");
    assert!(receipt["message"].is_object(), "it is a letter of its own");
    world.rest().await;
    assert_refunded_once(&world);
}
