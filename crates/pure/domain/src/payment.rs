//! What a processor says of one payment.

use jiff::Timestamp;

use super::commission::Commission;
use super::email::EmailHash;
use super::ids::{CustomerId, PaymentId};
use super::money::{Money, share};
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
    /// The processor's fingerprint of the card, which says only that two cards are one; never stored.
    pub card: Option<String>,
    /// The hash of the payer's e-mail address; never stored.
    pub email: Option<EmailHash>,
    /// What a marketplace has passed on of it.
    pub split: Split,
    /// The sale behind it.
    pub purchase: Box<Purchase>,
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

    /// The tax in an amount that goes back, in proportion to that in the payment, rounded half away
    /// from zero to a minor unit; `None` where nobody said what tax was paid, or the currency is
    /// another one.
    pub fn tax_in(&self, amount: Money) -> Option<Money> {
        let tax = self.purchase.tax_minor.filter(|_| amount.currency == self.captured.currency)?;
        let minor = share(tax, amount.minor, self.captured.minor, 1)?;
        Some(Money::new(minor, amount.currency))
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
    /// Whether it was disputed.
    pub disputed: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    fn money(minor: i64, code: &str) -> Money {
        Money::new(minor, Currency::parse(code).unwrap())
    }

    #[test]
    fn tax_goes_back_in_proportion() {
        let mut payment = Payment {
            status: PaymentStatus::Settled,
            captured: money(11_900, "EUR"),
            authorised: money(11_900, "EUR"),
            charged_at: Timestamp::UNIX_EPOCH,
            customer: None,
            product: None,
            plan: None,
            term_ends_at: None,
            locale: None,
            commission: None,
            card: None,
            email: None,
            split: Split::default(),
            purchase: Box::default(),
        };
        assert_eq!(payment.tax_in(money(5950, "EUR")), None, "nobody said");
        payment.purchase.tax_minor = Some(1900);
        for (minor, tax) in [(11_900, 1900), (5950, 950), (1, 0), (100, 16), (4, 1), (0, 0)] {
            assert_eq!(payment.tax_in(money(minor, "EUR")), Some(money(tax, "EUR")), "{minor}");
        }
        assert_eq!(payment.tax_in(money(1, "USD")), None);
    }
}
