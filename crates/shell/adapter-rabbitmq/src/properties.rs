//! A message as AMQP properties and headers, and back.
//!
//! Reading is total: whatever somebody else put on the queue becomes some message, and the worker
//! finds out what it is worth. Header names are in lower case; our own begin with `refundd-`.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use lapin::BasicProperties;
use lapin::message::Delivery;
use lapin::types::{AMQPValue, FieldTable, ShortString};

use super::confirm::NotConfirmed;
use ports::message::{Message, cut};
use ports::outbox::Event;

const ACCOUNT: &str = "refundd-account";
const SENDER: &str = "refundd-sender";
const RECEIVED_AT: &str = "refundd-received-at";
const RECEIPT: &str = "refundd-receipt";
const ATTEMPT: &str = "refundd-attempt";
const DECISION: &str = "refundd-decision";
const PERMIT: &str = "refundd-permit";
const REASON: &str = "refundd-reason";
const TRACEPARENT: &str = "traceparent";
const OWN_PREFIX: &str = "refundd-";
/// Keeps a webhook's header apart from ours and from the broker's.
const WEBHOOK_PREFIX: &str = "webhook-header-";
/// Text headers that the broker adds on its way through the ladder.
const BROKERS: [&str; 4] = ["x-death", "x-first-death-", "x-last-death-", "x-opt-"];
/// The broker's record of how a message came to be dead.
const DEATHS: &str = "x-death";
const APP_ID: &str = "refundd";

/// All headers have to fit into one frame; RabbitMQ's default frame is 128 KiB.
const HEADERS_BYTES_MAX: usize = 96 * 1024;
const REASON_BYTES_MAX: usize = 1024;

/// Reads a delivery. What is absurd in it is left out.
pub(super) fn read(delivery: Delivery) -> Message {
    let Delivery { properties, data, .. } = delivery;
    let text = |property: &Option<ShortString>| property.as_ref().map(ToString::to_string);
    let empty = FieldTable::default();
    let headers = properties.headers().as_ref().unwrap_or(&empty).inner();
    let own = |name: &str| headers.get(name).and_then(as_text).map(str::to_owned);
    let received_at = own(RECEIVED_AT).and_then(|text| text.parse().ok()).or_else(|| {
        properties
            .timestamp()
            .and_then(|seconds| Timestamp::from_second(i64::try_from(seconds).ok()?).ok())
    });
    let content_type = text(properties.content_type());
    let mut message = Message {
        id: text(properties.message_id()).unwrap_or_default(),
        content_type: content_type.unwrap_or_else(|| Message::UNKNOWN_CONTENT.to_owned()),
        account: own(ACCOUNT),
        sender: own(SENDER),
        headers: webhook_headers(headers),
        received_at,
        receipt: own(RECEIPT),
        attempt: headers.get(ATTEMPT).and_then(as_count).unwrap_or(0),
        decision: own(DECISION),
        permit: own(PERMIT),
        traceparent: own(TRACEPARENT),
        body: data,
    }
    .bounded();
    message.headers.sort();
    message
}

/// The reason that a shelved message was shelved for.
pub(super) fn reason(delivery: &Delivery) -> Option<String> {
    let headers = delivery.properties.headers().as_ref()?;
    headers.inner().get(REASON).and_then(as_text).map(str::to_owned)
}

/// When the broker gave a message up: the latest entry of its own record.
pub(super) fn died_at(delivery: &Delivery) -> Option<Timestamp> {
    let headers = delivery.properties.headers().as_ref()?;
    let deaths = headers.inner().get(DEATHS)?.as_array()?;
    let latest = deaths.as_slice().first()?.as_field_table()?;
    let seconds = latest.inner().get("time")?.as_timestamp()?;
    Timestamp::from_second(i64::try_from(seconds).ok()?).ok()
}

