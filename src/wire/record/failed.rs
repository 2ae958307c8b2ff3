//! The stored form of a refund that did not reach the customer.

use serde::{Deserialize, Serialize};

use super::error::RecordError;
use super::field::Field;
use super::money::MoneyV1;
use super::text::Text;
use crate::case::announcement::{Failed, Failure};
use crate::domain::outcome::Refusal;

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct FailedV1<'a> {
    /// Absent for a refund made elsewhere.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    key: Option<Text<'a>>,
    /// Absent where the call was refused.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    refund: Option<Text<'a>>,
    #[serde(borrow)]
    amount: MoneyV1<'a>,
    #[serde(borrow)]
    reason: Text<'a>,
    late: bool,
    #[serde(borrow, default, skip_serializing_if = "Vec::is_empty")]
    requests: Vec<Text<'a>>,
}

impl<'a> From<&'a Failed> for FailedV1<'a> {
    fn from(failed: &'a Failed) -> Self {
        let (key, refund, reason, late) = match &failed.how {
            Failure::Refused { key, refusal } => (Some(key), None, refusal.as_str(), false),
            Failure::CameBack { refund, key, reason, late } => {
                (key.as_ref(), Some(refund), reason.as_str(), *late)
            }
        };
        Self {
            key: key.map(Text::from),
            refund: refund.map(Text::from),
            amount: failed.amount.into(),
            reason: reason.into(),
            late,
            requests: failed.requests.stored(),
        }
    }
}

impl TryFrom<FailedV1<'_>> for Failed {
    type Error = RecordError;

    fn try_from(twin: FailedV1<'_>) -> Result<Self, RecordError> {
        let key = Option::read(twin.key)?;
        let how = match (Option::read(twin.refund)?, key) {
            (Some(refund), key) => {
                Failure::CameBack { refund, key, reason: twin.reason.into(), late: twin.late }
            }
            (None, Some(key)) => {
                Failure::Refused { key, refusal: Refusal::parse(twin.reason.as_str()) }
            }
            (None, None) => {
                return Err(RecordError::word("failure of no refund", twin.reason.as_str()));
            }
        };
        let (amount, requests) = (twin.amount.try_into()?, Field::read(twin.requests)?);
        Ok(Self { how, amount, requests })
    }
}
