//! The handle: everything that can be done to the sandbox from inside the process.
//!
//! Each operation takes the one mutex for a short moment. Deliberately not here: HTTP, which is a
//! thin layer over this (`api`, `control`).

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

use super::books::{Books, DisputeBook, PaymentBook, RefundBook, Totals, Violation};
use super::config::{BuildError, Clock, SandboxConfig, WallClock};
use super::disputes::{DisputeMove, OpenDispute};
use super::error::ControlError;
use super::faults::{FaultRule, Faults};
use super::idempotency::Keys;
use super::ledger::{Ledger, NewPayment};
use super::payments::PaymentMove;
use super::refunds::{DashboardRefund, RefundMove};
use super::signature::Signer;
use super::state::{Moment, State};
use super::webhooks::{Courier, Deliveries, Post, RecordedWebhook, pair};

/// A sandbox. Clones are the same sandbox.
#[derive(Clone)]
pub struct Sandbox {
    inner: Arc<Inner>,
}

struct Inner {
    state: Mutex<State>,
    clock: Clock,
    wall: WallClock,
    secret_key: Option<String>,
    signer: Signer,
    post: Arc<Post>,
    requests: AtomicU64,
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").finish_non_exhaustive()
    }
}

impl Sandbox {
    /// A sandbox, and what delivers its webhooks.
    pub(super) fn with_courier(config: SandboxConfig) -> Result<(Self, Courier), BuildError> {
        let signer = Signer::new(&config.webhooks.secret)?;
        let wall = Arc::clone(&config.wall);
        let (outbox, courier, post) = pair(&config.webhooks, wall, signer.clone())?;
        let state = State {
            ledger: Ledger::default(),
            keys: Keys::new(config.key_lifetime),
            faults: Faults::default(),
            outbox,
            advanced: SignedDuration::ZERO,
            acting_for: None,
        };
        let inner = Inner {
            state: Mutex::new(state),
            clock: config.clock,
            wall: config.wall,
            secret_key: config.secret_key,
            signer,
            post,
            requests: AtomicU64::new(0),
        };
        Ok((Self { inner: Arc::new(inner) }, courier))
    }

    /// Runs one operation on the state at one moment.
    pub(super) fn with<T>(&self, work: impl FnOnce(&mut State, Moment) -> T) -> T {
        let inner = &*self.inner;
        let base = match inner.clock {
            Clock::Frozen(at) => at,
            Clock::Wall => (inner.wall)(),
        };
        let instant = Instant::now();
        // A poisoned mutex means a test panicked inside; the books stay worth reading.
        let mut state = inner.state.lock().unwrap_or_else(PoisonError::into_inner);
        let at = base.checked_add(state.advanced).unwrap_or(Timestamp::MAX);
        work(&mut state, Moment { at, instant })
    }

    /// Whether an `Authorization` header names an accepted key.
    pub(super) fn accepts(&self, authorization: Option<&str>) -> bool {
        let Some(key) = authorization.and_then(|text| text.strip_prefix("Bearer ")) else {
            return false;
        };
        match &self.inner.secret_key {
            Some(expected) => key == expected,
            None => key.len() > "sk_".len() && key.starts_with("sk_"),
        }
    }

    /// The next request's id.
    pub(super) fn next_request(&self) -> String {
        format!("req_sandbox{:012}", self.inner.requests.fetch_add(1, Ordering::Relaxed) + 1)
    }

    /// Sets up a payment.
    pub fn create_payment(&self, new: NewPayment) -> Result<PaymentBook, ControlError> {
        self.with(|state, moment| {
            let intent = state.create_payment(new, moment)?;
            state.payment_book(&intent).ok_or(ControlError::NotFound(intent))
        })
    }

    /// One payment's books, by its intent or its charge.
    pub fn payment(&self, id: &str) -> Option<PaymentBook> {
        self.with(|state, _| state.payment_book(id))
    }

    /// Moves a payment (intent or charge) on: a debit arrives or fails, an authorisation is captured
    /// or let go.
    pub fn move_payment(&self, id: &str, to: PaymentMove) -> Result<PaymentBook, ControlError> {
        self.with(|state, moment| {
            state.move_payment(id, to, moment)?;
            state.payment_book(id).ok_or_else(|| ControlError::NotFound(id.to_owned()))
        })
    }

    /// Refunds a payment (intent or charge) the way a person does it in the dashboard.
    pub fn create_dashboard_refund(
        &self,
        payment: &str,
        wanted: DashboardRefund,
    ) -> Result<RefundBook, ControlError> {
        self.with(|state, moment| {
            let id = state.dashboard_refund(payment, wanted, moment)?;
            state.refund_book(&id).ok_or(ControlError::NotFound(id))
        })
    }

