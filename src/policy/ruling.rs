//! Applies a policy's rules to the facts of one request, and writes down how that went.
//!
//! The first rule whose conditions all hold decides. A rule that cannot be decided is not passed
//! over, unless it says so itself: whether it or a later one applies is then unknown, and a person
//! decides.

use super::amount;
use super::approval::Amount;
use super::ask::{self, Ask};
use super::compile::{Compiled, Fallback};
use super::evaluation::Undecided;
use super::floor;
use super::limit::{self, Approver};
use super::never_owed::keep_from_denial;
use super::offer::{self, Alternatives};
use super::outcome::{Outcome, Review};
use super::rule::{self, Rule, Test, Unknown, both};
use super::view::View;
use crate::domain::authority::{Authority, GuardCode, Why};
use crate::domain::decision::{
    Bounds, ConditionTrace, Decision, InfoNeeded, RuleTrace, Ruling, Silence, Verdict,
};
use crate::domain::facts::Facts;
use crate::domain::money::Money;

/// Every review code that the engine gives by itself, besides those that a policy states.
pub const REVIEW_CODES: [Why; 16] = [
    Why::FactUnknown,
    Why::FactsContradict,
    Why::NotComputable,
    Why::NothingLeft,
    Why::TermUnknown,
    Why::UsageUnknown,
    Why::LinesUnknown,
    Why::LinesRefunded,
    Why::FeeUnknown,
    Why::Guard(GuardCode::CurrencyMismatch),
    Why::BandOne,
    Why::BandTwo,
    Why::BandNever,
    Why::BandMissing,
    Why::StatuteUnclear,
    Why::DenialNeedsPerson,
];

/// Decides: what the rules say, under it what the law grants, and what no machine denies.
pub(super) fn decide(policy: &Compiled, facts: &Facts) -> Ruling {
    let mut ruling = by_rules(policy, facts);
    if !policy.ground.statutes.is_empty() {
        ruling = floor::lay(policy, facts, ruling);
    }
    let view = View::of(facts, &policy.head);
    let decision = keep_from_denial(policy, &view, ruling.decision);
    ruling.decision = peopled(policy, facts, decision);
    ruling
}

/// A proposal of more than one person may give takes two, whoever made it: a band, a rule, or what
/// the law grants.
fn peopled(policy: &Compiled, facts: &Facts, mut decision: Decision) -> Decision {
    if let Verdict::Review { approvers, proposed: Some(money), .. } = &mut decision.verdict {
        let one = limit::one_person(&policy.bands, Some(money.currency));
        if one.is_some_and(|most| with_given(*money, facts).minor > most) {
            *approvers = (*approvers).max(2);
        }
    }
    decision
}

fn by_rules(policy: &Compiled, facts: &Facts) -> Ruling {
    let view = View::of(facts, &policy.head);
    let mut trace = Vec::new();
    for rule in &policy.rules {
        let (tried, held) = attempt(rule, &view);
        trace.push(tried);
        if let Some(decision) = decided(policy, rule, held, &view) {
            return Ruling { decision, trace };
        }
    }
    trace.push(RuleTrace { rule: Authority::Default.to_string(), conditions: Vec::new() });
    Ruling { decision: fallback(policy), trace }
}

/// The same decision without the account of it, which costs more than the decision does.
pub(super) fn decide_silently(policy: &Compiled, facts: &Facts) -> Decision {
    if !policy.ground.statutes.is_empty() {
        return decide(policy, facts).decision;
    }
    let view = View::of(facts, &policy.head);
    let tried = policy.rules.iter().find_map(|rule| {
        let held = match (&rule.outcome, rule::hold(&rule.tests, &view)) {
            (Outcome::Ask(ask), held) if held != Ok(false) => {
                both(held, Ok(ask::missing(ask, &view).1))
            }
            (
                Outcome::Ask(_) | Outcome::Approve(_) | Outcome::Deny { .. } | Outcome::Review(_),
                held,
            ) => held,
        };
        decided(policy, rule, held, &view)
    });
    let decision = tried.unwrap_or_else(|| fallback(policy));
    peopled(policy, facts, keep_from_denial(policy, &view, decision))
}

/// What a rule makes of whether its conditions hold; `None` where the next one is tried.
fn decided(
    policy: &Compiled,
    rule: &Rule,
    held: Result<bool, Undecided>,
    view: &View<'_>,
) -> Option<Decision> {
    let (verdict, clause) = match (held, rule.unknown) {
        (Ok(false), _) | (Err(Undecided::FactUnknown), Unknown::Skip) => return None,
        (Ok(true), _) | (Err(Undecided::FactUnknown), Unknown::Match) => {
            verdict(policy, rule, view)
        }
        (Err(cause), _) => (Verdict::review(code(cause)), policy.default.clause.as_str()),
    };
    let by = Authority::Rule(rule.id.clone());
    Some(decision(policy, verdict, (by, clause), rule.shadow))
}

fn fallback(policy: &Compiled) -> Decision {
    let Fallback { why, clause } = &policy.default;
    decision(policy, Verdict::review(why.clone()), (Authority::Default, clause), false)
}

