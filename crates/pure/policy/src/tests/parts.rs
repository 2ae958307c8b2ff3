//! Amounts by parts: lines of the invoice, usage, fees, floor and cap, rounding, tax.

use super::sample::{DAY, Sample, full_policy, money};
use crate::{Costs, Policy};
use domain::decision::Verdict;
use domain::facts::FactValue;
use domain::purchase::Line;
use domain::request::Reason;

const USAGE: &str = "[facts.used]\ntype = \"int\"\n[facts.bought]\ntype = \"int\"\n";

fn comes_to(outcome: &str, sample: &Sample) -> Result<i64, String> {
    comes_to_with(outcome, sample, &[])
}

fn comes_to_with(outcome: &str, sample: &Sample, told: &[(&str, i64)]) -> Result<i64, String> {
    let mut facts = sample.facts();
    for (name, number) in told {
        facts.merchant.insert((*name).to_owned(), FactValue::Int(*number));
    }
    let policy = full_policy("", &[("[]", outcome)], USAGE);
    match policy.decide(&facts).decision.verdict {
        Verdict::Approve(money) => Ok(money.minor),
        Verdict::Review { why, .. } => Err(why.to_string()),
        Verdict::Deny { .. } | Verdict::NeedInfo(_) => panic!("no rule denies or asks"),
    }
}

fn line(id: &str, minor: i64, refundable: bool) -> Line {
    Line { id: id.to_owned(), minor, tax_minor: 0, refundable }
}

/// 100.00: seats 60.00, storage 30.00, a setup of 10.00 that is not refundable.
fn invoice() -> Sample {
    let mut sample = Sample::new(Reason::Other).captured(10_000, "EUR", 1);
    sample.payment.purchase.lines =
        vec![line("seats", 6000, true), line("storage", 3000, true), line("setup", 1000, false)];
    sample
}

fn requesting(lines: &[&str]) -> Sample {
    let mut sample = invoice();
    sample.request.claims.lines = lines.iter().map(|line| (*line).to_owned()).collect();
    sample
}

#[test]
fn lines_of_the_invoice_are_given_back_alone() {
    let named = "approve = { amount = \"full\", lines = [\"seats\"] }";
    let asked = "approve = { amount = \"full\", lines = \"requested\" }";
    let half = "approve = { share = \"50%\", lines = [\"seats\", \"storage\"] }";
    let kept = "approve = { amount = \"full\", less = [\"unrefundable_lines\"] }";
    let mut tried = 0;
    for (outcome, sample, expected) in [
        (named, invoice(), Ok(6000)),
        (half, invoice(), Ok(4500)),
        (kept, invoice(), Ok(9000)),
        (asked, requesting(&["storage"]), Ok(3000)),
        (asked, requesting(&["storage", "setup"]), Ok(4000)),
        (asked, invoice(), Ok(10_000)),
        (asked, requesting(&["towels"]), Err("lines_unknown")),
        (named, Sample::new(Reason::Other), Err("lines_unknown")),
        (kept, Sample::new(Reason::Other), Err("lines_unknown")),
        // For which line it went back, nobody knows.
        (named, invoice().left(9000), Err("lines_refunded")),
        (kept, invoice().left(9500), Ok(8500)),
    ] {
        assert_eq!(comes_to(outcome, &sample), expected.map_err(str::to_owned), "{outcome}");
        tried += 1;
    }
    assert_eq!(tried, 11);
}

#[test]
fn a_discount_is_spread_over_the_lines_to_the_last_unit() {
    // Three lines of 3.33 and one unit more was captured: the largest remainder gets it.
    let mut sample = Sample::new(Reason::Other).captured(1000, "EUR", 1);
    sample.payment.purchase.lines = ["a", "b", "c"].iter().map(|id| line(id, 500, true)).collect();
    let parts: Vec<i64> = ["a", "b", "c"]
        .iter()
        .map(|id| {
            comes_to(&format!("approve = {{ amount = \"full\", lines = [\"{id}\"] }}"), &sample)
        })
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(parts, [334, 333, 333]);
    assert_eq!(parts.iter().sum::<i64>(), 1000);
}

#[test]
fn usage_is_given_back_for_what_was_not_used() {
    let outcome = "approve = { prorate = { used = \"merchant.used\", of = \"merchant.bought\" } }";
    let sample = Sample::new(Reason::Other).captured(10_000, "EUR", 1);
    let mut tried = 0;
    for (told, expected) in [
        (&[("used", 250), ("bought", 1000)][..], Ok(7500)),
        (&[("used", 0), ("bought", 3)], Ok(10_000)),
        (&[("used", 1), ("bought", 3)], Ok(6667)),
        (&[("used", 1000), ("bought", 1000)], Err("nothing_left")),
        (&[("used", 2000), ("bought", 1000)], Err("nothing_left")),
        (&[("used", -1), ("bought", 1000)], Err("not_computable")),
        (&[("used", 1), ("bought", 0)], Err("not_computable")),
        (&[("used", 1)], Err("usage_unknown")),
        (&[], Err("usage_unknown")),
    ] {
        let got = comes_to_with(outcome, &sample, told);
        assert_eq!(got, expected.map_err(str::to_owned), "{told:?}");
        tried += 1;
    }
    assert_eq!(tried, 9);
}

