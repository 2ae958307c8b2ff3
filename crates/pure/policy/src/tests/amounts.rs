//! What an approval comes to: rounding, steps, caps.

use proptest::prelude::*;

use super::sample::{DAY, Sample, any_sample, money, policy, text_of};
use domain::decision::Verdict;
use domain::request::Reason;

fn comes_to(outcome: &str, sample: &Sample) -> Result<i64, String> {
    match policy(&[("[]", outcome)]).decide(&sample.facts()).decision.verdict {
        Verdict::Approve(money) => Ok(money.minor),
        Verdict::Review { why, .. } => Err(why.to_string()),
        Verdict::Deny { .. } | Verdict::NeedInfo(_) => panic!("no rule denies or asks"),
    }
}

fn paid(minor: i64, code: &str, step: i64) -> Sample {
    Sample::new(Reason::Other).captured(minor, code, step)
}

#[test]
fn amounts_are_rounded_to_the_step_and_capped() {
    let share = "approve = { share = \"50%\" }";
    let full = "approve = \"full\"";
    let fixed = "approve = { amount = { minor = 1000, currency = \"usd\" } }";
    for (outcome, sample, expected) in vec![
        (full, paid(4900, "USD", 1), Ok(4900)),
        (full, paid(4900, "USD", 1).asked(1200, "USD"), Ok(1200)),
        (full, paid(4900, "USD", 1).asked(9900, "USD"), Ok(4900)),
        (full, paid(4900, "USD", 1).left(100).asked(1200, "USD"), Ok(100)),
        (full, paid(4900, "USD", 1).left(0), Err("nothing_left")),
        (full, paid(4900, "USD", 1).left(-5), Err("nothing_left")),
        (full, paid(4900, "USD", 1).asked(0, "USD"), Err("nothing_left")),
        (full, paid(4900, "USD", 1).asked(-5, "USD"), Err("nothing_left")),
        (full, paid(4900, "USD", 1).asked(1200, "EUR"), Err("currency_mismatch")),
        // In steps, even all that is left: what a bank took before need not fit them.
        (full, paid(12_340, "KWD", 10), Ok(12_340)),
        (full, paid(12_345, "KWD", 10), Ok(12_340)),
        (full, paid(12_340, "KWD", 10).left(5123), Ok(5120)),
        (full, paid(12_340, "KWD", 10).left(9), Err("nothing_left")),
        (full, paid(12_345, "KWD", 10).asked(1239, "KWD"), Ok(1230)),
        (full, paid(12_345, "KWD", 10).asked(9, "KWD"), Err("nothing_left")),
        (share, paid(5, "USD", 1), Ok(3)),
        (share, paid(4901, "JPY", 1), Ok(2451)),
        (share, paid(12_350, "KWD", 10), Ok(6180)),
        (share, paid(12_340, "KWD", 10), Ok(6170)),
        (share, paid(12_345, "ISK", 1), Ok(6173)),
        // What went back before counts towards the share.
        (share, paid(4900, "USD", 1).left(4000), Ok(1550)),
        (share, paid(4900, "USD", 1).left(2000), Err("nothing_left")),
        (share, paid(4900, "USD", 1).asked(1000, "USD"), Ok(1000)),
        (share, paid(0, "USD", 1), Err("nothing_left")),
        ("approve = { share = \"1250bp\" }", paid(1000, "USD", 1), Ok(125)),
        (fixed, paid(4900, "USD", 1), Ok(1000)),
        (fixed, paid(900, "USD", 1), Ok(900)),
        (fixed, paid(4900, "EUR", 1), Err("currency_mismatch")),
    ] {
        assert_eq!(comes_to(outcome, &sample), expected.map_err(str::to_owned), "{sample:?}");
    }
}

