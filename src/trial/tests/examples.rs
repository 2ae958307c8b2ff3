//! Every policy that is shipped stands with its tests, and they leave out no rule.

use super::{SHIPPED, one, policy};
use crate::policy::render_mistakes;
use crate::trial::{Suite, undecided};

#[test]
fn every_policy_that_is_shipped_passes_its_tests() {
    let mut failures = Vec::new();
    let (mut cases, mut explained) = (0, 0);
    for (name, text, tests) in SHIPPED {
        let policy = policy(name, text);
        let suite = Suite::parse(tests)
            .unwrap_or_else(|mistakes| panic!("{}", render_mistakes(name, tests, &mistakes)));
        for verified in suite.verify(&policy, one) {
            cases += 1;
            explained += usize::from(!verified.case.expected.explanation.is_empty());
            let mistakes = verified.mistakes();
            if !mistakes.is_empty() {
                failures.push(render_mistakes(name, tests, &mistakes));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    assert_eq!((cases, explained), (115, 13));
}

#[test]
fn every_rule_of_every_shipped_policy_decides_a_case_and_so_does_the_default() {
    let mut rules = 0;
    for (name, text, tests) in SHIPPED {
        let policy = policy(name, text);
        let suite = Suite::parse(tests).unwrap();
        let without = undecided(&policy, &suite.verify(&policy, one));
        let expected: &[&str] = if name == "thirty-days" { &["default"] } else { &[] };
        assert_eq!(without, expected, "{name}; thirty days leave nothing to the default");
        rules += policy.rules().count();
    }
    assert_eq!(rules, 53);
}

#[test]
fn every_case_of_the_shipped_policies_says_which_rule_decides() {
    for (name, _, tests) in SHIPPED {
        for case in Suite::parse(tests).unwrap().cases {
            assert!(case.expected.rule.is_some(), "{name}: {}", case.name);
        }
    }
}
