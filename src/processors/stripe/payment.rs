//! Stripe's payment intent and its charge.

use serde::{Deserialize, Deserializer};

use super::payload::{self, Flaw, RawMetadata, Reference};
use crate::domain::ids::{CustomerId, PaymentId};
use crate::domain::money::Money;
use crate::domain::payment::{PastPayment, Payment};
use crate::processors::metadata::{Metadata, MetadataKeys};

#[derive(Deserialize)]
pub(super) struct ChargeTwin {
    object: Option<String>,
    pub(super) id: Option<String>,
    amount: Option<i64>,
    amount_captured: Option<i64>,
    pub(super) amount_refunded: Option<i64>,
    captured: Option<bool>,
    paid: Option<bool>,
    pub(super) currency: Option<String>,
    created: Option<i64>,
    pub(super) customer: Option<Reference>,
    pub(super) disputed: Option<bool>,
    #[serde(default)]
    pub(super) payment_intent: Intent,
    metadata: Option<RawMetadata>,
}

/// What a charge says about its intent.
#[derive(Default)]
pub(super) enum Intent {
    /// The field is absent: a version that does not know intents.
    #[default]
    Unsaid,
    /// Null: it was made without one.
    None,
    /// It belongs to this one.
    Of(Reference),
}

impl<'de> Deserialize<'de> for Intent {
    fn deserialize<D: Deserializer<'de>>(field: D) -> Result<Self, D::Error> {
        Ok(Option::<Reference>::deserialize(field)?.map_or(Self::None, Self::Of))
    }
}

impl ChargeTwin {
    pub(super) fn payment(self, keys: &MetadataKeys) -> Result<Payment, Flaw> {
        payload::is_object(self.object.as_deref(), "charge")?;
        let captured = payload::money("the charge", self.taken(), self.currency.as_deref())?;
        let metadata = Metadata::new(keys, self.metadata.unwrap_or_default().into_texts());
        let created_at = payload::created("the charge", self.created)?;
        Ok(payment(captured, created_at, customer(self.customer.as_ref()), &metadata))
    }

    /// The charge as one of a customer's many.
    pub(super) fn past(&self) -> Result<PastPayment, Flaw> {
        Ok(PastPayment {
            charged_at: payload::created("the charge", self.created)?,
            refunded: self.amount_refunded.is_some_and(|minor| minor > 0),
            disputed: self.disputed == Some(true),
        })
    }

    /// The id under which the payment's case is kept, from an answer to a question that this build
    /// asked: there, an absent intent is none.
    pub(super) fn payment_id(&self) -> Result<PaymentId, Flaw> {
        payload::is_object(self.object.as_deref(), "charge")?;
        let id = match &self.payment_intent {
            Intent::Of(intent) => Some(intent.id()),
            Intent::None | Intent::Unsaid => self.id.as_deref(),
        };
        let id = id.ok_or_else(|| Flaw::missing("the charge", "id"))?;
        PaymentId::parse(id).map_err(|error| Flaw::id(&error))
    }

    /// Whether money was taken by it. A failed attempt and a released authorisation are charges
    /// too.
    pub(super) fn is_taken(&self) -> bool {
        self.paid != Some(false) && self.captured != Some(false)
    }

    /// Older versions do not say how much of an authorisation was captured.
    fn taken(&self) -> Option<i64> {
        self.amount_captured.or(if self.is_taken() { self.amount } else { Some(0) })
    }
}

#[derive(Deserialize)]
pub(super) struct IntentTwin {
    object: Option<String>,
    amount_received: Option<i64>,
    currency: Option<String>,
    created: Option<i64>,
    customer: Option<Reference>,
    latest_charge: Option<LatestCharge>,
    metadata: Option<RawMetadata>,
}

/// Only the expanded form has anything in it that is of use.
#[derive(Deserialize)]
#[serde(untagged)]
enum LatestCharge {
    Expanded { created: Option<i64>, metadata: Option<RawMetadata> },
    Id(#[expect(dead_code, reason = "names the form; the id itself is not needed")] String),
}

impl IntentTwin {
    /// The intent's metadata come first: Stripe copies them to the charge when it is made, and a
    /// later correction is made on the intent. Names that only the charge has are taken over.
    pub(super) fn payment(self, keys: &MetadataKeys) -> Result<Payment, Flaw> {
        payload::is_object(self.object.as_deref(), "payment_intent")?;
        let (charged, of_charge) = match self.latest_charge {
            Some(LatestCharge::Expanded { created, metadata }) => (created, metadata),
            Some(LatestCharge::Id(_)) | None => (None, None),
        };
        let currency = self.currency.as_deref();
        let captured = payload::money("the payment intent", self.amount_received, currency)?;
        let mut entries = of_charge.unwrap_or_default().into_texts();
        entries.extend(self.metadata.unwrap_or_default().into_texts());
        let created_at = payload::created("the payment intent", charged.or(self.created))?;
        let metadata = Metadata::new(keys, entries);
        Ok(payment(captured, created_at, customer(self.customer.as_ref()), &metadata))
    }
}

fn customer(reference: Option<&Reference>) -> Option<CustomerId> {
    reference.and_then(|reference| CustomerId::parse(reference.id()).ok())
}

fn payment(
    captured: Money,
    charged_at: jiff::Timestamp,
    customer: Option<CustomerId>,
    metadata: &Metadata<'_>,
) -> Payment {
    Payment {
        captured,
        charged_at,
        customer,
        product: metadata.product(),
        plan: metadata.plan(),
        term_ends_at: metadata.term_ends_at(),
        locale: metadata.locale(),
        commission: metadata.commission(captured.currency),
        card: None,
        email: None,
        purchase: Box::default(),
    }
}
