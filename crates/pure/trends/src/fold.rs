//! Adds one case to the figures.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::figures::{Dimension, Figures};
use super::outcome::{DecidedBy, DisputeEnd, Path, RefundEnd, RequestOutcome};
use super::span::TimeSpan;
use super::tally::{Counted, more};
use case::clock;
use case::milestone::Milestone;
use case::stage::Stage;
use case::state::{Case, RequestState};
use case::terms::Targets;
use case::{release, review};
use domain::authority::Authority;
use domain::decision::VerdictKind;
use domain::ids::{AccountName, RequestId};
use domain::key::Subject;
use domain::money::Money;
use domain::payment::PaymentStatus;
use domain::time::seconds_between;

/// A key longer than this is cut: it is shown in a table.
const KEY_CHARS_MAX: usize = 60;

/// What the figures depend on besides the cases.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Which requests, refunds and disputes count.
    pub span: TimeSpan,
    /// The present time: what is open is measured to it.
    pub now: Timestamp,
    /// Only this account.
    pub account: Option<AccountName>,
    /// What was agreed for each account. One that is not here has no targets.
    pub accounts: BTreeMap<AccountName, Agreed>,
}

/// What was agreed for an account.
#[derive(Debug, Clone, Copy, Default)]
pub struct Agreed {
    /// By when each stage should be reached.
    pub targets: Targets,
    /// Whether the seller of record is somebody else, who decides.
    pub merchant_of_record: bool,
}

impl Figures {
    /// Adds one case. The same case must not be added twice.
    pub fn add(&mut self, case: &Case, frame: &Frame) {
        if frame.account.as_ref().is_some_and(|account| *account != case.id.account) {
            return;
        }
        let agreed = frame.accounts.get(&case.id.account).copied().unwrap_or_default();
        let talk = Talk::of(case);
        let mut inside = false;
        for state in case.requests.values() {
            let asked_at = state.request.receipt.at;
            self.oldest = Some(self.oldest.map_or(asked_at, |oldest| oldest.min(asked_at)));
            self.add_review(state, frame);
            if frame.span.contains(asked_at) {
                self.add_request(&One { case, state, talk: &talk, agreed }, frame);
                inside = true;
            }
        }
        inside |= self.add_refunds(case, frame);
        inside |= self.add_disputes(case, frame);
        self.add_commissions(case, frame);
        if inside {
            more(&mut self.cases);
        }
    }

    fn add_request(&mut self, one: &One<'_>, frame: &Frame) {
        let counted = one.counted();
        self.requests.add(&counted);
        for (dimension, key) in one.keys(counted.outcome) {
            self.by.entry(dimension).or_default().add(key, &counted);
        }
        for reason in one.case.feedback.get(&one.state.request.id).into_iter().flatten() {
            let key = Some(reason.as_str().to_owned());
            self.by.entry(Dimension::Feedback).or_default().add(key, &counted);
        }
        self.add_costs(one, &counted);
        if let Some(day) = frame.span.period_of(one.state.request.receipt.at) {
            let period = self.periods.entry(day).or_default();
            more(period.outcomes.entry(counted.outcome).or_default());
            more(period.reasons.entry(one.state.request.reason.as_str()).or_default());
        }
        self.add_waits(one, frame.now);
        if let Some(automatic) = one.state.automatic.as_ref().filter(|said| said.shadow) {
            let rehearsed = self.rehearsals.entry(automatic.said).or_default();
            more(&mut rehearsed.count);
            if counted.outcome.is_decided() {
                let approved = counted.outcome.is_approved();
                let agreed = match automatic.said {
                    VerdictKind::Approve => approved,
                    VerdictKind::Deny => !approved,
                    VerdictKind::NeedInfo | VerdictKind::Review => false,
                };
                more(if agreed { &mut rehearsed.agreed } else { &mut rehearsed.differed });
            }
        }
    }

    fn add_costs(&mut self, one: &One<'_>, counted: &Counted) {
        let Some(refunded) = counted.refunded.filter(|refunded| refunded.minor > 0) else { return };
        let Some(cost) = one.state.grounds.as_deref().and_then(|grounds| grounds.cost) else {
            return;
        };
        let sums = self.costs.entry(refunded.currency).or_default();
        more(&mut sums.count);
        sums.fees = sums.fees.saturating_add(cost.refund_minor.max(0));
        if one.case.disputes.is_empty() {
            sums.disputes_spared = sums.disputes_spared.saturating_add(cost.dispute_minor.max(0));
        }
    }

