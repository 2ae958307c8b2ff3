//! How much a machine may give: amount bands with who may approve, ceilings per hour and day, and
//! the switch that stops all of it.

use std::collections::BTreeSet;

use super::approval::Amounts;
use super::document::{Reading, Section, Value};
use crate::diagnostics::instead;
use crate::domain::money::{Currency, Money};

/// Who may approve an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Approver {
    /// Nobody need be asked.
    Machine,
    /// One person.
    One,
    /// Two people.
    Two,
    /// Two people make the whole decision; nothing is proposed.
    Never,
}

impl Approver {
    /// Every approver with its name in policies.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Machine, "machine"),
        (Self::One, "one"),
        (Self::Two, "two"),
        (Self::Never, "never"),
    ];
}

/// One `[[band]]`: up to these amounts, this approver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    /// The largest amount of each currency that belongs to the band; empty in the last band, to
    /// which every larger amount belongs.
    pub up_to: Amounts,
    /// Who may approve it.
    pub who: Approver,
}

/// `[limits]`: what may be given in all, whatever the rules say.
///
/// The sums are kept and the switch is read by the process; nothing here moves or stops money.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Limits {
    /// The most that is given per hour, minor units; empty where there is no ceiling. Of a currency
    /// that it does not name nothing is given.
    pub per_hour: Amounts,
    /// The most that is given per day, minor units; as `per_hour`.
    pub per_day: Amounts,
    /// A file that has to say `open` for a machine to give anything; if it is missing, cannot be
    /// read or says anything else, every approval waits for a person.
    pub kill_switch: Option<String>,
}

/// The keys of `[[band]]`.
pub(super) const BAND_KEYS: [&str; 2] = ["up_to", "who"];
/// The keys of `[limits]`.
pub(super) const LIMITS_KEYS: [&str; 3] = ["per_hour", "per_day", "kill_switch"];

const BAND_REMEDY: &str = "write `[[band]]`, and below it `up_to = { EUR = 5000 }` and \
                           `who = \"machine\"` (or \"one\", \"two\", \"never\")";
const LIMITS_REMEDY: &str = "write `[limits]`, and below it `per_hour = { EUR = 100000 }`, \
                             `per_day = { EUR = 500000 }`, `kill_switch = \"refunds.switch\"`";

/// The most of one payment that one person may approve in this currency; `None` where two are never
/// needed. Of a currency that no band names, and of one that is not known, that is nothing.
pub(super) fn one_person(bands: &[Band], currency: Option<Currency>) -> Option<i64> {
    let takes_two = |band: &Band| match band.who {
        Approver::Two | Approver::Never => true,
        Approver::Machine | Approver::One => false,
    };
    let below = bands.get(..bands.iter().position(takes_two)?)?;
    let most = below.iter().filter_map(|band| band.up_to.get(&currency?)).max();
    Some(most.copied().unwrap_or_default())
}

/// The band of an amount; `None` if its currency is in no band.
pub(super) fn band_of(bands: &[Band], amount: Money) -> Option<Approver> {
    let mut named = false;
    for band in bands {
        match band.up_to.get(&amount.currency) {
            Some(most) if amount.minor <= *most => return Some(band.who),
            Some(_) => named = true,
            None if band.up_to.is_empty() && named => return Some(band.who),
            None => {}
        }
    }
    None
}

