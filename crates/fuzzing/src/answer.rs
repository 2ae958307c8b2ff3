//! What a processor answers: it becomes our words with amounts that can be, or it is refused in words
//! that repeat nothing of it.

use std::collections::VecDeque;

use jiff::Timestamp;

use crate::head::Head;
use domain::dispute::{Dispute, DisputeStage};
use domain::http::{HttpRequest, HttpResponse, Method};
use domain::ids::{CaseId, CustomerId, InvoiceId, PaymentId, RefundId};
use domain::invoice::InvoiceReading;
use domain::key::{IdempotencyKey, Subject};
use domain::money::{Currency, Money};
use domain::observation::Listing;
use domain::outcome::CallOutcome;
use domain::payment::{PastPayment, Payment};
use domain::processor::Processor;
use domain::refund::{Refund, RefundStatus};
use processors::{
    CreditOrder, Look, MetadataKeys, Question, ReadError, RefundOrder, UnclearAnswer, Whose,
};

const P: Processor = Processor::Stripe;

/// The payments and the customer of the fixtures; a charge is asked for in another way than an intent.
const PAYMENTS: [&str; 2] = ["pi_1PgafmB7WZ01zgkWW9Wm0Bd2", "ch_3PgafmB7WZ01zgkW1XVQn7mN"];
const CUSTOMER: &str = "cus_NeZwdNtLEOXuvB";

/// Answers of one conversation: a list that says that it goes on does so for ever.
const ANSWERS_MAX: usize = 8;

/// Every question is answered with the same bytes.
/// Panics where something does not hold.
pub fn try_out(bytes: &[u8]) {
    let head = Head::split(bytes);
    let status = head.number("status").and_then(|status| u16::try_from(status).ok());
    let response = HttpResponse {
        status: status.unwrap_or(200),
        body: head.body.to_vec(),
        headers: head.headers,
    };
    for payment in PAYMENTS {
        let Ok(payment) = PaymentId::parse(payment) else { unreachable!("an id of a fixture") };
        about_payment(&payment, &response);
    }
    about_relatives(&response);
}

fn about_payment(id: &PaymentId, response: &HttpResponse) {
    let keys = MetadataKeys::default();
    drop(heard(vec![processors::canonical(P, id)], response));
    let invoice = InvoiceReading::Unasked;
    let look = Look { payment: id, keys: &keys, asked_at: Timestamp::UNIX_EPOCH, invoice };
    let looked = heard(processors::look(P, &look), response);
    if let Some(listing) = looked.and_then(|looked| used(looked.listing())) {
        decent_listing(&listing);
    }
    ordered(id, response);
}

fn decent_listing(listing: &Listing) {
    listing.payment.iter().for_each(decent_payment);
    listing.refunds.iter().for_each(decent_refund);
    listing.disputes.iter().for_each(decent_dispute);
    let captured = listing.payment.as_ref().map_or(0, |payment| payment.captured.minor);
    if let Some(left) = listing.left() {
        assert!((0..=captured).contains(&left.minor), "{left} left of {captured}");
    }
}

/// What is heard where every question is answered with the same bytes; nothing, where one of them cannot
/// be used, or the answers lead to ever more questions.
fn heard<Heard: Default>(
    questions: Vec<Question<'_, Heard>>,
    response: &HttpResponse,
) -> Option<Heard> {
    let (mut heard, mut open) = (Heard::default(), VecDeque::from(questions));
    for _ in 0..ANSWERS_MAX {
        let Some(question) = open.pop_front() else { return Some(heard) };
        decent_question(&question.request);
        match question.hear(response, &mut heard) {
            Ok(next) => open.extend(next),
            Err(error) => {
                decent_words(&error.to_string());
                question.miss(error.is_final(), &mut heard)?;
            }
        }
    }
    None
}

fn ordered(payment: &PaymentId, response: &HttpResponse) {
    let Ok(case) = CaseId::parse(&format!("stripe-eu/{payment}")) else {
        unreachable!("an id of a fixture")
    };
    let Ok(currency) = Currency::parse("usd") else { unreachable!("a currency") };
    let key = IdempotencyKey::derive(P, &case, &Subject::Full, currency);
    let order = RefundOrder {
        case: &case,
        amount: Money::new(1000, currency),
        key: &key,
        split: domain::split::SplitOrder::default(),
    };
    credited(&key, response);
    if let Some(refund) = made(processors::read_refund(P, &order, response), response) {
        assert_eq!(refund.amount, order.amount);
        decent_refund(&refund);
    }
}

