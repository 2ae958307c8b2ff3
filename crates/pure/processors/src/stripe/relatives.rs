//! Other payments of whoever made this one: on the same card, or by customers with the same e-mail
//! address.
//!
//! Cards are found by Stripe's search (`GET /v1/charges/search`), which knows a charge after a minute
//! or so and is not offered in India; customers by `GET /v1/customers?email=`, which compares exactly.

use serde::Deserialize;

use super::about;
use super::answer::{found, past, unreadable};
use super::page::{ListPage, entries};
use super::paid_with::WireEmail;
use super::payload::{self, Expandable, Flaw};
use super::payment::WireCharge;
use super::query;
use crate::MetadataKeys;
use crate::question::ReadError;
use domain::email::EmailHash;
use domain::http::{HttpRequest, HttpResponse};
use domain::ids::{CustomerId, PaymentId};
use domain::payment::PastPayment;

#[derive(Deserialize)]
struct Found {
    data: Vec<WireCharge>,
    has_more: bool,
    next_page: Option<String>,
}

/// Reads one page of a card's payments.
pub(super) fn read_card(
    fingerprint: &str,
    response: &HttpResponse,
    keys: &MetadataKeys,
) -> Result<ListPage<PastPayment>, ReadError> {
    let page: Found = payload::json("the search", found(response)?).map_err(unreadable)?;
    page.data.iter().try_for_each(|wire| wire.by_card(fingerprint)).map_err(unreadable)?;
    let items = past(page.data, keys)?;
    let next = match (page.has_more, page.next_page) {
        (false, _) => None,
        (true, Some(next)) => Some(query::charges_of_card(fingerprint, Some(&next))),
        // Asking again from the start would never end.
        (true, None) => {
            return Err(ReadError::Unreadable("the search goes on without `next_page`".to_owned()));
        }
    };
    Ok(ListPage { items, next })
}

#[derive(Deserialize)]
struct Paid {
    id: Option<String>,
    billing_details: Option<Address>,
    receipt_email: Option<String>,
    latest_charge: Option<Expandable<Box<Paid>>>,
}

#[derive(Deserialize)]
struct Address {
    email: Option<String>,
}

impl Paid {
    fn email(self) -> Option<String> {
        let here = self.billing_details.and_then(|details| details.email).or(self.receipt_email);
        let charge = match self.latest_charge {
            Some(Expandable::Object(charge)) => Some(charge),
            Some(Expandable::Id(_)) | None => None,
        };
        here.filter(|email| !email.trim().is_empty())
            .or_else(|| charge.and_then(|charge| charge.email()))
    }
}

/// Asks for the customers with the payer's e-mail address, out of an answer to the question for the
/// payment; `None` where it has no address. The address is nowhere but in the question.
pub(super) fn payers_query(
    payment: &PaymentId,
    response: &HttpResponse,
) -> Result<Option<HttpRequest>, ReadError> {
    let paid: Paid = payload::json("the payment", found(response)?).map_err(unreadable)?;
    about::same("the payment", paid.id.as_deref(), payment.as_str()).map_err(unreadable)?;
    Ok(paid.email().map(|email| query::customers_with(email.trim())))
}

#[derive(Deserialize)]
struct WireAccount {
    id: Option<String>,
    email: Option<WireEmail>,
}

/// Reads the address of the customer's account; of one that was deleted there is none.
pub(super) fn read_customer_email(
    customer: &CustomerId,
    response: &HttpResponse,
) -> Result<Option<EmailHash>, ReadError> {
    let account: WireAccount =
        payload::json("the customer", found(response)?).map_err(unreadable)?;
    about::same("the customer", account.id.as_deref(), customer.as_str()).map_err(unreadable)?;
    Ok(account.email.and_then(|email| email.0))
}

#[derive(Deserialize)]
struct WireCustomer {
    id: String,
    email: Option<String>,
}

impl WireCustomer {
    /// The address that was asked for is nowhere but in the question, so the question is asked
    /// again with the address of the answer.
    fn is_asked(&self, asked: &HttpRequest) -> Result<(), Flaw> {
        let other =
            |email: &str| !query::customers_with(email).path.eq_ignore_ascii_case(&asked.path);
        match self.email.as_deref().map(str::trim) {
            Some(email) if other(email) => {
                Err(Flaw("a customer has another e-mail address".to_owned()))
            }
            Some(_) => Ok(()),
            None => Err(Flaw::missing("a customer", "email")),
        }
    }
}

/// Reads the first page of customers; `None` where there are more than a page.
pub(super) fn read_payers(
    asked: &HttpRequest,
    response: &HttpResponse,
) -> Result<Option<Vec<CustomerId>>, ReadError> {
    let (customers, more) = entries::<WireCustomer>(response)?;
    customers.iter().try_for_each(|wire| wire.is_asked(asked)).map_err(unreadable)?;
    let ids = customers.iter().filter_map(|wire| CustomerId::parse(&wire.id).ok());
    Ok((!more).then(|| ids.collect()))
}
