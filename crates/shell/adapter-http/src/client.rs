//! One account's client: its host, its credentials, its limits.
//!
//! The host is fixed when the account is built, so no request, whatever its path says, can carry
//! the account's key elsewhere.

use std::fmt;
use std::time::Duration;

use reqwest::header::{HeaderName, HeaderValue};
use reqwest::{Certificate, Client, Proxy};
use secrecy::{ExposeSecret, SecretString};
use url::{Host, Url};

use super::breaker::Breaker;
use super::options::GatewayOptions;
use super::pace::Pace;
use domain::http::{HttpRequest, Method};
use domain::ids::AccountName;
use domain::processor::Processor;
use ports::BoxError;

/// How an account is reached.
#[derive(Debug, Clone)]
pub struct GatewayAccount {
    /// Whose API it is: says the paths that may be posted to.
    pub processor: Processor,
    /// `https://api.stripe.com`; with `http` only for this machine itself.
    pub base_url: String,
    /// The processor's API key, sent as a bearer token.
    pub api_key: SecretString,
    /// What every request carries besides.
    pub headers: Vec<(&'static str, String)>,
}

/// The gateway cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum GatewaySetupError {
    /// An account cannot be reached like this.
    #[error("account {account} cannot be reached: {why}")]
    Account {
        account: AccountName,
        /// What is wrong, without repeating a value.
        why: &'static str,
    },
    /// The client refused its settings (proxy, TLS roots).
    #[error("the client of account {account} could not be built")]
    Client {
        account: AccountName,
        /// What the client said.
        #[source]
        source: BoxError,
    },
}

/// All that requests of one account share.
pub(super) struct AccountClient {
    pub(super) http: Client,
    pub(super) authorization: HeaderValue,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    pub(super) pace: Pace,
    pub(super) breaker: Breaker,
    processor: Processor,
    base: Url,
}

impl fmt::Debug for AccountClient {
    /// Leaves the credentials out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccountClient").field("base", &self.base.as_str()).finish_non_exhaustive()
    }
}

/// The path is not one that can be joined to the account's host unchanged.
#[derive(Debug, thiserror::Error)]
#[error("the path does not survive being put into a URL")]
pub(super) struct UnfitPath;

/// Something else than a refund or its credit note would be changed with the account's key.
#[derive(Debug, thiserror::Error)]
#[error("only refunds and their credit notes are ordered: nothing may be posted to this path")]
pub(super) struct NoRefund;

impl AccountClient {
    /// Refuses what changes anything but by ordering a refund, or the credit note that follows one. A
    /// request that was not made by [`processors`] must not get any further, whoever brought it in.
    pub(super) fn allow(&self, request: &HttpRequest) -> Result<(), NoRefund> {
        match request.method {
            Method::Get => Ok(()),
            Method::Post => {
                let posts = processors::profile(self.processor).posts;
                if posts.contains(&request.path.as_str()) { Ok(()) } else { Err(NoRefund) }
            }
        }
    }

    pub(super) fn new(
        name: &AccountName,
        account: &GatewayAccount,
        limits: &GatewayOptions,
    ) -> Result<Self, GatewaySetupError> {
        let unfit = |why| GatewaySetupError::Account { account: name.clone(), why };
        let base = check_base_url(&account.base_url).map_err(unfit)?;
        let authorization = bearer(&account.api_key).map_err(unfit)?;
        let headers = account.headers.iter().map(|(name, value)| {
            let value = HeaderValue::from_str(value);
            let why = "its connected account has a character that a header cannot carry";
            Ok((HeaderName::from_static(name), value.map_err(|_unfit| unfit(why))?))
        });
        let headers = headers.collect::<Result<_, GatewaySetupError>>()?;
        let http = client(&base, limits).map_err(|error| GatewaySetupError::Client {
            account: name.clone(),
            source: error.without_url().into(),
        })?;
        let spacing = Duration::from_secs(1) / limits.requests_per_second_max.max(1);
        let pace = Pace::new(limits.in_flight_max, spacing, limits.turn_seconds_max);
        let breaker = Breaker::new(limits.failures_in_a_row_max, limits.suspended_seconds);
        let processor = account.processor;
        Ok(Self { http, authorization, headers, pace, breaker, processor, base })
    }

    /// The address of a path and query at this account's host.
    ///
    /// The URL rules would resolve a `..` that an identifier contains and so call something else
    /// than was meant; whatever they change is refused.
    pub(super) fn url(&self, path: &str) -> Result<Url, UnfitPath> {
        let prefix = self.base.path().trim_end_matches('/');
        let full = format!("{}{prefix}{path}", self.base.origin().ascii_serialization());
        let url = Url::parse(&full).map_err(|_unfit| UnfitPath)?;
        let written = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        let unchanged = path.starts_with('/') && written == format!("{prefix}{path}");
        let fits = unchanged && url.fragment().is_none() && url.origin() == self.base.origin();
        if fits { Ok(url) } else { Err(UnfitPath) }
    }
}

