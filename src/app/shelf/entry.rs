//! What may be shown of a message that is kept aside: ids, codes, times and numbers. Everything
//! else in it can be personal data, or was written by whoever reached the broker.

use std::fmt;

use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};

use domain::ids::AccountName;
use ports::message::Message;
use ports::shelves::{Aside, Kept};

/// Bytes of the digest that make an id: enough for every shelf, few enough to be copied by hand.
const ID_BYTES: usize = 6;
/// No id or type of ours or of a processor is longer.
const TEXT_MAX: usize = 128;
/// Reasons are longer where they say what is missing.
const REASON_MAX: usize = 300;

/// Names a message on a shelf: made of what it is, because senders' ids can be empty or repeat
/// themselves. Two that have the same one are the same message twice.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ShelfId(String);

impl ShelfId {
    /// The id of a message.
    pub fn of(message: &Message) -> Self {
        let mut digest = Sha256::new();
        let mut add = |part: &[u8]| {
            // With its length, so that two parts cannot be taken for two others.
            digest.update(part.len().to_be_bytes());
            digest.update(part);
        };
        add(message.id.as_bytes());
        add(message.content_type.as_bytes());
        add(message.account.as_deref().unwrap_or_default().as_bytes());
        for (name, value) in &message.headers {
            add(name.as_bytes());
            add(value.as_bytes());
        }
        add(message.received_at.map(|at| at.to_string()).unwrap_or_default().as_bytes());
        add(&message.body);
        let digest = digest.finalize();
        let bytes = digest.iter().take(ID_BYTES);
        let number = bytes.fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
        Self(format!("{number:0width$x}", width = 2 * ID_BYTES))
    }

    /// Reads what an operator typed.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        let fits = text.len() == 2 * ID_BYTES && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        fits.then_some(Self(text))
    }
}

impl fmt::Display for ShelfId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What may be shown of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShelfEntry {
    /// What it is named by.
    pub id: ShelfId,
    pub shelf: &'static str,
    /// Why; the broker gives no reason for a dead one.
    pub reason: Option<String>,
    /// Since when, where the transport knows it.
    pub since: Option<Timestamp>,
    /// When it was received from its sender.
    pub received_at: Option<Timestamp>,
    /// The account, where it is a name.
    pub account: Option<String>,
    /// The type of the event or webhook, where it has one.
    pub kind: Option<String>,
    /// The sender's id of the message.
    pub message_id: String,
    /// How often it had been deferred because of trouble.
    pub attempts: u32,
    /// Bytes of the body.
    pub bytes: usize,
    /// Whether a decision travels with it: a replay does not decide again.
    pub decided: bool,
}

impl ShelfEntry {
    /// Reads what may be shown.
    pub fn of(aside: Aside, kept: &Kept) -> Self {
        let message = &kept.message;
        let (account, kind) = inside(message);
        Self {
            id: ShelfId::of(message),
            shelf: aside.as_str(),
            reason: kept.reason.as_deref().map(|reason| printable(reason, REASON_MAX)),
            since: kept.since,
            received_at: message.received_at,
            account,
            kind,
            message_id: printable(&message.id, TEXT_MAX),
            attempts: message.attempt,
            bytes: message.body.len(),
            decided: message.decision.is_some(),
        }
    }
}

/// The account and the type, which a CloudEvent has in its body and a webhook only in part.
fn inside(message: &Message) -> (Option<String>, Option<String>) {
    let body = serde_json::from_slice::<serde_json::Value>(&message.body).unwrap_or_default();
    let text = |pointer: &str| body.pointer(pointer).and_then(serde_json::Value::as_str);
    let account = message.account.as_deref().or_else(|| text("/data/account"));
    let account = account.filter(|name| AccountName::parse(*name).is_ok());
    (account.map(str::to_owned), text("/type").filter(|kind| is_kind(kind)).map(str::to_owned))
}

/// Whether a text can be the name of a type: it is the sender's, and could be anything.
fn is_kind(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    (1..=TEXT_MAX).contains(&text.len()) && text.bytes().all(fits)
}

/// Foreign text for a terminal: no control characters, and not without end.
fn printable(text: &str, max: usize) -> String {
    let shown = text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c });
    let mut shown: String = shown.take(max).collect();
    if text.chars().nth(max).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(body: &str) -> Message {
        Message {
            id: "m\u{1b}[2J".to_owned(),
            content_type: Message::CLOUD_EVENT.to_owned(),
            account: None,
            sender: None,
            headers: Vec::new(),
            body: body.as_bytes().to_vec(),
            received_at: None,
            receipt: None,
            attempt: 3,
            decision: None,
            permit: None,
            traceparent: None,
        }
    }

    fn entry(message: Message) -> ShelfEntry {
        let kept = Kept { reason: Some("x".repeat(301)), since: None, message };
        ShelfEntry::of(Aside::Dead, &kept)
    }

    #[test]
    fn what_a_customer_wrote_is_not_in_an_entry() {
        let body = r#"{"type":"refund.requested.v1","data":{"account":"stripe-eu",
            "comment":"I am Ada Lovelace","customer":{"email":"ada@example.com"}}}"#;
        let shown = entry(message(body));
        assert_eq!(shown.account.as_deref(), Some("stripe-eu"));
        assert_eq!(shown.kind.as_deref(), Some("refund.requested.v1"));
        assert_eq!((shown.attempts, shown.bytes), (3, body.len()));
        let json = serde_json::to_string(&shown).unwrap();
        assert!(!json.contains("Ada") && !json.contains("ada@"), "{json}");
    }

    #[test]
    fn foreign_text_cannot_command_a_terminal() {
        let shown = entry(message(r#"{"type":"Ada Lovelace","data":{"account":"a/b c"}}"#));
        assert_eq!((shown.account, shown.kind), (None, None));
        assert_eq!(shown.message_id, "m\u{fffd}[2J");
        assert_eq!(shown.reason.map(|reason| reason.chars().count()), Some(301));
    }

    #[test]
    fn an_id_is_that_of_the_message_and_not_of_its_stay() {
        let id = ShelfId::of(&message("a"));
        assert_eq!(ShelfId::of(&Message { attempt: 0, ..message("a") }), id);
        assert_ne!(ShelfId::of(&message("b")), id);
        assert_ne!(ShelfId::of(&Message { account: Some("b".to_owned()), ..message("a") }), id);
        assert_eq!(ShelfId::parse(&id.to_string().to_uppercase()), Some(id));
        for typed in ["", "0123456789a", "0123456789abc", "0123456789ag"] {
            assert_eq!(ShelfId::parse(typed), None, "{typed:?}");
        }
    }
}
