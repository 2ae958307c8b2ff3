//! What machines gave of one account's money lately: the ground of ceilings per hour and day.
//!
//! Counted by the minute, so that it stays small however much is given. A minute that lies only
//! partly in the last hour or day counts whole: a ceiling is reached early, never late.

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp;

use super::ids::SenderName;
use super::money::{Currency, Money};

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

/// The most orders that are known again. One that was forgotten counts twice when it is decided twice,
/// which reaches the ceiling early.
const KNOWN_MAX: usize = 256;

/// What was given in the currency of an amount, minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Given {
    /// In the last 3600 seconds.
    pub hour_minor: i64,
    /// In the last 86 400 seconds.
    pub day_minor: i64,
}

/// One amount that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gift {
    /// For what: the same text for the same decision, however often it is taken.
    pub order: String,
    /// How much.
    pub amount: Money,
    /// The minute, counted from 1970.
    pub minute: i64,
    /// On whose request, where what machines give on that sender's requests is bounded.
    pub sender: Option<SenderName>,
}

/// Minor units by currency and minute.
type Sums = BTreeMap<Currency, BTreeMap<i64, i64>>;

/// What was given in the last day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outlay {
    minutes: Sums,
    /// By sender, counted by the hour: there may be many of them.
    senders: BTreeMap<SenderName, Sums>,
    known: VecDeque<Gift>,
    /// The minute from which on everything is counted; `None` where nothing was given before.
    since: Option<i64>,
}

impl Outlay {
    /// One that begins where an earlier one is lost: what was given before `now`, nobody knows.
    pub fn begun_anew(now: Timestamp) -> Self {
        Self { since: Some(minute(now)), ..Self::default() }
    }

    /// Whether it has all that was given in the last day.
    pub fn is_whole(&self, now: Timestamp) -> bool {
        self.since.is_none_or(|since| since < minute(now).saturating_sub(DAY))
    }

    /// The minute from which on everything is counted, as it is stored.
    pub fn since(&self) -> Option<i64> {
        self.since
    }

    /// What was given without `order` in the last hour and day before `now`. Sums stay within 64
    /// bits: what is larger is above any ceiling as it is.
    pub fn given(&self, order: &str, currency: Currency, now: Timestamp) -> Given {
        let this = minute(now);
        let own = |since: i64| {
            let mine = self.known.iter().filter(|gift| gift.order == order);
            let mine = mine.filter(|gift| gift.amount.currency == currency && gift.minute >= since);
            mine.map(|gift| gift.amount.minor).fold(0, i64::saturating_add)
        };
        let sum = |back: i64| {
            let since = this.saturating_sub(back);
            sum(&self.minutes, currency, since).saturating_sub(own(since))
        };
        Given { hour_minor: sum(HOUR), day_minor: sum(DAY) }
    }

    /// What was given on requests of `sender`, without `order`, in the last day before `now`, minor
    /// units. An hour that lies only partly in it counts whole.
    pub fn given_for(
        &self,
        sender: &SenderName,
        order: &str,
        currency: Currency,
        now: Timestamp,
    ) -> i64 {
        let since = hour_of(minute(now).saturating_sub(DAY));
        let mine = self.known.iter().filter(|gift| {
            gift.order == order
                && gift.sender.as_ref() == Some(sender)
                && gift.amount.currency == currency
                && hour_of(gift.minute) >= since
        });
        let mine = mine.map(|gift| gift.amount.minor).fold(0, i64::saturating_add);
        let all = self.senders.get(sender).map_or(0, |sums| sum(sums, currency, since));
        all.saturating_sub(mine)
    }

    /// Counts `amount` for `order`, once however often it is decided. Of several amounts the largest
    /// counts, at the latest minute: which of the decisions is kept is not known here.
    ///
    /// `sender` is whose request it is, where what machines give on that sender's requests is bounded.
    pub fn give(
        &mut self,
        order: &str,
        amount: Money,
        sender: Option<&SenderName>,
        now: Timestamp,
    ) {
        let this = minute(now);
        self.forget_before(this.saturating_sub(DAY));
        let sender = sender.cloned();
        let mut gift = Gift { order: order.to_owned(), amount, minute: this, sender };
        let same = |known: &Gift| known.order == order && known.amount.currency == amount.currency;
        while let Some(place) = self.known.iter().position(same) {
            if let Some(before) = self.known.remove(place) {
                let minor = before.amount.minor;
                self.count(&before, minor.saturating_neg());
                gift.amount.minor = gift.amount.minor.max(minor);
                gift.minute = gift.minute.max(before.minute);
            }
        }
        self.count(&gift, gift.amount.minor);
        self.known.push_back(gift);
        if self.known.len() > KNOWN_MAX {
            self.known.pop_front();
        }
    }