    fn add_waits(&mut self, one: &One<'_>, now: Timestamp) {
        let (stages, targets) = (one.state.stages, one.agreed.targets);
        let asked = Some(one.state.request.receipt.at);
        let reached = [
            (Stage::Acknowledged, asked, stages.acknowledged_at, targets.acknowledged),
            (Stage::Decided, asked, stages.decided_at, targets.decided),
            (Stage::Refunded, stages.decided_at, stages.refunded_at, targets.refunded),
            (Stage::FollowedUp, stages.refunded_at, stages.followed_up_at, targets.followed_up),
        ];
        for (stage, from, to, target) in reached {
            if let (Some(from), Some(to)) = (from, to) {
                let took = seconds_between(from, to);
                let wait = self.waits.entry(stage).or_default();
                wait.took.add(took);
                let due_by = |target| clock::due_by(one.state, stage, from, target);
                if target.is_some_and(|target| to > due_by(target)) {
                    more(&mut wait.missed);
                }
            }
        }
        if one.agreed.merchant_of_record {
            return;
        }
        for due in clock::due(one.case, one.state, &targets) {
            let wait = self.waits.entry(due.stage).or_default();
            more(if due.by <= now { &mut wait.missed } else { &mut wait.open });
        }
    }

    fn add_review(&mut self, state: &RequestState, frame: &Frame) {
        let Some(opened) = state.opened.as_ref().filter(|_| review::is_open(state)) else { return };
        self.reviews.ages.add(seconds_between(opened.at, frame.now));
        if opened.until < frame.now {
            more(&mut self.reviews.overdue);
        }
        let verdict = state.ruling.as_ref().map(|ruling| &ruling.decision.verdict);
        if let Some(domain::decision::Verdict::Review { proposed: Some(money), .. }) = verdict {
            self.reviews.proposed.entry(money.currency).or_default().add(money.minor);
        }
    }

    fn add_refunds(&mut self, case: &Case, frame: &Frame) -> bool {
        let mut inside = false;
        for refund in release::refunds(case) {
            let Some(day) = frame.span.period_of(refund.created_at) else { continue };
            inside = true;
            let (end, Money { minor, currency }) = (RefundEnd::of(refund), refund.amount);
            self.refunds.entry((end, currency)).or_default().add(minor);
            let period = self.periods.entry(day).or_default();
            let flow = period.flows.entry(currency).or_default();
            let sum = match end {
                RefundEnd::Succeeded | RefundEnd::Pending => &mut flow.refunded,
                RefundEnd::Adopted => &mut flow.adopted,
                RefundEnd::Failed => continue,
            };
            *sum = sum.saturating_add(minor.max(0));
        }
        inside
    }

    fn add_disputes(&mut self, case: &Case, frame: &Frame) -> bool {
        let mut inside = false;
        for dispute in case.disputes.values() {
            let Some(day) = frame.span.period_of(dispute.created_at) else { continue };
            inside = true;
            let (end, Money { minor, currency }) = (DisputeEnd::of(dispute), dispute.amount);
            self.disputes.entry((end, currency)).or_default().add(minor);
            let period = self.periods.entry(day).or_default();
            more(&mut period.disputes);
            let flow = period.flows.entry(currency).or_default();
            flow.disputed = flow.disputed.saturating_add(dispute.net_loss());
        }
        inside
    }

    fn add_commissions(&mut self, case: &Case, frame: &Frame) {
        let refunds = release::refunds(case).map(|refund| refund.created_at);
        let disputes = case.disputes.values().map(|dispute| dispute.created_at);
        let void = case.payment.iter().filter(|payment| payment.status == PaymentStatus::Void);
        let causes = refunds.chain(disputes).chain(void.map(|payment| payment.charged_at));
        if !causes.min().is_some_and(|first| frame.span.contains(first)) {
            return;
        }
        for (id, clawed) in &case.told.clawbacks {
            let Some(commission) = case.commissions.get(id) else { continue };
            let given_back = clawed.returned.max(0);
            let sums = self.commissions.entry(commission.earned.currency).or_default();
            more(&mut sums.count);
            sums.earned = sums.earned.saturating_add(commission.earned.minor.max(0));
            let clawed_back = clawed.total.max(0).saturating_add(given_back);
            sums.clawed_back = sums.clawed_back.saturating_add(clawed_back);
            sums.given_back = sums.given_back.saturating_add(given_back);
        }
    }
}

/// Which requests of a case somebody was asked about.
struct Talk<'a> {
    asked: BTreeSet<&'a RequestId>,
    reviewed: BTreeSet<&'a RequestId>,
}

impl<'a> Talk<'a> {
    fn of(case: &'a Case) -> Self {
        let mut talk = Self { asked: BTreeSet::new(), reviewed: BTreeSet::new() };
        for milestone in &case.told.milestones {
            if let Milestone::Asked(_, request) = milestone {
                talk.asked.insert(request);
            }
            if let Milestone::Review(request) | Milestone::ReviewAgain(_, request) = milestone {
                talk.reviewed.insert(request);
            }
        }
        talk
    }

    fn path(&self, request: &RequestId) -> Path {
        match (self.asked.contains(request), self.reviewed.contains(request)) {
            (false, false) => Path::Straight,
            (true, false) => Path::Asked,
            (false, true) => Path::Reviewed,
            (true, true) => Path::Both,
        }
    }
}

