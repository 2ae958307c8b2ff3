//! The endpoint of one account: its address, its secrets, one signed POST and what came of it.
//!
//! The address is fixed when the endpoint is built, and nothing that a customer wrote gets into it.

use std::error::Error;
use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Certificate, Client, Url};
use secrecy::SecretString;
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep, timeout_at};

use super::options::{FactsEndpoint, FactsOptions};
use super::reach::{AddressRefused, Allowed, Guard, Lookup};
use crate::exchange::{Failure, delivered};
use domain::http::HttpResponse;
use domain::inquiry::{FactsReply, Inquiry};
use ports::BoxError;
use ports::clock::Clock;
use ports::facts::Unanswered;
use processors::{mac, standard_webhooks};
use wire::merchant_facts::{self, ReplyError};

/// Before the second and last try to connect: a process that restarts is back by then, perhaps.
const PAUSE: Duration = Duration::from_millis(100);

/// Sets our ids apart from those of other senders. Part of what receivers may have stored.
const ID_PREFIX: &str = "facts_";

/// Why an endpoint cannot be asked like this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnfitEndpoint {
    /// Not an address at all.
    #[error("is not a URL")]
    NotAUrl,
    /// `http` to another machine, or another scheme.
    #[error("must begin with https, unless it is this machine itself")]
    NotEncrypted,
    /// A user or a password in the address.
    #[error("contains a user or a password")]
    Credentials,
    /// A fragment, which is never sent.
    #[error("has a fragment")]
    Fragment,
    /// The address is written out, and may not be called.
    #[error("leads to an address that is not allowed")]
    AddressRefused,
    /// None of the secrets can sign.
    #[error("has no secret that is usable")]
    NoSecret,
}

/// What may be called at this URL, by its host as it is written.
pub(super) fn allowed(url: &Url, allow_private: bool) -> Result<Allowed, UnfitEndpoint> {
    if !url.username().is_empty() || url.password().is_some() {
        return Err(UnfitEndpoint::Credentials);
    }
    if url.fragment().is_some() {
        return Err(UnfitEndpoint::Fragment);
    }
    let host = url.host_str().unwrap_or_default();
    let written = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().ok();
    let is_local = host == "localhost" || written.is_some_and(|ip| Allowed::ThisMachine.allows(ip));
    let allowed = match (is_local, allow_private) {
        (true, _) => Allowed::ThisMachine,
        (false, true) => Allowed::PrivateToo,
        (false, false) => Allowed::Public,
    };
    if url.scheme() != "https" && !(url.scheme() == "http" && is_local) {
        return Err(UnfitEndpoint::NotEncrypted);
    }
    // An address that is written out is not resolved, so nobody would look at it later.
    if written.is_some_and(|ip| !allowed.allows(ip)) {
        return Err(UnfitEndpoint::AddressRefused);
    }
    Ok(allowed)
}

/// Why there is no answer, and what the client said about that.
#[derive(Debug)]
pub(super) struct Miss {
    pub(super) why: Unanswered,
    pub(super) error: Option<BoxError>,
}

impl Miss {
    fn new(why: Unanswered) -> Self {
        Self { why, error: None }
    }
}

/// An endpoint, ready to be asked.
pub(super) struct Endpoint {
    http: Client,
    url: Url,
    secrets: Vec<SecretString>,
    places: Semaphore,
    clock: Arc<dyn Clock>,
    whole: Duration,
    answer_bytes_max: usize,
}

impl fmt::Debug for Endpoint {
    /// Leaves the secrets out, and what may stand in the address.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint").field("host", &self.url.host_str()).finish_non_exhaustive()
    }
}

