//! The stored form of a request and of what became of it. It never had a comment.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::error::RecordError;
use super::money::MoneyV1;
use super::ruling::RulingV1;
use super::text::Text;
use crate::case::state::RequestState;
use crate::domain::decision::Ruling;
use crate::domain::ids::RequestId;
use crate::domain::money::Money;
use crate::domain::request::{Claims, Reason, RefundRequest};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RequestV1<'a> {
    #[serde(borrow)]
    id: Text<'a>,
    #[serde(borrow)]
    reason: Text<'a>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    amount: Option<MoneyV1<'a>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    locale: Option<Text<'a>>,
    requested_at: Timestamp,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    proof_of_purchase: bool,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    ruling: Option<RulingV1<'a>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    operation: Option<Text<'a>>,
}

impl<'a> From<&'a RequestState> for RequestV1<'a> {
    fn from(state: &'a RequestState) -> Self {
        let request = &state.request;
        Self {
            id: request.id.as_str().into(),
            reason: request.reason.as_str().into(),
            amount: request.amount.map(MoneyV1::from),
            locale: request.locale.as_ref().map(Text::from),
            requested_at: request.requested_at,
            proof_of_purchase: request.proof_of_purchase,
            ruling: state.ruling.as_ref().map(RulingV1::from),
            operation: state.operation.as_ref().map(|key| key.as_str().into()),
        }
    }
}

impl TryFrom<RequestV1<'_>> for RequestState {
    type Error = RecordError;

    fn try_from(twin: RequestV1<'_>) -> Result<Self, RecordError> {
        let reason = Reason::parse(twin.reason.as_str())
            .ok_or_else(|| RecordError::word("reason", twin.reason.as_str()))?;
        Ok(Self {
            request: RefundRequest {
                id: RequestId::parse(twin.id)?,
                reason,
                amount: twin.amount.map(Money::try_from).transpose()?,
                locale: twin.locale.map(String::from),
                requested_at: twin.requested_at,
                proof_of_purchase: twin.proof_of_purchase,
                claims: Claims::default(),
            },
            ruling: twin.ruling.map(Ruling::try_from).transpose()?,
            operation: twin.operation.map(|key| key.key()).transpose()?,
        })
    }
}
