//! Where a reviewer works: finds a review, and answers it.

use std::sync::Arc;

use jiff::Timestamp;
use secrecy::SecretString;

use super::closed::ClosedReview;
use super::list::{self, Found, Order, Sought};
use super::sheet::ReviewSheet;
use case::review::forecast;
use case::reviewed::Refused;
use case::state::Case;
use domain::conversation::{ReviewAnswer, ReviewerSaid};
use domain::ids::{AnswerId, CaseId, SenderName, StaffId};
use domain::key::fingerprint;
use domain::reason_code::ReasonCode;
use domain::sender::{Sender, SenderKind};
use ports::BoxError;
use ports::message::Message;
use ports::outbox::{Outbox, PublishError};
use ports::store::{CaseStore, StoreError};
use ports::taker::{Taker, Takers};
use ports::walk::CaseWalk;
use processors::standard_webhooks;
use senders::{Overreach, Proof, Senders};
use telemetry::review::ReviewAnswered;
use wire::inbound::{self, Inbound, Talk, Unreceived, review_decided};

/// What a reviewer says.
#[derive(Debug, Clone)]
pub struct Reply {
    /// Who says it.
    pub reviewer: StaffId,
    pub at: Timestamp,
    pub said: ReviewerSaid,
    /// Why.
    pub because: Option<ReasonCode>,
}

/// Why an answer was not sent.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// Nothing can sign it.
    #[error(
        "nothing can sign for `{0}`: add `[senders.{0}]` with `kind = \"person\"`, `may = \
         [\"review\"]` and `secrets_file`, here and for the workers"
    )]
    NoSecret(StaffId),
    /// The roster, or their own rights, do not let them.
    #[error("{0}")]
    NotTheirs(Overreach),
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
    takers: Arc<dyn Takers>,
    outbox: Arc<dyn Outbox>,
    source: String,
    /// Those who may answer, and the secrets with which they sign.
    senders: Senders,
}

impl ReviewDesk {
    /// A desk on these ports. `source` is the CloudEvents source of the deployment.
    pub fn new<S>(store: Arc<S>, outbox: Arc<dyn Outbox>, source: String, senders: Senders) -> Self
    where
        S: CaseStore + CaseWalk + Takers + 'static,
    {
        Self { store: store.clone(), walk: store.clone(), takers: store, outbox, source, senders }
    }

    /// The open reviews that are sought, in an order, `most` of them at most.
    pub async fn open(
        &self,
        sought: &Sought,
        order: Order,
        most: usize,
    ) -> Result<Found<ReviewSheet>, BoxError> {
        list::open(self.walk.as_ref(), self.takers.as_ref(), sought, order, most).await
    }

    /// The reviews that people have decided, the last of them first, `most` of them at most.
    pub async fn closed(
        &self,
        sought: &Sought,
        since: Option<Timestamp>,
        most: usize,
    ) -> Result<Found<ClosedReview>, BoxError> {
        list::closed(self.walk.as_ref(), sought, since, most).await
    }

    /// The case of a payment; `None` if there is none.
    pub async fn case(&self, id: &CaseId) -> Result<Option<Case>, StoreError> {
        Ok(self.store.load(id).await?.map(|(case, _)| case))
    }

    /// Who has taken the review of a payment.
    pub async fn taker(&self, case: &CaseId) -> Result<Option<Taker>, BoxError> {
        self.takers.taker(case).await
    }

    /// Notes who has taken it, for the others to see.
    pub async fn take(&self, case: &CaseId, taker: &Taker) -> Result<(), BoxError> {
        self.takers.take(case, taker).await
    }

    /// Notes that nobody has.
    pub async fn release(&self, case: &CaseId) -> Result<(), BoxError> {
        self.takers.release(case).await
    }

    /// Answers a review, after a look at whether the answer would count. The same answer given
    /// again is the same message again.
    pub async fn answer(
        &self,
        review: &ReviewSheet,
        reply: Reply,
    ) -> Result<AnswerId, AnswerError> {
        let answer = ReviewAnswer {
            id: id_of(review, &reply).ok_or(AnswerError::Gone)?,
            request: review.request.id.clone(),
            reviewer: reply.reviewer,
            binding: review.sheet.binding.clone(),
            at: reply.at,
            said: reply.said,
            because: reply.because,
            standing: None,
            signed: None,
        };
        let (sender, secret) = self.signer(&answer.reviewer)?;
        let body = review_decided(&answer, &review.case, &self.source);
        let answer = self.admitted(&sender, answer, &body)?;
        let (case, _) = self.store.load(&review.case).await?.ok_or(AnswerError::Gone)?;
        forecast(&case, &answer).map_err(AnswerError::WouldNotCount)?;
        let headers = standard_webhooks::headers(&secret, answer.id.as_str(), answer.at, &body);
        let message = Message {
            id: answer.id.to_string(),
            content_type: Message::CLOUD_EVENT.to_owned(),
            account: None,
            sender: Some(sender.name.to_string()),
            headers: headers.ok_or_else(|| AnswerError::NoSecret(answer.reviewer.clone()))?,
            body,
            received_at: Some(answer.at),
            receipt: None,
            attempt: 0,
            decision: None,
            permit: None,
            traceparent: None,
        };
        self.outbox.accept(&message).await?;
        ReviewAnswered { case: &review.case, answer: &answer }.emit();
        Ok(answer.id)
    }
}

impl ReviewDesk {
    /// As whom `reviewer` signs here, and with what: a person signs with a secret of their own.
    fn signer(&self, reviewer: &StaffId) -> Result<(Sender, SecretString), AnswerError> {
        let none = || AnswerError::NoSecret(reviewer.clone());
        let name = SenderName::parse(reviewer.as_str()).map_err(|_unfit| none())?;
        let sender = self.senders.sender(&name).ok_or_else(none)?;
        match self.senders.of(&name).map(|known| &known.proof) {
            Some(Proof::Secrets(secrets)) if sender.kind == SenderKind::Person => {
                Ok((sender, secrets.first().cloned().ok_or_else(none)?))
            }
            Some(Proof::Secrets(_) | Proof::Broker) | None => Err(none()),
        }
    }

    /// The answer as the worker will admit it.
    fn admitted(
        &self,
        sender: &Sender,
        answer: ReviewAnswer,
        body: &[u8],
    ) -> Result<ReviewAnswer, AnswerError> {
        let Ok(read) = inbound::parse(body).map(Unreceived::said) else { return Ok(answer) };
        match self.senders.admit(sender, read).map_err(AnswerError::NotTheirs)? {
            Inbound::Talk { talk: Talk::Review(admitted), .. } => {
                Ok(ReviewAnswer { standing: admitted.standing, ..answer })
            }
            Inbound::Talk { .. } | Inbound::Refund { .. } | Inbound::Commission { .. } => {
                Ok(answer)
            }
        }
    }
}

/// Made of what is said, by whom, about what, and when.
fn id_of(review: &ReviewSheet, reply: &Reply) -> Option<AnswerId> {
    let Reply { reviewer, at, said, because } = reply;
    let because = because.as_ref().map_or("", ReasonCode::as_str);
    let text = format!("{}|{reviewer}|{at}|{said:?}|{because}", review.sheet.binding);
    AnswerId::parse(fingerprint("answer", &text)).ok()
}
