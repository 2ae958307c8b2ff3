//! What a dispute has moved: its bookings, and what they come to.
//!
//! A withdrawal can be several bookings: in parts, or one that is corrected when the exchange rate is
//! settled. So bookings are summed with their signs, and only a booking that turns the money round
//! is a withdrawal or a reinstatement of its own.
#![deny(clippy::arithmetic_side_effects)]

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::ids::BookingId;
use super::money::{Currency, Money, share};

/// One booking on the merchant's balance, without fees.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Booking {
    /// The processor's id; its place among the others where it has none.
    pub id: BookingId,
    /// Its place among the others, as the processor tells them.
    pub place: u32,
    /// When it was booked, where the processor says so.
    pub booked_at: Option<Timestamp>,
    /// Minor units; negative where they were taken from the merchant.
    pub minor: i64,
    /// Their currency, which is that of the merchant's balance; `None` for one that this build does
    /// not know.
    pub currency: Option<Currency>,
    /// Whether the processor itself calls it the return of what was taken.
    pub returns: bool,
}

/// Every booking of one dispute that was ever seen. None is ever taken back or changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bookings(BTreeMap<BookingId, Booking>);

/// What the bookings come to, minor units of one currency, neither less than nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moved {
    /// Taken from the merchant, in all.
    pub withdrawn: i64,
    /// Given back, in all.
    pub reinstated: i64,
}

impl Moved {
    /// What the merchant is out of pocket by it; never negative.
    pub fn net_loss(self) -> i64 {
        self.withdrawn.saturating_sub(self.reinstated).max(0)
    }
}

impl FromIterator<Booking> for Bookings {
    fn from_iter<I: IntoIterator<Item = Booking>>(bookings: I) -> Self {
        let mut known = Self::default();
        for booking in bookings {
            known.keep(booking);
        }
        known
    }
}

impl Bookings {
    /// Joins what two reports tell. Commutative, associative, idempotent.
    #[must_use]
    pub fn join(mut self, other: Self) -> Self {
        for booking in other.0.into_values() {
            self.keep(booking);
        }
        self
    }

    fn keep(&mut self, booking: Booking) {
        match self.0.get_mut(&booking.id) {
            Some(known) if booking > *known => *known = booking,
            Some(_) => {}
            None => {
                self.0.insert(booking.id.clone(), booking);
            }
        }
    }

    /// Each of them, by its id.
    pub fn iter(&self) -> impl Iterator<Item = &Booking> {
        self.0.values()
    }

    /// How often the money was taken: more than once is a second round.
    pub fn withdrawals(&self) -> usize {
        self.legs().iter().filter(|leg| leg.way == Way::Out && leg.moved() > 0).count()
    }

    /// What they come to in the currency of `claim`. A withdrawal that was booked in another one is
    /// the whole claim: an exchange rate would be a guess.
    pub fn moved(&self, claim: Money) -> Moved {
        let mut moved = Moved::default();
        let mut taken = None;
        for leg in self.legs() {
            let minor = leg.moved();
            let exact = leg.is_in(claim.currency);
            match leg.way {
                Way::Out => {
                    let out = if exact || minor <= 0 { minor.max(0) } else { claim.minor };
                    moved.withdrawn = moved.withdrawn.saturating_add(out);
                    taken = Some((leg, out));
                }
                Way::Back => {
                    let back = match &taken {
                        Some((taken, out)) if !exact => leg.part_of(taken, *out),
                        Some(_) | None => minor.max(0),
                    };
                    moved.reinstated = moved.reinstated.saturating_add(back);
                }
            }
        }
        moved
    }

    /// What they come to in `currency`, if all of them are in it.
    pub fn exactly(&self, currency: Currency) -> Option<Moved> {
        let all = !self.0.is_empty() && self.0.values().all(|it| it.currency == Some(currency));
        all.then(|| self.moved(Money::new(0, currency)))
    }

