//! Tests the tests: workers that are wrong on purpose must be caught.

use std::collections::BTreeSet;
use std::slice;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use domain::http::{HttpRequest, HttpResponse, Method};
use domain::ids::AccountName;
use jiff::Timestamp;
use ports::Ports;
use ports::clock::Clock;
use ports::gateway::{Gateway, GatewayError};
use ports::inbox::{AckLost, Delivery, Inbox, Token};
use ports::message::Message;
use ports::outbox::{Event, Outbox, PublishError, Shelf};

use crate::crashes::{Cell, judge, judge_suspended, reference};
use crate::processor::Fault;
use crate::scenario::{Scenario, all};
use crate::switch::{Edge, Point};
use crate::world::{StoreFate, Tamper, honest};

fn named(name: &str) -> Scenario {
    all().into_iter().find(|scenario| scenario.name == name).unwrap()
}

/// Crashes the tampered worker everywhere, and returns the first thing that the audit finds.
async fn first_finding(scenario: &Scenario, tamper: impl Fn() -> Tamper) -> Option<String> {
    let (calls, told) = reference(scenario).await;
    for call in 0..calls {
        for edge in [Edge::Before, Edge::After] {
            for downtime in [0, 31, 25 * 3600] {
                for fate in [StoreFate::Kept, StoreFate::Wiped] {
                    let first = Point { call, edge };
                    let cell = Cell { first, second: None, fate, downtime };
                    if let Err(found) = judge(scenario, cell, &told, tamper()).await {
                        return Some(found);
                    }
                }
            }
        }
    }
    None
}

struct AckBeforePublish {
    ports: Ports,
    held: Mutex<Vec<Held>>,
}

enum Held {
    Event(Event),
    Defer(Message, i64),
}

#[async_trait]
impl Outbox for AckBeforePublish {
    async fn publish(&self, events: &[Event]) -> Result<(), PublishError> {
        self.held.lock().unwrap().extend(events.iter().cloned().map(Held::Event));
        Ok(())
    }

    async fn accept(&self, message: &Message) -> Result<(), PublishError> {
        self.ports.outbox.accept(message).await
    }

    async fn defer(&self, message: &Message, seconds: i64) -> Result<(), PublishError> {
        self.held.lock().unwrap().push(Held::Defer(message.clone(), seconds));
        Ok(())
    }

    async fn shelve(&self, m: &Message, place: Shelf, reason: &str) -> Result<(), PublishError> {
        self.ports.outbox.shelve(m, place, reason).await
    }

    fn is_ready(&self) -> bool {
        true
    }
}

/// What is held is published after the ack: a worker that crashes between has acknowledged what
/// nobody published.
#[async_trait]
impl Inbox for AckBeforePublish {
    async fn next(&self) -> Option<Delivery> {
        self.ports.inbox.next().await
    }

    async fn ack(&self, token: Token) -> Result<(), AckLost> {
        self.ports.inbox.ack(token).await?;
        let held = std::mem::take(&mut *self.held.lock().unwrap());
        for held in held {
            match held {
                Held::Event(event) => {
                    self.ports.outbox.publish(slice::from_ref(&event)).await.unwrap();
                }
                Held::Defer(message, seconds) => {
                    self.ports.outbox.defer(&message, seconds).await.unwrap();
                }
            }
        }
        Ok(())
    }

    async fn give_up(&self, token: Token) -> Result<(), AckLost> {
        self.ports.inbox.give_up(token).await
    }

    async fn close(&self) {}

    fn is_ready(&self) -> bool {
        true
    }
}

#[tokio::test(start_paused = true)]
async fn acknowledging_before_publishing_is_caught() {
    let wrong: Tamper = Arc::new(|ports: Ports| {
        let wrong = Arc::new(AckBeforePublish { ports: ports.clone(), held: Mutex::default() });
        let outbox = Arc::clone(&wrong) as Arc<dyn Outbox>;
        Ports { inbox: wrong, outbox, ..ports }
    });
    let found = first_finding(&named("approved"), || Arc::clone(&wrong)).await;
    assert!(found.is_some_and(|found| found.starts_with("lost")));
}

/// Tampers with what goes to the processor, or comes from it.
struct WrongGateway {
    inner: Arc<dyn Gateway>,
    wrong: Wrong,
    calls: Arc<Mutex<u32>>,
}

#[derive(Clone, Copy, PartialEq)]
enum Wrong {
    KeyWithTheAttempt,
    NoListBeforePost,
}

#[async_trait]
impl Gateway for WrongGateway {
    async fn send(
        &self,
        a: &AccountName,
        request: &HttpRequest,
        written_by: Option<Duration>,
    ) -> Result<HttpResponse, GatewayError> {
        let mut request = request.clone();
        if self.wrong == Wrong::KeyWithTheAttempt && request.method == Method::Post {
            let attempt = {
                let mut calls = self.calls.lock().unwrap();
                *calls += 1;
                *calls
            };
            let mut key = String::new();
            for (name, value) in &mut request.headers {
                if name == "idempotency-key" {
                    key.clone_from(value);
                    *value = format!("{value}-{attempt}");
                }
            }
            let sent = format!("{key}-{attempt}");
            request.body = request.body.replace(&key, &sent);
        }
        let is_list = request.path.starts_with("/v1/refunds?");
        let response = self.inner.send(a, &request, written_by).await?;
        if self.wrong == Wrong::NoListBeforePost && is_list {
            let body = br#"{"object":"list","data":[],"has_more":false}"#.to_vec();
            return Ok(HttpResponse { body, ..response });
        }
        Ok(response)
    }
}