/// One request with what is needed to count it.
struct One<'a> {
    case: &'a Case,
    state: &'a RequestState,
    talk: &'a Talk<'a>,
    agreed: Agreed,
}

impl One<'_> {
    fn counted(&self) -> Counted {
        let (case, state) = (self.case, self.state);
        let outcome = RequestOutcome::of(case, state, self.agreed.merchant_of_record);
        let asked = match state.request.subject() {
            Subject::Full => case.payment.as_ref().map(|payment| payment.captured),
            Subject::Partial(_) => state.request.amount,
        };
        // Of several requests for the same goods the first one has the money: there is one refund.
        let key = state.operation.as_ref().filter(|key| {
            let place = |state: &RequestState| (state.request.receipt.at, state.request.id.clone());
            case.requests_of(key).map(place).min() == Some(place(state))
        });
        let approved = key.and_then(|key| case.operations.get(key)).map(|of| of.amount);
        let succeeded = key.zip(approved).map(|(key, approved)| {
            let ends = case.refunds_of(key).filter(|refund| {
                RefundEnd::of(refund) == RefundEnd::Succeeded
                    && refund.amount.currency == approved.currency
            });
            ends.fold(0_i64, |sum, refund| sum.saturating_add(refund.amount.minor))
        });
        let refunded = approved.zip(succeeded).map(|(of, minor)| Money { minor, ..of });
        let by_machine = self.decided_by(outcome) == Some(DecidedBy::Machine);
        Counted { outcome, by_machine, asked, approved, refunded }
    }

    fn decided_by(&self, outcome: RequestOutcome) -> Option<DecidedBy> {
        let decided_by = match &self.state.ruling.as_ref()?.decision.by {
            Authority::Approvers | Authority::Denier | Authority::Joined => DecidedBy::Person,
            Authority::Recovered => DecidedBy::Unknown,
            Authority::Guard(_)
            | Authority::Statute(_)
            | Authority::Rule(_)
            | Authority::Default => DecidedBy::Machine,
        };
        outcome.is_decided().then_some(decided_by)
    }

    /// What the request is counted under. Nothing here names a person.
    fn keys(&self, outcome: RequestOutcome) -> Vec<(Dimension, Option<String>)> {
        let (case, state) = (self.case, self.state);
        let payment = case.payment.as_ref();
        let text = shown;
        let language = state.request.locale.as_deref();
        let language = language.or(payment.and_then(|payment| payment.locale.as_deref()));
        let product = payment.and_then(|payment| text(payment.product.as_deref()?));
        let reason = state.request.reason.as_str();
        let mut keys = vec![
            (Dimension::Reason, text(reason)),
            (Dimension::Path, text(self.talk.path(&state.request.id).as_str())),
            (Dimension::Product, product.clone()),
            (Dimension::ProductReason, product.map(|product| format!("{product}: {reason}"))),
            (Dimension::Plan, payment.and_then(|payment| text(payment.plan.as_deref()?))),
            (Dimension::Processor, text(case.processor.as_str())),
            (Dimension::Account, text(case.id.account.as_str())),
            (Dimension::Language, language.and_then(primary)),
        ];
        let Some(ruling) = &state.ruling else { return keys };
        let decided_by = self.decided_by(outcome);
        // People decide by no rule: what counts is the one that handed it to them.
        let rule = match (&state.automatic, decided_by) {
            (Some(automatic), Some(DecidedBy::Person)) => &automatic.by,
            (_, Some(DecidedBy::Machine | DecidedBy::Person | DecidedBy::Unknown) | None) => {
                &ruling.decision.by
            }
        };
        keys.push((Dimension::Rule, text(&rule.to_string())));
        if let Some(decided_by) = decided_by {
            if decided_by == DecidedBy::Person {
                let opened = state.opened.as_ref();
                let because = opened.and_then(|opened| opened.because.as_ref());
                keys.push((Dimension::Because, because.and_then(|code| text(code.as_str()))));
            }
            keys.push((Dimension::DecidedBy, text(decided_by.as_str())));
            keys.push((Dimension::Clause, text(&ruling.decision.clause)));
            keys.push((Dimension::Policy, ruling.decision.policy_hash.clone()));
        }
        keys
    }
}

/// The key as it is shown: printable, and not long; `None` where nothing is left.
fn shown(key: &str) -> Option<String> {
    let printable = key.trim().chars().filter(|c| !c.is_control());
    let key: String = printable.take(KEY_CHARS_MAX).collect();
    (!key.is_empty()).then_some(key)
}

/// The language of a tag, without its country.
fn primary(tag: &str) -> Option<String> {
    tag.split(['-', '_']).next().and_then(shown).map(|tag| tag.to_ascii_lowercase())
}
