//! What went back to a customer within a year bounds what a machine gives.

use super::sample::{Sample, full_policy, full_text, text_of};
use crate::Policy;
use domain::authority::Why;
use domain::decision::Verdict;
use domain::facts::History;
use domain::request::Reason;

const HEAD: &str = "[amounts]\na_year = { USD = 20000 }\n\n";
const BOUND: &str = "[\"customer.refunded_minor_365d + payment.left_minor > amounts.a_year\"]";
const ENOUGH: &str = "unknown = \"review\"\nreview = \"enough_for_a_year\"";

fn policy() -> Policy {
    full_policy(HEAD, &[(BOUND, ENOUGH), ("[]", "approve = \"full\"")], "")
}

/// A payment of 49.00 USD of a customer to whom so much went back.
fn returned(returned_365d: Option<i64>) -> Sample {
    let mut sample = Sample::new(Reason::Unused).captured(4900, "USD", 1);
    sample.customer = Some(History { returned_365d, ..History::default() });
    sample
}

#[test]
fn no_more_than_so_much_goes_back_to_a_customer_in_a_year() {
    for (before, expected) in [
        (0, "approve 49.00 USD"),
        (15_100, "approve 49.00 USD"),
        (15_101, "review enough_for_a_year"),
        (i64::MAX, "review not_computable"),
    ] {
        let decision = policy().decision(&returned(Some(before)).facts());
        assert_eq!(text_of(&decision.verdict), expected, "{before}");
    }
}

#[test]
fn a_sum_that_nobody_knows_is_not_nothing() {
    let nobody = Sample { customer: None, ..returned(None) };
    for sample in [returned(None), nobody] {
        let decision = policy().decision(&sample.facts());
        assert_eq!(decision.verdict, Verdict::review(Why::FactUnknown));
    }
    // In a currency that the bound does not name there is no bound to hold.
    let mut yen = returned(Some(0)).captured(4900, "JPY", 1);
    yen.customer = returned(Some(0)).customer;
    let decision = policy().decision(&yen.facts());
    assert_eq!(decision.verdict, Verdict::review(Why::FactUnknown));
}

/// The payment may be missing in a history that is known.
#[test]
fn a_known_history_does_not_say_that_its_sum_is_known() {
    let warned = |guard: &str| {
        let when = format!(
            "[\"{guard}\", \"customer.refunded_minor_365d > 0\", \"customer.refunds >= 0\"]"
        );
        let text = full_text("", &[(&when, "review = \"x\""), ("[]", "approve = \"full\"")], "");
        let policy = Policy::parse(&text).unwrap();
        let remedies =
            policy.warnings().iter().filter(|warning| warning.message.contains("not always known"));
        remedies.map(|warning| warning.remedy.clone()).collect::<Vec<_>>()
    };
    let [remedy] = warned("customer.known").try_into().unwrap();
    assert!(remedy.contains("`has(customer.refunded_minor_365d)`"), "{remedy}");
    assert_eq!(
        warned("has(customer.refunded_minor_365d)"),
        [""; 0],
        "the sum is known, and so the rest"
    );
}