/// Tries the conditions in order, up to the first that does not hold.
pub(super) fn attempt(rule: &Rule, view: &View<'_>) -> (RuleTrace, Result<bool, Undecided>) {
    let mut conditions = Vec::with_capacity(rule.tests.len());
    let mut held = Ok(true);
    for test in &rule.tests {
        let holds = test.condition.holds(view);
        conditions.push(account(test, holds, view));
        held = both(held, holds);
        if held == Ok(false) {
            break;
        }
    }
    if let Outcome::Ask(ask) = &rule.outcome
        && held != Ok(false)
    {
        let (tried, missing) = ask::missing(ask, view);
        conditions.push(tried);
        held = both(held, Ok(missing));
    }
    (RuleTrace { rule: rule.id.clone(), conditions }, held)
}

fn account(test: &Test, holds: Result<bool, Undecided>, view: &View<'_>) -> ConditionTrace {
    let mut values: Vec<(String, String)> = test
        .facts
        .iter()
        .map(|fact| (view.head.name(*fact).to_owned(), view.shown(*fact)))
        .collect();
    values.extend(test.condition.closing(view));
    ConditionTrace { text: test.text.clone(), held: holds.ok(), values }
}

/// What a rule that applies says. Where its approval cannot be paid as it stands, the clause of
/// the default goes with the review: the customer has not been promised anything yet.
fn verdict<'p>(policy: &'p Compiled, rule: &'p Rule, view: &View<'_>) -> (Verdict, &'p str) {
    let said = match &rule.outcome {
        Outcome::Approve(wanted) => match amount::approved(wanted, view) {
            Ok(money) => banded(policy, money, view),
            Err(why) => return (Verdict::review(why), &policy.default.clause),
        },
        Outcome::Deny { alternatives } => {
            let offered = match alternatives {
                Alternatives::Listed(listed) => listed.as_slice(),
                Alternatives::Offered => offer::choose(&policy.offers, view),
            };
            Verdict::Deny { alternatives: offered.to_vec() }
        }
        Outcome::Review(review) => reviewed(policy, review, view),
        Outcome::Ask(ask) => asked(ask, rule, view),
    };
    (said, &rule.clause)
}

/// Who may approve an amount: what was given or promised before counts, so that nothing is had by
/// asking for it in pieces.
pub(super) fn banded(policy: &Compiled, money: Money, view: &View<'_>) -> Verdict {
    let proposal = |why, approvers, proposed| Verdict::Review { why, approvers, proposed };
    match approver(policy, money, view) {
        Some(Approver::Machine) => Verdict::Approve(money),
        Some(Approver::One) => proposal(Why::BandOne, 1, Some(money)),
        Some(Approver::Two) => proposal(Why::BandTwo, 2, Some(money)),
        Some(Approver::Never) => proposal(Why::BandNever, 2, None),
        None => proposal(Why::BandMissing, 1, Some(money)),
    }
}

/// `None` if the currency is in no band.
fn approver(policy: &Compiled, money: Money, view: &View<'_>) -> Option<Approver> {
    if policy.bands.is_empty() {
        return Some(Approver::Machine);
    }
    limit::band_of(&policy.bands, with_given(money, view.facts))
}

/// What the payment comes to once this amount is given too.
fn with_given(money: Money, facts: &Facts) -> Money {
    Money::new(money.minor.saturating_add(facts.given_minor()), money.currency)
}

fn reviewed(policy: &Compiled, review: &Review, view: &View<'_>) -> Verdict {
    let wanted: Option<&Amount> = review.propose.as_ref();
    let proposed = wanted.and_then(|wanted| amount::approved(wanted, view).ok());
    let band = proposed.and_then(|money| approver(policy, money, view));
    let (approvers, proposed) = match band {
        Some(Approver::Never) => (2, None),
        Some(Approver::Machine | Approver::One | Approver::Two) | None => {
            (review.approvers, proposed)
        }
    };
    Verdict::Review { why: review.why.clone(), approvers, proposed }
}

fn asked(ask: &Ask, rule: &Rule, view: &View<'_>) -> Verdict {
    let answers = &view.facts.request.answers;
    let open = ask.questions.iter().filter(|question| !answers.contains(*question));
    let silence = match &ask.silence {
        ask::Silence::Review => Silence::Review { why: Why::Unanswered },
        ask::Silence::Deny { clause, alternatives } => Silence::Deny {
            clause: clause.clone().unwrap_or_else(|| rule.clause.clone()),
            alternatives: alternatives.clone(),
        },
    };
    Verdict::NeedInfo(InfoNeeded {
        questions: open.cloned().collect(),
        answer_within: ask::seconds(ask.within_days),
        remind_after: ask.remind_after_days.map(ask::seconds),
        silence,
    })
}

fn code(cause: Undecided) -> Why {
    match cause {
        Undecided::FactUnknown => Why::FactUnknown,
        Undecided::Contradiction => Why::FactsContradict,
        Undecided::NotComputable => Why::NotComputable,
    }
}

fn decision(
    policy: &Compiled,
    verdict: Verdict,
    (by, clause): (Authority, &str),
    shadow: bool,
) -> Decision {
    Decision {
        verdict,
        by,
        clause: clause.to_owned(),
        policy_hash: Some(policy.hash.clone()),
        shadow,
        bounds: Bounds::default(),
    }
}
