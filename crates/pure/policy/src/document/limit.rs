//! How much a machine may give: amount bands with who may approve, ceilings per hour and day, and the
//! smallest amounts.

use std::collections::BTreeSet;
use std::ops::Range;

use super::field::{Field, Optional};
use super::leaf::{Amounts, PerCurrency};
use super::reading::Reading;
use super::shape::{self, Approver};

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
/// The sums are kept by the process; nothing here moves or stops money.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Limits {
    /// The most that is given per hour, minor units; empty where there is no ceiling. Of a currency
    /// that it does not name nothing is given.
    pub per_hour: Amounts,
    /// The most that is given per day, minor units; as `per_hour`.
    pub per_day: Amounts,
    /// The least that a machine gives at once, minor units. Of a currency that it does not name, any
    /// amount.
    pub at_least: Amounts,
}

/// Reads every `[[band]]`.
pub(crate) fn bands(reading: &mut Reading<'_>, stated: &[Field<shape::Band>]) -> Vec<Band> {
    let mut bands: Vec<Band> = Vec::new();
    let last = stated.last().map(|last| last.span.start);
    for field in stated {
        let Some(band) = field.get() else { continue };
        let is_last = last == Some(field.span.start);
        if band.up_to.is_none() && !is_last {
            let remedy = "give it `up_to = { .. }`; only the last band has none";
            let message = "the bands after this one are never reached";
            reading.error(field.span.clone(), message, remedy);
            continue;
        }
        let up_to = band.up_to.stated_or(PerCurrency::default());
        let (Some(PerCurrency(up_to)), Some(who)) = (up_to, band.who.get().copied()) else {
            continue;
        };
        if is_last && !up_to.is_empty() {
            let message = "nobody is named for larger amounts";
            let remedy = "add a last `[[band]]` with `who` alone";
            reading.error(field.span.clone(), message, remedy);
        }
        if let Some(before) = bands.last() {
            overlap(reading, &field.span, before, &up_to);
        }
        bands.push(Band { up_to, who });
    }
    bands
}

/// Bands follow one another in every currency, and all have the same currencies.
fn overlap(reading: &mut Reading<'_>, span: &Range<usize>, before: &Band, up_to: &Amounts) {
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
                reading.error(span.clone(), message, remedy);
            }
            Some(_) => {}
            None => {
                let message = format!("{currency} is not in the band before this one");
                reading.error(span.clone(), message, "name the same currencies in every band");
            }
        }
    }
    let named: BTreeSet<_> = up_to.keys().collect();
    if let Some(missing) = before.up_to.keys().find(|currency| !named.contains(currency)) {
        let message = format!("{missing} is in the band before this one, but not here");
        reading.error(span.clone(), message, "name the same currencies in every band");
    }
}

/// Reads `[limits]`.
pub(crate) fn limits(reading: &mut Reading<'_>, field: Option<&Field<shape::Limits>>) -> Limits {
    let Some((field, table)) = field.and_then(|field| Some((field, field.get()?))) else {
        return Limits::default();
    };
    let ceiling = |stated: Option<&PerCurrency>| stated.cloned().unwrap_or_default().0;
    let limits = Limits {
        per_hour: ceiling(table.per_hour.stated()),
        per_day: ceiling(table.per_day.stated()),
        at_least: ceiling(table.at_least.stated()),
    };
    for (currency, least) in &limits.at_least {
        let ceilings = [&limits.per_hour, &limits.per_day];
        if ceilings.iter().any(|most| most.get(currency).is_some_and(|most| most < least)) {
            let message = format!("the smallest amount of {currency} is above a ceiling");
            let remedy = "lower `at_least` or raise the ceiling: else machines give nothing";
            reading.error(field.span.clone(), message, remedy);
        }
    }
    for (currency, hour) in &limits.per_hour {
        if limits.per_day.get(currency).is_some_and(|day| day < hour) {
            let message = format!("the ceiling per day of {currency} is below that per hour");
            reading.error(field.span.clone(), message, "raise the one or lower the other");
        }
    }
    limits
}
