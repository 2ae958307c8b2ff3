//! What is wrong with a tests file is told all at once, each with its place.

use super::{one, policy};
use crate::Suite;
use crate::course::Course;
use diagnostics::render_mistakes;

const POLICY: &str = r#"
[[rule]]
id = "in-time"
within = "30 days of purchase"
approve = "full"
clause = "c"

[[rule]]
id = "late"
after = "30 days of purchase"
deny = { alternatives = ["credit"] }
clause = "c"

[default]
review = "none"
clause = "c"

[clauses]
c = "Within 30 days."
"#;

const BASE: &str = r#"[base]
request = { reason = "unused", requested_at = "2026-03-10T12:00:00Z" }
payment = { captured = { minor = 4900, currency = "EUR" }, charged_at = "2026-03-01T12:00:00Z" }

"#;

fn told(tests: &str) -> String {
    match Suite::parse(tests) {
        Ok(suite) => {
            let policy = policy("policy.toml", POLICY);
            let found = suite.verify(Course::alone(&policy), one);
            let found: Vec<_> = found.iter().flat_map(super::super::Verified::mistakes).collect();
            render_mistakes("policy.tests.toml", tests, &found)
        }
        Err(mistakes) => render_mistakes("policy.tests.toml", tests, &mistakes),
    }
}

#[test]
fn mistakes_of_the_text_are_told_with_their_places() {
    let wrong = [
        "",
        "case = 3\n",
        "[[case]\n",
        "[base]\nrequests = 1\n[[cases]]\n",
        "[[case]]\nexpect.verdict = \"approve\"\n",
        &format!(
            "{BASE}[[case]]\nname = \"a\"\n\n[[case]]\nname = \"a\"\nexpect.verdict = \"aprove\"\n"
        ),
        &format!(
            "{BASE}[[case]]\nname = \"all\"\nrequest.reason = \"bored\"\npayment.plam = \"pro\"\n\
             ledger.refunded_minor = \"900\"\nearlier.denials = 1.5\ncustomer.all.payment = 1\n\
             merchant.used = []\nwithout = [\"payment.plan\", \"request.reason\"]\nmood = \"good\"\n\
             expect = {{ verdict = \"approve\", amont = 3 }}\n"
        ),
        &format!(
            "{BASE}[[case]]\nname = \"twice\"\nexpect.verdict = \"approve\"\n\n\
             [[case]]\nname = \"twice\"\npayment.charged_at = 2026-03-01\nexpect.verdict = \"deny\"\n"
        ),
    ];
    let told: Vec<String> = wrong.iter().map(|text| told(text)).collect();
    assert!(told.iter().all(|told| told.contains("error: ")), "{told:?}");
    insta::assert_snapshot!("wrong_tests", told.join("\n\n----\n\n"));
}

#[test]
fn a_base_that_is_wrong_is_told_once() {
    let cases = "[[case]]\nname = \"a\"\nexpect.verdict = \"deny\"\n[[case]]\nname = \"b\"\nexpect.verdict = \"deny\"\n";
    let tests = format!("{}{cases}", BASE.replace("EUR", "EURO"));
    assert_eq!(Suite::parse(&tests).unwrap_err().len(), 1);
}

#[test]
fn a_case_that_fails_is_named_with_what_was_expected_and_what_came() {
    let tests = format!(
        "{BASE}[[case]]\nname = \"nine days\"\nexpect = {{ verdict = \"approve\", amount = {{ minor = \
         3900, currency = \"EUR\" }}, rule = \"late\", clause = \"d\", shadow = true }}\n\n\
         [[case]]\nname = \"day 31\"\nrequest.requested_at = 2026-04-01T00:00:00Z\n\n[case.expect]\n\
         verdict = \"deny\"\nalternatives = [\"discount\"]\nexplanation = [\n  \"rule late: applies\",\n  \
         \"rule in-time: does not apply\",\n]\n\n\
         [[case]]\nname = \"day 32\"\nrequest.requested_at = 2026-04-02T00:00:00Z\n\
         expect.verdict = \"approve\"\n\n\
         [[case]]\nname = \"as it should be\"\nexpect.verdict = \"approve\"\n"
    );
    insta::assert_snapshot!("failing_tests", told(&tests));
}

#[test]
fn a_case_lays_its_facts_over_the_base() {
    let tests = format!(
        "{BASE}[[case]]\nname = \"over\"\nrequest.requested_at = 2026-03-02T00:00:00+02:00\n\
         payment.captured.minor = 100\nwithout = [\"payment.charged_at\"]\n\
         payment.charged_at = 2026-03-01T00:00:00Z\nexpect.verdict = \"approve\"\n"
    );
    let suite = Suite::parse(&tests).unwrap();
    let facts = suite.cases[0].facts.clone().facts(one);
    assert_eq!(facts.payment.captured.to_string(), "1.00 EUR");
    assert_eq!(facts.request.requested_at.to_string(), "2026-03-01T22:00:00Z");
    assert_eq!(facts.request.reason.as_str(), "unused", "what is not written over stays");
}

