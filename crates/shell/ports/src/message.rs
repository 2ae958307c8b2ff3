//! A message as it travels: the same on RabbitMQ and in the embedded queue.
//!
//! Whoever can put a message into the queue must not be able to stop it there. So a transport makes
//! a message [bounded](Message::bounded) when it reads one, and a bounded message can always be
//! published again.

use std::borrow::Cow;

use jiff::Timestamp;

use domain::ids::{AccountName, SenderName};
use domain::trace::is_traceparent;

const HEADER_NAME_BYTES_MAX: usize = 128;
const HEADER_VALUE_BYTES_MAX: usize = 8 * 1024;

/// A message on its way to the worker. What it means is found out by the worker; nothing in it is
/// trusted but the shape.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Message {
    /// The sender's id of the message; not used to drop duplicates.
    pub id: String,
    /// `application/cloudevents+json` for a CloudEvent; anything else is a raw webhook.
    pub content_type: String,
    /// The account that a raw webhook was sent to.
    pub account: Option<String>,
    /// The sender that a CloudEvent says it is of; whether it is, its signature says.
    pub sender: Option<String>,
    /// The headers that a signature needs, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, byte by byte as it was received.
    pub body: Vec<u8>,
    /// When the body was received from its sender: a signature's age is judged against this, and
    /// what the sender says of dates.
    pub received_at: Option<Timestamp>,
    /// The receipt of the body as the worker that first saw it has sealed it, in its wire form; without
    /// it, whoever published the message may have made the time up.
    pub receipt: Option<String>,
    /// How often the message has been deferred because of trouble.
    pub attempt: u32,
    /// The frozen decision, once there is one, in its wire form: with it the queue, not the store,
    /// is the durable copy.
    pub decision: Option<String>,
    /// The sealed permit of the claim that the request waits for, in its wire form. It may be used once:
    /// only a deferral carries it, and no copy does.
    pub permit: Option<String>,
    /// The W3C trace context of the sender.
    pub traceparent: Option<String>,
}

impl Message {
    /// The content type of a CloudEvent in structured mode.
    pub const CLOUD_EVENT: &'static str = "application/cloudevents+json";

    /// What a content type is that nobody said.
    pub const UNKNOWN_CONTENT: &'static str = "application/octet-stream";

    /// The longest id and the longest content type, bytes: those of AMQP's short strings.
    pub const NAME_BYTES_MAX: usize = 255;

    /// The longest sealed decision, bytes: four times the longest that is written.
    pub const DECISION_BYTES_MAX: usize = 16 * 1024;

    /// The longest sealed permit, bytes: above the longest that is written, which is two digests.
    pub const PERMIT_BYTES_MAX: usize = 256;

    /// The longest sealed receipt, bytes: above the longest that is written, which has the name of a
    /// sender in it.
    pub const RECEIPT_BYTES_MAX: usize = 512;

    /// The most headers of a webhook; no processor sends half as many that matter.
    pub const HEADERS_MAX: usize = 64;

    /// The most bytes of all these headers together, names included. With everything else that a
    /// message carries they fit into one frame of RabbitMQ's, which has 128 KiB.
    pub const HEADERS_BYTES_MAX: usize = 32 * 1024;

    /// The most deferrals that are counted; far above any limit for tries.
    pub const ATTEMPT_MAX: u32 = 1_000_000;

    /// The message without what cannot be true in it: what is too long or has another form than it
    /// must have is left out, and an id is cut. The first headers stay, as many as fit. The body
    /// stays as it is.
    #[must_use]
    pub fn bounded(mut self) -> Self {
        self.id.truncate(cut(&self.id, Self::NAME_BYTES_MAX).len());
        if self.content_type.len() > Self::NAME_BYTES_MAX {
            Self::UNKNOWN_CONTENT.clone_into(&mut self.content_type);
        }
        self.account = self.account.filter(|name| AccountName::parse(name).is_ok());
        self.sender = self.sender.filter(|name| SenderName::parse(name).is_ok());
        self.receipt = self.receipt.filter(|text| text.len() <= Self::RECEIPT_BYTES_MAX);
        self.attempt = self.attempt.min(Self::ATTEMPT_MAX);
        self.decision = self.decision.filter(|text| text.len() <= Self::DECISION_BYTES_MAX);
        self.permit = self.permit.filter(|text| text.len() <= Self::PERMIT_BYTES_MAX);
        self.traceparent = self.traceparent.filter(|text| is_traceparent(text));
        let (mut count, mut bytes) = (0_usize, 0_usize);
        self.headers.retain(|(name, value)| {
            let after = bytes.saturating_add(name.len()).saturating_add(value.len());
            let fits = (1..=HEADER_NAME_BYTES_MAX).contains(&name.len())
                && value.len() <= HEADER_VALUE_BYTES_MAX
                && count < Self::HEADERS_MAX
                && after <= Self::HEADERS_BYTES_MAX;
            if fits {
                (count, bytes) = (count.saturating_add(1), after);
            }
            fits
        });
        self
    }