#[test]
fn a_prorated_amount_is_the_rest_of_the_term_to_the_second() {
    let year = 365 * DAY;
    for (sample, expected) in vec![
        (paid(36_500, "USD", 1).age(73 * DAY).term(year), Ok(29_200)),
        (paid(36_500, "JPY", 1).age(73 * DAY + DAY / 2).term(year), Ok(29_150)),
        (paid(36_500, "ISK", 1).age(73 * DAY + 1).term(year), Ok(29_200)),
        // 364.5 of 365 days of 100.000 KWD are 99.863: to the step 99.860.
        (paid(100_000, "KWD", 10).age(DAY / 2).term(year), Ok(99_860)),
        (paid(100_000, "KWD", 1).age(DAY / 2).term(year), Ok(99_863)),
        (paid(36_500, "USD", 1).age(0).term(year), Ok(36_500)),
        (paid(36_500, "USD", 1).age(year).term(year), Err("nothing_left")),
        (paid(36_500, "USD", 1).age(2 * year).term(year), Err("nothing_left")),
        (paid(36_500, "USD", 1).age(73 * DAY), Err("term_unknown")),
        (paid(36_500, "USD", 1).age(-DAY).term(year), Err("term_unknown")),
        (paid(36_500, "USD", 1).age(DAY).term(0), Err("term_unknown")),
        (paid(36_500, "USD", 1).age(DAY).term(-DAY), Err("term_unknown")),
        (paid(36_500, "USD", 1).age(73 * DAY).term(year).left(36_400), Ok(29_100)),
        (paid(36_500, "USD", 1).age(73 * DAY).term(year).left(100), Err("nothing_left")),
    ] {
        let expected = expected.map_err(str::to_owned);
        assert_eq!(comes_to("approve = \"prorated\"", &sample), expected, "{sample:?}");
    }
}

/// January was paid on the 11th, after dunning, and asked back on the 21st.
#[test]
fn m14_the_share_of_a_term_is_counted_from_its_beginning_and_not_from_the_charge() {
    let prorated = "approve = \"prorated\"";
    let renewed = |renewal: Option<bool>, renewals: Option<i64>| {
        let mut sample = paid(31_000, "EUR", 1).age(10 * DAY).term(21 * DAY);
        let sale = &mut sample.payment.purchase;
        (sale.renewal, sale.renewals, sale.term_begins_at) = (renewal, renewals, None);
        sample
    };
    let mut january = renewed(Some(true), None);
    let charged_at = january.payment.charged_at;
    january.payment.purchase.term_begins_at = Some(domain::time::after(charged_at, -10 * DAY));
    assert_eq!(comes_to(prorated, &january), Ok(11_000), "11 of 31 days");
    let unknown = Err("term_unknown".to_owned());
    for (renewal, renewals, expected) in [
        (Some(true), None, unknown.clone()),
        (None, Some(3), unknown.clone()),
        (None, None, unknown.clone()),
        (Some(true), Some(0), unknown),
        // A first purchase begins its own term.
        (Some(false), None, Ok(16_238)),
        (None, Some(0), Ok(16_238)),
    ] {
        assert_eq!(comes_to(prorated, &renewed(renewal, renewals)), expected, "{renewal:?}");
    }
    // Paid before the term begins, and asked back before it has: all of it is left.
    let mut early = renewed(Some(true), None);
    early.payment.purchase.term_begins_at = Some(domain::time::after(charged_at, 20 * DAY));
    assert_eq!(comes_to(prorated, &early), Ok(31_000));
    let mut wrong = renewed(Some(true), None);
    wrong.payment.purchase.term_begins_at = wrong.payment.term_ends_at;
    assert_eq!(comes_to(prorated, &wrong), Err("term_unknown".to_owned()));
}

proptest! {
    #[test]
    fn no_approval_exceeds_what_is_left_or_was_asked_for(
        sample in any_sample(),
        outcome in prop::sample::select(vec![
            "approve = \"full\"",
            "approve = \"prorated\"",
            "approve = { share = \"33%\" }",
            "approve = { share = \"1bp\" }",
            "approve = { amount = { minor = 12345, currency = \"KWD\" } }",
        ]),
    ) {
        if let Ok(minor) = comes_to(outcome, &sample) {
            prop_assert!(minor > 0);
            prop_assert!(minor <= sample.ledger.left_minor);
            prop_assert!(sample.request.amount.is_none_or(|asked| minor <= asked.minor));
            let whole_steps = minor % sample.step.max(1) == 0;
            prop_assert!(whole_steps || minor == sample.ledger.left_minor);
            let asked = sample.request.amount.unwrap_or(money(1, "USD"));
            prop_assert!(
                sample.request.amount.is_none()
                    || asked.currency == sample.payment.captured.currency
            );
        }
    }
}

