//! What cannot be had: which answers are final, and that a list is not empty because it is missing.

use serde_json::json;

use super::super::relatives;
use super::tests::{error, ok, payment, response};
use super::*;

#[test]
fn m10_a_list_of_what_stripe_does_not_know_is_no_empty_list() {
    let customer = CustomerId::parse("cus_1").unwrap();
    let keys = MetadataKeys::default();
    for (status, param) in [(400, "customer"), (404, "customer"), (404, "payment_intent")] {
        let missing = error("invalid_request_error", Some("resource_missing"), Some(param));
        let answer = response(status, &[], &missing);
        let asked = query::customers_with("jenny@example.test");
        for error in [
            read_refunds(&payment(), &answer).unwrap_err(),
            read_disputes(&payment(), Timestamp::UNIX_EPOCH, &answer).unwrap_err(),
            read_history(&customer, &answer, &keys).unwrap_err(),
            relatives::read_card("F1", &answer, &keys).unwrap_err(),
            relatives::payers_query(&payment(), &answer).unwrap_err(),
            relatives::read_payers(&asked, &answer).unwrap_err(),
        ] {
            assert_eq!(error, ReadError::Missing, "{status}");
        }
    }
    let empty = ok(&json!({"object": "list", "data": [], "has_more": false}));
    let nothing = ListPage { items: Vec::new(), next: None };
    assert_eq!(read_history(&customer, &empty, &keys), Ok(nothing));
}

#[test]
fn m9_an_answer_is_final_where_the_same_question_gets_it_again() {
    let invalid = "invalid_request_error";
    for (status, body, is_final) in [
        (400, error(invalid, Some("search_not_supported"), None), true),
        (400, error(invalid, None, None), true),
        (403, error(invalid, None, None), true),
        (404, error(invalid, None, None), true),
        (400, error(invalid, Some("lock_timeout"), None), false),
        (400, "<html>".to_owned(), false),
        (401, error(invalid, None, None), false),
        (403, "<html>".to_owned(), false),
        (404, "<html>".to_owned(), false),
        (429, String::new(), false),
        (500, String::new(), false),
        (503, String::new(), false),
        (200, "{".to_owned(), false),
    ] {
        let answer = response(status, &[], &body);
        let read = relatives::read_card("F1", &answer, &MetadataKeys::default());
        assert_eq!(read.unwrap_err().is_final(), is_final, "{status} {body}");
    }
}
