//! Every policy that is shipped stands with its tests, and they leave out no rule.

use crate::course::Course;
use jiff::SignedDuration;

use super::{SHIPPED, one, policy};
use crate::{Suite, undecided};
use diagnostics::render_mistakes;
use domain::decision::{Silence, Verdict};
use domain::facts::Facts;
use domain::request::Reason;
use policy::Policy;

#[test]
fn every_policy_that_is_shipped_passes_its_tests() {
    let mut failures = Vec::new();
    let (mut cases, mut explained) = (0, 0);
    for (name, text, tests) in SHIPPED {
        let policy = policy(name, text);
        let suite = Suite::parse(tests)
            .unwrap_or_else(|mistakes| panic!("{}", render_mistakes(name, tests, &mistakes)));
        for verified in suite.verify(Course::alone(&policy), one) {
            cases += 1;
            explained += usize::from(!verified.case.expected.explanation.is_empty());
            let mistakes = verified.mistakes();
            if !mistakes.is_empty() {
                failures.push(render_mistakes(name, tests, &mistakes));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    assert_eq!((cases, explained), (288, 21));
}

#[test]
fn every_rule_of_every_shipped_policy_decides_a_case_and_so_does_the_default() {
    let mut rules = 0;
    for (name, text, tests) in SHIPPED {
        let policy = policy(name, text);
        let suite = Suite::parse(tests).unwrap();
        let without = undecided(&policy, &suite.verify(Course::alone(&policy), one));
        // Within and after the same days leave nothing to the default.
        let is_whole = ["thirty-days", "exclusions-last"].contains(&name);
        let expected: &[&str] = if is_whole { &["default"] } else { &[] };
        assert_eq!(without, expected, "{name}");
        rules += policy.rules().count();
    }
    assert_eq!(rules, 113);
}

#[test]
fn every_case_of_the_shipped_policies_says_which_rule_decides() {
    for (name, _, tests) in SHIPPED {
        for case in Suite::parse(tests).unwrap().cases {
            assert!(case.expected.rule.is_some(), "{name}: {}", case.name);
        }
    }
}

/// Every case of every shipped policy as somebody would put it who wants money: with each claim that
/// a sender can make, true.
fn with_every_claim() -> Vec<(String, Policy, Facts)> {
    let mut found = Vec::new();
    for (name, text, tests) in SHIPPED {
        let policy = policy(name, text);
        for case in Suite::parse(tests).unwrap().cases {
            let title = format!("{name}: {}", case.name);
            let mut facts = case.facts.facts(one);
            facts.request.proof_of_purchase = true;
            facts.request.claimed_email_matches = Some(true);
            facts.request.claimed = Some(facts.payment.captured);
            facts.request.answers.extend(policy.answers());
            found.push((title, policy.clone(), facts));
        }
    }
    found
}

/// From ten years before the charge to ten years after it.
const DAYS: [i64; 12] = [-3650, -366, -30, -1, 0, 1, 13, 29, 61, 100, 366, 3650];

fn dated(facts: &Facts, days: i64) -> Facts {
    let mut facts = facts.clone();
    let asked = facts.payment.charged_at.checked_add(SignedDuration::from_hours(24 * days));
    facts.request.requested_at = asked.unwrap();
    facts
}

#[test]
fn s7_no_shipped_policy_denies_or_pays_on_the_word_that_nothing_was_owed() {
    let mut tried = 0;
    for (title, policy, facts) in with_every_claim() {
        let histories = [&facts.customer, &facts.card, &facts.email];
        let twin = histories.into_iter().flatten().filter_map(|history| history.twins);
        let twin = twin.map(|twins| twins.before).max().unwrap_or_default();
        // What the card network says is more than a word, and one policy pays on it.
        let warned = facts.ledger.fraud_warning;
        for reason in [Reason::Duplicate, Reason::WrongCharge, Reason::Fraudulent] {
            for days in DAYS {
                let mut facts = dated(&facts, days);
                facts.request.reason = reason;
                let verdict = policy.decision(&facts).verdict;
                let said = format!("{title}, {reason:?}, day {days}: {verdict:?}");
                match verdict {
                    Verdict::Review { .. } => {}
                    Verdict::Approve(_) => {
                        let shown =
                            if reason == Reason::Duplicate { twin > 0 || warned } else { warned };
                        assert!(shown && reason != Reason::Fraudulent, "{said}");
                    }
                    Verdict::NeedInfo(info) => {
                        assert!(matches!(info.silence, Silence::Review { .. }), "{said}");
                    }
                    Verdict::Deny { .. } => panic!("{said}"),
                }
                tried += 1;
            }
        }
    }
    assert!(tried > 5000, "{tried}");
}

#[test]
fn s7_no_date_gets_more_than_the_day_of_the_charge() {
    // What a person may give has no bound here.
    let given =
        |policy: &Policy, facts: &Facts, by_person: i64| match policy.decision(facts).verdict {
            Verdict::Approve(money) => money.minor,
            Verdict::Deny { .. } => 0,
            Verdict::NeedInfo(_) | Verdict::Review { .. } => by_person,
        };
    let mut paid = 0;
    for (title, policy, facts) in with_every_claim() {
        for (reason, _) in Reason::ALL {
            let mut facts = facts.clone();
            facts.request.reason = reason;
            let most = given(&policy, &dated(&facts, 0), i64::MAX);
            paid += i32::from((1..i64::MAX).contains(&most));
            for days in DAYS {
                let later = given(&policy, &dated(&facts, days), 0);
                assert!(later <= most, "{title}, {reason:?}, day {days}: {later} above {most}");
                // Before the charge nobody can have asked; goods can be withdrawn from before they come.
                let early = days < 0 && facts.payment.purchase.delivered_at.is_none();
                let dateless = reason == Reason::Duplicate || facts.ledger.fraud_warning;
                assert!(
                    !early || dateless || later == 0,
                    "{title}, {reason:?}, day {days}: {later}"
                );
            }
        }
    }
    assert!(paid > 100, "{paid}");
}

#[test]
fn s7_ten_parts_get_no_more_than_one_request() {
    let mut tried = 0;
    for (title, policy, mut whole) in with_every_claim() {
        whole.request.amount = None;
        let Verdict::Approve(at_once) = policy.decision(&whole).verdict else { continue };
        let mut facts = whole.clone();
        let part = (facts.ledger.left_minor / 10).max(1);
        let mut given = 0;
        for _ in 0..20 {
            if facts.ledger.left_minor == 0 {
                break;
            }
            let asked = part.min(facts.ledger.left_minor);
            facts.request.amount = Some(domain::money::Money::new(asked, at_once.currency));
            if let Verdict::Approve(money) = policy.decision(&facts).verdict {
                given += money.minor;
                facts.ledger.refunded_minor += money.minor;
                facts.ledger.left_minor -= money.minor;
            }
            facts.earlier.requests += 1;
        }
        assert!(given <= at_once.minor, "{title}: {given} in parts, {at_once} at once");
        tried += 1;
    }
    assert!(tried > 40, "{tried}");
}
