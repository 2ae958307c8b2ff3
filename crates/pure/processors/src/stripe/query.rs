//! Questions and orders to Stripe as HTTP requests.
//!
//! Brackets and identifiers are percent-encoded; a form's fields stand in a fixed order, so that
//! a repeated order is the same bytes.

use super::amount;
use super::refund;
use crate::credit_note::CreditOrder;
use crate::event::PaymentRef;
use crate::order::{OrderError, RefundOrder};
use domain::http::{HttpRequest, Method};
use domain::ids::{CustomerId, IdError, InvoiceId, PaymentId};
use domain::money::Money;
use domain::processor::Processor;

/// The version that the wire types in this folder were written for. Sent with every call, because the
/// account's own default changes with a click in the dashboard.
const VERSION: &str = "2026-10-28.endive";

/// Where refunds are ordered, and the credit notes that follow them; nothing else is posted to.
const REFUND_PATH: &str = "/v1/refunds";
const CREDIT_NOTE_PATH: &str = "/v1/credit_notes";
pub(super) const POSTED: &[&str] = &[REFUND_PATH, CREDIT_NOTE_PATH];

/// The most that Stripe gives per page.
const PAGE: &str = "100";

/// Charges have ids of their own, `py_` for other means of payment than cards. Everything else is
/// asked for as a payment intent.
pub(super) fn is_charge(id: &str) -> bool {
    id.starts_with("ch_") || id.starts_with("py_")
}

pub(super) fn payment_ref(id: &str) -> Result<PaymentRef, IdError> {
    let id = PaymentId::parse(id)?;
    if is_charge(id.as_str()) {
        // A charge is not what its case is called, unless it turns out to have no intent.
        return Ok(PaymentRef::Lookup(id));
    }
    Ok(PaymentRef::Known(id))
}

pub(super) fn charge_query(charge: &PaymentId) -> HttpRequest {
    get(format!("/v1/charges/{}", segment(charge.as_str())))
}

pub(super) fn payment_query(payment: &PaymentId) -> HttpRequest {
    if is_charge(payment.as_str()) {
        return charge_query(payment);
    }
    let path = format!("/v1/payment_intents/{}", segment(payment.as_str()));
    list(&path, &[("expand[]", "latest_charge")])
}

pub(super) fn refunds_query(payment: &PaymentId) -> HttpRequest {
    refunds_after(payment, None)
}

pub(super) fn refunds_after(payment: &PaymentId, last: Option<&str>) -> HttpRequest {
    page("/v1/refunds", (parent(payment), payment.as_str()), last)
}

pub(super) fn disputes_query(payment: &PaymentId) -> HttpRequest {
    disputes_after(payment, None)
}

pub(super) fn disputes_after(payment: &PaymentId, last: Option<&str>) -> HttpRequest {
    page("/v1/disputes", (parent(payment), payment.as_str()), last)
}

pub(super) fn charges_after(customer: &CustomerId, last: Option<&str>) -> HttpRequest {
    page("/v1/charges", ("customer", customer.as_str()), last)
}

pub(super) fn charges_of_card(fingerprint: &str, next: Option<&str>) -> HttpRequest {
    let query = format!("payment_method_details.card.fingerprint:'{fingerprint}'");
    let mut fields = vec![("query", query.as_str()), ("limit", PAGE)];
    fields.extend(next.map(|next| ("page", next)));
    list("/v1/charges/search", &fields)
}

pub(super) fn customers_with(email: &str) -> HttpRequest {
    list("/v1/customers", &[("email", email), ("limit", PAGE)])
}

pub(super) fn customer(customer: &CustomerId) -> HttpRequest {
    get(format!("/v1/customers/{}", segment(customer.as_str())))
}

/// Of which invoice a payment intent is the payment, with the invoice.
pub(super) fn invoice_of(payment: &PaymentId) -> HttpRequest {
    let fields = [
        ("payment[type]", "payment_intent"),
        ("payment[payment_intent]", payment.as_str()),
        ("expand[]", "data.invoice"),
        ("limit", PAGE),
    ];
    list("/v1/invoice_payments", &fields)
}

/// The name of the field that says whose refunds or disputes are meant.
pub(super) fn parent(payment: &PaymentId) -> &'static str {
    if is_charge(payment.as_str()) { "charge" } else { "payment_intent" }
}

pub(super) fn refund_order(order: &RefundOrder<'_>) -> Result<HttpRequest, OrderError> {
    let minor = minor(order.amount)?;
    let payment = &order.case.payment;
    let key = format!("metadata[{}]", refund::KEY);
    let mut fields = vec![
        (parent(payment), payment.as_str()),
        ("amount", &minor),
        // Never `fraudulent`: Stripe would add the card and the e-mail address to its block lists.
        ("reason", "requested_by_customer"),
        (&key, order.key.as_str()),
    ];
    // Where nothing is said, the platform pays and keeps its fee.
    fields.extend(order.split.reverse_transfer.then_some(("reverse_transfer", "true")));
    fields.extend(order.split.refund_fee.then_some(("refund_application_fee", "true")));
    Ok(post(REFUND_PATH, order.key.as_str(), form(&fields)))
}

