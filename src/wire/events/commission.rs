//! What is published of a commission: how much of it is to be taken back, or given back.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::origin::OriginV1;
use crate::domain::commission::{ClawbackMode, Commission};
use crate::domain::money::Money;
use crate::wire::leaf::MoneyV1;

/// How a clawback is to be booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClawbackModeV1 {
    /// Unpaid, and all of it is gone: void the commission.
    Void,
    /// Unpaid, and part of it is gone: set the commission to what remains.
    Reduce,
    /// Paid already: book a line of `-delta` against the next payout.
    NegativeLine,
}

impl From<ClawbackMode> for ClawbackModeV1 {
    fn from(mode: ClawbackMode) -> Self {
        match mode {
            ClawbackMode::Void => Self::Void,
            ClawbackMode::Reduce => Self::Reduce,
            ClawbackMode::NegativeLine => Self::NegativeLine,
        }
    }
}

/// What the commission was computed from, frozen when it was first learned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RateBasisV1 {
    /// What the partner earned, in the commission's currency.
    pub earned: MoneyV1,
    /// The part of the payment that it was computed on, in the payment's currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<MoneyV1>,
}

/// Commission is to be taken back, or given back.
///
/// The consumer's rule: drop repeats by the event's `id`. Where the event's `sequence` is greater
/// than the last one applied for this commission, `clawed_total` is the truth: set it. `delta` is
/// for the ledger line only; never add it up to get a total. The event with the greatest
/// `sequence` wins even where an earlier one was lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CommissionClawbackV1 {
    /// Which payment.
    #[serde(flatten)]
    pub origin: OriginV1,
    /// The affiliate system's id of the commission.
    pub commission: String,
    /// The affiliate system's id of the partner.
    pub partner: String,
    /// The change against the total announced before, in the commission's currency; negative
    /// gives back. 0 only restates the total.
    pub delta: MoneyV1,
    /// What is taken back in all after this event, in the commission's currency. Never more than
    /// was earned, never less than 0.
    pub clawed_total: MoneyV1,
    /// How it is to be booked.
    pub mode: ClawbackModeV1,
    /// What the commission was computed from.
    pub basis: RateBasisV1,
    /// What of the payment is gone: succeeded refunds and money withdrawn by disputes.
    pub lost: MoneyV1,
    /// What was captured.
    pub captured: MoneyV1,
    /// Whether the commission had been paid out to the partner.
    pub paid: bool,
}

/// One change of a clawback, minor units of the commission.
#[derive(Debug, Clone, Copy)]
pub(super) struct Change {
    pub(super) delta: i64,
    pub(super) total: i64,
    pub(super) mode: ClawbackMode,
}

impl CommissionClawbackV1 {
    /// `lost` is in minor units of `captured`.
    pub(super) fn new(
        origin: OriginV1,
        commission: &Commission,
        change: Change,
        lost: i64,
        captured: Money,
    ) -> Self {
        let of_commission = |minor| Money::new(minor, commission.earned.currency).into();
        Self {
            origin,
            commission: commission.id.to_string(),
            partner: commission.partner.to_string(),
            delta: of_commission(change.delta),
            clawed_total: of_commission(change.total),
            mode: change.mode.into(),
            basis: RateBasisV1 {
                earned: commission.earned.into(),
                base: commission.base.map(MoneyV1::from),
            },
            lost: Money::new(lost, captured.currency).into(),
            captured: captured.into(),
            paid: commission.paid,
        }
    }
}
