//! What an approval comes to: rounding, steps, caps.

use proptest::prelude::*;

use super::sample::{DAY, Sample, any_sample, money, policy};
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
