//! Where a reviewer works: finds a review, and answers it.

use std::sync::Arc;

use jiff::Timestamp;
use secrecy::SecretString;

use super::list::{self, Open};
use super::sheet::ReviewSheet;
use case::review::forecast;
use case::reviewed::Refused;
use domain::conversation::{ReviewAnswer, ReviewerSaid};
use domain::ids::{AccountName, AnswerId, CaseId, StaffId};
use domain::key::fingerprint;
use ports::BoxError;
use ports::message::Message;
use ports::outbox::{Outbox, PublishError};
use ports::store::{CaseStore, StoreError};
use ports::walk::CaseWalk;
use processors::standard_webhooks;
use telemetry::review::ReviewAnswered;
use wire::inbound::review_decided;

/// What a reviewer says.
#[derive(Debug, Clone)]
pub struct Reply {
    /// Who says it.
    pub reviewer: StaffId,
    pub at: Timestamp,
    pub said: ReviewerSaid,
}

/// Why an answer was not sent.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// Nothing can sign it.
    #[error(
        "no answer can be signed: set `secrets_file` below `[http.reviews]`, or the variable \
         REFUNDD__HTTP__REVIEWS__SECRETS, here and for the workers"
    )]
    NoSecret,
    #[error("the answer would not count: {}", .0.as_str())]
    WouldNotCount(Refused),
    /// The case could not be read again.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It could not be published; nothing was sent, or it is not known whether it was.
    #[error(transparent)]
    Publish(#[from] PublishError),
    /// The case or its review is gone.
    #[error("the review is not open any more")]
    Gone,
}

/// Where a reviewer works.
#[expect(missing_debug_implementations, reason = "ports are handles, there is nothing to show")]
pub struct ReviewDesk {
    store: Arc<dyn CaseStore>,
    walk: Arc<dyn CaseWalk>,
    outbox: Arc<dyn Outbox>,
    source: String,
    /// Signs the answers; `None` where reviews can only be looked at.
    secret: Option<SecretString>,
}

impl ReviewDesk {
    /// A desk on these ports. `source` is the CloudEvents source of the deployment; `secret` signs
    /// what is answered here.
    pub fn new<S>(
        store: Arc<S>,
        outbox: Arc<dyn Outbox>,
        source: String,
        secret: Option<SecretString>,
    ) -> Self
    where
        S: CaseStore + CaseWalk + 'static,
    {
        Self { store: store.clone(), walk: store, outbox, source, secret }
    }

    /// The open reviews of one account or of all, `most` of them at most: those that run out first.
    pub async fn list(&self, account: Option<&AccountName>, most: usize) -> Result<Open, BoxError> {
        list::list(self.walk.as_ref(), account, most).await
    }

    /// The open reviews of a payment; `None` if there is no such case.
    pub async fn of_case(&self, id: &CaseId) -> Result<Option<Vec<ReviewSheet>>, StoreError> {
        let loaded = self.store.load(id).await?;
        Ok(loaded.map(|(case, _)| ReviewSheet::all_of(&case)))
    }

    /// Answers a review, after a look at whether the answer would count. The same answer given
    /// again is the same message again.
    pub async fn answer(
        &self,
        review: &ReviewSheet,
        reply: Reply,
    ) -> Result<AnswerId, AnswerError> {
        let secret = self.secret.as_ref().ok_or(AnswerError::NoSecret)?;
        let answer = ReviewAnswer {
            id: id_of(review, &reply).ok_or(AnswerError::Gone)?,
            request: review.request.id.clone(),
            reviewer: reply.reviewer,
            binding: review.sheet.binding.clone(),
            at: reply.at,
            said: reply.said,
        };
        let (case, _) = self.store.load(&review.case).await?.ok_or(AnswerError::Gone)?;
        forecast(&case, &answer).map_err(AnswerError::WouldNotCount)?;
        let body = review_decided(&answer, &review.case, &self.source);
        let headers = standard_webhooks::headers(secret, answer.id.as_str(), answer.at, &body);
        let message = Message {
            id: answer.id.to_string(),
            content_type: Message::CLOUD_EVENT.to_owned(),
            account: None,
            headers: headers.ok_or(AnswerError::NoSecret)?,
            body,
            received_at: Some(answer.at),
            receipt: None,
            attempt: 0,
            decision: None,
            traceparent: None,
        };
        self.outbox.accept(&message).await?;
        ReviewAnswered { case: &review.case, answer: &answer }.emit();
        Ok(answer.id)
    }
}

/// Made of what is said, by whom, about what, and when.
fn id_of(review: &ReviewSheet, reply: &Reply) -> Option<AnswerId> {
    let Reply { reviewer, at, said } = reply;
    let text = format!("{}|{reviewer}|{at}|{said:?}", review.sheet.binding);
    AnswerId::parse(fingerprint("answer", &text)).ok()
}
