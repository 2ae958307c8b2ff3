//! The gateway port over HTTP: whose turn it is, which tries there are, what they tell the breaker.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use backoff::{ExponentialBuilder, Retryable};
use tokio::time::Instant;

use super::breaker::Turn;
use super::client::{AccountClient, GatewayAccount, GatewaySetupError};
use super::exchange::{Failure, exchange};
use super::options::GatewayOptions;
use domain::http::{HttpRequest, HttpResponse, Method};
use domain::ids::AccountName;
use ports::clock::Clock;
use ports::gateway::{Gateway, GatewayError};
use telemetry::gateway::{CallForbidden, CallsResumed, CallsSuspended};

/// Tries of a read beyond the first.
const RETRIES: usize = 2;
/// The pause before the second try of a read; doubled before the third. The crate adds up to as
/// much again, so that workers that failed together do not come back together.
const RETRY_PAUSE: Duration = Duration::from_millis(200);

/// The way to every configured account.
pub struct HttpGateway {
    accounts: BTreeMap<AccountName, AccountClient>,
    limits: GatewayOptions,
    clock: Arc<dyn Clock>,
}

impl fmt::Debug for HttpGateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpGateway").field("accounts", &self.accounts).finish_non_exhaustive()
    }
}

/// The account is not among the configured ones.
#[derive(Debug, thiserror::Error)]
#[error("there is no such account")]
struct NoSuchAccount;

/// The time in which it had to be written is over, or would be by the end of connecting.
#[derive(Debug, thiserror::Error)]
#[error("its turn came too late")]
struct TooLate;

/// A try that may be followed by another.
enum Miss {
    /// The processor answered with a 5xx.
    ServerError(HttpResponse),
    /// The processor did not answer.
    Failed(Failure),
}

impl Miss {
    fn may_pass(&self) -> bool {
        match self {
            Self::ServerError(_) => true,
            Self::Failed(failure) => failure.may_pass(),
        }
    }
}

impl HttpGateway {
    /// Builds a client for each account. Connects to nobody yet.
    pub fn new(
        limits: GatewayOptions,
        accounts: &BTreeMap<AccountName, GatewayAccount>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, GatewaySetupError> {
        let built = accounts
            .iter()
            .map(|(name, account)| Ok((name.clone(), AccountClient::new(name, account, &limits)?)));
        Ok(Self { accounts: built.collect::<Result<_, GatewaySetupError>>()?, limits, clock })
    }

    /// When what is sent now is written at the latest, on the clock that counts suspend.
    fn written_at_last(&self) -> Duration {
        self.clock.elapsed().saturating_add(self.limits.connect_seconds_max)
    }

    async fn attempt(
        &self,
        account: &AccountName,
        client: &AccountClient,
        (request, written_by): (&HttpRequest, Option<Duration>),
    ) -> Result<HttpResponse, Miss> {
        let withheld = |error| Miss::Failed(Failure::Withheld(error));
        // The turn comes first: only a request that is really sent may be the breaker's trial.
        let place = client.pace.turn().await.map_err(|busy| withheld(busy.into()))?;
        // Waiting for it may have taken the time that was left; and connecting is still to come.
        if written_by.is_some_and(|by| self.written_at_last() > by) {
            return Err(withheld(TooLate.into()));
        }
        client.breaker.admit(Instant::now()).map_err(|off| withheld(off.into()))?;
        let limit = match request.method {
            Method::Get => self.limits.get_seconds_max,
            Method::Post => self.limits.post_seconds_max,
        };
        let result = exchange(client, request, limit, self.limits.answer_bytes_max).await;
        drop(place);
        let healthy = match &result {
            Ok(response) => Some(is_healthy(request.method, response.status)),
            Err(failure) => failure.is_healthy(),
        };
        match healthy.and_then(|healthy| client.breaker.note(healthy, Instant::now())) {
            Some(Turn::Opened) => CallsSuspended { account }.emit(),
            Some(Turn::Closed) => CallsResumed { account }.emit(),
            None => {}
        }
        match result {
            Ok(response) if response.status >= 500 => Err(Miss::ServerError(response)),
            Ok(response) => Ok(response),
            Err(failure) => Err(Miss::Failed(failure)),
        }
    }
}

/// Whether an answer shows a processor that works for us. A read that is refused for the key, or for too
/// many others, is refused whatever it asks: where all are, nobody need ask for a while. What a call that
/// changes something is refused for is its own.
fn is_healthy(method: Method, status: u16) -> bool {
    let refused = matches!(method, Method::Get) && matches!(status, 401 | 429);
    status < 500 && !refused
}

#[async_trait]
impl Gateway for HttpGateway {
    async fn send(
        &self,
        account: &AccountName,
        request: &HttpRequest,
        written_by: Option<Duration>,
    ) -> Result<HttpResponse, GatewayError> {
        let Some(client) = self.accounts.get(account) else {
            return Err(Failure::Withheld(NoSuchAccount.into()).into_silence(account));
        };
        if let Err(forbidden) = client.allow(request) {
            CallForbidden { account }.emit();
            return Err(Failure::Withheld(forbidden.into()).into_silence(account));
        }
        let result = match request.method {
            Method::Post => self.attempt(account, client, (request, written_by)).await,
            Method::Get => {
                let pauses = ExponentialBuilder::default()
                    .with_min_delay(RETRY_PAUSE)
                    .with_max_times(RETRIES)
                    .with_jitter();
                let attempt = || self.attempt(account, client, (request, written_by));
                attempt.retry(pauses).when(Miss::may_pass).await
            }
        };
        match result {
            Ok(response) | Err(Miss::ServerError(response)) => Ok(response),
            Err(Miss::Failed(failure)) => Err(failure.into_silence(account)),
        }
    }
}
