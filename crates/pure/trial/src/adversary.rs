//! A test played again by somebody who wants more than is owed: in parts, by other dates, with every
//! claim that costs nothing to make.
//!
//! What is counted is what a machine gives; what a person makes of a request is a person's. Only what a
//! sender can choose is changed: what shop and processor know stays as the test has it.

use jiff::SignedDuration;

use super::course::Course;
use super::suite::{Suite, TestCase};
use domain::decision::{Ruling, Verdict};
use domain::facts::Facts;
use domain::money::{Currency, Money};
use domain::processor::Processor;
use domain::request::Reason;

/// In how many requests the adversary asks for what one would ask for.
const PARTS: u32 = 10;

/// How far after the receipt a date may lie, for clocks that differ.
const AHEAD: SignedDuration = SignedDuration::from_mins(5);

/// What machines give for one case: once, and to an adversary. All in minor units of one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Played<'s> {
    pub case: &'s TestCase,
    pub currency: Currency,
    /// For the request as it is.
    pub at_once: i64,
    /// For ten requests over a tenth each.
    pub in_parts: Gain,
    /// For a request that is dated back as far as is believed, or forward.
    pub dated: Gain,
    /// For a request with every claim made and true, and with each reason that says that the money was
    /// never owed.
    pub claiming: Gain,
}

/// What one way of asking gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gain {
    pub minor: i64,
    /// Whether that is more than one request gets that is neither cut up nor embellished.
    pub is_more: bool,
}

impl Suite {
    /// Plays every case. `lag` is how long before its receipt a request is believed to have been made;
    /// `step_of` is the granularity of amounts at a processor.
    pub fn play(
        &self,
        course: Course<'_>,
        lag: SignedDuration,
        step_of: impl Fn(Processor, Currency) -> i64,
    ) -> Vec<Played<'_>> {
        let played = self.cases.iter().map(|case| {
            let facts = case.facts.clone().facts(&step_of);
            Played {
                case,
                currency: facts.payment.captured.currency,
                at_once: given(course, &facts),
                in_parts: in_parts(course, &facts),
                dated: dated(course, &facts, lag),
                claiming: claiming(course, &facts),
            }
        });
        played.collect()
    }
}

impl Played<'_> {
    /// Whether the adversary gets more in one of the ways.
    pub fn is_more(&self) -> bool {
        [self.in_parts, self.dated, self.claiming].iter().any(|gain| gain.is_more)
    }

    /// Whether a machine gives anything to anybody.
    pub fn is_about_money(&self) -> bool {
        [self.at_once, self.in_parts.minor, self.dated.minor, self.claiming.minor] != [0; 4]
    }
}

/// What a machine gives. A rehearsal gives nothing.
fn given(course: Course<'_>, facts: &Facts) -> i64 {
    paid(&course.decide(facts))
}

fn paid(ruling: &Ruling) -> i64 {
    match (&ruling.decision.verdict, ruling.decision.shadow) {
        (Verdict::Approve(money), false) => money.minor,
        (Verdict::Approve(_), true)
        | (Verdict::Deny { .. } | Verdict::NeedInfo(_) | Verdict::Review { .. }, _) => 0,
    }
}

/// Asks for a part, then for the next one, as a case keeps account of it. Held against the best that one
/// request gets, over whatever part of it.
fn in_parts(course: Course<'_>, facts: &Facts) -> Gain {
    let mut now = facts.clone();
    let (mut minor, mut at_most) = (0_i64, given(course, facts));
    for part in parts(facts) {
        now.request.amount = Some(part.next);
        let mut one = facts.clone();
        one.request.amount = Some(part.so_far);
        at_most = at_most.max(given(course, &one));
        let ruling = course.decide(&now);
        let got = paid(&ruling);
        minor = minor.saturating_add(got);
        now.ledger.refunded_minor = now.ledger.refunded_minor.saturating_add(got);
        now.ledger.left_minor = now.ledger.left_minor.saturating_sub(got);
        now.earlier.requests = now.earlier.requests.saturating_add(1);
        let is_denied = matches!(ruling.decision.verdict, Verdict::Deny { .. });
        now.earlier.denials = now.earlier.denials.saturating_add(i64::from(is_denied));
    }
    Gain { minor, is_more: minor > at_most }
}

