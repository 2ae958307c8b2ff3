//! The forms in which messages that are kept aside are shown.

use std::fmt::Write as _;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::app::shelf::{ShelfEntry, ShelfListing};
use ports::message::Message;

const NOTHING: &str = "-";

/// Counts, then one line for each message.
pub(super) fn listing_text(listing: &ShelfListing) -> String {
    let mut text = String::new();
    if listing.reasons.is_empty() && listing.left_out == 0 {
        text.push_str("nothing is kept aside\n");
    }
    for ((shelf, reason), count) in &listing.reasons {
        line(&mut text, format_args!("{count:>7}  {shelf:<10}  {}", or_nothing(reason.as_deref())));
    }
    if listing.left_out > 0 {
        let left_out = listing.left_out;
        line(&mut text, format_args!("{left_out:>7}  not looked at; --max looks at more"));
    }
    if !listing.entries.is_empty() {
        text.push('\n');
        let head = ["id", "shelf", "received", "since", "account", "type", "attempts", "bytes"];
        row(&mut text, head, "reason");
    }
    for entry in &listing.entries {
        let (received, since) = (time(entry.received_at), time(entry.since));
        let (id, attempts, bytes) =
            (entry.id.to_string(), entry.attempts.to_string(), entry.bytes.to_string());
        let account = or_nothing(entry.account.as_deref());
        let kind = or_nothing(entry.kind.as_deref());
        let cells = [&id, entry.shelf, &received, &since, account, kind, &attempts, &bytes];
        row(&mut text, cells, or_nothing(entry.reason.as_deref()));
    }
    text
}

/// The same as one JSON object.
pub(super) fn listing_json(listing: &ShelfListing) -> String {
    let count = |((shelf, reason), count): (&(&str, Option<String>), &u64)| json!({"shelf": shelf, "reason": reason, "count": count});
    let reasons: Vec<Value> = listing.reasons.iter().map(count).collect();
    let shown = json!({
        "reasons": reasons,
        "messages": listing.entries,
        "left_out": listing.left_out,
    });
    format!("{shown}\n")
}

/// What may be shown of one message, and the rest only if told so.
pub(super) fn message_text(entry: &ShelfEntry, message: &Message, all: bool) -> Vec<u8> {
    let mut text = String::new();
    let mut field = |name: &str, value: &str| line(&mut text, format_args!("{name:<13}{value}"));
    field("id", &entry.id.to_string());
    field("shelf", entry.shelf);
    field("reason", or_nothing(entry.reason.as_deref()));
    field("since", &time(entry.since));
    field("received", &time(entry.received_at));
    field("account", or_nothing(entry.account.as_deref()));
    field("type", or_nothing(entry.kind.as_deref()));
    field("message id", &entry.message_id);
    field("content type", &clean(&message.content_type));
    field("attempts", &entry.attempts.to_string());
    field("decision", if entry.decided { "made, and stays as it is" } else { NOTHING });
    field("trace", &clean(message.traceparent.as_deref().unwrap_or(NOTHING)));
    for (name, value) in &message.headers {
        let value = if all { clean(value) } else { format!("({} bytes)", value.len()) };
        field("header", &format!("{}: {value}", clean(name)));
    }
    field("body", &format!("{} bytes", entry.bytes));
    let mut bytes = text.into_bytes();
    if all {
        bytes.push(b'\n');
        // Byte by byte, because a signature holds for the exact bytes.
        bytes.extend_from_slice(&message.body);
        bytes.push(b'\n');
    }
    bytes
}

/// The same as one JSON object.
pub(super) fn message_json(entry: &ShelfEntry, message: &Message, all: bool) -> String {
    let header = |(name, value): &(String, String)| {
        if all {
            json!({"name": name, "bytes": value.len(), "value": value})
        } else {
            json!({"name": name, "bytes": value.len()})
        }
    };
    let headers: Vec<Value> = message.headers.iter().map(header).collect();
    let mut shown = json!({
        "message": entry,
        "content_type": message.content_type,
        "traceparent": message.traceparent,
        "headers": headers,
    });
    if all && let Some(fields) = shown.as_object_mut() {
        match std::str::from_utf8(&message.body) {
            Ok(text) => fields.insert("body".to_owned(), json!(text)),
            Err(_binary) => fields.insert("body_bytes".to_owned(), json!(message.body)),
        };
    }
    format!("{shown}\n")
}

fn row(text: &mut String, cells: [&str; 8], last: &str) {
    let [id, shelf, received, since, account, kind, attempts, bytes] = cells;
    line(
        text,
        format_args!(
            "{id:<12}  {shelf:<10}  {received:<20}  {since:<20}  {account:<16}  {kind:<28}  \
             {attempts:>8}  {bytes:>7}  {last}"
        ),
    );
}

fn line(text: &mut String, line: std::fmt::Arguments<'_>) {
    writeln!(text, "{line}").unwrap_or_else(|_| unreachable!("a string can be written"));
}

fn time(at: Option<Timestamp>) -> String {
    at.map_or_else(|| NOTHING.to_owned(), |at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

fn or_nothing(text: Option<&str>) -> &str {
    text.unwrap_or(NOTHING)
}

/// Foreign text for a terminal.
fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