/// What is left of a term in whole days or months of the calendar: what has begun is used.
#[test]
fn a_term_is_prorated_by_seconds_days_or_months() {
    let decided = |grain: &str, begins: &str, ends: &str, asked: &str| {
        let rule = format!("unknown = \"review\"\napprove = {{ prorate = \"{grain}\" }}");
        let policy = super::sample::full_policy(
            "time_zone = \"Europe/Berlin\"\n",
            &[("[]", &rule.replace("unknown = \"review\"\n", ""))],
            "",
        );
        let mut sample = Sample::new(Reason::Other).captured(12_000, "EUR", 1);
        sample.payment.charged_at = begins.parse().unwrap();
        sample.payment.purchase.term_begins_at = Some(begins.parse().unwrap());
        sample.payment.term_ends_at = Some(ends.parse().unwrap());
        let sample = sample.asked_at(asked.parse().unwrap());
        text_of(&policy.decide(&sample.facts()).decision.verdict)
    };
    let (begins, ends) = ("2026-01-31T10:00:00Z", "2027-01-31T10:00:00Z");
    let mut tried = 0;
    for (grain, asked, expected) in [
        // The first month, from 31 January, ends with 27 February.
        ("months", "2026-01-31T12:00:00Z", "approve 110.00 EUR"),
        ("months", "2026-02-27T22:59:59Z", "approve 110.00 EUR"),
        ("months", "2026-02-27T23:00:00Z", "approve 100.00 EUR"),
        ("months", "2026-12-31T12:00:00Z", "review nothing_left"),
        ("months", "2027-03-01T12:00:00Z", "review nothing_left"),
        // 365 days, of which the first is used.
        ("days", "2026-01-31T12:00:00Z", "approve 119.67 EUR"),
        ("days", "2026-01-31T23:00:00Z", "approve 119.34 EUR"),
        ("time", "2026-01-31T12:00:00Z", "approve 119.97 EUR"),
    ] {
        assert_eq!(decided(grain, begins, ends, asked), expected, "{grain} {asked}");
        tried += 1;
    }
    assert_eq!(tried, 8);
    let odd = "2026-03-14T10:00:00Z";
    let asked = "2026-02-01T10:00:00Z";
    assert_eq!(decided("months", begins, odd, asked), "review term_unknown", "no whole months");
}

#[test]
fn what_the_merchants_system_says_was_used_up_is_kept() {
    let head = "[facts.used_minor]\ntype = \"int\"\n";
    let keeps = "approve = { amount = \"full\", less = [\"merchant.used_minor\", { EUR = 100 }] }";
    let policy = super::sample::full_policy(head, &[("[]", keeps)], "");
    assert_eq!(policy.warnings(), [], "the amount reads the fact");
    let decided = |used: Option<i64>| {
        let mut facts = Sample::new(Reason::Other).captured(5000, "EUR", 1).facts();
        let used = used.map(|used| ("used_minor".to_owned(), domain::facts::FactValue::Int(used)));
        facts.merchant.extend(used);
        text_of(&policy.decide(&facts).decision.verdict)
    };
    assert_eq!(decided(Some(1200)), "approve 37.00 EUR");
    assert_eq!(decided(Some(0)), "approve 49.00 EUR");
    assert_eq!(decided(Some(4900)), "review nothing_left");
    assert_eq!(decided(Some(-1)), "review not_computable");
    assert_eq!(decided(None), "review usage_unknown");
    for (less, message) in [
        ("merchant.used", "there is no fact `merchant.used`"),
        ("payment.plan", "`payment.plan` is no whole number"),
        ("used_minor", "an element of `less` cannot be \"used_minor\""),
    ] {
        let wrong = keeps.replace("merchant.used_minor", less);
        let text = super::sample::full_text(head, &[("[]", &wrong)], "");
        let mistakes = crate::Policy::parse(&text).unwrap_err();
        assert_eq!(mistakes[0].message, message, "{less}");
    }
}
