//! The forms in which messages that are kept aside are shown.

use std::fmt::Write as _;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::app::shelf::{ShelfEntry, ShelfListing};
use diagnostics::{visible_bytes, visible_line};
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
pub(super) fn message_text(entry: &ShelfEntry, message: &Message, all: bool) -> String {
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
    field("content type", &visible_line(&message.content_type));
    field("attempts", &entry.attempts.to_string());
    field("decision", if entry.decided { "made, and stays as it is" } else { NOTHING });
    field("trace", &visible_line(message.traceparent.as_deref().unwrap_or(NOTHING)));
    for (name, value) in &message.headers {
        let value = if all { visible_line(value) } else { format!("({} bytes)", value.len()) };
        field("header", &format!("{}: {value}", visible_line(name)));
    }
    field("body", &format!("{} bytes", entry.bytes));
    if all {
        // The exact bytes, for which a signature holds, are in the JSON.
        line(&mut text, format_args!("\n{}", visible_bytes(&message.body)));
    }
    text
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

#[cfg(test)]
mod tests {
    use super::*;
    use ports::shelves::{Aside, Kept};

    #[test]
    fn s22_what_a_stranger_wrote_is_shown_and_commands_no_terminal() {
        let wild = "\u{1b}]0;t\u{7}\u{9b}2J\u{202e}\r";
        let escaped = "\\u{1b}]0;t\\u{7}\\u{9b}2J\\u{202e}\\u{d}";
        let message = Message {
            id: "m".to_owned(),
            content_type: wild.to_owned(),
            account: None,
            sender: None,
            headers: vec![(format!("x-{wild}"), format!("{wild}\nid  forged"))],
            body: [wild.as_bytes(), b"\n\x9b[8m"].concat(),
            received_at: None,
            receipt: None,
            attempt: 0,
            decision: None,
            permit: None,
            traceparent: Some(wild.to_owned()),
        };
        let entry = ShelfEntry::of(
            Aside::Dead,
            &Kept { reason: None, since: None, message: message.clone() },
        );
        let shown = message_text(&entry, &message, true);
        let obeyed = |c: char| c != '\n' && (c.is_control() || diagnostics::is_invisible(c));
        assert!(!shown.contains(obeyed), "{shown:?}");
        assert!(
            shown.contains(&format!("header       x-{escaped}: {escaped}\\u{{a}}id  forged\n"))
        );
        assert!(shown.ends_with(&format!("\n\n{escaped}\n\\x9b[8m\n")), "{shown:?}");
    }
}
