//! Disputes and early fraud warnings: opened, moved, decided.
//!
//! Opening a chargeback moves no money; withdrawing it is a step of its own, so that a test
//! chooses the order in which the news arrive. Deliberately not here: reading and listing them.

use serde::{Deserialize, Serialize};

use super::envelope::{Before, Occasion};
use super::error::ControlError;
use super::ledger::{Dispute, DisputeStatus, Movement, Warning};
use super::state::{Moment, State};

/// Time to answer a dispute: 14 days, within the usual 7 to 21.
const ANSWER_WITHIN_S: i64 = 14 * 24 * 3600;

/// How a dispute begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisputeKind {
    /// A question; refunds stay possible.
    Inquiry,
    /// The bank takes the money; refunds are refused.
    Chargeback,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenDispute {
    /// Inquiry or chargeback.
    pub kind: DisputeKind,
    /// In the units of Stripe's API; the whole payment where absent.
    #[serde(default)]
    pub amount: Option<i64>,
    /// What the bank claims in; the payment's currency where absent.
    #[serde(default)]
    pub currency: Option<String>,
    /// Such as `fraudulent` or `product_not_received`; `general` where absent.
    #[serde(default)]
    pub reason: Option<String>,
}

impl OpenDispute {
    /// A dispute about the whole payment of which nothing else is of interest.
    pub fn of(kind: DisputeKind) -> Self {
        Self { kind, amount: None, currency: None, reason: None }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisputeVerdict {
    /// A chargeback is decided for the merchant.
    Won,
    /// A chargeback is decided for the customer.
    Lost,
    /// An inquiry ends.
    WarningClosed,
}

/// What becomes of a dispute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisputeMove {
    /// The merchant's answer is with the bank.
    UnderReview,
    /// An inquiry becomes a chargeback.
    Escalate,
    /// The money leaves the merchant's balance.
    FundsWithdrawn,
    /// The money comes back.
    FundsReinstated,
    /// A booking on the balance, in whatever currency that is: a part of a withdrawal, or a correction.
    Booked {
        /// Negative where it takes, in the units of Stripe's API.
        amount: i64,
        /// Three letters, lower case.
        currency: String,
        /// Whether it is part of a return.
        #[serde(default)]
        returns: bool,
    },
    /// The verdict. It moves no money.
    Close(DisputeVerdict),
    /// A dispute that was decided is under review again.
    Reopen,
    /// A second round after a loss.
    Appeal,
    /// The bank decides otherwise, without more ado. It moves no money.
    Overturn,
}

impl State {
    /// Opens a dispute and gives its id.
    pub(super) fn open_dispute(
        &mut self,
        payment: &str,
        wanted: OpenDispute,
        moment: Moment,
    ) -> Result<String, ControlError> {
        let Some(found) = self.find_payment(payment) else {
            return Err(ControlError::NotFound(payment.to_owned()));
        };
        let (intent, amount) = (found.intent.clone(), wanted.amount.unwrap_or(found.amount));
        let currency = wanted.currency.unwrap_or_else(|| found.currency.clone());
        if amount <= 0 {
            return Err(ControlError::Invalid("`amount` must be positive".to_owned()));
        }
        let id = self.ledger.next_id("du_");
        let status = match wanted.kind {
            DisputeKind::Inquiry => DisputeStatus::WarningNeedsResponse,
            DisputeKind::Chargeback => DisputeStatus::NeedsResponse,
        };
        let dispute = Dispute {
            id: id.clone(),
            intent: intent.clone(),
            amount,
            currency,
            reason: wanted.reason.unwrap_or_else(|| "general".to_owned()),
            status,
            created: moment.second(),
            due_by: moment.second().saturating_add(ANSWER_WITHIN_S),
            movements: Vec::new(),
        };
        self.ledger.disputes.insert(id.clone(), dispute);
        if let Some(payment) = self.ledger.payments.get_mut(&intent) {
            payment.disputes.push(id.clone());
        }
        self.tell_dispute(&id, moment, Occasion::of("charge.dispute.created"));
        if wanted.kind == DisputeKind::Chargeback {
            self.disarm_warnings(&intent, moment);
        }
        Ok(id)
    }

