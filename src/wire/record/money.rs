//! The stored form of an amount.

use serde::{Deserialize, Serialize};

use super::error::RecordError;
use super::text::Text;
use crate::domain::money::{Currency, Money};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct MoneyV1<'a> {
    minor: i64,
    #[serde(borrow)]
    currency: Text<'a>,
}

impl From<Money> for MoneyV1<'_> {
    fn from(money: Money) -> Self {
        Self { minor: money.minor, currency: money.currency.code().into() }
    }
}

impl TryFrom<MoneyV1<'_>> for Money {
    type Error = RecordError;

    fn try_from(twin: MoneyV1<'_>) -> Result<Self, RecordError> {
        Ok(Self::new(twin.minor, Currency::parse(twin.currency.as_str())?))
    }
}