/// The address of an API, or what is wrong with it, to be read after "account … cannot be reached".
pub fn check_base_url(text: &str) -> Result<Url, &'static str> {
    let url = Url::parse(text).map_err(|_unfit| "its base_url is not a URL")?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("its base_url contains credentials; use the key");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("its base_url has a query or a fragment");
    }
    if url.port() == Some(0) {
        return Err("its base_url names port 0");
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        "http" => Err("its base_url must begin with https unless it is this machine itself"),
        _ => Err("its base_url must begin with https"),
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// No address of a forward proxy. It may have a password, and is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no address of a forward proxy")]
pub struct UnfitProxy;

/// Refuses what no proxy can be at.
pub fn check_proxy(url: &SecretString) -> Result<(), UnfitProxy> {
    let url = Url::parse(url.expose_secret()).map_err(|_unfit| UnfitProxy)?;
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    let fits = matches!(url.scheme(), "http" | "https") && bare && url.port() != Some(0);
    if fits { Ok(()) } else { Err(UnfitProxy) }
}

fn bearer(key: &SecretString) -> Result<HeaderValue, &'static str> {
    if key.expose_secret().is_empty() {
        return Err("its API key is empty");
    }
    let mut value = HeaderValue::from_str(&format!("Bearer {}", key.expose_secret()))
        .map_err(|_unfit| "its API key has a character that a header cannot carry")?;
    value.set_sensitive(true);
    Ok(value)
}

fn client(base: &Url, limits: &GatewayOptions) -> Result<Client, reqwest::Error> {
    let ca = limits.ca.as_deref().map(|ca| Certificate::from_pem_bundle(ca.as_bytes()));
    let builder = Client::builder()
        .tls_certs_merge(ca.transpose()?.unwrap_or_default())
        .connect_timeout(limits.connect_seconds_max)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .no_proxy()
        .referer(false)
        .https_only(base.scheme() == "https")
        .http1_only()
        .tcp_nodelay(true)
        .pool_max_idle_per_host(limits.in_flight_max)
        .pool_idle_timeout(limits.idle_seconds_max)
        .user_agent(concat!("refundd/", env!("CARGO_PKG_VERSION")));
    match &limits.proxy_url {
        // What goes to this machine itself is not encrypted, and the key in it is for nobody else.
        Some(url) if base.scheme() == "https" => {
            builder.proxy(Proxy::https(url.expose_secret())?).build()
        }
        Some(_) | None => builder.build(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::GatewayOptions;

    fn account(base_url: &str, api_key: &str) -> Result<AccountClient, GatewaySetupError> {
        let name = AccountName::parse("stripe-eu").unwrap();
        let account = GatewayAccount {
            processor: Processor::Stripe,
            base_url: base_url.to_owned(),
            api_key: api_key.into(),
            headers: Vec::new(),
        };
        AccountClient::new(&name, &account, &GatewayOptions::default())
    }

    #[test]
    fn plain_http_is_for_this_machine_only() {
        for (base, fits) in [
            ("https://api.stripe.com", true),
            ("http://localhost:8099", true),
            ("http://127.0.0.1:8099/stripe", true),
            ("http://[::1]:8099", true),
            ("http://api.stripe.com", false),
            ("http://localhost.example.org", false),
            ("http://10.0.0.1", false),
            ("ftp://127.0.0.1", false),
            ("api.stripe.com", false),
            ("https://user@api.stripe.com", false),
            ("https://api.stripe.com?x=1", false),
        ] {
            assert_eq!(account(base, "sk_test").is_ok(), fits, "{base}");
        }
    }

    #[test]
    fn no_path_leaves_the_host_or_becomes_another_path() {
        let client = account("https://api.stripe.com/base", "sk_test").unwrap();
        let url = client.url("/v1/refunds?payment_intent=pi_1&limit=100&created[gte]=1").unwrap();
        assert_eq!(
            url.as_str(),
            "https://api.stripe.com/base/v1/refunds?payment_intent=pi_1&limit=100&created[gte]=1"
        );
        for path in [
            "",
            "v1/refunds",
            "@evil.example/v1",
            ".evil.example/v1",
            ":8443/v1",
            "/v1/payment_intents/..",
            "/v1/payment_intents/%2e%2e",
            "/v1/payment_intents/./x",
            "/v1\\refunds",
            "/v1/refunds#x",
            "/v1/refunds\n",
            "/v1/re funds",
        ] {
            assert!(client.url(path).is_err(), "{path:?}");
        }
    }

    #[test]
    fn a_key_is_never_shown() {
        let client = account("https://api.stripe.com", "sk_live_secret").unwrap();
        assert!(!format!("{client:?} {:?}", client.authorization).contains("secret"));
        let error = account("https://api.stripe.com", "sk_live_secret\n").unwrap_err();
        assert!(!format!("{error} {error:?}").contains("secret"), "{error}");
        assert!(account("https://api.stripe.com", "").is_err());
    }
}
