//! What the ceilings and the switch make of an approval. Pure: the sums are kept and the switch is
//! read by the process, and whoever does that asks here.

use crate::document::leaf::Amounts;
use crate::document::limit::Limits;
use domain::authority::GuardCode;
use domain::decision::{Ruling, Verdict};
use domain::money::Money;
use domain::outlay::Given;

impl Limits {
    /// Whether the sums have to be known for an amount of this currency.
    pub fn needs_sums(&self, amount: Money) -> bool {
        [&self.per_hour, &self.per_day].iter().any(|most| most.contains_key(&amount.currency))
    }

    /// Why a machine must not give this amount; `None` where it may. `open`: no switch stops machines.
    pub fn against(&self, amount: Money, given: Option<Given>, open: bool) -> Option<GuardCode> {
        if !open {
            return Some(GuardCode::Paused);
        }
        // A refund of a cent costs more than it is worth, and two letters besides.
        if self.at_least.get(&amount.currency).is_some_and(|least| amount.minor < *least) {
            return Some(GuardCode::BelowSmallest);
        }
        let is_silent = |most: &Amounts| !most.is_empty() && !most.contains_key(&amount.currency);
        if is_silent(&self.per_hour) || is_silent(&self.per_day) {
            return Some(GuardCode::CeilingMissing);
        }
        if !self.needs_sums(amount) {
            return None;
        }
        let Some(given) = given else { return Some(GuardCode::SumsUnknown) };
        let ceilings = [
            (&self.per_hour, given.hour_minor, GuardCode::CeilingPerHour),
            (&self.per_day, given.day_minor, GuardCode::CeilingPerDay),
        ];
        ceilings.into_iter().find_map(|(most, before, why)| {
            let most = most.get(&amount.currency)?;
            // A sum beyond 64 bits is above any ceiling.
            let fits = before.checked_add(amount.minor).is_some_and(|sum| sum <= *most);
            (!fits).then_some(why)
        })
    }

    /// The ruling, with an approval that a machine must not give put before a person.
    #[must_use]
    pub fn hold(&self, ruling: Ruling, given: Option<Given>, open: bool) -> Ruling {
        match ruling.decision.verdict {
            Verdict::Approve(amount) => match self.against(amount, given, open) {
                Some(why) => ruling.held(why),
                None => ruling,
            },
            Verdict::Deny { .. } | Verdict::NeedInfo(_) | Verdict::Review { .. } => ruling,
        }
    }
}
