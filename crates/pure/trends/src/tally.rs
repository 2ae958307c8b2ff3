//! What is counted under one key of one dimension.

use std::collections::BTreeMap;

use super::outcome::RequestOutcome;
use domain::money::{Currency, Money};

/// A dimension with more different keys than this is not shown by key: what was taken for a plan
/// is an order's number.
pub const KEYS_MAX: usize = 1000;

/// Amounts of requests in one currency, minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AmountSums {
    /// Asked for; the whole payment where no amount was named.
    pub asked: i64,
    pub approved: i64,
    /// Refunded, as far as the refund went through.
    pub refunded: i64,
}

/// Requests and their amounts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// How many requests.
    pub requests: u64,
    /// Of them, how many have which outcome.
    pub outcomes: BTreeMap<RequestOutcome, u64>,
    /// Of those decided, how many a machine decided.
    pub by_machine: u64,
    pub money: BTreeMap<Currency, AmountSums>,
}

/// One request, as it is added to tallies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counted {
    pub(super) outcome: RequestOutcome,
    pub(super) by_machine: bool,
    pub(super) asked: Option<Money>,
    pub(super) approved: Option<Money>,
    pub(super) refunded: Option<Money>,
}

pub(super) fn more(count: &mut u64) {
    *count = count.saturating_add(1);
}

fn add_to(sum: &mut i64, minor: i64) {
    *sum = sum.saturating_add(minor.max(0));
}

impl Tally {
    pub(super) fn add(&mut self, one: &Counted) {
        more(&mut self.requests);
        more(self.outcomes.entry(one.outcome).or_default());
        if one.by_machine {
            more(&mut self.by_machine);
        }
        if let Some(asked) = one.asked {
            add_to(&mut self.money.entry(asked.currency).or_default().asked, asked.minor);
        }
        if let Some(given) = one.approved {
            add_to(&mut self.money.entry(given.currency).or_default().approved, given.minor);
        }
        if let Some(given) = one.refunded {
            add_to(&mut self.money.entry(given.currency).or_default().refunded, given.minor);
        }
    }

    fn count(&self, counts: impl Fn(RequestOutcome) -> bool) -> u64 {
        let counted = self.outcomes.iter().filter(|(outcome, _)| counts(**outcome));
        counted.fold(0, |sum, (_, count)| sum.saturating_add(*count))
    }

    /// How many were decided.
    pub fn decided(&self) -> u64 {
        self.count(RequestOutcome::is_decided)
    }

    /// How many were approved, whatever came of it.
    pub fn approved(&self) -> u64 {
        self.count(RequestOutcome::is_approved)
    }

    /// How many were denied.
    pub fn denied(&self) -> u64 {
        self.count(|outcome| outcome == RequestOutcome::Denied)
    }
}

/// The tallies of one dimension by key; `None` is what nobody has said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Keys {
    tallies: BTreeMap<Option<String>, Tally>,
    too_many: bool,
}

impl Keys {
    /// That there were too many does not depend on the order in which they came.
    pub(super) fn add(&mut self, key: Option<String>, one: &Counted) {
        if self.too_many {
            return;
        }
        self.tallies.entry(key).or_default().add(one);
        if self.tallies.len() > KEYS_MAX {
            *self = Self { tallies: BTreeMap::new(), too_many: true };
        }
    }

    /// Whether there were too many different keys to tell them apart.
    pub fn are_too_many(&self) -> bool {
        self.too_many
    }

    /// The keys with their tallies, the most frequent first, equals by name.
    pub fn ranked(&self) -> Vec<(Option<&str>, &Tally)> {
        let mut ranked: Vec<(Option<&str>, &Tally)> =
            self.tallies.iter().map(|(key, tally)| (key.as_deref(), tally)).collect();
        ranked.sort_by(|(a_key, a), (b_key, b)| {
            b.requests.cmp(&a.requests).then_with(|| a_key.cmp(b_key))
        });
        ranked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(outcome: RequestOutcome) -> Counted {
        let usd = Currency::parse("USD").unwrap();
        let money = Some(Money::new(100, usd));
        Counted { outcome, by_machine: true, asked: money, approved: money, refunded: None }
    }

    #[test]
    fn a_tally_knows_what_was_decided_and_how() {
        let mut tally = Tally::default();
        for outcome in RequestOutcome::ALL {
            tally.add(&one(*outcome));
        }
        assert_eq!((tally.requests, tally.decided()), (8, 4));
        assert_eq!((tally.approved(), tally.denied(), tally.by_machine), (3, 1, 8));
        let sums: Vec<AmountSums> = tally.money.into_values().collect();
        assert_eq!(sums, [AmountSums { asked: 800, approved: 800, refunded: 0 }]);
    }

    #[test]
    fn too_many_keys_are_not_told_apart_whatever_the_order() {
        let of = |numbers: &mut dyn Iterator<Item = usize>| {
            let mut keys = Keys::default();
            for number in numbers {
                keys.add(Some(format!("order-{number}")), &one(RequestOutcome::Full));
            }
            keys
        };
        let forth = of(&mut (0..=KEYS_MAX).chain(0..20));
        assert!(forth.are_too_many() && forth.ranked().is_empty());
        assert_eq!(of(&mut (0..20).chain(0..=KEYS_MAX).rev()), forth);
        let most = of(&mut (0..KEYS_MAX).chain(0..20));
        assert!(!most.are_too_many());
        assert_eq!(most.ranked().len(), KEYS_MAX);
    }

    #[test]
    fn the_most_frequent_key_is_first() {
        let mut keys = Keys::default();
        for key in [Some("b"), None, Some("a"), Some("c"), Some("c")] {
            keys.add(key.map(str::to_owned), &one(RequestOutcome::Denied));
        }
        let names: Vec<Option<&str>> = keys.ranked().iter().map(|(key, _)| *key).collect();
        assert_eq!(names, [Some("c"), None, Some("a"), Some("b")]);
    }
}