/// What an answer to an order says was made; only a success can be one, and only a failure a refusal.
fn made<Made>(
    read: Result<CallOutcome<Made>, UnclearAnswer>,
    response: &HttpResponse,
) -> Option<Made> {
    let success = (200..300).contains(&response.status);
    match read {
        Ok(CallOutcome::Done(made)) => {
            assert!(success, "done, with {}", response.status);
            return Some(made);
        }
        Ok(
            CallOutcome::Refused(_)
            | CallOutcome::Busy { .. }
            | CallOutcome::Unknown
            | CallOutcome::KeyConflict
            | CallOutcome::Misconfigured,
        ) => assert!(!success, "a success is no refusal"),
        Err(unclear) => decent_words(&unclear.to_string()),
    }
    None
}

/// A credit note is read of the refund that it follows, and of no other amount.
fn credited(key: &IdempotencyKey, response: &HttpResponse) {
    let (Ok(invoice), Ok(id)) = (InvoiceId::parse("in_1"), RefundId::parse("re_1")) else {
        unreachable!("ids")
    };
    let Ok(currency) = Currency::parse("usd") else { unreachable!("a currency") };
    let refund = Refund {
        id,
        amount: Money::new(1000, currency),
        status: RefundStatus::Succeeded,
        key: Some(key.clone()),
        failure: None,
        act_by: None,
        created_at: Timestamp::UNIX_EPOCH,
    };
    let order = CreditOrder { invoice: &invoice, refund: &refund, key };
    let Some(notes) = processors::credit_notes(P) else { return };
    for note in heard(vec![(notes.issued)(&order)], response).flatten().into_iter().flatten() {
        assert!(note.amount.minor >= 0);
    }
    if let Some(note) = made((notes.outcome)(&order, response), response) {
        assert_eq!(note.amount, refund.amount);
    }
}

fn about_relatives(response: &HttpResponse) {
    let keys = MetadataKeys::default();
    let (Ok(customer), Ok(payment)) = (CustomerId::parse(CUSTOMER), PaymentId::parse(PAYMENTS[0]))
    else {
        unreachable!("ids of fixtures")
    };
    let whose =
        [Whose::Customer(&customer), Whose::Card("Xt5EWLLDS7FJjR1c"), Whose::Payer(&payment)];
    for question in whose.into_iter().filter_map(|whose| processors::past(P, whose, &keys)) {
        let past = heard(vec![question], response).flatten();
        past.into_iter().flatten().for_each(|past| decent_past(&past));
    }
    let _email = heard(processors::address(P, &customer).into_iter().collect(), response);
}

/// What was read, if the answer could be used; why not is said in decent words.
fn used<T>(read: Result<T, ReadError>) -> Option<T> {
    match read {
        Ok(read) => Some(read),
        Err(error) => {
            decent_words(&error.to_string());
            None
        }
    }
}

/// What a processor says cannot make us ask elsewhere, or do anything but ask.
fn decent_question(question: &HttpRequest) {
    assert_eq!(question.method, Method::Get);
    assert!(question.path.starts_with("/v1/"), "{}", question.path);
    let graphic = |byte: u8| byte.is_ascii_graphic() && byte != b'#' && byte != b'\\';
    assert!(question.path.bytes().all(graphic), "{}", question.path);
    assert!(!question.path.contains("/../") && !question.path.ends_with("/.."));
}

/// Words that go into logs, metrics and reasons.
pub(crate) fn decent_words(text: &str) {
    assert!(text.len() <= 400, "{} bytes of words", text.len());
    assert!(!text.chars().any(char::is_control), "{text:?}");
}

pub(crate) fn decent_payment(payment: &Payment) {
    let (captured, authorised) = (payment.captured, payment.authorised);
    assert!(captured.minor >= 0 && authorised.minor >= 0, "{captured} of {authorised}");
    assert_eq!(captured.currency, authorised.currency);
    if let Some(commission) = &payment.commission {
        assert!(commission.earned.minor >= 0, "{} earned", commission.earned);
    }
    payment.purchase.method.iter().for_each(|word| decent_words(word));
}

pub(crate) fn decent_refund(refund: &Refund) {
    assert!(refund.amount.minor >= 0, "a refund of {}", refund.amount);
    refund.failure.iter().for_each(|word| decent_words(word));
}

pub(crate) fn decent_dispute(dispute: &Dispute) {
    let (amount, moved) = (dispute.amount, dispute.moved());
    let decent = amount.minor >= 0 && moved.withdrawn >= 0 && moved.reinstated >= 0;
    assert!(decent, "a dispute of {amount}");
    if let DisputeStage::Other(word) = dispute.stage() {
        decent_words(word);
    }
    decent_words(&dispute.reason);
}

fn decent_past(past: &PastPayment) {
    assert!(past.captured.is_none_or(|captured| captured.minor >= 0));
}
