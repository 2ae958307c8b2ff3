//! The credit note that follows a refund of an invoice.

use super::world::{BARE, at, case, full_key, listed, payment, refund, terms, usd};
use crate::apply::{Effect, apply};
use crate::credit_note::CreditStep;
use crate::fact::Fact;
use crate::plan::{Plan, plan};
use crate::state::Case;
use crate::terms::Terms;
use crate::trouble::Trouble;
use crate::{diagnosis, invariants, owe};
use domain::credit_note::CreditNote;
use domain::ids::CreditNoteId;
use domain::invoice::{InvoiceReading, InvoiceTerms};
use domain::observation::Observation;
use domain::outcome::{CallOutcome, Refusal};
use domain::payment::Payment;
use domain::refund::RefundStatus;
use domain::switch::SwitchPosition::{self, Everything, Machines, Open};

fn credited() -> Terms {
    Terms { invoices: InvoiceTerms::CreditNote, ..terms() }
}

fn billed(reading: InvoiceReading, billed: bool) -> Payment {
    let mut payment = payment();
    (payment.purchase.invoice, payment.purchase.billed) = (reading, billed);
    payment
}

/// Told of everything that it owes.
fn told(case: &mut Case, second: i64) -> Vec<String> {
    owe::owe(case, at(second), &credited());
    let owed = std::mem::take(&mut case.told.owed);
    owed.iter().map(|owed| owed.announcement.milestone().text()).collect()
}

fn refunded(payment: Payment, status: RefundStatus, ours: bool) -> Case {
    let mut case = case();
    let made = Observation::Refund(refund("re_1", 4900, status, ours));
    apply(&mut case, listed(payment));
    apply(&mut case, Fact::Observed(made));
    told(&mut case, 0);
    case
}

fn next(case: &Case, second: i64, terms: &Terms, switch: SwitchPosition) -> Plan {
    plan(case, at(second), (true, BARE), switch, terms)
}

fn answered(outcome: CallOutcome<CreditNote>, second: i64) -> Fact {
    Fact::Credited { key: full_key(), outcome, at: at(second) }
}

fn note(minor: i64) -> CreditNote {
    CreditNote { id: CreditNoteId::parse("cn_1").unwrap(), amount: usd(minor) }
}

fn claim(second: i64) -> Fact {
    Fact::Crediting { key: full_key(), at: at(second) }
}

fn fold<const N: usize>(case: &mut Case, facts: [Fact; N]) {
    for fact in facts {
        assert_eq!(apply(case, fact), Effect::Advanced);
    }
}

#[test]
fn billing_only_our_own_refunds_of_invoices_that_have_gone_through_want_a_credit_note() {
    use InvoiceReading::{Read, Refused, Unasked, Unread};
    let credit = Plan::Credit(full_key());
    for (payment, status, ours, wanted) in [
        (billed(Read, true), RefundStatus::Succeeded, true, true),
        // That it may not be read is told by the one who looks.
        (billed(Refused, false), RefundStatus::Succeeded, true, true),
        (billed(Read, true), RefundStatus::Pending, true, false),
        (billed(Read, true), RefundStatus::RequiresAction, true, false),
        (billed(Read, true), RefundStatus::Failed, true, false),
        (billed(Read, true), RefundStatus::Succeeded, false, false),
        (billed(Read, false), RefundStatus::Succeeded, true, false),
        (billed(Unread, false), RefundStatus::Succeeded, true, false),
        (billed(Unasked, false), RefundStatus::Succeeded, true, false),
    ] {
        let case = refunded(payment.clone(), status.clone(), ours);
        let planned = next(&case, 1, &credited(), Open) == credit;
        assert_eq!(planned, wanted, "{status:?} {ours} {:?}", payment.purchase.invoice);
        for other in [InvoiceTerms::Refund, InvoiceTerms::Review] {
            let terms = Terms { invoices: other, ..terms() };
            assert_ne!(next(&case, 1, &terms, Open), credit);
        }
    }
    // Whether there is an invoice is asked again until it is known.
    let case = refunded(billed(Unread, false), RefundStatus::Succeeded, true);
    assert_eq!(plan(&case, at(1), (false, BARE), Open, &credited()), Plan::Gather);
}

