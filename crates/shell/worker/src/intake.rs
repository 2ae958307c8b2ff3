//! Reads a message: verified again, because the broker is no trust boundary, and put in our words.

use jiff::Timestamp;

use super::account::{Account, WorkerSettings};
use super::mode;
use super::receipt::{Noted, Reception, Seen};
use super::settlement::Settlement;
use case::fact::Fact;
use domain::conversation::SignedAnswer;
use domain::ids::{AccountName, RequestId};
use domain::processor::Processor;
use domain::receipt::Receipt;
use domain::sender::Sender;
use ports::message::Message;
use processors::{Beside, Decoded, PaymentRef, RawWebhook, Rejection, standard_webhooks};
use senders::{Unproven, Way};
use telemetry::events::{SignatureRejected, WebhookDecoded, WebhookNotUnderstood};
use telemetry::senders::{SenderOverreached, SenderUnproven};
use wire::inbound::{self, Inbound, InboundError, Talk};

/// The longest answer of a reviewer, bytes: what it must say fits many times.
const ANSWER_BYTES_MAX: usize = 16 * 1024;

/// A message that is not counted against its sender's quota yet.
#[derive(Debug, Clone)]
pub(super) struct Newcomer {
    pub(super) receipt: Receipt,
    pub(super) noted: Noted,
}

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
    /// What was noted of a message that is not in yet: it is to be counted.
    pub(super) newcomer: Option<Newcomer>,
    /// Whether the processor is asked before anything follows.
    pub(super) look: bool,
    pub(super) traceparent: Option<String>,
}

/// Reads a message, or says what becomes of one that leads to no case. Notes on it when it was
/// received.
pub(super) fn read<'a>(
    message: &mut Message,
    settings: &'a WorkerSettings,
    now: Timestamp,
) -> Result<Intake<'a>, Settlement> {
    if let Some(mut event) = mode::structured(message, settings, now)? {
        let intake = read_cloud_event(&mut event, settings, now)?;
        *message = event;
        Ok(intake)
    } else if message.is_cloud_event() {
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
        .ok_or_else(|| {
            Settlement::quarantine("no_account: name it in refundd-account; or is it a CloudEvent?")
        })?;
    let account = account_named(&name, settings)?;
    let received_at =
        message.received_at.ok_or_else(|| Settlement::quarantine("no_time_of_receipt"))?;
    let raw = RawWebhook { headers: &message.headers, body: &message.body, received_at };
    let decoded = decoded(account, raw).map_err(|rejection| {
        SignatureRejected { account: &name, place: "worker", rejection }.emit();
        Settlement::quarantine(format!("signature:{}", rejection.as_str()))
    })?;
    let (name, account, decoded) = match decoded {
        Decoded::Beside { why: Beside::OtherAccount, .. } => {
            let other = another(&name, account.processor, raw, settings);
            other.unwrap_or((name, account, decoded))
        }
        Decoded::Relevant(_)
        | Decoded::Irrelevant { .. }
        | Decoded::Beside { why: Beside::OtherMode | Beside::NoPayment, .. }
        | Decoded::Undecodable { .. } => (name, account, decoded),
    };
    let noted = |kind: &str, effect| {
        WebhookDecoded { processor: account.processor, kind, effect }.emit();
        Settlement::Noted
    };
    match decoded {
        Decoded::Relevant(report) => {
            WebhookDecoded { processor: account.processor, kind: &report.kind, effect: "relevant" }
                .emit();
            let facts = report.observations.into_iter().map(Fact::Observed).collect();
            Ok(Intake {
                name,
                account,
                payment: report.payment,
                facts,
                carries: None,
                answers: None,
                newcomer: None,
                look: report.look,
                traceparent: message.traceparent.clone(),
            })
        }
        Decoded::Irrelevant { kind } => Err(noted(&kind, "noted")),
        Decoded::Beside { kind, why } => Err(noted(&kind, why.as_str())),
        Decoded::Undecodable { kind: _, why } => {
            WebhookNotUnderstood { account: &name, why: &why }.emit();
            Err(Settlement::quarantine(format!("not_understood: {why}")))
        }
    }
}

fn decoded(account: &Account, raw: RawWebhook<'_>) -> Result<Decoded, Rejection> {
    let verified = processors::verify(account.processor, raw, &account.setup)?;
    Ok(processors::decode(account.processor, verified, &account.setup, &account.metadata))
}

/// The account that an event is for, where it is not for the one whose endpoint it came to: a platform
/// hears of all of its connected accounts at one endpoint. Its own secrets have to vouch for it.
fn another<'a>(
    not: &AccountName,
    processor: Processor,
    raw: RawWebhook<'_>,
    settings: &'a WorkerSettings,
) -> Option<(AccountName, &'a Account, Decoded)> {
    let others = settings.accounts.iter().filter(|(name, _)| *name != not);
    others.filter(|(_, account)| account.processor == processor).find_map(|(name, account)| {
        match decoded(account, raw) {
            Err(_) | Ok(Decoded::Beside { why: Beside::OtherAccount, .. }) => None,
            Ok(decoded) => Some((name.clone(), account, decoded)),
        }
    })
}

