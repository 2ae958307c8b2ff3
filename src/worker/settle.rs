//! One delivery in, one settlement out; acknowledged last.

use std::future::Future;
use std::time::Duration;

use super::account::Settings;
use super::gather::Reader;
use super::intake::{self, Intake};
use super::session::{Session, Step};
use super::settlement::Settlement;
use super::turns::Turns;
use crate::case::apply::Effect;
use crate::domain::ids::CaseId;
use crate::ports::Ports;
use crate::ports::inbox::Delivery;
use crate::ports::message::Message;
use crate::ports::outbox::PublishError;
use crate::processors::{self, PaymentRef};
use crate::telemetry::events::{AckWasLost, DeliverySettled, PublishFailed};

/// Handles one delivery to its end: what follows from it is confirmed, then it is acknowledged.
pub async fn settle(ports: &Ports, settings: &Settings, delivery: Delivery) -> Settlement {
    settle_in_turn(ports, settings, &Turns::default(), delivery).await
}

/// As [`settle`], and waits for others in this process that work on the same case.
pub(super) async fn settle_in_turn(
    ports: &Ports,
    settings: &Settings,
    turns: &Turns,
    delivery: Delivery,
) -> Settlement {
    let settlement = match handle(ports, settings, turns, &delivery.message).await {
        Ok(settlement) | Err(settlement) => settlement,
    };
    conclude(ports, settings, delivery, settlement).await
}

/// Publishes what the settlement calls for, and acknowledges last.
pub(super) async fn conclude(
    ports: &Ports,
    settings: &Settings,
    delivery: Delivery,
    settlement: Settlement,
) -> Settlement {
    let settlement = within_attempts(settlement, &delivery.message, settings);
    match &settlement {
        Settlement::Settled | Settlement::Noted => {}
        Settlement::Later { seconds, trouble, decision } => {
            let message = Message {
                attempt: delivery.message.attempt.saturating_add(u32::from(*trouble)),
                decision: decision.clone().or_else(|| delivery.message.decision.clone()),
                ..delivery.message.clone()
            };
            until_published(|| ports.outbox.defer(&message, *seconds)).await;
        }
        Settlement::Shelved(shelf, reason) => {
            until_published(|| ports.outbox.shelve(&delivery.message, *shelf, reason)).await;
        }
    }
    let reason = match &settlement {
        Settlement::Shelved(_, reason) => Some(reason.as_str()),
        Settlement::Settled | Settlement::Noted | Settlement::Later { .. } => None,
    };
    DeliverySettled { settlement: settlement.as_str(), reason, attempt: delivery.message.attempt }
        .emit();
    if let Err(error) = ports.inbox.ack(delivery.token).await {
        // It comes again, and changes nothing.
        AckWasLost { error }.emit();
    }
    settlement
}

fn within_attempts(settlement: Settlement, message: &Message, settings: &Settings) -> Settlement {
    match settlement {
        Settlement::Later { trouble: true, .. } if message.attempt >= settings.attempts_max => {
            Settlement::park("tries_used_up")
        }
        Settlement::Settled
        | Settlement::Noted
        | Settlement::Later { .. }
        | Settlement::Shelved(..) => settlement,
    }
}

async fn handle(
    ports: &Ports,
    settings: &Settings,
    turns: &Turns,
    message: &Message,
) -> Step<Settlement> {
    let intake = intake::read(message, settings)?;
    let id = case_id(ports, &intake, message.attempt).await?;
    let _turn = turns.take(&id).await;
    let mut session = Session::open(ports, settings, intake.account, id).await?;
    session.attempt = message.attempt;
    session.traceparent = intake.traceparent;
    session.carries = intake.carries;
    session.answers = intake.answers;
    session.frozen = match (&session.carries, &message.decision) {
        (Some(request), Some(text)) => {
            // A header that cannot be opened was not ours: decide again.
            session.subject(request).open(text).map(|carried| (request.clone(), carried))
        }
        (Some(_), None) | (None, _) => None,
    };
    for fact in intake.facts {
        match session.learn(fact)? {
            Effect::Advanced | Effect::Known => {}
            Effect::Contradicts => return Err(Settlement::quarantine("contradicts_request")),
            Effect::Overflows => return Err(Settlement::quarantine("too_many_requests")),
        }
    }
    if intake.hint {
        session.gather().await?;
    }
    session.run().await
}

/// Names the case: the payment's canonical id, which the processor may have to be asked for.
async fn case_id(ports: &Ports, intake: &Intake<'_>, attempt: u32) -> Step<CaseId> {
    let payment = match &intake.payment {
        PaymentRef::Known(payment) => payment.clone(),
        PaymentRef::Lookup { query, given } => {
            let reader = Reader {
                gateway: ports.gateway.as_ref(),
                account: &intake.name,
                wait: intake.account.terms.backoff(attempt.saturating_add(1)),
            };
            let processor = intake.account.processor;
            let found = reader
                .ask(query, |response| processors::read_payment_ref(processor, response))
                .await?;
            found.unwrap_or_else(|| given.clone())
        }
    };
    Ok(CaseId { account: intake.name.clone(), payment })
}

/// Publishes again until it is confirmed: nothing is acknowledged without a confirmed successor.
/// Ends early only with the process, and then the delivery comes again.
pub(super) async fn until_published<F>(publish: impl Fn() -> F)
where
    F: Future<Output = Result<(), PublishError>>,
{
    let mut pause = Duration::from_millis(50);
    while let Err(error) = publish().await {
        PublishFailed { error }.emit();
        tokio::time::sleep(pause).await;
        pause = pause.saturating_mul(2).min(Duration::from_secs(5));
    }
}
