//! What banks take and give back: bookings, verdicts that are reversed, other currencies.

use super::world::{
    BARE, CAPTURED, EARNED, at, case, commission, disputed, listing, next, publish, refund,
    reported, request, seen, step, usd,
};
use crate::announcement::{Announcement, DisputeNews};
use crate::diagnosis;
use crate::fact::Fact;
use crate::ledger;
use crate::plan::{Plan, plan};
use crate::state::Case;
use domain::booking::Booking;
use domain::decision::Verdict;
use domain::dispute::{Dispute, DisputeSaid, DisputeStage};
use domain::money::{Currency, Money};
use domain::observation::{Listing, Observation};
use domain::payment::Payment;
use domain::refund::{Refund, RefundStatus};
use domain::switch::SwitchPosition::Open;

use DisputeStage::{Appeal, AppealLost, Lost, NeedsResponse, Won};

fn at_once(facts: impl IntoIterator<Item = Fact>) -> Case {
    let mut case = case();
    step(&mut case, listing(Vec::new(), Vec::new()), at(1));
    step(&mut case, Fact::CommissionLearned(commission()), at(1));
    for fact in facts {
        step(&mut case, fact, at(2));
    }
    case
}

/// What is owed of disputes, published, with the stage that it tells.
fn told(case: &mut Case) -> Vec<(DisputeNews, DisputeStage)> {
    let news = case.told.owed.iter().filter_map(|owed| match &owed.announcement {
        Announcement::Dispute(news, dispute) => Some((*news, dispute.stage().clone())),
        _ => None,
    });
    let news = news.collect();
    let published = publish(case);
    step(case, published, at(3));
    news
}

/// What was taken back of the one commission.
fn clawed(case: &Case) -> Option<i64> {
    case.told.clawbacks.values().next().map(|clawed| clawed.total)
}

fn in_euros(dispute: Dispute) -> Dispute {
    let eur = Currency::parse("eur").ok();
    let booked = dispute.bookings.iter().map(|it| Booking { currency: eur, ..it.clone() });
    Dispute { bookings: booked.collect(), ..dispute }
}

#[test]
fn m4_a_withdrawal_that_is_corrected_is_one_loss_and_no_appeal() {
    for booked in [&[-4210, -35][..], &[-4245, 35], &[-4210]] {
        let lost = in_euros(reported("du_1", 30, Lost, booked));
        let mut case = at_once([disputed(lost)]);
        assert_eq!((ledger::disputed(&case), ledger::lost(&case)), (CAPTURED, CAPTURED));
        assert!(!diagnosis::is_frozen(&case), "{booked:?}");
        assert_eq!(clawed(&case), Some(EARNED));
        assert_eq!(told(&mut case), [(DisputeNews::Opened, Lost), (DisputeNews::Lost(1), Lost)]);
    }
}

#[test]
fn m4_a_withdrawal_after_a_reversal_is_an_appeal_and_is_told_again() {
    let mut case = at_once([disputed(reported("du_1", 30, Lost, &[-CAPTURED]))]);
    assert_eq!(told(&mut case), [(DisputeNews::Opened, Lost), (DisputeNews::Lost(1), Lost)]);
    step(&mut case, disputed(reported("du_1", 40, Appeal, &[-CAPTURED, CAPTURED])), at(4));
    assert_eq!(told(&mut case), []);
    assert_eq!(clawed(&case), Some(0), "the money is back");
    let taken_again = [-CAPTURED, CAPTURED, -CAPTURED];
    step(&mut case, disputed(reported("du_1", 50, Lost, &taken_again)), at(5));
    assert_eq!(told(&mut case), [(DisputeNews::Lost(2), AppealLost)]);
    assert_eq!((ledger::disputed(&case), clawed(&case)), (CAPTURED, Some(EARNED)));
}

#[test]
fn m4_bookings_that_earlier_reports_had_stay_known() {
    let corrected = reported("du_1", 31, NeedsResponse, &[-CAPTURED, 35]);
    let mut case = at_once([
        disputed(reported("du_1", 30, NeedsResponse, &[-CAPTURED])),
        disputed(corrected),
        disputed(reported("du_1", 32, Lost, &[])),
    ]);
    assert_eq!(ledger::disputed(&case), CAPTURED - 35);
    step(&mut case, disputed(reported("du_1", 29, NeedsResponse, &[])), at(9));
    assert_eq!(ledger::disputed(&case), CAPTURED - 35);
}