/// The properties of a message, for the work queue, a rung, or a shelf with its reason.
pub(super) fn of_message(
    message: &Message,
    reason: Option<&str>,
) -> Result<BasicProperties, NotConfirmed> {
    let mut headers = Headers::default();
    headers.text(ACCOUNT, message.account.as_deref())?;
    headers.text(SENDER, message.sender.as_deref())?;
    headers.text(RECEIPT, message.receipt.as_deref())?;
    headers.text(DECISION, message.decision.as_deref())?;
    headers.text(PERMIT, message.permit.as_deref())?;
    headers.text(TRACEPARENT, message.traceparent.as_deref())?;
    headers.text(REASON, reason.map(|reason| cut(reason, REASON_BYTES_MAX)))?;
    if let Some(at) = message.received_at {
        headers.text(RECEIVED_AT, Some(&at.to_string()))?;
    }
    headers.put(ATTEMPT, AMQPValue::LongLongInt(message.attempt.into()))?;
    for (name, value) in &message.headers {
        headers.text(&format!("{WEBHOOK_PREFIX}{name}"), Some(value))?;
    }
    let kind = if message.is_cloud_event() { "cloudevent" } else { "webhook" };
    let mut properties = BasicProperties::default()
        .with_app_id(APP_ID.into())
        .with_type(kind.into())
        .with_content_type(short(&message.content_type, "the content type is too long")?)
        .with_message_id(short(&message.id, "the message id is too long")?)
        .with_headers(headers.table);
    if let Some(seconds) = message.received_at.and_then(|at| u64::try_from(at.as_second()).ok()) {
        properties = properties.with_timestamp(seconds);
    }
    Ok(properties)
}

pub(super) fn of_event(event: &Event) -> Result<BasicProperties, NotConfirmed> {
    let mut headers = Headers::default();
    headers.text(TRACEPARENT, event.traceparent.as_deref())?;
    // By the names that every library of Standard Webhooks looks for.
    for (name, value) in &event.signature {
        headers.text(name, Some(value))?;
    }
    let properties = BasicProperties::default()
        .with_app_id(APP_ID.into())
        .with_type(short(&event.routing_key, "the routing key is too long")?)
        .with_content_type(Message::CLOUD_EVENT.into())
        .with_message_id(short(&event.id, "the event id is too long")?)
        .with_headers(headers.table);
    Ok(match happened_at(&event.body) {
        Some(seconds) => properties.with_timestamp(seconds),
        None => properties,
    })
}

/// The `time` of the event, as AMQP has it: in seconds.
fn happened_at(body: &[u8]) -> Option<u64> {
    #[derive(serde::Deserialize)]
    struct Timed {
        time: Timestamp,
    }
    let Timed { time } = serde_json::from_slice(body).ok()?;
    u64::try_from(time.as_second()).ok()
}

/// Headers on their way out. What does not fit is refused here, because a frame that is too large
/// would cost the whole connection.
#[derive(Default)]
struct Headers {
    table: FieldTable,
    bytes: usize,
}

impl Headers {
    fn text(&mut self, name: &str, value: Option<&str>) -> Result<(), NotConfirmed> {
        let Some(value) = value else { return Ok(()) };
        self.bytes = self.bytes.saturating_add(value.len());
        self.put(name, AMQPValue::LongString(value.into()))
    }

    fn put(&mut self, name: &str, value: AMQPValue) -> Result<(), NotConfirmed> {
        // 16: the type, the lengths and a number.
        self.bytes = self.bytes.saturating_add(name.len()).saturating_add(16);
        if self.bytes > HEADERS_BYTES_MAX {
            return Err(NotConfirmed::Unfit("the headers are too large for a frame"));
        }
        self.table.insert(short(name, "a header's name is too long")?, value);
        Ok(())
    }
}

/// The headers that may belong to a webhook: those we wrote ourselves, and then plain ones that
/// another gateway copied. Where a name is there twice, ours wins.
fn webhook_headers(headers: &BTreeMap<ShortString, AMQPValue>) -> Vec<(String, String)> {
    let (mut found, mut names) = (Vec::new(), BTreeSet::new());
    for ours in [true, false] {
        for (name, value) in headers {
            let name = name.as_str().to_ascii_lowercase();
            let name = match name.strip_prefix(WEBHOOK_PREFIX) {
                Some(stripped) if ours => stripped.to_owned(),
                None if !ours && !is_reserved(&name) => name,
                Some(_) | None => continue,
            };
            if let Some(value) = as_text(value)
                && names.insert(name.clone())
            {
                found.push((name, value.to_owned()));
            }
        }
    }
    found
}

