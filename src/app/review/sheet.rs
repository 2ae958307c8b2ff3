//! One open review, with what a person needs to decide it. No name and no word of the customer's.

use jiff::Timestamp;

use case::review::{is_open, sheet};
use case::reviewed::{Judged, Sheet};
use case::state::{Case, RequestState};
use domain::authority::Why;
use domain::conversation::ReviewAnswer;
use domain::decision::{Decision, RuleTrace, Verdict};
use domain::ids::CaseId;
use domain::money::Money;
use domain::payment::Payment;
use domain::request::RefundRequest;
use ports::taker::Taker;

/// An open review.
#[derive(Debug, Clone)]
pub struct ReviewSheet {
    pub case: CaseId,
    pub request: RefundRequest,
    /// What was paid, where it is known.
    pub payment: Option<Payment>,
    /// Why a machine must not decide.
    pub why: Why,
    /// The decision that put it before a person.
    pub decision: Decision,
    /// How that came about; empty where it was told already, and is in the event.
    pub trace: Vec<RuleTrace>,
    pub sheet: Sheet,
    /// Who has approved so far, and how much.
    pub approved: Vec<String>,
    /// Whether a dispute stands in the way.
    pub disputed: bool,
    /// Whether the card network has warned of fraud.
    pub fraud_warning: bool,
    /// Every answer of a reviewer about this payment: the audit trail.
    pub trail: Vec<(ReviewAnswer, Option<Judged>)>,
    /// Who says that they are on it; nobody, as long as the desk has not looked.
    pub taken: Option<Taker>,
}

impl ReviewSheet {
    /// Every review of a case that is open now.
    pub fn all_of(case: &Case) -> Vec<Self> {
        case.requests.values().filter_map(|state| Self::of(case, state)).collect()
    }

    fn of(case: &Case, state: &RequestState) -> Option<Self> {
        if !is_open(state) {
            return None;
        }
        let ruling = state.ruling.as_ref()?;
        let Verdict::Review { why, .. } = &ruling.decision.verdict else { return None };
        let opened = state.opened.as_ref()?;
        let mut trail: Vec<_> = case
            .reviews
            .values()
            .map(|reviewed| (reviewed.answer.clone(), reviewed.judged))
            .collect();
        trail.sort_by_key(|(answer, _)| answer.at);
        Some(Self {
            case: case.id.clone(),
            request: state.request.clone(),
            payment: case.payment.clone(),
            why: why.clone(),
            decision: ruling.decision.clone(),
            trace: ruling.trace.clone(),
            sheet: sheet(case, state)?,
            approved: opened.voices.iter().map(ToString::to_string).collect(),
            disputed: case.is_blocked_by_dispute(),
            fraud_warning: !case.warnings.is_empty(),
            trail,
            taken: None,
        })
    }

    /// What it is about: what is proposed, else what was asked for, else what is left.
    pub fn amount(&self) -> Option<Money> {
        let left = self
            .payment
            .as_ref()
            .map(|payment| Money::new(self.sheet.left, payment.captured.currency));
        self.sheet.proposed.or(self.request.amount).or(left)
    }

    /// The right of a statute that holds or may hold, by its clause.
    pub fn right(&self) -> Option<&str> {
        let clause = self.decision.clause.as_str();
        clause.starts_with(policy::STATUTE_CLAUSES).then_some(clause)
    }

    /// The language of the customer, where request or payment say it.
    pub fn language(&self) -> Option<&str> {
        let said = self.request.locale.as_deref();
        said.or(self.payment.as_ref().and_then(|payment| payment.locale.as_deref()))
    }

    /// By when the customer was promised an answer; of a proposal of ours, until when one counts.
    pub fn promised_by(&self) -> Timestamp {
        self.sheet.promised_by.unwrap_or(self.sheet.until)
    }

    /// Until when an answer counts.
    pub fn until(&self) -> Timestamp {
        self.sheet.until
    }
}
