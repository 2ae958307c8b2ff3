//! Holds the fold to its word.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::figures::{CountedAmount, Dimension, Figures, Rehearsed};
use super::outcome::{DisputeEnd, RefundEnd, RequestOutcome};
use super::sample::{cases, frame, present};
use super::{Frame, sample};
use case::stage::Stage;
use case::state::Case;
use domain::decision::VerdictKind;
use domain::ids::AccountName;
use domain::money::Currency;
use domain::payment::PaymentStatus;

fn figures<'a>(cases: impl IntoIterator<Item = &'a Case>, frame: &Frame) -> Figures {
    let mut figures = Figures::default();
    cases.into_iter().for_each(|case| figures.add(case, frame));
    figures
}

fn counts(figures: &Figures, dimension: Dimension) -> BTreeMap<Option<String>, u64> {
    let keys = &figures.by[&dimension];
    keys.ranked().iter().map(|(key, tally)| (key.map(str::to_owned), tally.requests)).collect()
}

#[test]
fn every_request_of_the_span_is_counted_once_in_every_dimension() {
    let cases = cases(600);
    let frame = frame();
    let figures = figures(&cases, &frame);
    let inside = cases
        .iter()
        .flat_map(|case| case.requests.values())
        .filter(|state| frame.span.contains(state.request.receipt.at));
    let all = u64::try_from(inside.count()).unwrap();
    assert!(all > 400, "{all}");
    assert_eq!(figures.requests.requests, all);
    let by_period: u64 = figures.periods.values().map(super::figures::Period::requests).sum();
    assert_eq!(by_period, all);
    let mut seen = 0;
    for (dimension, _) in Dimension::ALL {
        let counted: u64 = counts(&figures, dimension).values().sum();
        let expected = match dimension {
            Dimension::DecidedBy | Dimension::Clause | Dimension::Policy => {
                figures.requests.decided()
            }
            Dimension::Rule => {
                all - figures.requests.outcomes[&RequestOutcome::Elsewhere]
                    - figures
                        .requests
                        .outcomes
                        .get(&RequestOutcome::Undecided)
                        .copied()
                        .unwrap_or(0)
            }
            Dimension::Because => {
                counts(&figures, Dimension::DecidedBy)[&Some("person".to_owned())]
            }
            Dimension::Feedback => counted,
            Dimension::Reason
            | Dimension::Path
            | Dimension::Product
            | Dimension::ProductReason
            | Dimension::Plan
            | Dimension::Processor
            | Dimension::Account
            | Dimension::Language => all,
        };
        assert_eq!(counted, expected, "{dimension:?}");
        seen += 1;
    }
    assert_eq!(seen, 14);
}

#[test]
fn m2_what_was_released_of_an_authorisation_is_no_refund_in_a_report() {
    let adopted = |cases: &[Case]| {
        figures(cases, &frame()).refunds.keys().any(|(end, _)| *end == RefundEnd::Adopted)
    };
    let mut cases = cases(600);
    assert!(adopted(&cases));
    for payment in cases.iter_mut().filter_map(|case| case.payment.as_mut()) {
        payment.status = PaymentStatus::Void;
    }
    assert!(!adopted(&cases));
}

#[test]
fn the_samples_show_everything_that_a_report_can_show() {
    let figures = figures(&cases(600), &frame());
    for outcome in
        RequestOutcome::ALL.iter().filter(|outcome| **outcome != RequestOutcome::Undecided)
    {
        assert!(figures.requests.outcomes.contains_key(outcome), "{outcome:?}");
    }
    let ends = |end: RefundEnd| figures.refunds.keys().any(|(found, _)| *found == end);
    assert!(ends(RefundEnd::Succeeded) && ends(RefundEnd::Adopted) && ends(RefundEnd::Failed));
    for end in DisputeEnd::ALL {
        assert!(figures.disputes.keys().any(|(found, _)| found == end), "{end:?}");
    }
    assert_eq!(figures.waits.len(), Stage::ALL.len());
    assert!(figures.reviews.ages.count() > 0 && figures.reviews.overdue > 0);
    assert!(figures.rehearsals[&VerdictKind::Approve].agreed > 0);
    assert!(figures.costs.values().any(|sums| sums.fees > 0 && sums.disputes_spared > 0));
    assert!(figures.commissions.values().any(|sums| sums.given_back > 0));
    assert_eq!(figures.requests.money.len(), 4, "currencies");
}

#[test]
fn money_of_one_refund_is_counted_for_the_first_of_its_requests() {
    let frame = frame();
    let approved = |case: &&Case| {
        figures([*case], &frame).requests.outcomes.contains_key(&RequestOutcome::Full)
    };
    let cases = cases(50);
    let mut twice = cases.iter().find(approved).unwrap().clone();
    let before = figures([&twice], &frame).requests.money;
    let mut second = twice.requests.values().next().unwrap().clone();
    second.request.id = domain::ids::RequestId::parse("later").unwrap();
    second.request.receipt.at += jiff::SignedDuration::from_secs(1);
    twice.requests.insert(second.request.id.clone(), second);
    let figures = figures([&twice], &frame);
    assert_eq!(figures.requests.outcomes, BTreeMap::from([(RequestOutcome::Full, 2)]));
    let (before, after) = (before.values().next().unwrap(), figures.requests.money);
    let after = after.values().next().unwrap();
    assert_eq!((after.approved, after.refunded), (before.approved, before.refunded));
    assert_eq!(after.asked, 2 * before.asked);
}

