//! The stored form of a request and of what became of it. It never had a comment.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::conversation::OpenedV1;
use super::error::RecordError;
use super::kept::{self, CostV1, KeptV1};
use super::money::MoneyV1;
use super::ruling::{RulingV1, authority};
use super::text::Text;
use crate::case::state::{Automatic, RequestState, Stages};
use crate::domain::conversation::Opened;
use crate::domain::decision::{Ruling, VerdictKind};
use crate::domain::ids::{RequestId, StaffId};
use crate::domain::money::Money;
use crate::domain::receipt::Receipt;
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
    received_at: Timestamp,
    /// Absent where it is `received_at`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seen_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    proof_of_purchase: bool,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    ruling: Option<RulingV1<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    facts: Option<KeptV1>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cost: Option<CostV1>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    operation: Option<Text<'a>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    requested_by: Option<Text<'a>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    opened: Option<OpenedV1<'a>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    joins: Option<Text<'a>>,
    /// Absent where no stage was reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stages: Option<StagesV1>,
    /// Absent where the request says nothing of the payment.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    claims: Option<ClaimsV1<'a>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    automatic: Option<AutomaticV1<'a>>,
}

/// What a request says of the payment. The hash of an e-mail address is never stored.
#[derive(Debug, Serialize, Deserialize)]
struct ClaimsV1<'a> {
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    channel: Option<Text<'a>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    charged: Option<MoneyV1<'a>>,
    #[serde(borrow, default, skip_serializing_if = "Vec::is_empty")]
    lines: Vec<Text<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    email_matches: Option<bool>,
}

impl<'a> From<&'a Claims> for ClaimsV1<'a> {
    fn from(claims: &'a Claims) -> Self {
        Self {
            channel: claims.channel.as_ref().map(Text::from),
            charged: claims.charged.map(MoneyV1::from),
            lines: claims.lines.iter().map(Text::from).collect(),
            email_matches: claims.email_matches,
        }
    }
}

impl TryFrom<ClaimsV1<'_>> for Claims {
    type Error = RecordError;

    fn try_from(twin: ClaimsV1<'_>) -> Result<Self, RecordError> {
        Ok(Self {
            channel: twin.channel.map(String::from),
            charged: twin.charged.map(Money::try_from).transpose()?,
            email: None,
            email_matches: twin.email_matches,
            lines: twin.lines.into_iter().map(String::from).collect(),
        })
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct AutomaticV1<'a> {
    #[serde(borrow)]
    rule: Text<'a>,
    #[serde(borrow)]
    said: Text<'a>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    shadow: bool,
}

impl<'a> From<&'a Automatic> for AutomaticV1<'a> {
    fn from(automatic: &'a Automatic) -> Self {
        let Automatic { by, said, shadow } = automatic;
        Self { rule: by.to_string().into(), said: said.as_str().into(), shadow: *shadow }
    }
}

impl TryFrom<AutomaticV1<'_>> for Automatic {
    type Error = RecordError;

    fn try_from(twin: AutomaticV1<'_>) -> Result<Self, RecordError> {
        let said = VerdictKind::parse(twin.said.as_str())
            .ok_or_else(|| RecordError::word("verdict", twin.said.as_str()))?;
        Ok(Self { by: authority(&twin.rule)?, said, shadow: twin.shadow })
    }
}

#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "each is an instant")]
struct StagesV1 {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    acknowledged_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    decided_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refunded_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    followed_up_at: Option<Timestamp>,
}

impl From<Stages> for StagesV1 {
    fn from(stages: Stages) -> Self {
        let Stages { acknowledged_at, decided_at, refunded_at, followed_up_at } = stages;
        Self { acknowledged_at, decided_at, refunded_at, followed_up_at }
    }
}

impl From<StagesV1> for Stages {
    fn from(twin: StagesV1) -> Self {
        let StagesV1 { acknowledged_at, decided_at, refunded_at, followed_up_at } = twin;
        Self { acknowledged_at, decided_at, refunded_at, followed_up_at }
    }
}

impl<'a> From<&'a RequestState> for RequestV1<'a> {
    fn from(state: &'a RequestState) -> Self {
        let request = &state.request;
        let (facts, cost) = kept::stored(state.grounds.as_deref());
        Self {
            id: request.id.as_str().into(),
            reason: request.reason.as_str().into(),
            amount: request.amount.map(MoneyV1::from),
            locale: request.locale.as_ref().map(Text::from),
            requested_at: request.requested_at,
            received_at: request.receipt.at,
            seen_at: Some(request.receipt.seen_at).filter(|at| *at != request.receipt.at),
            proof_of_purchase: request.proof_of_purchase,
            ruling: state.ruling.as_ref().map(RulingV1::from),
            facts,
            cost,
            operation: state.operation.as_ref().map(|key| key.as_str().into()),
            requested_by: request.requested_by.as_ref().map(Text::from),
            opened: state.opened.as_ref().map(OpenedV1::from),
            joins: state.joins.as_ref().map(Text::from),
            claims: (request.claims != Claims::default()).then(|| (&request.claims).into()),
            stages: (state.stages != Stages::default()).then(|| state.stages.into()),
            automatic: state.automatic.as_ref().map(AutomaticV1::from),
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
                receipt: Receipt {
                    at: twin.received_at,
                    seen_at: twin.seen_at.unwrap_or(twin.received_at),
                },
                proof_of_purchase: twin.proof_of_purchase,
                claims: twin.claims.map(Claims::try_from).transpose()?.unwrap_or_default(),
                requested_by: twin.requested_by.map(StaffId::parse).transpose()?,
            },
            ruling: twin.ruling.map(Ruling::try_from).transpose()?,
            grounds: kept::restored(twin.facts, twin.cost),
            operation: twin.operation.map(|key| key.key()).transpose()?,
            opened: twin.opened.map(Opened::try_from).transpose()?,
            joins: twin.joins.map(RequestId::parse).transpose()?,
            stages: twin.stages.map(Stages::from).unwrap_or_default(),
            automatic: twin.automatic.map(Automatic::try_from).transpose()?,
        })
    }
}
