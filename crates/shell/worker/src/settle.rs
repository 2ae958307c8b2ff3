//! One delivery in, one settlement out; acknowledged last.

use std::sync::atomic::{AtomicBool, Ordering};

use super::account::{Account, WorkerSettings};
use super::claim::Once;
use super::confirmed::{InVain, until_confirmed};
use super::gather::ANSWERS_MAX;
use super::intake::{self, Intake};
use super::proposal::reports_payment;
use super::quota;
use super::reader::Reader;
use super::session::{Session, Step};
use super::settlement::Settlement;
use super::turns::Turns;
use case::apply::Effect;
use case::fact::Fact;
use case::plan::HELD;
use domain::ids::CaseId;
use domain::switch::SwitchPosition;
use ports::Ports;
use ports::inbox::Delivery;
use ports::message::Message;
use ports::outbox::Shelf;
use processors::{PaymentRef, standard_webhooks};
use telemetry::events::{AckWasLost, DeliverySettled};
use wire::inbound;

/// Seconds after which a message comes back whose processor answers nobody.
const LOST_PAUSE: i64 = 30;

/// Handles one delivery to its end: what follows from it is confirmed, then it is acknowledged.
pub async fn settle(ports: &Ports, settings: &WorkerSettings, delivery: Delivery) -> Settlement {
    settle_in_turn(ports, settings, &Turns::default(), delivery).await
}

/// As [`settle`], and waits for others in this process that work on the same case.
pub(super) async fn settle_in_turn(
    ports: &Ports,
    settings: &WorkerSettings,
    turns: &Turns,
    mut delivery: Delivery,
) -> Settlement {
    let mut compared = None;
    let once = Once::of(&mut delivery);
    let handled = if is_too_large(&delivery.message, settings) {
        Err(Settlement::quarantine("too_large"))
    } else {
        handle((ports, settings, turns), &mut delivery.message, once, &mut compared).await
    };
    let settlement = match handled {
        Ok(settlement) | Err(settlement) => settlement,
    };
    conclude(ports, settings, delivery, settlement, compared).await
}

/// Whether the body is longer than any that is read: it is kept aside as it is, and nothing looks into
/// it.
pub(super) fn is_too_large(message: &Message, settings: &WorkerSettings) -> bool {
    message.body.len() > settings.body_bytes_max
}

/// Defers a message whose settlement calls for it; one that cannot be deferred is kept aside instead.
async fn deferred(ports: &Ports, message: &Message, settlement: Settlement) -> Settlement {
    let Settlement::Later { seconds, trouble, decision, permit } = &settlement else {
        return settlement;
    };
    let next = Message {
        attempt: message.attempt.saturating_add(u32::from(*trouble)),
        decision: decision.clone().or_else(|| message.decision.clone()),
        permit: permit.clone(),
        ..message.clone()
    };
    match put_back(ports, &next, *seconds).await {
        Ok(()) => settlement,
        Err(InVain) => Settlement::park("cannot_be_deferred"),
    }
}

/// Puts a message back. A publish that was not confirmed may have been made: the next one is a copy, and
/// has no permit.
async fn put_back(ports: &Ports, message: &Message, seconds: i64) -> Result<(), InVain> {
    let copy = message.unpermitted();
    let is_copy = AtomicBool::new(false);
    until_confirmed(|| {
        let next = if is_copy.swap(true, Ordering::Relaxed) { &*copy } else { message };
        ports.outbox.defer(next, seconds)
    })
    .await
}

/// Keeps a message aside whose settlement calls for it; in its smallest form, if it cannot be carried
/// as it is.
async fn shelved(ports: &Ports, message: &Message, settlement: &Settlement) -> Result<(), InVain> {
    let Settlement::Shelved(shelf, reason) = settlement else { return Ok(()) };
    match keep(ports, message, (*shelf, reason)).await {
        Ok(()) => Ok(()),
        Err(InVain) => keep(ports, &message.bare(), (*shelf, reason)).await,
    }
}

async fn keep(ports: &Ports, message: &Message, to: (Shelf, &str)) -> Result<(), InVain> {
    let (shelf, reason) = to;
    until_confirmed(|| ports.outbox.shelve(message, shelf, reason)).await
}

/// Publishes what the settlement calls for, and acknowledges last. What is published again is
/// without what was dropped at the boundary; `compared` says what came of comparing the e-mail
/// address of a request. What cannot be kept in any form is given up: the transport keeps it, which
/// has carried it so far.
pub(super) async fn conclude(
    ports: &Ports,
    settings: &WorkerSettings,
    delivery: Delivery,
    settlement: Settlement,
    compared: Option<bool>,
) -> Settlement {
    let Delivery { message, token, again: _ } = delivery;
    let settlement = within_attempts(settlement, &message, settings);
    let message = match &settlement {
        Settlement::Settled | Settlement::Noted => message,
        Settlement::Later { .. } | Settlement::Shelved(..) if is_too_large(&message, settings) => {
            message
        }
        Settlement::Later { .. } | Settlement::Shelved(..) => travelling(message, compared),
    };
    let settlement = deferred(ports, &message, settlement).await;
    let kept = shelved(ports, &message, &settlement).await;
    let reason = match &settlement {
        Settlement::Shelved(_, reason) => Some(reason.as_str()),
        Settlement::Settled | Settlement::Noted | Settlement::Later { .. } => None,
    };
    DeliverySettled { settlement: settlement.as_str(), reason, attempt: message.attempt }.emit();
    let ended = match kept {
        Ok(()) => ports.inbox.ack(token).await,
        Err(InVain) => ports.inbox.give_up(token).await,
    };
    if let Err(error) = ended {
        // It comes again, and changes nothing.
        AckWasLost { error }.emit();
    }
    settlement
}

