//! Refunds: made through the API under a key, made in the dashboard, moved on, released.
//!
//! Deliberately not here: reading and listing them (`reads`), and keeping keys (`idempotency`).

use std::cell::Cell;
use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::answer::{Refusal, Reply};
use super::envelope::{Before, Cause, Occasion};
use super::error::ControlError;
use super::faults::{Execution, Lateness};
use super::form::Form;
use super::ledger::{DisputeStatus, Hidden, PaymentStatus, Refund, RefundStatus};
use super::objects::RefundObject;
use super::order::Arrival;
use super::state::{Moment, State};

/// Stripe's limits for metadata.
const METADATA_PAIRS: usize = 50;
const METADATA_KEY: usize = 40;
const METADATA_VALUE: usize = 500;

/// A refund that somebody makes in the dashboard: no key, no metadata.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DashboardRefund {
    /// In the units of Stripe's API; the rest where absent.
    #[serde(default)]
    pub amount: Option<i64>,
    /// `duplicate`, `fraudulent` or `requested_by_customer`.
    #[serde(default)]
    pub reason: Option<String>,
}

/// How long a customer is given to name an account: 45 days.
const ACTION_SECONDS: i64 = 45 * 86_400;

/// What becomes of a refund. Failed and canceled ones stay what they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "to", deny_unknown_fields)]
pub enum RefundMove {
    /// Back to waiting.
    Pending {
        /// `processing`, `insufficient_funds` or `charge_pending`.
        reason: String,
    },
    /// Waiting for what the customer is asked for.
    RequiresAction {
        /// Until when, in seconds of the epoch.
        expires_at: i64,
    },
    /// Sent to the customer.
    Succeeded,
    /// The money came back.
    Failed {
        /// Such as `lost_or_stolen_card`.
        reason: String,
    },
    /// Taken back.
    Canceled,
}

/// The parameters of `POST /v1/refunds`.
#[derive(Debug, PartialEq, Eq)]
struct Asked {
    by: &'static str,
    payment: String,
    amount: Option<i64>,
    reason: Option<String>,
    metadata: BTreeMap<String, String>,
}

impl Asked {
    fn read(mut form: Form) -> Result<Self, Refusal> {
        let intent = form.text("payment_intent")?;
        let charge = form.text("charge")?;
        let amount = form.positive("amount")?;
        let reason = form.text("reason")?;
        let metadata = form.map("metadata")?;
        form.finish()?;
        let (by, payment) = match (intent, charge) {
            (Some(intent), None) => ("payment_intent", intent),
            (None, Some(charge)) => ("charge", charge),
            (None, None) => {
                let message = "One of the following params should be provided for this request: \
                               payment_intent or charge.";
                return Err(Refusal::invalid(None, message).code("parameter_missing"));
            }
            (Some(_), Some(_)) => {
                let message =
                    "You may only specify one of these parameters: payment_intent, charge.";
                return Err(Refusal::invalid(Some("charge"), message));
            }
        };
        if let Some(reason) = &reason {
            check_reason(reason)?;
        }
        let too_long = metadata.iter().any(|(key, value)| {
            key.chars().count() > METADATA_KEY || value.chars().count() > METADATA_VALUE
        });
        if metadata.len() > METADATA_PAIRS || too_long {
            return Err(Refusal::invalid(Some("metadata"), "Metadata exceeds its limits."));
        }
        Ok(Self { by, payment, amount, reason, metadata })
    }
}

fn check_reason(reason: &str) -> Result<(), Refusal> {
    if ["duplicate", "fraudulent", "requested_by_customer"].contains(&reason) {
        return Ok(());
    }
    let message = "Invalid reason: must be one of duplicate, fraudulent, or requested_by_customer";
    Err(Refusal::invalid(Some("reason"), message))
}

/// A refund to be made.
struct Draft<'a> {
    intent: &'a str,
    amount: Option<i64>,
    reason: Option<String>,
    metadata: BTreeMap<String, String>,
    by_api: bool,
}

impl State {
    /// Answers `POST /v1/refunds`.
    pub(super) fn post_refund(&mut self, arrival: Arrival<'_>, moment: Moment) -> Reply {
        self.keyed(arrival, moment, |state, form| state.refund(form, arrival, moment))
    }