#[test]
fn w19_what_the_policy_does_not_know_is_refused_in_its_place() {
    const FACTS: &str = "[facts.logins]\ntype = \"int\"\n[facts.ended]\ntype = \"instant\"\n";
    const RULE: &str = "[[rule]]\nid = \"used\"\nwhen = [\"merchant.logins > 3\"]\nunknown = \"skip\"\n\
                        within = \"7 days of merchant.ended\"\n\
                        ask = { questions = [\"support_tried\"], within_days = 7, silence = \"review\" }\n\
                        clause = \"c\"\n";
    let policy = policy("policy.toml", &format!("{FACTS}{RULE}{POLICY}"));
    let mut tried = 0;
    for (facts, part, message, remedy) in [
        (
            "merchant.login = 4",
            "login",
            "the policy declares no fact `merchant.login`",
            "did you mean `merchant.logins`?",
        ),
        (
            "merchant.seats = 4",
            "seats",
            "the policy declares no fact `merchant.seats`",
            "declare it in the policy: `[facts.seats]`, or remove it",
        ),
        (
            "merchant.logins = \"4\"",
            "logins",
            "`merchant.logins` is declared with the type int",
            "write a value of that type, or leave it out",
        ),
        (
            "merchant.ended = \"soon\"",
            "ended",
            "`merchant.ended` is declared with the type instant",
            "write a value of that type, or leave it out",
        ),
        (
            "request.answers = { suport_tried = true }",
            "suport_tried",
            "no rule of the policy asks `suport_tried`",
            "did you mean `support_tried`?",
        ),
        (
            "merchant.logins = 2\nmerchant.ended = 2026-03-01T00:00:00Z\nrequest.answers = { support_tried = false }",
            "",
            "",
            "",
        ),
    ] {
        let tests =
            format!("{BASE}[[case]]\nname = \"a\"\n{facts}\nexpect.verdict = \"approve\"\n");
        let suite = Suite::parse(&tests).unwrap_or_else(|wrong| panic!("{facts}: {wrong:?}"));
        let verified = suite.verify(Course::alone(&policy), one);
        let found = verified.first().unwrap().mistakes();
        assert_eq!(verified[0].passed(), message.is_empty(), "{found:?}");
        if let Some(found) = found.first() {
            assert_eq!((found.message.as_str(), found.remedy.as_str()), (message, remedy));
            assert_eq!(tests.get(found.span.clone()), Some(part));
        }
        tried += 1;
    }
    assert_eq!(tried, 6);
    // What stands in the base is told once.
    let tests = format!(
        "{BASE}[base.merchant]\nlogin = 1\n[[case]]\nname = \"a\"\nexpect.verdict = \"approve\"\n\
                         [[case]]\nname = \"b\"\nexpect.verdict = \"approve\"\n"
    );
    let suite = Suite::parse(&tests).unwrap();
    let verified = suite.verify(Course::alone(&policy), one);
    assert_eq!(verified.iter().flat_map(super::super::Verified::mistakes).count(), 1);
}

#[test]
fn w19_mistakes_of_form_are_few_and_in_the_words_of_the_writer() {
    let quote = format!(
        "{BASE}[[case]]\nname = \"a\nexpect.verdict = \"approve\"\n[[case]]\nname = \"b\"\n"
    );
    let found = Suite::parse(&quote).unwrap_err();
    assert_eq!(found.len(), 1);
    assert_eq!(quote.get(found[0].span.clone()), Some("\"a"));
    let mut tried = 0;
    for (wrong, said) in [
        ("payment.captured = 4900", "expected an amount with `minor` and `currency`"),
        ("customer = 3", "expected a history with counts, such as `all`"),
        ("customer.all = 3", "expected counts with `payments`, `refunds` and `disputes`"),
        ("ledger = 3", "expected what became of the money, such as `refunded_minor`"),
    ] {
        let tests =
            format!("{BASE}[[case]]\nname = \"a\"\n{wrong}\nexpect.verdict = \"approve\"\n");
        let found = Suite::parse(&tests).unwrap_err();
        assert!(found[0].message.contains(said), "{}", found[0].message);
        assert!(found.iter().all(|found| !found.message.contains("V1")), "{found:?}");
        tried += 1;
    }
    assert_eq!(tried, 4);
}
