//! The letter that an announcement calls for: what it tells, to whom, in which language.

use super::given::{as_paid, because, covered, extent, paid};
use case::announcement::{
    Announcement, DisputeNews, Failed, Failure, Owed, RefundNews, RequestNews,
};
use case::state::{Case, RequestState};
use domain::decision::Verdict;
use domain::dispute::Dispute;
use domain::money::Money;
use domain::outcome::Refusal;
use domain::request::RefundRequest;
use domain::time::{after, seconds_between};
use jiff::Timestamp;
use messages::{Answered, Because, Catalogue, Letter, LetterContent, MessageError, Recipient};

/// Processors' promise for the way to the customer's account: business days.
const BUSINESS_DAYS: (u8, u8) = (5, 7);

/// The catalogue's clause for a decision of a person that names no clause with words.
const INDIVIDUAL_REVIEW: &str = "individual_review";

/// The catalogue's clause for any other decision whose clause has no words any more.
const REFUND_TERMS: &str = "refund_terms";

/// From how many seconds on somebody has waited for an answer.
const PATIENCE: i64 = 3600;

/// Who a letter is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Addressee {
    /// Who has asked, or has paid.
    Customer,
    /// The merchant's team.
    Team,
}

/// The letter that the announcement calls for, if it calls for one, and who it is for. Where it
/// promises another letter, that comes within as many seconds as the account promises for an answer.
pub fn content_of<'a>(
    case: &'a Case,
    owed: &'a Owed,
    clause_text: Option<&'a str>,
    answer_within: i64,
) -> Option<(LetterContent<'a>, Addressee)> {
    match &owed.announcement {
        Announcement::Request(_, news) => {
            Some((of_request(case, owed, news, clause_text)?, Addressee::Customer))
        }
        Announcement::Refund(news) => {
            let answer_by = after(owed.at, answer_within);
            Some((of_refund(case, news, answer_by)?, Addressee::Customer))
        }
        Announcement::Dispute(news, dispute) => {
            Some((of_dispute(*news, dispute, case.id.payment.as_str()), Addressee::Team))
        }
        Announcement::Clawback(_) | Announcement::FraudWarned(_) | Announcement::CaseParked(_) => {
            None
        }
    }
}

fn of_request<'a>(
    case: &'a Case,
    owed: &Owed,
    news: &'a RequestNews,
    clause_text: Option<&'a str>,
) -> Option<LetterContent<'a>> {
    if request_of(case, owed).is_some_and(RefundRequest::is_proposed) {
        return of_proposal(case, news);
    }
    Some(match news {
        RequestNews::Acknowledged { answer_by, answered: false } => {
            let asked = request_of(case, owed)?;
            LetterContent::Acknowledged {
                received_at: asked.receipt.at,
                amount: asked.amount,
                paid: paid(case),
                reason: asked.reason,
                payment: case.id.payment.as_str(),
                covered: covered(case),
                answer_by: *answer_by,
            }
        }
        RequestNews::AnswerDelayed { answer_by, .. } => {
            LetterContent::Delayed { answer_by: *answer_by }
        }
        RequestNews::Approved { amount, full, at_once, ruling, .. } => {
            let state = state_of(case, owed)?;
            let because = because(state, &ruling.decision.by, *full);
            // A favour rests on no clause, and who gets what they asked for needs none.
            let less = !full && state.request.amount != Some(*amount);
            let by_clause = less && because != Because::Goodwill;
            LetterContent::Approved {
                answered: answered(&state.request, owed.at, *at_once),
                because,
                amount: as_paid(case, *amount).0,
                extent: extent(case, &state.request, *amount, *full)?,
                // A favour was not calculated by any terms.
                calculation: Some(&ruling.decision.calculation)
                    .filter(|_| because != Because::Goodwill),
                clause: by_clause.then_some(ruling.decision.clause.as_str()),
                clause_text,
                business_days: BUSINESS_DAYS,
            }
        }
        RequestNews::Denied { at_once, ruling } => {
            let Verdict::Deny { alternatives } = &ruling.decision.verdict else { return None };
            let asked = request_of(case, owed)?;
            LetterContent::Denied {
                answered: answered(asked, owed.at, *at_once),
                clause: &ruling.decision.clause,
                clause_text,
                alternatives,
                by_person: ruling.decision.by.is_people(),
            }
        }
        RequestNews::InfoRequested { answer_by, ruling, .. } => {
            let Verdict::NeedInfo(info) = &ruling.decision.verdict else { return None };
            LetterContent::InfoRequested { questions: &info.questions, answer_by: *answer_by }
        }
        RequestNews::InfoReminded { questions, answer_by, .. } => {
            LetterContent::InfoReminder { questions, answer_by: *answer_by }
        }
        // The letter of the answer is the receipt as well.
        RequestNews::Acknowledged { answered: true, .. }
        | RequestNews::ReviewRequested { .. }
        | RequestNews::ReviewRefused { .. }
        | RequestNews::CancelSuggested { .. }
        | RequestNews::ClockMissed { .. } => return None,
    })
}