/// The message without what was dropped at the boundary; with it goes the signature of its sender,
/// whose place the seal takes. What is signed and no worker has sealed stays whole, to be verified
/// again; so does a raw webhook, and what was not understood: a person has to see it.
fn travelling(message: Message, compared: Option<bool>) -> Message {
    let signs = |name: &str| standard_webhooks::SIGNATURE_HEADERS.contains(&name);
    let is_signed = message.headers.iter().any(|(name, _)| signs(name));
    let may_lose = message.is_cloud_event() && (message.receipt.is_some() || !is_signed);
    let kept = may_lose.then(|| inbound::kept(&message.body, compared)).flatten();
    match kept.filter(|kept| *kept != message.body) {
        Some(body) => Message { body, headers: Vec::new(), ..message },
        None => message,
    }
}

fn within_attempts(
    settlement: Settlement,
    message: &Message,
    settings: &WorkerSettings,
) -> Settlement {
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
    (ports, settings, turns): (&Ports, &WorkerSettings, &Turns),
    message: &mut Message,
    once: Once,
    compared: &mut Option<bool>,
) -> Step<Settlement> {
    let intake = intake::read(message, settings, ports.clock.now())?;
    if let Some(newcomer) = &intake.newcomer {
        quota::admit(ports, settings, newcomer).await?;
        intake::let_in(message, newcomer, &intake.name, settings);
    }
    let (account, attempt) = (intake.account, message.attempt);
    let ended = in_its_case((ports, settings, turns), (message, once), intake, compared).await;
    let (Ok(settlement) | Err(settlement)) = ended;
    let lost = account.reach.is_lost(ports.clock.elapsed());
    Ok(if lost { while_lost(settlement, account, attempt) } else { settlement })
}

/// What becomes of trouble while the processor answers nobody: it is not the message's, so it uses up
/// no tries, and the message is back soon after the processor is. Who was told to wait longer waits.
fn while_lost(settlement: Settlement, account: &Account, attempt: u32) -> Settlement {
    let wait = account.terms.backoff(attempt.saturating_add(1));
    match settlement {
        Settlement::Later { seconds, trouble: true, decision, permit }
            if seconds <= wait && seconds > LOST_PAUSE =>
        {
            Settlement::Later { seconds: LOST_PAUSE, trouble: false, decision, permit }
        }
        Settlement::Later { .. }
        | Settlement::Settled
        | Settlement::Noted
        | Settlement::Shelved(..) => settlement,
    }
}

/// Works on the case that the message is about.
async fn in_its_case(
    (ports, settings, turns): (&Ports, &WorkerSettings, &Turns),
    (message, once): (&Message, Once),
    intake: Intake<'_>,
    compared: &mut Option<bool>,
) -> Step<Settlement> {
    let id = case_id(ports, &intake, message.attempt).await?;
    let _turn = turns.take(&id).await;
    let mut session = Session::open(ports, settings, intake.account, id).await?;
    session.attempt = message.attempt;
    session.traceparent = intake.traceparent;
    session.carries = intake.carries;
    session.answers = intake.answers;
    let requested = intake.facts.iter().find_map(Fact::requested);
    session.admit(once, requested);
    session.frozen = requested.zip(message.decision.as_deref()).and_then(|(request, header)| {
        // A header that cannot be opened was not ours: decide again.
        Some((request.id.clone(), session.remembered(request, header)?))
    });
    let reported = intake.facts.iter().any(reports_payment);
    let mut ended = pass(&mut session, intake.facts, intake.look).await;
    if reported && matches!(ended, Ok(Settlement::Settled)) {
        ended = session.propose().await.and(ended);
    }
    session.keep_told().await;
    *compared = session.compared();
    ended
}

/// Folds in what the message says, and does what follows from it.
async fn pass(session: &mut Session<'_>, facts: Vec<Fact>, look: bool) -> Step<Settlement> {
    let decides = |fact: &Fact| matches!(fact, Fact::Reviewed(_));
    if session.switch == SwitchPosition::Everything && facts.iter().any(decides) {
        // What a reviewer says is a decision: it waits with its message, as it was received.
        return Ok(Settlement::Later {
            seconds: HELD,
            trouble: false,
            decision: None,
            permit: None,
        });
    }
    for fact in facts {
        let earned = matches!(fact, Fact::CommissionLearned(_));
        match session.learn(fact)? {
            Effect::Advanced | Effect::Known => {}
            Effect::Contradicts => return Err(Settlement::quarantine("contradicts_request")),
            Effect::Overflows if earned => {
                return Err(Settlement::quarantine("too_many_commissions"));
            }
            Effect::Overflows => return Err(Settlement::quarantine("too_many_requests")),
        }
    }
    if look {
        session.gather().await?;
    }
    session.run().await
}

/// Names the case: the payment's canonical id, which the processor may have to be asked for.
async fn case_id(ports: &Ports, intake: &Intake<'_>, attempt: u32) -> Step<CaseId> {
    let payment = match &intake.payment {
        PaymentRef::Known(payment) => payment.clone(),
        PaymentRef::Lookup(given) => {
            let reader = Reader::of(ports, (&intake.name, intake.account), attempt);
            let question = processors::canonical(intake.account.processor, given);
            let found = reader.hear(vec![question], ANSWERS_MAX).await;
            let found = found.map_err(|unread| reader.failed(&unread))?;
            found.flatten().unwrap_or_else(|| given.clone())
        }
    };
    Ok(CaseId { account: intake.name.clone(), payment })
}