/// An amount of an order, in Stripe's minor units.
fn minor(amount: Money) -> Result<String, OrderError> {
    if amount.minor <= 0 {
        return Err(OrderError::NotPositive(amount));
    }
    let minor = amount::write(amount).map_err(|error| OrderError::NotRepresentable {
        processor: Processor::Stripe,
        amount,
        why: error.to_string(),
    })?;
    Ok(minor.to_string())
}

fn post(path: &str, key: &str, body: String) -> HttpRequest {
    let headers = vec![
        header("stripe-version", VERSION),
        header("idempotency-key", key),
        header("content-type", "application/x-www-form-urlencoded"),
    ];
    HttpRequest { method: Method::Post, path: path.to_owned(), headers, body }
}

/// The credit notes of an invoice.
pub(super) fn credit_notes_after(invoice: &InvoiceId, last: Option<&str>) -> HttpRequest {
    page(CREDIT_NOTE_PATH, ("invoice", invoice.as_str()), last)
}

/// The order of a credit note that is linked to a refund that was made: it makes none.
pub(super) fn credit_order(order: &CreditOrder<'_>) -> Result<HttpRequest, OrderError> {
    let minor = minor(order.refund.amount)?;
    let metadata = format!("metadata[{}]", refund::KEY);
    let fields = [
        ("invoice", order.invoice.as_str()),
        ("amount", &minor),
        ("refunds[0][refund]", order.refund.id.as_str()),
        ("refunds[0][amount_refunded]", &minor),
        (&metadata, order.key.as_str()),
    ];
    Ok(post(CREDIT_NOTE_PATH, &format!("cn-{}", order.key), form(&fields)))
}

fn page(path: &str, of: (&str, &str), last: Option<&str>) -> HttpRequest {
    let mut fields = vec![of, ("limit", PAGE)];
    fields.extend(last.map(|last| ("starting_after", last)));
    list(path, &fields)
}

fn list(path: &str, fields: &[(&str, &str)]) -> HttpRequest {
    get(format!("{path}?{}", form(fields)))
}

fn get(path: String) -> HttpRequest {
    let headers = vec![header("stripe-version", VERSION)];
    HttpRequest { method: Method::Get, path, headers, body: String::new() }
}

