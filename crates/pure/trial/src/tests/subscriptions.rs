//! What is to become of a subscription is part of what is tried: a test can expect it, and a replay
//! finds where another policy says something else.

use super::{SHIPPED, one, policy};
use crate::Suite;
use crate::course::Course;
use crate::replay::{HistoryPlace, Replay, ReplayTally};

const NOW: &str = "subscription = \"cancel_now\"";

fn suite(tests: &str) -> Suite {
    Suite::parse(tests).unwrap_or_else(|wrong| panic!("{wrong:?}"))
}

#[test]
fn w21_a_test_that_expects_another_word_for_the_subscription_fails() {
    let (name, text, tests) = SHIPPED[1];
    let shipped = policy(name, text);
    let failures = |tests: &str| {
        let suite = suite(tests);
        let verified = suite.verify(Course::alone(&shipped), one);
        let misses = verified.into_iter().flat_map(|verified| verified.misses);
        misses.map(|miss| (miss.key, miss.expected, miss.got)).collect::<Vec<_>>()
    };
    assert_eq!(failures(tests), []);
    let said = tests.matches(NOW).count();
    assert!(said > 5, "{said}");
    let kept = failures(&tests.replace(NOW, "subscription = \"keep\""));
    let expected = ("subscription", "keep".to_owned(), "cancel_now".to_owned());
    assert_eq!(kept, vec![expected; said]);
    // A denial says nothing of it.
    let denied =
        tests.replacen("verdict = \"deny\",", "verdict = \"deny\", subscription = \"keep\",", 1);
    assert_ne!(denied, tests);
    assert_eq!(failures(&denied), [("subscription", "keep".to_owned(), "none".to_owned())]);
}

#[test]
fn w21_a_replay_finds_where_another_policy_says_something_else_of_the_subscription() {
    let (name, text, tests) = SHIPPED[1];
    let current = policy(name, text);
    for (said, told) in
        [("subscription = \"cancel_at_period_end\"", "cancel_at_period_end"), ("", "")]
    {
        let candidate = policy("candidate", &text.replace(NOW, said));
        let both = Replay { current: &current, candidate: &candidate, senders: None };
        let mut tally = ReplayTally::default();
        let facts = suite(tests).cases.into_iter().map(|case| case.facts.facts(one));
        let (mut expected, mut all) = (0, 0);
        for (line, facts) in (1..).zip(facts) {
            let before = Course::alone(&current).decision(&facts);
            let place = || HistoryPlace::Line { line, id: None };
            let changed = both.weigh(&mut tally, &facts, place);
            all += 1;
            assert_eq!(changed.is_some(), before.subscription.is_some(), "{before:?}");
            let Some(changed) = changed else { continue };
            expected += 1;
            assert_eq!(changed.before.verdict, changed.after.verdict);
            let line: serde_json::Value = serde_json::from_str(&changed.line(None)).unwrap();
            assert_eq!(line["now"]["subscription"], "cancel_now");
            assert_eq!(line["then"]["subscription"].as_str().unwrap_or_default(), told);
        }
        assert!((1..all).contains(&expected), "{expected} of {all}");
        assert_eq!((tally.changed(), tally.requests), (expected, all));
    }
}
