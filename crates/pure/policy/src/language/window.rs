//! A time frame: days from the purchase, a renewal or the delivery.
//!
//! Days are those of the calendar in the policy's time zone. The day of the event is day 0; a
//! frame of `n` days closes with the end of day `n`: with the first instant of day `n + 1`, which
//! no longer belongs to it. A day can have 23, 24 or 25 hours, and the frame does not care.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::language::catalogue::known;
use crate::language::fact::Fact;
use crate::language::undecided::Undecided;
use crate::language::view::{DAY, View};
use diagnostics::instead;
use domain::time::seconds_between;

/// The longest frame, days: ten years.
pub(crate) const DAYS_MAX: i64 = 3660;

/// What a frame is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Anchor {
    /// The charge of this payment.
    Purchase,
    /// The charge of this payment, if it renewed a subscription.
    Renewal,
    /// The delivery that the shop recorded.
    Delivery,
}

impl Anchor {
    /// Every anchor with its name in policies.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Purchase, "purchase"), (Self::Renewal, "renewal"), (Self::Delivery, "delivery")];

    /// The name in policies.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Purchase => "purchase",
            Self::Renewal => "renewal",
            Self::Delivery => "delivery",
        }
    }
}

/// Whether a frame is still open, or has closed, when the customer asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Window {
    pub(crate) anchor: Anchor,
    pub(crate) days: i64,
    /// Holds once the frame has closed, instead of while it is open.
    pub(crate) closed: bool,
}

/// Why a text is no frame, and what to write.
pub(crate) type Wrong = (String, String);

const REMEDY: &str = "write `within = \"30 days of purchase\"`";

/// Reads `30 days of purchase`.
pub(crate) fn frame(text: &str) -> Result<(Anchor, i64), Wrong> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let [number, unit, "of", anchor] = words.as_slice() else {
        let remedy = format!("{REMEDY}; also `of renewal` and `of delivery`");
        return Err((format!("{text:?} is no time frame"), remedy));
    };
    if !matches!(*unit, "day" | "days") {
        let message = format!("a time frame counts days, not {unit:?}");
        return Err((message, in_days(number, unit, anchor)));
    }
    let plain = number.bytes().all(|b| b.is_ascii_digit());
    let days = number.parse().ok().filter(|days| plain && (0..=DAYS_MAX).contains(days));
    let Some(days) = days else {
        let message = format!("a time frame has 0 to {DAYS_MAX} days, not {number:?}");
        return Err((message, in_days(number, "seconds", anchor)));
    };
    let found = Anchor::ALL.iter().find(|(_, name)| name == anchor);
    let Some((anchor, _)) = found else {
        let names = Anchor::ALL.map(|(_, name)| name);
        return Err((format!("there is no {anchor:?} to count from"), instead(anchor, &names)));
    };
    Ok((*anchor, days))
}

impl Window {
    /// How it stands in a trace.
    pub(crate) fn shown(self) -> String {
        let word = if self.closed { "after" } else { "within" };
        let days = if self.days == 1 { "day" } else { "days" };
        format!("{word} {} {days} of {}", self.days, self.anchor.as_str())
    }

    /// The fact without which it cannot be decided.
    pub(crate) fn fact(self) -> Option<Fact> {
        let name = match self.anchor {
            Anchor::Purchase => "payment.age_days",
            Anchor::Renewal => "payment.renewal",
            Anchor::Delivery => "payment.delivered_days",
        };
        known(name).map(Fact::Known)
    }

    /// Whether it holds.
    pub(crate) fn holds(self, view: &View<'_>) -> Result<bool, Undecided> {
        let asked = view.facts.request.requested_at;
        // What did not renew anything is neither within such a frame nor after it.
        let Some(begins) = self.begins(view)? else { return Ok(false) };
        // A purchase can be withdrawn from before it was delivered, but not before it was made.
        if self.anchor != Anchor::Delivery && seconds_between(begins, asked) < 0 {
            return Err(Undecided::Contradiction);
        }
        let closes =
            closes_at(begins, self.days, &view.head.zone).ok_or(Undecided::NotComputable)?;
        Ok((asked >= closes) == self.closed)
    }

    /// When it closes, for a trace; nothing where it cannot be said when it began.
    pub(crate) fn closing(self, view: &View<'_>) -> Option<(String, String)> {
        let begins = self.begins(view).ok().flatten()?;
        let closes = closes_at(begins, self.days, &view.head.zone)?;
        let shown = closes.to_zoned(view.head.zone.clone()).to_string();
        Some((format!("{}.closes", self.anchor.as_str()), shown))
    }

    /// When it began; `None` if what it is counted from did not happen.
    fn begins(self, view: &View<'_>) -> Result<Option<Timestamp>, Undecided> {
        let payment = &view.facts.payment;
        match self.anchor {
            Anchor::Purchase => Ok(Some(payment.charged_at)),
            Anchor::Renewal => match payment.purchase.renewal {
                Some(true) => Ok(Some(payment.charged_at)),
                Some(false) => Ok(None),
                None => Err(Undecided::FactUnknown),
            },
            Anchor::Delivery => {
                payment.purchase.delivered_at.map(Some).ok_or(Undecided::FactUnknown)
            }
        }
    }

    /// Whether no request is in both.
    pub(crate) fn misses(self, other: Self) -> bool {
        let (open, closed) = if self.closed { (other, self) } else { (self, other) };
        self.anchor == other.anchor && !open.closed && closed.closed && open.days <= closed.days
    }

    /// Whether this frame can hold only where the other one does.
    pub(crate) fn implies(self, other: Self) -> bool {
        self.anchor == other.anchor
            && self.closed == other.closed
            && if self.closed { self.days >= other.days } else { self.days <= other.days }
    }
}

/// A remedy for a frame that counts something else: as many days, if that can be said.
fn in_days(number: &str, unit: &str, anchor: &str) -> String {
    let number = number.parse().ok().filter(|number| *number > 0);
    let days = number.and_then(|number: i64| match unit {
        "second" | "seconds" => days_of_seconds(number),
        "hour" | "hours" => days_of_seconds(number.checked_mul(3600)?),
        "week" | "weeks" => number.checked_mul(7).filter(|days| *days <= DAYS_MAX),
        _ => None,
    });
    match (number, days) {
        (Some(number), Some(days)) => {
            format!("{number} {unit} are {days} days: write \"{days} days of {anchor}\"")
        }
        _ => REMEDY.to_owned(),
    }
}

/// A number of seconds as whole days, if it is some.
pub(crate) fn days_of_seconds(seconds: i64) -> Option<i64> {
    (seconds % DAY == 0).then_some(seconds / DAY).filter(|days| *days <= DAYS_MAX)
}

/// The first instant that no longer belongs to the frame.
pub(crate) fn closes_at(begins: Timestamp, days: i64, zone: &TimeZone) -> Option<Timestamp> {
    let first: Date = begins.to_zoned(zone.clone()).date();
    let span = jiff::Span::new().try_days(days.checked_add(1)?).ok()?;
    let next = first.checked_add(span).ok()?;
    // Where clocks are put forward over midnight the day begins later, and this is its beginning.
    Some(next.to_zoned(zone.clone()).ok()?.timestamp())
}
