//! Reads what refunds cost: in a policy, or in a file of its own.

use super::field::Optional;
use super::reading::Reading;
use super::shape;
use crate::language::cost::{Costs, Row};
use diagnostics::Mistake;

impl Costs {
    /// Reads a file of costs: a table per processor, with a row per currency. All mistakes are
    /// reported at once.
    pub fn parse(text: &str) -> Result<Self, Vec<Mistake>> {
        let (reading, table) = Reading::new(text);
        match (table, reading.finish()) {
            (Some(table), (_, true)) => Ok(costs(&table)),
            (Some(_) | None, (mistakes, _)) => Err(mistakes),
        }
    }
}

/// What refunds cost, as far as it could be read.
pub(crate) fn costs(table: &shape::Costs) -> Costs {
    let mut costs = Costs::default();
    for (processor, rows) in table.iter() {
        let (Some(processor), Some(rows)) = (processor.get(), rows.get()) else { continue };
        for (currency, there) in rows.iter() {
            if let (Some(currency), Some(there)) = (currency.get(), there.get()) {
                costs.insert(processor.0, currency.0, row(there));
            }
        }
    }
    costs
}

fn row(row: &shape::Cost) -> Row {
    Row {
        fee_basis_points: row.fee.stated().map_or(0, |share| share.0),
        fixed_fee: row.fixed_fee.stated().map_or(0, |fee| fee.0),
        refund_fee: row.refund_fee.stated().map_or(0, |fee| fee.0),
        dispute_fee: row.dispute_fee.stated().map_or(0, |fee| fee.0),
    }
}
