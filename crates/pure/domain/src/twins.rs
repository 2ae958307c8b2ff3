//! Twins: other payments of the same payer that look like the one in question, charged about the
//! same time. Of two charges for one purchase each is the other's twin, and the later one is the
//! duplicate.

use super::ids::PaymentId;
use super::payment::PastPayment;
use super::time::seconds_between;

/// How far apart two charges for one purchase are at most, seconds: three days. Longer than a
/// customer takes to try again, shorter than the week after which a subscription renews.
pub const APART_MAX: i64 = 3 * 86_400;

/// The twins of one payment that still stand: nothing of them was refunded, and no bank took them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Twins {
    /// Charged before it: with one of them, this payment is the duplicate.
    pub before: i64,
    /// Charged after it.
    pub after: i64,
}

impl Twins {
    /// Counts the twins of `payment` among `past`. `None` where that cannot be said: the payment
    /// itself is not in the list, or an amount or a payment's id in the time is not known.
    pub fn of(payment: &PaymentId, past: &[PastPayment]) -> Option<Self> {
        let is_it = |other: &&PastPayment| other.id.as_ref() == Some(payment);
        let this = past.iter().find(is_it)?;
        let captured = this.captured?;
        let mut twins = Self::default();
        for other in past.iter().filter(|other| !is_it(other)) {
            let apart = seconds_between(this.charged_at, other.charged_at);
            if apart.saturating_abs() >= APART_MAX || !other.stands() || this.is_for_another(other)
            {
                continue;
            }
            let (id, amount) = (other.id.as_ref()?, other.captured?);
            if amount != captured {
                continue;
            }
            // Two charges of one second are told apart by their ids: one of them comes first.
            let count = if (other.charged_at, id) < (this.charged_at, payment) {
                &mut twins.before
            } else {
                &mut twins.after
            };
            *count = count.saturating_add(1);
        }
        Some(twins)
    }
}

impl PastPayment {
    /// Whether the money is still the merchant's.
    fn stands(&self) -> bool {
        !self.refunded && !self.disputed
    }

    /// Whether the shop says that another product or plan was bought with it.
    fn is_for_another(&self, other: &Self) -> bool {
        let differ = |one: &Option<String>, another: &Option<String>| {
            one.as_ref().zip(another.as_ref()).is_some_and(|(one, another)| one != another)
        };
        differ(&self.product, &other.product) || differ(&self.plan, &other.plan)
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::money::{Currency, Money};

    const NOON: i64 = 1_800_000_000;

    /// What is changed about the other payment.
    type Case = (&'static str, fn(&mut PastPayment));

    fn money(minor: i64, code: &str) -> Money {
        Money::new(minor, Currency::parse(code).unwrap())
    }

    fn paid(id: &str, second: i64) -> PastPayment {
        PastPayment {
            id: Some(PaymentId::parse(id).unwrap()),
            charged_at: Timestamp::from_second(NOON + second).unwrap(),
            captured: Some(money(4900, "EUR")),
            product: None,
            plan: None,
            refunded: false,
            returned: None,
            disputed: false,
        }
    }

    fn twins(id: &str, past: &[PastPayment]) -> Option<(i64, i64)> {
        let id = PaymentId::parse(id).unwrap();
        Twins::of(&id, past).map(|twins| (twins.before, twins.after))
    }

    #[test]
    fn w2_of_two_charges_only_the_later_one_has_a_twin_before_it() {
        for apart in [1, 60, APART_MAX - 1] {
            let past = [paid("pi_b", apart), paid("pi_a", 0)];
            assert_eq!(twins("pi_a", &past), Some((0, 1)), "{apart}");
            assert_eq!(twins("pi_b", &past), Some((1, 0)), "{apart}");
        }
        // Of one second: still only one of them is the duplicate.
        let past = [paid("pi_b", 0), paid("pi_a", 0)];
        assert_eq!(twins("pi_a", &past), Some((0, 1)));
        assert_eq!(twins("pi_b", &past), Some((1, 0)));
        let past = [paid("pi_b", APART_MAX), paid("pi_a", 0)];
        assert_eq!(twins("pi_b", &past), Some((0, 0)), "that is another purchase");
    }

    #[test]
    fn w2_what_went_back_or_was_for_something_else_is_no_twin() {
        let this = paid("pi_b", 60);
        let cases: [Case; 6] = [
            ("refunded", |other| other.refunded = true),
            ("disputed", |other| other.disputed = true),
            ("another amount", |other| other.captured = Some(money(4901, "EUR"))),
            ("another currency", |other| other.captured = Some(money(4900, "USD"))),
            ("another product", |other| other.product = Some("desk".to_owned())),
            ("another plan", |other| other.plan = Some("yearly".to_owned())),
        ];
        for (name, change) in cases {
            let mut this = this.clone();
            (this.product, this.plan) = (Some("chair".to_owned()), Some("monthly".to_owned()));
            let mut other = paid("pi_a", 0);
            assert_eq!(twins("pi_b", &[this.clone(), other.clone()]), Some((1, 0)), "{name}");
            change(&mut other);
            assert_eq!(twins("pi_b", &[this, other]), Some((0, 0)), "{name}");
        }
    }

    #[test]
    fn w2_what_is_not_known_is_neither_a_twin_nor_none() {
        let (this, other) = (paid("pi_b", 60), paid("pi_a", 0));
        assert_eq!(twins("pi_c", &[this.clone(), other.clone()]), None, "it is not in the list");
        let unsaid = PastPayment { captured: None, ..other.clone() };
        assert_eq!(twins("pi_b", &[this.clone(), unsaid.clone()]), None);
        assert_eq!(twins("pi_a", &[this.clone(), unsaid]), None);
        let nameless = PastPayment { id: None, ..other };
        assert_eq!(twins("pi_b", &[this.clone(), nameless]), None);
        // What lies long ago need not be known.
        let old = PastPayment { captured: None, ..paid("pi_a", -APART_MAX) };
        assert_eq!(twins("pi_b", &[this, old]), Some((0, 0)));
    }
}
