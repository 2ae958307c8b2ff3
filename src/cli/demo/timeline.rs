//! Puts what was published, and what the processor sent, into lines for people.

use jiff::Timestamp;
use serde_json::Value;

use super::published::Published;
use super::scenario::Line;
use domain::money::{Currency, Money};
use sandbox::RecordedWebhook;

/// A line with its place in the order of causes: of the things that one step of the script led
/// to, the acknowledgement is first, then the decision, the processor's part, and the rest.
pub(super) struct Ranked {
    pub(super) rank: u8,
    pub(super) line: Line,
}

/// The lines of one webhook: the call that caused it, where one of ours did, and the webhook.
pub(super) fn of_webhook(webhook: &RecordedWebhook, delivered: bool) -> Vec<Ranked> {
    let body: Value = serde_json::from_str(&webhook.body).unwrap_or_default();
    let second = body.get("created").and_then(Value::as_i64).unwrap_or_default();
    let at = Timestamp::from_second(second).unwrap_or_default();
    let mut lines = Vec::new();
    let key = body.pointer("/request/idempotency_key").and_then(Value::as_str);
    if let (Some(key), "refund.created") = (key, webhook.kind.as_str()) {
        let text = |pointer: &str| body.pointer(pointer).and_then(Value::as_str);
        let (id, status) = (text("/data/object/id"), text("/data/object/status"));
        let (id, status) = (id.unwrap_or_default(), status.unwrap_or_default());
        let amount = amount(&body).map(|amount| amount.to_string()).unwrap_or_default();
        let text = format!("POST /v1/refunds, {amount}, key {key}: {id}, {status}");
        lines.push(Line { at, tag: "called", text });
    }
    let text = if delivered {
        webhook.kind.clone()
    } else {
        format!("{}, which never arrives", webhook.kind)
    };
    lines.push(Line { at, tag: "webhook", text });
    lines.into_iter().map(|line| Ranked { rank: 2, line }).collect()
}

/// The payment that a webhook is about.
pub(super) fn payment_of(webhook: &RecordedWebhook) -> Option<String> {
    let body: Value = serde_json::from_str(&webhook.body).ok()?;
    let payment = body.pointer("/data/object/payment_intent").and_then(Value::as_str);
    payment.map(str::to_owned)
}

fn amount(body: &Value) -> Option<Money> {
    let currency = body.pointer("/data/object/currency").and_then(Value::as_str)?;
    let minor = body.pointer("/data/object/amount").and_then(Value::as_i64)?;
    Some(Money::new(minor, Currency::parse(currency).ok()?))
}

/// The lines of one event: what was decided, where it tells a decision, and what was told.
pub(super) fn of_event(event: &Published) -> Vec<Ranked> {
    let decided = event.data.get("decision").is_some();
    let rank = match event.kind.as_str() {
        "refund.acknowledged.v1" => 0,
        _ if decided => 1,
        _ => 3,
    };
    let mut lines = Vec::new();
    if decided {
        lines.push(Line { at: event.at, tag: "decided", text: decision(event) });
        let clause = format!("clause {}", event.text("/decision/clause"));
        let text = match event.text("/decision/clause_text") {
            "" => clause,
            text => format!("{clause}: {text}"),
        };
        lines.push(Line { at: event.at, tag: "", text });
    }
    let mut text = event.kind.clone();
    if let Some(details) = details(event) {
        text = format!("{text}: {details}");
    }
    lines.push(Line { at: event.at, tag: "told", text });
    if let Some((locale, subject)) = event.letter() {
        let to = if event.kind.starts_with("dispute.") { "team" } else { "customer" };
        let text = format!("to the {to} [{locale}]: {subject}");
        lines.push(Line { at: event.at, tag: "", text });
    }
    lines.into_iter().map(|line| Ranked { rank, line }).collect()
}

fn decision(event: &Published) -> String {
    let rule = event.text("/decision/rule");
    let verdict = event.text("/decision/verdict");
    match verdict {
        "approve" => match event.money("/amount") {
            Some(amount) => format!("approve {amount}, by rule {rule}"),
            None => format!("approve, by rule {rule}"),
        },
        "deny" => {
            let offered = event.texts("/decision/alternatives").join(", ");
            format!("deny, by rule {rule}; offered instead: {offered}")
        }
        _ => format!("a person decides, by rule {rule}"),
    }
}

fn details(event: &Published) -> Option<String> {
    Some(match event.kind.as_str() {
        "refund.succeeded.v1" | "refund.adopted.v1" => event.money("/refund/amount")?.to_string(),
        "refund.failed.v1" => {
            let (amount, reason) = (event.money("/amount")?, event.text("/reason"));
            format!("{amount} did not arrive, {reason}")
        }
        "commission.clawback.v1" => {
            let (delta, total) = (event.money("/delta")?, event.money("/clawed_total")?);
            let partner = event.text("/partner");
            match event.text("/mode") {
                _ if delta.minor < 0 => {
                    let back = Money::new(delta.minor.saturating_neg(), delta.currency);
                    format!("{back} given back to {partner}, {total} taken in all")
                }
                mode => format!("{delta} taken from {partner}, {total} in all, mode {mode}"),
            }
        }
        "dispute.opened.v1" | "dispute.won.v1" | "dispute.lost.v1" => {
            let (amount, reason) = (event.money("/dispute/amount")?, event.text("/dispute/reason"));
            format!("{amount}, {reason}")
        }
        "subscription.cancel_suggested.v1" => {
            format!("it is to end {}", event.text("/when").replace('_', " "))
        }
        "case.parked.v1" => event.text("/trouble").to_owned(),
        _ => return None,
    })
}