    pub(super) fn move_dispute(
        &mut self,
        id: &str,
        to: &DisputeMove,
        moment: Moment,
    ) -> Result<(), ControlError> {
        let Some(dispute) = self.ledger.disputes.get_mut(id) else {
            return Err(ControlError::NotFound(id.to_owned()));
        };
        let before = Before { status: Some(dispute.status.word()), ..Before::default() };
        let occasion = match to {
            DisputeMove::UnderReview
            | DisputeMove::Escalate
            | DisputeMove::Close(_)
            | DisputeMove::Reopen
            | DisputeMove::Appeal
            | DisputeMove::Overturn => {
                let Some(next) = next_status(dispute.status, to) else {
                    let status = dispute.status.word();
                    let reason = format!("`{id}` is {status} and cannot make this move");
                    return Err(ControlError::Invalid(reason));
                };
                dispute.status = next;
                let kind =
                    if next.is_open() { "charge.dispute.updated" } else { "charge.dispute.closed" };
                Occasion { before, ..Occasion::of(kind) }
            }
            DisputeMove::FundsWithdrawn => {
                if dispute.status.is_inquiry() || !dispute.outstanding().is_empty() {
                    let reason = format!("`{id}` is an inquiry, or its money is gone already");
                    return Err(ControlError::Invalid(reason));
                }
                let amount = dispute.amount.saturating_neg();
                let (currency, at) = (dispute.currency.clone(), moment.second());
                dispute.movements.push(Movement { amount, currency, returns: false, at });
                Occasion::of("charge.dispute.funds_withdrawn")
            }
            DisputeMove::FundsReinstated => {
                let outstanding = dispute.outstanding();
                if outstanding.is_empty() {
                    let reason = format!("no money is withdrawn for `{id}`");
                    return Err(ControlError::Invalid(reason));
                }
                for (currency, amount) in outstanding {
                    let at = moment.second();
                    dispute.movements.push(Movement { amount, currency, returns: true, at });
                }
                Occasion::of("charge.dispute.funds_reinstated")
            }
            &DisputeMove::Booked { amount, ref currency, returns } => {
                let (currency, at) = (currency.clone(), moment.second());
                dispute.movements.push(Movement { amount, currency, returns, at });
                Occasion::of("charge.dispute.updated")
            }
        };
        let escalated = (*to == DisputeMove::Escalate).then(|| dispute.intent.clone());
        self.tell_dispute(id, moment, occasion);
        if let Some(intent) = escalated {
            self.disarm_warnings(&intent, moment);
        }
        Ok(())
    }

    /// Warns of fraud on a payment and gives the warning's id.
    pub(super) fn warn_of_fraud(
        &mut self,
        payment: &str,
        fraud_type: &str,
        moment: Moment,
    ) -> Result<String, ControlError> {
        let Some(found) = self.find_payment(payment) else {
            return Err(ControlError::NotFound(payment.to_owned()));
        };
        let intent = found.intent.clone();
        let actionable = found.left() > 0 && !self.ledger.is_charged_back(found);
        let id = self.ledger.next_id("issfr_");
        let warning = Warning {
            id: id.clone(),
            intent: intent.clone(),
            fraud_type: fraud_type.to_owned(),
            actionable,
            created: moment.second(),
        };
        self.ledger.warnings.insert(id.clone(), warning);
        if let Some(payment) = self.ledger.payments.get_mut(&intent) {
            payment.warnings.push(id.clone());
        }
        self.tell_warning(&id, moment, Occasion::of("radar.early_fraud_warning.created"));
        Ok(id)
    }

    /// A warning calls for nothing once the payment is refunded in full or charged back.
    pub(super) fn disarm_warnings(&mut self, intent: &str, moment: Moment) {
        let Some(payment) = self.ledger.payments.get(intent) else { return };
        for id in payment.warnings.clone() {
            let Some(warning) = self.ledger.warnings.get_mut(&id) else { continue };
            if warning.actionable {
                warning.actionable = false;
                let before = Before { actionable: Some(true), ..Before::default() };
                let occasion = Occasion::of("radar.early_fraud_warning.updated");
                self.tell_warning(&id, moment, Occasion { before, ..occasion });
            }
        }
    }
}

/// The state after a move that is about the state; `None` where it cannot be made.
fn next_status(from: DisputeStatus, to: &DisputeMove) -> Option<DisputeStatus> {
    match (to, from) {
        (DisputeMove::Reopen, DisputeStatus::Won | DisputeStatus::Lost) => {
            return Some(DisputeStatus::UnderReview);
        }
        (DisputeMove::Appeal, DisputeStatus::Lost) => {
            return Some(DisputeStatus::AppealUnderReview);
        }
        (DisputeMove::Overturn, DisputeStatus::Won) => return Some(DisputeStatus::Lost),
        (DisputeMove::Overturn, DisputeStatus::Lost) => return Some(DisputeStatus::Won),
        _ => {}
    }
    if !from.is_open() {
        return None;
    }
    match (to, from.is_inquiry()) {
        (DisputeMove::UnderReview, true) => Some(DisputeStatus::WarningUnderReview),
        (DisputeMove::UnderReview, false) => Some(DisputeStatus::UnderReview),
        (DisputeMove::Escalate, true) => Some(DisputeStatus::NeedsResponse),
        (DisputeMove::Close(DisputeVerdict::WarningClosed), true) => {
            Some(DisputeStatus::WarningClosed)
        }
        (DisputeMove::Close(DisputeVerdict::Won), false) => Some(DisputeStatus::Won),
        (DisputeMove::Close(DisputeVerdict::Lost), false) => Some(DisputeStatus::Lost),
        (DisputeMove::Escalate | DisputeMove::Close(DisputeVerdict::WarningClosed), false)
        | (DisputeMove::Close(DisputeVerdict::Won | DisputeVerdict::Lost), true)
        | (
            DisputeMove::FundsWithdrawn
            | DisputeMove::FundsReinstated
            | DisputeMove::Booked { .. }
            | DisputeMove::Reopen
            | DisputeMove::Appeal
            | DisputeMove::Overturn,
            _,
        ) => None,
    }
}
