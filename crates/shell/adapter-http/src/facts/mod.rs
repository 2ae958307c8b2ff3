//! The way to the merchants' own systems over HTTP, for the facts that policies declare.
//!
//! One POST with a small signed document, and a small document back, all of it within a bounded
//! time. Redirects are not followed, and no name leads into a private network unless that was
//! configured. What was answered is remembered for a while, a failure for a few seconds. The
//! documents themselves are in `wire/`, and what an unknown fact means is the policy's business.

mod endpoint;
mod memory;
mod options;
mod reach;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use reqwest::Url;

use self::endpoint::Endpoint;
pub use self::endpoint::UnfitEndpoint;
use self::memory::{Outcome, Remembered};
pub use self::options::{FactsEndpoint, FactsOptions};
pub(crate) use self::reach::Lookup;
use self::reach::system;
pub use self::reach::{Reach, reach};
use domain::ids::AccountName;
use domain::inquiry::{FactsReply, Inquiry};
use ports::BoxError;
use ports::clock::Clock;
use ports::facts::{FactSource, Unanswered};
use telemetry::facts::{FactsRemembered, FactsSaid, FactsUnanswered};

/// How long a failure is remembered: the next request may find the system well again.
const FAILURE_REMEMBERED: Duration = Duration::from_secs(5);

/// The most answers that are remembered. Of a few facts each they take less than a megabyte; if all
/// of them are as large as an answer may be, some hundred.
const REMEMBERED_MAX: usize = 1024;

/// An endpoint cannot be asked like this.
#[derive(Debug, thiserror::Error)]
#[error("the facts endpoint of account {account} cannot be asked")]
pub struct FactsSetupError {
    pub account: AccountName,
    /// What is wrong, without a value.
    #[source]
    pub source: BoxError,
}

/// Every configured endpoint.
pub struct HttpFacts {
    endpoints: BTreeMap<AccountName, Endpoint>,
    clock: Arc<dyn Clock>,
    remembered_for: Duration,
    remembered: Mutex<Remembered>,
}

impl fmt::Debug for HttpFacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpFacts").field("endpoints", &self.endpoints).finish_non_exhaustive()
    }
}

/// Whether this is an address that an endpoint can have, judged as it is written.
pub fn check_url(url: &str, allow_private: bool) -> Result<(), UnfitEndpoint> {
    let url = Url::parse(url).map_err(|_unfit| UnfitEndpoint::NotAUrl)?;
    endpoint::allowed(&url, allow_private).map(|_| ())
}

/// The host of an address, in the one form in which hosts are compared.
pub fn host(url: &str) -> Option<String> {
    Url::parse(url).ok()?.host_str().map(str::to_owned)
}

impl HttpFacts {
    /// Builds a client for each endpoint. Connects to nobody yet.
    pub fn new(
        options: &FactsOptions,
        endpoints: &BTreeMap<AccountName, FactsEndpoint>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, FactsSetupError> {
        Self::with_lookup(options, endpoints, clock, &system())
    }

    pub(super) fn with_lookup(
        options: &FactsOptions,
        endpoints: &BTreeMap<AccountName, FactsEndpoint>,
        clock: Arc<dyn Clock>,
        lookup: &Lookup,
    ) -> Result<Self, FactsSetupError> {
        let built = endpoints.iter().map(|(account, endpoint)| {
            let built = Endpoint::new(endpoint, options, Arc::clone(lookup), Arc::clone(&clock));
            let built =
                built.map_err(|source| FactsSetupError { account: account.clone(), source });
            Ok((account.clone(), built?))
        });
        Ok(Self {
            endpoints: built.collect::<Result<_, FactsSetupError>>()?,
            clock,
            remembered_for: options.cache_seconds,
            remembered: Mutex::new(Remembered::new(REMEMBERED_MAX)),
        })
    }

    fn remembered(&self) -> MutexGuard<'_, Remembered> {
        self.remembered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn remember(&self, inquiry: &Inquiry, outcome: Outcome) {
        let seconds = match &outcome {
            Ok(_) => self.remembered_for,
            // Nobody was asked: that is over as soon as there is a place.
            Err(Unanswered::Busy) => return,
            Err(
                Unanswered::AddressRefused
                | Unanswered::Unreachable
                | Unanswered::Timeout
                | Unanswered::Broken
                | Unanswered::Redirected
                | Unanswered::Refused
                | Unanswered::Failed
                | Unanswered::TooLarge
                | Unanswered::NotJson
                | Unanswered::OtherDocument,
            ) => self.remembered_for.min(FAILURE_REMEMBERED),
        };
        let now = self.clock.elapsed();
        self.remembered().keep(inquiry.clone(), outcome, now, now.saturating_add(seconds));
    }
}

#[async_trait]
impl FactSource for HttpFacts {
    async fn ask(&self, inquiry: &Inquiry) -> Result<Option<FactsReply>, Unanswered> {
        let account = &inquiry.case.account;
        let Some(endpoint) = self.endpoints.get(account) else { return Ok(None) };
        let begun = self.clock.elapsed();
        let remembered = self.remembered().find(inquiry, begun);
        if let Some(outcome) = remembered {
            FactsRemembered { account }.emit();
            return outcome.map(Some);
        }
        let answer = endpoint.ask(inquiry).await;
        let time = self.clock.elapsed().saturating_sub(begun);
        let outcome = match answer {
            Ok(said) => {
                FactsSaid { account, said: &said, time }.emit();
                Ok(said)
            }
            Err(miss) => {
                let error = miss.error.as_ref().map(|error| {
                    let error: &(dyn std::error::Error + 'static) = error.as_ref();
                    error
                });
                FactsUnanswered { account, why: miss.why, error, time }.emit();
                Err(miss.why)
            }
        };
        self.remember(inquiry, outcome.clone());
        outcome.map(Some)
    }
}
