//! With what a payment was made: the means, the card, the addresses, and what the customer was shown.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer};

use super::payload;
use domain::country;
use domain::email::EmailHash;
use domain::payment::Payment;
use domain::purchase::Presented;
use domain::sale_field::SaleField;

/// What the customer was shown and paid, where Stripe has converted it.
#[derive(Deserialize)]
pub(super) struct WirePresented {
    presentment_amount: Option<i64>,
    presentment_currency: Option<String>,
}

impl WirePresented {
    fn read(self) -> Presented {
        let field = ("presentment_amount", self.presentment_amount);
        let currency = self.presentment_currency.as_deref();
        let amount = payload::taken("what was presented", field, currency);
        Presented { amount: amount.ok() }
    }
}

/// With what a charge was paid, by whom, and from where. Of the billing details nothing is decoded
/// but the country, and the e-mail address as its hash.
#[derive(Default)]
pub(super) struct PaidWith {
    pub(super) details: Option<WireMethod>,
    pub(super) billing: Option<WireBilling>,
    pub(super) receipt: Option<WireEmail>,
    pub(super) presented: Option<WirePresented>,
}

#[derive(Deserialize)]
pub(super) struct WireMethod {
    r#type: Option<String>,
    pub(super) card: Option<WireCard>,
}

#[derive(Deserialize)]
pub(super) struct WireCard {
    country: Option<String>,
    pub(super) fingerprint: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct WireBilling {
    address: Option<WireCountry>,
    email: Option<WireEmail>,
}

/// An e-mail address, of which nothing but the hash is ever held.
#[derive(Clone, Copy)]
pub(super) struct WireEmail(pub(super) Option<EmailHash>);

impl<'de> Deserialize<'de> for WireEmail {
    fn deserialize<D: Deserializer<'de>>(field: D) -> Result<Self, D::Error> {
        Ok(Self(EmailHash::of(&Cow::<'_, str>::deserialize(field)?)))
    }
}

#[derive(Deserialize)]
struct WireCountry {
    country: Option<String>,
}

impl PaidWith {
    /// Adds what the processor knows of a sale. Where the shop names a country, that is the
    /// customer's; a billing address may be that of a company card.
    pub(super) fn complete(self, payment: &mut Payment) {
        let (method, card) = match self.details {
            Some(WireMethod { r#type, card }) => (r#type, card),
            None => (None, None),
        };
        let (address, billed) = match self.billing {
            Some(WireBilling { address, email }) => (address, email),
            None => (None, None),
        };
        let emails = [billed, self.receipt].into_iter().flatten().filter_map(|email| email.0);
        payment.payer.emails = emails.collect();
        let purchase = payment.purchase.as_mut();
        purchase.presented = self.presented.map(WirePresented::read);
        purchase.method = method.map(|method| payload::word(&method));
        let of_card = card.as_ref().and_then(|card| card.country.as_deref());
        purchase.card_country = of_card.and_then(code_of);
        let billed = address.and_then(|address| code_of(&address.country?));
        // What the shop meant, where nobody can read it, is not said by a billing address.
        let unsaid = !purchase.unreadable.contains(&SaleField::Country);
        purchase.country = purchase.country.take().or(billed.filter(|_| unsaid));
        payment.payer.card =
            card.and_then(|card| card.fingerprint).filter(|text| is_fingerprint(text));
    }
}

/// A country as Stripe writes it; what is none of ISO 3166 is unknown.
fn code_of(text: &str) -> Option<String> {
    country::read(text).map(|read| read.code.to_owned())
}

/// Whether a fingerprint can stand in a search as it is.
fn is_fingerprint(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}
