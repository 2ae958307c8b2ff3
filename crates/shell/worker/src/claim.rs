//! The claim of a call that no key and no cap makes safe, and its permit: given once, to the message of
//! the request, and used once.

use jiff::Timestamp;

use super::session::{Session, Step};
use case::apply::Effect;
use case::claim::{Brought, Claim, ClaimId};
use case::fact::Fact;
use case::operation::OperationStep;
use domain::ids::RequestId;
use domain::key::IdempotencyKey;
use domain::request::RefundRequest;
use domain::time::seconds_between;
use ports::inbox::{Delivery, Token};
use telemetry::events::CallWithheld;

/// Begins every seal of a permit, and keeps it apart from what else is sealed with the same key.
const LABEL: &str = "refundd-permit-1";

/// Begins what a claim's name is made of.
const NAME_LABEL: &str = "refundd-claim-1";

/// Seconds that a worker's clock and the store's may be apart where claims are made and used. Two workers
/// are then at most twice as far apart, which is the minute that a claim waits for.
pub const APART_MAX: i64 = 30;

/// Seconds after which a clock that is wrong is looked at again.
const CLOCK_PAUSE: i64 = 300;

/// What a delivery has that is used once: what it is called on its connection, and its permit. Both are
/// void where it may have been delivered before.
#[derive(Debug, Clone)]
pub(super) struct Once {
    token: Token,
    permit: Option<String>,
}

impl Once {
    /// Takes it from a delivery: the message that travels on has no permit but one that is given anew.
    pub(super) fn of(delivery: &mut Delivery) -> Self {
        let permit = delivery.message.permit.take().filter(|_| !delivery.again);
        Self { token: delivery.token, permit }
    }
}

impl Session<'_> {
    /// What the delivery brings to an operation that has to be claimed. A permit that was given in this
    /// pass is for the next one, however long this one has stood still.
    pub(super) fn brought(&self) -> Brought<'_> {
        let now = self.ports.clock.now();
        let is_early =
            || self.permitted().is_some_and(|claim| now < claim.window(&self.account.terms).start);
        let permit = self.permit.as_ref().filter(|_| !self.is_given || is_early());
        Brought { request: self.carries.as_ref(), permit }
    }

    /// The claim that the permit of this pass is for, where it still holds.
    fn permitted(&self) -> Option<&Claim> {
        let permit = self.permit.as_ref()?;
        self.case.operations.values().find_map(|operation| match &operation.step {
            OperationStep::Claimed(claim) if claim.id == *permit => Some(claim),
            OperationStep::Ready
            | OperationStep::Claimed(_)
            | OperationStep::InDoubt(_)
            | OperationStep::Refused { .. } => None,
        })
    }

    /// Opens the permit that came with the delivery, if it is ours and for this request.
    pub(super) fn admit(&mut self, once: Once, request: Option<&RefundRequest>) {
        let opened = request.zip(once.permit).and_then(|(request, header)| {
            let (seal, id) = header.split_once('.')?;
            let place = self.permit_place(request);
            let fits = self.settings.sealing.fits(&[place.as_bytes(), id.as_bytes()], seal);
            fits.then(|| ClaimId::new(id))
        });
        (self.permit, self.token) = (opened, Some(once.token));
    }

    /// Announces the call. The permit is in the settlement of this delivery, and nowhere else: if it is
    /// lost on the way, the claim ends by its time.
    pub(super) async fn claim(&mut self, key: &IdempotencyKey) -> Step<()> {
        self.clocks_agree(key).await?;
        let at = self.ports.clock.now();
        let id = self.name_claim(key, at);
        let claim = Fact::Claimed { key: key.clone(), claim: id.clone(), at };
        if self.learn(claim)? == Effect::Advanced && self.save_or_yield().await? {
            (self.permit, self.is_given) = (Some(id), true);
        }
        Ok(())
    }

    /// Goes on only where the store's clock and ours are near enough to each other.
    pub(super) async fn clocks_agree(&mut self, key: &IdempotencyKey) -> Step<()> {
        let before = self.ports.clock.now();
        let store = self.ports.store.now().await;
        let after = self.ports.clock.now();
        let is_near = |store: Timestamp| {
            let apart = |ours| seconds_between(ours, store).saturating_abs();
            apart(before) <= APART_MAX && apart(after) <= APART_MAX
        };
        if store.is_ok_and(is_near) {
            return Ok(());
        }
        CallWithheld { case: &self.case.id, key, why: "clock" }.emit();
        self.save().await?;
        Err(self.again(CLOCK_PAUSE).counted_as_trouble())
    }

    /// Whether the call of this operation is made under a permit.
    pub(super) fn is_claimed(&self, key: &IdempotencyKey) -> bool {
        let step = self.case.operations.get(key).map(|operation| &operation.step);
        matches!(step, Some(OperationStep::Claimed(_)))
    }

    /// The permit as it travels with the message of a request, where the claim that it is for still holds
    /// and can still be used.
    pub(super) fn sealed_permit(&self, request: &RequestId) -> Option<String> {
        let claim = self.permitted()?;
        let request = &self.case.requests.get(request)?.request;
        let is_open = self.ports.clock.now() < claim.window(&self.account.terms).end;
        is_open.then(|| {
            let (place, id) = (self.permit_place(request), claim.id.as_str());
            let seal = self.settings.sealing.seal(&[place.as_bytes(), id.as_bytes()]);
            format!("{seal}.{id}")
        })
    }

    /// A name that no other claim has: neither another delivery nor the same one at another instant makes
    /// it, whatever the store has forgotten.
    fn name_claim(&self, key: &IdempotencyKey, at: Timestamp) -> ClaimId {
        let (case, saves) = (&self.case.id, self.version.saves);
        let Token { connection, tag } = self.token.unwrap_or(Token { connection: 0, tag: 0 });
        let place = format!("{NAME_LABEL}\n{case}\n{key}\n{connection} {tag} {saves}\n{at}\n");
        ClaimId::new(self.settings.sealing.seal(&[place.as_bytes()]))
    }

    /// What a permit is for, sealed with it: the payment, and all that was asked.
    fn permit_place(&self, request: &RefundRequest) -> String {
        format!("{LABEL}\n{}\n{}\n{}\n", self.case.id, request.id, request.fingerprint())
    }
}
