//! What a letter says of the money that is given: what for, how much of the payment it is, and as
//! the customer knows it.

use case::state::{Case, RequestState};
use domain::authority::Authority;
use domain::finding::Finding;
use domain::money::Money;
use domain::payment::PaymentStatus;
use domain::purchase::Presented;
use domain::reason_code::{BuiltInReason, ReasonCode};
use domain::request::{Reason, RefundRequest};
use messages::{Because, Covered, Extent};

/// What a refund is given for. A person who gave a reason has said it. Otherwise, that somebody approved
/// it who was asked by a rule, or by a band, says that the terms foresaw it; where no rule said anything,
/// it is a favour.
pub(super) fn because(state: &RequestState, by: &Authority, full: bool) -> Because {
    let right = Because::Right { received_at: state.request.receipt.at };
    let said = state.opened.as_ref().filter(|_| by.is_people());
    match said.and_then(|opened| opened.because.as_ref()).and_then(ReasonCode::built_in) {
        Some(BuiltInReason::OurError | BuiltInReason::DuplicateConfirmed) => {
            return Because::OurError;
        }
        Some(BuiltInReason::Law) if full => return right,
        Some(BuiltInReason::Goodwill | BuiltInReason::CustomerRetained) => {
            return Because::Goodwill;
        }
        Some(BuiltInReason::PolicyApplied) => return Because::Terms,
        Some(BuiltInReason::Law | BuiltInReason::FraudSuspected) | None => {}
    }
    if is_our_error(state) {
        return Because::OurError;
    }
    match by {
        Authority::Statute(_) => right,
        Authority::Approvers => match state.automatic.as_ref().map(|said| &said.by) {
            Some(Authority::Statute(_)) if full => right,
            Some(Authority::Default) => Because::Goodwill,
            Some(
                Authority::Statute(_)
                | Authority::Rule(_)
                | Authority::Guard(_)
                | Authority::Recovered
                | Authority::Joined
                | Authority::Approvers
                | Authority::Denier,
            )
            | None => Because::Terms,
        },
        Authority::Rule(_)
        | Authority::Default
        | Authority::Guard(_)
        | Authority::Recovered
        | Authority::Joined
        | Authority::Denier => Because::Terms,
    }
}

/// Whether the customer says that we charged wrongly, and nothing that is known says otherwise.
fn is_our_error(state: &RequestState) -> bool {
    let says_so = matches!(state.request.reason, Reason::Duplicate | Reason::WrongCharge);
    let facts = state.grounds.as_ref().map(|grounds| &grounds.facts);
    says_so && !facts.is_some_and(|facts| Finding::NoSecondCharge.is_in(facts))
}

/// How much of the payment an approval gives; `None` where the payment is not known, of which nothing
/// is approved.
pub(super) fn extent(
    case: &Case,
    request: &RefundRequest,
    amount: Money,
    full: bool,
) -> Option<Extent> {
    let (_, converted) = as_paid(case, amount);
    Some(if converted {
        Extent::Converted
    } else if full {
        Extent::Full
    } else if request.amount == Some(amount) {
        Extent::Asked
    } else {
        Extent::Part { paid: case.payment.as_ref()?.captured }
    })
}

/// What the payment is for, as far as it is known. The first term begins with its charge; of a renewal
/// nobody knows that who has not said it.
pub(super) fn covered(case: &Case) -> Covered<'_> {
    let Some(payment) = &case.payment else { return Covered::default() };
    let sale = &payment.purchase;
    let first = sale.renewal == Some(false);
    let begins = sale.term_begins_at.or_else(|| first.then_some(payment.charged_at));
    let period = begins.zip(payment.term_ends_at).filter(|(from, to)| from < to);
    Covered { plan: payment.plan.as_deref(), period }
}

/// What was paid, as its customer knows it; `None` where that is not known, or may still change.
pub(super) fn paid(case: &Case) -> Option<Money> {
    let payment = case.payment.as_ref().filter(|it| it.status == PaymentStatus::Settled)?;
    let (paid, converted) = as_paid(case, payment.captured);
    (!converted && paid.minor > 0).then_some(paid)
}