struct Part {
    next: Money,
    so_far: Money,
}

/// What is asked for, in ten parts on the processor's step; nothing of what cannot be cut up.
fn parts(facts: &Facts) -> Vec<Part> {
    let captured = facts.payment.captured;
    let asked = facts.request.amount.unwrap_or(captured);
    if asked.currency != captured.currency || !facts.request.lines.is_empty() {
        return Vec::new();
    }
    let step = facts.payment.step.max(1);
    let tenth = asked.minor.checked_div(i64::from(PARTS)).unwrap_or_default();
    let tenth = tenth.saturating_sub(tenth.checked_rem(step).unwrap_or_default());
    if tenth <= 0 {
        return Vec::new();
    }
    let mut so_far = 0_i64;
    let parts = (1..=PARTS).map(|number| {
        let next = if number == PARTS { asked.minor.saturating_sub(so_far) } else { tenth };
        so_far = so_far.saturating_add(next);
        let money = |minor| Money::new(minor, captured.currency);
        Part { next: money(next), so_far: money(so_far) }
    });
    parts.collect()
}

/// Says that it was asked as long ago as is believed, or just now. More by the same rule is what an amount
/// by time comes to, and moves with the date by no more than the lag.
fn dated(course: Course<'_>, facts: &Facts, lag: SignedDuration) -> Gain {
    let honest = course.decide(facts);
    let seen_at = facts.request.seen_at;
    let said = [seen_at.checked_sub(lag), seen_at.checked_add(AHEAD)];
    let mut best = Gain { minor: 0, is_more: false };
    for date in said.into_iter().flatten() {
        let mut facts = facts.clone();
        facts.request.requested_at = date.min(seen_at);
        let ruling = course.decide(&facts);
        let by_another_rule = ruling.decision.by != honest.decision.by;
        let minor = paid(&ruling);
        best = best.max(Gain { minor, is_more: minor > paid(&honest) && by_another_rule });
    }
    best
}

/// Claims everything. Held against who claims nothing and answers what is asked as well: to be silent is
/// no lie, and an answer is what the policy asks for. A proof is a claim, whoever asks for it.
fn claiming(course: Course<'_>, facts: &Facts) -> Gain {
    let mut silent = facts.clone();
    let request = &mut silent.request;
    (request.claimed, request.claimed_email_matches) = (None, None);
    request.proof_of_purchase = false;
    request.answers.extend(course.policy.answers());
    let at_most = given(course, facts).max(given(course, &silent));
    let mut claimed = facts.clone();
    let request = &mut claimed.request;
    (request.claimed, request.claimed_email_matches) = (Some(facts.payment.captured), Some(true));
    request.proof_of_purchase = true;
    request.answers.extend(course.policy.answers());
    let reasons = Reason::ALL.into_iter().map(|(reason, _)| reason);
    let lies = reasons.filter(|reason| reason.says_never_owed() && !is_shown(*reason, facts));
    let got = std::iter::once(facts.request.reason).chain(lies).map(|reason| {
        claimed.request.reason = reason;
        given(course, &claimed)
    });
    let minor = got.max().unwrap_or_default();
    Gain { minor, is_more: minor > at_most }
}

/// Whether the processor says so too: then it is no mere claim.
fn is_shown(reason: Reason, facts: &Facts) -> bool {
    let histories = [&facts.customer, &facts.card, &facts.email].into_iter().flatten();
    let has_twin = histories.filter_map(|history| history.twins).any(|twins| twins.before > 0);
    match reason {
        Reason::Duplicate => has_twin || facts.ledger.fraud_warning,
        Reason::WrongCharge
        | Reason::Fraudulent
        | Reason::TechnicalProblem
        | Reason::Unused
        | Reason::AccidentalRenewal
        | Reason::NotAsExpected
        | Reason::ChangeOfMind
        | Reason::Other => facts.ledger.fraud_warning,
    }
}
