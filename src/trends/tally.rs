//! What is counted under one key of one dimension.

use std::collections::BTreeMap;

use super::outcome::Outcome;
use crate::domain::money::{Currency, Money};

/// A dimension with more different keys than this is not shown by key: what was taken for a plan
/// is an order's number.
pub const KEYS_MAX: usize = 1000;

/// Amounts of requests in one currency, minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sums {
    /// Asked for; the whole payment where no amount was named.
    pub asked: i64,
    /// Approved.
    pub approved: i64,
    /// Refunded, as far as the refund went through.
    pub refunded: i64,
}

/// Requests and their amounts. Two of them can be added, in any order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// How many requests.
    pub requests: u64,
    /// Of them, how many have which outcome.
    pub outcomes: BTreeMap<Outcome, u64>,
    /// Of those decided, how many a machine decided.
    pub by_machine: u64,
    /// The amounts, by currency.
    pub money: BTreeMap<Currency, Sums>,
}

/// One request, as it is added to tallies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counted {
    pub(super) outcome: Outcome,
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

    /// Counts all of another tally as well.
    pub fn absorb(&mut self, other: &Self) {
        self.requests = self.requests.saturating_add(other.requests);
        self.by_machine = self.by_machine.saturating_add(other.by_machine);
        for (outcome, count) in &other.outcomes {
            let known = self.outcomes.entry(*outcome).or_default();
            *known = known.saturating_add(*count);
        }
        for (currency, sums) in &other.money {
            let known = self.money.entry(*currency).or_default();
            add_to(&mut known.asked, sums.asked);
            add_to(&mut known.approved, sums.approved);
            add_to(&mut known.refunded, sums.refunded);
        }
    }

    fn count(&self, counts: impl Fn(Outcome) -> bool) -> u64 {
        let counted = self.outcomes.iter().filter(|(outcome, _)| counts(**outcome));
        counted.fold(0, |sum, (_, count)| sum.saturating_add(*count))
    }

    /// How many were decided.
    pub fn decided(&self) -> u64 {
        self.count(Outcome::is_decided)
    }

    /// How many were approved, whatever came of it.
    pub fn approved(&self) -> u64 {
        self.count(Outcome::is_approved)
    }

    /// How many were denied.
    pub fn denied(&self) -> u64 {
        self.count(|outcome| outcome == Outcome::Denied)
    }
}

/// The tallies of one dimension by key; `None` is what nobody has said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Keys {
    tallies: BTreeMap<Option<String>, Tally>,
    /// All of them together, once there were too many different ones.
    all: Option<Tally>,
}

impl Keys {
    pub(super) fn add(&mut self, key: Option<String>, one: &Counted) {
        match &mut self.all {
            Some(all) => all.add(one),
            None => self.tallies.entry(key).or_default().add(one),
        }
        self.bound();
    }

    pub(super) fn absorb(&mut self, other: &Self) {
        for (key, tally) in &other.tallies {
            match &mut self.all {
                Some(all) => all.absorb(tally),
                None => self.tallies.entry(key.clone()).or_default().absorb(tally),
            }
        }
        if let Some(all) = &other.all {
            self.fold().absorb(all);
        }
        self.bound();
    }

    /// That there were too many does not depend on the order in which they came.
    fn bound(&mut self) {
        if self.tallies.len() > KEYS_MAX {
            self.fold();
        }
    }

    fn fold(&mut self) -> &mut Tally {
        let all = self.all.get_or_insert_default();
        for tally in std::mem::take(&mut self.tallies).values() {
            all.absorb(tally);
        }
        all
    }

    /// Whether there were too many different keys to tell them apart.
    pub fn are_too_many(&self) -> bool {
        self.all.is_some()
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

    fn one(outcome: Outcome) -> Counted {
        let usd = Currency::parse("USD").unwrap();
        let money = Some(Money::new(100, usd));
        Counted { outcome, by_machine: true, asked: money, approved: money, refunded: None }
    }

    #[test]
    fn a_tally_knows_what_was_decided_and_how() {
        let mut tally = Tally::default();
        Outcome::ALL.iter().for_each(|outcome| tally.add(&one(*outcome)));
        assert_eq!((tally.requests, tally.decided()), (8, 4));
        assert_eq!((tally.approved(), tally.denied(), tally.by_machine), (3, 1, 8));
        let sums: Vec<Sums> = tally.money.into_values().collect();
        assert_eq!(sums, [Sums { asked: 800, approved: 800, refunded: 0 }]);
    }

    #[test]
    fn too_many_keys_are_one_whatever_the_order() {
        let key = |number: usize| Some(format!("order-{number}"));
        let add = |keys: &mut Keys, numbers: &[usize]| {
            numbers.iter().for_each(|number| keys.add(key(*number), &one(Outcome::Full)));
        };
        let numbers: Vec<usize> = (0..=KEYS_MAX).chain(0..20).collect();
        let (left, right) = numbers.split_at(700);
        let [mut forth, mut back, mut whole, mut rest] = [(); 4].map(|()| Keys::default());
        add(&mut forth, left);
        add(&mut rest, right);
        assert!(!forth.are_too_many() && !rest.are_too_many());
        back.absorb(&rest);
        back.absorb(&forth);
        forth.absorb(&rest);
        add(&mut whole, &numbers);
        assert!(whole.are_too_many() && whole.ranked().is_empty());
        assert_eq!((&forth, &back), (&whole, &whole));
        let known = forth.clone();
        forth.absorb(&Keys::default());
        assert_eq!(forth, known);
    }

    #[test]
    fn the_most_frequent_key_is_first() {
        let mut keys = Keys::default();
        for key in [Some("b"), None, Some("a"), Some("c"), Some("c")] {
            keys.add(key.map(str::to_owned), &one(Outcome::Denied));
        }
        let names: Vec<Option<&str>> = keys.ranked().iter().map(|(key, _)| *key).collect();
        assert_eq!(names, [Some("c"), None, Some("a"), Some("b")]);
    }
}
