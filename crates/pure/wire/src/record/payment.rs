//! The stored form of a payment.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::commission::CommissionV1;
use super::error::RecordError;
use super::purchase::PurchaseV1;
use crate::leaf::{MoneyV1, Text, Word};
use domain::commission::Commission;
use domain::ids::CustomerId;
use domain::money::Money;
use domain::payment::{Payer, Payment, PaymentStatus};
use domain::purchase::Purchase;
use domain::split::{PassedOn, Split};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct PaymentV1<'a> {
    status: Word<PaymentStatus>,
    captured: MoneyV1,
    /// Absent where no more was authorised than was captured. In the same currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    authorised_minor: Option<i64>,
    charged_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    customer: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    product: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    plan: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    term_ends_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    locale: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    commission: Option<CommissionV1<'a>>,
    /// Absent where nothing was passed on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    passed_on: Option<Word<PassedOn>>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    platform_fee: bool,
    /// Absent where nothing is known of the sale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    purchase: Option<Box<PurchaseV1<'a>>>,
}

impl<'a> From<&'a Payment> for PaymentV1<'a> {
    fn from(payment: &'a Payment) -> Self {
        Self {
            status: Word(payment.status),
            captured: payment.captured.into(),
            authorised_minor: (payment.authorised != payment.captured)
                .then_some(payment.authorised.minor),
            charged_at: payment.charged_at,
            customer: payment.customer.as_ref().map(|id| id.as_str().into()),
            product: payment.product.as_ref().map(Text::from),
            plan: payment.plan.as_ref().map(Text::from),
            term_ends_at: payment.term_ends_at,
            locale: payment.locale.as_ref().map(Text::from),
            commission: payment.commission.as_ref().map(CommissionV1::from),
            passed_on: payment.split.passed_on.map(Word),
            platform_fee: payment.split.fee,
            purchase: (*payment.purchase != Purchase::default())
                .then(|| Box::new(payment.purchase.as_ref().into())),
        }
    }
}

impl TryFrom<PaymentV1<'_>> for Payment {
    type Error = RecordError;

    fn try_from(wire: PaymentV1<'_>) -> Result<Self, RecordError> {
        let captured = Money::from(wire.captured);
        let authorised = wire.authorised_minor.unwrap_or(captured.minor);
        Ok(Self {
            status: wire.status.0,
            captured,
            authorised: Money::new(authorised, captured.currency),
            charged_at: wire.charged_at,
            customer: wire.customer.map(CustomerId::parse).transpose()?,
            product: wire.product.map(String::from),
            plan: wire.plan.map(String::from),
            term_ends_at: wire.term_ends_at,
            locale: wire.locale.map(String::from),
            commission: wire.commission.map(Commission::try_from).transpose()?,
            payer: Payer::default(),
            split: Split { passed_on: wire.passed_on.map(|way| way.0), fee: wire.platform_fee },
            purchase: wire
                .purchase
                .map(|purchase| Purchase::try_from(*purchase).map(Box::new))
                .transpose()?
                .unwrap_or_default(),
        })
    }
}
