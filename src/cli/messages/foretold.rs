//! The letters that one request would get: decided by a policy as `refundd policy explain` does, and
//! written as the worker writes them.

use jiff::Timestamp;

use super::shown::Shown;
use crate::app::config::Worker;
use case::announcement::{Announcement, Owed, RequestNews};
use case::state::{Case, RequestState};
use domain::authority::Authority;
use domain::decision::{Ruling, Verdict};
use domain::facts::Facts;
use domain::grounds::Grounds;
use domain::ids::{AccountName, CaseId, PaymentId, RequestId};
use domain::key::IdempotencyKey;
use domain::locale::Locale;
use domain::payment::{Payer, Payment, PaymentStatus};
use domain::receipt::Receipt;
use domain::request::{Claims, RefundRequest};
use domain::split::Split;
use domain::time::after;
use messages::sample::PAYMENT;
use messages::{Catalogue, MessageError, Recipient};
use trial::course::Course;
use worker::{letter_content, written_letter};

/// What such a request comes to.
pub(super) struct Foretold {
    pub(super) letters: Vec<Shown>,
    /// What is to be said besides.
    pub(super) remark: Option<String>,
}

/// What the letters are written with.
pub(super) struct Means<'a> {
    pub(super) course: Course<'a>,
    pub(super) texts: &'a Catalogue,
    /// Who is written to; the language and the product are said elsewhere.
    pub(super) to: &'a Recipient<'a>,
    pub(super) locales: &'a [Locale],
}

impl Means<'_> {
    /// Decides, and writes every letter up to the decision. What follows depends on the processor.
    pub(super) fn foretell(&self, facts: &Facts) -> Result<Foretold, MessageError> {
        let ruling = self.course.decide(facts);
        let case = case_of(facts, &ruling);
        let mut letters = Vec::new();
        for news in news(&case, facts, &ruling) {
            letters.extend(self.letter(&case, facts.request.seen_at, news)?);
        }
        Ok(Foretold { letters, remark: remark(&ruling) })
    }

    /// One letter, in every language that was asked for.
    fn letter(
        &self,
        case: &Case,
        at: Timestamp,
        news: RequestNews,
    ) -> Result<Option<Shown>, MessageError> {
        let Some(request) = case.requests.keys().next().cloned() else { return Ok(None) };
        let announcement = Announcement::Request(request, news);
        let id = announcement.milestone().event_id(&case.id, 0);
        let owed = Owed { id, sequence: 0, at, announcement, tax: None };
        let clause = owed.announcement.ruling().map(|ruling| ruling.decision.clause.as_str());
        let mut shown = None;
        for locale in self.locales {
            let words = clause.and_then(|clause| self.course.policy.clause_text(clause, *locale));
            let Some((content, _)) = letter_content(case, &owed, words, answer_within()) else {
                return Ok(None);
            };
            let letter = content.kind();
            let product = case.payment.as_ref().and_then(|payment| payment.product.as_deref());
            let to = Recipient { locale: *locale, product, ..self.to.clone() };
            let message = written_letter(content, self.texts, &to)?;
            let shown = shown.get_or_insert(Shown { letter, shape: "", messages: Vec::new() });
            shown.messages.push(message);
        }
        Ok(shown)
    }
}

/// The times that are promised where no account says others.
fn answer_within() -> i64 {
    i64::try_from(Worker::default().answer_within_hours.as_secs()).unwrap_or(i64::MAX)
}

/// What the customer would be told, in order.
fn news(case: &Case, facts: &Facts, ruling: &Ruling) -> Vec<RequestNews> {
    let seen_at = facts.request.seen_at;
    let decided = |ruling: &Ruling| !matches!(ruling.decision.verdict, Verdict::Review { .. });
    let mut news = vec![RequestNews::Acknowledged {
        answer_by: after(seen_at, answer_within()),
        answered: !ruling.decision.shadow && decided(ruling),
    }];
    if ruling.decision.shadow {
        return news;
    }
    let ruling = ruling.clone();
    match &ruling.decision.verdict {
        Verdict::Approve(amount) => {
            let amount = *amount;
            let state = case.requests.values().next();
            let subject = state.map(|state| state.request.subject());
            let currency = facts.payment.captured.currency;
            news.extend(subject.map(|subject| RequestNews::Approved {
                key: IdempotencyKey::derive(case.processor, &case.id, &subject, currency),
                amount,
                full: amount == facts.payment.captured,
                at_once: true,
                ruling,
            }));
        }
        Verdict::Deny { .. } => news.push(RequestNews::Denied { at_once: true, ruling }),
        Verdict::NeedInfo(info) => {
            let answer_by = after(seen_at, info.answer_within);
            let reminded = info.remind_after.map(|_| RequestNews::InfoReminded {
                round: 1,
                questions: info.questions.clone(),
                answer_by,
            });
            news.push(RequestNews::InfoRequested { round: 1, answer_by, ruling });
            news.extend(reminded);
        }
        Verdict::Review { .. } => {}
    }
    news
}

fn remark(ruling: &Ruling) -> Option<String> {
    let decision = &ruling.decision;
    match &decision.verdict {
        _ if decision.shadow => Some(
            "a rehearsal: a person decides, and the letter of the decision is theirs".to_owned(),
        ),
        Verdict::Review { why, .. } => {
            Some(format!("a person decides ({why}), and the letter of the decision is theirs"))
        }
        Verdict::NeedInfo(_) => {
            Some("what follows depends on what the customer answers".to_owned())
        }
        Verdict::Approve(_) | Verdict::Deny { .. } => match &decision.by {
            Authority::Guard(_) => Some("decided by a guard".to_owned()),
            Authority::Recovered
            | Authority::Joined
            | Authority::Approvers
            | Authority::Denier
            | Authority::Statute(_)
            | Authority::Rule(_)
            | Authority::Default => None,
        },
    }
}

/// The case of such a request, of which nothing else is known.
fn case_of(facts: &Facts, ruling: &Ruling) -> Case {
    let id = CaseId {
        account: AccountName::parse("preview").unwrap_or_else(|_| unreachable!("this is an id")),
        payment: PaymentId::parse(PAYMENT).unwrap_or_else(|_| unreachable!("this is an id")),
    };
    let request = RefundRequest {
        id: RequestId::parse("preview").unwrap_or_else(|_| unreachable!("this is an id")),
        reason: facts.request.reason,
        amount: facts.request.amount,
        locale: None,
        time_zone: None,
        requested_at: facts.request.requested_at,
        receipt: Receipt::of(facts.request.seen_at),
        sender: facts.request.sender.clone(),
        proof_of_purchase: facts.request.proof_of_purchase,
        claims: Claims { lines: facts.request.lines.clone(), ..Claims::default() },
        requested_by: None,
    };
    let sold = &facts.payment;
    let payment = Payment {
        status: PaymentStatus::Settled,
        captured: sold.captured,
        authorised: sold.captured,
        charged_at: sold.charged_at,
        customer: None,
        product: sold.product.clone(),
        plan: sold.plan.clone(),
        term_ends_at: sold.term_ends_at,
        locale: None,
        commission: None,
        payer: Payer::default(),
        split: Split::default(),
        purchase: Box::new(sold.purchase.clone()),
    };
    let grounds = Some(Box::new(Grounds { facts: facts.clone(), cost: None }));
    let ruling = Some(ruling.clone());
    let state = RequestState { ruling, grounds, ..RequestState::new(request) };
    let mut case = Case::new(id, sold.processor);
    case.payment = Some(payment);
    case.requests.insert(state.request.id.clone(), state);
    case
}