/// Whether a plain header of that name is ours or the broker's.
fn is_reserved(name: &str) -> bool {
    name == TRACEPARENT
        || name.starts_with(OWN_PREFIX)
        || BROKERS.iter().any(|prefix| name.starts_with(prefix))
}

fn as_text(value: &AMQPValue) -> Option<&str> {
    if let Some(long) = value.as_long_string() {
        return std::str::from_utf8(long.as_bytes()).ok();
    }
    value.as_short_string().map(ShortString::as_str)
}

/// A count, whatever width or form a client chose for it.
fn as_count(value: &AMQPValue) -> Option<u32> {
    let wide = value
        .as_long_long_int()
        .or_else(|| value.as_long_int().map(i64::from))
        .or_else(|| value.as_long_uint().map(i64::from))
        .or_else(|| value.as_short_int().map(i64::from))
        .or_else(|| value.as_short_uint().map(i64::from))
        .or_else(|| value.as_short_short_int().map(i64::from))
        .or_else(|| value.as_short_short_uint().map(i64::from))
        .or_else(|| as_text(value)?.parse().ok())?;
    u32::try_from(wide).ok()
}

fn short(text: &str, too_long: &'static str) -> Result<ShortString, NotConfirmed> {
    ShortString::try_new(text).map_err(|_length| NotConfirmed::Unfit(too_long))
}

#[cfg(test)]
mod tests {
    use lapin::types::FieldArray;

    use super::*;

    fn message() -> Message {
        Message {
            id: "evt_1".to_owned(),
            content_type: "application/json".to_owned(),
            account: Some("stripe-eu".to_owned()),
            sender: Some("help-desk".to_owned()),
            headers: vec![("stripe-signature".to_owned(), "t=1,v1=ab".to_owned())],
            body: vec![0, 159, 146, 150],
            received_at: Some("2026-02-03T04:05:06.789Z".parse().unwrap()),
            receipt: Some("0f".repeat(32)),
            attempt: 7,
            decision: Some("{\"v\":1}".to_owned()),
            permit: Some("0f".repeat(64)),
            traceparent: Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".to_owned()),
        }
    }

    fn delivered(properties: BasicProperties, body: Vec<u8>) -> Delivery {
        let mut delivery = Delivery::mock(1, "".into(), "".into(), false, body);
        delivery.properties = properties;
        delivery
    }

    fn with_headers(headers: Vec<(&str, AMQPValue)>) -> Message {
        let mut table = FieldTable::default();
        for (name, value) in headers {
            table.insert(name.into(), value);
        }
        read(delivered(BasicProperties::default().with_headers(table), vec![]))
    }

    fn text(value: impl Into<Vec<u8>>) -> AMQPValue {
        AMQPValue::LongString(value.into().into())
    }

    #[test]
    fn a_message_survives_the_way_there_and_back() {
        let properties = of_message(&message(), None).unwrap();
        assert_eq!(read(delivered(properties, message().body)), message());
        let bare = Message {
            account: None,
            sender: None,
            received_at: None,
            receipt: None,
            ..message().bare()
        };
        let properties = of_message(&bare, None).unwrap();
        assert_eq!(read(delivered(properties, bare.body.clone())), bare);
    }

    #[test]
    fn a_reason_is_cut_and_never_becomes_a_header_of_the_webhook() {
        let properties = of_message(&message(), Some(&"ä".repeat(2_000))).unwrap();
        let delivery = delivered(properties, message().body);
        assert_eq!(reason(&delivery), Some("ä".repeat(512)));
        assert_eq!(read(delivery).headers, message().headers);
    }

    #[test]
    fn what_amqp_cannot_carry_is_refused_before_it_is_sent() {
        let long = "x".repeat(256);
        let unfit = [
            Message { id: long.clone(), ..message() },
            Message { content_type: long.clone(), ..message() },
            Message { headers: vec![(long, String::new())], ..message() },
            Message { decision: Some("x".repeat(HEADERS_BYTES_MAX)), ..message() },
        ];
        for message in unfit {
            assert!(matches!(of_message(&message, None), Err(NotConfirmed::Unfit(_))));
        }
    }

