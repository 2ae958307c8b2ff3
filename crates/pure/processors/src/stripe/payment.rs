//! Stripe's payment intent and its charge.

use std::collections::BTreeMap;

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};

use super::about;
use super::paid_with::{PaidWith, WireBilling, WireEmail, WireMethod, WirePresented};
use super::payload::{self, Expandable, Flaw, RawMetadata, Reference};
use super::split::WireSplit;
use super::status::{OfCharge, OfIntent};
use crate::MetadataKeys;
use crate::invoice::Invoice;
use crate::metadata::{Metadata, Sale};
use domain::ids::{CustomerId, PaymentId};
use domain::money::Money;
use domain::payment::{PastPayment, Payer, Payment, PaymentStatus};
use domain::split::Split;

#[derive(Deserialize)]
pub(super) struct WireCharge {
    object: Option<String>,
    pub(super) id: Option<String>,
    amount: Option<i64>,
    amount_captured: Option<i64>,
    pub(super) amount_refunded: Option<i64>,
    captured: Option<bool>,
    paid: Option<bool>,
    refunded: Option<bool>,
    status: Option<String>,
    pub(super) currency: Option<String>,
    created: Option<i64>,
    pub(super) customer: Option<Reference>,
    pub(super) disputed: Option<bool>,
    #[serde(default)]
    pub(super) payment_intent: Intent,
    metadata: Option<RawMetadata>,
    payment_method_details: Option<WireMethod>,
    billing_details: Option<WireBilling>,
    receipt_email: Option<WireEmail>,
    presentment_details: Option<WirePresented>,
    transfer_data: Option<IgnoredAny>,
    transfer_group: Option<IgnoredAny>,
    application_fee_amount: Option<i64>,
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

impl WireCharge {
    /// The payment as the charge alone describes it.
    pub(super) fn payment(self, keys: &MetadataKeys) -> Result<Payment, Flaw> {
        self.sold(keys, None)
    }

    /// The payment, with what its invoice says.
    pub(super) fn sold(
        self,
        keys: &MetadataKeys,
        invoice: Option<&Invoice>,
    ) -> Result<Payment, Flaw> {
        payload::is_object(self.object.as_deref(), "charge")?;
        let currency = self.currency.as_deref();
        let money = Sums {
            status: self.status(),
            captured: payload::taken("the charge", self.taken(), currency)?,
            authorised: payload::taken("the charge", self.authorised(), currency)?,
        };
        let entries = self.metadata.unwrap_or_default().into_texts();
        let created_at = payload::created("the charge", self.created)?;
        let customer = customer(self.customer.as_ref());
        let split = WireSplit {
            destination: self.transfer_data.is_some(),
            group: self.transfer_group.is_some(),
            fee: self.application_fee_amount,
        };
        let paid_with = PaidWith {
            details: self.payment_method_details,
            billing: self.billing_details,
            receipt: self.receipt_email,
            presented: self.presentment_details,
        };
        let said = Said { keys, entries, invoice };
        let mut payment = payment((money, created_at), customer, said, paid_with);
        payment.split = split.read();
        Ok(payment)
    }

    /// Checks that it is of this customer's many.
    pub(super) fn by_customer(&self, customer: &CustomerId) -> Result<(), Flaw> {
        self.listed()?;
        let found = self.customer.as_ref().map(Reference::id);
        about::of("a charge", "customer", found, customer.as_str())
    }

    /// Checks that it is of this card's many.
    pub(super) fn by_card(&self, fingerprint: &str) -> Result<(), Flaw> {
        self.listed()?;
        let card = self.payment_method_details.as_ref().and_then(|it| it.card.as_ref());
        let found = card.and_then(|card| card.fingerprint.as_deref());
        about::of("a charge", "card", found, fingerprint)
    }

    fn listed(&self) -> Result<(), Flaw> {
        payload::is_object(self.object.as_deref(), "charge")
    }