#[test]
fn fees_are_kept_before_the_rounding() {
    let paid = |minor, code, step| Sample::new(Reason::Other).captured(minor, code, step);
    let mut told = paid(10_000, "EUR", 1);
    told.payment.purchase.fee = Some(money(175, "EUR"));
    let mut foreign = told.clone();
    foreign.payment.purchase.fee = Some(money(190, "USD"));
    let fee = "approve = { amount = \"full\", less = [\"processor_fee\"] }";
    let mut tried = 0;
    for (outcome, sample, expected) in [
        (fee, told.clone(), Ok(9825)),
        (fee, told.left(9900), Ok(9725)),
        (fee, foreign, Err("fee_unknown")),
        (fee, paid(10_000, "EUR", 1), Err("fee_unknown")),
        (
            "approve = { amount = \"full\", less = [{ EUR = 500 }] }",
            paid(10_000, "EUR", 1),
            Ok(9500),
        ),
        (
            "approve = { amount = \"full\", less = [{ EUR = 500 }] }",
            paid(10_000, "USD", 1),
            Err("currency_mismatch"),
        ),
        (
            "approve = { amount = \"full\", less = [{ EUR = 500 }] }",
            paid(500, "EUR", 1),
            Err("nothing_left"),
        ),
        // 6172.5 less 3 is 6169.5: to the step 6170, and not 6170 less 3.
        ("approve = { share = \"50%\", less = [{ KWD = 3 }] }", paid(12_345, "KWD", 10), Ok(6170)),
        (
            "approve = { share = \"50%\", less = [{ KWD = 3 }], rounding = \"down\" }",
            paid(12_345, "KWD", 10),
            Ok(6160),
        ),
        ("approve = { share = \"33%\", rounding = \"up\" }", paid(1001, "EUR", 1), Ok(331)),
        ("approve = { share = \"33%\", rounding = \"down\" }", paid(1001, "EUR", 1), Ok(330)),
        ("approve = { share = \"33%\" }", paid(1001, "EUR", 1), Ok(330)),
        (
            "approve = { amount = { EUR = 1000 }, less = [{ EUR = 100 }] }",
            paid(5000, "EUR", 1),
            Ok(900),
        ),
    ] {
        assert_eq!(comes_to(outcome, &sample), expected.map_err(str::to_owned), "{outcome}");
        tried += 1;
    }
    assert_eq!(tried, 13);
}

#[test]
fn the_fee_comes_from_the_table_where_the_processor_does_not_say() {
    let costs = include_str!("../../../../../config/costs.toml");
    let costs = Costs::parse(costs).unwrap();
    let outcome = "approve = { amount = \"full\", less = [\"processor_fee\"] }";
    let policy = full_policy("", &[("[]", outcome)], "").with_costs(&costs);
    let mut sample = Sample::new(Reason::Other).captured(10_000, "EUR", 1);
    let given = |policy: &Policy, sample: &Sample| {
        super::sample::text_of(&policy.decide(&sample.facts()).decision.verdict)
    };
    // 1.5 % and 0.25.
    assert_eq!(given(&policy, &sample), "approve 98.25 EUR");
    let cost = policy.cost(&sample.facts()).unwrap();
    assert_eq!((cost.refund_minor, cost.dispute_minor), (175, 2000));
    sample.payment.purchase.fee = Some(money(300, "EUR"));
    assert_eq!(given(&policy, &sample), "approve 97.00 EUR", "what it says itself goes before");
    let own = "[costs.stripe]\nEUR = { fixed_fee = 100, dispute_fee = 1 }\n";
    let policy = full_policy("", &[("[]", outcome)], own).with_costs(&costs);
    sample.payment.purchase.fee = None;
    assert_eq!(given(&policy, &sample), "approve 99.00 EUR", "the policy's own table goes before");
    let yen = Sample::new(Reason::Other).captured(10_000, "JPY", 1);
    assert_eq!(policy.cost(&yen.facts()), None);
}

#[test]
fn a_floor_is_the_least_that_is_given_and_a_cap_the_most() {
    let outcome =
        "approve = { prorate = \"time\", floor = { EUR = 2000 }, cap = { EUR = 7000, USD = 1 } }";
    let year = |age: i64| {
        Sample::new(Reason::Other).captured(10_000, "EUR", 1).age(age * DAY).term(100 * DAY)
    };
    let mut tried = 0;
    for (sample, expected) in [
        (year(10), Ok(7000)),
        (year(30), Ok(7000)),
        (year(31), Ok(6900)),
        (year(80), Ok(2000)),
        (year(99), Ok(2000)),
        // The floor gives nothing where nothing is due, and no more than what is left.
        (year(100), Err("nothing_left")),
        (year(99).asked(1500, "EUR"), Ok(1500)),
        (year(50).left(9500), Ok(4500)),
        (year(10).left(9500), Ok(6500)),
        (year(80).left(9500), Ok(1500)),
    ] {
        assert_eq!(comes_to(outcome, &sample), expected.map_err(str::to_owned), "{sample:?}");
        tried += 1;
    }
    assert_eq!(tried, 10);
    let dinar =
        Sample::new(Reason::Other).captured(10_000, "KWD", 10).age(40 * DAY).term(100 * DAY);
    let unknown = Err("currency_mismatch".to_owned());
    assert_eq!(comes_to(outcome, &dinar), unknown, "a currency without floor and cap");
}
