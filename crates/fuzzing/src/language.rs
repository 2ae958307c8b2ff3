//! What a merchant writes of refunds: policies, their tests, statutes, costs. Every mistake has its
//! place in the text, and what has none decides, within what is left.

use diagnostics::{Mistake, render_mistakes};
use domain::decision::Verdict;
use domain::facts::Facts;
use policy::{Costs, Policy, Statute};
use processors::amount_step;
use trial::{Suite, explanation};
use wire::facts::FactsV1;

/// One request with every fact that there is.
const FACTS: &str = include_str!("../../../tests/golden/facts/v1/rich.json");

/// Panics where something does not hold.
pub fn try_out(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let facts = FactsV1::read(FACTS).unwrap_or_else(|_| unreachable!("a golden file"));
    let facts = facts.facts(amount_step);
    let statute = Statute::parse(text).map_err(|mistakes| placed(text, &mistakes)).ok();
    let costs = Costs::parse(text).map_err(|mistakes| placed(text, &mistakes)).ok();
    match Policy::parse(text) {
        Ok(policy) => {
            placed(text, policy.warnings());
            placed(text, policy.risks());
            given(&policy, &facts);
            let grounded = costs.map_or(policy.clone(), |costs| policy.with_costs(&costs));
            given(&grounded.under(statute.into_iter().collect()), &facts);
        }
        Err(mistakes) => placed(text, &mistakes),
    }
    match Suite::parse(text) {
        Ok(suite) => {
            for case in suite.cases {
                drop(case.facts.facts(amount_step));
            }
        }
        Err(mistakes) => placed(text, &mistakes),
    }
}

/// Mistakes lie within the text, on its characters, and can be shown.
fn placed(text: &str, mistakes: &[Mistake]) {
    for Mistake { span, message, .. } in mistakes {
        let is_inside = text.get(span.clone()).is_some();
        assert!(is_inside, "{message}: {span:?} in {} bytes", text.len());
    }
    if !mistakes.is_empty() {
        assert!(!render_mistakes("it.toml", text, mistakes).contains('\u{1b}'));
    }
}

/// What a machine gives lies within what is left, and an explanation says the same as a decision.
pub(crate) fn given(policy: &Policy, facts: &Facts) {
    let ruling = policy.decide(facts);
    assert_eq!(ruling.decision, policy.decision(facts), "explained, it is decided otherwise");
    drop(explanation::lines(&ruling.trace));
    let left = facts.payment.captured.minor.saturating_sub(facts.given_minor());
    match ruling.decision.verdict {
        Verdict::Approve(money) => {
            assert!(money.minor > 0 && money.minor <= left, "{money} of {left}");
            assert_eq!(money.currency, facts.payment.captured.currency);
            let asked = facts.request.amount.map_or(i64::MAX, |asked| asked.minor);
            assert!(money.minor <= asked, "{money} where {asked} was asked for");
        }
        Verdict::Review { approvers, .. } => assert!((1..=2).contains(&approvers)),
        Verdict::Deny { .. } | Verdict::NeedInfo(_) => {}
    }
}