fn header(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

fn form(fields: &[(&str, &str)]) -> String {
    let encode = |(name, value): &(&str, &str)| format!("{}={}", escape(name), escape(value));
    fields.iter().map(encode).collect::<Vec<_>>().join("&")
}

/// An identifier as one segment of a path. One of dots alone would climb out of its folder even
/// when escaped once, so it is escaped twice: an id that no payment has.
fn segment(id: &str) -> String {
    if id.bytes().all(|b| b == b'.') { id.replace('.', "%252E") } else { escape(id) }
}

/// Escapes everything but the unreserved characters of RFC 3986.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            escaped.push(char::from(byte));
        } else {
            escaped.push('%');
            escaped.push_str(&hex::encode_upper([byte]));
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::CaseId;
    use domain::key::{IdempotencyKey, Subject};
    use domain::money::Currency;
    use domain::split::SplitOrder;

    fn payment(id: &str) -> PaymentId {
        PaymentId::parse(id).unwrap()
    }

    fn order(payment: &str, minor: i64, code: &str) -> Result<HttpRequest, OrderError> {
        let case = CaseId::parse(&format!("eu/{payment}")).unwrap();
        let currency = Currency::parse(code).unwrap();
        let key = IdempotencyKey::derive(Processor::Stripe, &case, &Subject::Full, currency);
        refund_order(&RefundOrder {
            case: &case,
            amount: Money::new(minor, currency),
            key: &key,
            split: SplitOrder::default(),
        })
    }

    #[test]
    fn m6_an_order_says_whose_money_it_takes_and_nothing_where_nothing_was_split() {
        let case = CaseId::parse("eu/pi_1").unwrap();
        let currency = Currency::parse("usd").unwrap();
        let key = IdempotencyKey::derive(Processor::Stripe, &case, &Subject::Full, currency);
        let body = |reverse_transfer, refund_fee| {
            let split = SplitOrder { reverse_transfer, refund_fee };
            let amount = Money::new(4900, currency);
            refund_order(&RefundOrder { case: &case, amount, key: &key, split }).unwrap().body
        };
        let plain = body(false, false);
        assert_eq!(plain, order("pi_1", 4900, "usd").unwrap().body);
        assert_eq!(body(true, false), format!("{plain}&reverse_transfer=true"));
        assert_eq!(body(false, true), format!("{plain}&refund_application_fee=true"));
        let both = format!("{plain}&reverse_transfer=true&refund_application_fee=true");
        assert_eq!(body(true, true), both);
    }

    #[test]
    fn a_refund_order_says_all_that_matters_and_always_in_the_same_bytes() {
        let request = order("pi_1", 4900, "usd").unwrap();
        assert_eq!((request.method, request.path.as_str()), (Method::Post, "/v1/refunds"));
        assert_eq!(
            request.body,
            "payment_intent=pi_1&amount=4900&reason=requested_by_customer\
             &metadata%5Brefundd_key%5D=rf1-3ja7mryiyhnovcl26vvielkgiv"
        );
        let expected = [
            ("stripe-version", "2026-10-28.endive"),
            ("idempotency-key", "rf1-3ja7mryiyhnovcl26vvielkgiv"),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        assert_eq!(request.headers, expected.map(|(name, value)| header(name, value)));
        assert_eq!(order("pi_1", 4900, "usd").unwrap(), request);
    }

    #[test]
    fn amounts_go_out_in_stripes_own_minor_units() {
        for (minor, code, sent) in [
            (500, "jpy", "amount=500&"),
            (5120, "kwd", "amount=5120&"),
            (5, "isk", "amount=500&"),
            (12_345, "ugx", "amount=1234500&"),
            (1099, "usd", "amount=1099&"),
        ] {
            let body = order("pi_1", minor, code).unwrap().body;
            assert!(body.contains(sent), "{code}: {body}");
        }
    }

    #[test]
    fn an_amount_that_cannot_be_sent_is_no_order() {
        for minor in [0, -1] {
            let refused = order("pi_1", minor, "usd");
            assert!(matches!(refused, Err(OrderError::NotPositive(_))), "{minor}");
        }
        let refused = order("pi_1", 5124, "kwd").unwrap_err();
        assert_eq!(
            refused.to_string(),
            "stripe cannot refund 5.124 KWD: 5124 is not a multiple of 10, as amounts of KWD must be"
        );
    }

    #[test]
    fn intents_and_charges_are_asked_for_each_in_its_own_place() {
        let table = [
            (
                payment_query(&payment("pi_1")),
                "/v1/payment_intents/pi_1?expand%5B%5D=latest_charge",
            ),
            (payment_query(&payment("ch_1")), "/v1/charges/ch_1"),
            (payment_query(&payment("py_1")), "/v1/charges/py_1"),
            (refunds_query(&payment("pi_1")), "/v1/refunds?payment_intent=pi_1&limit=100"),
            (refunds_query(&payment("ch_1")), "/v1/refunds?charge=ch_1&limit=100"),
            (disputes_query(&payment("pi_1")), "/v1/disputes?payment_intent=pi_1&limit=100"),
            (disputes_query(&payment("py_1")), "/v1/disputes?charge=py_1&limit=100"),
        ];
        for (request, path) in table {
            assert_eq!(request.path, path);
            assert_eq!((request.method, request.body.as_str()), (Method::Get, ""));
            assert_eq!(request.headers, [header("stripe-version", VERSION)]);
        }
        assert!(order("ch_1", 1, "usd").unwrap().body.starts_with("charge=ch_1&"));
    }

    #[test]
    fn a_payment_in_a_request_is_known_or_looked_up() {
        let known = |id: &str| PaymentRef::Known(payment(id));
        assert_eq!(payment_ref("pi_1"), Ok(known("pi_1")));
        assert_eq!(payment_ref("order-17"), Ok(known("order-17")));
        for id in ["ch_1", "py_1"] {
            assert_eq!(payment_ref(id), Ok(PaymentRef::Lookup(payment(id))));
        }
        assert!(payment_ref("").is_err());
        assert!(payment_ref("ch_1/refunds").is_err());
    }

    #[test]
    fn no_id_breaks_out_of_its_place_in_the_path() {
        for (id, path) in [
            ("pi_1?expand=customer", "/v1/payment_intents/pi_1%3Fexpand%3Dcustomer?"),
            ("pi_1#x", "/v1/payment_intents/pi_1%23x?"),
            ("%2e%2e", "/v1/payment_intents/%252e%252e?"),
            ("..", "/v1/payment_intents/%252E%252E?"),
            ("..\\x&y", "/v1/payment_intents/..%5Cx%26y?"),
        ] {
            let request = payment_query(&payment(id));
            assert!(request.path.starts_with(path), "{}", request.path);
        }
        let path = refunds_query(&payment("pi_1&limit=1")).path;
        assert_eq!(path, "/v1/refunds?payment_intent=pi_1%26limit%3D1&limit=100");
    }
}