    /// The ways that the money took, one after the other.
    fn legs(&self) -> Vec<Leg> {
        let mut bookings: Vec<&Booking> = self.0.values().collect();
        bookings.sort_by_key(|booking| (booking.booked_at, booking.place, &booking.id));
        let mut legs: Vec<Leg> = Vec::new();
        for booking in bookings {
            match legs.last_mut() {
                Some(leg) if !leg.is_turned_by(booking) => leg.add(booking),
                Some(Leg { way: Way::Out, .. }) => legs.push(Leg::begun(Way::Back, booking)),
                // Nothing comes back before it was taken: what looks like it is a correction that is
                // told before its withdrawal.
                Some(Leg { way: Way::Back, .. }) | None => {
                    legs.push(Leg::begun(Way::Out, booking));
                }
            }
        }
        legs
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Out,
    Back,
}

/// Bookings that belong together: a withdrawal, or a reinstatement, with its corrections.
#[derive(Debug)]
struct Leg {
    way: Way,
    /// What came or went, signed, by currency.
    sums: BTreeMap<Option<Currency>, i64>,
}

impl Leg {
    fn begun(way: Way, booking: &Booking) -> Self {
        let mut leg = Self { way, sums: BTreeMap::new() };
        leg.add(booking);
        leg
    }

    fn add(&mut self, booking: &Booking) {
        let sum = self.sums.entry(booking.currency).or_default();
        *sum = sum.saturating_add(booking.minor);
    }

    /// Whether a booking is the way back, and no correction of this one: the processor says so, or it
    /// moves at least half of what has moved.
    fn is_turned_by(&self, booking: &Booking) -> bool {
        let against = match self.way {
            Way::Out => booking.minor > 0,
            Way::Back => booking.minor < 0,
        };
        let is_half = |sum: &i64| {
            booking.minor.unsigned_abs().saturating_mul(2) >= sum.unsigned_abs() && self.moved() > 0
        };
        // Nothing was booked here in that currency that it could correct.
        let is_large = self.sums.get(&booking.currency).is_none_or(is_half);
        against && (is_large || self.way == Way::Out && booking.returns && self.moved() > 0)
    }

    /// How much, in the direction of the leg. Several currencies cannot be added: of them no more is
    /// said than that something moved.
    fn moved(&self) -> i64 {
        let mut sums = self.sums.values().map(|sum| match self.way {
            Way::Out => sum.saturating_neg(),
            Way::Back => *sum,
        });
        if self.sums.len() == 1 {
            return sums.next().unwrap_or_default();
        }
        i64::from(sums.any(|sum| sum > 0))
    }

    fn is_in(&self, currency: Currency) -> bool {
        self.sums.keys().all(|known| *known == Some(currency))
    }

    /// What this reinstatement is of `out`, which was booked as `taken`: all of it, within the tenth
    /// that an exchange rate moves while a dispute lasts; else in proportion.
    fn part_of(&self, taken: &Self, out: i64) -> i64 {
        let (back, whole) = (self.moved().max(0), taken.moved());
        let alike = self.sums.len() == 1 && self.sums.keys().eq(taken.sums.keys());
        let most = whole.saturating_sub(whole.checked_div(10).unwrap_or_default());
        if !alike || whole <= 0 || back >= most {
            return out;
        }
        share(out, back, whole, 1).unwrap_or(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn booked(rows: &[(i64, &str)]) -> Bookings {
        let booking = |(place, (minor, code)): (u32, &(i64, &str))| Booking {
            id: BookingId::parse(format!("txn_{place}")).unwrap(),
            place,
            booked_at: None,
            minor: *minor,
            currency: Currency::parse(code).ok(),
            returns: false,
        };
        (0_u32..).zip(rows).map(booking).collect()
    }

    fn claim() -> Money {
        Money::new(4900, Currency::parse("usd").unwrap())
    }

    /// Amounts and currencies that were booked; what they took and gave back; how often they took.
    type Row = (&'static [(i64, &'static str)], (i64, i64), usize);

