//! The stored form of a request and of what became of it. It never had a comment.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::conversation::OpenedV1;
use super::error::RecordError;
use super::field::record;
use super::kept::{self, CostV1, KeptV1};
use super::ruling::RulingV1;
use crate::leaf::{MoneyV1, Text, Word};
use case::promise::Promise;
use case::stage::Stages;
use case::state::{Automatic, RequestState};
use domain::authority::Authority;
use domain::conversation::Opened;
use domain::decision::{Ruling, VerdictKind};
use domain::ids::{RequestId, SenderName, StaffId};
use domain::money::Money;
use domain::receipt::Receipt;
use domain::request::{Claims, Reason, RefundRequest};
use domain::sender::{Sender, SenderKind};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RequestV1<'a> {
    id: Text<'a>,
    reason: Word<Reason>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    amount: Option<MoneyV1>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    locale: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    time_zone: Option<Text<'a>>,
    requested_at: Timestamp,
    received_at: Timestamp,
    /// Absent where it is `received_at`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seen_at: Option<Timestamp>,
    /// Absent where nobody has said who sent it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sender: Option<SenderV1<'a>>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    proof_of_purchase: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ruling: Option<RulingV1<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    facts: Option<KeptV1>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cost: Option<CostV1>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    operation: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    requested_by: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    opened: Option<OpenedV1<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    joins: Option<Text<'a>>,
    /// Absent where nothing was promised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    promise: Option<PromiseV1<'a>>,
    /// Absent where no stage was reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stages: Option<StagesV1<'a>>,
    /// Absent where the request says nothing of the payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    claims: Option<ClaimsV1<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    automatic: Option<AutomaticV1<'a>>,
}

record! {
    SenderV1 stores Sender {
        name: SenderName,
        kind: SenderKind,
    }
}

/// What a request says of the payment. The hash of an e-mail address is never stored.
#[derive(Debug, Serialize, Deserialize)]
struct ClaimsV1<'a> {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    channel: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    charged: Option<MoneyV1>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
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

impl From<ClaimsV1<'_>> for Claims {
    fn from(wire: ClaimsV1<'_>) -> Self {
        Self {
            channel: wire.channel.map(String::from),
            charged: wire.charged.map(Money::from),
            email: None,
            email_matches: wire.email_matches,
            lines: wire.lines.into_iter().map(String::from).collect(),
        }
    }
}

record! {
    AutomaticV1 stores Automatic {
        #[serde(rename = "rule")]
        by: Authority,
        said: VerdictKind,
        [default] shadow: bool,
    }
}

record! {
    PromiseV1 stores Promise {
        first: Timestamp,
        by: Timestamp,
        delays: u32,
    }
}

record! {
    #[expect(clippy::struct_field_names, reason = "each is an instant")]
    StagesV1 stores Stages {
        [default] acknowledged_at: Option<Timestamp>,
        [default] decided_at: Option<Timestamp>,
        [default] refunded_at: Option<Timestamp>,
        [default] followed_up_at: Option<Timestamp>,
    }
}

impl<'a> From<&'a RequestState> for RequestV1<'a> {
    fn from(state: &'a RequestState) -> Self {
        let request = &state.request;
        let (facts, cost) = kept::stored(state.grounds.as_deref());
        Self {
            id: request.id.as_str().into(),
            reason: Word(request.reason),
            amount: request.amount.map(MoneyV1::from),
            locale: request.locale.as_ref().map(Text::from),
            time_zone: request.time_zone.as_ref().map(Text::from),
            requested_at: request.requested_at,
            received_at: request.receipt.at,
            seen_at: Some(request.receipt.seen_at).filter(|at| *at != request.receipt.at),
            sender: request.sender.as_ref().map(SenderV1::from),
            proof_of_purchase: request.proof_of_purchase,
            ruling: state.ruling.as_ref().map(RulingV1::from),
            facts,
            cost,
            operation: state.operation.as_ref().map(|key| key.as_str().into()),
            requested_by: request.requested_by.as_ref().map(Text::from),
            opened: state.opened.as_ref().map(OpenedV1::from),
            joins: state.joins.as_ref().map(Text::from),
            claims: (request.claims != Claims::default()).then(|| (&request.claims).into()),
            promise: state.promise.as_ref().map(PromiseV1::from),
            stages: (state.stages != Stages::default()).then(|| (&state.stages).into()),
            automatic: state.automatic.as_ref().map(AutomaticV1::from),
        }
    }
}

impl TryFrom<RequestV1<'_>> for RequestState {
    type Error = RecordError;

    fn try_from(wire: RequestV1<'_>) -> Result<Self, RecordError> {
        Ok(Self {
            request: RefundRequest {
                id: RequestId::parse(wire.id)?,
                reason: wire.reason.0,
                amount: wire.amount.map(Money::from),
                locale: wire.locale.map(String::from),
                time_zone: wire.time_zone.map(String::from),
                requested_at: wire.requested_at,
                receipt: Receipt {
                    at: wire.received_at,
                    seen_at: wire.seen_at.unwrap_or(wire.received_at),
                },
                sender: wire.sender.map(Sender::try_from).transpose()?,
                proof_of_purchase: wire.proof_of_purchase,
                claims: wire.claims.map(Claims::from).unwrap_or_default(),
                requested_by: wire.requested_by.map(StaffId::parse).transpose()?,
            },
            ruling: wire.ruling.map(Ruling::try_from).transpose()?,
            grounds: kept::restored(wire.facts, wire.cost),
            operation: wire.operation.map(|key| key.key()).transpose()?,
            opened: wire.opened.map(Opened::try_from).transpose()?,
            joins: wire.joins.map(RequestId::parse).transpose()?,
            promise: wire.promise.map(Promise::try_from).transpose()?,
            stages: wire.stages.map(Stages::try_from).transpose()?.unwrap_or_default(),
            automatic: wire.automatic.map(Automatic::try_from).transpose()?,
        })
    }
}
