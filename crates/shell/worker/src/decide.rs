//! Decides a request: what travelled with the message, else the guards, else the policy.

use super::past::Whose;
use super::session::{Session, Step};
use super::settlement::Settlement;
use case::fact::Fact;
use case::guard::{before_a_person, guard};
use case::ledger;
use case::state::Case;
use domain::authority::{Authority, GuardCode};
use domain::conversation::AnswerValue;
use domain::decision::{Bounds, Ruling, Verdict};
use domain::facts::{Earlier, Facts};
use domain::grounds::Grounds;
use domain::ids::RequestId;
use domain::invoice::InvoiceTerms;
use domain::key::{Subject, fingerprint};
use domain::money::Money;
use domain::request::RefundRequest;
use domain::switch::SwitchPosition;
use policy::Policy;
use wire::facts::FactsV1;

/// The question whose answer is a proof of purchase.
const PROOF: &str = "proof_of_purchase";

impl Session<'_> {
    /// Decides `id` on the listing that is folded in, and freezes the decision.
    pub(super) async fn decide(&mut self, id: &RequestId) -> Step<()> {
        self.look_at_switch().await;
        if self.switch == SwitchPosition::Everything {
            // Planned before it was: it is planned again.
            return Ok(());
        }
        let Some(state) = self.case.requests.get(id) else { return Ok(()) };
        let request = state.request.clone();
        let now = self.ports.clock.now();
        let frozen = self.frozen.clone().filter(|(frozen, _)| frozen == id);
        let is_used_up = frozen.is_some();
        // What was promised under one key is not given under another.
        let key = self.case.key_of(&request);
        let frozen = frozen.filter(|(_, carried)| carried.key.is_none() || carried.key == key);
        let fact = match frozen {
            // Decided before, and the store has forgotten: the message has not. What it still had
            // to ask may have been carried out since.
            Some((request, carried)) if !self.is_outrun(&state.request, &carried.ruling) => {
                let opened = carried.opened.unwrap_or_else(|| self.opened(now));
                Fact::Remembered { request, ruling: carried.ruling, opened }
            }
            Some(_) | None => {
                let (mut ruling, grounds) = self.rule(&request).await?;
                ruling.decision.bounds = self.bounds(grounds.as_deref());
                Fact::Decided { request: id.clone(), ruling, opened: self.opened(now), grounds }
            }
        };
        self.learn(fact)?;
        if is_used_up {
            // Not before it was folded in: until then it shows what the store has forgotten.
            self.frozen = None;
        }
        Ok(())
    }

    /// Whether a question or a review that travelled with the message was answered in the
    /// meantime, and the refund made: then the refund says what was decided.
    fn is_outrun(&self, request: &RefundRequest, ruling: &Ruling) -> bool {
        let open = match ruling.decision.verdict {
            Verdict::NeedInfo(_) | Verdict::Review { .. } => true,
            Verdict::Approve(_) | Verdict::Deny { .. } => false,
        };
        open && self.case.key_of(request).is_some_and(|key| self.case.is_executed(&key))
    }

    /// What the guards say; where they leave it open, what the version of the policy says that
    /// applies. And on what grounds.
    async fn rule(&mut self, request: &RefundRequest) -> Step<(Ruling, Option<Box<Grounds>>)> {
        if let Some(ruling) = guard(&self.case, request) {
            return Ok((ruling, self.grounds(request)));
        }
        let policy = match self.version(request) {
            Ok(policy) => policy,
            Err(ruling) => return Ok((*ruling, self.grounds(request))),
        };
        let facts = self.gather_facts(request, &policy).await?;
        if request.is_proposed() {
            let currency = facts.payment.captured.currency;
            let left = Money::new(facts.ledger.left_minor, currency);
            let cost = policy.cost(&facts);
            let ruling =
                before_a_person(GuardCode::BillingError, Some(request.amount.unwrap_or(left)));
            return Ok((ruling, Some(Box::new(Grounds { facts, cost }))));
        }
        let ruling = self.cautiously(request, policy.decide_dated(&facts));
        let ruling = self.on_purpose(ruling);
        let ruling = self.within_limits(request, &policy, ruling).await;
        let cost = policy.cost(&facts);
        Ok((ruling, Some(Box::new(Grounds { facts, cost }))))
    }

    /// What holds for the people who may have to decide: by the version in force now, as the other
    /// limits.
    fn bounds(&self, grounds: Option<&Grounds>) -> Bounds {
        let facts = grounds.map(|grounds| &grounds.facts);
        let in_force = self.book.in_force(self.ports.clock.now());
        let policy = in_force.or_else(|| facts.and_then(|facts| self.applicable(facts)));
        let line = facts.map(|facts| fingerprint("facts", &FactsV1::from(facts).line()));
        let currency = facts.map(|facts| facts.payment.captured.currency);
        Bounds {
            facts: line.unwrap_or_default(),
            two_above: policy.and_then(|policy| policy.two_above(currency)),
        }
    }

    /// What a person is shown where no policy was asked.
    fn grounds(&self, request: &RefundRequest) -> Option<Box<Grounds>> {
        let facts = self.known_facts(request)?;
        let cost = self.applicable(&facts).and_then(|policy| policy.cost(&facts));
        Some(Box::new(Grounds { facts, cost }))
    }

    fn applicable(&self, facts: &Facts) -> Option<&Policy> {
        let (paid, sale) = (&facts.payment, &facts.payment.purchase);
        self.book.applicable(sale.policy_hash.as_deref(), paid.charged_at).ok()
    }

    /// A partial refund is not approved by a machine shortly after the store was lost: the
    /// reservations of other partial refunds may be missing.
    fn cautiously(&self, request: &RefundRequest, mut ruling: Ruling) -> Ruling {
        let partial = request.subject() != Subject::Full;
        let approved = matches!(ruling.decision.verdict, Verdict::Approve(_));
        if partial && approved && self.settings.caution.holds(self.ports.clock.now()) {
            ruling.decision.verdict = Verdict::review(GuardCode::StoreLost);
            ruling.decision.by = Authority::Guard(GuardCode::StoreLost);
        }
        ruling
    }

    /// Where a part of the payment was passed on to a seller, no machine gives money back before the
    /// account says whose: what a processor does in silence is somebody's loss. And none of an invoice
    /// where the account wants a person for those.
    fn on_purpose(&self, ruling: Ruling) -> Ruling {
        let (Verdict::Approve(_), Some(payment)) = (&ruling.decision.verdict, &self.case.payment)
        else {
            return ruling;
        };
        let terms = &self.account.terms;
        if !terms.split.settle(payment.split) {
            return ruling.held(GuardCode::SplitPayment);
        }
        if terms.invoices == InvoiceTerms::Review && payment.purchase.may_be_billed() {
            return ruling.held(GuardCode::InvoicePayment);
        }
        ruling
    }

    /// Everything that a policy asks for.
    pub(super) async fn gather_facts(
        &mut self,
        request: &RefundRequest,
        policy: &Policy,
    ) -> Step<Facts> {
        let needs = policy.needs_customer_history();
        let customer = self.history(Whose::Customer, needs, request).await?;
        let card = self.history(Whose::Card, policy.needs_card_history(), request).await?;
        let email = self.history(Whose::Email, policy.needs_email_history(), request).await?;
        let merchant = self.merchant_facts(request, policy).await;
        // The guard has seen to it that the payment is known.
        let mut facts = self
            .known_facts(request)
            .ok_or_else(|| Settlement::park("bug: the policy was asked without a payment"))?;
        facts.merchant = merchant;
        (facts.customer, facts.card, facts.email) = (customer, card, email);
        Ok(facts)
    }

    /// What request, payment and case say; `None` while the payment is unknown.
    fn known_facts(&self, request: &RefundRequest) -> Option<Facts> {
        let case = &self.case;
        let payment = case.payment.as_ref()?;
        let step = processors::amount_step(case.processor, payment.captured.currency);
        let believed = request.believed(self.settings.report_lag);
        let mut facts = Facts::new(believed, payment, ledger::facts(case), case.processor, step);
        facts.earlier = earlier(case, request);
        let answers = case.answers.get(&request.id);
        let said = answers.into_iter().flatten();
        facts.request.answers =
            said.map(|(question, answer)| (question.clone(), answer.value.clone())).collect();
        // A proof that was asked for and has come is as good as one that came with the request.
        let proven = answers.and_then(|known| known.get(PROOF));
        facts.request.proof_of_purchase |= proven.is_some_and(|answer| match answer.value {
            AnswerValue::Given | AnswerValue::Flag(true) => true,
            AnswerValue::Flag(false) | AnswerValue::Number(_) | AnswerValue::Choice(_) => false,
        });
        Some(facts)
    }
}

/// What was seen before `request` about the same payment, and how often the answer was no.
fn earlier(case: &Case, request: &RefundRequest) -> Earlier {
    let others = case.requests.values().filter(|state| {
        state.request.id != request.id && state.request.receipt.seen_at <= request.receipt.seen_at
    });
    let mut earlier = Earlier::default();
    for state in others {
        let denied = state
            .ruling
            .as_ref()
            .is_some_and(|ruling| matches!(ruling.decision.verdict, Verdict::Deny { .. }));
        earlier.requests = earlier.requests.saturating_add(1);
        earlier.denials = earlier.denials.saturating_add(i64::from(denied));
    }
    earlier
}
