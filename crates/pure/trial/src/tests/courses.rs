//! The pages say the layers and the guards as they are.

use super::{SHIPPED, one, policy};
use crate::Suite;
use crate::course::{Course, Layer};
use domain::authority::{Authority, GuardCode};

#[test]
fn w4_the_page_has_every_layer_of_a_trial() {
    const PAGE: &str = include_str!("../../../../../docs/policy-tools.md");
    for (layer, name) in Layer::ALL {
        // What people decided is in a store, and no trial comes to it.
        let is_told = PAGE.contains(&format!("\n| `{name}` | "));
        assert_eq!(is_told, layer != Layer::People, "{name}");
    }
}

/// The codes in the table of guards of the page.
fn told() -> Vec<GuardCode> {
    const PAGE: &str = include_str!("../../../../../docs/policy.md");
    let (_, section) = PAGE.split_once("\n## Guards\n").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let codes = section.lines().filter_map(|line| line.strip_suffix('|')?.rsplit_once('|'));
    let codes = codes.flat_map(|(_, codes)| codes.split('`').skip(1).step_by(2));
    codes.map(|code| GuardCode::parse(code).unwrap_or_else(|| panic!("no guard: {code}"))).collect()
}

#[test]
fn w15_the_page_has_every_guard_that_facts_alone_call_for() {
    let told = told();
    assert_eq!(told.len(), 10, "{told:?}");
    let (name, text, tests) = SHIPPED[0];
    let policy = policy(name, text);
    let suite = Suite::parse(tests).unwrap();
    let plain = suite.cases[0].facts.clone().facts(one);
    let mut found = Vec::new();
    for change in 0..5 {
        let mut facts = plain.clone();
        let captured = facts.payment.captured;
        match change {
            0 => facts.ledger.disputed = true,
            1 => facts.ledger.left_minor = 0,
            2 => facts.payment.captured.minor = 0,
            3 => {
                let other = if captured.currency.code() == "USD" { "EUR" } else { "USD" };
                facts.request.amount = Some(domain::money::Money {
                    currency: domain::money::Currency::parse(other).unwrap(),
                    ..captured
                });
            }
            _ => {
                facts.ledger.left_minor = captured.minor - 1;
                facts.request.amount = Some(captured);
            }
        }
        let decision = Course::alone(&policy).decide(&facts).decision;
        assert_eq!(Layer::of(&decision), Layer::Guard, "{decision:?}");
        let Authority::Guard(code) = decision.by else { panic!("{decision:?}") };
        assert!(told.contains(&code), "{code:?} is not on the page");
        found.push(code);
    }
    found.sort_unstable();
    found.dedup();
    assert_eq!(found.len(), 5, "{found:?}");
}
