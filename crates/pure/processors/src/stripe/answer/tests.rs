//! Stripe's answers, held against the documented table of errors.

use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::mutation;
use super::*;
use domain::dispute::DisputeStage;
use domain::ids::CaseId;
use domain::key::{IdempotencyKey, Subject};
use domain::money::{Currency, Money};
use domain::processor::Processor;
use domain::refund::RefundStatus;

const REFUND: &str = include_str!(
    "../../../../../../tests/fixtures/stripe/objects/refund.pending_insufficient_funds.json"
);
const INQUIRY: &str = include_str!(
    "../../../../../../tests/fixtures/stripe/objects/dispute.inquiry_warning_needs_response.json"
);
const LOST: &str =
    include_str!("../../../../../../tests/fixtures/stripe/objects/dispute.lost.json");

pub(super) fn response(status: u16, headers: &[(&str, &str)], body: &str) -> HttpResponse {
    let headers = headers.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    HttpResponse { status, headers, body: body.as_bytes().to_vec() }
}

pub(super) fn ok(body: &Value) -> HttpResponse {
    response(200, &[], &body.to_string())
}

fn object(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

pub(super) fn of(id: &str) -> PaymentId {
    PaymentId::parse(id).unwrap()
}

/// That of the fixtures.
pub(super) fn payment() -> PaymentId {
    of("pi_3PgafyB7WZ01zgkW1SjxsAJo")
}

/// What comes of the order that the refund of the fixture was made for.
fn ordered(answer: &HttpResponse) -> CallOutcome {
    let case = CaseId::parse("eu/pi_3PgafyB7WZ01zgkW1SjxsAJo").unwrap();
    let amount = Money::new(1000, Currency::parse("usd").unwrap());
    let key = IdempotencyKey::derive(Processor::Stripe, &case, &Subject::Full, amount.currency);
    let order =
        RefundOrder { case: &case, amount, key: &key, split: domain::split::SplitOrder::default() };
    read_refund(&order, answer).unwrap_or(CallOutcome::Unknown)
}

pub(super) fn error(kind: &str, code: Option<&str>, param: Option<&str>) -> String {
    let message = "something about jenny@example.test";
    json!({"error": {"type": kind, "code": code, "param": param, "message": message}}).to_string()
}

#[test]
fn an_accepted_refund_is_done_even_while_it_is_pending() {
    for status in [200, 201] {
        let outcome = ordered(&response(status, &[], REFUND));
        let CallOutcome::Done(refund) = outcome else { panic!("{outcome:?}") };
        assert_eq!(refund.id.as_str(), "re_3PgafyB7WZ01zgkW1qPvrRrPE");
        assert_eq!(refund.amount.to_string(), "10.00 USD");
        assert_eq!(refund.status, RefundStatus::Pending);
    }
}

#[test]
fn every_documented_error_has_its_outcome() {
    let invalid = "invalid_request_error";
    let by_code = [
        ("charge_already_refunded", Refusal::AlreadyRefunded),
        ("charge_disputed", Refusal::Disputed),
        ("refund_disputed_payment", Refusal::Disputed),
        ("charge_not_refundable", Refusal::NotRefundable),
        ("balance_insufficient", Refusal::InsufficientBalance),
        ("amount_too_large", Refusal::AmountTooLarge),
        ("resource_missing", Refusal::PaymentUnknown),
        ("parameter_invalid_integer", Refusal::Other("parameter_invalid_integer".to_owned())),
        ("Refund for Jenny", Refusal::Other("unreadable".to_owned())),
    ];
    for (code, refusal) in by_code {
        for status in [400, 402] {
            let answer = response(status, &[], &error(invalid, Some(code), None));
            assert_eq!(ordered(&answer), CallOutcome::Refused(refusal.clone()), "{code}");
        }
    }

    let busy = CallOutcome::Busy { retry_after: None };
    let table = [
        (400, error(invalid, None, Some("amount")), CallOutcome::Refused(Refusal::AmountTooLarge)),
        (
            400,
            error(invalid, Some("amount_too_small"), Some("amount")),
            CallOutcome::Refused(Refusal::Other("amount_too_small".to_owned())),
        ),
        (400, error(invalid, None, None), CallOutcome::Refused(Refusal::Other(invalid.to_owned()))),
        (400, error("idempotency_error", None, None), CallOutcome::KeyConflict),
        (404, error(invalid, None, None), CallOutcome::Refused(Refusal::PaymentUnknown)),
        (409, error("idempotency_error", Some("idempotency_key_in_use"), None), busy.clone()),
        (400, error("idempotency_error", Some("idempotency_key_in_use"), None), busy.clone()),
        (400, error(invalid, Some("lock_timeout"), None), busy.clone()),
        (429, error(invalid, Some("rate_limit"), None), busy.clone()),
        (429, error(invalid, Some("lock_timeout"), None), busy.clone()),
        (429, String::new(), busy),
        (401, error(invalid, None, None), CallOutcome::Misconfigured),
        (403, error(invalid, None, None), CallOutcome::Misconfigured),
        (401, String::new(), CallOutcome::Misconfigured),
        (400, error("rate_limit_error", None, None), CallOutcome::Busy { retry_after: None }),
        (400, error("api_error", None, None), CallOutcome::Unknown),
        (500, error("api_error", None, None), CallOutcome::Unknown),
        (502, String::new(), CallOutcome::Unknown),
        (503, "<html>".to_owned(), CallOutcome::Unknown),
        (504, String::new(), CallOutcome::Unknown),
        (424, error("api_error", None, None), CallOutcome::Unknown),
        (408, String::new(), CallOutcome::Unknown),
        (307, String::new(), CallOutcome::Unknown),
        (0, String::new(), CallOutcome::Unknown),
    ];
    for (status, body, outcome) in table {
        assert_eq!(ordered(&response(status, &[], &body)), outcome, "{status} {body}");
    }
}

#[test]
fn a_no_that_stripe_did_not_write_is_no_definitive_no() {
    for status in [400, 402, 404] {
        for body in ["", "<html>not found</html>", "{}", "{\"error\":\"nope\"}"] {
            assert_eq!(ordered(&response(status, &[], body)), CallOutcome::Unknown, "{body}");
        }
    }
}

#[test]
fn a_success_that_cannot_be_read_leaves_it_unknown() {
    let mut nameless = object(REFUND);
    nameless.as_object_mut().unwrap().remove("id");
    let foreign = json!({"object": "charge", "id": "ch_1"});
    for body in ["", "{", "[]", &nameless.to_string(), &foreign.to_string()] {
        assert_eq!(ordered(&response(200, &[], body)), CallOutcome::Unknown, "{body}");
    }
}

#[test]
fn stripes_own_advice_to_retry_is_taken_where_it_makes_a_difference() {
    let advice = [("stripe-should-retry", "true"), ("retry-after", "7")];
    let refused = error("invalid_request_error", Some("charge_not_refundable"), None);
    let busy = CallOutcome::Busy { retry_after: Some(7) };
    assert_eq!(ordered(&response(400, &advice, &refused)), busy);
    assert_eq!(ordered(&response(500, &advice, "")), CallOutcome::Unknown);

    let advice = [("stripe-should-retry", "false")];
    let no = CallOutcome::Refused(Refusal::NotRefundable);
    assert_eq!(ordered(&response(400, &advice, &refused)), no);
    // That it shall not be tried again does not say that nothing was executed.
    assert_eq!(ordered(&response(500, &advice, "")), CallOutcome::Unknown);
}

#[test]
fn a_waiting_time_is_taken_in_seconds_only() {
    for (text, seconds) in [("30", Some(30)), ("Wed, 21 Oct 2026 07:28:00 GMT", None), ("-1", None)]
    {
        let answer = response(429, &[("retry-after", text)], "");
        assert_eq!(ordered(&answer), CallOutcome::Busy { retry_after: seconds }, "{text}");
        let busy = ReadError::Busy { retry_after: seconds };
        assert_eq!(read_refunds(&payment(), &answer), Err(busy), "{text}");
    }
}

#[test]
fn every_failed_question_has_its_error() {
    let invalid = "invalid_request_error";
    let table = [
        (401, String::new(), ReadError::Misconfigured),
        (403, String::new(), ReadError::Misconfigured),
        (403, error(invalid, None, None), ReadError::Forbidden),
        (409, String::new(), ReadError::Busy { retry_after: None }),
        (429, String::new(), ReadError::Busy { retry_after: None }),
        (400, error(invalid, Some("lock_timeout"), None), ReadError::Busy { retry_after: None }),
        (500, String::new(), ReadError::Unavailable),
        (503, "<html>".to_owned(), ReadError::Unavailable),
        (400, error("api_error", None, None), ReadError::Unavailable),
        (
            400,
            error(invalid, Some("oops"), None),
            ReadError::Refused("status 400, code oops".into()),
        ),
        (302, String::new(), unreadable(Flaw("status 302, not by Stripe".into()))),
        (404, "<html>".to_owned(), unreadable(Flaw("status 404, not by Stripe".into()))),
    ];
    let keys = MetadataKeys::default();
    let customer = CustomerId::parse("cus_1").unwrap();
    for (status, body, expected) in table {
        let answer = response(status, &[], &body);
        let errors = [
            read_payment_ref(&of("ch_1"), &answer).unwrap_err(),
            read_payment(&payment(), (&answer, None), &keys).unwrap_err(),
            read_refunds(&payment(), &answer).unwrap_err(),
            read_disputes(&payment(), Timestamp::UNIX_EPOCH, &answer).unwrap_err(),
            read_history(&customer, &answer, &MetadataKeys::default()).unwrap_err(),
        ];
        for error in errors {
            assert_eq!(error, expected, "{status}");
        }
    }
}

#[test]
fn a_payment_that_stripe_does_not_know_is_no_error() {
    let missing = error("invalid_request_error", Some("resource_missing"), Some("intent"));
    let answer = response(404, &[], &missing);
    assert_eq!(read_payment_ref(&of("ch_1"), &answer), Ok(None));
    assert_eq!(read_payment(&payment(), (&answer, None), &MetadataKeys::default()), Ok(None));
}

#[test]
fn a_charge_says_which_payment_it_belongs_to() {
    for (intent, expected) in [
        (json!("pi_1"), "pi_1"),
        (json!({"object": "payment_intent", "id": "pi_2"}), "pi_2"),
        (Value::Null, "ch_1"),
    ] {
        let charge = json!({"object": "charge", "id": "ch_1", "payment_intent": intent});
        let found = read_payment_ref(&of("ch_1"), &ok(&charge)).unwrap().unwrap();
        assert_eq!(found.as_str(), expected);
    }
    let refund = json!({"object": "refund", "id": "re_1"});
    assert!(read_payment_ref(&of("ch_1"), &ok(&refund)).is_err());
}

#[test]
fn an_intent_and_its_charge_make_one_payment() {
    let intent = json!({"object": "payment_intent", "id": "pi_1", "amount": 5000,
        "amount_received": 4900, "currency": "eur", "created": 1_760_000_000,
        "customer": "cus_1",
        "metadata": {"product": "editor", "commission_id": "c-1", "commission_partner": "p-1",
            "commission_minor": "980"},
        "latest_charge": {"id": "ch_1", "created": 1_760_000_500,
            "metadata": {"product": "old name", "plan": "yearly", "locale": "de-AT",
                "term_ends_at": "2026-10-09"}}});
    let payment =
        read_payment(&of("pi_1"), (&ok(&intent), None), &MetadataKeys::default()).unwrap().unwrap();
    assert_eq!(payment.captured.to_string(), "49.00 EUR");
    assert_eq!(payment.charged_at.as_second(), 1_760_000_500);
    assert_eq!(payment.customer.unwrap().as_str(), "cus_1");
    assert_eq!(payment.product.as_deref(), Some("editor"));
    assert_eq!(payment.plan.as_deref(), Some("yearly"));
    assert_eq!(payment.locale.as_deref(), Some("de-AT"));
    assert_eq!(payment.term_ends_at.unwrap().to_string(), "2026-10-09T00:00:00Z");
    assert_eq!(payment.commission.unwrap().earned.to_string(), "9.80 EUR");
}

#[test]
fn an_intent_whose_charge_is_not_expanded_is_a_payment_too() {
    let intent = json!({"object": "payment_intent", "id": "pi_1", "amount_received": 0,
        "currency": "jpy", "created": 1_760_000_000, "latest_charge": "ch_1"});
    let payment =
        read_payment(&of("pi_1"), (&ok(&intent), None), &MetadataKeys::default()).unwrap().unwrap();
    assert_eq!((payment.captured.minor, payment.charged_at.as_second()), (0, 1_760_000_000));
}

#[test]
fn a_charge_is_read_as_a_payment_under_configured_names() {
    let keys = MetadataKeys { product: "sku".to_owned(), ..MetadataKeys::default() };
    let charge = json!({"object": "charge", "id": "ch_1", "amount": 500, "amount_captured": 500,
        "currency": "isk", "created": 1_760_000_000, "metadata": {"sku": "editor"}});
    let payment = read_payment(&of("ch_1"), (&ok(&charge), None), &keys).unwrap().unwrap();
    assert_eq!(payment.captured.to_string(), "5 ISK");
    assert_eq!(payment.product.as_deref(), Some("editor"));
}

#[test]
fn pages_follow_one_another_to_the_end() {
    let page = |more: bool| json!({"object": "list", "has_more": more, "data": [object(REFUND)]});
    let first = read_refunds(&payment(), &ok(&page(true))).unwrap();
    assert_eq!(first.items.len(), 1);
    assert_eq!(
        first.next.unwrap().path,
        "/v1/refunds?payment_intent=pi_3PgafyB7WZ01zgkW1SjxsAJo&limit=100\
         &starting_after=re_3PgafyB7WZ01zgkW1qPvrRrPE"
    );
    assert_eq!(read_refunds(&payment(), &ok(&page(false))).unwrap().next, None);

    let disputes = json!({"has_more": true, "data": [object(INQUIRY), object(LOST)]});
    let page = read_disputes(&payment(), Timestamp::UNIX_EPOCH, &ok(&disputes)).unwrap();
    let stages: Vec<_> = page.items.iter().map(|dispute| dispute.stage().clone()).collect();
    assert_eq!(stages, [DisputeStage::Inquiry, DisputeStage::Lost]);
    let withdrawn: Vec<_> = page.items.iter().map(|dispute| dispute.moved().withdrawn).collect();
    assert_eq!(withdrawn, [0, 2000]);
    let path = page.next.unwrap().path;
    assert!(path.starts_with("/v1/disputes?payment_intent=pi_3PgafyB7WZ01zgkW1SjxsAJo&"), "{path}");
}

#[test]
fn a_list_that_could_hide_a_refund_is_not_taken_for_whole() {
    let mut nameless = object(REFUND);
    nameless.as_object_mut().unwrap().remove("amount");
    for list in [
        json!({"data": [object(REFUND)]}),
        json!({"has_more": false}),
        json!({"has_more": true, "data": []}),
        json!({"has_more": false, "data": [nameless]}),
        json!([object(REFUND)]),
    ] {
        let read = read_refunds(&payment(), &ok(&list));
        assert!(matches!(read, Err(ReadError::Unreadable(_))), "{list}");
    }
}

proptest! {
    #[test]
    fn no_answer_makes_it_panic_and_none_but_a_refund_is_done(
        status in any::<u16>(),
        body in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let answer = HttpResponse { status, headers: Vec::new(), body };
        let done = matches!(ordered(&answer), CallOutcome::Done(_));
        prop_assert!(!done);
        let customer = CustomerId::parse("cus_1").unwrap();
        prop_assert!(read_payment_ref(&of("ch_1"), &answer).is_err());
        prop_assert!(read_payment(&payment(), (&answer, None), &MetadataKeys::default()).is_err());
        prop_assert!(read_refunds(&payment(), &answer).is_err());
        prop_assert!(read_disputes(&payment(), Timestamp::UNIX_EPOCH, &answer).is_err());
        prop_assert!(read_history(&customer, &answer, &MetadataKeys::default()).is_err());
    }

    #[test]
    fn no_mutation_of_an_answer_makes_it_panic_or_give_a_negative_amount(
        which in 0_usize..3,
        listed in any::<bool>(),
        at in 0_usize..60,
        by in mutation::strange_values(),
    ) {
        let mut answer = object([REFUND, INQUIRY, LOST][which]);
        if listed {
            answer = json!({"object": "list", "has_more": true, "data": [answer]});
        }
        mutation::replace(&mut answer, &mut { at }, &by);
        let answer = ok(&answer);
        if let CallOutcome::Done(refund) = ordered(&answer) {
            prop_assert!(refund.amount.minor >= 0);
        }
        if let Ok(page) = read_refunds(&payment(), &answer) {
            prop_assert!(page.items.iter().all(|refund| refund.amount.minor >= 0));
        }
        if let Ok(page) = read_disputes(&payment(), Timestamp::UNIX_EPOCH, &answer) {
            prop_assert!(page.items.iter().all(|d| d.net_loss() >= 0 && d.amount.minor >= 0));
        }
        let customer = CustomerId::parse("cus_1").unwrap();
        if let Ok(page) = read_history(&customer, &answer, &MetadataKeys::default()) {
            prop_assert!(page.items.len() <= 1);
        }
        // These two are told what they are not: neither a charge nor an intent.
        prop_assert!(read_payment(&payment(), (&answer, None), &MetadataKeys::default()).is_err());
        prop_assert!(read_payment_ref(&of("ch_1"), &answer).is_err());
    }

    #[test]
    fn a_cut_off_refund_is_never_done(length in 0_usize..REFUND.trim_end().len()) {
        let outcome = ordered(&response(200, &[], REFUND.get(..length).unwrap()));
        prop_assert_eq!(outcome, CallOutcome::Unknown);
    }
}
