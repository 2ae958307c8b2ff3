//! What is published of a commission: how much of it is to be taken back, or given back.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::origin::OriginV1;
use crate::leaf::MoneyV1;
use case::announcement::Clawback;
use domain::commission::ClawbackMode;
use domain::money::Money;

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

impl CommissionClawbackV1 {
    /// Gives a clawback its published form. Its number in the case is in the event's id.
    pub(super) fn new(origin: OriginV1, clawback: &Clawback) -> Self {
        let (commission, captured) = (&clawback.commission, clawback.captured);
        let of_commission = |minor| Money::new(minor, commission.earned.currency).into();
        Self {
            origin,
            commission: commission.id.to_string(),
            partner: commission.partner.to_string(),
            delta: of_commission(clawback.delta),
            clawed_total: of_commission(clawback.total),
            mode: clawback.mode.into(),
            basis: RateBasisV1 {
                earned: commission.earned.into(),
                base: commission.base.map(MoneyV1::from),
            },
            lost: Money::new(clawback.lost, captured.currency).into(),
            captured: captured.into(),
            paid: commission.paid,
        }
    }
}