    /// The charge as one of a customer's many. What it does not say of itself is unknown.
    pub(super) fn past(self, keys: &MetadataKeys) -> Result<PastPayment, Flaw> {
        let captured = payload::taken("the charge", self.taken(), self.currency.as_deref());
        let (id, charged_at) = (self.payment_id(), payload::created("the charge", self.created)?);
        let returned = self.refunded_at_least();
        let refunded = returned.is_some_and(|minor| minor > 0);
        let returned =
            payload::claim("the charge", ("amount_refunded", returned), self.currency.as_deref());
        let metadata = Metadata::new(keys, self.metadata.unwrap_or_default().into_texts());
        Ok(PastPayment {
            id: id.ok(),
            charged_at,
            captured: captured.ok(),
            product: metadata.product(),
            plan: metadata.plan(),
            refunded,
            returned: returned.ok(),
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

    fn status(&self) -> PaymentStatus {
        let charge = OfCharge {
            status: self.status.as_deref(),
            paid: self.paid,
            captured: self.captured,
            refunded: self.refunded,
            amount_captured: self.amount_captured,
        };
        charge.read()
    }

    /// Whether money was taken by it. A failed attempt, one that is under way and a released
    /// authorisation are charges too.
    pub(super) fn is_taken(&self) -> bool {
        self.status() == PaymentStatus::Settled
    }

    /// Older versions do not say how much of an authorisation was captured. Of a debit under way
    /// the whole is said to be captured, and nothing has arrived.
    fn taken(&self) -> (&'static str, Option<i64>) {
        let captured = if self.is_taken() { self.amount_captured } else { Some(0) };
        match (captured, self.amount) {
            (None, Some(whole)) => ("amount", Some(whole)),
            (captured, _) => ("amount_captured", captured),
        }
    }

    /// A bank that has declined has authorised nothing. More than what was authorised can be
    /// captured.
    fn authorised(&self) -> (&'static str, Option<i64>) {
        let (field, taken) = self.taken();
        let declined = self.status.as_deref() == Some("failed");
        if declined { (field, taken) } else { ("amount", self.amount.max(taken)) }
    }

    /// How much of it went back, minor units: `amount_refunded` counts the released rest of an
    /// authorisation too. At least, because a rest may be yet to be released.
    pub(super) fn refunded_at_least(&self) -> Option<i64> {
        let held = self.authorised().1.zip(self.taken().1);
        let rest = held.map_or(0, |(authorised, taken)| authorised.saturating_sub(taken));
        self.amount_refunded.map(|minor| minor.saturating_sub(rest.max(0)).max(0))
    }
}

#[derive(Deserialize)]
pub(super) struct WireIntent {
    object: Option<String>,
    pub(super) id: Option<String>,
    status: Option<String>,
    amount_received: Option<i64>,
    currency: Option<String>,
    created: Option<i64>,
    customer: Option<Reference>,
    latest_charge: Option<Expandable<WireExpanded>>,
    metadata: Option<RawMetadata>,
    transfer_data: Option<IgnoredAny>,
    transfer_group: Option<IgnoredAny>,
    application_fee_amount: Option<i64>,
    receipt_email: Option<WireEmail>,
    presentment_details: Option<WirePresented>,
}

#[derive(Deserialize)]
struct WireExpanded {
    #[serde(default)]
    payment_intent: Intent,
    currency: Option<String>,
    amount: Option<i64>,
    status: Option<String>,
    created: Option<i64>,
    metadata: Option<RawMetadata>,
    payment_method_details: Option<WireMethod>,
    billing_details: Option<WireBilling>,
    receipt_email: Option<WireEmail>,
    transfer_data: Option<IgnoredAny>,
    transfer_group: Option<IgnoredAny>,
    application_fee_amount: Option<i64>,
    presentment_details: Option<WirePresented>,
}

impl WireExpanded {
    /// Its amount is read in the intent's currency, and its card is taken for the payer's.
    fn belongs_to(&self, intent: Option<&str>, currency: Option<&str>) -> Result<(), Flaw> {
        let owner = match &self.payment_intent {
            Intent::Of(owner) => Some(owner.id()),
            Intent::None | Intent::Unsaid => None,
        };
        let intent = intent.unwrap_or_default();
        about::unless_other("the latest charge", "payment_intent", owner, intent)?;
        let found = self.currency.as_deref().map(str::to_ascii_lowercase);
        let currency = currency.map(str::to_ascii_lowercase).unwrap_or_default();
        about::unless_other("the latest charge", "currency", found.as_deref(), &currency)
    }
}

impl WireIntent {
    /// The payment as the intent alone describes it.
    pub(super) fn payment(self, keys: &MetadataKeys) -> Result<Payment, Flaw> {
        self.sold(keys, None)
    }

    /// The payment, with what its invoice says.
    ///
    /// The intent's metadata come first: Stripe copies them to the charge when it is made, and a
    /// later correction is made on the intent. Names that only the charge has are taken over.
    pub(super) fn sold(
        self,
        keys: &MetadataKeys,
        invoice: Option<&Invoice>,
    ) -> Result<Payment, Flaw> {
        payload::is_object(self.object.as_deref(), "payment_intent")?;
        let currency = self.currency.as_deref();
        let received = ("amount_received", self.amount_received);
        let captured = payload::taken("the payment intent", received, currency)?;
        let tried = self.latest_charge.is_some();
        let mut split = WireSplit {
            destination: self.transfer_data.is_some(),
            group: self.transfer_group.is_some(),
            fee: self.application_fee_amount,
        };
        let (amount, charged, of_charge, mut paid_with) = match self.latest_charge {
            Some(Expandable::Object(charge)) => {
                charge.belongs_to(self.id.as_deref(), self.currency.as_deref())?;
                split = split.or(WireSplit {
                    destination: charge.transfer_data.is_some(),
                    group: charge.transfer_group.is_some(),
                    fee: charge.application_fee_amount,
                });
                let declined = charge.status.as_deref() == Some("failed");
                let paid_with = PaidWith {
                    details: charge.payment_method_details,
                    billing: charge.billing_details,
                    receipt: charge.receipt_email,
                    presented: charge.presentment_details,
                };
                let amount = charge.amount.filter(|_| !declined);
                (amount, charge.created, charge.metadata, paid_with)
            }
            // Only the expanded form has anything in it that is of use.
            Some(Expandable::Id(_)) | None => (None, None, None, PaidWith::default()),
        };
        let status = self.status.as_deref();
        let money = Sums {
            status: OfIntent { status, received: captured.minor, tried }.read(),
            captured,
            // The intent's own amount is what was wanted; what was agreed to stands on the charge.
            authorised: payload::taken(
                "the latest charge",
                ("amount", amount.max(self.amount_received)),
                currency,
            )?,
        };
        let mut entries = of_charge.unwrap_or_default().into_texts();
        entries.extend(self.metadata.unwrap_or_default().into_texts());
        let created_at = payload::created("the payment intent", charged.or(self.created))?;
        let customer = customer(self.customer.as_ref());
        paid_with.receipt = paid_with.receipt.or(self.receipt_email);
        paid_with.presented = paid_with.presented.or(self.presentment_details);
        let said = Said { keys, entries, invoice };
        let mut payment = payment((money, created_at), customer, said, paid_with);
        payment.split = split.read();
        Ok(payment)
    }
}

/// What was agreed to and what was taken, and whether more comes.
struct Sums {
    status: PaymentStatus,
    captured: Money,
    authorised: Money,
}

fn customer(reference: Option<&Reference>) -> Option<CustomerId> {
    reference.and_then(|reference| CustomerId::parse(reference.id()).ok())
}

fn payment(
    (money, charged_at): (Sums, jiff::Timestamp),
    customer: Option<CustomerId>,
    said: Said<'_>,
    paid_with: PaidWith,
) -> Payment {
    let Sums { status, captured, authorised } = money;
    let sale = said.sale(captured);
    let mut payment = Payment {
        status,
        captured,
        authorised,
        charged_at,
        customer,
        product: sale.product,
        plan: sale.plan,
        term_ends_at: sale.term_ends_at,
        locale: sale.locale,
        commission: sale.commission,
        payer: Payer::default(),
        split: Split::default(),
        purchase: Box::new(sale.purchase),
    };
    paid_with.complete(&mut payment);
    payment
}

/// What the shop says, on the payment and on its invoice.
struct Said<'a> {
    keys: &'a MetadataKeys,
    entries: BTreeMap<String, String>,
    invoice: Option<&'a Invoice>,
}

impl Said<'_> {
    /// What stands on the payment comes first. A term is taken whole from one of the two: the begin
    /// of one and the end of the other need not belong together.
    fn sale(self, captured: Money) -> Sale {
        let Some(invoice) = self.invoice else {
            return Metadata::new(self.keys, self.entries).sale(captured);
        };
        let mut entries = invoice.entries.clone();
        entries.extend(self.entries);
        let mut sale = Metadata::new(self.keys, entries).sale(captured);
        sale.purchase.billed = true;
        sale.purchase.subscription.clone_from(&invoice.subscription);
        sale.purchase.renewal = sale.purchase.renewal.or(invoice.renewal);
        if let (None, None, Some((begin, end))) =
            (sale.purchase.term_begins_at, sale.term_ends_at, invoice.term)
        {
            sale.purchase.term_begins_at = Some(begin);
            sale.term_ends_at = Some(end);
        }
        sale
    }
}
