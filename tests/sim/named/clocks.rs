//! Clocks that disagree, and one that is put back. Elapsed time is right on all of them.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use domain::http::{HttpRequest, HttpResponse, Method};
use domain::ids::AccountName;
use domain::time::after;
use jiff::Timestamp;
use ports::Ports;
use ports::clock::Clock;
use ports::gateway::{Gateway, GatewayError};

use crate::crashes::{Cell, judge, reference};
use crate::named::{assert_refunded_once, calls, half};
use crate::processor::Fault;
use crate::scenario::{Scenario, all};
use crate::switch::{Edge, Point};
use crate::world::{StoreFate, Tamper, World};

const SKEW: i64 = 600;

/// A clock that is wrong by some seconds.
struct Skewed {
    right: Arc<dyn Clock>,
    by: Arc<AtomicI64>,
}

impl Clock for Skewed {
    fn now(&self) -> Timestamp {
        after(self.right.now(), self.by.load(Ordering::SeqCst))
    }

    fn elapsed(&self) -> Duration {
        self.right.elapsed()
    }
}

/// Deliveries go to workers in turn, each with a clock of its own.
fn in_turn(skews: &'static [i64]) -> Tamper {
    let turn = Mutex::new(0_usize);
    Arc::new(move |ports: Ports| {
        let by = {
            let mut turn = turn.lock().unwrap();
            *turn += 1;
            skews[*turn % skews.len()]
        };
        let clock = Skewed { right: Arc::clone(&ports.clock), by: Arc::new(by.into()) };
        Ports { clock: Arc::new(clock), ..ports }
    })
}

const SKEWS: [&[i64]; 4] = [&[0, SKEW], &[SKEW, 0], &[0, -SKEW], &[SKEW, -SKEW, 0]];

#[tokio::test(start_paused = true)]
async fn workers_whose_clocks_are_ten_minutes_apart_tell_the_same() {
    let mut runs = 0;
    for scenario in all() {
        let (calls, expected) = reference(&scenario).await;
        for skews in SKEWS {
            // A crash after the last call: there is none.
            let at = Point { call: calls + 1000, edge: Edge::Before };
            let cell = Cell { first: at, second: None, fate: StoreFate::Kept, downtime: 0 };
            judge(&scenario, cell, &expected, in_turn(skews))
                .await
                .unwrap_or_else(|error| panic!("{} {skews:?}: {error}", scenario.name));
            runs += 1;
        }
    }
    assert_eq!(runs, 28 * 4);
}

#[tokio::test(start_paused = true)]
async fn a_crash_is_recovered_by_a_worker_whose_clock_is_ten_minutes_off() {
    let mut runs = 0;
    for faults in [&[][..], &[Fault::AnswerLost], &[Fault::Stored500], &[Fault::ExecutesLater(240)]]
    {
        let scenario = Scenario { faults: faults.to_vec(), ..half() };
        let (calls, expected) = reference(&scenario).await;
        for skews in SKEWS {
            for call in 0..calls {
                for fate in [StoreFate::Kept, StoreFate::Wiped] {
                    let first = Point { call, edge: Edge::After };
                    let cell = Cell { first, second: None, fate, downtime: 31 };
                    judge(&scenario, cell, &expected, in_turn(skews))
                        .await
                        .unwrap_or_else(|error| panic!("{faults:?} {skews:?} {cell:?}: {error}"));
                    runs += 1;
                }
            }
        }
    }
    assert!(runs > 800, "{runs}");
}

/// Puts the clock back by ten minutes while the refund call is on its way.
struct PutBack {
    inner: Arc<dyn Gateway>,
    by: Arc<AtomicI64>,
}

#[async_trait]
impl Gateway for PutBack {
    async fn send(
        &self,
        a: &AccountName,
        request: &HttpRequest,
        written_by: Option<Duration>,
    ) -> Result<HttpResponse, GatewayError> {
        if request.method == Method::Post {
            self.by.store(-SKEW, Ordering::SeqCst);
        }
        self.inner.send(a, request, written_by).await
    }
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_put_back_during_the_call_is_no_defect_of_the_case() {
    for faults in [vec![Fault::NotSent], vec![Fault::AnswerLost], vec![Fault::Stored500]] {
        let scenario = Scenario { faults, ..half() };
        let by = Arc::new(AtomicI64::new(0));
        let tamper: Tamper = Arc::new(move |ports: Ports| {
            let clock = Skewed { right: Arc::clone(&ports.clock), by: Arc::clone(&by) };
            let gateway = PutBack { inner: Arc::clone(&ports.gateway), by: Arc::clone(&by) };
            Ports { clock: Arc::new(clock), gateway: Arc::new(gateway), ..ports }
        });
        let mut world = World::with(&scenario, tamper);
        world.rest().await;
        assert_refunded_once(&world);
    }
    assert!(calls(&half()).await.contains(&"call"));
}
