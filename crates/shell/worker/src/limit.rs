//! Holds what a machine approved against what machines may give in all: ceilings and the switch.
//!
//! The amount is counted before the decision is kept. A crash between the two counts it, and nothing
//! was given: the ceiling is reached early. The other order could give without counting.

use super::session::Session;
use domain::decision::{Ruling, Verdict};
use domain::money::Money;
use domain::outlay::Given;
use domain::request::RefundRequest;
use domain::switch::SwitchPosition;
use policy::{Limits, Policy};
use telemetry::outlay::OutlayUnknown;

/// How often another worker may be faster before a person is asked.
const CONFLICTS_MAX: usize = 32;

impl Session<'_> {
    /// The ruling, with an approval that a machine must not give put before a person.
    ///
    /// The limits are those of the version in force now, whatever the customer was promised: they
    /// say what a machine may do, not what anybody is owed.
    pub(super) async fn within_limits(
        &self,
        request: &RefundRequest,
        decided_by: &Policy,
        ruling: Ruling,
    ) -> Ruling {
        let Verdict::Approve(amount) = ruling.decision.verdict else { return ruling };
        if ruling.decision.shadow {
            // Nothing is given on a rehearsal.
            return ruling;
        }
        let limits = self.book.in_force(self.ports.clock.now()).unwrap_or(decided_by).limits();
        let open = self.switch == SwitchPosition::Open;
        if !open || !limits.needs_sums(amount) {
            return limits.hold(ruling, None, open);
        }
        let given = self.give(limits, request, amount).await;
        limits.hold(ruling, given, open)
    }

    /// What was given before, with `amount` counted if it fits; `None` where nobody knows.
    async fn give(&self, limits: &Limits, request: &RefundRequest, amount: Money) -> Option<Given> {
        let now = self.ports.clock.now();
        if self.settings.caution.holds(now) {
            return None;
        }
        let account = &self.case.id.account;
        let unknown = |error| OutlayUnknown { account, error }.emit();
        let order = format!("{}|{}", self.case.id, request.id);
        for _ in 0..CONFLICTS_MAX {
            let loaded = self.ports.outlays.load_outlay(account).await;
            let (mut outlay, version) = loaded.map_err(unknown).ok()?;
            let given = outlay.given(&order, amount.currency, now);
            if limits.against(amount, Some(given), true).is_some() {
                return Some(given);
            }
            outlay.give(&order, amount, now);
            let saved = self.ports.outlays.save_outlay(account, &outlay, version).await;
            if saved.map_err(unknown).ok()? {
                return Some(given);
            }
        }
        None
    }
}
