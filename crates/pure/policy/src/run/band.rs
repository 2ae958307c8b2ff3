//! Which band an amount belongs to, and who may approve it.

use super::compile::Compiled;
use crate::document::limit::Band;
use crate::document::shape::Approver;
use crate::language::view::View;
use domain::authority::Why;
use domain::calculation::Calculation;
use domain::decision::Verdict;
use domain::facts::Facts;
use domain::money::{Currency, Money};

/// The most of one payment that one person may approve in this currency; `None` where two are never
/// needed. Of a currency that no band names, and of one that is not known, that is nothing.
pub(crate) fn one_person(bands: &[Band], currency: Option<Currency>) -> Option<i64> {
    let takes_two = |band: &Band| match band.who {
        Approver::Two | Approver::Never => true,
        Approver::Machine | Approver::One => false,
    };
    let below = bands.get(..bands.iter().position(takes_two)?)?;
    let most = below.iter().filter_map(|band| band.up_to.get(&currency?)).max();
    Some(most.copied().unwrap_or_default())
}

/// The band of an amount; `None` if its currency is in no band.
fn band_of(bands: &[Band], amount: Money) -> Option<Approver> {
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

/// Who may approve an amount: what was given or promised before counts, so that nothing is had by
/// asking for it in pieces.
pub(crate) fn banded(
    policy: &Compiled,
    (money, calculation): (Money, Calculation),
    view: &View<'_>,
) -> (Verdict, Calculation) {
    let proposal = |why, approvers, proposed| Verdict::Review { why, approvers, proposed };
    let verdict = match approver(policy, money, view) {
        Some(Approver::Machine) => Verdict::Approve(money),
        Some(Approver::One) => proposal(Why::BandOne, 1, Some(money)),
        Some(Approver::Two) => proposal(Why::BandTwo, 2, Some(money)),
        // What is not proposed is not calculated for anybody either.
        Some(Approver::Never) => {
            return (proposal(Why::BandNever, 2, None), Calculation::default());
        }
        None => proposal(Why::BandMissing, 1, Some(money)),
    };
    (verdict, calculation)
}

/// `None` if the currency is in no band.
pub(crate) fn approver(policy: &Compiled, money: Money, view: &View<'_>) -> Option<Approver> {
    if policy.bands.is_empty() {
        return Some(Approver::Machine);
    }
    band_of(&policy.bands, with_given(money, view.facts))
}

/// What the payment comes to once this amount is given too.
pub(crate) fn with_given(money: Money, facts: &Facts) -> Money {
    Money::new(money.minor.saturating_add(facts.given_minor()), money.currency)
}
