//! One request and its answer, or the reason why there is none.
//!
//! The one question answered here is whether anything may have reached the processor.

use std::time::Duration;

use reqwest::header::{AUTHORIZATION, HOST, HeaderMap, HeaderName, HeaderValue};

use super::client::AccountClient;
use domain::http::{HttpRequest, HttpResponse, Method};
use domain::ids::AccountName;
use ports::BoxError;
use ports::gateway::GatewayError;

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Failure {
    /// It was not tried: it cannot be sent as it is, or nothing may be sent now.
    Withheld(BoxError),
    /// No connection came about, so nothing was written.
    NotConnected(BoxError),
    /// Something may have been written.
    Broken(BoxError),
    /// The answer is larger than we read. The processor is well; what it said is not known.
    TooLarge(BoxError),
}

impl Failure {
    /// Whether another try may go better.
    pub(super) fn may_pass(&self) -> bool {
        match self {
            Self::NotConnected(_) | Self::Broken(_) => true,
            Self::Withheld(_) | Self::TooLarge(_) => false,
        }
    }

    /// Whether the processor is well, where this tells.
    pub(super) fn is_healthy(&self) -> Option<bool> {
        match self {
            Self::NotConnected(_) | Self::Broken(_) => Some(false),
            Self::TooLarge(_) => Some(true),
            Self::Withheld(_) => None,
        }
    }

    /// The same for the port.
    pub(super) fn into_silence(self, account: &AccountName) -> GatewayError {
        let account = account.clone();
        match self {
            Self::Withheld(source) | Self::NotConnected(source) => {
                GatewayError::NotSent { account, source }
            }
            Self::Broken(source) | Self::TooLarge(source) => {
                GatewayError::Unknown { account, source }
            }
        }
    }
}

/// A header of the request cannot be sent, or is ours to set.
#[derive(Debug, thiserror::Error)]
#[error("header {0} cannot be sent")]
struct UnfitHeader(String);

#[derive(Debug, thiserror::Error)]
#[error("the answer is larger than {0} bytes")]
struct AnswerTooLarge(usize);

/// Sends the request once. `limit` bounds all of it, from the connection to the answer's last byte.
pub(super) async fn exchange(
    client: &AccountClient,
    request: &HttpRequest,
    limit: Duration,
    answer_bytes_max: usize,
) -> Result<HttpResponse, Failure> {
    let url = client.url(&request.path).map_err(|unfit| Failure::Withheld(unfit.into()))?;
    let headers = headers(client, request).map_err(|unfit| Failure::Withheld(unfit.into()))?;
    let prepared = match request.method {
        Method::Get => client.http.get(url),
        Method::Post => client.http.post(url).body(request.body.clone()),
    };
    delivered(prepared.headers(headers).timeout(limit), answer_bytes_max).await
}

/// Sends what is prepared once, and reads the answer up to the bound.
pub(super) async fn delivered(
    prepared: reqwest::RequestBuilder,
    answer_bytes_max: usize,
) -> Result<HttpResponse, Failure> {
    let response = prepared.send().await.map_err(|error| classified(error.without_url()))?;
    read(response, answer_bytes_max).await
}

fn classified(error: reqwest::Error) -> Failure {
    if error.is_builder() {
        Failure::Withheld(error.into())
    } else if error.is_connect() {
        // Name resolution, TCP and TLS; a pooled connection that broke is not among these.
        Failure::NotConnected(error.into())
    } else {
        Failure::Broken(error.into())
    }
}

fn headers(client: &AccountClient, request: &HttpRequest) -> Result<HeaderMap, UnfitHeader> {
    let mut headers = HeaderMap::new();
    for (name, value) in &request.headers {
        let unfit = || UnfitHeader(name.clone());
        let key = HeaderName::from_bytes(name.as_bytes()).map_err(|_unfit| unfit())?;
        if key == AUTHORIZATION || key == HOST {
            return Err(unfit());
        }
        headers.append(key, HeaderValue::from_str(value).map_err(|_unfit| unfit())?);
    }
    headers.insert(AUTHORIZATION, client.authorization.clone());
    headers.extend(client.headers.iter().cloned());
    Ok(headers)
}

async fn read(
    mut response: reqwest::Response,
    answer_bytes_max: usize,
) -> Result<HttpResponse, Failure> {
    let status = response.status().as_u16();
    // A header that is no text cannot be one that a processor documents.
    let headers = response
        .headers()
        .iter()
        .filter_map(|(name, value)| {
            Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
        })
        .collect();
    let mut body = Vec::new();
    loop {
        let chunk = response.chunk().await;
        match chunk.map_err(|error| Failure::Broken(error.without_url().into()))? {
            Some(chunk) if body.len().saturating_add(chunk.len()) > answer_bytes_max => {
                return Err(Failure::TooLarge(AnswerTooLarge(answer_bytes_max).into()));
            }
            Some(chunk) => body.extend_from_slice(&chunk),
            None => return Ok(HttpResponse { status, headers, body }),
        }
    }
}
