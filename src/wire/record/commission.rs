//! The stored form of a commission.

use serde::{Deserialize, Serialize};

use super::error::RecordError;
use crate::domain::commission::Commission;
use crate::domain::ids::{CommissionId, PartnerId};
use crate::domain::money::Money;
use crate::wire::leaf::{MoneyV1, Text};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct CommissionV1<'a> {
    id: Text<'a>,
    partner: Text<'a>,
    earned: MoneyV1,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    base: Option<MoneyV1>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    paid: bool,
}

impl<'a> From<&'a Commission> for CommissionV1<'a> {
    fn from(commission: &'a Commission) -> Self {
        Self {
            id: commission.id.as_str().into(),
            partner: commission.partner.as_str().into(),
            earned: commission.earned.into(),
            base: commission.base.map(MoneyV1::from),
            paid: commission.paid,
        }
    }
}

impl TryFrom<CommissionV1<'_>> for Commission {
    type Error = RecordError;

    fn try_from(wire: CommissionV1<'_>) -> Result<Self, RecordError> {
        Ok(Self {
            id: CommissionId::parse(wire.id)?,
            partner: PartnerId::parse(wire.partner)?,
            earned: wire.earned.into(),
            base: wire.base.map(Money::from),
            paid: wire.paid,
        })
    }
}
