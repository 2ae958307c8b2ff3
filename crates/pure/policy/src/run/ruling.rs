//! Applies a policy's rules to the facts of one request, and writes down how that went.
//!
//! The first rule whose conditions all hold decides. A rule that cannot be decided is not passed
//! over, unless it says so itself: whether it or a later one applies is then unknown, and a person
//! decides.

use super::attempt::{attempt, missing};
use super::band::{self, approver, banded, with_given};
use super::compile::{Compiled, Fallback};
use super::never_owed::keep_from_denial;
use super::{amount, floor};
use crate::document::approval::Amount;
use crate::document::ask::Ask;
use crate::document::offer::{Alternatives, Offer};
use crate::document::outcome::{Outcome, Review};
use crate::document::rule::Rule;
use crate::document::shape::{Approver, Unknown};
use crate::language::test::{self, both};
use crate::language::undecided::Undecided;
use crate::language::view::{DAY, View};
use domain::authority::{Authority, Why};
use domain::calculation::Calculation;
use domain::decision::{Bounds, Decision, InfoNeeded, RuleTrace, Ruling, Verdict};
use domain::facts::Facts;

/// Decides: what the rules say, under it what the law grants, and what no machine denies.
pub(crate) fn decide(policy: &Compiled, facts: &Facts) -> Ruling {
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
        let one = band::one_person(&policy.bands, Some(money.currency));
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
pub(crate) fn decide_silently(policy: &Compiled, facts: &Facts) -> Decision {
    if !policy.ground.statutes.is_empty() {
        return decide(policy, facts).decision;
    }
    let view = View::of(facts, &policy.head);
    let tried = policy.rules.iter().find_map(|rule| {
        let held = match (&rule.outcome, test::hold(&rule.tests, &view)) {
            (Outcome::Ask(ask), held) if held != Ok(false) => both(held, Ok(missing(ask, &view).1)),
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
    let (said, subscription) = match (held, rule.unknown) {
        (Ok(false), _) | (Err(Undecided::FactUnknown), Unknown::Skip) => return None,
        (Ok(true), _) | (Err(Undecided::FactUnknown), Unknown::Match) => {
            (verdict(policy, rule, view), rule.subscription)
        }
        // It is not known to apply, so that nothing it says is inherited.
        (Err(cause), _) => {
            let review = Verdict::review(code(cause));
            ((review, Calculation::default(), policy.default.clause.as_str()), None)
        }
    };
    let (verdict, calculation, clause) = said;
    let by = Authority::Rule(rule.id.clone());
    let decision = decision(policy, verdict, (by, clause), rule.shadow);
    Some(Decision { calculation, subscription, ..decision })
}

fn fallback(policy: &Compiled) -> Decision {
    let Fallback { why, clause } = &policy.default;
    decision(policy, Verdict::review(why.clone()), (Authority::Default, clause), false)
}

/// What a rule that applies says. Where its approval cannot be paid as it stands, the clause of
/// the default goes with the review: the customer has not been promised anything yet.
fn verdict<'p>(
    policy: &'p Compiled,
    rule: &'p Rule,
    view: &View<'_>,
) -> (Verdict, Calculation, &'p str) {
    let uncalculated = |verdict| (verdict, Calculation::default());
    let (verdict, calculation) = match &rule.outcome {
        Outcome::Approve(wanted) => match amount::approved(wanted, view) {
            Ok(worked) => banded(policy, worked, view),
            Err(why) => {
                let (verdict, calculation) = uncalculated(Verdict::review(why));
                return (verdict, calculation, &policy.default.clause);
            }
        },
        Outcome::Deny { alternatives } => {
            let offered = match alternatives {
                Alternatives::Listed(listed) => listed.as_slice(),
                Alternatives::Offered => first_fitting(&policy.offers, view),
            };
            uncalculated(Verdict::Deny { alternatives: offered.to_vec() })
        }
        Outcome::Review(review) => reviewed(policy, review, view),
        Outcome::Ask(ask) => uncalculated(asked(ask, view)),
    };
    (verdict, calculation, &rule.clause)
}

fn reviewed(policy: &Compiled, review: &Review, view: &View<'_>) -> (Verdict, Calculation) {
    let wanted: Option<&Amount> = review.propose.as_ref();
    let worked = wanted.and_then(|wanted| amount::approved(wanted, view).ok());
    let band = worked.as_ref().and_then(|(money, _)| approver(policy, *money, view));
    let (approvers, worked) = match band {
        Some(Approver::Never) => (2, None),
        Some(Approver::Machine | Approver::One | Approver::Two) | None => {
            (review.approvers, worked)
        }
    };
    let (proposed, calculation) = worked.unzip();
    let verdict = Verdict::Review { why: review.why.clone(), approvers, proposed };
    (verdict, calculation.unwrap_or_default())
}

fn asked(ask: &Ask, view: &View<'_>) -> Verdict {
    let answers = &view.facts.request.answers;
    let open = ask.questions.iter().filter(|question| !answers.contains_key(*question));
    Verdict::NeedInfo(InfoNeeded {
        questions: open.cloned().collect(),
        answer_within: seconds(ask.within_days),
        remind_after: ask.remind_after_days.map(seconds),
        silence: ask.silence.clone(),
    })
}

/// Days as the conversation counts them.
fn seconds(days: i64) -> i64 {
    days.saturating_mul(DAY)
}

/// What the first offer that fits offers. The last one fits always, where the policy has any.
fn first_fitting<'o>(offers: &'o [Offer], view: &View<'_>) -> &'o [String] {
    let fits = |offer: &&Offer| test::hold(&offer.tests.0, view) == Ok(true);
    offers.iter().find(fits).map_or(&[], |offer| offer.alternatives.as_slice())
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
        subscription: None,
        calculation: Calculation::default(),
        bounds: Bounds::default(),
    }
}
