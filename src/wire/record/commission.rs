//! The stored form of a commission.

use serde::{Deserialize, Serialize};

use super::error::RecordError;
use super::money::MoneyV1;
use super::text::Text;
use crate::domain::commission::{ClawbackMode, Commission};
use crate::domain::ids::{CommissionId, PartnerId};
use crate::domain::money::Money;

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct CommissionV1<'a> {
    #[serde(borrow)]
    id: Text<'a>,
    #[serde(borrow)]
    partner: Text<'a>,
    #[serde(borrow)]
    earned: MoneyV1<'a>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    base: Option<MoneyV1<'a>>,
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

    fn try_from(twin: CommissionV1<'_>) -> Result<Self, RecordError> {
        Ok(Self {
            id: CommissionId::parse(twin.id)?,
            partner: PartnerId::parse(twin.partner)?,
            earned: twin.earned.try_into()?,
            base: twin.base.map(Money::try_from).transpose()?,
            paid: twin.paid,
        })
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ClawbackModeV1 {
    Void,
    Reduce,
    NegativeLine,
}

impl From<ClawbackMode> for ClawbackModeV1 {
    fn from(mode: ClawbackMode) -> Self {
        match mode {
            ClawbackMode::Void => Self::Void,
            ClawbackMode::Reduce => Self::Reduce,
            ClawbackMode::NegativeLine => Self::NegativeLine,
        }
    }
}

impl From<ClawbackModeV1> for ClawbackMode {
    fn from(twin: ClawbackModeV1) -> Self {
        match twin {
            ClawbackModeV1::Void => Self::Void,
            ClawbackModeV1::Reduce => Self::Reduce,
            ClawbackModeV1::NegativeLine => Self::NegativeLine,
        }
    }
}
