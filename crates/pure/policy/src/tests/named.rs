//! What is said once and named, and exclusions that hold wherever they stand.

use super::sample::{DAY, Sample, full_policy, full_text, text_of};
use crate::Policy;
use domain::request::Reason;

const FULL: &str = "unknown = \"review\"\napprove = \"full\"";

fn decided(policy: &Policy, sample: &Sample) -> String {
    let decision = policy.decide(&sample.facts()).decision;
    format!("{} {}", decision.by, text_of(&decision.verdict))
}

fn told(head: &str, when: &str, blocks: &str) -> Vec<String> {
    match Policy::parse(&full_text(head, &[(when, FULL)], blocks)) {
        Ok(policy) => policy.warnings().iter().map(|found| found.message.clone()).collect(),
        Err(wrong) => wrong.iter().map(|found| found.message.clone()).collect(),
    }
}

#[test]
fn conditions_are_said_once_and_named() {
    let head = "[conditions]\nfresh = \"payment.age_days <= 30 && request.full\"\n";
    let rules = [
        (
            "[\"!conditions.fresh\", \"payment.plan == 'pro'\"]",
            "unknown = \"skip\"\nreview = \"x\"",
        ),
        ("[\"conditions.fresh || payment.plan == 'free'\"]", FULL),
    ];
    let policy = full_policy(head, &rules, "");
    let paid = Sample::new(Reason::Unused).plan("pro");
    assert_eq!(decided(&policy, &paid), "r1 approve 49.00 USD");
    assert_eq!(decided(&policy, &paid.clone().age(31 * DAY)), "r0 review x");
    let trace = policy.decide(&paid.facts()).trace;
    let condition = &trace[0].conditions[0];
    assert_eq!((condition.text.as_str(), condition.held), ("!conditions.fresh", Some(false)));
    assert!(condition.values.iter().any(|(fact, _)| fact == "payment.age_days"), "{condition:?}");
    let unread = ["no rule names the condition `conditions.fresh`"];
    let rest = told(head, "[\"payment.plan == 'x'\"]", "");
    assert_eq!(rest, unread);
    assert_eq!(
        told(head, "[\"conditions.fersh\"]", "")[0],
        "there is no condition `conditions.fersh`"
    );
    // What is wrong with one is said in its place, once.
    let wrong = "[conditions]\nfresh = \"payment.age <= 30\"\n";
    assert_eq!(told(wrong, "[\"conditions.fresh\"]", ""), ["there is no fact `payment.age`"]);
    let circle = "[conditions]\na = \"conditions.b\"\nb = \"conditions.a\"\n";
    assert_eq!(told(circle, "[\"conditions.a\"]", "").len(), 2);
}

#[test]
fn amounts_are_said_once_for_all_currencies() {
    let head = "[amounts]\nsmall = { USD = 5000, JPY = 600 }\n";
    let small = "[\"payment.amount_minor <= amounts.small\", \"payment.age_days <= 30\"]";
    let policy = full_policy(head, &[(small, FULL)], "");
    assert_eq!(policy.warnings(), []);
    let of = |minor, code| decided(&policy, &Sample::new(Reason::Unused).captured(minor, code, 1));
    assert_eq!(of(5000, "USD"), "r0 approve 50.00 USD");
    assert_eq!(of(5001, "USD"), "default review none");
    assert_eq!(of(600, "JPY"), "r0 approve 600 JPY");
    assert_eq!(of(601, "JPY"), "default review none");
    assert_eq!(of(1, "EUR"), "r0 review fact_unknown", "of which nothing is said");
    let alone = full_policy(head, &[("[\"payment.amount_minor <= amounts.small\"]", FULL)], "");
    assert!(alone.risks().iter().any(|risk| risk.message.contains("and on nothing else")));
    let band = "[[band]]\nup_to = { EUR = 5 }\nwho = \"machine\"\n[[band]]\nwho = \"one\"\n";
    let missing = told(head, small, band);
    assert!(
        missing
            .contains(&"`amounts.small` does not name EUR, but the list of bands does".to_owned())
    );
}

#[test]
fn exclusions_hold_wherever_they_stand() {
    let excluded = "[[exclusion]]\nid = \"lifetime\"\nwhen = [\"payment.plan == 'lifetime'\"]\n\
                    unknown = \"review\"\ndeny = { alternatives = [\"credit\"] }\nclause = \"d\"\n";
    // Behind the rules, as published terms have them.
    let policy = full_policy(
        "",
        &[("[\"payment.age_days <= 30\"]", FULL.trim_start_matches("unknown = \"review\"\n"))],
        excluded,
    );
    let paid = Sample::new(Reason::Unused);
    assert_eq!(decided(&policy, &paid.clone().plan("lifetime")), "lifetime deny credit");
    assert_eq!(decided(&policy, &paid.clone().plan("pro")), "r0 approve 49.00 USD");
    assert_eq!(decided(&policy, &paid), "lifetime review fact_unknown");
    let ids: Vec<&str> = policy.rules().map(|(id, ..)| id).collect();
    assert_eq!(ids, ["lifetime", "r0"], "in the order in which they are tried");
    let pays = excluded.replace("deny = { alternatives = [\"credit\"] }", "approve = \"full\"");
    let when = "[\"payment.age_days <= 30\"]";
    assert!(
        told("", when, &pays).contains(&"an exclusion gives nothing and asks nothing".to_owned())
    );
    let twice = excluded.replace("\"lifetime\"\nwhen", "\"r0\"\nwhen");
    assert!(told("", when, &twice).contains(&"there is an earlier rule `r0`".to_owned()));
    // One that always applies leaves nothing to the rules.
    let always = excluded.replace("[\"payment.plan == 'lifetime'\"]\nunknown = \"review\"", "[]");
    assert!(told("", when, &always)[0].contains("never reached"));
}
