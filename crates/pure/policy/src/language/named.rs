//! What a policy says once and names: conditions, `conditions.fresh`, and amounts per currency,
//! `amounts.small`.

use std::collections::BTreeMap;
use std::ops::Range;

use super::condition::Condition;
use domain::money::Currency;

/// A condition with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NamedCondition {
    /// How other conditions name it: `conditions.fresh`.
    pub(crate) name: String,
    /// As it is written.
    pub(crate) text: String,
    /// Nothing where it could not be read, which was reported.
    pub(crate) condition: Option<Condition>,
    pub(crate) span: Range<usize>,
}

/// An amount for each currency, minor units. Of which one it is, the payment says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NamedAmount {
    /// How conditions name it: `amounts.small`.
    pub(crate) name: String,
    pub(crate) amounts: BTreeMap<Currency, i64>,
    pub(crate) span: Range<usize>,
}