    /// What is counted, as it is stored: currency, minute and minor units; then the orders that are
    /// known, the oldest first.
    pub fn parts(
        &self,
    ) -> (impl Iterator<Item = (Currency, i64, i64)>, impl Iterator<Item = &Gift>) {
        let minutes = self.minutes.iter().flat_map(|(currency, minutes)| {
            minutes.iter().map(|(minute, minor)| (*currency, *minute, *minor))
        });
        (minutes, self.known.iter())
    }

    /// What is counted by sender, as it is stored: sender, currency, minute and minor units.
    pub fn of_senders(&self) -> impl Iterator<Item = (&SenderName, Currency, i64, i64)> {
        self.senders.iter().flat_map(|(sender, sums)| {
            let minutes = sums.iter().flat_map(|(currency, minutes)| {
                minutes.iter().map(|(minute, minor)| (*currency, *minute, *minor))
            });
            minutes.map(move |(currency, minute, minor)| (sender, currency, minute, minor))
        })
    }

    /// Puts what is counted by sender back.
    #[must_use]
    pub fn with_senders(
        mut self,
        counted: impl IntoIterator<Item = (SenderName, Currency, i64, i64)>,
    ) -> Self {
        for (sender, currency, minute, minor) in counted {
            add(self.senders.entry(sender).or_default(), currency, minute, minor);
        }
        self
    }

    /// Puts together what was taken apart by [`Outlay::parts`].
    pub fn of_parts(
        minutes: impl IntoIterator<Item = (Currency, i64, i64)>,
        known: impl IntoIterator<Item = Gift>,
        since: Option<i64>,
    ) -> Self {
        let known = known.into_iter().collect();
        let mut outlay = Self { known, since, ..Self::default() };
        for (currency, minute, minor) in minutes {
            add(&mut outlay.minutes, currency, minute, minor);
        }
        outlay
    }

    fn count(&mut self, gift: &Gift, minor: i64) {
        let currency = gift.amount.currency;
        add(&mut self.minutes, currency, gift.minute, minor);
        if let Some(sender) = &gift.sender {
            let sums = self.senders.entry(sender.clone()).or_default();
            add(sums, currency, hour_of(gift.minute), minor);
        }
    }

    fn forget_before(&mut self, minute: i64) {
        forget_before(&mut self.minutes, minute);
        for sums in self.senders.values_mut() {
            forget_before(sums, hour_of(minute));
        }
        self.senders.retain(|_, sums| !sums.is_empty());
        self.known.retain(|gift| gift.minute >= minute);
    }
}

/// What lies ahead is of another machine's clock, and counts.
fn sum(sums: &Sums, currency: Currency, since: i64) -> i64 {
    let minutes = sums.get(&currency).into_iter();
    let given = minutes.flat_map(|minutes| minutes.range(since..).map(|(_, minor)| *minor));
    given.fold(0, i64::saturating_add)
}

fn add(sums: &mut Sums, currency: Currency, minute: i64, minor: i64) {
    let minutes = sums.entry(currency).or_default();
    let sum = minutes.entry(minute).or_default();
    *sum = sum.saturating_add(minor);
    minutes.retain(|_, sum| *sum != 0);
}

fn forget_before(sums: &mut Sums, minute: i64) {
    for minutes in sums.values_mut() {
        *minutes = minutes.split_off(&minute);
    }
    sums.retain(|_, minutes| !minutes.is_empty());
}

/// The minute with which the hour of a minute begins.
fn hour_of(minute: i64) -> i64 {
    minute.div_euclid(HOUR).saturating_mul(HOUR)
}

