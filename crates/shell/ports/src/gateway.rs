//! The way to a processor: performs one HTTP request that was prepared as data.

use std::time::Duration;

use async_trait::async_trait;

use super::BoxError;
use domain::http::{HttpRequest, HttpResponse};
use domain::ids::AccountName;

/// Why there is no response.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    /// Nothing was written to the processor: the call certainly did not happen.
    #[error("the processor of account {account} could not be reached")]
    NotSent {
        /// The account.
        account: AccountName,
        /// What the client said.
        #[source]
        source: BoxError,
    },
    /// The request may have been executed: a time limit, a reset, a broken answer.
    #[error("the processor of account {account} did not answer")]
    Unknown {
        /// The account.
        account: AccountName,
        /// What the client said.
        #[source]
        source: BoxError,
    },
}

/// Performs one request. Adds host and credentials of the account, follows no redirect, retries
/// nothing that changes anything.
#[async_trait]
pub trait Gateway: Send + Sync {
    /// Sends `request` once and returns whatever the processor answered, errors included. What is not
    /// written by `written_by`, on [`Clock::elapsed`](super::clock::Clock::elapsed), is not sent.
    async fn send(
        &self,
        account: &AccountName,
        request: &HttpRequest,
        written_by: Option<Duration>,
    ) -> Result<HttpResponse, GatewayError>;
}
