//! The value of each fact that a condition can name, out of the facts of one request.

use super::fact::{BoolFact, Fact, IntFact, TextFact};
use crate::domain::facts::Facts;
use crate::domain::time::seconds_between;

const DAY: i64 = 86_400;

/// How much of the term that was paid for remains, in seconds; `0 <= left <= whole`, `whole > 0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) left: i64,
    pub(super) whole: i64,
}

impl Facts {
    /// The amount asked for, minor units, if one was.
    pub(super) fn asked_minor(&self) -> Option<i64> {
        self.request.amount.map(|amount| amount.minor)
    }

    /// Whether the request names another currency than the payment.
    pub(super) fn is_foreign_request(&self) -> bool {
        let paid = self.payment.captured.currency;
        self.request.amount.is_some_and(|amount| amount.currency != paid)
    }

    /// Seconds from the charge to the request; unknown where the request is the older one.
    pub(super) fn age_seconds(&self) -> Option<i64> {
        let age = seconds_between(self.payment.charged_at, self.request.requested_at);
        Some(age).filter(|age| *age >= 0)
    }

    /// What is left of the term. A request from before the charge, or a term that ended before it
    /// began, says that the dates are wrong; no share of anything follows from wrong dates.
    pub(super) fn term(&self) -> Option<Term> {
        let end = self.payment.term_ends_at?;
        self.age_seconds()?;
        let whole = seconds_between(self.payment.charged_at, end);
        let left = seconds_between(self.request.requested_at, end);
        (whole > 0).then(|| Term { left: left.clamp(0, whole), whole })
    }

    /// A whole number, if it is known.
    pub fn int(&self, fact: IntFact) -> Option<i64> {
        match fact {
            IntFact::RequestAmount if self.is_foreign_request() => None,
            IntFact::RequestAmount => Some(self.asked_minor().unwrap_or(self.ledger.left_minor)),
            IntFact::PaymentAmount => Some(self.payment.captured.minor),
            IntFact::AgeDays => self.age_seconds().map(|seconds| seconds.div_euclid(DAY)),
            IntFact::AgeSeconds => self.age_seconds(),
            IntFact::Refunded => Some(self.ledger.refunded_minor),
            IntFact::Left => Some(self.ledger.left_minor),
            IntFact::TermLeftDays => self
                .payment
                .term_ends_at
                .map(|end| seconds_between(self.request.requested_at, end).max(0).div_euclid(DAY)),
            IntFact::Payments => self.customer.map(|history| history.all.payments),
            IntFact::Refunds => self.customer.map(|history| history.all.refunds),
            IntFact::Disputes => self.customer.map(|history| history.all.disputes),
        }
    }

    /// A truth value; these are always known.
    pub fn bool(&self, fact: BoolFact) -> bool {
        match fact {
            BoolFact::Full => self.request.amount.is_none(),
            BoolFact::ProofOfPurchase => self.request.proof_of_purchase,
            BoolFact::Disputed => self.ledger.disputed,
            BoolFact::FraudWarning => self.ledger.fraud_warning,
            BoolFact::CustomerKnown => self.customer.is_some(),
        }
    }

    /// A text, if it is known.
    pub fn text(&self, fact: TextFact) -> Option<&str> {
        match fact {
            TextFact::Reason => Some(self.request.reason.as_str()),
            TextFact::Currency => Some(self.payment.captured.currency.code()),
            TextFact::Product => self.payment.product.as_deref(),
            TextFact::Plan => self.payment.plan.as_deref(),
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
