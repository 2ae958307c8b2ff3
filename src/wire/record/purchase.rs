//! The stored form of the sale behind a payment.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::money::Money;
use crate::domain::purchase::{Line, Purchase};
use crate::wire::leaf::{MoneyV1, Text};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct PurchaseV1<'a> {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    method: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    country: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    card_country: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    channel: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    business: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    renewal: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    renewals: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    delivered_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    withdrawal_waived_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    lines: Vec<LineV1<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tax_minor: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fee: Option<MoneyV1>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    policy_hash: Option<Text<'a>>,
}

#[derive(Debug, Serialize, Deserialize)]
struct LineV1<'a> {
    id: Text<'a>,
    minor: i64,
    tax_minor: i64,
    refundable: bool,
}

impl<'a> From<&'a Purchase> for PurchaseV1<'a> {
    fn from(purchase: &'a Purchase) -> Self {
        Self {
            method: purchase.method.as_ref().map(Text::from),
            country: purchase.country.as_ref().map(Text::from),
            card_country: purchase.card_country.as_ref().map(Text::from),
            channel: purchase.channel.as_ref().map(Text::from),
            business: purchase.business,
            renewal: purchase.renewal,
            renewals: purchase.renewals,
            delivered_at: purchase.delivered_at,
            withdrawal_waived_at: purchase.withdrawal_waived_at,
            lines: purchase.lines.iter().map(LineV1::from).collect(),
            tax_minor: purchase.tax_minor,
            fee: purchase.fee.map(MoneyV1::from),
            policy_hash: purchase.policy_hash.as_ref().map(Text::from),
        }
    }
}

impl From<PurchaseV1<'_>> for Purchase {
    fn from(wire: PurchaseV1<'_>) -> Self {
        Self {
            method: wire.method.map(String::from),
            country: wire.country.map(String::from),
            card_country: wire.card_country.map(String::from),
            channel: wire.channel.map(String::from),
            business: wire.business,
            renewal: wire.renewal,
            renewals: wire.renewals,
            delivered_at: wire.delivered_at,
            withdrawal_waived_at: wire.withdrawal_waived_at,
            lines: wire.lines.into_iter().map(Line::from).collect(),
            tax_minor: wire.tax_minor,
            fee: wire.fee.map(Money::from),
            policy_hash: wire.policy_hash.map(String::from),
        }
    }
}

impl<'a> From<&'a Line> for LineV1<'a> {
    fn from(line: &'a Line) -> Self {
        let Line { id, minor, tax_minor, refundable } = line;
        Self { id: id.into(), minor: *minor, tax_minor: *tax_minor, refundable: *refundable }
    }
}

impl From<LineV1<'_>> for Line {
    fn from(wire: LineV1<'_>) -> Self {
        let LineV1 { id, minor, tax_minor, refundable } = wire;
        Self { id: id.into(), minor, tax_minor, refundable }
    }
}
