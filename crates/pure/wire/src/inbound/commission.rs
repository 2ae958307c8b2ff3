//! A commission as an affiliate system reports it.

use schemars::JsonSchema;
use serde::Deserialize;

use super::error::InboundError;
use super::field::{Field, WireMoney, unusable};
use domain::commission::Commission;
use domain::ids::{AccountName, CommissionId, PartnerId, PaymentId};

pub(super) const ID: &str = "1 to 255 printable ASCII characters without blanks and | { } /";
const MONEY: &str = "an object with `minor` and `currency`";

/// A commission was earned on a payment, or was paid out.
///
/// May come before or after anything else about the payment. Several partners can earn on one payment
/// (affiliates of two levels): each commission has an id of its own, up to 16 of them, and is taken
/// back by itself. What was earned is frozen when it is first learned; of later reports about the same
/// commission only `paid` counts. Where the payment's own metadata at the processor name a commission,
/// that one stands alone, whichever came first: one under another id does not count. What differs is
/// told as `case.parked.v1`, with `commission_contested`.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct CommissionEarnedV1 {
    /// The account that took the payment, as configured.
    #[schemars(length(min = 1, max = 255))]
    account: Field<String>,
    /// The processor's id of the payment.
    #[schemars(length(min = 1, max = 255))]
    payment: Field<String>,
    /// The commission.
    commission: Field<WireCommission>,
}

/// A commission.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(rename = "Commission")]
pub struct WireCommission {
    /// The affiliate system's id of the commission.
    #[schemars(length(min = 1, max = 255))]
    id: Field<String>,
    /// The affiliate system's id of the partner. An id, never an e-mail address.
    #[schemars(length(min = 1, max = 255))]
    partner: Field<String>,
    /// What the partner earned, in the commission's own currency.
    earned: Field<WireMoney>,
    /// The part of the payment that it was computed on, in the payment's currency.
    #[serde(default)]
    base: Field<WireMoney>,
    /// Whether it has been paid out to the partner; false if left out.
    #[serde(default)]
    paid: Field<bool>,
}

impl CommissionEarnedV1 {
    /// Checks every field.
    pub(super) fn admit(self) -> Result<(AccountName, String, Commission), InboundError> {
        let account = account(self.account)?;
        let payment = payment(self.payment)?;
        let remedy = "an object with `id`, `partner` and `earned`";
        let commission = self.commission.required("commission", remedy)?.admit()?;
        Ok((account, payment, commission))
    }
}

impl WireCommission {
    /// Checks every field.
    pub(super) fn admit(self) -> Result<Commission, InboundError> {
        let id = self.id.required("commission.id", ID)?;
        let partner = self.partner.required("commission.partner", ID)?;
        let earned = self.earned.required("commission.earned", MONEY)?;
        let base = self.base.optional("commission.base", MONEY)?;
        Ok(Commission {
            id: CommissionId::parse(id).or(Err(unusable("commission.id", ID)))?,
            partner: PartnerId::parse(partner).or(Err(unusable("commission.partner", ID)))?,
            earned: earned.admit("commission.earned")?,
            base: base.map(|base| base.admit("commission.base")).transpose()?,
            paid: self.paid.optional("commission.paid", "true or false")?.unwrap_or_default(),
        })
    }
}

pub(super) fn account(field: Field<String>) -> Result<AccountName, InboundError> {
    let remedy = "the name of a configured account";
    let text = field.required("account", remedy)?;
    AccountName::parse(text).or(Err(unusable("account", remedy)))
}

/// The payment's id as the sender wrote it, known to be usable as one.
pub(super) fn payment(field: Field<String>) -> Result<String, InboundError> {
    let remedy = "the processor's id of the payment";
    let text = field.required("payment", remedy)?;
    PaymentId::parse(text.as_str()).or(Err(unusable("payment", remedy)))?;
    Ok(text)
}