#[test]
fn billing_a_claim_keeps_others_away_and_what_is_in_doubt_is_looked_for_again() {
    let mut case = refunded(billed(InvoiceReading::Read, true), RefundStatus::Succeeded, true);
    let credit = Plan::Credit(full_key());
    assert_eq!(next(&case, 1, &credited(), Machines), credit, "it moves no money");
    assert!(matches!(next(&case, 1, &credited(), Everything), Plan::Wait(_)));
    assert_eq!(apply(&mut case, claim(1)), Effect::Advanced);
    assert_eq!(next(&case, 30, &credited(), Open), Plan::Wait(at(31)));
    assert_eq!(next(&case, 31, &credited(), Open), credit);
    for (second, outcome) in
        [(31, CallOutcome::Unknown), (40, CallOutcome::Busy { retry_after: Some(90) })]
    {
        assert_eq!(apply(&mut case, claim(second)), Effect::Advanced);
        assert_eq!(apply(&mut case, answered(outcome, second)), Effect::Advanced);
        assert_eq!(told(&mut case, second), [""; 0]);
    }
    assert_eq!(next(&case, 41, &credited(), Open), Plan::Wait(at(160)), "the third rung");
    fold(&mut case, [claim(160), answered(CallOutcome::Done(note(4900)), 161)]);
    let rests = next(&case, 161, &credited(), Open);
    assert_eq!(next(&case, 161, &credited(), Everything), rests, "nothing is left to be held");
    assert_eq!(told(&mut case, 161), ["credited:re_1"]);
    assert_eq!(told(&mut case, 162), [""; 0]);
    assert!(matches!(next(&case, 162, &credited(), Open), Plan::Wait(_) | Plan::Rest));
    // What was issued stays, whatever a worker that comes too late has heard.
    for late in [claim(163), answered(CallOutcome::Unknown, 163)] {
        assert_eq!(apply(&mut case, late), Effect::Known);
    }
    assert_eq!(invariants::check(&case), Ok(()));
}

#[test]
fn billing_what_cannot_be_credited_is_told_once_and_touches_no_refund() {
    let fresh = || refunded(billed(InvoiceReading::Read, true), RefundStatus::Succeeded, true);
    let missing = format!("parked:credit_note_missing:{}", full_key());
    let refused = CallOutcome::Refused(Refusal::Other("invoice_void".to_owned()));
    for outcome in [refused.clone(), CallOutcome::Misconfigured, CallOutcome::KeyConflict] {
        let mut case = fresh();
        fold(&mut case, [claim(1), answered(outcome.clone(), 2)]);
        assert_eq!(told(&mut case, 2), [missing.as_str()], "{outcome:?}");
        assert_eq!(told(&mut case, 3), [""; 0]);
        assert!(!diagnosis::is_frozen(&case));
        let again = next(&case, 100, &credited(), Open) == Plan::Credit(full_key());
        assert_eq!(again, outcome != refused, "a refusal is final, and a right can be given");
        let given_up = next(&case, 3 * 86_400 + 1, &credited(), Open);
        assert_ne!(given_up, Plan::Credit(full_key()), "not for ever");
    }
    let mut case = fresh();
    fold(&mut case, [claim(1), answered(CallOutcome::Unknown, 2)]);
    assert_eq!(told(&mut case, 3 * 86_400), [""; 0]);
    assert_eq!(told(&mut case, 3 * 86_400 + 1), [missing.as_str()]);
}

#[test]
fn billing_a_refund_that_comes_back_leaves_its_credit_note_to_a_person() {
    let mut case = refunded(billed(InvoiceReading::Read, true), RefundStatus::Succeeded, true);
    fold(&mut case, [claim(1), answered(CallOutcome::Done(note(4900)), 2)]);
    told(&mut case, 2);
    let failed = Observation::Refund(refund("re_1", 4900, RefundStatus::Failed, true));
    apply(&mut case, Fact::Observed(failed));
    let found = diagnosis::troubles(&case);
    assert!(found.iter().any(|it| matches!(it, Trouble::CreditNoteStands(_))), "{found:?}");
    assert!(!found.iter().any(|it| matches!(it, Trouble::CreditNoteMissing(_))), "{found:?}");
    assert!(matches!(case.credits.get(&full_key()), Some(CreditStep::Issued(_))));
}

#[test]
fn billing_a_credit_note_larger_than_its_refund_violates_the_case() {
    for (minor, holds) in [(4900, true), (1, true), (4901, false)] {
        let mut case = refunded(billed(InvoiceReading::Read, true), RefundStatus::Succeeded, true);
        fold(&mut case, [claim(1), answered(CallOutcome::Done(note(minor)), 2)]);
        assert_eq!(invariants::check(&case).is_ok(), holds, "{minor}");
    }
}
