//! Other payments of whoever made one: a search by the card's fingerprint, customers by their e-mail
//! address.

use serde::Serialize;

use super::answer::{Refusal, Reply};
use super::form::Form;
use super::ledger::Payment;
use super::objects::ChargeObject;
use super::reads::{Page, list};
use super::state::State;

/// A customer, by the address that was asked for.
#[derive(Serialize)]
struct CustomerObject<'a> {
    id: &'a str,
    object: &'static str,
    email: Option<&'a str>,
}

/// One page of a search.
#[derive(Serialize)]
struct SearchObject<'a> {
    object: &'static str,
    url: &'static str,
    has_more: bool,
    next_page: Option<&'a str>,
    data: Vec<ChargeObject<'a>>,
}

impl State {
    /// `GET /v1/charges/search`: only for the fingerprint of a card.
    pub(super) fn search_charges(&self, query: &str) -> Result<Reply, Refusal> {
        let mut form = Form::parse(query)?;
        let asked = form.text("query")?.unwrap_or_default();
        let after = form.text("page")?;
        let mut page = Page::take(&mut form)?;
        form.finish()?;
        let print = asked
            .strip_prefix("payment_method_details.card.fingerprint:'")
            .and_then(|rest| rest.strip_suffix('\''));
        let Some(print) = print else {
            let message = "This search query is not served by the sandbox.";
            return Err(Refusal::invalid(Some("query"), message));
        };
        // The cursor of a search says nothing to whoever asks; here it is the last charge.
        page.after = after;
        let of_card = self.ledger.order.iter().rev().filter_map(|id| self.ledger.payments.get(id));
        let of_card = of_card.filter(|payment| payment.fingerprint == print);
        let (found, has_more) = page.cut(of_card, |payment: &Payment| &payment.charge);
        let next_page = found.last().map(|last| last.charge.as_str()).filter(|_| has_more);
        let data: Vec<_> = found.iter().map(|payment| ChargeObject::of(payment)).collect();
        let url = "/v1/charges/search";
        Ok(Reply::json(
            200,
            &SearchObject { object: "search_result", url, has_more, next_page, data },
        ))
    }

    /// `GET /v1/customers`: only by e-mail address.
    pub(super) fn list_customers(&self, query: &str) -> Result<Reply, Refusal> {
        let mut form = Form::parse(query)?;
        let page = Page::take(&mut form)?;
        let email = form.text("email")?;
        form.finish()?;
        let with_email = |intents: &Vec<String>| {
            let mut payments = intents.iter().filter_map(|id| self.ledger.payments.get(id));
            payments.any(|payment| {
                let emails = [&payment.email, &payment.sale.account_email];
                emails.into_iter().any(|known| known.is_some() && *known == email)
            })
        };
        let customers = self.ledger.customers.iter();
        let found = customers.filter(|(_, intents)| with_email(intents)).map(|(id, _)| id);
        let (found, has_more) = page.cut(found, |id: &String| id);
        let email = email.as_deref();
        let shown = found.into_iter().map(|id| CustomerObject { id, object: "customer", email });
        Ok(list("/v1/customers", has_more, shown.collect()))
    }
}
