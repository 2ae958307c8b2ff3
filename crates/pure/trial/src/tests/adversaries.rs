//! What an adversary gets of a test: nothing more of what is shipped, and it is seen where it is more.

use crate::course::Course;
use jiff::SignedDuration;

use super::{SHIPPED, one, policy};
use crate::{Played, Suite};

const DAY: SignedDuration = SignedDuration::from_hours(24);

#[test]
fn s7_nobody_gets_more_of_a_shipped_policy_in_parts_by_another_date_or_by_claiming_more() {
    let (mut more, mut about_money) = (Vec::new(), 0);
    for (name, text, tests) in SHIPPED {
        let policy = policy(name, text);
        for played in Suite::parse(tests).unwrap().play(Course::alone(&policy), DAY, one) {
            about_money += usize::from(played.is_about_money());
            if played.is_more() {
                more.push(format!("{name}: {}", told(&played)));
            }
        }
    }
    assert!(more.is_empty(), "{}", more.join("\n"));
    assert!(about_money > 50, "{about_money}");
}

fn told(played: &Played<'_>) -> String {
    let Played { case, at_once, in_parts, dated, claiming, .. } = played;
    format!("{}: {at_once}, {in_parts:?}, {dated:?}, {claiming:?}", case.name)
}

/// A policy with one rule, and one case of a payment of 100.00.
fn played(rule: &str, case: &str) -> [(i64, bool); 4] {
    let text = format!(
        "[clauses]\nc = \"c\"\n[[rule]]\nid = \"r\"\nclause = \"c\"\n{rule}\n\
         [default]\nreview = \"x\"\nclause = \"c\"\n"
    );
    let policy = policy("one", &text);
    let tests = format!(
        "[[case]]\nname = \"one\"\nexpect.verdict = \"review\"\n\
         payment = {{ captured = {{ minor = 10000, currency = \"EUR\" }}, \
         charged_at = 2026-03-01T12:00:00Z }}\n\
         request.reason = \"unused\"\nrequest.requested_at = 2026-03-10T12:00:00Z\n{case}\n"
    );
    let suite = Suite::parse(&tests).unwrap();
    let [Played { at_once, in_parts, dated, claiming, .. }] =
        &suite.play(Course::alone(&policy), DAY, one)[..]
    else {
        panic!("one case")
    };
    let gains = [in_parts, dated, claiming].map(|gain| (gain.minor, gain.is_more));
    let [parts, date, claims] = gains;
    [(*at_once, false), parts, date, claims]
}

#[test]
fn s7_each_way_to_get_more_is_seen_where_there_is_one() {
    let mut wrong = Vec::new();
    let nothing = (0, false);
    let all = (10_000, false);
    for (rule, case, expected) in [
        // As much in every way.
        ("when = [\"payment.amount_minor > 0\"]\napprove = \"full\"", "", [all, all, all, all]),
        // What was given before makes another rule apply.
        (
            "when = [\"payment.refunded_minor == 0\"]\napprove = { share = \"50%\" }",
            "",
            [(5000, false), (1000, false), (5000, false), (5000, false)],
        ),
        // An amount that is small enough, over and over.
        (
            "when = [\"request.amount_minor <= 1000\"]\napprove = \"full\"",
            "",
            [nothing, (10_000, true), nothing, nothing],
        ),
        // A proof is claimed, and so is an answer.
        (
            "when = [\"request.proof_of_purchase\"]\napprove = \"full\"",
            "",
            [nothing, nothing, nothing, (10_000, true)],
        ),
        (
            "when = [\"request.reason == 'wrong_charge'\"]\napprove = \"full\"",
            "",
            [nothing, nothing, nothing, (10_000, true)],
        ),
        // A date alone neither gives nor denies.
        (
            "when = [\"payment.age_days < 9\"]\napprove = \"full\"",
            "",
            [nothing, nothing, nothing, nothing],
        ),
        // The processor says that it was charged twice: who says so too does not lie.
        (
            "when = [\"customer.twins_3d >= 1 && request.reason == 'duplicate'\"]\napprove = \"full\"",
            "customer.twins_3d = { before = 1 }",
            [nothing, nothing, nothing, nothing],
        ),
        // To be silent is no lie.
        (
            "when = [\"!findings.any\"]\napprove = \"full\"",
            "request.claimed = { minor = 1, currency = \"EUR\" }",
            [nothing, nothing, nothing, all],
        ),
        // A rehearsal gives nothing.
        (
            "when = [\"payment.amount_minor > 0\"]\nshadow = true\napprove = \"full\"",
            "",
            [nothing; 4],
        ),
    ] {
        let found = played(rule, case);
        if found != expected {
            wrong.push(format!("{rule}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