fn read_cloud_event<'a>(
    message: &mut Message,
    settings: &'a WorkerSettings,
    now: Timestamp,
) -> Result<Intake<'a>, Settlement> {
    let read = inbound::parse(&message.body).map_err(|error| refused(&error))?;
    let name = read.account().clone();
    let account = account_named(&name, settings)?;
    let reception = reception(&name, settings, now);
    let Seen { receipt, noted } = reception.look_at(message);
    // What is refused is kept as it came: where our own clock was wrong, it is looked at anew.
    let inbound = read.received(receipt).map_err(|error| refused(&error))?;
    let (noted, inbound) = match noted {
        // What it may was asked when it came in; what was decided since is carried out all the same.
        Some(noted) => {
            let inbound = settings.senders.recall(&noted.sender, inbound);
            (noted, inbound)
        }
        None => first_seen(message, (reception, receipt), inbound, settings)?,
    };
    let mut answers = None;
    let (name, payment, facts, carries, traceparent) = match inbound {
        Inbound::Talk { account, payment, talk, traceparent } => {
            let fact = match talk {
                Talk::Info(info) => {
                    answers = Some(info.request.clone());
                    Fact::InfoReceived(info)
                }
                Talk::Review(mut answer) => {
                    answers = Some(answer.request.clone());
                    answer.signed = signed(message, &noted.sender)?;
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
    let newcomer = (!noted.is_counted).then_some(Newcomer { receipt, noted });
    Ok(Intake {
        name,
        account,
        payment,
        facts,
        carries,
        answers,
        newcomer,
        look: false,
        traceparent,
    })
}

pub(super) fn refused(error: &InboundError) -> Settlement {
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

fn reception<'s>(
    account: &'s AccountName,
    settings: &'s WorkerSettings,
    now: Timestamp,
) -> Reception<'s> {
    Reception { name: account, keys: &settings.sealing, lag: settings.report_lag, now }
}

/// Takes in a message that no worker has seen before: whose it is, and whether they may say it.
fn first_seen(
    message: &mut Message,
    (reception, receipt): (Reception<'_>, Receipt),
    inbound: Inbound,
    settings: &WorkerSettings,
) -> Result<(Noted, Inbound), Settlement> {
    let sender = prove(message, receipt, settings).map_err(|unproven| {
        let account = reception.name;
        SenderUnproven { account, place: "worker", unproven: unproven.code() }.emit();
        Settlement::quarantine(format!("sender:{}", unproven.code()))
    })?;
    let inbound = settings.senders.admit(&sender, inbound).map_err(|why| {
        SenderOverreached { sender: &sender.name, why: why.code() }.emit();
        Settlement::quarantine(format!("rights:{}", why.code()))
    })?;
    // Of the rest a seal takes the signature's place; an answer of a reviewer is kept with its own.
    if let Inbound::Talk { talk: Talk::Review(_), .. } = &inbound
        && let Some((headers, body)) =
            settings.senders.trimmed(&sender.name, (&message.headers, &message.body))
    {
        (message.headers, message.body) = (headers, body);
    }
    let rights = settings.senders.of(&sender.name).map(|known| &known.rights);
    let is_counted = rights.is_none_or(|rights| !rights.has_quota());
    let noted = Noted { sender, is_counted };
    reception.note_on(message, receipt, &noted);
    Ok((noted, inbound))
}

/// Notes on a message that it was counted against its sender's quota.
pub(super) fn let_in(
    message: &mut Message,
    newcomer: &Newcomer,
    account: &AccountName,
    settings: &WorkerSettings,
) {
    let noted = Noted { is_counted: true, ..newcomer.noted.clone() };
    let seen_at = newcomer.receipt.seen_at;
    reception(account, settings, seen_at).note_on(message, newcomer.receipt, &noted);
}

/// Whose a message is that no worker has seen before. What was noted of its receipt counts, however
/// long it has lain: a signature that is sent again says what it said.
fn prove(
    message: &Message,
    receipt: Receipt,
    settings: &WorkerSettings,
) -> Result<Sender, Unproven> {
    let received_at = message.received_at.unwrap_or(receipt.at);
    let signed = (message.headers.as_slice(), message.body.as_slice());
    settings.senders.prove(message.sender.as_deref(), Way::Broker, signed, received_at)
}

/// An answer of a reviewer as it was signed: it is kept, because it is checked again before money
/// moves on it.
fn signed(message: &Message, sender: &Sender) -> Result<Option<Box<SignedAnswer>>, Settlement> {
    let body = String::from_utf8(message.body.clone());
    let body = body.ok().filter(|body| body.len() <= ANSWER_BYTES_MAX);
    let body =
        body.ok_or_else(|| Settlement::quarantine("not_a_request: the answer is too long"))?;
    let is_needed = |name: &str| standard_webhooks::SIGNATURE_HEADERS.contains(&name);
    let headers = message.headers.iter().filter(|(name, _)| is_needed(name)).cloned().collect();
    Ok(Some(Box::new(SignedAnswer { sender: sender.name.clone(), headers, body })))
}
