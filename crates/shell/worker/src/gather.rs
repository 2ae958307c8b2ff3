//! Reads the truth about money: the payment, all its refunds, all its disputes, every page.

use super::reader::{Reader, Unread};
use super::session::{Listed, Session, Step};
use super::settlement::Settlement;
use case::fact::Fact;
use domain::http::{HttpRequest, HttpResponse};
use domain::observation::Listing;
use domain::payment::Payment;
use processors::{ListPage, ReadError};

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
        let (payment, refunds, disputes) = futures_util::future::join3(
            self.payment(reader),
            reader.all(processors::refunds_query(processor, id), |response| {
                processors::read_refunds(processor, id, response)
            }),
            reader.all(processors::disputes_query(processor, id), |response| {
                processors::read_disputes(processor, id, response)
            }),
        )
        .await;
        let payment = payment.map_err(|unread| reader.failed(&unread))?;
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
        let listing = Listing { payment, refunds, disputes };
        processors::one_currency(&listing).map_err(|error| reader.failed(&error.into()))?;
        Ok(listing)
    }

    async fn payment(&self, reader: &Reader<'_>) -> Result<Option<Payment>, Unread> {
        let account = self.account;
        let query = processors::payment_query(account.processor, &self.case.id.payment);
        let read = |response: &HttpResponse| {
            let asked = &self.case.id.payment;
            processors::read_payment(account.processor, asked, response, &account.metadata)
        };
        reader.ask(&query, read).await
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