    /// What is read can be published again, whatever somebody made of it.
    #[test]
    fn s3_a_message_with_everything_at_its_bounds_fits_a_frame() {
        let long = |n: usize| text("x".repeat(n));
        let names: Vec<String> = (0..3_000).map(|n| format!("webhook-header-{n:0>100}")).collect();
        for size in [0, 1, 100, 400, 8 * 1024, 100_000] {
            let mut headers: Vec<_> =
                names.iter().map(|name| (name.as_str(), long(size))).collect();
            headers.push(("refundd-account", long(64)));
            headers.push(("refundd-decision", long(Message::DECISION_BYTES_MAX)));
            headers.push(("refundd-attempt", AMQPValue::LongLongInt(i64::MAX)));
            headers.push(("refundd-reason", long(100_000)));
            headers.push(("traceparent", long(100_000)));
            let message = Message { id: "ä".repeat(127), ..with_headers(headers) };
            assert_eq!(message.traceparent, None);
            let published = of_message(&message, Some(&"r".repeat(100_000)));
            assert!(published.is_ok(), "{size}: {published:?}");
        }
    }

    #[test]
    fn headers_of_another_gateway_are_read_and_the_brokers_are_not() {
        let read = with_headers(vec![
            ("Stripe-Signature", text("t=1")),
            ("webhook-id", AMQPValue::ShortString("msg_1".into())),
            ("webhook-header-webhook-id", text("msg_2")),
            ("x-first-death-queue", text("refundd.later.5s")),
            ("x-signature", text("kept")),
            ("refundd-attempt", AMQPValue::ShortShortUInt(3)),
            ("refundd-unheard-of", text("left out")),
        ]);
        let expected =
            [("stripe-signature", "t=1"), ("webhook-id", "msg_2"), ("x-signature", "kept")];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(read.headers, expected);
        assert_eq!(read.attempt, 3);
    }

    #[test]
    fn o16_an_event_has_its_time_as_a_property() {
        let bodies = |second: &str| format!("{{\"time\":{second},\"data\":{{}}}}").into_bytes();
        for (time, seconds) in [
            ("\"2026-02-03T04:05:06.789Z\"", Some(1_770_091_506)),
            ("\"1969-12-31T00:00:00Z\"", None),
            ("1", None),
            ("", None),
        ] {
            assert_eq!(happened_at(&bodies(time)), seconds, "{time}");
        }
    }

    #[test]
    fn absurd_headers_are_left_out() {
        let mut nested = AMQPValue::Void;
        for _ in 0..100 {
            nested = AMQPValue::FieldArray(FieldArray::from(vec![nested]));
        }
        let names: Vec<String> = (0..500).map(|n| format!("h{n}")).collect();
        let mut headers: Vec<_> = names.iter().map(|name| (name.as_str(), text("v"))).collect();
        let long_name = "n".repeat(200);
        headers.extend([
            ("refundd-attempt", text("minus one")),
            ("refundd-received-at", text("yesterday")),
            ("refundd-account", AMQPValue::Boolean(true)),
            ("refundd-receipt", AMQPValue::Boolean(true)),
            ("refundd-decision", text([0xff, 0xfe])),
            ("", text("no name")),
            ("a-large", text(vec![b'x'; 8 * 1024 + 1])),
            ("a-binary", text([0xff, 0xfe])),
            ("a-nested", nested),
            (&long_name, text("v")),
            ("webhook-header-signature", text("still there")),
        ]);
        let read = with_headers(headers);
        assert_eq!(read.headers.len(), Message::HEADERS_MAX);
        assert!(read.headers.iter().any(|(name, _)| name == "signature"));
        assert!(read.headers.iter().all(|(name, _)| !name.starts_with('a') && !name.is_empty()));
        assert_eq!(
            (read.attempt, read.received_at, read.receipt, read.account, read.decision),
            (0, None, None, None, None)
        );
    }

    #[test]
    fn the_time_is_the_header_or_else_the_property() {
        let at = |seconds| BasicProperties::default().with_timestamp(seconds);
        let read_at = |properties| read(delivered(properties, vec![])).received_at;
        assert_eq!(read_at(at(1_700_000_000)), Timestamp::from_second(1_700_000_000).ok());
        assert_eq!(read_at(at(u64::MAX)), None);
        let properties = of_message(&message(), None).unwrap();
        assert_eq!(read_at(properties.with_timestamp(1)), message().received_at);
    }
}