/// How soon an answer is given `at` that time.
fn answered(request: &RefundRequest, at: Timestamp, at_once: bool) -> Answered {
    let received_at = request.receipt.at;
    if at_once {
        Answered::AtOnce { received_at }
    } else if seconds_between(received_at, at) >= PATIENCE {
        Answered::Late
    } else {
        Answered::Soon
    }
}

/// Who has not asked hears of an error of ours when it is put right, and of nothing before.
fn of_proposal<'a>(case: &Case, news: &RequestNews) -> Option<LetterContent<'a>> {
    match news {
        RequestNews::Approved { amount, full, .. } => Some(LetterContent::BillingError {
            amount: as_paid(case, *amount).0,
            full: *full,
            business_days: BUSINESS_DAYS,
        }),
        RequestNews::Acknowledged { .. }
        | RequestNews::AnswerDelayed { .. }
        | RequestNews::Denied { .. }
        | RequestNews::InfoRequested { .. }
        | RequestNews::InfoReminded { .. }
        | RequestNews::ReviewRequested { .. }
        | RequestNews::ReviewRefused { .. }
        | RequestNews::CancelSuggested { .. }
        | RequestNews::ClockMissed { .. } => None,
    }
}

fn of_refund<'a>(
    case: &Case,
    news: &RefundNews,
    answer_by: Timestamp,
) -> Option<LetterContent<'a>> {
    let as_paid = |amount: Money| as_paid(case, amount).0;
    match news {
        RefundNews::Succeeded { refund, .. } => {
            Some(LetterContent::Refunded { amount: as_paid(refund.amount) })
        }
        RefundNews::ActionRequired { refund, .. } => {
            let amount = as_paid(refund.amount);
            Some(LetterContent::ActionRequired { amount, act_by: refund.act_by })
        }
        // Only a customer who was told of an approval is owed a correction, and only where the
        // money has not come by hand or through the bank.
        RefundNews::Failed(Failed { how, amount, requests }) => {
            let letter = match how {
                Failure::Refused {
                    refusal: Refusal::AlreadyRefunded | Refusal::Disputed, ..
                } => {
                    return None;
                }
                Failure::Refused { .. } | Failure::CameBack { .. } => {
                    LetterContent::Correction { amount: as_paid(*amount), answer_by }
                }
                Failure::Lapsed { .. } => {
                    LetterContent::Lapsed { amount: as_paid(*amount), answer_by }
                }
            };
            (!requests.is_empty()).then_some(letter)
        }
        RefundNews::FeedbackDue { amount, .. } => {
            Some(LetterContent::Feedback { amount: as_paid(*amount) })
        }
        // The processor writes the note, and sends it where the merchant wants that.
        RefundNews::Credited { .. } | RefundNews::Adopted(_) => None,
    }
}

fn of_dispute<'a>(news: DisputeNews, dispute: &Dispute, payment: &'a str) -> LetterContent<'a> {
    let (amount, evidence_due_at) = (dispute.amount, dispute.evidence_due_at);
    match news {
        DisputeNews::Opened => LetterContent::DisputeOpened { payment, amount, evidence_due_at },
        DisputeNews::Won(_) => LetterContent::DisputeWon { payment, amount },
        DisputeNews::Lost(_) => LetterContent::DisputeLost { payment, amount },
    }
}

/// Writes a letter.
pub fn written(
    letter: LetterContent<'_>,
    texts: &Catalogue,
    to: &Recipient<'_>,
) -> Result<Letter, MessageError> {
    texts.render(&worded(letter, texts, &mut Vec::new()), to)
}

/// A reviewer may deny by a clause, or offer what, the catalogue has no words for, and a policy may
/// have lost the words of a decision: the customer is told what is true of it and what else there is,
/// and is not left without an answer.
fn worded<'a>(
    letter: LetterContent<'a>,
    texts: &Catalogue,
    offered: &'a mut Vec<String>,
) -> LetterContent<'a> {
    let LetterContent::Denied { answered, clause, clause_text, alternatives, by_person } = letter
    else {
        return letter;
    };
    let known = alternatives.iter().filter(|alternative| texts.knows_alternative(alternative));
    offered.extend(known.cloned());
    let has_words = clause_text.is_some() || texts.knows_clause(clause);
    let clause = match (has_words, by_person) {
        (true, _) => clause,
        (false, true) => INDIVIDUAL_REVIEW,
        (false, false) => REFUND_TERMS,
    };
    LetterContent::Denied { answered, clause, clause_text, alternatives: offered, by_person }
}

/// The request that the announcement is about, where the case still has it.
pub(super) fn request_of<'a>(case: &'a Case, owed: &Owed) -> Option<&'a RefundRequest> {
    state_of(case, owed).map(|state| &state.request)
}

fn state_of<'a>(case: &'a Case, owed: &Owed) -> Option<&'a RequestState> {
    case.requests.get(owed.announcement.request()?)
}
