//! The merchant's side of the wire: sends signed refund requests and answers of reviewers, and
//! webhooks once more.

use std::net::SocketAddr;
use std::time::Duration;

use jiff::Timestamp;
use secrecy::SecretString;
use serde_json::json;

use super::place::{ACCOUNT, REQUEST_SECRET, REVIEW_SECRET};
use ports::BoxError;
use ports::message::Message;
use processors::standard_webhooks;

/// The limit for one call over loopback.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Where each goes, and what signs it.
const REQUESTS: (&str, &str) = ("/v1/messages/help-desk", REQUEST_SECRET);
const REVIEWS: (&str, &str) = ("/v1/messages/review-desk", REVIEW_SECRET);

/// A customer asks for the money back, by way of a help desk.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ask {
    /// Why, as on the wire.
    pub(super) reason: &'static str,
    /// The customer's language.
    pub(super) locale: &'static str,
}

/// Posts to the ingress.
#[derive(Debug)]
pub(super) struct Caller {
    client: reqwest::Client,
    ingress: SocketAddr,
}

impl Caller {
    /// Posts to `ingress`.
    pub(super) fn new(ingress: SocketAddr) -> Result<Self, BoxError> {
        let client = reqwest::Client::builder()
            .timeout(TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            // A killed daemon closes its connections; none of them is to be used again.
            .pool_max_idle_per_host(0)
            .no_proxy()
            .build()?;
        Ok(Self { client, ingress })
    }

    /// The address that the account's webhooks go to.
    pub(super) fn webhook_target(&self) -> String {
        format!("http://{}/webhooks/{ACCOUNT}", self.ingress)
    }

    /// Sends a refund request and gives the status of the answer.
    pub(super) async fn request(
        &self,
        payment: &str,
        ask: Ask,
        at: Timestamp,
    ) -> Result<u16, BoxError> {
        let id = format!("req_{payment}");
        let body = json!({
            "specversion": "1.0",
            "id": id,
            "source": "/helpdesk",
            "type": "refund.requested.v1",
            "datacontenttype": "application/json",
            "data": {
                "request_id": id,
                "account": ACCOUNT,
                "payment": payment,
                "reason": ask.reason,
                "locale": ask.locale,
                "requested_at": Timestamp::from_second(at.as_second())?,
                "comment": "Please write to me at home@customers.example.",
            },
        })
        .to_string();
        self.send(REQUESTS, id, body, at).await
    }

    /// Sends a reviewer's denial and gives the status of the answer.
    pub(super) async fn deny(
        &self,
        payment: &str,
        request: &str,
        binding: &str,
        at: Timestamp,
    ) -> Result<u16, BoxError> {
        let id = format!("answer_{payment}");
        let body = json!({
            "specversion": "1.0",
            "id": id,
            "source": "/crm",
            "type": "refund.review_decided.v1",
            "datacontenttype": "application/json",
            "data": {
                "answer_id": id,
                "request_id": request,
                "account": ACCOUNT,
                "payment": payment,
                "reviewer": "agent-7",
                "binding": binding,
                "decided_at": Timestamp::from_second(at.as_second())?,
                "verdict": "deny",
                "clause": "disputed",
                "alternatives": ["onboarding_call"],
                "because": "policy_applied",
            },
        })
        .to_string();
        self.send(REVIEWS, id, body, at).await
    }

    /// Signs a CloudEvent and posts it.
    async fn send(
        &self,
        (path, secret): (&str, &str),
        id: String,
        body: String,
        at: Timestamp,
    ) -> Result<u16, BoxError> {
        let secret = SecretString::from(secret);
        let signature = standard_webhooks::sign(&secret, &id, at, body.as_bytes())
            .ok_or("the secret cannot sign")?;
        let answer = self
            .client
            .post(format!("http://{}{path}", self.ingress))
            .header("content-type", Message::CLOUD_EVENT)
            .header("webhook-id", id)
            .header("webhook-timestamp", at.as_second().to_string())
            .header("webhook-signature", signature)
            .body(body)
            .send()
            .await?;
        Ok(answer.status().as_u16())
    }

    /// Sends a webhook of the processor once more and gives the status of the answer.
    pub(super) async fn repeat(&self, body: String, signature: String) -> Result<u16, BoxError> {
        let sending = self
            .client
            .post(self.webhook_target())
            .header("content-type", "application/json; charset=utf-8")
            .header("stripe-signature", signature)
            .body(body)
            .send();
        Ok(sending.await?.status().as_u16())
    }
}
