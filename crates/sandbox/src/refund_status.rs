//! How far a refund has come.

use serde::{Deserialize, Serialize};

/// Where a refund stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundStatus {
    /// On its way, or waiting for money.
    Pending,
    /// Waiting for the customer.
    RequiresAction,
    /// Sent to the customer; may still fail later.
    Succeeded,
    /// The money is back with the merchant. Final.
    Failed,
    /// Taken back. Final.
    Canceled,
}

impl RefundStatus {
    /// The word used by the API.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::RequiresAction => "requires_action",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Canceled => "canceled",
        }
    }

    /// Whether the amount counts as refunded.
    pub(super) fn counts(self) -> bool {
        match self {
            Self::Pending | Self::RequiresAction | Self::Succeeded => true,
            Self::Failed | Self::Canceled => false,
        }
    }
}
