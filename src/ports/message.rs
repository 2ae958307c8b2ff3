//! A message as it travels: the same on RabbitMQ and in the embedded queue.

use jiff::Timestamp;

/// A message on its way to the worker. What it means is found out by the worker; nothing in it is
/// trusted but the shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The sender's id of the message; not used to drop duplicates.
    pub id: String,
    /// `application/cloudevents+json` for a CloudEvent; anything else is a raw webhook.
    pub content_type: String,
    /// The account that a raw webhook was sent to.
    pub account: Option<String>,
    /// The headers that a raw webhook's signature needs, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, byte by byte as it was received.
    pub body: Vec<u8>,
    /// When the body was received from its sender: a signature's age is judged against this.
    pub received_at: Option<Timestamp>,
    /// How often the message has been deferred because of trouble.
    pub attempt: u32,
    /// The frozen decision, once there is one, in its wire form: with it the queue, not the store,
    /// is the durable copy.
    pub decision: Option<String>,
    /// The W3C trace context of the sender.
    pub traceparent: Option<String>,
}

impl Message {
    /// The content type of a CloudEvent in structured mode.
    pub const CLOUD_EVENT: &'static str = "application/cloudevents+json";

    /// Whether the body is a CloudEvent; otherwise it is a raw webhook.
    pub fn is_cloud_event(&self) -> bool {
        let media_type = self.content_type.split(';').next().unwrap_or_default().trim();
        media_type.eq_ignore_ascii_case(Self::CLOUD_EVENT)
    }
}