fn minute(at: Timestamp) -> i64 {
    at.as_second().div_euclid(60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn eur() -> Currency {
        Currency::parse("EUR").unwrap()
    }

    fn money(minor: i64) -> Money {
        Money::new(minor, eur())
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    fn sums(outlay: &Outlay, second: i64) -> (i64, i64) {
        let given = outlay.given("", eur(), at(second));
        (given.hour_minor, given.day_minor)
    }

    #[test]
    fn an_amount_counts_for_an_hour_and_for_a_day() {
        let mut outlay = Outlay::default();
        outlay.give("a", money(500), None, at(0));
        for (second, expected) in [
            (0, (500, 500)),
            (3600, (500, 500)),
            (3660, (0, 500)),
            (86_400, (0, 500)),
            (86_460, (0, 0)),
        ] {
            assert_eq!(sums(&outlay, second), expected, "after {second} s");
        }
        let usd = Currency::parse("USD").unwrap();
        assert_eq!(outlay.given("", usd, at(0)).day_minor, 0, "currencies are apart");
    }

    #[test]
    fn the_same_order_counts_once_and_not_against_itself() {
        let mut outlay = Outlay::default();
        outlay.give("a", money(300), None, at(0));
        outlay.give("b", money(70), None, at(10));
        outlay.give("a", money(500), None, at(120));
        assert_eq!(sums(&outlay, 120), (570, 570));
        assert_eq!(outlay.given("a", eur(), at(120)).hour_minor, 70);
    }

    /// Two workers decide one request on other sums; the decision with the larger amount is saved,
    /// whichever of the two counts last, by whichever clock.
    #[test]
    fn s4_of_two_decisions_about_one_request_the_larger_counts_and_as_long_as_either() {
        for (first, second) in [((500, 0), (300, 120)), ((300, 120), (500, 0))] {
            let mut outlay = Outlay::default();
            for (minor, second) in [first, second] {
                outlay.give("a", money(minor), None, at(second));
            }
            assert_eq!(sums(&outlay, 120 + 3600), (500, 500), "{first:?} {second:?}");
            assert_eq!(sums(&outlay, 180 + 3600), (0, 500), "{first:?} {second:?}");
        }
    }

    #[test]
    fn what_lies_ahead_counts_and_what_is_old_is_forgotten() {
        let mut outlay = Outlay::default();
        outlay.give("a", money(500), None, at(7200));
        assert_eq!(sums(&outlay, 0), (500, 500));
        for day in 1..100 {
            outlay.give("b", money(1), None, at(day * 86_400 + 7200));
        }
        assert_eq!((outlay.minutes[&eur()].len(), outlay.known.len()), (1, 1));
    }

    #[test]
    fn however_much_is_given_it_stays_small_and_sums_stay_numbers() {
        let mut outlay = Outlay::default();
        for number in 0..10_000 {
            outlay.give(&number.to_string(), money(i64::MAX / 2), None, at(number * 8));
        }
        assert_eq!(outlay.known.len(), KNOWN_MAX);
        assert!(outlay.minutes[&eur()].len() <= 1441);
        assert!(sums(&outlay, 80_000).1 > i64::MAX / 2);
    }

    #[test]
    fn s2_what_begins_anew_is_whole_after_a_day_and_not_before() {
        let mut anew = Outlay::begun_anew(at(30));
        anew.give("a", money(5), None, at(40));
        for (second, whole) in [(30, false), (86_400, false), (86_439, false), (86_460, true)] {
            assert_eq!(anew.is_whole(at(second)), whole, "after {second} s");
        }
        assert!(Outlay::default().is_whole(at(0)), "nothing was ever given");
    }

    #[test]
    fn s1_what_is_given_on_a_senders_requests_counts_for_a_day_and_for_that_sender() {
        let [bot, desk] = ["bot", "desk"].map(|name| SenderName::parse(name).unwrap());
        let mut outlay = Outlay::default();
        outlay.give("a", money(500), Some(&bot), at(0));
        outlay.give("b", money(70), Some(&desk), at(10));
        outlay.give("c", money(9), None, at(20));
        // Decided again: the larger one counts, and not against itself.
        outlay.give("a", money(300), Some(&bot), at(120));
        let of = |outlay: &Outlay, sender, order, second| {
            outlay.given_for(sender, order, eur(), at(second))
        };
        assert_eq!((of(&outlay, &bot, "", 120), of(&outlay, &bot, "a", 120)), (500, 0));
        assert_eq!(of(&outlay, &desk, "", 120), 70);
        assert_eq!(sums(&outlay, 120), (579, 579));
        assert_eq!(of(&outlay, &bot, "", 86_400), 500, "late rather than early");
        assert_eq!(of(&outlay, &bot, "", 86_400 + 7200), 0);
        let counted =
            outlay.of_senders().map(|(of, c, minute, minor)| (of.clone(), c, minute, minor));
        let counted: Vec<_> = counted.collect();
        let (minutes, known) = outlay.parts();
        let again =
            Outlay::of_parts(minutes.collect::<Vec<_>>(), known.cloned().collect::<Vec<_>>(), None);
        assert_eq!(again.with_senders(counted), outlay);
        outlay.give("d", money(1), None, at(3 * 86_400));
        assert_eq!(outlay.of_senders().count(), 0, "what is old is forgotten");
    }

    #[test]
    fn parts_make_the_whole_again() {
        let mut outlay = Outlay::begun_anew(at(-5));
        outlay.give("a", money(500), None, at(0));
        outlay.give("b", Money::new(7, Currency::parse("JPY").unwrap()), None, at(61));
        let (minutes, known) = outlay.parts();
        let (minutes, known): (Vec<_>, Vec<_>) = (minutes.collect(), known.cloned().collect());
        let again = Outlay::of_parts(minutes, known, outlay.since());
        assert_eq!(again, outlay);
    }
}
