//! Wrappers of ports that fail in ways the ports in memory do not.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use case::state::Case;
use domain::http::{HttpRequest, HttpResponse, Method};
use domain::ids::{AccountName, CaseId};
use ports::gateway::{Gateway, GatewayError};
use ports::message::Message;
use ports::outbox::{Event, Outbox, PublishError, Shelf};
use ports::store::{CaseStore, Keep, StoreError, Version};
use ports::{BoxError, Ports};

use crate::world::Tamper;

/// What a gateway does with a call that `wrong` says is not to be passed on.
type Verdict = Arc<dyn Fn(&HttpRequest) -> Option<GatewayError> + Send + Sync>;

/// Asks before every call.
pub(super) struct Guarded {
    inner: Arc<dyn Gateway>,
    verdict: Verdict,
}

#[async_trait]
impl Gateway for Guarded {
    async fn send(
        &self,
        a: &AccountName,
        request: &HttpRequest,
        written_by: Option<Duration>,
    ) -> Result<HttpResponse, GatewayError> {
        match (self.verdict)(request) {
            Some(silence) => Err(silence),
            None => self.inner.send(a, request, written_by).await,
        }
    }
}

pub(super) fn gateway(
    verdict: impl Fn(&HttpRequest) -> Option<GatewayError> + Send + Sync + 'static,
) -> Tamper {
    let verdict: Verdict = Arc::new(verdict);
    Arc::new(move |ports: Ports| {
        let inner = Arc::clone(&ports.gateway);
        Ports { gateway: Arc::new(Guarded { inner, verdict: Arc::clone(&verdict) }), ..ports }
    })
}

/// A gateway with a defect: it panics on every call that names `pi_poison`.
pub(super) fn poisoned() -> Tamper {
    gateway(|request| {
        assert!(!request.path.contains("pi_poison"), "a defect, on purpose");
        None
    })
}

/// A gateway with a defect in the refund call itself.
pub(super) fn poisoned_call() -> Tamper {
    gateway(|request| {
        assert!(request.method == Method::Get, "a defect, on purpose");
        None
    })
}

/// Of four publishes one fails, one is stored without being confirmed, one fails, one succeeds.
pub(super) struct Unsteady {
    inner: Arc<dyn Outbox>,
    turn: Arc<Mutex<usize>>,
}

pub(super) fn unsteady_outbox() -> Tamper {
    let turn = Arc::new(Mutex::new(0));
    Arc::new(move |ports: Ports| {
        let (inner, turn) = (Arc::clone(&ports.outbox), Arc::clone(&turn));
        Ports { outbox: Arc::new(Unsteady { inner, turn }), ..ports }
    })
}

fn unconfirmed() -> PublishError {
    PublishError { what: "a test".to_owned(), in_vain: false, source: "no confirm".into() }
}

impl Unsteady {
    fn turn(&self) -> usize {
        let mut turn = self.turn.lock().unwrap();
        *turn += 1;
        *turn % 4
    }
}

#[async_trait]
impl Outbox for Unsteady {
    /// One time in four all is well; else the first of them is missing and the others are stored, or
    /// all are, or none, and nobody knows.
    async fn publish(&self, events: &[Event]) -> Result<(), PublishError> {
        match (self.turn(), events) {
            (0, events) => return self.inner.publish(events).await,
            (1, [_, others @ ..]) => self.inner.publish(others).await?,
            (2, events) => self.inner.publish(events).await?,
            _ => {}
        }
        Err(unconfirmed())
    }

    async fn accept(&self, message: &Message) -> Result<(), PublishError> {
        self.inner.accept(message).await
    }

    async fn defer(&self, message: &Message, seconds: i64) -> Result<(), PublishError> {
        match self.turn() {
            0 => self.inner.defer(message, seconds).await,
            2 => {
                self.inner.defer(message, seconds).await?;
                Err(unconfirmed())
            }
            _ => Err(unconfirmed()),
        }
    }

    async fn shelve(&self, m: &Message, place: Shelf, reason: &str) -> Result<(), PublishError> {
        self.inner.shelve(m, place, reason).await
    }

    fn is_ready(&self) -> bool {
        true
    }
}

/// A store whose n-th save fails, made or not.
pub(super) struct Failing {
    inner: Arc<dyn CaseStore>,
    saves: Arc<Mutex<usize>>,
    nth: usize,
    made: bool,
}

/// The n-th save of the world fails; `made` says whether it was made all the same.
pub(super) fn store_failing_at(nth: usize, made: bool) -> Tamper {
    let saves = Arc::new(Mutex::new(0));
    Arc::new(move |ports: Ports| {
        let (inner, saves) = (Arc::clone(&ports.store), Arc::clone(&saves));
        Ports { store: Arc::new(Failing { inner, saves, nth, made }), ..ports }
    })
}

#[async_trait]
impl CaseStore for Failing {
    async fn load(&self, id: &CaseId) -> Result<Option<(Case, Version)>, StoreError> {
        self.inner.load(id).await
    }

    async fn save(&self, case: &Case, at: Version, keep: Keep) -> Result<Version, StoreError> {
        let number = {
            let mut saves = self.saves.lock().unwrap();
            *saves += 1;
            *saves - 1
        };
        if number != self.nth {
            return self.inner.save(case, at, keep).await;
        }
        if self.made {
            self.inner.save(case, at, keep).await?;
        }
        Err(StoreError::Unavailable { case: case.id.clone(), source: "switched off".into() })
    }

    async fn now(&self) -> Result<jiff::Timestamp, BoxError> {
        self.inner.now().await
    }

    async fn probe(&self) -> Result<(), BoxError> {
        self.inner.probe().await
    }
}
