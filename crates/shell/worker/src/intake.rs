//! Reads a message: verified again, because the broker is no trust boundary, and put in our words.

use jiff::Timestamp;

use super::account::{Account, WorkerSettings};
use super::receipt::Desk;
use super::settlement::Settlement;
use case::fact::Fact;
use domain::ids::{AccountName, RequestId};
use domain::receipt::Receipt;
use ports::message::Message;
use processors::{Decoded, PaymentRef, RawWebhook, Rejection, standard_webhooks};
use telemetry::events::{SignatureRejected, WebhookDecoded, WebhookNotUnderstood};
use wire::inbound::{self, Inbound, InboundError, Talk};

/// What a message means.
#[derive(Debug)]
pub(super) struct Intake<'a> {
    pub(super) name: AccountName,
    pub(super) account: &'a Account,
    pub(super) payment: PaymentRef,
    pub(super) facts: Vec<Fact>,
    /// The request that this message carries: while that request waits for something, this
    /// message comes back, so that the queue and not the store remembers it.
    pub(super) carries: Option<RequestId>,
    /// The request that this message answers: it comes back for as long as that request waits,
    /// so that the queue remembers the answer too.
    pub(super) answers: Option<RequestId>,
    /// Whether the message is no more than a hint to look.
    pub(super) hint: bool,
    pub(super) traceparent: Option<String>,
}

/// Reads a message, or says what becomes of one that leads to no case. Notes on it when it was
/// received.
pub(super) fn read<'a>(
    message: &mut Message,
    settings: &'a WorkerSettings,
    now: Timestamp,
) -> Result<Intake<'a>, Settlement> {
    if message.is_cloud_event() {
        read_cloud_event(message, settings, now)
    } else {
        read_webhook(message, settings)
    }
}

fn account_named<'a>(
    name: &AccountName,
    settings: &'a WorkerSettings,
) -> Result<&'a Account, Settlement> {
    settings.accounts.get(name).ok_or_else(|| Settlement::quarantine("unknown_account"))
}

fn read_webhook<'a>(
    message: &Message,
    settings: &'a WorkerSettings,
) -> Result<Intake<'a>, Settlement> {
    let name = message
        .account
        .as_deref()
        .and_then(|name| AccountName::parse(name).ok())
        .ok_or_else(|| Settlement::quarantine("no_account"))?;
    let account = account_named(&name, settings)?;
    let received_at =
        message.received_at.ok_or_else(|| Settlement::quarantine("no_time_of_receipt"))?;
    let raw = RawWebhook { headers: &message.headers, body: &message.body, received_at };
    let verified = processors::verify(account.processor, raw, &account.webhook_secrets).map_err(
        |rejection| {
            SignatureRejected { account: &name, place: "worker", rejection }.emit();
            Settlement::quarantine(format!("signature:{}", rejection.as_str()))
        },
    )?;
    match processors::decode(account.processor, verified, &account.metadata) {
        Decoded::Relevant(report) => {
            WebhookDecoded { processor: account.processor, kind: &report.kind, effect: "relevant" }
                .emit();
            let hint = report.observations.is_empty();
            let facts = report.observations.into_iter().map(Fact::Observed).collect();
            Ok(Intake {
                name,
                account,
                payment: report.payment,
                facts,
                carries: None,
                answers: None,
                hint,
                traceparent: message.traceparent.clone(),
            })
        }
        Decoded::Irrelevant { kind } => {
            WebhookDecoded { processor: account.processor, kind: &kind, effect: "noted" }.emit();
            Err(Settlement::Noted)
        }
        Decoded::Undecodable { kind: _, why } => {
            WebhookNotUnderstood { account: &name, why: &why }.emit();
            Err(Settlement::quarantine(format!("not_understood: {why}")))
        }
    }
}

fn read_cloud_event<'a>(
    message: &mut Message,
    settings: &'a WorkerSettings,
    now: Timestamp,
) -> Result<Intake<'a>, Settlement> {
    let read = inbound::parse(&message.body).map_err(|error| refused(&error))?;
    let name = read.account().clone();
    let account = account_named(&name, settings)?;
    let desk = Desk { name: &name, keys: &settings.sealing, lag: settings.report_lag, now };
    let seen = desk.look_at(message);
    let receipt = seen.receipt;
    // What is refused is kept as it came: where our own clock was wrong, it is looked at anew.
    let inbound = read.received(receipt).map_err(|error| refused(&error))?;
    seen.note_on(message);
    if let Inbound::Talk { account: name, talk: Talk::Review(_), .. } = &inbound {
        signed_by_reviewers(name, message, receipt, settings)?;
    }
    let mut answers = None;
    let (name, payment, facts, carries, traceparent) = match inbound {
        Inbound::Talk { account, payment, talk, traceparent } => {
            let fact = match talk {
                Talk::Info(info) => {
                    answers = Some(info.request.clone());
                    Fact::InfoReceived(info)
                }
                Talk::Review(answer) => {
                    answers = Some(answer.request.clone());
                    Fact::Reviewed(answer)
                }
                Talk::Feedback(feedback) => Fact::FeedbackGiven(feedback),
            };
            (account, payment, vec![fact], None, traceparent)
        }
        Inbound::Refund { account, payment, request, commission, traceparent } => {
            let carries = Some(request.id.clone());
            let commission = commission.map(Fact::CommissionLearned);
            let facts = commission.into_iter().chain([Fact::Requested(request)]).collect();
            (account, payment, facts, carries, traceparent)
        }
        Inbound::Commission { account, payment, commission, traceparent } => {
            (account, payment, vec![Fact::CommissionLearned(commission)], None, traceparent)
        }
    };
    let payment = processors::payment_ref(account.processor, &payment)
        .map_err(|error| Settlement::quarantine(format!("not_a_request: {error}")))?;
    let traceparent = traceparent.or_else(|| message.traceparent.clone());
    Ok(Intake { name, account, payment, facts, carries, answers, hint: false, traceparent })
}

fn refused(error: &InboundError) -> Settlement {
    match error {
        InboundError::Ahead { .. } => Settlement::quarantine(format!("in_the_future: {error}")),
        InboundError::Envelope(_)
        | InboundError::Type
        | InboundError::Data
        | InboundError::Missing { .. }
        | InboundError::Unusable { .. } => {
            Settlement::quarantine(format!("not_a_request: {error}"))
        }
    }
}

/// An answer of a reviewer moves money, so it is signed, and that is checked here again: whoever may
/// publish to the broker may file a request, and not decide it.
fn signed_by_reviewers(
    account: &AccountName,
    message: &Message,
    receipt: Receipt,
    settings: &WorkerSettings,
) -> Result<(), Settlement> {
    // As of a webhook what was noted counts, however long it has lain: a signature that is sent again
    // says what it said.
    let received_at = message.received_at.unwrap_or(receipt.at);
    let (headers, secrets) = (&message.headers, &settings.review_secrets);
    standard_webhooks::verify(headers, &message.body, secrets, received_at).map_err(|rejection| {
        SignatureRejected { account, place: "worker", rejection }.emit();
        match rejection {
            Rejection::MissingHeader => Settlement::quarantine("unsigned_answer"),
            Rejection::Malformed
            | Rejection::BadSignature
            | Rejection::Stale
            | Rejection::FromTheFuture
            | Rejection::NoSecret => {
                Settlement::quarantine(format!("signature:{}", rejection.as_str()))
            }
        }
    })
}
