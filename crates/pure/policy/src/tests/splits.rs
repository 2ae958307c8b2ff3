//! A payment that is asked back in parts: whatever bounds an amount bounds what the payment comes to.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::sample::{DAY, Sample, full_policy, text_of};
use crate::Policy;
use domain::decision::Verdict;
use domain::facts::FactValue;
use domain::purchase::Line;
use domain::request::Reason;

const USAGE: &str = "[facts.used]\ntype = \"int\"\n[facts.bought]\ntype = \"int\"\n";

/// Machines give up to 200.00 of a payment, one person up to 400.00.
const BANDS: &str = "[[band]]\nup_to = { EUR = 20000 }\nwho = \"machine\"\n\
                     [[band]]\nup_to = { EUR = 40000 }\nwho = \"one\"\n\
                     [[band]]\nwho = \"two\"\n";

/// What one request comes to; what a person has to look at comes to nothing.
fn comes_to(policy: &Policy, sample: &Sample) -> i64 {
    let mut facts = sample.facts();
    for (name, number) in [("used", 300), ("bought", 1000)] {
        facts.merchant.insert(name.to_owned(), FactValue::Int(number));
    }
    match policy.decide(&facts).decision.verdict {
        Verdict::Approve(money) => money.minor,
        Verdict::Review { .. } | Verdict::Deny { .. } | Verdict::NeedInfo(_) => 0,
    }
}

/// What these requests, one after the other, come to in all. What each is given is promised only.
fn in_all(policy: &Policy, sample: &Sample, pieces: &[Option<i64>]) -> i64 {
    let mut now = sample.clone();
    let mut given = 0;
    for piece in pieces {
        now.request.amount = piece.map(|minor| super::sample::money(minor, "EUR"));
        let minor = comes_to(policy, &now);
        given += minor;
        now.ledger.left_minor -= minor;
    }
    given
}

fn paid(minor: i64) -> Sample {
    Sample::new(Reason::Other).captured(minor, "EUR", 1)
}

fn plain(outcome: &str) -> Policy {
    full_policy("", &[("[]", outcome)], "")
}

#[test]
fn s5_a_cap_is_the_most_that_a_payment_comes_to_however_often_it_is_asked_back() {
    let mut tried = 0;
    for (outcome, piece, expected) in [
        ("approve = { amount = \"full\", cap = { EUR = 5000 } }", 5000, 5000),
        ("approve = { amount = \"full\", cap = { EUR = 5000 } }", 1999, 5000),
        ("approve = { share = \"80%\", cap = { EUR = 5000 } }", 7000, 5000),
        ("approve = { amount = { EUR = 5000 } }", 3000, 5000),
        ("approve = { share = \"1%\", floor = { EUR = 5000 } }", 2000, 5000),
        ("approve = { share = \"1%\", floor = { EUR = 4000 }, cap = { EUR = 5000 } }", 900, 4000),
        ("approve = { amount = \"full\", less = [{ EUR = 99000 }], floor = { EUR = 10 } }", 1, 20),
        ("approve = { share = \"1%\" }", 5000, 1000),
    ] {
        let given = in_all(&plain(outcome), &paid(100_000), &[Some(piece); 20]);
        assert_eq!(given, expected, "{outcome}");
        tried += 1;
    }
    assert_eq!(tried, 8);
}

/// The floor is what a payment comes to, not what each of its parts does.
#[test]
fn s5_what_was_given_counts_towards_the_floor_as_well() {
    let policy = plain("approve = { share = \"10%\", floor = { EUR = 2000 } }");
    for (left, expected) in [(10_000, 2000), (9000, 1000), (8000, 0), (7000, 0)] {
        assert_eq!(comes_to(&policy, &paid(10_000).left(left)), expected, "{left} left");
    }
}

#[test]
fn w10_a_floor_or_a_cap_in_other_currencies_is_for_a_person() {
    for bound in ["cap = { USD = 5000 }", "floor = { USD = 5000, GBP = 1 }"] {
        let policy = plain(&format!("approve = {{ amount = \"full\", {bound} }}"));
        let verdict = policy.decide(&paid(100_000).facts()).decision.verdict;
        assert_eq!(text_of(&verdict), "review currency_mismatch", "{bound}");
    }
}

/// Not refunded yet: an operation waits because the processor is busy, or another worker has it.
#[test]
fn s4_what_is_promised_or_taken_by_a_dispute_counts_as_what_was_refunded() {
    let machine = full_policy("", &[("[]", "approve = \"full\"")], BANDS);
    let first = "[\"payment.refunded_minor == 0\"]";
    let once = plain("approve = \"full\"");
    let once_only = full_policy("", &[(first, "approve = \"full\"")], "");
    for (promised, in_band, is_first) in [(0, true, true), (1, true, false), (19_000, true, false)]
        .into_iter()
        .chain([(19_001, false, false), (50_000, false, false)])
    {
        let mut sample = paid(100_000).asked(1000, "EUR");
        sample.ledger.left_minor -= promised;
        assert_eq!(comes_to(&machine, &sample) > 0, in_band, "{promised}");
        assert_eq!(comes_to(&once_only, &sample) > 0, is_first, "{promised}");
        assert_eq!(comes_to(&once, &sample), 1000, "{promised}");
    }
}

