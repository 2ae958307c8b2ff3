//! What a processor says of one payment.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::commission::Commission;
use super::email::EmailHash;
use super::ids::{CustomerId, PaymentId};
use super::invoice::InvoiceReading;
use super::money::Money;
use super::purchase::Purchase;
use super::split::Split;

/// How far the money of a payment has come.
///
/// The order of the variants is the order of progress: of two webhooks about one payment the
/// further one is the truth, whichever arrives first. An attempt that failed can be made again and
/// succeed. A list outweighs both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PaymentStatus {
    /// It is not known yet what will be taken: a bank debit is on its way, a customer has yet to
    /// pay, an authorisation is not captured, or not to the end.
    Settling,
    /// It has come to nothing: it failed, was cancelled, or was released before its capture.
    Void,
    /// What was captured is all that is taken.
    Settled,
}

impl PaymentStatus {
    /// Every status with its name in records.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Settling, "settling"), (Self::Void, "void"), (Self::Settled, "settled")];

    /// The name in records.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(status, _)| *status == self).map_or("settling", |(_, name)| name)
    }

    /// Reads the name in records.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == text).map(|(status, _)| *status)
    }
}

/// A payment, reduced to what a decision needs. No name, no e-mail address, no card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// How far its money has come.
    pub status: PaymentStatus,
    /// The captured amount: what was really taken so far.
    pub captured: Money,
    /// What the customer's bank agreed to, in the same currency; the captured amount where nobody
    /// said more.
    pub authorised: Money,
    /// When it was charged.
    pub charged_at: Timestamp,
    /// The processor's id of the customer, where there is one.
    pub customer: Option<CustomerId>,
    /// The product, from the payment's metadata (the key is configured).
    pub product: Option<String>,
    /// The plan, from the payment's metadata (the key is configured).
    pub plan: Option<String>,
    /// The end of the term that was paid for, from metadata; needed to prorate.
    pub term_ends_at: Option<Timestamp>,
    /// The customer's language as a tag (`de-AT`), from metadata.
    pub locale: Option<String>,
    /// The commission earned on this payment, from metadata.
    pub commission: Option<Commission>,
    /// Who paid; never stored.
    pub payer: Payer,
    /// What a marketplace has passed on of it.
    pub split: Split,
    /// The sale behind it.
    pub purchase: Box<Purchase>,
}

/// Who paid, as far as payments and people are compared by it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Payer {
    /// The processor's fingerprint of the card, which says only that two cards are one.
    pub card: Option<String>,
    /// The hashes of the payer's e-mail addresses: a wallet has one, the shop asked for another, and
    /// the customer's account may have a third.
    pub emails: BTreeSet<EmailHash>,
    /// Whether there may be one more, which could not be read.
    pub email_unread: bool,
}

impl Payer {
    /// Whether an address is one of the payer's; `None` where that cannot be said.
    pub fn has_email(&self, claimed: EmailHash) -> Option<bool> {
        let has = self.emails.contains(&claimed);
        (has || !self.emails.is_empty() && !self.email_unread).then_some(has)
    }
}

impl Payment {
    /// What was authorised and let go without being captured, minor units. Nothing while more may
    /// still be captured.
    pub fn released(&self) -> i64 {
        match self.status {
            PaymentStatus::Settling => 0,
            PaymentStatus::Void | PaymentStatus::Settled => {
                self.authorised.minor.saturating_sub(self.captured.minor).max(0)
            }
        }
    }

    /// Joins what a webhook says of the same payment: how far its money has come, and how much of
    /// it. Commutative and associative in these; the rest is left to the list.
    #[must_use]
    pub fn heard(self, other: &Self) -> Self {
        Self {
            status: self.status.max(other.status),
            captured: self.captured.max(other.captured),
            authorised: self.authorised.max(other.authorised),
            ..self
        }
    }

    /// What a list says, with what an earlier one has told of the invoice.
    #[must_use]
    pub fn with_invoice_of(self, known: &Self) -> Self {
        let mine = self.purchase.invoice;
        if mine == InvoiceReading::Read || known.purchase.invoice != InvoiceReading::Read {
            return self;
        }
        Self {
            product: self.product.or_else(|| known.product.clone()),
            plan: self.plan.or_else(|| known.plan.clone()),
            term_ends_at: self.term_ends_at.or(known.term_ends_at),
            locale: self.locale.or_else(|| known.locale.clone()),
            purchase: Box::new(self.purchase.with_invoice_of(&known.purchase)),
            ..self
        }
    }
}

/// One payment of a customer or a card, as far as it matters for another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastPayment {
    /// The id under which its case is kept; `None` where the processor does not say.
    pub id: Option<PaymentId>,
    /// When it was charged.
    pub charged_at: Timestamp,
    /// The captured amount; `None` where the processor does not say.
    pub captured: Option<Money>,
    /// The product, from the payment's metadata.
    pub product: Option<String>,
    /// The plan, from the payment's metadata.
    pub plan: Option<String>,
    /// Whether anything of it was refunded.
    pub refunded: bool,
    /// How much of it was refunded; `None` where the processor does not say.
    pub returned: Option<Money>,
    /// Whether it was disputed.
    pub disputed: bool,
}
