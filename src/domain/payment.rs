//! What a processor says of one payment.

use jiff::Timestamp;

use super::commission::Commission;
use super::email::EmailHash;
use super::ids::CustomerId;
use super::money::{Money, share};
use super::purchase::Purchase;

/// A captured payment, reduced to what a decision needs. No name, no e-mail address, no card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// The captured amount.
    pub captured: Money,
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
    /// The sale behind it.
    pub purchase: Box<Purchase>,
}

impl Payment {
    /// The tax in an amount that goes back, in proportion to that in the payment, rounded half away
    /// from zero to a minor unit; `None` where nobody said what tax was paid, or the currency is
    /// another one.
    pub fn tax_in(&self, amount: Money) -> Option<Money> {
        let tax = self.purchase.tax_minor.filter(|_| amount.currency == self.captured.currency)?;
        let minor = share(tax, amount.minor, self.captured.minor, 1)?;
        Some(Money::new(minor, amount.currency))
    }
}

/// One payment of a customer or a card, as far as its fate matters for another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastPayment {
    /// When it was charged.
    pub charged_at: Timestamp,
    /// Whether anything of it was refunded.
    pub refunded: bool,
    /// Whether it was disputed.
    pub disputed: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Currency;

    fn money(minor: i64, code: &str) -> Money {
        Money::new(minor, Currency::parse(code).unwrap())
    }

    #[test]
    fn tax_goes_back_in_proportion() {
        let mut payment = Payment {
            captured: money(11_900, "EUR"),
            charged_at: Timestamp::UNIX_EPOCH,
            customer: None,
            product: None,
            plan: None,
            term_ends_at: None,
            locale: None,
            commission: None,
            card: None,
            email: None,
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