#[test]
fn a_stage_that_is_late_is_missed_whether_it_was_reached_or_not() {
    let mut frame = frame();
    let decided =
        |case: &&Case| case.requests.values().any(|state| state.stages.decided_at.is_some());
    let cases = cases(50);
    let mut case = cases.iter().find(decided).unwrap().clone();
    let of = |case: &Case, frame: &Frame| {
        let wait = figures([case], frame).waits[&Stage::Decided].clone();
        (wait.took.count(), wait.missed, wait.open)
    };
    let state = case.requests.values_mut().next().unwrap();
    let asked_at = state.request.receipt.at;
    state.stages.decided_at = Some(asked_at + jiff::SignedDuration::from_secs(86_400));
    assert_eq!(of(&case, &frame), (1, 0, 0));
    case.requests.values_mut().next().unwrap().stages.decided_at =
        Some(asked_at + jiff::SignedDuration::from_secs(86_401));
    assert_eq!(of(&case, &frame), (1, 1, 0));
    case.requests.values_mut().next().unwrap().stages.decided_at = None;
    assert_eq!(of(&case, &frame), (0, 1, 0));
    frame.now = asked_at;
    assert_eq!(of(&case, &frame), (0, 0, 1));
    frame.accounts.clear();
    assert!(!figures([&case], &frame).waits.contains_key(&Stage::Decided), "no target, no clock");
}

#[test]
fn one_account_can_be_looked_at_alone() {
    let cases = cases(300);
    let whole = figures(&cases, &frame());
    let mut sum = 0;
    for name in ["stripe-eu", "stripe-us", "stripe-resale"] {
        let account = Some(AccountName::parse(name).unwrap());
        let part = figures(&cases, &Frame { account, ..frame() });
        let own = counts(&whole, Dimension::Account)[&Some(name.to_owned())];
        assert_eq!(counts(&part, Dimension::Account), [(Some(name.to_owned()), own)].into());
        assert_eq!(part.requests.requests, own);
        sum += part.requests.requests;
    }
    assert!(sum > 200 && sum == whole.requests.requests, "{sum}");
    let nobody = Some(AccountName::parse("nobody").unwrap());
    assert_eq!(figures(&cases, &Frame { account: nobody, ..frame() }), Figures::default());
}

#[test]
fn what_is_outside_of_the_span_counts_only_as_seen() {
    let span = super::TimeSpan::new(
        sample::at("2027-01-01T00:00:00Z"),
        sample::at("2027-02-01T00:00:00Z"),
        jiff::tz::TimeZone::UTC,
    );
    let figures = figures(&cases(200), &Frame { span: span.unwrap(), ..frame() });
    assert_eq!((figures.cases, figures.requests.requests), (0, 0));
    assert!(figures.oldest.is_some_and(|oldest| oldest < present()));
    assert!(figures.reviews.ages.count() > 0, "open reviews are shown whatever the span");
    assert!(figures.by.is_empty() && figures.periods.is_empty() && figures.commissions.is_empty());
}

#[test]
fn keys_are_printable_and_short() {
    let mut case = cases(1).remove(0);
    let payment = case.payment.as_mut().unwrap();
    payment.product = Some(format!("a\u{1b}[31m\n{}", "x".repeat(200)));
    payment.plan = Some(" \n ".to_owned());
    payment.locale = Some("DE_at".to_owned());
    case.requests.clear();
    let request = domain::request::RefundRequest {
        id: domain::ids::RequestId::parse("r").unwrap(),
        reason: domain::request::Reason::Other,
        amount: None,
        locale: None,
        time_zone: None,
        requested_at: present() - jiff::SignedDuration::from_hours(1),
        receipt: domain::receipt::Receipt::of(present() - jiff::SignedDuration::from_hours(1)),
        sender: None,
        proof_of_purchase: false,
        claims: domain::request::Claims::default(),
        requested_by: None,
    };
    let state = case::state::RequestState::new(request);
    case.requests.insert(state.request.id.clone(), state);
    let figures = figures([&case], &frame());
    let only = |dimension| counts(&figures, dimension).into_keys().next().unwrap();
    let product = only(Dimension::Product).unwrap();
    assert!(product.starts_with("a[31mxx") && product.chars().count() == 60, "{product}");
    assert_eq!((only(Dimension::Plan), only(Dimension::Language)), (None, Some("de".to_owned())));
}

#[test]
fn rehearsals_are_compared_with_what_people_decided() {
    let figures = figures(&cases(600), &frame());
    let all = figures.rehearsals.values().fold(Rehearsed::default(), |sum, of| Rehearsed {
        count: sum.count + of.count,
        agreed: sum.agreed + of.agreed,
        differed: sum.differed + of.differed,
    });
    assert!(
        all.agreed > 0 && all.differed > 0 && all.agreed + all.differed <= all.count,
        "{all:?}"
    );
}

#[test]
fn currencies_are_never_added_up() {
    let figures = figures(&cases(600), &frame());
    let usd = Currency::parse("USD").unwrap();
    let only_usd: Vec<Case> = cases(600)
        .into_iter()
        .filter(|case| case.payment.as_ref().unwrap().captured.currency == usd)
        .collect();
    let apart = super::tests::figures(&only_usd, &frame());
    assert_eq!(figures.requests.money[&usd], apart.requests.money[&usd]);
    let of = |figures: &Figures| -> BTreeMap<RefundEnd, CountedAmount> {
        let usd = figures.refunds.iter().filter(|((_, currency), _)| *currency == usd);
        usd.map(|((end, _), amount)| (*end, *amount)).collect()
    };
    assert_eq!(of(&figures), of(&apart));
    assert!(!of(&apart).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_order_gives_the_same_figures(
        order in Just((0..120_usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let cases = cases(120);
        let shuffled = figures(order.iter().map(|index| &cases[*index]), &frame());
        prop_assert_eq!(shuffled, figures(&cases, &frame()));
    }
}
