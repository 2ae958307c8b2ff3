//! What is counted, in a document of facts: the payment's money, earlier requests, the payments of
//! a customer or a card.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use domain::facts::{Counts, History, Ledger};
use domain::twins::Twins;

/// What became of the payment's money so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "what became of the money, such as `refunded_minor`")]
pub struct LedgerV1 {
    /// Refunded so far, minor units.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub refunded_minor: i64,
    /// What can still be refunded, minor units; what was captured less what was refunded, if it is
    /// left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_minor: Option<i64>,
    /// Whether a dispute blocks refunds.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub disputed: bool,
    /// Whether the card network warned of fraud.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub fraud_warning: bool,
}

impl LedgerV1 {
    pub(super) fn new(ledger: Ledger, captured: i64) -> Self {
        let Ledger { refunded_minor, left_minor, disputed, fraud_warning } = ledger;
        let plain = rest(captured, refunded_minor) == left_minor;
        let left_minor = (!plain).then_some(left_minor);
        Self { refunded_minor, left_minor, disputed, fraud_warning }
    }

    pub(super) fn facts(self, captured: i64) -> Ledger {
        let Self { refunded_minor, left_minor, disputed, fraud_warning } = self;
        let left_minor = left_minor.unwrap_or_else(|| rest(captured, refunded_minor));
        Ledger { refunded_minor, left_minor, disputed, fraud_warning }
    }

    pub(super) fn is_untouched(&self) -> bool {
        *self == Self::default()
    }
}

fn rest(captured: i64, refunded: i64) -> i64 {
    captured.saturating_sub(refunded).max(0)
}

/// What was asked before about the same payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "counts with `requests` and `denials`")]
pub struct EarlierV1 {
    /// Other requests.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub requests: i64,
    /// Those of them that were denied.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub denials: i64,
}

impl EarlierV1 {
    pub(super) fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// Payments of one customer or one card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a history with counts, such as `all`")]
pub struct HistoryV1 {
    /// All of them, the one in question included.
    #[serde(default, skip_serializing_if = "CountsV1::is_nothing")]
    pub all: CountsV1,
    /// Those charged in the last 30 days.
    #[serde(default, skip_serializing_if = "CountsV1::is_nothing")]
    pub days_30: CountsV1,
    /// Those charged in the last 90 days.
    #[serde(default, skip_serializing_if = "CountsV1::is_nothing")]
    pub days_90: CountsV1,
    /// Those charged in the last 365 days.
    #[serde(default, skip_serializing_if = "CountsV1::is_nothing")]
    pub days_365: CountsV1,
    /// What was refunded of those charged in the last 365 days, minor units of the payment's currency;
    /// nobody knows, if it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refunded_minor_365d: Option<i64>,
    /// When the first of them was charged, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub since: Option<Timestamp>,
    /// Those that look like the one in question; nobody knows, if it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub twins_3d: Option<TwinsV1>,
}

/// Other payments of the same amount and currency, charged in the three days around the one in
/// question, neither refunded nor disputed since, and not for another product or plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "twins with `before` and `after`")]
pub struct TwinsV1 {
    /// Charged before it.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub before: i64,
    /// Charged after it.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub after: i64,
}

/// Payments counted by what became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "counts with `payments`, `refunds` and `disputes`")]
pub struct CountsV1 {
    /// Payments taken.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub payments: i64,
    /// Those of which anything was refunded.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub refunds: i64,
    /// Those that were disputed.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub disputes: i64,
}

impl CountsV1 {
    fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_zero(number: &i64) -> bool {
    *number == 0
}

impl From<CountsV1> for Counts {
    fn from(wire: CountsV1) -> Self {
        let CountsV1 { payments, refunds, disputes } = wire;
        Self { payments, refunds, disputes }
    }
}

impl From<Counts> for CountsV1 {
    fn from(counts: Counts) -> Self {
        let Counts { payments, refunds, disputes } = counts;
        Self { payments, refunds, disputes }
    }
}

impl From<HistoryV1> for History {
    fn from(wire: HistoryV1) -> Self {
        let HistoryV1 { all, days_30, days_90, days_365, refunded_minor_365d, since, twins_3d } =
            wire;
        Self {
            all: all.into(),
            days_30: days_30.into(),
            days_90: days_90.into(),
            days_365: days_365.into(),
            returned_365d: refunded_minor_365d,
            since,
            twins: twins_3d.map(|TwinsV1 { before, after }| Twins { before, after }),
        }
    }
}

impl From<&History> for HistoryV1 {
    fn from(history: &History) -> Self {
        let History { all, days_30, days_90, days_365, returned_365d, since, twins } = *history;
        Self {
            all: all.into(),
            days_30: days_30.into(),
            days_90: days_90.into(),
            days_365: days_365.into(),
            refunded_minor_365d: returned_365d,
            since,
            twins_3d: twins.map(|Twins { before, after }| TwinsV1 { before, after }),
        }
    }
}
