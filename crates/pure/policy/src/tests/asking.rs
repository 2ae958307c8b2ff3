//! Questions before a decision, and what silence means; alternatives; rehearsals.

use super::sample::{Sample, full_policy, policy, text_of};
use domain::decision::{Silence, Verdict};
use domain::request::Reason;

const ASK: &str = "ask = { questions = [\"what_went_wrong\", \"order_number\"], within_days = 7, \
                   remind_after_days = 3, silence = \"review\" }";

fn answered(keys: &[&str]) -> domain::facts::Facts {
    let mut facts = Sample::new(Reason::TechnicalProblem).facts();
    facts.request.answers = keys.iter().map(|key| (*key).to_owned()).collect();
    facts
}

#[test]
fn a_rule_asks_for_what_is_missing_and_gives_way_once_all_is_answered() {
    let when = "[\"request.reason == 'technical_problem'\"]";
    let policy = policy(&[(when, ASK), (when, "approve = \"full\"")]);
    assert_eq!(policy.questions().collect::<Vec<_>>(), ["what_went_wrong", "order_number"]);
    for (answers, expected) in [
        (&[][..], "ask what_went_wrong+order_number"),
        (&["what_went_wrong"], "ask order_number"),
        (&["order_number", "what_went_wrong"], "approve 49.00 USD"),
    ] {
        let ruling = policy.decide(&answered(answers));
        assert_eq!(text_of(&ruling.decision.verdict), expected, "{answers:?}");
    }
    let ruling = policy.decide(&answered(&["order_number", "what_went_wrong"]));
    let last = ruling.trace[0].conditions.last().unwrap();
    assert_eq!((last.text.as_str(), last.held), ("an answer is missing", Some(false)));
}

#[test]
fn deadlines_and_silence_are_those_of_the_policy() {
    let decided = |outcome: &str| {
        let text = full_policy("", &[("[]", outcome)], "");
        text.decide(&answered(&[])).decision.verdict
    };
    let Verdict::NeedInfo(info) = decided(ASK) else { panic!("it asks") };
    assert_eq!((info.answer_within, info.remind_after), (7 * 86_400, Some(3 * 86_400)));
    assert_eq!(info.silence, Silence::Review { why: "unanswered".into() });
    let deny = "ask = { questions = [\"order_number\"], within_days = 1, silence = \"deny\", \
                alternatives = [\"credit\"] }";
    let Verdict::NeedInfo(info) = decided(deny) else { panic!("it asks") };
    assert_eq!((info.answer_within, info.remind_after), (86_400, None));
    let alternatives = vec!["credit".to_owned()];
    assert_eq!(info.silence, Silence::Deny { clause: "c".to_owned(), alternatives });
    let other = deny.replace("silence =", "clause = \"d\", silence =");
    let Verdict::NeedInfo(info) = decided(&other) else { panic!("it asks") };
    assert!(matches!(info.silence, Silence::Deny { clause, .. } if clause == "d"));
}

#[test]
fn an_answer_is_a_fact() {
    let asks = ("[\"payment.disputed\"]", ASK);
    let policy = policy(&[asks, ("[\"answers.order_number\"]", "approve = \"full\"")]);
    assert_eq!(text_of(&policy.decide(&answered(&[])).decision.verdict), "review none");
    let verdict = policy.decide(&answered(&["order_number"])).decision.verdict;
    assert_eq!(text_of(&verdict), "approve 49.00 USD");
}

#[test]
fn a_denial_offers_what_the_first_fitting_offer_says() {
    let offers = "[[offer]]\nwhen = [\"payment.plan == 'pro'\"]\nalternatives = [\"downgrade\"]\n\
                  [[offer]]\nwhen = [\"payment.amount_minor > 4000\", \"payment.currency == 'USD'\"]\n\
                  alternatives = [\"onboarding_call\", \"credit\"]\n\
                  [[offer]]\nwhen = []\nalternatives = [\"discount\"]\n";
    let deny = "deny = { alternatives = \"offered\" }";
    let policy = full_policy("", &[("[]", deny)], offers);
    let plain = Sample::new(Reason::Other);
    for (sample, expected) in [
        (plain.clone().plan("pro"), "deny downgrade"),
        (plain.clone().plan("basic"), "deny onboarding_call+credit"),
        (plain.clone(), "deny onboarding_call+credit"),
        (plain.captured(3000, "USD", 1), "deny discount"),
    ] {
        assert_eq!(text_of(&policy.decide(&sample.facts()).decision.verdict), expected);
    }
    let offered: Vec<&str> = policy.alternatives().into_iter().collect();
    assert_eq!(offered, ["credit", "discount", "downgrade", "onboarding_call"]);
}

#[test]
fn a_rehearsal_is_marked_as_one() {
    let policy = policy(&[
        ("[\"payment.disputed\"]", "shadow = true\napprove = \"full\""),
        ("[]", "shadow = false\nreview = \"x\""),
    ]);
    let mut sample = Sample::new(Reason::Other);
    assert!(!policy.decide(&sample.facts()).decision.shadow);
    sample.ledger.disputed = true;
    let decision = policy.decide(&sample.facts()).decision;
    assert!(decision.shadow);
    assert_eq!(text_of(&decision.verdict), "approve 49.00 USD", "what it would have done");
}