    pub fn move_refund(&self, id: &str, to: RefundMove) -> Result<RefundBook, ControlError> {
        self.with(|state, moment| {
            state.move_refund(id, to, moment)?;
            state.refund_book(id).ok_or_else(|| ControlError::NotFound(id.to_owned()))
        })
    }

    /// Lets all pending refunds succeed and says how many there were.
    pub fn release_pending(&self) -> Result<usize, ControlError> {
        self.with(State::release_pending)
    }

    /// Opens a dispute about a payment (intent or charge).
    pub fn open_dispute(
        &self,
        payment: &str,
        wanted: OpenDispute,
    ) -> Result<DisputeBook, ControlError> {
        self.with(|state, moment| {
            let id = state.open_dispute(payment, wanted, moment)?;
            state.dispute_book(&id).ok_or(ControlError::NotFound(id))
        })
    }

    /// Sends an event about a refund of a customer's cash balance, which belongs to no payment.
    pub fn refund_cash_balance(&self, amount: i64, currency: &str) {
        self.with(|state, moment| state.refund_cash_balance(amount, currency, moment));
    }

    #[expect(clippy::needless_pass_by_value, reason = "a move is made once, as every other is")]
    pub fn move_dispute(&self, id: &str, to: DisputeMove) -> Result<DisputeBook, ControlError> {
        self.with(|state, moment| {
            state.move_dispute(id, &to, moment)?;
            state.dispute_book(id).ok_or_else(|| ControlError::NotFound(id.to_owned()))
        })
    }

    /// Warns of fraud on a payment (intent or charge) and gives the warning's id.
    /// `fraud_type` is Stripe's, such as `made_with_stolen_card`.
    pub fn warn_of_fraud(&self, payment: &str, fraud_type: &str) -> Result<String, ControlError> {
        self.with(|state, moment| state.warn_of_fraud(payment, fraud_type, moment))
    }

    /// The sandbox's own time.
    pub fn now(&self) -> Timestamp {
        self.with(|_, moment| moment.at)
    }

    /// Advances the sandbox's own time; it cannot go back.
    pub fn advance(&self, by: SignedDuration) -> Result<Timestamp, ControlError> {
        if by.is_negative() {
            return Err(ControlError::Invalid("the clock cannot go back".to_owned()));
        }
        self.with(|state, moment| {
            let at = moment.at.checked_add(by);
            let at = at.map_err(|error| ControlError::Invalid(error.to_string()))?;
            let advanced = state.advanced.checked_add(by);
            state.advanced = advanced.unwrap_or(SignedDuration::MAX);
            Ok(at)
        })
    }

    pub fn add_fault(&self, rule: FaultRule) -> Result<(), ControlError> {
        if let Some(objection) = rule.objection() {
            return Err(ControlError::Invalid(objection.to_owned()));
        }
        self.with(|state, _| state.faults.add(rule));
        Ok(())
    }

    /// Removes all fault rules.
    pub fn clear_faults(&self) {
        self.with(|state, _| state.faults.clear());
    }

    /// The fault rules as they were set.
    pub fn faults(&self) -> Vec<FaultRule> {
        self.with(|state, _| state.faults.rules())
    }

    /// The books. Their cost grows with the number of payments and keys.
    pub fn books(&self) -> Books {
        self.with(|state, _| state.books())
    }

    /// The sums of the books alone.
    pub fn totals(&self) -> Totals {
        self.with(|state, _| state.totals())
    }

    /// What must not have happened and did; empty when all is well.
    pub fn violations(&self) -> Vec<Violation> {
        self.with(|state, _| state.violations())
    }

    /// Recorded webhooks made after number `after`, oldest first, at most `limit`.
    pub fn webhooks(&self, after: u64, limit: usize) -> Vec<Arc<RecordedWebhook>> {
        self.with(|state, _| state.outbox.after(after, limit))
    }

    /// A fresh `Stripe-Signature` header for a body, for tests that post webhooks themselves.
    pub fn sign(&self, body: &str) -> String {
        self.inner.signer.header((self.inner.wall)().as_second(), body)
    }

    /// Changes where webhooks go. `None`: those made from here on are recorded and not sent.
    pub fn set_webhook_target(&self, target: Option<String>) {
        self.inner.post.aim(target);
    }

    /// What became of the webhooks.
    pub fn deliveries(&self) -> Deliveries {
        self.inner.post.deliveries()
    }
}