    fn refund(
        &mut self,
        form: Form,
        arrival: Arrival<'_>,
        moment: Moment,
    ) -> Result<Reply, Refusal> {
        let asked = Asked::read(form)?;
        let intent = if asked.by == "charge" {
            self.ledger.charges.get(&asked.payment)
        } else {
            Some(&asked.payment)
        };
        let found = intent.and_then(|intent| self.shown(intent));
        let Some(intent) = found.map(|payment| payment.intent.clone()) else {
            return Err(Refusal::missing(asked.by, asked.by, &asked.payment));
        };
        let faults = self.faults.execution();
        let reply = if faults.stored_failure == Some(false) {
            Reply::server_error()
        } else {
            self.execute(&intent, asked, (arrival, faults), moment)
        };
        Ok(reply)
    }

    fn execute(
        &mut self,
        intent: &str,
        asked: Asked,
        (arrival, faults): (Arrival<'_>, Execution),
        moment: Moment,
    ) -> Reply {
        let Asked { amount, reason, metadata, .. } = asked;
        let draft = Draft { intent, amount, reason, metadata, by_api: true };
        let mut refund = match self.draft_refund(draft, moment) {
            Ok(refund) => refund,
            Err(refusal) => return refusal.into_reply(),
        };
        refund.key = arrival.key.map(str::to_owned);
        let hidden = faults.late.map(|late| match late {
            Lateness::Ms(ms) => {
                let until = moment.at.checked_add(SignedDuration::from_millis(ms));
                Hidden::Until(until.unwrap_or(jiff::Timestamp::MAX))
            }
            Lateness::Calls(calls) => Hidden::Calls(calls),
        });
        refund.hidden.set(hidden);
        if faults.pending {
            refund.status = RefundStatus::Pending;
            refund.pending_reason = Some("insufficient_funds".to_owned());
        } else if faults.requires_action {
            refund.status = RefundStatus::RequiresAction;
            refund.expires_at = Some(refund.created.saturating_add(ACTION_SECONDS));
        }
        let id = refund.id.clone();
        if let Some(key) = arrival.key {
            self.keys.executed(key, &id);
        }
        let cause = Cause { id: Some(arrival.request), idempotency_key: arrival.key };
        self.add_refund(refund, cause, moment);
        if faults.stored_failure.is_some() {
            return Reply::server_error();
        }
        match (self.ledger.refunds.get(&id), self.ledger.payments.get(intent)) {
            (Some(refund), Some(payment)) => Reply::json(200, &RefundObject::of(refund, payment)),
            (None, _) | (_, None) => Reply::server_error(),
        }
    }

    /// Checks what the state of the payment allows.
    fn draft_refund(&mut self, draft: Draft<'_>, moment: Moment) -> Result<Refund, Refusal> {
        let Some(payment) = self.ledger.payments.get(draft.intent) else {
            return Err(Refusal::missing("payment_intent", "payment_intent", draft.intent));
        };
        if self.ledger.is_charged_back(payment) {
            let message = format!("Charge {} has been charged back.", payment.charge);
            return Err(Refusal::invalid(None, message).code("charge_disputed"));
        }
        let left = payment.left();
        if left <= 0 {
            let message = format!("Charge {} has already been refunded.", payment.charge);
            return Err(Refusal::invalid(None, message).code("charge_already_refunded"));
        }
        let debited = payment.status == PaymentStatus::Processing;
        let amount = draft.amount.unwrap_or(left);
        if amount > left {
            let message = format!(
                "Refund amount ({amount}) is greater than unrefunded amount on charge ({left})"
            );
            return Err(Refusal::invalid(Some("amount"), message));
        }
        Ok(Refund {
            id: self.ledger.next_id("re_"),
            intent: draft.intent.to_owned(),
            amount,
            status: if debited { RefundStatus::Pending } else { RefundStatus::Succeeded },
            reason: draft.reason,
            metadata: draft.metadata,
            created: moment.second(),
            pending_reason: debited.then(|| "charge_pending".to_owned()),
            failure_reason: None,
            expires_at: None,
            hidden: Cell::new(None),
            key: None,
            by_api: draft.by_api,
            release: false,
        })
    }

    /// Books a refund and sends what follows from it.
    pub(super) fn add_refund(&mut self, refund: Refund, cause: Cause<'_>, moment: Moment) {
        let (id, intent) = (refund.id.clone(), refund.intent.clone());
        let Some(payment) = self.ledger.payments.get_mut(&intent) else { return };
        let gone = payment.refunded.saturating_add(payment.released);
        let before = Before { amount_refunded: Some(gone), ..Before::default() };
        let sum = if refund.release { &mut payment.released } else { &mut payment.refunded };
        *sum = sum.saturating_add(refund.amount);
        payment.refunds.push(id.clone());
        let full = payment.left() <= 0;
        self.ledger.refunds.insert(id.clone(), refund);
        self.tell_refund(&id, moment, Occasion { cause, ..Occasion::of("refund.created") });
        self.tell_charge(&intent, moment, Occasion { cause, before, kind: "charge.refunded" });
        if full {
            self.close_inquiries(&intent, moment);
            self.disarm_warnings(&intent, moment);
        }
    }

    /// A full refund answers an inquiry: it closes without a chargeback.
    fn close_inquiries(&mut self, intent: &str, moment: Moment) {
        let Some(payment) = self.ledger.payments.get(intent) else { return };
        for id in payment.disputes.clone() {
            let Some(dispute) = self.ledger.disputes.get_mut(&id) else { continue };
            if dispute.status.is_inquiry() && dispute.status.is_open() {
                let status = Some(dispute.status.word());
                dispute.status = DisputeStatus::WarningClosed;
                let before = Before { status, ..Before::default() };
                let occasion = Occasion { before, ..Occasion::of("charge.dispute.closed") };
                self.tell_dispute(&id, moment, occasion);
            }
        }
    }

    /// Makes a refund that no key and no metadata tie to anybody. Gives its id.
    pub(super) fn dashboard_refund(
        &mut self,
        payment: &str,
        wanted: DashboardRefund,
        moment: Moment,
    ) -> Result<String, ControlError> {
        let Some(found) = self.find_payment(payment) else {
            return Err(ControlError::NotFound(payment.to_owned()));
        };
        if wanted.amount.is_some_and(|amount| amount <= 0) {
            return Err(ControlError::Invalid("`amount` must be positive".to_owned()));
        }
        if let Some(reason) = &wanted.reason {
            check_reason(reason).map_err(|refusal| ControlError::refused(&refusal))?;
        }
        let intent = found.intent.clone();
        let draft = Draft {
            intent: &intent,
            amount: wanted.amount,
            reason: wanted.reason,
            metadata: BTreeMap::new(),
            by_api: false,
        };
        let refund =
            self.draft_refund(draft, moment).map_err(|refusal| ControlError::refused(&refusal))?;
        let id = refund.id.clone();
        self.add_refund(refund, Cause::default(), moment);
        Ok(id)
    }

    pub(super) fn move_refund(
        &mut self,
        id: &str,
        to: RefundMove,
        moment: Moment,
    ) -> Result<(), ControlError> {
        let Some(refund) = self.ledger.refunds.get_mut(id) else {
            return Err(ControlError::NotFound(id.to_owned()));
        };
        if refund.release {
            return Err(ControlError::Invalid(format!("`{id}` is a release, which is final")));
        }
        if !refund.status.counts() {
            let status = refund.status.word();
            return Err(ControlError::Invalid(format!("`{id}` is {status}, which is final")));
        }
        let before = Before { status: Some(refund.status.word()), ..Before::default() };
        (refund.pending_reason, refund.failure_reason) = (None, None);
        refund.expires_at = None;
        refund.status = match to {
            RefundMove::Pending { reason } => {
                refund.pending_reason = Some(reason);
                RefundStatus::Pending
            }
            RefundMove::RequiresAction { expires_at } => {
                refund.expires_at = Some(expires_at);
                RefundStatus::RequiresAction
            }
            RefundMove::Succeeded => RefundStatus::Succeeded,
            RefundMove::Failed { reason } => {
                refund.failure_reason = Some(reason);
                RefundStatus::Failed
            }
            RefundMove::Canceled => RefundStatus::Canceled,
        };
        let status = refund.status;
        let (intent, amount) = (refund.intent.clone(), refund.amount);
        if !status.counts()
            && let Some(payment) = self.ledger.payments.get_mut(&intent)
        {
            payment.refunded = payment.refunded.saturating_sub(amount);
        }
        self.tell_refund(id, moment, Occasion { before, ..Occasion::of("refund.updated") });
        if status == RefundStatus::Failed {
            self.tell_refund(id, moment, Occasion::of("refund.failed"));
        }
        Ok(())
    }

    /// Lets all pending refunds succeed and says how many there were.
    pub(super) fn release_pending(&mut self, moment: Moment) -> Result<usize, ControlError> {
        let waiting: Vec<String> = self
            .ledger
            .refunds
            .values()
            .filter(|refund| refund.status == RefundStatus::Pending)
            .map(|refund| refund.id.clone())
            .collect();
        for id in &waiting {
            self.move_refund(id, RefundMove::Succeeded, moment)?;
        }
        Ok(waiting.len())
    }
}