/// Reads every `[[band]]`.
pub(super) fn bands<'t>(reading: &mut Reading<'t>, root: &Section<'_, 't>) -> Vec<Band> {
    let Some(value) = root.get("band") else { return Vec::new() };
    let Some(elements) = value.get_ref().as_array() else {
        reading.error(value.span(), "`band` must be a list of bands", BAND_REMEDY);
        return Vec::new();
    };
    let mut bands: Vec<Band> = Vec::new();
    for (place, element) in elements.iter().enumerate() {
        let Some(section) = reading.section("a band", element, BAND_REMEDY) else { continue };
        reading.only(&section, &BAND_KEYS);
        let is_last = place.saturating_add(1) == elements.iter().len();
        let up_to = match section.get("up_to") {
            Some(value) => reading.amounts("`up_to`", value),
            None if is_last => Some(Amounts::new()),
            None => {
                let remedy = "give it `up_to = { .. }`; only the last band has none";
                reading.no(element, "the bands after this one are never reached", remedy)
            }
        };
        let who = who(reading, &section, element);
        let (Some(up_to), Some(who)) = (up_to, who) else { continue };
        if is_last && !up_to.is_empty() {
            let message = "nobody is named for larger amounts";
            let remedy = "add a last `[[band]]` with `who` alone";
            reading.error(element.span(), message, remedy);
        }
        if let Some(before) = bands.last() {
            overlap(reading, element, before, &up_to);
        }
        bands.push(Band { up_to, who });
    }
    bands
}

fn who<'t>(
    reading: &mut Reading<'t>,
    section: &Section<'_, 't>,
    element: &Value<'t>,
) -> Option<Approver> {
    let Some(value) = section.get("who") else {
        return reading.no(element, "the band does not say who may approve", BAND_REMEDY);
    };
    let words = reading.words("`who`", value, BAND_REMEDY)?;
    let found = Approver::ALL.iter().find(|(_, name)| *name == words.text);
    if found.is_none() {
        let names = Approver::ALL.map(|(_, name)| name);
        let message = format!("nobody is called {:?} here", words.text);
        reading.error(words.span, message, instead(&words.text, &names));
    }
    found.map(|(who, _)| *who)
}

/// Bands follow one another in every currency, and all have the same currencies.
fn overlap(reading: &mut Reading<'_>, element: &Value<'_>, before: &Band, up_to: &Amounts) {
    if up_to.is_empty() {
        return;
    }
    for (currency, most) in up_to {
        match before.up_to.get(currency) {
            Some(earlier) if earlier >= most => {
                let message = format!(
                    "this band overlaps the one before, which has {currency} up to {earlier}"
                );
                let remedy = "order the bands from small to large";
                reading.error(element.span(), message, remedy);
            }
            Some(_) => {}
            None => {
                let message = format!("{currency} is not in the band before this one");
                reading.error(element.span(), message, "name the same currencies in every band");
            }
        }
    }
    let named: BTreeSet<_> = up_to.keys().collect();
    if let Some(missing) = before.up_to.keys().find(|currency| !named.contains(currency)) {
        let message = format!("{missing} is in the band before this one, but not here");
        reading.error(element.span(), message, "name the same currencies in every band");
    }
}

/// Reads `[limits]`.
pub(super) fn limits<'t>(reading: &mut Reading<'t>, root: &Section<'_, 't>) -> Limits {
    let mut limits = Limits::default();
    let Some(value) = root.get("limits") else { return limits };
    let Some(section) = reading.section("`[limits]`", value, LIMITS_REMEDY) else { return limits };
    reading.only(&section, &LIMITS_KEYS);
    if let Some(value) = section.get("per_hour") {
        limits.per_hour = reading.amounts("`per_hour`", value).unwrap_or_default();
    }
    if let Some(value) = section.get("per_day") {
        limits.per_day = reading.amounts("`per_day`", value).unwrap_or_default();
    }
    for (currency, hour) in &limits.per_hour {
        if limits.per_day.get(currency).is_some_and(|day| day < hour) {
            let message = format!("the ceiling per day of {currency} is below that per hour");
            reading.error(section.span.clone(), message, "raise the one or lower the other");
        }
    }
    if let Some(words) = reading.optional_words(&section, "kill_switch") {
        if words.text.trim().is_empty() {
            let remedy = "name a file, or leave `kill_switch` out";
            reading.error(words.span, "the kill switch has no file", remedy);
        } else {
            limits.kill_switch = Some(words.text);
        }
    }
    limits
}
