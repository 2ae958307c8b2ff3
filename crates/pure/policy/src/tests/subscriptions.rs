//! What a rule says is to become of the subscription: read where money can go back, and carried by the
//! decision as far as the rule itself decides.

use super::sample::{DAY, Sample, full_policy, full_text, policy_text};
use crate::{Policy, Statute};
use diagnostics::render_mistakes;
use domain::authority::{GuardCode, Why};
use domain::decision::{Decision, Verdict};
use domain::request::Reason;
use domain::subscription::{CancelWhen, Subscription};

const NOW: Option<Subscription> = Some(Subscription::Cancel(CancelWhen::Now));
const BANDS: &str =
    "[[band]]\nup_to = { USD = 1000 }\nwho = \"machine\"\n\n[[band]]\nwho = \"two\"\n\n";

fn decided(when: &str, outcome: &str, sample: &Sample) -> Decision {
    let policy = full_policy("", &[(when, outcome)], BANDS);
    let facts = sample.facts();
    let ruling = policy.decide(&facts);
    assert_eq!(ruling.decision, policy.decision(&facts), "{outcome}");
    ruling.decision
}

#[test]
fn w21_a_decision_carries_what_its_rule_says_of_the_subscription() {
    let sample = Sample::new(Reason::Unused);
    let mut tried = 0;
    for (word, expected) in Subscription::ALL.map(|(said, word)| (word, said)) {
        for outcome in [
            "approve = { amount = { USD = 100 } }",
            "shadow = true\napprove = { amount = { USD = 100 } }",
            "approve = { share = \"50%\" }",
            "review = { why = \"x\", propose = \"full\" }",
            "review = \"x\"",
        ] {
            let said = format!("subscription = \"{word}\"\n{outcome}");
            assert_eq!(decided("[]", &said, &sample).subscription, Some(expected), "{said}");
            assert_eq!(decided("[]", outcome, &sample).subscription, None, "{outcome}");
            tried += 1;
        }
    }
    assert_eq!(tried, 15);
}

#[test]
fn w21_who_decides_in_the_place_of_a_machine_inherits_it() {
    let full = "subscription = \"cancel_now\"\napprove = \"full\"";
    // More than a machine may give, and an amount that cannot be computed: the rule applies.
    let large = decided("[]", full, &Sample::new(Reason::Unused));
    assert!(matches!(&large.verdict, Verdict::Review { why: Why::BandTwo, .. }), "{large:?}");
    assert_eq!(large.subscription, NOW);
    let prorated = "subscription = \"cancel_now\"\napprove = \"prorated\"";
    let unknown = decided("[]", prorated, &Sample::new(Reason::Unused));
    assert_eq!((unknown.verdict, unknown.subscription), (Verdict::review(Why::TermUnknown), NOW));
    // Held because of a date, a ceiling or a sender.
    let given = "subscription = \"cancel_now\"\napprove = { amount = { USD = 100 } }";
    let held = decided("[]", given, &Sample::new(Reason::Unused)).held(GuardCode::LateReport);
    assert!(matches!(held.verdict, Verdict::Review { .. }));
    assert_eq!(held.subscription, NOW);
    // Whether the rule applies, nobody knows: what it says does not apply either.
    let when = "[\"payment.plan == 'pro'\"]";
    let asked = decided(when, given, &Sample::new(Reason::Unused));
    assert_eq!((asked.verdict, asked.subscription), (Verdict::review(Why::FactUnknown), None));
    let matched = format!("unknown = \"match\"\n{given}");
    assert_eq!(decided(when, &matched, &Sample::new(Reason::Unused)).subscription, NOW);
}

#[test]
fn w21_what_the_law_grants_ends_the_contract() {
    let right = |said: &str| {
        let text = format!(
            "name = \"Law\"\nversion = \"1\"\n\n[countries]\nDE = {{ applies = \"yes\" }}\n\n[[right]]\n\
             id = \"law\"\nwhen = []\n{said}approve = \"full\"\nclause = \"statute-law\"\n\n[clauses]\n\
             statute-law = \"The law.\"\n"
        );
        Statute::parse(&text)
            .unwrap_or_else(|wrong| panic!("{}", render_mistakes("law", &text, &wrong)))
    };
    let mut sample = Sample::new(Reason::ChangeOfMind).age(DAY);
    sample.payment.purchase.country = Some("DE".to_owned());
    let deny = "deny = { alternatives = [\"credit\"] }";
    let half = "approve = { share = \"50%\" }";
    let half_and_keep = format!("subscription = \"keep\"\n{half}");
    let (ends, silent) = ("subscription = \"cancel_now\"\n", "");
    for (outcome, said, expected) in [
        (deny, ends, NOW),
        (deny, silent, None),
        (half, ends, NOW),
        (&half_and_keep, ends, NOW),
        (&half_and_keep, silent, Some(Subscription::Keep)),
        // What is as much stands as it is.
        ("subscription = \"keep\"\napprove = \"full\"", ends, Some(Subscription::Keep)),
        ("review = \"x\"", ends, NOW),
    ] {
        let policy = full_policy("", &[("[]", outcome)], "").under(vec![right(said)]);
        let decision = policy.decide(&sample.facts()).decision;
        assert_eq!(decision.subscription, expected, "{outcome} {said}");
    }
}

#[test]
fn w21_where_no_money_goes_back_nothing_can_be_said_of_the_subscription() {
    let ask = "ask = { questions = [\"order_number\"], within_days = 7, silence = \"review\" }";
    let wrong = [
        "subscription = \"cancel_now\"\ndeny = { alternatives = [\"credit\"] }",
        &format!("subscription = \"keep\"\n{ask}"),
        "subscription = \"cancel\"\napprove = \"full\"",
        "subscription = \"at_period_end\"\nreview = \"x\"",
        "subscription = true\napprove = \"full\"",
    ];
    let shown = wrong.map(|outcome| {
        let text = policy_text(&[("[\"payment.fraud_warning\"]", outcome)]);
        let mistakes = Policy::parse(&text).unwrap_err();
        assert_eq!(mistakes.len(), 1, "{outcome}");
        render_mistakes("policy.toml", &text, &mistakes)
    });
    insta::assert_snapshot!("subscriptions", shown.join("\n\n"));
    let excluded = "[[exclusion]]\nid = \"x\"\nwhen = [\"payment.disputed\"]\nsubscription = \"keep\"\n\
                    deny = { alternatives = [\"credit\"] }\nclause = \"c\"\n\n";
    let text = full_text("", &[("[]", "approve = \"full\"")], excluded);
    assert!(Policy::parse(&text).is_err(), "an exclusion is a rule");
}
