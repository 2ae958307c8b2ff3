//! The values of all facts for one request, gathered once and never changed.
//!
//! Reads no clock: ages are measured to the instant at which the customer asked.

use super::fact::{BoolFact, Fact, IntFact, TextFact};
use crate::domain::money::Currency;
use crate::domain::payment::{CustomerHistory, Payment};
use crate::domain::request::{Reason, RefundRequest};

const DAY: i64 = 86_400;

/// What the case knows of the payment's money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ledger {
    /// Refunded so far, whoever did it, minor units.
    pub refunded_minor: i64,
    /// What can still be refunded, minor units.
    pub left_minor: i64,
    /// Whether a dispute blocks refunds.
    pub disputed: bool,
    /// Whether the card network warned of fraud.
    pub fraud_warning: bool,
}

/// How much of the term that was paid for remains, in seconds; `0 <= left <= whole`, `whole > 0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) left: i64,
    pub(super) whole: i64,
}

/// All facts about one request. `None` is a fact that nobody knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    pub(super) reason: Reason,
    /// The amount asked for, if one was.
    pub(super) asked_minor: Option<i64>,
    /// Whether the request names another currency than the payment.
    pub(super) foreign_request: bool,
    pub(super) proof_of_purchase: bool,
    pub(super) captured_minor: i64,
    pub(super) currency: Currency,
    pub(super) age_seconds: Option<i64>,
    pub(super) product: Option<String>,
    pub(super) plan: Option<String>,
    pub(super) ledger: Ledger,
    pub(super) term: Option<Term>,
    pub(super) term_left_days: Option<i64>,
    pub(super) customer: Option<CustomerHistory>,
    /// The granularity of the processor for this currency, minor units; at least 1.
    pub(super) step: i64,
}

impl Facts {
    /// Gathers the facts. `step` is the processor's granularity in minor units: 1, or 10 where it
    /// takes only two decimals of a three-decimal currency.
    pub fn gather(
        request: &RefundRequest,
        payment: &Payment,
        customer: Option<CustomerHistory>,
        ledger: Ledger,
        step: i64,
    ) -> Self {
        let age = request.requested_at.duration_since(payment.charged_at).as_secs();
        let whole =
            payment.term_ends_at.map(|end| end.duration_since(payment.charged_at).as_secs());
        let left =
            payment.term_ends_at.map(|end| end.duration_since(request.requested_at).as_secs());
        let term = match (left, whole) {
            // A request from before the charge, or a term that ended before it began, says that
            // the dates are wrong; no share of anything follows from wrong dates.
            (Some(left), Some(whole)) if whole > 0 && age >= 0 => {
                Some(Term { left: left.clamp(0, whole), whole })
            }
            (Some(_) | None, Some(_) | None) => None,
        };
        Self {
            reason: request.reason,
            asked_minor: request.amount.map(|amount| amount.minor),
            foreign_request: request
                .amount
                .is_some_and(|amount| amount.currency != payment.captured.currency),
            proof_of_purchase: request.proof_of_purchase,
            captured_minor: payment.captured.minor,
            currency: payment.captured.currency,
            age_seconds: Some(age).filter(|age| *age >= 0),
            product: payment.product.clone(),
            plan: payment.plan.clone(),
            ledger,
            term,
            term_left_days: left.map(|left| left.max(0).div_euclid(DAY)),
            customer,
            step: step.max(1),
        }
    }

    /// A whole number, if it is known.
    pub fn int(&self, fact: IntFact) -> Option<i64> {
        match fact {
            IntFact::RequestAmount if self.foreign_request => None,
            IntFact::RequestAmount => Some(self.asked_minor.unwrap_or(self.ledger.left_minor)),
            IntFact::PaymentAmount => Some(self.captured_minor),
            IntFact::AgeDays => self.age_seconds.map(|seconds| seconds.div_euclid(DAY)),
            IntFact::AgeSeconds => self.age_seconds,
            IntFact::Refunded => Some(self.ledger.refunded_minor),
            IntFact::Left => Some(self.ledger.left_minor),
            IntFact::TermLeftDays => self.term_left_days,
            IntFact::Payments => self.customer.map(|history| history.payments),
            IntFact::Refunds => self.customer.map(|history| history.refunds),
            IntFact::Disputes => self.customer.map(|history| history.disputes),
        }
    }

    /// A truth value; these are always known.
    pub fn bool(&self, fact: BoolFact) -> bool {
        match fact {
            BoolFact::Full => self.asked_minor.is_none(),
            BoolFact::ProofOfPurchase => self.proof_of_purchase,
            BoolFact::Disputed => self.ledger.disputed,
            BoolFact::FraudWarning => self.ledger.fraud_warning,
            BoolFact::CustomerKnown => self.customer.is_some(),
        }
    }

    /// A text, if it is known.
    pub fn text(&self, fact: TextFact) -> Option<&str> {
        match fact {
            TextFact::Reason => Some(self.reason.as_str()),
            TextFact::Currency => Some(self.currency.code()),
            TextFact::Product => self.product.as_deref(),
            TextFact::Plan => self.plan.as_deref(),
        }
    }

    /// Whether anybody knows this fact.
    pub fn has(&self, fact: Fact) -> bool {
        match fact {
            Fact::Int(fact) => self.int(fact).is_some(),
            Fact::Bool(_) => true,
            Fact::Text(fact) => self.text(fact).is_some(),
        }
    }

    /// The value as short text for a trace; `unknown` where nobody knows it.
    pub fn shown(&self, fact: Fact) -> String {
        let value = match fact {
            Fact::Int(fact) => self.int(fact).map(|number| number.to_string()),
            Fact::Bool(fact) => Some(self.bool(fact).to_string()),
            // Text from metadata has no bound of its own, and a trace is stored with the case.
            Fact::Text(fact) => self.text(fact).map(|text| {
                let short: String = text.chars().take(64).collect();
                format!("{short:?}")
            }),
        };
        value.unwrap_or_else(|| "unknown".to_owned())
    }
}
