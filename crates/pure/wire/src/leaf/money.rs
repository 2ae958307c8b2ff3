//! Amounts of money in documents.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::word::Word;
use domain::money::{Currency, Money};

/// An amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MoneyV1 {
    /// Minor units of ISO 4217: cents for USD, yen for JPY, fils for KWD.
    pub minor: i64,
    /// The ISO 4217 code, in capitals.
    pub currency: Word<Currency>,
}

impl From<Money> for MoneyV1 {
    fn from(money: Money) -> Self {
        Self { minor: money.minor, currency: Word(money.currency) }
    }
}

impl From<MoneyV1> for Money {
    fn from(wire: MoneyV1) -> Self {
        Self::new(wire.minor, wire.currency.0)
    }
}

// People write such documents: a misspelt field is an error.
/// An amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "an amount with `minor` and `currency`")]
pub struct AmountV1 {
    /// Minor units of ISO 4217: cents for USD, yen for JPY, fils for KWD.
    pub minor: i64,
    /// The ISO 4217 code, in capitals.
    pub currency: Word<Currency>,
}

impl AmountV1 {
    /// The amount.
    pub fn money(self) -> Money {
        Money::new(self.minor, self.currency.0)
    }
}

impl From<Money> for AmountV1 {
    fn from(money: Money) -> Self {
        Self { minor: money.minor, currency: Word(money.currency) }
    }
}
