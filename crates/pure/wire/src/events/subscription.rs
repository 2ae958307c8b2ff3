//! What is published about subscriptions.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::origin::OriginV1;
use crate::leaf::Word;
use domain::ids::{RefundId, SubscriptionId};
use domain::key::IdempotencyKey;
use domain::subscription::CancelWhen;

/// A subscription is to end, because its payment has gone back and the rule says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SubscriptionCancelSuggestedV1 {
    /// Which payment.
    #[serde(flatten)]
    pub origin: OriginV1,
    /// The id of the request.
    pub request: String,
    /// The key of the refund operation.
    pub operation: String,
    /// The processor's id of the refund that has gone through.
    pub refund: String,
    /// The processor's id of the subscription, from the invoice of the payment; absent where none names
    /// it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription: Option<String>,
    /// When it is to end: at once, or with the period that was paid for.
    pub when: Word<CancelWhen>,
}

impl SubscriptionCancelSuggestedV1 {
    /// Gives the suggestion its published form.
    pub(super) fn new(
        (origin, request): (OriginV1, String),
        (key, refund, subscription): (&IdempotencyKey, &RefundId, Option<&SubscriptionId>),
        when: CancelWhen,
    ) -> Self {
        Self {
            origin,
            request,
            operation: key.to_string(),
            refund: refund.to_string(),
            subscription: subscription.map(ToString::to_string),
            when: Word(when),
        }
    }
}