/// An amount as its customer knows it, and whether it is in another currency than what they paid. Where
/// the processor has converted the payment, the whole of it is what they were shown; a part is
/// converted at a rate that only the processor knows.
pub(super) fn as_paid(case: &Case, amount: Money) -> (Money, bool) {
    let payment = case.payment.as_ref();
    let presented =
        payment.and_then(|payment| Some((payment.captured, payment.purchase.presented?)));
    match presented {
        None => (amount, false),
        Some((captured, Presented { amount: Some(paid) })) if amount == captured => (paid, false),
        Some(_) => (amount, true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use case::state::Automatic;
    use domain::authority::GuardCode;
    use domain::conversation::Opened;
    use domain::decision::VerdictKind;
    use domain::ids::{AccountName, CaseId, PaymentId, RequestId};
    use domain::money::Currency;
    use domain::payment::{Payer, Payment};
    use domain::processor::Processor;
    use domain::purchase::Purchase;
    use domain::receipt::Receipt;
    use domain::request::Claims;
    use domain::split::Split;
    use domain::time::after;
    use jiff::Timestamp;

    const AT: Timestamp = Timestamp::UNIX_EPOCH;

    /// A request of which a machine has said, first, that a person decides.
    fn asked(reason: Reason, first: Option<Authority>) -> RequestState {
        let request = RefundRequest {
            id: RequestId::parse("r1").unwrap(),
            reason,
            amount: None,
            locale: None,
            time_zone: None,
            requested_at: AT,
            receipt: Receipt::of(AT),
            sender: None,
            proof_of_purchase: false,
            claims: Claims::default(),
            requested_by: None,
        };
        let said = VerdictKind::Review;
        let automatic = first.map(|by| Automatic { by, said, shadow: false });
        RequestState { automatic, ..RequestState::new(request) }
    }

    #[test]
    fn w7_an_error_of_ours_is_one_whoever_decided() {
        for reason in [Reason::Duplicate, Reason::WrongCharge] {
            for by in [
                Authority::Rule("billing".into()),
                Authority::Statute("eu-withdrawal".into()),
                Authority::Approvers,
                Authority::Joined,
            ] {
                let state = asked(reason, Some(Authority::Default));
                assert_eq!(because(&state, &by, true), Because::OurError, "{reason:?} {by}");
            }
        }
    }

    #[test]
    fn w7_a_right_is_one_although_a_person_has_looked_at_it() {
        let right = Because::Right { received_at: AT };
        let statute = || Authority::Statute("eu-withdrawal".into());
        for reason in [Reason::ChangeOfMind, Reason::Fraudulent, Reason::Other] {
            assert_eq!(because(&asked(reason, None), &statute(), true), right);
            let state = asked(reason, Some(statute()));
            assert_eq!(because(&state, &Authority::Approvers, true), right);
            // Less than the law gives was not given because of it.
            assert_eq!(because(&state, &Authority::Approvers, false), Because::Terms);
        }
    }

    #[test]
    fn w7_a_favour_is_what_people_give_where_no_rule_foresaw_the_case() {
        let given = |first| because(&asked(Reason::Other, first), &Authority::Approvers, true);
        assert_eq!(given(Some(Authority::Default)), Because::Goodwill);
        for foreseen in [
            Some(Authority::Rule("large".into())),
            Some(Authority::Guard(GuardCode::StoreLost)),
            None,
        ] {
            assert_eq!(given(foreseen.clone()), Because::Terms, "{foreseen:?}");
        }
        let by_rule = Authority::Rule("money-back".into());
        let state = asked(Reason::Other, Some(Authority::Default));
        assert_eq!(because(&state, &by_rule, true), Because::Terms);
    }

    #[test]
    fn w18_what_a_person_gave_as_the_reason_is_what_the_letter_says() {
        let right = Because::Right { received_at: AT };
        let given = |reason, code: &str, by: Authority, full| {
            let mut state = asked(reason, Some(Authority::Rule("large".into())));
            let opened = Opened { because: ReasonCode::parse(code), ..Opened::at(AT, AT) };
            state.opened = Some(opened);
            because(&state, &by, full)
        };
        for (code, full, says) in [
            ("our_error", true, Because::OurError),
            ("duplicate_confirmed", true, Because::OurError),
            ("law", true, right),
            // Less than the law gives was not given because of it.
            ("law", false, Because::Terms),
            ("goodwill", true, Because::Goodwill),
            ("customer_retained", false, Because::Goodwill),
            ("policy_applied", true, Because::Terms),
            ("black_friday", true, Because::Terms),
        ] {
            let said = given(Reason::Other, code, Authority::Approvers, full);
            assert_eq!(said, says, "{code}");
        }
        // Nobody apologises for what a person has found to be a favour.
        let favour = given(Reason::Duplicate, "goodwill", Authority::Approvers, true);
        assert_eq!(favour, Because::Goodwill);
        // A machine that decides after a question of theirs speaks for itself.
        let by_rule = given(Reason::Other, "goodwill", Authority::Rule("money-back".into()), true);
        assert_eq!(by_rule, Because::Terms);
    }

    fn sold(purchase: Purchase) -> Case {
        let captured = Money::new(4900, Currency::parse("EUR").unwrap());
        let id = CaseId {
            account: AccountName::parse("a").unwrap(),
            payment: PaymentId::parse("pi_1").unwrap(),
        };
        let mut case = Case::new(id, Processor::Stripe);
        case.payment = Some(Payment {
            status: PaymentStatus::Settled,
            captured,
            authorised: captured,
            charged_at: AT,
            customer: None,
            product: None,
            plan: Some("annual".to_owned()),
            term_ends_at: Some(after(AT, 86_400)),
            locale: None,
            commission: None,
            payer: Payer::default(),
            split: Split::default(),
            purchase: Box::new(purchase),
        });
        case
    }

    #[test]
    fn w8_a_period_is_told_where_both_of_its_ends_are_known() {
        let period = |renewal, term_begins_at| {
            let case = sold(Purchase { renewal, term_begins_at, ..Purchase::default() });
            let covered = covered(&case);
            assert_eq!(covered.plan, Some("annual"));
            covered.period
        };
        let end = after(AT, 86_400);
        assert_eq!(period(Some(false), None), Some((AT, end)), "a first term begins at once");
        assert_eq!(period(Some(true), None), None, "when a renewal began is not known");
        assert_eq!(period(Some(true), Some(after(AT, 60))), Some((after(AT, 60), end)));
        assert_eq!(period(None, Some(end)), None, "a term of nothing");
        let unknown = Case::new(sold(Purchase::default()).id, Processor::Stripe);
        assert_eq!(covered(&unknown), Covered::default());
    }
}