    #[test]
    fn m4_bookings_of_one_withdrawal_are_summed_with_their_signs() {
        let rows: [Row; 19] = [
            // Nothing, and one of each.
            (&[], (0, 0), 0),
            (&[(-4900, "usd")], (4900, 0), 1),
            (&[(-4900, "usd"), (4900, "usd")], (4900, 4900), 1),
            // Corrected, in parts, in either order.
            (&[(-4210, "eur"), (-35, "eur")], (4900, 0), 1),
            (&[(-4245, "eur"), (35, "eur")], (4900, 0), 1),
            (&[(35, "eur"), (-4245, "eur")], (4900, 0), 1),
            (&[(-4865, "usd"), (-35, "usd")], (4900, 0), 1),
            (&[(-4900, "usd"), (35, "usd")], (4865, 0), 1),
            (&[(-2000, "usd"), (-2900, "usd")], (4900, 0), 1),
            // And back, with a correction on either side, at another rate, and in part.
            (&[(-4210, "eur"), (-35, "eur"), (4245, "eur")], (4900, 4900), 1),
            (&[(-4210, "eur"), (4230, "eur"), (-20, "eur")], (4900, 4900), 1),
            (&[(-4245, "eur"), (4150, "eur")], (4900, 4900), 1),
            (&[(-4000, "eur"), (3000, "eur")], (4900, 3675), 1),
            (&[(-4900, "usd"), (2500, "usd")], (4900, 2500), 1),
            // Into another balance than it was taken from.
            (&[(-4245, "eur"), (4900, "usd")], (4900, 4900), 1),
            (&[(-42, "zzz"), (-1, "zzz")], (4900, 0), 1),
            // Taken, given back, taken again.
            (&[(-4900, "usd"), (4900, "usd"), (-4900, "usd")], (9800, 4900), 2),
            (&[(-4210, "eur"), (-35, "eur"), (4245, "eur"), (-4300, "eur")], (9800, 4900), 2),
            (
                &[(-4900, "usd"), (4900, "usd"), (-4900, "usd"), (35, "usd"), (4865, "usd")],
                (9765, 9765),
                2,
            ),
        ];
        for (bookings, (withdrawn, reinstated), withdrawals) in rows {
            let booked = booked(bookings);
            let moved = booked.moved(claim());
            assert_eq!(moved, Moved { withdrawn, reinstated }, "{bookings:?}");
            assert_eq!(booked.withdrawals(), withdrawals, "{bookings:?}");
        }
    }

    #[test]
    fn m4_what_the_processor_calls_a_return_is_one_however_small() {
        let mut bookings: Vec<Booking> =
            booked(&[(-4900, "usd"), (500, "usd")]).iter().cloned().collect();
        bookings[1].returns = true;
        let known: Bookings = bookings.into_iter().collect();
        assert_eq!(known.moved(claim()), Moved { withdrawn: 4900, reinstated: 500 });
        assert_eq!(known.withdrawals(), 1);
    }

    #[test]
    fn m4_bookings_are_read_in_the_order_in_which_they_were_booked() {
        let mut newest_first: Vec<Booking> =
            booked(&[(4900, "usd"), (-4900, "usd")]).iter().cloned().collect();
        for (booking, second) in newest_first.iter_mut().zip([20, 10]) {
            booking.booked_at = Timestamp::from_second(second).ok();
        }
        let known: Bookings = newest_first.into_iter().collect();
        assert_eq!(known.moved(claim()), Moved { withdrawn: 4900, reinstated: 4900 });
        assert_eq!(known.withdrawals(), 1);
    }

    #[test]
    fn m5_what_was_booked_in_the_payments_own_currency_is_known_exactly() {
        let eur = Currency::parse("eur").unwrap();
        let known = booked(&[(-4210, "eur"), (-35, "eur"), (4000, "eur")]);
        assert_eq!(known.exactly(eur), Some(Moved { withdrawn: 4245, reinstated: 4000 }));
        assert_eq!(booked(&[(-4210, "eur"), (4000, "usd")]).exactly(eur), None);
        assert_eq!(booked(&[]).exactly(eur), None);
    }
}
