//! Approvals on the word of who asks: a reason, a proof, an answer is typed in seconds.

use std::ops::Range;

use super::Look;
use super::denial::never_owed;
use crate::document::rule::Draft;
use crate::language::fact::{Fact, Word};
use diagnostics::Mistake;
use domain::request::Reason;

/// What a payment is, and what is so for every payment that gets as far as a rule: it says nothing
/// about whether money is owed.
const NO_EVIDENCE: [&str; 15] = [
    "payment.amount_minor",
    "payment.currency",
    "payment.processor",
    "payment.method",
    "payment.left_minor",
    "payment.refunded_minor",
    "payment.disputed",
    "payment.fraud_warning",
    "findings.any",
    "findings.never_charged",
    "findings.already_refunded",
    "findings.already_disputed",
    "findings.fraud_warning",
    "findings.other_amount",
    "findings.other_email",
];

pub(crate) fn find(look: &Look<'_>) -> Vec<Mistake> {
    look.approving().filter_map(|(_, draft)| of(look, draft)).collect()
}

fn of(look: &Look<'_>, draft: &Draft) -> Option<Mistake> {
    let named = draft.placed().find_map(|(test, place)| {
        let unproven = never_owed(&test.condition).into_iter();
        let mut unproven = unproven.filter(|reason| !is_shown(look, draft, *reason));
        unproven.next().map(|reason| (reason, place))
    });
    if let Some((reason, place)) = named {
        return Some(Mistake::warning(
            place,
            format!("`{}` is the word of who asks, and a machine pays on it", reason.as_str()),
            shown_by(reason),
        ));
    }
    let evidence = draft
        .facts()
        // What an amount is compared with says nothing of whether money is owed.
        .filter(|fact| !matches!(fact, Fact::Amount(_)))
        .any(|fact| fact.word() != Word::Sender && !NO_EVIDENCE.contains(&look.name(fact)));
    (!evidence).then(|| {
        let place: Range<usize> = draft.places.first().cloned().unwrap_or(draft.place());
        Mistake::warning(
            place,
            "a machine pays here on the word of who asks, and on nothing else",
            "add what the processor or your own system knows: a time frame, `customer.payments`, \
             a declared fact; docs/policy-facts.md says whose word each fact is",
        )
    })
}

/// Whether a rule reads a fact that can show what the reason says.
fn is_shown(look: &Look<'_>, draft: &Draft, reason: Reason) -> bool {
    draft.facts().map(|fact| look.name(fact)).any(|name| {
        name.starts_with("merchant.")
            || match reason {
                Reason::Duplicate => name.ends_with(".twins_3d"),
                Reason::Fraudulent => name.ends_with(".fraud_warning"),
                Reason::WrongCharge
                | Reason::TechnicalProblem
                | Reason::Unused
                | Reason::AccidentalRenewal
                | Reason::NotAsExpected
                | Reason::ChangeOfMind
                | Reason::Other => false,
            }
    })
}

fn shown_by(reason: Reason) -> &'static str {
    match reason {
        Reason::Duplicate => {
            "add the condition \"customer.twins_3d >= 1\", and let a person decide what it does not \
             hold for"
        }
        Reason::Fraudulent => "let a person decide, or add the condition \"payment.fraud_warning\"",
        Reason::WrongCharge
        | Reason::TechnicalProblem
        | Reason::Unused
        | Reason::AccidentalRenewal
        | Reason::NotAsExpected
        | Reason::ChangeOfMind
        | Reason::Other => {
            "let a person decide: `review = { why = \"charged_wrongly\", propose = \"full\" }`"
        }
    }
}
