//! Other payments: of the customer, of the card over all customers, of all customers with the payer's
//! e-mail address. Read only where the policy asks for them, and once per pass. What cannot be had is
//! unknown, and keeps no request from being decided.

use super::past::{Past, Whose};
use super::reader::Unread;
use super::session::{Session, Step};
use domain::facts::History;
use domain::request::RefundRequest;
use processors::Whose as Asked;

/// The most pages of a history; a longer one is not read: nobody knows it, rather than half of it.
const PAGES_MAX: usize = 5;

/// The same for all customers with one e-mail address together.
const PAYERS_PAGES_MAX: usize = 50;

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
            let read = self.past(whose).await;
            let past = self.optional(whose.as_str(), request.receipt.seen_at, read)?;
            self.histories.insert(whose, past);
        }
        let past = self.histories.get(&whose).and_then(Option::as_ref);
        let payment = &self.case.id.payment;
        Ok(past.map(|payments| History::of(payment, payments, request.receipt.seen_at)))
    }

    async fn past(&self, whose: Whose) -> Result<Past, Unread> {
        let Some(payment) = &self.case.payment else { return Ok(None) };
        let (asked, most) = match whose {
            Whose::Customer => (payment.customer.as_ref().map(Asked::Customer), PAGES_MAX),
            Whose::Card => (payment.payer.card.as_deref().map(Asked::Card), PAGES_MAX),
            Whose::Email => {
                let has_address = !payment.payer.emails.is_empty();
                let payer = has_address.then_some(Asked::Payer(&self.case.id.payment));
                (payer, PAYERS_PAGES_MAX)
            }
        };
        let (processor, keys) = (self.account.processor, &self.account.metadata);
        let Some(question) = asked.and_then(|asked| processors::past(processor, asked, keys))
        else {
            return Ok(None);
        };
        let past = self.reader().hear(vec![question], most).await?.flatten();
        Ok(match whose {
            Whose::Customer | Whose::Card => past,
            // Without any payment they are not those of this payer: it was made without a customer.
            Whose::Email => past.filter(|past| !past.is_empty()),
        })
    }
}