fn wrong_gateway(wrong: Wrong) -> Tamper {
    let calls = Arc::new(Mutex::new(0));
    Arc::new(move |ports: Ports| {
        let calls = Arc::clone(&calls);
        let gateway = WrongGateway { inner: Arc::clone(&ports.gateway), wrong, calls };
        Ports { gateway: Arc::new(gateway), ..ports }
    })
}

#[tokio::test(start_paused = true)]
async fn a_key_with_the_attempt_in_it_is_caught() {
    let found = first_finding(&named("approved"), || wrong_gateway(Wrong::KeyWithTheAttempt)).await;
    assert!(found.is_some(), "two keys for one operation");
}

#[tokio::test(start_paused = true)]
async fn posting_without_a_list_is_caught() {
    let scenario = Scenario { captured: 9800, ..named("approved") };
    let scenario = Scenario { script: vec![(0, crate::scenario::partial("r1", 4900))], ..scenario };
    let found = first_finding(&scenario, || wrong_gateway(Wrong::NoListBeforePost)).await;
    assert!(found.is_some_and(|found| found.contains("executed 2 times")));
}

/// A clock that does not count the time in which the worker was suspended.
struct StoppedClock(Arc<dyn Clock>);

impl Clock for StoppedClock {
    fn now(&self) -> Timestamp {
        self.0.now()
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }
}

/// A gateway that writes when it can, however long its turn took.
struct Tardy(Arc<dyn Gateway>);

#[async_trait]
impl Gateway for Tardy {
    async fn send(
        &self,
        account: &AccountName,
        request: &HttpRequest,
        _written_by: Option<Duration>,
    ) -> Result<HttpResponse, GatewayError> {
        self.0.send(account, request, None).await
    }
}

/// What is found where a worker is suspended for 25 hours anywhere, and these ports are wrong.
async fn found_in_suspension(wrong: &Tamper) -> Vec<String> {
    let scenario = Scenario {
        captured: 9800,
        script: vec![(0, crate::scenario::partial("r1", 4900))],
        faults: vec![Fault::AnswerLost],
        ..named("approved")
    };
    let (calls, told) = reference(&scenario).await;
    let mut found = Vec::new();
    for call in 0..calls {
        for edge in [Edge::Before, Edge::After] {
            let at = Point { call, edge };
            let right = judge_suspended(&scenario, at, 25 * 3600, &told, honest()).await;
            let wrong = judge_suspended(&scenario, at, 25 * 3600, &told, Arc::clone(wrong)).await;
            if let (Ok(_), Err(error)) = (right, wrong) {
                found.push(error);
            }
        }
    }
    found
}

#[tokio::test(start_paused = true)]
async fn a_deadline_that_does_not_count_suspend_is_caught() {
    let stopped: Tamper = Arc::new(|ports: Ports| {
        let clock = Arc::new(StoppedClock(Arc::clone(&ports.clock)));
        Ports { clock, gateway: Arc::new(Tardy(ports.gateway)), ..ports }
    });
    let found = found_in_suspension(&stopped).await;
    assert!(found.iter().any(|error| error.contains("executed 2 times")), "{found:?}");
}

/// The list is young when the call is handed over, and old when its turn comes.
#[tokio::test(start_paused = true)]
async fn a_call_that_is_written_after_its_time_is_caught() {
    let tardy: Tamper =
        Arc::new(|ports: Ports| Ports { gateway: Arc::new(Tardy(ports.gateway)), ..ports });
    let found = found_in_suspension(&tardy).await;
    assert!(found.iter().any(|error| error.contains("executed 2 times")), "{found:?}");
}

/// Drops a delivery that was seen before: the marker is set when it is first taken.
struct SeenMarkerFirst {
    ports: Ports,
    seen: Arc<Mutex<BTreeSet<String>>>,
}

#[async_trait]
impl ports::store::CaseStore for SeenMarkerFirst {
    async fn load(
        &self,
        id: &domain::ids::CaseId,
    ) -> Result<Option<(case::state::Case, ports::store::Version)>, ports::store::StoreError> {
        let first = self.seen.lock().unwrap().insert(id.to_string());
        let found = self.ports.store.load(id).await?;
        if first {
            return Ok(found);
        }
        // "Handled before": whatever is stored is taken for finished.
        Ok(found.map(|(mut case, version)| {
            case.operations.clear();
            for state in case.requests.values_mut() {
                state.operation = None;
                state.ruling.get_or_insert_with(|| domain::decision::Ruling {
                    decision: domain::decision::Decision {
                        verdict: domain::decision::Verdict::review("seen"),
                        by: domain::authority::Authority::Rule("seen".to_owned()),
                        clause: "seen".to_owned(),
                        policy_hash: None,
                        shadow: false,
                        calculation: domain::calculation::Calculation::default(),
                        subscription: None,
                        bounds: domain::decision::Bounds::default(),
                    },
                    trace: Vec::new(),
                });
            }
            (case, version)
        }))
    }

    async fn save(
        &self,
        case: &case::state::Case,
        expected: ports::store::Version,
        keep: ports::store::Keep,
    ) -> Result<ports::store::Version, ports::store::StoreError> {
        self.ports.store.save(case, expected, keep).await
    }

    async fn now(&self) -> Result<Timestamp, ports::BoxError> {
        self.ports.store.now().await
    }

    async fn probe(&self) -> Result<(), ports::BoxError> {
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn a_marker_set_before_the_work_is_caught() {
    let seen_first = || -> Tamper {
        let seen = Arc::new(Mutex::default());
        Arc::new(move |ports: Ports| {
            let seen = Arc::clone(&seen);
            let store = Arc::new(SeenMarkerFirst { ports: ports.clone(), seen });
            Ports { store, ..ports }
        })
    };
    let found = first_finding(&named("approved"), seen_first).await;
    assert!(found.is_some(), "a marker first loses what a crash interrupts");
}
