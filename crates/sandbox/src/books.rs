//! The books: what truly happened to the money, per payment and per key, and what of it is wrong.
//!
//! Deliberately not here: judging whether a refund was owed. The sandbox knows money, not policy.

use serde::{Deserialize, Serialize};

use super::credit_notes::CreditNoteBook;
use super::ledger::{Dispute, DisputeStatus, Payment, PaymentStatus, Refund, RefundStatus};
use super::state::State;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundBook {
    /// `re_…`.
    pub id: String,
    /// Minor units, as the API counts them.
    pub amount: i64,
    pub status: RefundStatus,
    /// The idempotency key it was made under.
    pub key: Option<String>,
    /// Whether it came through the API; otherwise through the dashboard.
    pub by_api: bool,
    /// Whether it stands for the release of an authorisation: no money went back.
    pub release: bool,
    /// The reason given.
    pub reason: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisputeBook {
    /// `du_…`.
    pub id: String,
    /// Minor units.
    pub amount: i64,
    pub status: DisputeStatus,
    /// The sum that was withdrawn, corrections included, currencies added up as numbers.
    pub withdrawn: i64,
    /// The sum that came back.
    pub reinstated: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentBook {
    /// `pi_…`.
    pub payment_intent: String,
    /// `ch_…`.
    pub charge: String,
    /// `cus_…`.
    pub customer: Option<String>,
    /// Three letters, lower case.
    pub currency: String,
    pub status: PaymentStatus,
    /// Minor units.
    pub authorised: i64,
    /// Minor units.
    pub captured: i64,
    /// The sum of the refunds that did not fail and were not canceled; not of what was released.
    pub refunded: i64,
    /// The sum withdrawn by disputes.
    pub withdrawn: i64,
    /// The sum that came back from disputes.
    pub reinstated: i64,
    /// All refunds, oldest first.
    pub refunds: Vec<RefundBook>,
    /// All disputes, oldest first.
    pub disputes: Vec<DisputeBook>,
}

/// An idempotency key in the books.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyBook {
    pub key: String,
    /// How often a refund was made under it.
    pub executions: u64,
    /// How often a stored outcome was replayed.
    pub replays: u64,
    /// How often it was refused because a request with it was under way.
    pub conflicts: u64,
    /// The different bodies sent with it, byte for byte, the first eight.
    pub bodies: Vec<String>,
    /// The refunds made under it.
    pub refunds: Vec<String>,
}

/// Sums over everything, currencies added up as numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    pub payments: usize,
    /// Refunds in any state.
    pub refunds: usize,
    /// Disputes in any state.
    pub disputes: usize,
    /// Idempotency keys seen.
    pub keys: usize,
    pub captured: i64,
    /// Refunded, failed and canceled refunds not counted.
    pub refunded: i64,
    /// Withdrawn by disputes.
    pub withdrawn: i64,
    /// Come back from disputes.
    pub reinstated: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Books {
    /// Payments in the order they were made.
    pub payments: Vec<PaymentBook>,
    /// Keys in alphabetical order.
    pub keys: Vec<KeyBook>,
    /// Credit notes, oldest first.
    pub credit_notes: Vec<CreditNoteBook>,
    /// Sums.
    pub totals: Totals,
}

/// Something that must not happen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "violation")]
pub enum Violation {
    /// Money moved more than once under one key.
    KeyExecutedAgain { key: String, executions: u64 },
    /// More was refunded than captured.
    Overrefunded {
        payment_intent: String,
        /// Minor units.
        captured: i64,
        /// Minor units.
        refunded: i64,
    },
    /// One key came with different bodies.
    KeyWithSeveralBodies {
        key: String,
        /// How many different ones; counted up to eight.
        bodies: usize,
    },
}

impl RefundBook {
    fn of(refund: &Refund) -> Self {
        Self {
            id: refund.id.clone(),
            amount: refund.amount,
            status: refund.status,
            key: refund.key.clone(),
            by_api: refund.by_api,
            release: refund.release,
            reason: refund.reason.clone(),
        }
    }
}

impl DisputeBook {
    fn of(dispute: &Dispute) -> Self {
        let (mut withdrawn, mut reinstated) = (0_i64, 0_i64);
        for movement in &dispute.movements {
            if movement.returns {
                reinstated = reinstated.saturating_add(movement.amount);
            } else {
                withdrawn = withdrawn.saturating_sub(movement.amount);
            }
        }
        let (id, amount, status) = (dispute.id.clone(), dispute.amount, dispute.status);
        Self { id, amount, status, withdrawn, reinstated }
    }
}

impl State {
    /// One refund's entry.
    pub(super) fn refund_book(&self, id: &str) -> Option<RefundBook> {
        self.ledger.refunds.get(id).map(RefundBook::of)
    }

    /// One dispute's entry.
    pub(super) fn dispute_book(&self, id: &str) -> Option<DisputeBook> {
        self.ledger.disputes.get(id).map(DisputeBook::of)
    }

    /// One payment's entry, by its intent or its charge.
    pub(super) fn payment_book(&self, id: &str) -> Option<PaymentBook> {
        self.find_payment(id).map(|payment| self.book_payment(payment))
    }

    fn book_payment(&self, payment: &Payment) -> PaymentBook {
        let refunds: Vec<RefundBook> =
            payment.refunds.iter().filter_map(|id| self.refund_book(id)).collect();
        let disputes: Vec<DisputeBook> =
            payment.disputes.iter().filter_map(|id| self.dispute_book(id)).collect();
        // Summed from the refunds themselves, so that the running sum is checked by it.
        let counted = refunds.iter().filter(|refund| refund.status.counts() && !refund.release);
        PaymentBook {
            payment_intent: payment.intent.clone(),
            charge: payment.charge.clone(),
            customer: payment.customer.clone(),
            currency: payment.currency.clone(),
            status: payment.status,
            authorised: payment.amount,
            captured: payment.captured,
            refunded: counted.map(|refund| refund.amount).sum(),
            withdrawn: disputes.iter().map(|dispute| dispute.withdrawn).sum(),
            reinstated: disputes.iter().map(|dispute| dispute.reinstated).sum(),
            refunds,
            disputes,
        }
    }

    /// Everything. Its cost grows with the number of payments and keys.
    pub(super) fn books(&self) -> Books {
        let ordered = self.ledger.order.iter().filter_map(|id| self.ledger.payments.get(id));
        let keys = self.keys.iter().map(|(key, record)| KeyBook {
            key: key.clone(),
            executions: record.executions,
            replays: record.replays,
            conflicts: record.conflicts,
            bodies: record.bodies.clone(),
            refunds: record.refunds.clone(),
        });
        Books {
            payments: ordered.map(|payment| self.book_payment(payment)).collect(),
            keys: keys.collect(),
            credit_notes: self.credit_notes(),
            totals: self.totals(),
        }
    }

    /// The sums alone.
    pub(super) fn totals(&self) -> Totals {
        let mut totals = Totals {
            payments: self.ledger.payments.len(),
            refunds: self.ledger.refunds.len(),
            disputes: self.ledger.disputes.len(),
            keys: self.keys.len(),
            ..Totals::default()
        };
        for payment in self.ledger.payments.values() {
            totals.captured = totals.captured.saturating_add(payment.captured);
            totals.refunded = totals.refunded.saturating_add(payment.refunded);
        }
        for dispute in self.ledger.disputes.values().map(DisputeBook::of) {
            totals.withdrawn = totals.withdrawn.saturating_add(dispute.withdrawn);
            totals.reinstated = totals.reinstated.saturating_add(dispute.reinstated);
        }
        totals
    }

    pub(super) fn violations(&self) -> Vec<Violation> {
        let mut found = Vec::new();
        for (key, record) in self.keys.iter() {
            if record.executions > 1 {
                let (key, executions) = (key.clone(), record.executions);
                found.push(Violation::KeyExecutedAgain { key, executions });
            }
            if record.bodies.len() > 1 {
                let (key, bodies) = (key.clone(), record.bodies.len());
                found.push(Violation::KeyWithSeveralBodies { key, bodies });
            }
        }
        for payment in self.ledger.payments.values() {
            let refunds = payment.refunds.iter().filter_map(|id| self.ledger.refunds.get(id));
            let counted = refunds.filter(|refund| refund.status.counts() && !refund.release);
            let refunded: i64 = counted.map(|refund| refund.amount).sum();
            let settled = payment.status == PaymentStatus::Succeeded;
            if settled && refunded > payment.captured {
                found.push(Violation::Overrefunded {
                    payment_intent: payment.intent.clone(),
                    captured: payment.captured,
                    refunded,
                });
            }
        }
        found
    }
}