#[test]
fn s4_a_proposal_that_brings_the_payment_above_what_one_may_give_takes_two() {
    let policy = full_policy("", &[("[]", "review = { why = \"x\", propose = \"full\" }")], BANDS);
    for (promised, expected) in [(0, 1), (39_000, 1), (39_001, 2), (90_000, 2)] {
        let mut sample = paid(100_000).asked(1000, "EUR");
        sample.ledger.left_minor -= promised;
        let verdict = policy.decide(&sample.facts()).decision.verdict;
        let Verdict::Review { approvers, proposed: Some(_), .. } = verdict else {
            panic!("a person decides, {promised}: {verdict:?}")
        };
        assert_eq!(approvers, expected, "{promised}");
        assert_eq!(policy.decision(&sample.facts()).verdict, verdict, "silently too");
    }
}

fn base() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("amount = \"full\"".to_owned()),
        (1_i64..=100).prop_map(|percent| format!("share = \"{percent}%\"")),
        (400_i64..200_000).prop_map(|minor| format!("amount = {{ EUR = {minor} }}")),
        Just("prorate = \"time\"".to_owned()),
        Just("prorate = { used = \"merchant.used\", of = \"merchant.bought\" }".to_owned()),
    ]
}

/// Every form of `approve`.
fn outcome() -> impl Strategy<Value = String> {
    let bounds = (prop::option::of(1_i64..120_000), prop::option::of(1_i64..120_000));
    let lines = prop::sample::select(vec![
        "lines = [\"seats\"]",
        "lines = [\"seats\", \"setup\"]",
        "lines = \"requested\"",
    ]);
    let less = prop::sample::subsequence(
        vec!["\"processor_fee\"", "\"unrefundable_lines\"", "{ EUR = 333 }"],
        0..=3,
    );
    let less = less.prop_map(|less| format!("less = [{}]", less.join(", ")));
    let rounding = prop::sample::select(vec!["nearest", "up", "down"]);
    let rounding = rounding.prop_map(|word| format!("rounding = \"{word}\""));
    let parts =
        (base(), prop::option::of(lines), prop::option::weighted(0.4, less), bounds, rounding);
    parts.prop_map(|(base, lines, less, (floor, cap), rounding)| {
        let lines = lines.map(str::to_owned);
        // A fixed amount has no bounds, and a floor is not above its cap.
        let is_bounded = !base.starts_with("amount = {");
        let floor = floor.map(|floor| floor.min(cap.unwrap_or(floor)));
        let bound = |name: &str, minor: Option<i64>| {
            minor.filter(|_| is_bounded).map(|minor| format!("{name} = {{ EUR = {minor} }}"))
        };
        let (floor, cap) = (bound("floor", floor), bound("cap", cap));
        let keys = [Some(base), lines, less, floor, cap, Some(rounding)];
        let keys: Vec<String> = keys.into_iter().flatten().collect();
        format!("approve = {{ {} }}", keys.join(", "))
    })
}

/// A payment of which something may have gone back before, by its invoice and its term.
fn payment() -> impl Strategy<Value = Sample> {
    let lines = prop::sample::subsequence(vec!["seats", "setup"], 0..=2);
    let gone = prop_oneof![2 => Just(0_i64), 1 => 0_i64..100_000];
    (1_i64..100_000, gone, 1_i64..90, prop::sample::select(vec![1_i64, 10]), lines).prop_map(
        |(captured, gone, age, step, lines)| {
            let mut sample = paid(captured).age(age * DAY).term(100 * DAY);
            sample.step = step;
            sample.ledger.left_minor = (captured - gone).max(0);
            sample.payment.purchase.fee = Some(super::sample::money(captured / 50, "EUR"));
            sample.payment.purchase.lines = [("seats", 7, true), ("setup", 3, false)]
                .map(|(id, minor, refundable)| Line {
                    id: id.to_owned(),
                    minor,
                    tax_minor: 0,
                    refundable,
                })
                .into();
            sample.request.claims.lines =
                lines.into_iter().map(str::to_owned).collect::<BTreeSet<_>>();
            sample
        },
    )
}

/// Parts that a request is split into; `None` asks for all that is left.
fn split() -> impl Strategy<Value = Vec<Option<i64>>> {
    let piece = prop_oneof![
        6 => (1_i64..40_000).prop_map(Some),
        3 => (1_i64..50).prop_map(Some),
        1 => Just(None),
    ];
    prop::collection::vec(piece, 1..12)
}

/// The same in one request.
fn at_once(pieces: &[Option<i64>]) -> Option<i64> {
    pieces.iter().try_fold(0_i64, |sum, piece| Some(sum + (*piece)?))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn s5_any_split_gives_at_most_what_is_given_at_once(
        outcome in outcome(),
        sample in payment(),
        pieces in split(),
    ) {
        let policy = full_policy("", &[("[]", &outcome)], USAGE);
        let whole = in_all(&policy, &sample, &[at_once(&pieces)]);
        let parts = in_all(&policy, &sample, &pieces);
        prop_assert!(parts <= whole, "{}: {} in parts, {} at once", outcome, parts, whole);
    }

    /// A request above the band gets nothing from a machine; its parts get what the largest request
    /// within the band gets, and not more.
    #[test]
    fn s4_no_split_gets_more_from_a_machine_than_one_request_can(
        outcome in outcome(),
        sample in payment(),
        pieces in split(),
    ) {
        let free = full_policy("", &[("[]", &outcome)], USAGE);
        let banded = full_policy("", &[("[]", &outcome)], &format!("{BANDS}{USAGE}"));
        let before = sample.payment.captured.minor - sample.ledger.left_minor;
        let most = in_all(&free, &sample, &[at_once(&pieces)]).min((20_000 - before).max(0));
        let parts = in_all(&banded, &sample, &pieces);
        prop_assert!(parts <= most, "{}: {} in parts, {} at most", outcome, parts, most);
    }
}
