//! Reads the truth about money: the payment, all its refunds, all its disputes, every page.

use super::session::{Listed, Session, Step};
use super::settlement::Settlement;
use case::fact::Fact;
use domain::http::{HttpRequest, HttpResponse};
use domain::ids::AccountName;
use domain::observation::Listing;
use ports::gateway::Gateway;
use processors::{ListPage, ReadError};
use telemetry::events::ReadFailed;

/// A list longer than this is somebody's loop; the case is brought to a person.
const PAGES_MAX: usize = 100;

impl Session<'_> {
    /// Reads everything about the payment and folds it in.
    pub(super) async fn gather(&mut self) -> Step<()> {
        let begun = self.ports.clock.elapsed();
        let listing = {
            let reader = self.reader();
            let (payment, refunds, disputes) = futures_util::future::join3(
                reader.payment(self),
                reader.all(
                    processors::refunds_query(self.account.processor, &self.case.id.payment),
                    |response| {
                        processors::read_refunds(
                            self.account.processor,
                            &self.case.id.payment,
                            response,
                        )
                    },
                ),
                reader.all(
                    processors::disputes_query(self.account.processor, &self.case.id.payment),
                    |response| {
                        processors::read_disputes(
                            self.account.processor,
                            &self.case.id.payment,
                            response,
                        )
                    },
                ),
            )
            .await;
            let listing = Listing { payment: payment?, refunds: refunds?, disputes: disputes? };
            processors::one_currency(&listing).map_err(|error| reader.failed(&error))?;
            listing
        };
        self.listed = Some(Listed { begun, left: listing.left() });
        self.learn(Fact::Listed(listing))?;
        Ok(())
    }

    pub(super) fn reader(&self) -> Reader<'_> {
        Reader {
            gateway: self.ports.gateway.as_ref(),
            account: &self.case.id.account,
            wait: self.account.terms.backoff(self.attempt.saturating_add(1)),
        }
    }
}

/// Asks one account's processor, and turns what went wrong into what becomes of the delivery.
pub(super) struct Reader<'a> {
    pub(super) gateway: &'a dyn Gateway,
    pub(super) account: &'a AccountName,
    /// Seconds after which the message comes back if the answer cannot be had.
    pub(super) wait: i64,
}

impl Reader<'_> {
    async fn payment(&self, session: &Session<'_>) -> Step<Option<domain::payment::Payment>> {
        let account = session.account;
        let query = processors::payment_query(account.processor, &session.case.id.payment);
        self.ask(&query, |response| {
            let asked = &session.case.id.payment;
            processors::read_payment(account.processor, asked, response, &account.metadata)
        })
        .await
    }

    async fn all<T>(
        &self,
        first: HttpRequest,
        read: impl Fn(&HttpResponse) -> Result<ListPage<T>, ReadError>,
    ) -> Step<Vec<T>> {
        let found = self.pages(first, read, PAGES_MAX).await?;
        found.ok_or_else(|| Settlement::park("list_without_end"))
    }

    /// Everything on `most` pages at most; `None` if there are more.
    pub(super) async fn pages<T>(
        &self,
        first: HttpRequest,
        read: impl Fn(&HttpResponse) -> Result<ListPage<T>, ReadError>,
        most: usize,
    ) -> Step<Option<Vec<T>>> {
        let mut found = Vec::new();
        let mut next = Some(first);
        for _ in 0..most {
            let Some(query) = next else { break };
            let page = self.ask(&query, &read).await?;
            found.extend(page.items);
            next = page.next;
        }
        Ok(next.is_none().then_some(found))
    }

    pub(super) async fn ask<T>(
        &self,
        query: &HttpRequest,
        read: impl Fn(&HttpResponse) -> Result<T, ReadError>,
    ) -> Step<T> {
        let response = self.gateway.send(self.account, query).await.map_err(|silence| {
            ReadFailed { account: self.account, reason: "silence", error: &silence }.emit();
            Settlement::trouble(self.wait)
        })?;
        read(&response).map_err(|error| self.failed(&error))
    }

    fn failed(&self, error: &ReadError) -> Settlement {
        let (reason, asked) = match error {
            ReadError::Busy { retry_after } => ("busy", retry_after.map(i64::from)),
            ReadError::Unavailable => ("unavailable", None),
            ReadError::Misconfigured => ("misconfigured", None),
            ReadError::Unreadable(_) => ("unreadable", None),
        };
        ReadFailed { account: self.account, reason, error }.emit();
        Settlement::trouble(self.wait.max(asked.unwrap_or_default()))
    }
}
