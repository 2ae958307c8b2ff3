//! Holds what a machine approved against what machines may give in all: ceilings and the switch.
//!
//! The amount is counted before the decision is kept. A crash between the two counts it, and nothing
//! was given: the ceiling is reached early. The other order could give without counting.

use super::session::Session;
use case::ledger;
use domain::authority::GuardCode;
use domain::decision::{Ruling, Verdict};
use domain::ids::SenderName;
use domain::money::Money;
use domain::outlay::{Given, Outlay};
use domain::request::RefundRequest;
use domain::sender::{Amounts, beyond, is_within};
use domain::switch::SwitchPosition;
use policy::{Limits, Policy};
use ports::store::Version;
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
        if let Some(why) = self.beyond_sender(request, amount) {
            return ruling.held(why);
        }
        let limits = self.book.in_force(self.ports.clock.now()).unwrap_or(decided_by).limits();
        let open = self.switch == SwitchPosition::Open;
        let bound = self.bound(request);
        if !open || (!limits.needs_sums(amount) && bound.is_none()) {
            return limits.hold(ruling, None, open);
        }
        match self.give((limits, bound), request, amount).await {
            Ok(Some(given)) => limits.hold(ruling, Some(given), open),
            Ok(None) => ruling.held(GuardCode::SumsUnknown),
            Err(why) => ruling.held(why),
        }
    }

    /// The sender of a request, and what machines give on its requests within a day, if that is bounded.
    fn bound(&self, request: &RefundRequest) -> Option<(&SenderName, &Amounts)> {
        let (name, known) =
            self.settings.senders.senders.get_key_value(&request.sender.as_ref()?.name)?;
        Some((name, known.rights.day_max.as_ref()?))
    }

    /// Why a machine must not give this amount on a request of its sender; `None` where it may.
    fn beyond_sender(&self, request: &RefundRequest, amount: Money) -> Option<GuardCode> {
        let sender = request.sender.as_ref()?;
        let rights = self.settings.senders.of(&sender.name).map(|known| &known.rights);
        // Whatever was given and promised before counts, so that no parts come to more.
        let after = ledger::given(&self.case).saturating_add(amount.minor);
        beyond(rights, Money::new(after, amount.currency))
    }

    /// What was given before, with `amount` counted if it fits; `None` where nobody knows.
    ///
    /// A worker has written an outlay for each account when it began, so one that is not there was
    /// deleted: whoever did that must not get more from machines by it. It begins anew, and for a day,
    /// for which what was given before would count, people decide.
    async fn give(
        &self,
        (limits, bound): (&Limits, Option<(&SenderName, &Amounts)>),
        request: &RefundRequest,
        amount: Money,
    ) -> Result<Option<Given>, GuardCode> {
        let now = self.ports.clock.now();
        if self.settings.caution.holds(now) {
            return Ok(None);
        }
        let account = &self.case.id.account;
        let unknown = |error| OutlayUnknown { account, error }.emit();
        let order = format!("{}|{}", self.case.id, request.id);
        for _ in 0..CONFLICTS_MAX {
            let loaded = self.ports.outlays.load_outlay(account).await.map_err(unknown);
            let Ok((mut outlay, version)) = loaded else { return Ok(None) };
            if version == Version::default() {
                let anew = Outlay::begun_anew(now);
                let saved = self.ports.outlays.save_outlay(account, &anew, version).await;
                if saved.map_err(unknown).is_ok() {
                    unknown("the outlay is not there any more: it begins anew".into());
                }
                return Ok(None);
            }
            if !outlay.is_whole(now) {
                return Ok(None);
            }
            if let Some((sender, most)) = bound {
                let before = outlay.given_for(sender, &order, amount.currency, now);
                let after = Money::new(before.saturating_add(amount.minor), amount.currency);
                if !is_within(Some(most), after) {
                    return Err(GuardCode::SenderAmountPerDay);
                }
            }
            let given = outlay.given(&order, amount.currency, now);
            if limits.against(amount, Some(given), true).is_some() {
                return Ok(Some(given));
            }
            outlay.give(&order, amount, bound.map(|(sender, _)| sender), now);
            let saved = self.ports.outlays.save_outlay(account, &outlay, version).await;
            match saved.map_err(unknown) {
                Ok(true) => return Ok(Some(given)),
                Ok(false) => {}
                Err(()) => return Ok(None),
            }
        }
        Ok(None)
    }
}
