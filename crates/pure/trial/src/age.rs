//! `age_days` in tests: the charge said by how long before the request it was, so that a case about a
//! time frame needs no sum of dates.

use jiff::{SignedDuration, Timestamp};
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use diagnostics::Mistake;
use serde::Deserialize;

/// The key, in a case and in the base.
pub(super) const KEY: &str = "age_days";
/// The greatest age: a hundred years.
pub(super) const DAYS_MAX: i64 = 36_500;
/// The hours of a day of `payment.age_days`, whatever the time zone.
const HOURS: i64 = 24;

/// Finds an age beside a charge in one table: it cannot be said which of them counts.
pub(super) fn twice(what: &str, table: &DeTable<'_>) -> Option<Mistake> {
    let age = table.get(KEY)?;
    charged(table)?;
    let message = format!("{what} has both `{KEY}` and `payment.charged_at`");
    Some(Mistake::error(age.span(), message, "keep one of the two: each says when it was charged"))
}

/// Takes out of the base what the case says in the other way: an age replaces a charge, and a charge
/// an age.
pub(super) fn give_way(below: &mut DeTable<'_>, own: &DeTable<'_>) {
    if own.contains_key(KEY) {
        super::overlay::without(below, "payment.charged_at");
    } else if charged(own).is_some() {
        below.remove(KEY);
    }
}

/// Writes `payment.charged_at` in the place of the age. Instants are text already.
pub(super) fn charge(sections: &mut DeTable<'_>) -> Result<(), Mistake> {
    let Some(age) = sections.remove(KEY) else { return Ok(()) };
    let place = age.span();
    let days = i64::deserialize(ValueDeserializer::from(age)).ok();
    let days = days.filter(|days| (0..=DAYS_MAX).contains(days)).ok_or_else(|| {
        let message = format!("`{KEY}` must be a whole number from 0 to {DAYS_MAX}");
        let remedy = "write `age_days = 12`: so many days before the request it was charged";
        Mistake::error(place.clone(), message, remedy)
    });
    let asked = sections.get("request").and_then(|request| request.get_ref().get("requested_at"));
    let asked = asked.and_then(|asked| asked.get_ref().as_str()?.parse::<Timestamp>().ok());
    // A request without an instant is told as that, and not as a charge that is missing as well.
    let asked = asked.unwrap_or_default();
    let back =
        SignedDuration::from_hours(days.as_ref().map_or(0, |days| days.saturating_mul(HOURS)));
    let charged = asked.checked_sub(back).ok().ok_or_else(|| {
        let message = format!("there is no day that is so many days before {asked}");
        Mistake::error(place.clone(), message, "write a smaller `age_days`, or a later instant")
    });
    if let Some(DeValue::Table(payment)) = sections.get_mut("payment").map(Spanned::get_mut) {
        let text = charged.as_ref().unwrap_or(&asked).to_string();
        let key = Spanned::new(place.clone(), "charged_at".into());
        payment.insert(key, Spanned::new(place, DeValue::String(text.into())));
    }
    days.and(charged).map(drop)
}

fn charged<'t>(table: &'t DeTable<'_>) -> Option<&'t Spanned<DeValue<'t>>> {
    table.get("payment")?.get_ref().get("charged_at")
}
