//! Reads the truth about money: the payment, all its refunds, all its disputes, every page. And beside
//! it what can be had of the sale.

use super::reader::{Reader, Unread};
use super::session::{Listed, Session, Step};
use super::settlement::Settlement;
use case::fact::Fact;
use case::state::RequestState;
use domain::observation::Listing;
use domain::payment::Payment;
use processors::Look;
use telemetry::facts::MetadataAmiss;

/// More answers about one payment than these are somebody's loop; the case is brought to a person.
pub(super) const ANSWERS_MAX: usize = 200;

impl Session<'_> {
    /// Reads everything about the payment and folds it in.
    pub(super) async fn gather(&mut self) -> Step<()> {
        let begun = self.ports.clock.elapsed();
        let listing = self.listing(&self.reader()).await?;
        self.listed = Some(Listed { begun, left: listing.left() });
        self.learn(Fact::Listed(listing))?;
        Ok(())
    }

    async fn listing(&self, reader: &Reader<'_>) -> Step<Listing> {
        let known = self.case.payment.as_ref().map(|payment| payment.purchase.invoice);
        let look = Look {
            payment: &self.case.id.payment,
            keys: &self.account.metadata,
            asked_at: self.case.after_all_reports(self.ports.clock.now()),
            invoice: known.unwrap_or_default(),
        };
        let questions = processors::look(self.account.processor, &look);
        let looked = match reader.hear(questions, ANSWERS_MAX).await {
            Ok(Some(looked)) => looked.listing().map_err(Unread::Answer),
            Ok(None) => return Err(Settlement::park("list_without_end")),
            Err(unread) => Err(unread),
        };
        let mut listing = looked.map_err(|unread| reader.failed(&unread))?;
        if let Some(payment) = &mut listing.payment {
            self.add_address(payment).await?;
            self.tell_amiss(payment);
        }
        Ok(listing)
    }

    /// Adds the address of the customer's account where a customer gave one that is no other of the
    /// payment's.
    async fn add_address(&self, payment: &mut Payment) -> Step<()> {
        let Some(customer) = &payment.customer else { return Ok(()) };
        let other = |state: &&RequestState| {
            let claimed = state.request.claims.email;
            claimed.is_some_and(|claimed| payment.payer.has_email(claimed) != Some(true))
        };
        let claimed = self.case.requests.values().filter(other);
        let seen_at = claimed.map(|state| state.request.receipt.seen_at).max();
        let Some(seen_at) = seen_at else { return Ok(()) };
        let Some(question) = processors::address(self.account.processor, customer) else {
            return Ok(());
        };
        let read = self.reader().hear(vec![question], ANSWERS_MAX).await;
        match self.optional("address", seen_at, read)? {
            Some(email) => payment.payer.emails.extend(email),
            None => payment.payer.email_unread = true,
        }
        Ok(())
    }

    /// Says what the shop has written in a way that it should not.
    fn tell_amiss(&self, payment: &Payment) {
        let known = self.case.payment.as_ref().filter(|_| !self.case.payment_unlisted);
        let known = known.map(|known| (&known.purchase.unreadable, &known.purchase.respelt));
        let found = (&payment.purchase.unreadable, &payment.purchase.respelt);
        if known != Some(found) {
            let (unreadable, respelt) = found;
            MetadataAmiss { case: &self.case.id, unreadable, respelt }.emit();
        }
    }
}
