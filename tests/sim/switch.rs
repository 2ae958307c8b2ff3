//! Stops the worker before or after the n-th call of a port: the call never returns.

use std::future::pending;
use std::slice;
use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;

use async_trait::async_trait;
use case::state::Case;
use domain::http::{HttpRequest, HttpResponse};
use domain::ids::{AccountName, CaseId, SenderName};
use domain::inquiry::{FactsReply, Inquiry};
use domain::outlay::Outlay;
use ports::facts::{FactSource, Unanswered};
use ports::gateway::{Gateway, GatewayError};
use ports::inbox::{AckLost, Delivery, Inbox, Token};
use ports::message::Message;
use ports::outbox::{Event, Outbox, PublishError, Shelf};
use ports::outlay::OutlayStore;
use ports::quota::{QuotaStore, Window};
use ports::store::{CaseStore, Keep, StoreError, Version};
use ports::{BoxError, Ports};
use tokio::sync::Notify;

/// Whether the call took effect before the worker was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edge {
    Before,
    After,
}

/// Where to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    pub call: usize,
    pub edge: Edge,
}

#[derive(Debug, Default)]
struct State {
    calls: Vec<&'static str>,
    at: Option<Point>,
    hit: bool,
}

/// Counts the calls of all ports, and stops at the chosen one.
#[derive(Debug, Default)]
pub struct Switch {
    state: Mutex<State>,
    pub stopped: Notify,
    resume: Notify,
    /// Whether the stopped worker may go on later (suspended), or never (crashed).
    suspends: bool,
}

impl Switch {
    pub fn crashing_at(at: Option<Point>) -> Arc<Self> {
        let state = Mutex::new(State { at, ..State::default() });
        Arc::new(Self { state, ..Self::default() })
    }

    pub fn suspending_at(at: Point) -> Arc<Self> {
        let state = Mutex::new(State { at: Some(at), ..State::default() });
        Arc::new(Self { state, suspends: true, ..Self::default() })
    }

    /// The names of the calls so far.
    pub fn calls(&self) -> Vec<&'static str> {
        self.state.lock().unwrap().calls.clone()
    }

    /// How many calls there were so far.
    pub fn count(&self) -> usize {
        self.state.lock().unwrap().calls.len()
    }

    pub fn let_go(&self) {
        self.resume.notify_one();
    }

    /// Waits until the worker stands still.
    pub async fn hit(&self) {
        self.stopped.notified().await;
    }

    fn enter(&self, name: &'static str) -> usize {
        let mut state = self.state.lock().unwrap();
        state.calls.push(name);
        state.calls.len() - 1
    }

    async fn pass(&self, call: usize, edge: Edge) {
        {
            let mut state = self.state.lock().unwrap();
            if state.hit || state.at != Some(Point { call, edge }) {
                return;
            }
            state.hit = true;
        }
        self.stopped.notify_one();
        if self.suspends {
            self.resume.notified().await;
        } else {
            pending::<()>().await;
        }
    }
}

/// Every port, behind the switch.
pub struct Switched {
    pub ports: Ports,
    pub switch: Arc<Switch>,
}

impl Switched {
    pub fn ports(ports: &Ports, switch: &Arc<Switch>) -> Ports {
        let switched = Arc::new(Self { ports: ports.clone(), switch: Arc::clone(switch) });
        Ports {
            inbox: Arc::clone(&switched) as Arc<dyn Inbox>,
            outbox: Arc::clone(&switched) as Arc<dyn Outbox>,
            store: Arc::clone(&switched) as Arc<dyn CaseStore>,
            outlays: Arc::clone(&switched) as Arc<dyn OutlayStore>,
            quotas: Arc::clone(&switched) as Arc<dyn QuotaStore>,
            switch: Arc::clone(&ports.switch),
            gateway: Arc::clone(&switched) as Arc<dyn Gateway>,
            facts: switched,
            clock: Arc::clone(&ports.clock),
        }
    }
}

macro_rules! through {
    ($self:ident, $name:literal, $call:expr) => {{
        let call = $self.switch.enter($name);
        $self.switch.pass(call, Edge::Before).await;
        let answer = $call.await;
        $self.switch.pass(call, Edge::After).await;
        answer
    }};
}

