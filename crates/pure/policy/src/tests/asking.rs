//! Questions before a decision, and what silence means; alternatives; rehearsals.

use super::sample::{Sample, full_policy, policy, text_of};
use domain::conversation::AnswerValue;
use domain::decision::{Silence, Verdict};
use domain::request::Reason;

const ASK: &str = "ask = { questions = [\"what_went_wrong\", \"order_number\"], within_days = 7, \
                   remind_after_days = 3, silence = \"review\" }";

fn answered(keys: &[&str]) -> domain::facts::Facts {
    let mut facts = Sample::new(Reason::TechnicalProblem).facts();
    facts.request.answers =
        keys.iter().map(|key| ((*key).to_owned(), AnswerValue::Given)).collect();
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
    let asks = ("[\"payment.fraud_warning\"]", ASK);
    let policy = policy(&[asks, ("[\"has(answers.order_number)\"]", "approve = \"full\"")]);
    assert_eq!(text_of(&policy.decide(&answered(&[])).decision.verdict), "review none");
    let verdict = policy.decide(&answered(&["order_number"])).decision.verdict;
    assert_eq!(text_of(&verdict), "approve 49.00 USD");
}

const TYPED: &str = "[questions.seats]\ntype = \"number\"\n[questions.wish]\ntype = \"choice\"\n\
                     choices = [\"monthly\", \"yearly\"]\n";
const ASKS: &str = "ask = { questions = [\"support_tried\", \"seats\", \"wish\", \"what_went_wrong\"], \
                    within_days = 7, silence = \"review\" }";

/// What is decided on these answers, once all that is asked was answered, where the condition pays.
fn on(condition: &str, unknown: &str, answers: &[(&str, AnswerValue)]) -> String {
    let pays = format!("{unknown}approve = \"full\"");
    let condition = format!("[{}]", toml::Value::String(condition.to_owned()));
    let rules = [("[]", ASKS), (condition.as_str(), pays.as_str())];
    let policy = full_policy(TYPED, &rules, "");
    let mut facts = Sample::new(Reason::TechnicalProblem).facts();
    let all = ["support_tried", "seats", "wish", "what_went_wrong"];
    facts.request.answers = all.map(|key| (key.to_owned(), AnswerValue::Flag(false))).into();
    let given = answers.iter().map(|(key, value)| ((*key).to_owned(), value.clone()));
    facts.request.answers.extend(given);
    text_of(&policy.decide(&facts).decision.verdict)
}

#[test]
fn w16_rules_see_the_value_of_an_answer_and_a_no_is_no_yes() {
    use AnswerValue::{Choice, Flag, Given, Number};
    let choice = |word: &str| Choice(word.to_owned());
    let (pays, next, person) = ("approve 49.00 USD", "review none", "review fact_unknown");
    let mut tried = 0;
    for (condition, key, value, expected) in [
        ("answers.support_tried", "support_tried", Flag(true), pays),
        ("answers.support_tried", "support_tried", Flag(false), next),
        ("!answers.support_tried", "support_tried", Flag(false), pays),
        // What is no yes and no no, nobody knows.
        ("answers.support_tried", "support_tried", Given, person),
        ("answers.support_tried", "support_tried", Number(1), person),
        ("!answers.support_tried", "support_tried", choice("yes"), person),
        ("answers.seats >= 3", "seats", Number(3), pays),
        ("answers.seats >= 3", "seats", Number(2), next),
        ("answers.seats >= 3", "seats", Given, person),
        ("answers.seats >= 0", "seats", Flag(true), person),
        ("answers.wish == 'monthly'", "wish", choice("monthly"), pays),
        ("answers.wish == 'monthly'", "wish", choice("yearly"), next),
        ("answers.wish == 'monthly'", "wish", choice("weekly"), person),
        ("answers.wish in ['monthly', 'yearly']", "wish", Given, person),
        ("has(answers.what_went_wrong)", "what_went_wrong", Given, pays),
        ("has(answers.what_went_wrong)", "what_went_wrong", Flag(false), next),
        ("has(answers.support_tried)", "support_tried", Flag(false), pays),
        ("has(answers.support_tried)", "support_tried", Given, next),
    ] {
        assert_eq!(on(condition, "", &[(key, value.clone())]), expected, "{condition} {value:?}");
        tried += 1;
    }
    assert_eq!(tried, 18);
    // What the rule says of the unknown holds for answers as well.
    let skip = "unknown = \"skip\"\n";
    assert_eq!(on("answers.seats >= 3", skip, &[("seats", Given)]), next);
}

