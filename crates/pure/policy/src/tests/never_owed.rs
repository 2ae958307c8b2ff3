//! Who says that the money was never owed is not denied by a machine, whatever the policy says,
//! unless the rule names the reason on purpose.

use super::sample::{DAY, Sample, full_policy, policy, text_of};
use crate::{Policy, Statute};
use domain::decision::{Silence, Verdict};
use domain::request::Reason;

const DENY: &str = "deny = { alternatives = [\"credit\"] }";
const ASK: &str = "ask = { questions = [\"which_order\"], within_days = 7, silence = \"deny\", \
                   alternatives = [\"credit\"] }";
const NEVER_OWED: [Reason; 3] = [Reason::Duplicate, Reason::WrongCharge, Reason::Fraudulent];

fn said(policy: &Policy, sample: &Sample) -> String {
    let facts = sample.facts();
    let ruling = policy.decide(&facts);
    assert_eq!(ruling.decision, policy.decision(&facts), "with and without a trace");
    let decision = ruling.decision;
    format!("{}: {} ({})", decision.by, text_of(&decision.verdict), decision.clause)
}

#[test]
fn w1_no_rule_denies_what_it_does_not_name() {
    let blanket = [
        "[]",
        "[\"payment.age_days >= 30\"]",
        "[\"request.reason != 'other'\"]",
        "[\"!(request.reason in ['change_of_mind', 'unused'])\"]",
        "[\"!(request.reason == 'other')\", \"payment.age_days > 3\"]",
        "[\"request.reason == 'duplicate' || payment.age_days > 3\"]",
        "[\"(request.reason == 'change_of_mind') == false\"]",
        "[\"request.reason.contains('u') || payment.age_days > 3\"]",
        "[\"has(request.reason)\"]",
        "[\"findings.any || !findings.any\"]",
    ];
    for when in blanket {
        for reason in NEVER_OWED {
            let sample = Sample::new(reason).age(90 * DAY);
            let got = said(&policy(&[(when, DENY)]), &sample);
            assert_eq!(got, "r0: review denial_needs_person (d)", "{when} {reason:?}");
        }
        for (reason, _) in Reason::ALL {
            let sample = Sample::new(reason).age(90 * DAY);
            let got = said(&policy(&[(when, DENY)]), &sample);
            assert_ne!(
                reason.says_never_owed(),
                got.contains("deny credit") || got.contains("none")
            );
        }
    }
}

#[test]
fn w1_a_rule_that_names_the_reason_denies_it() {
    let named = [
        "[\"request.reason in ['duplicate', 'wrong_charge', 'fraudulent']\"]",
        "[\"request.reason in ['duplicate', 'wrong_charge', 'fraudulent', 'other']\", \"payment.age_days > 3\"]",
        "[\"request.reason == 'duplicate' || request.reason in ['fraudulent', 'wrong_charge']\"]",
        "[\"!(request.reason != 'duplicate') || !(request.reason != 'wrong_charge') || request.reason == 'fraudulent'\"]",
    ];
    for when in named {
        for reason in NEVER_OWED {
            let got = said(&policy(&[(when, DENY)]), &Sample::new(reason).age(90 * DAY));
            assert_eq!(got, "r0: deny credit (c)", "{when} {reason:?}");
        }
    }
    // One of them is named, and the others are not.
    let one = policy(&[("[\"request.reason == 'duplicate' || payment.disputed\"]", DENY)]);
    assert_eq!(said(&one, &Sample::new(Reason::Duplicate)), "r0: deny credit (c)");
    let mut disputed = Sample::new(Reason::Duplicate);
    disputed.ledger.disputed = true;
    assert_eq!(said(&one, &disputed), "r0: review denial_needs_person (d)", "not for its reason");
}

#[test]
fn w1_what_nobody_knows_denies_nothing_either() {
    let unknown = "unknown = \"match\"\ndeny = { alternatives = [\"credit\"] }";
    for when in
        ["[\"payment.plan == 'pro'\"]", "[\"request.reason == 'other' || payment.plan == 'x'\"]"]
    {
        let got = said(&policy(&[(when, unknown)]), &Sample::new(Reason::Fraudulent));
        assert_eq!(got, "r0: review denial_needs_person (d)", "{when}");
    }
}

#[test]
fn w1_silence_denies_nothing_that_the_rule_does_not_name() {
    let silence = |when: &str, reason| {
        let decision = policy(&[(when, ASK)]).decision(&Sample::new(reason).facts());
        let Verdict::NeedInfo(info) = decision.verdict else { panic!("{decision:?}") };
        info.silence
    };
    for reason in NEVER_OWED {
        let why = "denial_needs_person".into();
        assert_eq!(silence("[]", reason), Silence::Review { why }, "{reason:?}");
        let named = "[\"request.reason in ['duplicate', 'wrong_charge', 'fraudulent']\"]";
        assert!(matches!(silence(named, reason), Silence::Deny { .. }), "{reason:?}");
    }
    assert!(matches!(silence("[]", Reason::ChangeOfMind), Silence::Deny { .. }));
}

#[test]
fn w1_a_rehearsal_and_a_statute_change_nothing_about_it() {
    let shadow = format!("shadow = true\n{DENY}");
    let decision = policy(&[("[]", &shadow)]).decision(&Sample::new(Reason::Duplicate).facts());
    assert_eq!(text_of(&decision.verdict), "review denial_needs_person");
    assert!(decision.shadow);

    let statute = Statute::parse(include_str!("../../../../../config/statutes/eu-withdrawal.toml"));
    let statute = statute.unwrap();
    let floored = full_policy("", &[("[]", DENY)], "").under(vec![statute]);
    let mut late = Sample::new(Reason::Fraudulent).age(90 * DAY);
    late.payment.purchase.country = Some("DE".to_owned());
    late.payment.purchase.business = Some(false);
    late.payment.purchase.renewal = Some(false);
    assert_eq!(said(&floored, &late), "r0: review denial_needs_person (d)");
    // What the law grants, it grants.
    let early = late.age(DAY);
    assert_eq!(
        said(&floored, &early),
        "statute.eu-withdrawal: approve 49.00 USD (statute-eu-withdrawal)"
    );
}
