//! Reads the truth about money: the payment, all its refunds, all its disputes, every page. And beside
//! it what can be had of the sale.

use super::reader::{Reader, Unread};
use super::session::{Listed, Session, Step};
use super::settlement::Settlement;
use case::fact::Fact;
use case::state::RequestState;
use domain::http::{HttpRequest, HttpResponse};
use domain::invoice::InvoiceReading;
use domain::observation::Listing;
use domain::payment::Payment;
use processors::{Invoice, ListPage, ReadError};
use telemetry::facts::{FactsNotHad, MetadataAmiss};

/// A list longer than this is somebody's loop; the case is brought to a person.
const PAGES_MAX: usize = 100;

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
        let (processor, id) = (self.account.processor, &self.case.id.payment);
        let asked_at = self.case.after_all_reports(self.ports.clock.now());
        let (payment, refunds, disputes) = futures_util::future::join3(
            self.payment(reader),
            reader.all(processors::refunds_query(processor, id), |response| {
                processors::read_refunds(processor, id, response)
            }),
            reader.all(processors::disputes_query(processor, id), |response| {
                processors::read_disputes(processor, id, asked_at, response)
            }),
        )
        .await;
        let mut payment = payment.map_err(|unread| reader.failed(&unread))?;
        if let Some(payment) = &mut payment {
            self.add_address(payment).await?;
            self.tell_amiss(payment);
        }
        let (refunds, disputes) = match (&payment, refunds?, disputes?) {
            (_, Some(refunds), Some(disputes)) => (refunds, disputes),
            // Of a payment that nobody knows there is nothing to list.
            (None, refunds, disputes) => {
                (refunds.unwrap_or_default(), disputes.unwrap_or_default())
            }
            // An empty list would say that nothing was given back yet.
            (Some(_), _, _) => {
                let why = "the payment is known, and its refunds or disputes are not";
                let why = ReadError::Unreadable(why.to_owned());
                return Err(reader.failed(&why.into()));
            }
        };
        Ok(Listing { payment, refunds, disputes })
    }

    /// The payment, with what its invoice says of the sale.
    async fn payment(&self, reader: &Reader<'_>) -> Result<Option<Payment>, Unread> {
        let (processor, id) = (self.account.processor, &self.case.id.payment);
        let query = processors::payment_query(processor, id);
        let whole = |response: &HttpResponse| Ok(response.clone());
        let (answer, (reading, invoice)) =
            futures_util::future::join(reader.ask(&query, whole), self.invoice(reader)).await;
        let answer = (&answer?, invoice.as_ref());
        let read = processors::read_payment(processor, id, answer, &self.account.metadata)?;
        Ok(read.map(|mut payment| {
            payment.purchase.invoice = reading;
            payment
        }))
    }

    /// The invoice, unless it was read before: what is on it does not change with the payment. It is
    /// optional: the money is refunded without it.
    async fn invoice(&self, reader: &Reader<'_>) -> (InvoiceReading, Option<Invoice>) {
        let (processor, id) = (self.account.processor, &self.case.id.payment);
        let known = self.case.payment.as_ref().map(|payment| payment.purchase.invoice);
        if known == Some(InvoiceReading::Read) {
            return (InvoiceReading::Unasked, None);
        }
        let Some(query) = processors::invoice_query(processor, id) else {
            return (InvoiceReading::Read, None);
        };
        let read = |response: &_| processors::read_invoice(processor, id, response);
        match reader.ask(&query, read).await {
            Ok(invoice) => (InvoiceReading::Read, invoice),
            Err(unread) => {
                reader.tell(&unread);
                if !unread.is_final() {
                    return (InvoiceReading::Unread, None);
                }
                FactsNotHad { case: &self.case.id, what: "invoice", reason: unread.code() }.emit();
                (InvoiceReading::Refused, None)
            }
        }
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
        let processor = self.account.processor;
        let query = processors::customer_query(processor, customer);
        let read =
            |response: &_| processors::read_customer_email(processor, customer, response).map(Some);
        let read = self.reader().ask(&query, read).await;
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

impl Reader<'_> {
    /// The whole list; `None` where the processor does not know of what.
    async fn all<T>(
        &self,
        first: HttpRequest,
        read: impl Fn(&HttpResponse) -> Result<ListPage<T>, ReadError>,
    ) -> Step<Option<Vec<T>>> {
        match self.pages(first, read, PAGES_MAX).await {
            Ok(Some(list)) => Ok(Some(list)),
            Ok(None) => Err(Settlement::park("list_without_end")),
            Err(Unread::Answer(ReadError::Missing)) => Ok(None),
            Err(unread) => Err(self.failed(&unread)),
        }
    }
}