#[async_trait]
impl Inbox for Switched {
    async fn next(&self) -> Option<Delivery> {
        self.ports.inbox.next().await
    }

    async fn ack(&self, token: Token) -> Result<(), AckLost> {
        through!(self, "ack", self.ports.inbox.ack(token))
    }

    async fn give_up(&self, token: Token) -> Result<(), AckLost> {
        through!(self, "give up", self.ports.inbox.give_up(token))
    }

    async fn close(&self) {
        self.ports.inbox.close().await;
    }

    fn is_ready(&self) -> bool {
        self.ports.inbox.is_ready()
    }
}

#[async_trait]
impl Outbox for Switched {
    /// A worker may die before, between and after them.
    async fn publish(&self, events: &[Event]) -> Result<(), PublishError> {
        for event in events {
            through!(self, "publish", self.ports.outbox.publish(slice::from_ref(event)))?;
        }
        Ok(())
    }

    async fn accept(&self, message: &Message) -> Result<(), PublishError> {
        through!(self, "accept", self.ports.outbox.accept(message))
    }

    async fn defer(&self, message: &Message, seconds: i64) -> Result<(), PublishError> {
        through!(self, "defer", self.ports.outbox.defer(message, seconds))
    }

    async fn shelve(
        &self,
        message: &Message,
        place: Shelf,
        reason: &str,
    ) -> Result<(), PublishError> {
        through!(self, "shelve", self.ports.outbox.shelve(message, place, reason))
    }

    fn is_ready(&self) -> bool {
        self.ports.outbox.is_ready()
    }
}

#[async_trait]
impl OutlayStore for Switched {
    async fn load_outlay(&self, account: &AccountName) -> Result<(Outlay, Version), BoxError> {
        through!(self, "load outlay", self.ports.outlays.load_outlay(account))
    }

    async fn save_outlay(
        &self,
        account: &AccountName,
        outlay: &Outlay,
        expected: Version,
    ) -> Result<bool, BoxError> {
        through!(self, "save outlay", self.ports.outlays.save_outlay(account, outlay, expected))
    }

    async fn has_cases(&self, account: &AccountName) -> Result<bool, BoxError> {
        through!(self, "look for cases", self.ports.outlays.has_cases(account))
    }
}

#[async_trait]
impl QuotaStore for Switched {
    async fn count(&self, sender: &SenderName, window: Window) -> Result<u64, BoxError> {
        through!(self, "count", self.ports.quotas.count(sender, window))
    }
}

#[async_trait]
impl CaseStore for Switched {
    async fn load(&self, id: &CaseId) -> Result<Option<(Case, Version)>, StoreError> {
        through!(self, "load", self.ports.store.load(id))
    }

    async fn save(
        &self,
        case: &Case,
        expected: Version,
        keep: Keep,
    ) -> Result<Version, StoreError> {
        through!(self, "save", self.ports.store.save(case, expected, keep))
    }

    async fn now(&self) -> Result<jiff::Timestamp, BoxError> {
        self.ports.store.now().await
    }

    async fn probe(&self) -> Result<(), BoxError> {
        self.ports.store.probe().await
    }
}

#[async_trait]
impl Gateway for Switched {
    async fn send(
        &self,
        account: &AccountName,
        request: &HttpRequest,
        written_by: Option<Duration>,
    ) -> Result<HttpResponse, GatewayError> {
        let name = match request.method {
            domain::http::Method::Get => "read",
            domain::http::Method::Post => "call",
        };
        let call = self.switch.enter(name);
        self.switch.pass(call, Edge::Before).await;
        let answer = self.ports.gateway.send(account, request, written_by).await;
        self.switch.pass(call, Edge::After).await;
        answer
    }
}

#[async_trait]
impl FactSource for Switched {
    async fn ask(&self, inquiry: &Inquiry) -> Result<Option<FactsReply>, Unanswered> {
        through!(self, "ask", self.ports.facts.ask(inquiry))
    }
}
