//! What the one mutex protects, and the moment at which it is looked at.
//!
//! Deliberately not here: the mutex (`handle`) and what is done with the state (`refunds`,
//! `disputes`, `reads`, `books`).

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

use super::error::ControlError;
use super::faults::Faults;
use super::idempotency::Keys;
use super::ledger::{Ledger, NewPayment, Payment, PaymentStatus};
use super::webhooks::Outbox;

/// One reading of both clocks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    /// The sandbox's own time.
    pub(super) at: Timestamp,
    /// Real time, for what is on its way.
    pub(super) instant: Instant,
}

impl Moment {
    /// The sandbox's time in unix seconds, the unit of the API.
    pub(super) fn second(self) -> i64 {
        self.at.as_second()
    }
}

/// Everything that changes.
#[derive(Debug)]
pub(super) struct State {
    pub(super) ledger: Ledger,
    pub(super) keys: Keys,
    pub(super) faults: Faults,
    pub(super) outbox: Outbox,
    /// How far the sandbox's clock was advanced.
    pub(super) advanced: SignedDuration,
    /// The connected account that the request under way is made for.
    pub(super) acting_for: Option<String>,
}

impl State {
    /// Finds a payment by its intent or its charge and gives its intent.
    pub(super) fn find_payment(&self, id: &str) -> Option<&Payment> {
        let intent = self.ledger.charges.get(id).map_or(id, String::as_str);
        self.ledger.payments.get(intent)
    }

    /// A payment as the API shows it: to requests for the account that took it.
    pub(super) fn shown(&self, intent: &str) -> Option<&Payment> {
        let payment = self.ledger.payments.get(intent);
        payment.filter(|payment| payment.account == self.acting_for)
    }

    /// Sets up a payment and gives its intent.
    pub(super) fn create_payment(
        &mut self,
        new: NewPayment,
        moment: Moment,
    ) -> Result<String, ControlError> {
        if new.amount <= 0 {
            return Err(ControlError::Invalid("`amount` must be positive".to_owned()));
        }
        if new.currency.len() != 3 || !new.currency.bytes().all(|byte| byte.is_ascii_lowercase()) {
            let reason = "`currency` must be three lower-case letters";
            return Err(ControlError::Invalid(reason.to_owned()));
        }
        let intent = self.free_id(new.id, "pi_")?;
        let charge = self.free_id(new.charge, "ch_")?;
        self.ledger.add_payment(Payment {
            intent: intent.clone(),
            charge,
            status: new.status,
            amount: new.amount,
            captured: if new.status == PaymentStatus::Succeeded { new.amount } else { 0 },
            released: 0,
            currency: new.currency,
            customer: new.customer,
            email: new.email,
            fingerprint: new.fingerprint.unwrap_or_else(|| print_of(&intent)),
            sale: new.sale,
            metadata: new.metadata,
            created: new.created.unwrap_or_else(|| moment.second()),
            refunds: Vec::new(),
            disputes: Vec::new(),
            warnings: Vec::new(),
            refunded: 0,
            livemode: new.livemode,
            account: new.account,
        });
        Ok(intent)
    }

    fn free_id(&mut self, wanted: Option<String>, prefix: &str) -> Result<String, ControlError> {
        if let Some(id) = wanted {
            if !id.starts_with(prefix) {
                return Err(ControlError::Invalid(format!("`{id}` must begin with `{prefix}`")));
            }
            if self.find_payment(&id).is_some() {
                return Err(ControlError::Invalid(format!("`{id}` is taken")));
            }
            return Ok(id);
        }
        loop {
            let id = self.ledger.next_id(prefix);
            if self.find_payment(&id).is_none() {
                return Ok(id);
            }
        }
    }
}

/// A fingerprint that no other payment has, unless it is named.
fn print_of(intent: &str) -> String {
    intent.bytes().filter(u8::is_ascii_alphanumeric).map(char::from).collect()
}