#[test]
fn m4_a_dispute_that_was_won_and_is_lost_is_told_each_time() {
    let mut case = at_once([disputed(reported("du_1", 30, Won, &[-CAPTURED, CAPTURED]))]);
    assert_eq!(told(&mut case), [(DisputeNews::Opened, Won), (DisputeNews::Won(1), Won)]);
    assert!(!case.is_blocked_by_dispute());
    for (second, stage, news) in [
        (40, Lost, DisputeNews::Lost(1)),
        (50, Won, DisputeNews::Won(2)),
        (60, Lost, DisputeNews::Lost(2)),
    ] {
        let back = disputed(reported("du_1", second, stage.clone(), &[]));
        step(&mut case, back.clone(), at(second));
        assert_eq!(case.is_blocked_by_dispute(), stage == Lost);
        assert_eq!(told(&mut case), [(news, stage)]);
        step(&mut case, back, at(second));
        assert_eq!(told(&mut case), [], "told once");
    }
    // One that is opened again blocks refunds again, and is no news until it is decided.
    step(&mut case, disputed(reported("du_1", 70, NeedsResponse, &[])), at(70));
    assert!(case.is_blocked_by_dispute());
    assert_eq!(told(&mut case), []);
}

#[test]
fn m4_without_bookings_a_loss_is_of_the_last_round() {
    let said =
        |second, stage, said| disputed(Dispute { said, ..reported("du_1", second, stage, &[]) });
    let (no, yes) =
        (DisputeSaid::default(), DisputeSaid { withdrawn: true, ..DisputeSaid::default() });
    let back = DisputeSaid { reinstated: true, ..no };
    let facts =
        [said(30, NeedsResponse, yes), said(31, Won, no), said(32, Won, back), said(33, Lost, yes)];
    let losses = [CAPTURED, CAPTURED, 0, CAPTURED];
    let mut case = at_once([]);
    for (fact, loss) in facts.into_iter().zip(losses) {
        step(&mut case, fact, at(4));
        assert_eq!(ledger::disputed(&case), loss);
    }
}

#[test]
fn m4_reports_that_contradict_each_other_are_settled_by_the_list() {
    let won = || reported("du_1", 30, Won, &[]);
    for (second, stage) in [(30, Lost), (29, Lost), (29, NeedsResponse)] {
        let mut case = at_once([disputed(won()), disputed(reported("du_1", second, stage, &[]))]);
        told(&mut case);
        assert_eq!(case.disputes[&won().id].stage(), &Won);
        let terms = super::world::terms();
        assert_eq!(plan(&case, at(60), (false, BARE), Open, &terms), Plan::Gather);
        step(&mut case, listing(Vec::new(), vec![reported("du_1", 60, Lost, &[])]), at(60));
        assert_eq!(told(&mut case), [(DisputeNews::Lost(1), Lost)]);
        assert_eq!(next(&case, at(61)), Plan::Rest);
    }
    // Nothing contradicts: what is later, and what is repeated.
    for (second, stage) in [(31, Lost), (30, Won), (20, Won)] {
        let mut case = at_once([disputed(won()), disputed(reported("du_1", second, stage, &[]))]);
        told(&mut case);
        assert_eq!(plan(&case, at(60), (false, BARE), Open, &super::world::terms()), Plan::Rest);
    }
}

/// A payment of 6,500 yen, and what the bank says of it.
fn in_yen(disputes: Vec<Dispute>, refunds: Vec<Refund>) -> Case {
    let yen = Money::new(6500, Currency::parse("jpy").unwrap());
    let payment = Payment { captured: yen, authorised: yen, ..super::world::payment() };
    let mut case = case();
    step(&mut case, Fact::CommissionLearned(commission()), at(1));
    let left = Listing { payment: Some(payment), refunds, disputes };
    let given = left.left();
    step(&mut case, Fact::Listed(left), at(2));
    assert_eq!(given.map(|money| money.minor), Some(ledger::left(&case)), "by the list alone");
    case
}

fn yen(id: &str, minor: i64) -> Refund {
    let amount = Money::new(minor, Currency::parse("jpy").unwrap());
    Refund { amount, ..refund(id, 0, RefundStatus::Succeeded, false) }
}

