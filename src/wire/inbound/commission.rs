//! A commission as an affiliate system reports it.

use schemars::JsonSchema;
use serde::Deserialize;

use super::error::InboundError;
use super::field::{Field, WireMoney, unusable};
use crate::domain::commission::Commission;
use crate::domain::ids::{AccountName, CommissionId, PartnerId, PaymentId};
use crate::wire::leaf::Text;

pub(super) const ID: &str = "1 to 255 printable ASCII characters without blanks and | { } /";
const MONEY: &str = "an object with `minor` and `currency`";

/// A commission was earned on a payment, or was paid out.
///
/// May come before or after anything else about the payment. What was earned is frozen when it is
/// first learned; of later reports about the same commission only `paid` counts.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct CommissionEarnedV1<'a> {
    /// The account that took the payment, as configured.
    #[serde(borrow)]
    #[schemars(length(min = 1, max = 255))]
    account: Field<Text<'a>>,
    /// The processor's id of the payment.
    #[serde(borrow)]
    #[schemars(length(min = 1, max = 255))]
    payment: Field<Text<'a>>,
    /// The commission.
    #[serde(borrow)]
    commission: Field<WireCommission<'a>>,
}

/// A commission.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(rename = "Commission")]
pub struct WireCommission<'a> {
    /// The affiliate system's id of the commission.
    #[serde(borrow)]
    #[schemars(length(min = 1, max = 255))]
    id: Field<Text<'a>>,
    /// The affiliate system's id of the partner. An id, never an e-mail address.
    #[serde(borrow)]
    #[schemars(length(min = 1, max = 255))]
    partner: Field<Text<'a>>,
    /// What the partner earned, in the commission's own currency.
    #[serde(borrow)]
    earned: Field<WireMoney<'a>>,
    /// The part of the payment that it was computed on, in the payment's currency.
    #[serde(borrow, default)]
    base: Field<WireMoney<'a>>,
    /// Whether it has been paid out to the partner; false if left out.
    #[serde(default)]
    paid: Field<bool>,
}

impl CommissionEarnedV1<'_> {
    /// Checks every field.
    pub(super) fn admit(self) -> Result<(AccountName, String, Commission), InboundError> {
        let account = account(self.account)?;
        let payment = payment(self.payment)?;
        let remedy = "an object with `id`, `partner` and `earned`";
        let commission = self.commission.required("commission", remedy)?.admit()?;
        Ok((account, payment, commission))
    }
}

impl WireCommission<'_> {
    /// Checks every field.
    pub(super) fn admit(self) -> Result<Commission, InboundError> {
        let id = self.id.required("commission.id", ID)?;
        let partner = self.partner.required("commission.partner", ID)?;
        let earned = self.earned.required("commission.earned", MONEY)?;
        let base = self.base.optional("commission.base", MONEY)?;
        Ok(Commission {
            id: CommissionId::parse(id.as_str()).or(Err(unusable("commission.id", ID)))?,
            partner: PartnerId::parse(partner.as_str())
                .or(Err(unusable("commission.partner", ID)))?,
            earned: earned.admit("commission.earned")?,
            base: base.map(|base| base.admit("commission.base")).transpose()?,
            paid: self.paid.optional("commission.paid", "true or false")?.unwrap_or_default(),
        })
    }
}

pub(super) fn account(field: Field<Text<'_>>) -> Result<AccountName, InboundError> {
    let remedy = "the name of a configured account";
    let text = field.required("account", remedy)?;
    AccountName::parse(text.as_str()).or(Err(unusable("account", remedy)))
}

/// The payment's id as the sender wrote it, known to be usable as one.
pub(super) fn payment(field: Field<Text<'_>>) -> Result<String, InboundError> {
    let remedy = "the processor's id of the payment";
    let text = field.required("payment", remedy)?;
    let id = PaymentId::parse(text.as_str()).or(Err(unusable("payment", remedy)))?;
    Ok(id.as_str().to_owned())
}
