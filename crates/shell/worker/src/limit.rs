//! Holds what a machine approved against what machines may give in all: ceilings and the switch.
//!
//! The amount is counted before the decision is kept. A crash between the two counts it, and nothing
//! was given: the ceiling is reached early. The other order could give without counting.

use super::session::Session;
use case::ledger;
use domain::authority::{Authority, GuardCode};
use domain::decision::{Ruling, Verdict};
use domain::money::Money;
use domain::outlay::{Given, Outlay};
use domain::request::RefundRequest;
use domain::sender::is_within;
use domain::switch::SwitchPosition;
use policy::{Limits, Policy};
use ports::store::Version;
use telemetry::outlay::OutlayUnknown;

/// The ruling, put before a person.
fn held(mut ruling: Ruling, amount: Money, why: GuardCode) -> Ruling {
    let decision = &mut ruling.decision;
    decision.verdict = Verdict::Review { why: why.into(), approvers: 1, proposed: Some(amount) };
    decision.by = Authority::Guard(why);
    ruling
}

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
        if let Some(why) = self.beyond_sender(request, amount) {
            return held(ruling, amount, why);
        }
        let limits = self.book.in_force(self.ports.clock.now()).unwrap_or(decided_by).limits();
        let open = self.switch == SwitchPosition::Open;
        if !open || !limits.needs_sums(amount) {
            return limits.hold(ruling, None, open);
        }
        let given = self.give(limits, request, amount).await;
        limits.hold(ruling, given, open)
    }

    /// Why a machine must not give this amount on a request of its sender; `None` where it may.
    fn beyond_sender(&self, request: &RefundRequest, amount: Money) -> Option<GuardCode> {
        let sender = request.sender.as_ref()?;
        let Some(known) = self.settings.senders.of(&sender.name) else {
            return Some(GuardCode::SenderUnknown);
        };
        // Whatever was given and promised before counts, so that no parts come to more.
        let after = ledger::given(&self.case).saturating_add(amount.minor);
        let after = Money::new(after, amount.currency);
        let fits = is_within(known.rights.payment_max.as_ref(), after);
        (!fits).then_some(GuardCode::SenderAmount)
    }

    /// What was given before, with `amount` counted if it fits; `None` where nobody knows.
    ///
    /// A worker has written an outlay for each account when it began, so one that is not there was
    /// deleted: whoever did that must not get more from machines by it. It begins anew, and for a day,
    /// for which what was given before would count, people decide.
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
            if version == Version::default() {
                let anew = Outlay::begun_anew(now);
                let saved = self.ports.outlays.save_outlay(account, &anew, version).await;
                saved.map_err(unknown).ok()?;
                unknown("the outlay is not there any more: it begins anew".into());
                return None;
            }
            if !outlay.is_whole(now) {
                return None;
            }
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
