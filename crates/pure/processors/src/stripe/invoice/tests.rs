//! Subscriptions: what the shop says of a sale stands on the invoice.

use serde_json::{Value, json};

use super::super::answer::read_payment;
use super::*;
use crate::MetadataKeys;
use domain::payment::Payment;

const JANUARY: (i64, i64) = (1_767_225_600, 1_769_904_000);

fn of(id: &str) -> PaymentId {
    PaymentId::parse(id).unwrap()
}

fn ok(body: &Value) -> HttpResponse {
    HttpResponse { status: 200, headers: Vec::new(), body: body.to_string().into_bytes() }
}

fn page(invoices: &[Value]) -> Value {
    let paid = invoices.iter().map(|invoice| {
        json!({"object": "invoice_payment", "status": "paid", "invoice": invoice,
            "payment": {"type": "payment_intent", "payment_intent": "pi_1"}})
    });
    json!({"object": "list", "has_more": false, "data": paid.collect::<Vec<_>>()})
}

fn line((start, end): (i64, i64), proration: bool) -> Value {
    json!({"object": "line_item", "period": {"start": start, "end": end},
        "parent": {"type": "subscription_item_details",
            "subscription_item_details": {"proration": proration}}})
}

fn invoice(reason: &str, lines: &[Value]) -> Value {
    json!({"object": "invoice", "id": "in_1", "billing_reason": reason,
        "metadata": {"channel": "web", "plan": "of the invoice"},
        "parent": {"type": "subscription_details", "subscription_details": {
            "subscription": "sub_1", "metadata": {"plan": "yearly", "product": "editor", "commission_id": "c-1",
                "commission_partner": "p-1", "commission_minor": "980"}}},
        "lines": {"object": "list", "has_more": false, "data": lines}})
}

fn intent(metadata: &Value) -> Value {
    json!({"object": "payment_intent", "id": "pi_1", "status": "succeeded",
        "amount_received": 31_000, "currency": "eur", "created": 1_768_100_000,
        "latest_charge": null, "metadata": metadata})
}

fn read(list: &Value) -> Option<Invoice> {
    read_invoice(&of("pi_1"), &ok(list)).unwrap()
}

fn sold(metadata: &Value, invoice: Option<&Invoice>) -> Payment {
    let keys = MetadataKeys::default();
    read_payment(&of("pi_1"), (&ok(&intent(metadata)), invoice), &keys).unwrap().unwrap()
}

fn term(lines: &[Value]) -> Option<(i64, i64)> {
    let found = read(&page(&[invoice("subscription_cycle", lines)])).unwrap();
    found.term.map(|(begin, end)| (begin.as_second(), end.as_second()))
}

#[test]
fn billing_the_payment_of_a_subscription_has_what_stands_on_the_invoice_and_the_subscription() {
    let list = page(&[invoice("subscription_cycle", &[line(JANUARY, false)])]);
    let payment = sold(&json!({}), read(&list).as_ref());
    assert_eq!(payment.product.as_deref(), Some("editor"));
    assert_eq!(payment.plan.as_deref(), Some("of the invoice"), "the later word");
    assert_eq!(payment.purchase.channel.as_deref(), Some("web"));
    assert_eq!(payment.purchase.renewal, Some(true));
    assert_eq!(payment.commission.unwrap().earned.to_string(), "9.80 EUR");
    let begin = payment.purchase.term_begins_at.unwrap();
    assert_eq!((begin.as_second(), payment.term_ends_at.unwrap().as_second()), JANUARY);
}

#[test]
fn billing_what_stands_on_the_payment_itself_comes_first() {
    let list = page(&[invoice("subscription_cycle", &[line(JANUARY, false)])]);
    let mine = json!({"product": "mine", "renewal": "false", "term_ends_at": "2027-01-01",
        "commission_minor": "1"});
    let payment = sold(&mine, read(&list).as_ref());
    assert_eq!(payment.product.as_deref(), Some("mine"));
    assert_eq!(payment.purchase.renewal, Some(false));
    assert_eq!(payment.commission.unwrap().earned.minor, 1);
    // A term is taken whole.
    assert_eq!(payment.term_ends_at.unwrap().to_string(), "2027-01-01T00:00:00Z");
    assert_eq!(payment.purchase.term_begins_at, None);
}