/// The stage, what was booked and refunded; what is gone and left.
type Row = (DisputeStage, &'static [i64], Vec<Refund>, (i64, i64));

#[test]
fn m5_a_dispute_in_another_currency_takes_the_whole_payment_and_a_person_decides() {
    let table: [Row; 5] = [
        (Lost, &[-4500], vec![], (6500, 0)),
        (NeedsResponse, &[-10], vec![yen("re_a", 500)], (6500, 0)),
        (NeedsResponse, &[], vec![], (0, 6500)),
        (Won, &[-4500, 4500], vec![yen("re_a", 500)], (500, 6000)),
        (Won, &[-4500, 4000], vec![], (6500, 0)),
    ];
    for (stage, booked, refunds, (lost, left)) in table {
        let mut case = in_yen(vec![reported("du_1", 30, stage.clone(), booked)], refunds);
        assert_eq!((ledger::lost(&case), ledger::left(&case)), (lost, left), "{booked:?}");
        assert!(!diagnosis::is_frozen(&case), "nothing is above the capture");
        let whole = if lost == 6500 { EARNED } else { EARNED * lost / 6500 };
        assert_eq!(clawed(&case).unwrap_or_default(), whole, "{booked:?}");
        step(&mut case, Fact::Requested(request("r1", None)), at(4));
        let asked = crate::guard::guard(&case, &request("r1", None));
        let by_person =
            asked.map(|ruling| matches!(ruling.decision.verdict, Verdict::Review { .. }));
        let is_open = stage.blocks_refunds() || lost == 6500;
        assert_eq!(by_person, is_open.then_some(true), "{stage:?} {booked:?}");
    }
}

#[test]
fn m5_what_was_booked_in_the_payments_currency_is_the_loss_and_never_more_than_all() {
    let jpy = Currency::parse("jpy").ok();
    for (booked, lost) in [(&[-3000][..], 3000), (&[-6630], 6500), (&[-6400, -30], 6430)] {
        let dispute = reported("du_1", 30, Lost, booked);
        let yen = dispute.bookings.iter().map(|it| Booking { currency: jpy, ..it.clone() });
        let case = in_yen(vec![Dispute { bookings: yen.collect(), ..dispute }], vec![]);
        assert_eq!(ledger::lost(&case), lost, "{booked:?}");
        assert!(!diagnosis::is_frozen(&case));
    }
}

#[test]
fn m5_a_refund_in_another_currency_takes_the_whole_payment_and_a_person_decides() {
    for (refunds, lost) in [
        (vec![refund("re_usd", 1, RefundStatus::Succeeded, false)], 6500),
        (vec![refund("re_usd", 9999, RefundStatus::Succeeded, false), yen("re_a", 500)], 6500),
        (vec![refund("re_usd", 9999, RefundStatus::Failed, false), yen("re_a", 500)], 500),
    ] {
        let case = in_yen(Vec::new(), refunds);
        assert_eq!((ledger::lost(&case), ledger::left(&case)), (lost, 6500 - lost));
        assert!(!diagnosis::is_frozen(&case));
        let asked = crate::guard::guard(&case, &request("r1", None));
        assert_eq!(asked.is_some(), lost == 6500);
        let denied = asked.is_some_and(|it| matches!(it.decision.verdict, Verdict::Deny { .. }));
        assert!(!denied, "what nobody knows is no reason to deny");
    }
    // Neither is one of the same number in another currency the release of the rest.
    let authorised = Payment { authorised: usd(CAPTURED + 900), ..super::world::payment() };
    let eur = Money::new(900, Currency::parse("eur").unwrap());
    let other = Refund { amount: eur, ..refund("re_eur", 0, RefundStatus::Succeeded, false) };
    let mut case = case();
    let disputes = Vec::new();
    let payment = Some(authorised);
    step(&mut case, Fact::Listed(Listing { payment, refunds: vec![other], disputes }), at(1));
    assert_eq!(ledger::refunded(&case), CAPTURED);
}

#[test]
fn m5_a_total_in_the_payments_currency_is_explained_by_what_cannot_be_compared() {
    let mut case = in_yen(Vec::new(), vec![]);
    step(&mut case, Fact::Observed(Observation::RefundedAtLeast(6500)), at(3));
    assert_eq!(plan(&case, at(9), (false, BARE), Open, &super::world::terms()), Plan::Gather);
    step(&mut case, seen(refund("re_usd", 1, RefundStatus::Failed, false)), at(4));
    let published = publish(&mut case);
    step(&mut case, published, at(4));
    assert_eq!(plan(&case, at(9), (false, BARE), Open, &super::world::terms()), Plan::Rest);
}
