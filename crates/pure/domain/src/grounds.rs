//! What a decision was made on.

use super::billing::BillingError;
use super::cost::Cost;
use super::facts::Facts;
use super::finding::Finding;
use super::money::Money;

/// The facts about a request when it was decided, and what a refund would have cost then. Kept with
/// the decision, to explain it, to show it to reviewers, or to try another policy on it. Nothing is
/// done because of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grounds {
    /// The facts. Where a guard decided, what would have been asked for elsewhere is not in them.
    pub facts: Facts,
    /// What a refund costs besides the money; `None` where no table says it.
    pub cost: Option<Cost>,
}

impl Grounds {
    /// The names of the findings in the facts.
    pub fn findings(&self) -> impl Iterator<Item = &'static str> + '_ {
        Finding::all_in(&self.facts).map(Finding::as_str)
    }

    /// The names of the errors of the bill that the facts show.
    pub fn billing_errors(&self) -> impl Iterator<Item = &'static str> + '_ {
        BillingError::all_in(&self.facts).map(BillingError::as_str)
    }

    /// What a refund costs besides, and what the dispute would that it can avoid.
    pub fn costs(&self) -> Option<(Money, Money)> {
        let money = |minor| Money::new(minor, self.facts.payment.captured.currency);
        self.cost.map(|cost| (money(cost.refund_minor), money(cost.dispute_minor)))
    }
}