impl Endpoint {
    /// Builds the client. Connects to nobody yet.
    pub(super) fn new(
        endpoint: &FactsEndpoint,
        options: &FactsOptions,
        lookup: Lookup,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, BoxError> {
        let url = Url::parse(&endpoint.url).map_err(|_unfit| UnfitEndpoint::NotAUrl)?;
        let allowed = allowed(&url, options.allow_private)?;
        let usable = |secret| standard_webhooks::sign(secret, "id", Timestamp::UNIX_EPOCH, b"");
        if endpoint.secrets.is_empty() || !endpoint.secrets.iter().all(|s| usable(s).is_some()) {
            return Err(UnfitEndpoint::NoSecret.into());
        }
        let ca = options.ca.as_deref().map(|ca| Certificate::from_pem_bundle(ca.as_bytes()));
        let http = Client::builder()
            .tls_certs_merge(ca.transpose()?.unwrap_or_default())
            .dns_resolver(Arc::new(Guard { allowed, lookup }))
            .connect_timeout(options.connect_timeout_ms)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            .referer(false)
            .https_only(url.scheme() == "https")
            .http1_only()
            .tcp_nodelay(true)
            .pool_max_idle_per_host(options.in_flight_max)
            .pool_idle_timeout(Duration::from_secs(30))
            .user_agent(concat!("refundd/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(reqwest::Error::without_url)?;
        Ok(Self {
            http,
            url,
            secrets: endpoint.secrets.clone(),
            places: Semaphore::new(options.in_flight_max),
            clock,
            whole: options.timeout_ms,
            answer_bytes_max: options.answer_bytes_max,
        })
    }

    /// Asks, within the time that is set for all of it.
    pub(super) async fn ask(&self, inquiry: &Inquiry) -> Result<FactsReply, Miss> {
        let begun = Instant::now();
        let until = begun + self.whole;
        // Half of the time at most: who gets a place at the end of it has none left to ask.
        let Ok(Ok(_place)) = timeout_at(begun + self.whole / 2, self.places.acquire()).await else {
            return Err(Miss::new(Unanswered::Busy));
        };
        let body = merchant_facts::inquiry(inquiry);
        let answer = match timeout_at(until, self.post(&body)).await {
            Ok(answer) => answer.map_err(missed)?,
            Err(_late) => return Err(Miss::new(Unanswered::Timeout)),
        };
        let why = match answer.status {
            200 => None,
            300..=399 => Some(Unanswered::Redirected),
            400..=499 => Some(Unanswered::Refused),
            _ => Some(Unanswered::Failed),
        };
        if let Some(why) = why {
            let error = Some(StatusInstead(answer.status).into());
            return Err(Miss { why, error });
        }
        merchant_facts::reply(&answer.body, &inquiry.wanted).map_err(|error| {
            Miss::new(match error {
                ReplyError::NotJson => Unanswered::NotJson,
                ReplyError::OtherDocument => Unanswered::OtherDocument,
            })
        })
    }

    /// Sends the body once; where no connection came about, once more.
    async fn post(&self, body: &[u8]) -> Result<HttpResponse, Failure> {
        match self.send(body).await {
            Err(Failure::NotConnected(error)) if !is_refused_address(error.as_ref()) => {
                sleep(PAUSE).await;
                self.send(body).await
            }
            sent => sent,
        }
    }

    async fn send(&self, body: &[u8]) -> Result<HttpResponse, Failure> {
        let headers = self.headers(body).ok_or_else(|| Failure::Withheld(UnfitHeaders.into()))?;
        let prepared = self.http.post(self.url.clone()).headers(headers).body(body.to_vec());
        delivered(prepared, self.answer_bytes_max).await
    }

    /// Signs by Standard Webhooks, once with every secret: the receiver may know only one of them.
    fn headers(&self, body: &[u8]) -> Option<HeaderMap> {
        let (id, now) = (id(body)?, self.clock.now());
        let signatures: Option<Vec<String>> = self
            .secrets
            .iter()
            .map(|secret| standard_webhooks::sign(secret, &id, now, body))
            .collect();
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let own = [id, now.as_second().to_string(), signatures?.join(" ")];
        for (name, value) in
            ["webhook-id", "webhook-timestamp", "webhook-signature"].iter().zip(own)
        {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_str(&value).ok()?);
        }
        Some(headers)
    }
}

/// The id of an inquiry is made of what is asked: asked again, it is the same. An id of its own
/// may be longer than a header should be, and contain the full stop that separates what is signed.
fn id(body: &[u8]) -> Option<String> {
    let digest = mac::sign(ID_PREFIX.as_bytes(), &[body])?;
    let half: Vec<String> = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    Some(format!("{ID_PREFIX}{}", half.concat()))
}

/// The status that was answered.
#[derive(Debug, thiserror::Error)]
#[error("status {0}")]
struct StatusInstead(u16);

/// A header cannot be written. Ids are ASCII and secrets were tried, so this is a defect.
#[derive(Debug, thiserror::Error)]
#[error("the headers cannot be written")]
struct UnfitHeaders;

fn missed(failure: Failure) -> Miss {
    let (why, error) = match failure {
        Failure::NotConnected(error) if is_refused_address(error.as_ref()) => {
            (Unanswered::AddressRefused, error)
        }
        Failure::NotConnected(error) | Failure::Withheld(error) => (Unanswered::Unreachable, error),
        Failure::Broken(error) => (Unanswered::Broken, error),
        Failure::TooLarge(error) => (Unanswered::TooLarge, error),
    };
    Miss { why, error: Some(error) }
}

fn is_refused_address(error: &(dyn Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if error.is::<AddressRefused>() {
            return true;
        }
        next = error.source();
    }
    false
}
