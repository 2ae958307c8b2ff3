//! What a refund costs the merchant besides the refund, and what the dispute would that it can
//! avoid: a table per processor and currency, out of the merchant's contract.
//!
//! Processors keep their fee when a charge is refunded. What they kept is a fact of the payment
//! where they tell it; the table says what to reckon with where they do not.

use std::collections::BTreeMap;

use domain::cost::Cost;
use domain::facts::Facts;
use domain::money::{Currency, share};
use domain::processor::Processor;

/// One row of the table, minor units of its currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) fee_basis_points: i64,
    pub(crate) fixed_fee: i64,
    pub(crate) refund_fee: i64,
    pub(crate) dispute_fee: i64,
}

/// What refunds cost, by processor and currency.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Costs(BTreeMap<(Processor, Currency), Row>);

impl Costs {
    /// What refunding this payment costs, and what it can save; `None` where the table is silent.
    pub(crate) fn of(&self, facts: &Facts) -> Option<Cost> {
        let row = self.row(facts)?;
        Some(Cost {
            refund_minor: self.fee(facts)?.checked_add(row.refund_fee)?,
            dispute_minor: row.dispute_fee,
        })
    }

    /// What the processor keeps of this payment: what it says, else what the table says.
    pub(crate) fn fee(&self, facts: &Facts) -> Option<i64> {
        let captured = facts.payment.captured;
        let told = facts.payment.purchase.fee.filter(|fee| fee.currency == captured.currency);
        if let Some(fee) = told {
            return Some(fee.minor);
        }
        let row = self.row(facts)?;
        share(captured.minor, row.fee_basis_points, 10_000, 1)?.checked_add(row.fixed_fee)
    }

    fn row(&self, facts: &Facts) -> Option<&Row> {
        let payment = &facts.payment;
        self.0.get(&(payment.processor, payment.captured.currency))
    }

    /// Says what one processor costs in one currency.
    pub(crate) fn insert(&mut self, processor: Processor, currency: Currency, row: Row) {
        self.0.insert((processor, currency), row);
    }

    /// Adds the rows of another table that this one does not have.
    pub(crate) fn complete(&mut self, other: &Self) {
        for (key, row) in &other.0 {
            self.0.entry(*key).or_insert(*row);
        }
    }
}
