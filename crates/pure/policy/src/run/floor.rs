//! What the law makes of a merchant's decision: a floor under it.
//!
//! Where a right holds, a denial, a question or a smaller amount gives way to what the law grants.
//! A review stays one, because signs of fraud must be able to stop a machine; the person is shown
//! what the law grants. Where it cannot be said whether a right holds, nothing is denied without
//! a person. What is more generous than the law stands as it is.

use super::amount;
use super::attempt::attempt;
use super::band::banded;
use super::compile::Compiled;
use super::statute::Law;
use crate::document::outcome::Outcome;
use crate::document::rule::Rule;
use crate::document::shape::Unknown;
use crate::language::undecided::Undecided;
use crate::language::view::View;
use domain::authority::{Authority, Why};
use domain::calculation::Calculation;
use domain::country;
use domain::decision::{ConditionTrace, RuleTrace, Ruling, Silence, Verdict};
use domain::facts::Facts;
use domain::money::Money;
use domain::sale_field::SaleField;

/// What a right comes to for one request.
enum Floor<'l> {
    /// The law grants this much.
    Grants(&'l Rule, Money, Calculation),
    /// A person has to find out, for this reason.
    Unclear(&'l Rule, Why),
}

/// Lays the floor under a decision.
pub(crate) fn lay(policy: &Compiled, facts: &Facts, mut ruling: Ruling) -> Ruling {
    let view = View::of(facts, &policy.ground.head);
    let mut trace = Vec::new();
    let mut floor = None;
    for statute in &policy.ground.statutes {
        floor = floor.or(right(&statute.0, &view, &mut trace));
    }
    trace.append(&mut ruling.trace);
    ruling.trace = trace;
    match floor {
        None => {}
        Some(Floor::Grants(right, money, calculation)) => {
            grant(policy, &view, right, (money, calculation), &mut ruling);
        }
        Some(Floor::Unclear(right, why)) => doubt(right, why, facts, &mut ruling),
    }
    ruling
}

/// The first right of a statute that holds, or may hold.
fn right<'l>(law: &'l Law, view: &View<'_>, trace: &mut Vec<RuleTrace>) -> Option<Floor<'l>> {
    let (seat, there) = in_force(law, view);
    if there == Some(false) {
        let rule = law.rights.first().map_or("statute".to_owned(), |right| by(right).to_string());
        trace.push(RuleTrace { rule, conditions: vec![seat] });
        return None;
    }
    for right in &law.rights {
        let (mut tried, held) = attempt(right, view);
        tried.rule = by(right).to_string();
        tried.conditions.insert(0, seat.clone());
        trace.push(tried);
        let found = match (held, right.unknown) {
            (Ok(false), _) | (Err(Undecided::FactUnknown), Unknown::Skip) => continue,
            (Ok(true), _) | (Err(Undecided::FactUnknown), Unknown::Match) => granted(right, view),
            (Err(_), _) => Some(unclear(right)),
        };
        return match found {
            Some(Floor::Grants(right, ..)) if there.is_none() => Some(unclear(right)),
            Some(_) | None => found,
        };
    }
    None
}

fn unclear(right: &Rule) -> Floor<'_> {
    Floor::Unclear(right, Why::StatuteUnclear)
}

/// What a right that holds grants; nothing where nothing is left to give.
fn granted<'l>(right: &'l Rule, view: &View<'_>) -> Option<Floor<'l>> {
    match &right.outcome {
        Outcome::Approve(wanted) => match amount::approved(wanted, view) {
            Ok((money, calculation)) => Some(Floor::Grants(right, money, calculation)),
            Err(Why::NothingLeft) => None,
            Err(_) => Some(unclear(right)),
        },
        Outcome::Review(review) => Some(Floor::Unclear(right, review.why.clone())),
        // The statute was refused with these.
        Outcome::Deny { .. } | Outcome::Ask(_) => None,
    }
}

fn by(right: &Rule) -> Authority {
    Authority::Statute(right.id.clone())
}

/// Whether a statute is applied where the customer lives. What is no country of ISO 3166 is unknown,
/// and so is one that the shop wrote in a way that nobody can read. Where nobody says anything, the
/// country of the card can only tell that it is another one.
fn in_force(law: &Law, view: &View<'_>) -> (ConditionTrace, Option<bool>) {
    let applies = |code: &str| match law.countries.get(code) {
        Some(country) => country.applies,
        None => country::is_code(code).then_some(false),
    };
    let purchase = &view.facts.payment.purchase;
    let (country, card) = (purchase.country.as_deref(), purchase.card_country.as_deref());
    let held = match (country, card) {
        (Some(country), _) => applies(country),
        (None, _) if purchase.unreadable.contains(&SaleField::Country) => None,
        (None, Some(card)) => applies(card).filter(|applies| !applies),
        (None, None) => None,
    };
    let shown = |value: Option<&str>| value.map_or("unknown".to_owned(), |v| format!("{v:?}"));
    let mut values = vec![("payment.country".to_owned(), shown(country))];
    if country.is_none() {
        values.push(("payment.card_country".to_owned(), shown(card)));
    }
    let text = format!("{}, version {}, is in force", law.name, law.version);
    (ConditionTrace { text, held, values }, held)
}

fn grant(
    policy: &Compiled,
    view: &View<'_>,
    right: &Rule,
    (money, calculation): (Money, Calculation),
    ruling: &mut Ruling,
) {
    let decision = &mut ruling.decision;
    match &mut decision.verdict {
        Verdict::Approve(more) if more.minor >= money.minor => return,
        Verdict::Review { proposed: Some(more), .. } if more.minor >= money.minor => {}
        Verdict::Review { proposed, .. } => {
            *proposed = Some(money);
            decision.calculation = calculation;
        }
        Verdict::Approve(_) | Verdict::Deny { .. } | Verdict::NeedInfo(_) => {
            (decision.verdict, decision.calculation) = banded(policy, (money, calculation), view);
            decision.by = by(right);
            // The law is no rehearsal.
            decision.shadow = false;
        }
    }
    // What the law says of the contract stands before what the merchant says.
    decision.subscription = right.subscription.or(decision.subscription);
    decision.clause.clone_from(&right.clause);
}

fn doubt(right: &Rule, why: Why, facts: &Facts, ruling: &mut Ruling) {
    let decision = &mut ruling.decision;
    let proposed = match &mut decision.verdict {
        Verdict::Approve(money) if money.minor < facts.ledger.left_minor => Some(*money),
        Verdict::Deny { .. } => None,
        Verdict::NeedInfo(info) => {
            if let Silence::Deny { .. } = info.silence {
                info.silence = Silence::Review { why };
            }
            return;
        }
        Verdict::Approve(_) | Verdict::Review { .. } => return,
    };
    decision.verdict = Verdict::Review { why, approvers: 1, proposed };
    decision.by = by(right);
    decision.shadow = false;
    decision.clause.clone_from(&right.clause);
}
