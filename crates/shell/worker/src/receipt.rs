//! When a message was received and from whom, and how that stays known.
//!
//! The ingress writes down when it took a message, and a worker when it first saw it. From then on
//! both travel under a seal, so that a lost store does not forget them and a hop does not renew them.
//! The broker is no trust boundary: what stands there without a seal may be anybody's, and only what
//! the worker has seen itself counts for a decision.

use jiff::Timestamp;

use domain::ids::{AccountName, SenderName};
use domain::receipt::Receipt;
use domain::time::after;
use ports::message::Message;
use seal::SealingKeys;
use wire::inbound;

/// Begins every seal of a receipt, and keeps it apart from what else is sealed with the same key.
const LABEL: &str = "refundd-receipt-1";

/// For whom and when a message is looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Desk<'a> {
    pub(super) name: &'a AccountName,
    pub(super) keys: &'a SealingKeys,
    /// For how long a time of receipt without a seal is believed, seconds.
    pub(super) lag: i64,
    pub(super) now: Timestamp,
}

/// When a message was received, and from whom, if that is known.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) receipt: Receipt,
    /// Its sender, if a worker has verified that before and said so under the seal.
    pub(super) sender: Option<SenderName>,
}

impl Desk<'_> {
    /// When `message` was received and from whom, as its seal says if that fits; else now, and from
    /// nobody who is known yet.
    pub(super) fn look_at(self, message: &Message) -> Seen {
        let sealed = message.receipt.as_ref();
        let opened = sealed.and_then(|seal| self.open(seal, &sealed_body(message)));
        opened.unwrap_or_else(|| Seen {
            receipt: Receipt { at: self.believed(message.received_at), seen_at: self.now },
            sender: None,
        })
    }

    /// Writes on the message when it was received and from whom, under the seal.
    pub(super) fn note_on(self, message: &mut Message, receipt: Receipt, sender: &SenderName) {
        message.received_at.get_or_insert(receipt.at);
        let text = format!("{} {} {sender}", receipt.at, receipt.seen_at);
        message.receipt = Some(self.seal(&text, &sealed_body(message)));
    }

    /// What anybody may have written is believed where it is recent, and not in the future.
    fn believed(self, noted: Option<Timestamp>) -> Timestamp {
        let recent = after(self.now, self.lag.saturating_neg())..=self.now;
        noted.filter(|at| recent.contains(at)).unwrap_or(self.now)
    }

    fn seal(self, text: &str, body: &[u8]) -> String {
        let seal = self.keys.seal(&parts(&self.place(), text, body));
        format!("{seal}.{text}")
    }

    fn open(self, header: &str, body: &[u8]) -> Option<Seen> {
        let (seal, text) = header.split_once('.')?;
        if !self.keys.fits(&parts(&self.place(), text, body), seal) {
            return None;
        }
        let mut words = text.splitn(3, ' ');
        let receipt =
            Receipt { at: words.next()?.parse().ok()?, seen_at: words.next()?.parse().ok()? };
        Some(Seen { receipt, sender: Some(SenderName::parse(words.next()?).ok()?) })
    }

    fn place(self) -> String {
        format!("{LABEL}\n{}\n", self.name)
    }
}

/// What of the body the seal covers: what is left of it on every hop, whatever was dropped on the way.
fn sealed_body(message: &Message) -> Vec<u8> {
    inbound::kept(&message.body, Some(true)).unwrap_or_else(|| message.body.clone())
}

/// Neither the account nor the instants have a line break, so that nothing runs into the body.
fn parts<'p>(place: &'p str, text: &'p str, body: &'p [u8]) -> [&'p [u8]; 4] {
    [place.as_bytes(), text.as_bytes(), b"\n", body]
}
