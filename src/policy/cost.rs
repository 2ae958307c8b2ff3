//! What a refund costs the merchant besides the refund, and what the dispute would that it can
//! avoid: a table per processor and currency, out of the merchant's contract.
//!
//! Processors keep their fee when a charge is refunded. What they kept is a fact of the payment
//! where they tell it; the table says what to reckon with where they do not.

use std::collections::BTreeMap;

use toml::de::DeTable;

use super::compile::broken_toml;
use super::document::{Reading, Section};
use crate::diagnostics::{Mistake, instead};
use crate::domain::cost::Cost;
use crate::domain::facts::Facts;
use crate::domain::money::{Currency, share};
use crate::domain::processor::Processor;

const REMEDY: &str = "write `EUR = { fee = \"150bp\", fixed_fee = 25, refund_fee = 0, \
                      dispute_fee = 2000 }` below `[costs.stripe]`, amounts in minor units";

/// The keys of a row of costs.
pub(super) const KEYS: [&str; 4] = ["fee", "fixed_fee", "refund_fee", "dispute_fee"];

/// One row of the table, minor units of its currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Row {
    fee_basis_points: i64,
    fixed_fee: i64,
    refund_fee: i64,
    dispute_fee: i64,
}

/// What refunds cost, by processor and currency.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Costs(BTreeMap<(Processor, Currency), Row>);

impl Costs {
    /// What refunding this payment costs, and what it can save; `None` where the table is silent.
    pub(super) fn of(&self, facts: &Facts) -> Option<Cost> {
        let row = self.row(facts)?;
        Some(Cost {
            refund_minor: self.fee(facts)?.checked_add(row.refund_fee)?,
            dispute_minor: row.dispute_fee,
        })
    }

    /// What the processor keeps of this payment: what it says, else what the table says.
    pub(super) fn fee(&self, facts: &Facts) -> Option<i64> {
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

    /// Reads a file of costs: a table per processor, with a row per currency. All mistakes are
    /// reported at once.
    pub fn parse(text: &str) -> Result<Self, Vec<Mistake>> {
        let (document, errors) = DeTable::parse_recoverable(text);
        if !errors.is_empty() {
            return Err(errors.iter().map(|error| broken_toml(text, error)).collect());
        }
        let mut reading = Reading { text, mistakes: Vec::new() };
        let root = Section { name: "the file of costs", table: document.get_ref(), span: 0..0 };
        let costs = Self::rows(&mut reading, &root);
        if reading.mistakes.is_empty() { Ok(costs) } else { Err(reading.mistakes) }
    }

    /// Adds the rows of another table that this one does not have.
    pub(super) fn complete(&mut self, other: &Self) {
        for (key, row) in &other.0 {
            self.0.entry(*key).or_insert(*row);
        }
    }

    /// Reads `[costs]`.
    pub(super) fn read<'t>(reading: &mut Reading<'t>, root: &Section<'_, 't>) -> Self {
        let section =
            root.get("costs").and_then(|value| reading.section("`[costs]`", value, REMEDY));
        section.map_or_else(Self::default, |section| Self::rows(reading, &section))
    }

    fn rows<'t>(reading: &mut Reading<'t>, section: &Section<'_, 't>) -> Self {
        let mut costs = Self::default();
        for (key, value) in section.table {
            let name = key.get_ref().as_ref();
            let Some(processor) = Processor::parse(name) else {
                let names = Processor::ALL.map(Processor::as_str);
                let message = format!("there is no processor `{name}`");
                reading.error(key.span(), message, instead(name, &names));
                continue;
            };
            let Some(rows) = reading.section("a processor's costs", value, REMEDY) else {
                continue;
            };
            for (key, value) in rows.table {
                let currency = reading.currency(key.get_ref().as_ref(), key.span());
                let row = reading
                    .section("a row of costs", value, REMEDY)
                    .map(|section| row(reading, &section));
                if let (Some(currency), Some(row)) = (currency, row) {
                    costs.0.insert((processor, currency), row);
                }
            }
        }
        costs
    }
}

fn row<'t>(reading: &mut Reading<'t>, section: &Section<'_, 't>) -> Row {
    reading.only(section, &KEYS);
    let fee = section.get("fee").and_then(|value| reading.share("`fee`", value));
    let mut amount = |key: &'static str| {
        let value = section.get(key)?;
        reading.whole(&format!("`{key}`"), value, 0..=i64::MAX, REMEDY)
    };
    Row {
        fee_basis_points: fee.unwrap_or_default(),
        fixed_fee: amount("fixed_fee").unwrap_or_default(),
        refund_fee: amount("refund_fee").unwrap_or_default(),
        dispute_fee: amount("dispute_fee").unwrap_or_default(),
    }
}
