//! The stored form of a refund.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::error::RecordError;
use crate::domain::ids::RefundId;
use crate::domain::refund::{Refund, RefundStatus};
use crate::wire::leaf::{MoneyV1, Text};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RefundV1<'a> {
    id: Text<'a>,
    amount: MoneyV1,
    #[serde(with = "RefundStatusV1")]
    status: RefundStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    failure: Option<Text<'a>>,
    created_at: Timestamp,
}

impl<'a> From<&'a Refund> for RefundV1<'a> {
    fn from(refund: &'a Refund) -> Self {
        Self {
            id: refund.id.as_str().into(),
            amount: refund.amount.into(),
            status: refund.status.clone(),
            key: refund.key.as_ref().map(|key| key.as_str().into()),
            failure: refund.failure.as_ref().map(Text::from),
            created_at: refund.created_at,
        }
    }
}

impl TryFrom<RefundV1<'_>> for Refund {
    type Error = RecordError;

    fn try_from(wire: RefundV1<'_>) -> Result<Self, RecordError> {
        Ok(Self {
            id: RefundId::parse(wire.id)?,
            amount: wire.amount.into(),
            status: wire.status,
            key: wire.key.map(|key| key.key()).transpose()?,
            failure: wire.failure.map(String::from),
            created_at: wire.created_at,
        })
    }
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "RefundStatus", rename_all = "snake_case")]
enum RefundStatusV1 {
    Pending,
    RequiresAction,
    /// The processor's own word.
    Other(String),
    Succeeded,
    Failed,
    Canceled,
}