#[test]
fn w16_an_answer_of_another_type_is_not_asked_for_again() {
    let policy = full_policy(TYPED, &[("[]", ASKS)], "");
    let mut facts = Sample::new(Reason::TechnicalProblem).facts();
    facts.request.answers = [("support_tried".to_owned(), AnswerValue::Given)].into();
    let ruling = policy.decide(&facts);
    assert_eq!(text_of(&ruling.decision.verdict), "ask seats+wish+what_went_wrong");
    let shown = ruling.trace[0].conditions[0].values.clone();
    assert_eq!(shown[0], ("answers.support_tried".to_owned(), "answered".to_owned()));
    assert_eq!(shown[1], ("answers.seats".to_owned(), "open".to_owned()));
}

#[test]
fn w16_text_is_never_a_condition_and_types_are_checked() {
    let told = |head: &str, condition: &str| {
        let condition = format!("[{}]", toml::Value::String(condition.to_owned()));
        let rules = [("[]", ASKS), (condition.as_str(), "unknown = \"skip\"\napprove = \"full\"")];
        match crate::Policy::parse(&super::sample::full_text(head, &rules, "")) {
            Ok(policy) => policy.warnings().iter().map(|found| found.message.clone()).collect(),
            Err(mistakes) => vec![format!("{} -> {}", mistakes[0].message, mistakes[0].remedy)],
        }
    };
    let is_text = "`answers.what_went_wrong` is text that a customer writes, and no condition reads \
                   it -> ask whether it was answered, `has(answers.what_went_wrong)`, or give the \
                   question another type: `[questions.what_went_wrong]` and below it `type = \
                   \"yes_no\"`";
    for condition in [
        "answers.what_went_wrong",
        "answers.what_went_wrong == 'it crashed'",
        "answers.what_went_wrong.contains('crash')",
    ] {
        assert_eq!(told(TYPED, condition), [is_text], "{condition}");
    }
    let no_choice = "`wish` offers no choice \"montly\" -> did you mean `monthly`?";
    assert_eq!(told(TYPED, "answers.wish == 'montly'"), [no_choice]);
    assert!(told(TYPED, "answers.seats")[0].contains("a condition is true or false"));
    let wishes = TYPED.replace("choices = [\"monthly\", \"yearly\"]\n", "");
    assert!(told(&wishes, "answers.seats > 1")[0].contains("the question has no `choices`"));
    let spare = format!("{TYPED}[questions.x]\ntype = \"text\"\n");
    assert_eq!(told(&spare, "answers.seats > 1"), ["no rule asks `x`"]);
    let spare = TYPED.replace("\"number\"", "\"number\"\nchoices = [\"a\", \"b\"]");
    assert!(told(&spare, "answers.seats > 1")[0].contains("only a question of the type choice"));
    assert_eq!(told(TYPED, "answers.seats > 1"), [""; 0]);
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
        ("[\"payment.fraud_warning\"]", "shadow = true\napprove = \"full\""),
        ("[]", "shadow = false\nreview = \"x\""),
    ]);
    let mut sample = Sample::new(Reason::Other);
    assert!(!policy.decide(&sample.facts()).decision.shadow);
    sample.ledger.fraud_warning = true;
    let decision = policy.decide(&sample.facts()).decision;
    assert!(decision.shadow);
    assert_eq!(text_of(&decision.verdict), "approve 49.00 USD", "what it would have done");
}