    /// The message in its smallest form: what it says, whom it is for, and since when. For a
    /// transport that cannot carry it as it is.
    #[must_use]
    pub fn bare(&self) -> Self {
        let headers = Vec::new();
        let permit = None;
        Self { headers, decision: None, permit, traceparent: None, ..self.clone() }.bounded()
    }

    /// The message as a copy may be: without what may be used once.
    pub fn unpermitted(&self) -> Cow<'_, Self> {
        match &self.permit {
            Some(_) => Cow::Owned(Self { permit: None, ..self.clone() }),
            None => Cow::Borrowed(self),
        }
    }

    /// Whether the body is a CloudEvent; otherwise it is a raw webhook.
    pub fn is_cloud_event(&self) -> bool {
        let media_type = self.content_type.split(';').next().unwrap_or_default().trim();
        media_type.eq_ignore_ascii_case(Self::CLOUD_EVENT)
    }
}

/// The longest beginning of `text` that has at most `bytes` bytes.
pub fn cut(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    end.and_then(|end| text.get(..end)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn absurd() -> Message {
        Message {
            id: "ä".repeat(8 << 20),
            content_type: "x".repeat(300),
            account: Some("a".repeat(1 << 20)),
            sender: Some("s".repeat(1 << 20)),
            headers: vec![
                (String::new(), "nameless".to_owned()),
                ("n".repeat(129), "long name".to_owned()),
                ("long-value".to_owned(), "v".repeat(8 * 1024 + 1)),
                ("stripe-signature".to_owned(), "t=1,v1=00".to_owned()),
            ],
            body: b"{}".to_vec(),
            received_at: None,
            receipt: Some("r".repeat(Message::RECEIPT_BYTES_MAX + 1)),
            attempt: u32::MAX,
            decision: Some("d".repeat(Message::DECISION_BYTES_MAX + 1)),
            permit: Some("p".repeat(Message::PERMIT_BYTES_MAX + 1)),
            traceparent: Some("0".repeat(100_000)),
        }
    }

    #[test]
    fn s3_what_is_absurd_in_a_message_is_left_out() {
        let bounded = absurd().bounded();
        assert_eq!(bounded.id, "ä".repeat(127), "cut between characters");
        assert_eq!(bounded.content_type, Message::UNKNOWN_CONTENT);
        assert_eq!(
            (
                &bounded.account,
                &bounded.sender,
                &bounded.receipt,
                &bounded.decision,
                &bounded.permit,
                &bounded.traceparent
            ),
            (&None, &None, &None, &None, &None, &None)
        );
        assert_eq!(bounded.headers, [("stripe-signature".to_owned(), "t=1,v1=00".to_owned())]);
        assert_eq!((bounded.attempt, bounded.body.as_slice()), (1_000_000, b"{}".as_slice()));
        assert_eq!(bounded.clone().bounded(), bounded);
    }

    #[test]
    fn s3_headers_are_bounded_all_together_and_the_first_ones_stay() {
        let header = |n: usize| (format!("h{n:02}"), "v".repeat(1021));
        let many = Message { headers: (0..200).map(header).collect(), ..absurd() }.bounded();
        assert_eq!(many.headers, (0..32).map(header).collect::<Vec<_>>());
        let small = |n: usize| (format!("h{n}"), String::new());
        let many = Message { headers: (0..5_000).map(small).collect(), ..absurd() }.bounded();
        assert_eq!(many.headers, (0..64).map(small).collect::<Vec<_>>());
    }

    #[test]
    fn s3_what_is_ordinary_stays_and_the_smallest_form_keeps_what_counts() {
        let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        let ordinary = Message {
            id: "evt_1".to_owned(),
            content_type: Message::CLOUD_EVENT.to_owned(),
            account: Some("stripe-eu".to_owned()),
            sender: Some("help-desk".to_owned()),
            headers: vec![("webhook-id".to_owned(), "msg_1".to_owned())],
            body: vec![0; 1 << 20],
            received_at: "2026-02-03T04:05:06.789Z".parse().ok(),
            receipt: Some("r".repeat(Message::RECEIPT_BYTES_MAX)),
            attempt: 7,
            decision: Some("d".repeat(Message::DECISION_BYTES_MAX)),
            permit: Some("p".repeat(Message::PERMIT_BYTES_MAX)),
            traceparent: Some(trace.to_owned()),
        };
        assert_eq!(ordinary.clone().bounded(), ordinary);
        let bare = ordinary.bare();
        assert_eq!((bare.headers.len(), &bare.decision, &bare.traceparent), (0, &None, &None));
        assert_eq!(bare.permit, None, "the smallest form is a copy");
        let (headers, decision) = (ordinary.headers.clone(), ordinary.decision.clone());
        let (permit, traceparent) = (ordinary.permit.clone(), ordinary.traceparent.clone());
        assert_eq!(Message { headers, decision, permit, traceparent, ..bare }, ordinary);
    }
}
