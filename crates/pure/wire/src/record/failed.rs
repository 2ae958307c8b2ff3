//! The stored form of a refund that did not reach the customer.

use serde::{Deserialize, Serialize};

use super::error::RecordError;
use super::field::Field;
use crate::leaf::{MoneyV1, Text};
use case::announcement::{Failed, Failure};
use domain::outcome::Refusal;

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct FailedV1<'a> {
    /// Absent for a refund made elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<Text<'a>>,
    /// Absent where the call was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refund: Option<Text<'a>>,
    amount: MoneyV1,
    reason: Text<'a>,
    late: bool,
    /// It ended where it waited for the customer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    lapsed: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    requests: Vec<Text<'a>>,
}

impl<'a> From<&'a Failed> for FailedV1<'a> {
    fn from(failed: &'a Failed) -> Self {
        let (key, refund, reason, late) = match &failed.how {
            Failure::Refused { key, refusal } => (Some(key), None, refusal.as_str(), false),
            Failure::CameBack { refund, key, reason, late } => {
                (key.as_ref(), Some(refund), reason.as_str(), *late)
            }
            Failure::Lapsed { refund, key, reason } => {
                (Some(key), Some(refund), reason.as_str(), false)
            }
        };
        Self {
            key: key.map(Text::from),
            refund: refund.map(Text::from),
            amount: failed.amount.into(),
            reason: reason.into(),
            late,
            lapsed: matches!(failed.how, Failure::Lapsed { .. }),
            requests: failed.requests.stored(),
        }
    }
}

impl TryFrom<FailedV1<'_>> for Failed {
    type Error = RecordError;

    fn try_from(wire: FailedV1<'_>) -> Result<Self, RecordError> {
        let key = Option::read(wire.key)?;
        let how = match (Option::read(wire.refund)?, key) {
            (Some(refund), Some(key)) if wire.lapsed => {
                Failure::Lapsed { refund, key, reason: wire.reason.into() }
            }
            (Some(refund), key) => {
                Failure::CameBack { refund, key, reason: wire.reason.into(), late: wire.late }
            }
            (None, Some(key)) => {
                Failure::Refused { key, refusal: Refusal::parse(wire.reason.as_str()) }
            }
            (None, None) => {
                return Err(RecordError::word("failure of no refund", wire.reason.as_str()));
            }
        };
        let (amount, requests) = (wire.amount.into(), Field::read(wire.requests)?);
        Ok(Self { how, amount, requests })
    }
}
