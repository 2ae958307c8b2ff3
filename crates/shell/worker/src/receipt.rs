//! When a message was received and from whom, and how that stays known.
//!
//! The ingress writes down when it took a message, and a worker when it first saw it. From then on
//! both travel under a seal, so that a lost store does not forget them and a hop does not renew them.
//! The broker is no trust boundary: what stands there without a seal may be anybody's, and only what
//! the worker has seen itself counts for a decision.

use jiff::Timestamp;

use domain::ids::{AccountName, SenderName};
use domain::receipt::Receipt;
use domain::sender::{Sender, SenderKind};
use domain::time::after;
use ports::message::Message;
use seal::SealingKeys;
use wire::inbound;

/// Begins every seal of a receipt, and keeps it apart from what else is sealed with the same key.
const LABEL: &str = "refundd-receipt-1";

/// For whom and when a message is taken in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reception<'a> {
    pub(super) name: &'a AccountName,
    pub(super) keys: &'a SealingKeys,
    /// For how long a time of receipt without a seal is believed, seconds.
    pub(super) lag: i64,
    pub(super) now: Timestamp,
}

/// When a message was received, and what a worker has noted of it.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) receipt: Receipt,
    /// `None` where no worker has seen it before.
    pub(super) noted: Option<Noted>,
}

/// What stands under the seal besides the instants.
#[derive(Debug, Clone)]
pub(super) struct Noted {
    /// Whose message it is, as was verified.
    pub(super) sender: Sender,
    /// Whether it was counted against its sender's quota, and is in.
    pub(super) is_counted: bool,
}

/// Stands behind what was not counted yet.
const UNCOUNTED: &str = " uncounted";

impl Reception<'_> {
    /// When `message` was received and from whom, as its seal says if that fits; else now, and from
    /// nobody who is known yet.
    pub(super) fn look_at(self, message: &Message) -> Seen {
        let sealed = message.receipt.as_ref();
        let opened = sealed.and_then(|seal| self.open(seal, &sealed_body(message)));
        opened.unwrap_or_else(|| Seen {
            receipt: Receipt { at: self.believed(message.received_at), seen_at: self.now },
            noted: None,
        })
    }

    /// Writes on the message when it was received and from whom, under the seal.
    pub(super) fn note_on(self, message: &mut Message, receipt: Receipt, noted: &Noted) {
        message.received_at.get_or_insert(receipt.at);
        let Noted { sender, is_counted } = noted;
        let (kind, name) = (sender.kind.as_str(), &sender.name);
        let counted = if *is_counted { "" } else { UNCOUNTED };
        let text = format!("{} {} {kind} {name}{counted}", receipt.at, receipt.seen_at);
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
        let (text, is_counted) = match text.strip_suffix(UNCOUNTED) {
            Some(text) => (text, false),
            None => (text, true),
        };
        let [at, seen_at, kind, name] = text.split(' ').collect::<Vec<_>>().try_into().ok()?;
        let receipt = Receipt { at: at.parse().ok()?, seen_at: seen_at.parse().ok()? };
        let sender = Sender { name: SenderName::parse(name).ok()?, kind: SenderKind::parse(kind)? };
        Some(Seen { receipt, noted: Some(Noted { sender, is_counted }) })
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