#[test]
fn billing_what_an_invoice_is_for_says_whether_it_renews() {
    for (reason, renewal) in [
        ("subscription_create", Some(false)),
        ("subscription_cycle", Some(true)),
        ("subscription_update", None),
        ("subscription_threshold", None),
        ("manual", None),
        ("of tomorrow", None),
    ] {
        assert_eq!(read(&page(&[invoice(reason, &[])])).unwrap().renewal, renewal, "{reason}");
    }
}

#[test]
fn w21_the_subscription_is_the_one_that_the_invoice_is_for() {
    for (named, expected) in [
        (json!("sub_1"), Some("sub_1")),
        (json!({"id": "sub_2", "object": "subscription"}), Some("sub_2")),
        (Value::Null, None),
        // Nothing is decided by its name, so that nothing is kept waiting by it either.
        (json!("sub/1"), None),
    ] {
        let mut billed = invoice("subscription_cycle", &[]);
        billed["parent"]["subscription_details"]["subscription"] = named.clone();
        let payment = sold(&json!({}), read(&page(&[billed])).as_ref());
        let known = payment.purchase.subscription;
        assert_eq!(known.as_ref().map(SubscriptionId::as_str), expected, "{named}");
        assert_eq!(payment.plan.as_deref(), Some("of the invoice"));
    }
    let mut by_hand = invoice("manual", &[]);
    by_hand["parent"] = Value::Null;
    assert_eq!(sold(&json!({}), read(&page(&[by_hand])).as_ref()).purchase.subscription, None);
}

#[test]
fn m14_the_term_is_that_of_the_lines_where_they_agree() {
    let (begin, end) = JANUARY;
    let year = (begin, begin + 365 * 86_400);
    for (lines, expected) in [
        (vec![line(JANUARY, false)], Some(JANUARY)),
        (vec![line(JANUARY, false), line(JANUARY, false)], Some(JANUARY)),
        // What is left of another plan has a period of its own.
        (vec![line((begin + 5, end), true), line(JANUARY, false)], Some(JANUARY)),
        (vec![line(JANUARY, false), line(year, false)], None),
        (vec![line((begin, begin), false)], None),
        (vec![json!({"object": "line_item", "period": {"start": begin, "end": end}})], None),
        (vec![], None),
    ] {
        assert_eq!(term(&lines), expected, "{lines:?}");
    }
    let mut cut = invoice("subscription_cycle", &[line(JANUARY, false)]);
    cut["lines"]["has_more"] = json!(true);
    assert_eq!(read(&page(&[cut])).unwrap().term, None, "there are more lines");
}

#[test]
fn billing_a_payment_without_an_invoice_or_with_several_has_none() {
    assert_eq!(read(&page(&[])), None);
    let mut canceled = page(&[invoice("subscription_cycle", &[])]);
    canceled["data"][0]["status"] = json!("canceled");
    assert_eq!(read(&canceled), None);
    let mut second = invoice("subscription_cycle", &[]);
    second["id"] = json!("in_2");
    let first = invoice("subscription_cycle", &[]);
    assert_eq!(read(&page(&[first.clone(), second])), Some(Invoice::default()));
    assert_ne!(read(&page(&[first.clone(), first])), Some(Invoice::default()), "one, in two parts");
}

#[test]
fn billing_an_invoice_of_another_payment_or_not_expanded_is_not_used() {
    let list = page(&[invoice("subscription_cycle", &[])]);
    assert!(read_invoice(&of("pi_2"), &ok(&list)).is_err());
    assert!(read_invoice(&of("pi_1"), &ok(&page(&[json!("in_1")]))).is_err());
    assert!(read_invoice(&of("pi_1"), &ok(&page(&[Value::Null]))).is_err());
}

#[test]
fn billing_the_question_is_for_the_intent_and_of_a_charge_alone_none_is_asked() {
    let path = invoice_query(&of("pi_1")).unwrap().path;
    let expected = "/v1/invoice_payments?payment%5Btype%5D=payment_intent\
                    &payment%5Bpayment_intent%5D=pi_1&expand%5B%5D=data.invoice&limit=100";
    assert_eq!(path, expected);
    assert_eq!(invoice_query(&of("ch_1")), None);
}

#[test]
fn billing_a_payment_says_whether_it_is_for_an_invoice() {
    let one = page(&[invoice("manual", &[])]);
    let mut other = invoice("manual", &[]);
    other["id"] = json!("in_2");
    let several = page(&[invoice("manual", &[]), other]);
    for (list, billed) in [(one, true), (several, true), (page(&[]), false)] {
        assert_eq!(sold(&json!({}), read(&list).as_ref()).purchase.billed, billed, "{list}");
    }
}
