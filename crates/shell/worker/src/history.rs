//! Other payments: of the customer, of the card over all customers, of all customers with the payer's
//! e-mail address. Read only where the policy asks for them, and once per pass. What cannot be had is
//! unknown, and keeps no request from being decided.

use super::past::{Past, Whose};
use super::reader::Unread;
use super::session::{Session, Step};
use domain::facts::History;
use domain::ids::CustomerId;
use domain::request::RefundRequest;

/// The most pages of a history; a longer one is not read: nobody knows it, rather than half of it.
const PAGES_MAX: usize = 5;

/// Customers who share an e-mail address; more are somebody's test, or a shop's own address.
const PAYERS_MAX: usize = 10;

impl Session<'_> {
    /// The payments counted for `request`, if they are `needed` and known.
    pub(super) async fn history(
        &mut self,
        whose: Whose,
        needed: bool,
        request: &RefundRequest,
    ) -> Step<Option<History>> {
        if !needed {
            return Ok(None);
        }
        if !self.histories.contains_key(&whose) {
            let read = match whose {
                Whose::Customer => self.past_of_customer().await,
                Whose::Card => self.past_of_card().await,
                Whose::Email => self.past_of_email().await,
            };
            let past = self.optional(whose.as_str(), request.receipt.seen_at, read)?;
            self.histories.insert(whose, past);
        }
        let past = self.histories.get(&whose).and_then(Option::as_ref);
        let payment = &self.case.id.payment;
        Ok(past.map(|payments| History::of(payment, payments, request.receipt.seen_at)))
    }

    async fn past_of_customer(&self) -> Result<Past, Unread> {
        let customer = self.case.payment.as_ref().and_then(|payment| payment.customer.as_ref());
        match customer {
            Some(customer) => self.past_of(customer).await,
            None => Ok(None),
        }
    }

    async fn past_of(&self, customer: &CustomerId) -> Result<Past, Unread> {
        let processor = self.account.processor;
        let query = processors::history_query(processor, customer);
        let keys = &self.account.metadata;
        let read = |response: &_| processors::read_history(processor, customer, response, keys);
        self.reader().pages(query, read, PAGES_MAX).await
    }

    async fn past_of_card(&self) -> Result<Past, Unread> {
        let card = self.case.payment.as_ref().and_then(|payment| payment.payer.card.as_deref());
        let Some(card) = card else { return Ok(None) };
        let processor = self.account.processor;
        let query = processors::card_query(processor, card);
        let keys = &self.account.metadata;
        let read = |response: &_| processors::read_card(processor, card, response, keys);
        self.reader().pages(query, read, PAGES_MAX).await
    }

    /// The payment is read once more: its address is needed to ask, and is kept nowhere.
    async fn past_of_email(&self) -> Result<Past, Unread> {
        let payment = self.case.payment.as_ref();
        let has_address = payment.is_some_and(|payment| !payment.payer.emails.is_empty());
        if !has_address {
            return Ok(None);
        }
        let processor = self.account.processor;
        let payment = &self.case.id.payment;
        let query = processors::payment_query(processor, payment);
        let reader = self.reader();
        let read = |answer: &_| processors::payers_query(processor, payment, answer);
        let query = reader.ask(&query, read).await?;
        let Some(query) = query else { return Ok(None) };
        let read = |list: &_| processors::read_payers(processor, &query, list);
        let payers = reader.ask(&query, read).await?;
        let few = payers.filter(|payers| payers.len() <= PAYERS_MAX);
        let Some(payers) = few else { return Ok(None) };
        let mut all = Vec::new();
        for payer in &payers {
            let Some(past) = self.past_of(payer).await? else { return Ok(None) };
            all.extend(past);
        }
        // Without any payment they are not those of this payer: it was made without a customer.
        Ok(Some(all).filter(|all| !all.is_empty()))
    }
}
