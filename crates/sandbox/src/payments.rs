//! Payments that are not done when they are made: debits that arrive or fail, authorisations that
//! are captured, in one step or several, or let go.
//!
//! What is released of an authorisation is shown as a refund, as Stripe does. Deliberately not here:
//! making payments (`state`), and refunds that give money back (`refunds`).

use std::cell::Cell;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::envelope::{Cause, Occasion, Whose};
use super::error::ControlError;
use super::intent::PaymentIntentObject;
use super::ledger::{PaymentStatus, Refund, RefundStatus};
use super::state::{Moment, State};

/// What becomes of a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "to", deny_unknown_fields)]
pub enum PaymentMove {
    /// The customer tries again, after a failure.
    Processing,
    /// The debit arrives.
    Succeeded,
    /// The debit fails.
    Failed,
    /// The authorisation is captured.
    Captured {
        /// In the units of Stripe's API; all that is left of it where absent.
        #[serde(default)]
        amount: Option<i64>,
        /// Whether the rest is kept for another capture; else it is released.
        #[serde(default)]
        more: bool,
    },
    /// The payment is cancelled; an authorisation, or the rest of it, is released.
    Canceled,
}

impl State {
    /// Moves a payment on, by its intent or its charge, and sends what follows from it.
    pub(super) fn move_payment(
        &mut self,
        id: &str,
        to: PaymentMove,
        moment: Moment,
    ) -> Result<(), ControlError> {
        use PaymentStatus::{Canceled, Failed, Processing, RequiresCapture, Succeeded};
        let Some(found) = self.find_payment(id) else {
            return Err(ControlError::NotFound(id.to_owned()));
        };
        let (intent, from) = (found.intent.clone(), found.status);
        let rest = found.amount.saturating_sub(found.captured);
        match (from, to) {
            (Failed, PaymentMove::Processing) => {
                self.stand(&intent, Processing, 0);
                self.tell_both(&intent, moment, ["charge.pending", "payment_intent.processing"]);
            }
            (Processing, PaymentMove::Succeeded) => {
                self.stand(&intent, Succeeded, rest);
                self.tell_both(&intent, moment, ["charge.succeeded", "payment_intent.succeeded"]);
            }
            (Processing, PaymentMove::Failed) => {
                self.stand(&intent, Failed, 0);
                self.tell_both(&intent, moment, ["charge.failed", "payment_intent.payment_failed"]);
            }
            (RequiresCapture, PaymentMove::Captured { amount, more }) => {
                let amount = amount.unwrap_or(rest);
                if !(1..=rest).contains(&amount) {
                    let reason = format!("between 1 and {rest} can be captured");
                    return Err(ControlError::Invalid(reason));
                }
                let to = if more { RequiresCapture } else { Succeeded };
                self.stand(&intent, to, amount);
                if more {
                    let kind = "payment_intent.amount_capturable_updated";
                    self.tell_both(&intent, moment, ["charge.captured", kind]);
                } else {
                    self.release(&intent, moment);
                    self.tell_both(
                        &intent,
                        moment,
                        ["charge.captured", "payment_intent.succeeded"],
                    );
                }
            }
            (RequiresCapture, PaymentMove::Canceled) => {
                self.stand(&intent, Canceled, 0);
                self.release(&intent, moment);
                self.tell_both(&intent, moment, ["charge.expired", "payment_intent.canceled"]);
            }
            (Processing | Failed, PaymentMove::Canceled) => {
                self.stand(&intent, Canceled, 0);
                self.tell_intent(&intent, moment, Occasion::of("payment_intent.canceled"));
            }
            (Processing | RequiresCapture | Succeeded | Failed | Canceled, _) => {
                let word = from.of_intent();
                let reason = format!("`{id}` is {word} and cannot make this move");
                return Err(ControlError::Invalid(reason));
            }
        }
        Ok(())
    }

    fn stand(&mut self, intent: &str, status: PaymentStatus, more: i64) {
        if let Some(payment) = self.ledger.payments.get_mut(intent) {
            payment.status = status;
            payment.captured = payment.captured.saturating_add(more);
        }
    }

    /// Lets the rest of an authorisation go.
    fn release(&mut self, intent: &str, moment: Moment) {
        let Some(payment) = self.ledger.payments.get(intent) else { return };
        let amount = payment.amount.saturating_sub(payment.captured);
        if amount <= 0 {
            return;
        }
        let refund = Refund {
            id: self.ledger.next_id("re_"),
            intent: intent.to_owned(),
            amount,
            status: RefundStatus::Succeeded,
            reason: None,
            metadata: BTreeMap::new(),
            created: moment.second(),
            pending_reason: None,
            failure_reason: None,
            expires_at: None,
            hidden: Cell::new(None),
            key: None,
            by_api: false,
            release: true,
        };
        self.add_refund(refund, Cause::default(), moment);
    }

    fn tell_both(&mut self, intent: &str, moment: Moment, [charge, whole]: [&'static str; 2]) {
        self.tell_charge(intent, moment, Occasion::of(charge));
        self.tell_intent(intent, moment, Occasion::of(whole));
    }

    fn tell_intent(&mut self, intent: &str, moment: Moment, occasion: Occasion<'_>) {
        let Some(payment) = self.ledger.payments.get(intent) else { return };
        let object = PaymentIntentObject::of(payment, false);
        self.outbox.record(occasion, Whose::of(payment), moment.second(), object);
    }
}
