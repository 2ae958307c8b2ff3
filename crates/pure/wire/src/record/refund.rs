//! The stored form of a refund.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::field::record;
use domain::ids::RefundId;
use domain::key::IdempotencyKey;
use domain::money::Money;
use domain::refund::{Refund, RefundStatus};

record! {
    RefundV1 stores Refund {
        id: RefundId,
        amount: Money,
        #[serde(with = "RefundStatusV1")]
        status: RefundStatus,
        [default] key: Option<IdempotencyKey>,
        [default] failure: Option<String>,
        [default] act_by: Option<Timestamp>,
        created_at: Timestamp,
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
