//! What Stripe is asked, and how its answers are heard.

use super::answer::{
    known, read_disputes, read_history, read_payment, read_payment_ref, read_refunds,
};
use super::credit_note::read_credit_notes;
use super::invoice::{invoice_query, read_invoice};
use super::page::pages;
use super::query;
use super::relatives::{payers_query, read_card, read_customer_email, read_payers};
use crate::credit_note::CreditOrder;
use crate::invoice::Invoice;
use crate::looked::{Look, Looked};
use crate::metadata_keys::MetadataKeys;
use crate::past::{PastPayments, Whose};
use crate::question::Question;
use domain::credit_note::CreditNote;
use domain::email::EmailHash;
use domain::http::HttpRequest;
use domain::ids::{CustomerId, PaymentId};
use domain::invoice::InvoiceReading;

/// Customers who share an e-mail address; more are somebody's test, or a shop's own address.
const PAYERS_MAX: usize = 10;

pub(super) fn look<'a>(look: &Look<'a>) -> Vec<Question<'a, Looked>> {
    let Look { payment, keys, asked_at, invoice } = *look;
    let mut questions = Vec::with_capacity(4);
    if invoice != InvoiceReading::Read {
        // Heard before the payment: what that does not say itself is taken from its invoice.
        questions.extend(billed(payment));
    }
    questions.push(Question::new(
        query::payment_query(payment),
        move |response, heard: &mut Looked| {
            let paid = read_payment(payment, (response, heard.billed.as_ref()), keys)?;
            heard.payment = paid.map(|mut paid| {
                paid.purchase.invoice = heard.invoice;
                paid
            });
            Ok(Vec::new())
        },
    ));
    questions.push(pages(
        query::refunds_query(payment),
        move |response| known(read_refunds(payment, response)),
        |heard: &mut Looked| &mut heard.refunds,
    ));
    questions.push(pages(
        query::disputes_query(payment),
        move |response| known(read_disputes(payment, asked_at, response)),
        |heard: &mut Looked| &mut heard.disputes,
    ));
    questions
}

/// The invoice is optional: the money is refunded without it. Of a charge without an intent Stripe
/// does not say it.
fn billed(payment: &PaymentId) -> Option<Question<'_, Looked>> {
    let question = Question::new(invoice_query(payment)?, move |response, heard: &mut Looked| {
        heard.billed = read_invoice(payment, response)?;
        heard.invoice = InvoiceReading::Read;
        Ok(Vec::new())
    });
    Some(question.or_else("invoice", |is_final, heard| {
        heard.invoice = if is_final { InvoiceReading::Refused } else { InvoiceReading::Unread };
    }))
}

pub(super) fn canonical(given: &PaymentId) -> Question<'_, Option<PaymentId>> {
    Question::new(query::charge_query(given), move |response, heard| {
        *heard = read_payment_ref(given, response)?;
        Ok(Vec::new())
    })
}

pub(super) fn address(customer: &CustomerId) -> Question<'_, Option<EmailHash>> {
    Question::new(query::customer(customer), move |response, heard| {
        *heard = read_customer_email(customer, response)?;
        Ok(Vec::new())
    })
}

pub(super) fn past<'a>(whose: Whose<'a>, keys: &'a MetadataKeys) -> Question<'a, PastPayments> {
    match whose {
        Whose::Customer(customer) => past_of(customer.clone(), keys),
        Whose::Card(fingerprint) => pages(
            query::charges_of_card(fingerprint, None),
            move |response| read_card(fingerprint, response, keys).map(Some),
            |heard| heard,
        ),
        Whose::Payer(payment) => Question::new(query::payment_query(payment), move |answer, _| {
            let asked = payers_query(payment, answer)?;
            Ok(asked.map(|asked| past_of_payers(asked, keys)).into_iter().collect())
        }),
    }
}

fn past_of(customer: CustomerId, keys: &MetadataKeys) -> Question<'_, PastPayments> {
    let request = query::charges_after(&customer, None);
    let read = move |response: &_| read_history(&customer, response, keys).map(Some);
    pages(request, read, |heard| heard)
}

fn past_of_payers(asked: HttpRequest, keys: &MetadataKeys) -> Question<'_, PastPayments> {
    let request = asked.clone();
    Question::new(request, move |response, _| {
        let few = read_payers(&asked, response)?.filter(|payers| payers.len() <= PAYERS_MAX);
        Ok(few.into_iter().flatten().map(|payer| past_of(payer, keys)).collect())
    })
}

/// Asks for the invoice alone: its credit notes are found by it.
pub(super) fn invoice(payment: &PaymentId) -> Option<Question<'_, Option<Invoice>>> {
    Some(Question::new(invoice_query(payment)?, move |response, heard| {
        *heard = read_invoice(payment, response)?;
        Ok(Vec::new())
    }))
}

pub(super) fn credit_notes<'a>(
    order: &'a CreditOrder<'a>,
) -> Question<'a, Option<Vec<CreditNote>>> {
    pages(
        query::credit_notes_after(order.invoice, None),
        move |response| read_credit_notes(order, response).map(Some),
        |heard| heard,
    )
}
