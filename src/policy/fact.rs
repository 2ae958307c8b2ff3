//! The facts that a condition can name: name, type, unit, source, and when the value is unknown.
//!
//! `docs/policy.md` carries the same table; a test holds the two together. The values of one case
//! are in `facts`.

/// A fact that is a whole number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum IntFact {
    /// `request.amount_minor`
    RequestAmount,
    /// `payment.amount_minor`
    PaymentAmount,
    /// `payment.age_days`
    AgeDays,
    /// `payment.age_seconds`
    AgeSeconds,
    /// `payment.refunded_minor`
    Refunded,
    /// `payment.left_minor`
    Left,
    /// `payment.term_left_days`
    TermLeftDays,
    /// `customer.payments`
    Payments,
    /// `customer.refunds`
    Refunds,
    /// `customer.disputes`
    Disputes,
}

/// A fact that is true or false.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BoolFact {
    /// `request.full`
    Full,
    /// `request.proof_of_purchase`
    ProofOfPurchase,
    /// `payment.disputed`
    Disputed,
    /// `payment.fraud_warning`
    FraudWarning,
    /// `customer.known`
    CustomerKnown,
}

/// A fact that is text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TextFact {
    /// `request.reason`
    Reason,
    /// `payment.currency`
    Currency,
    /// `payment.product`
    Product,
    /// `payment.plan`
    Plan,
}

/// Any fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact {
    /// A whole number.
    Int(IntFact),
    /// True or false.
    Bool(BoolFact),
    /// Text.
    Text(TextFact),
}

/// When a fact has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// It always has one.
    Never,
    /// Only where request and payment contradict each other. Asking a person is right then, so
    /// that nobody needs to guard against it.
    Contradiction(&'static str),
    /// Often, because a merchant need not provide it; a condition should ask with `has(…)` first.
    NotProvided(&'static str),
}

/// A row of the reference table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Which fact.
    pub fact: Fact,
    /// How conditions name it.
    pub name: &'static str,
    /// Its unit; empty where it has none.
    pub unit: &'static str,
    /// What it says and where it comes from.
    pub source: &'static str,
    /// When it has no value.
    pub absence: Absence,
}

const BEFORE_CHARGE: Absence = Absence::Contradiction("the request is older than the charge");
const NO_HISTORY: Absence = Absence::NotProvided("the processor has no history of the customer");

const fn entry(
    fact: Fact,
    name: &'static str,
    unit: &'static str,
    source: &'static str,
    absence: Absence,
) -> Entry {
    Entry { fact, name, unit, source, absence }
}

/// Every fact, in the order of the reference.
pub const FACTS: [Entry; 19] = [
    entry(
        Fact::Text(TextFact::Reason),
        "request.reason",
        "",
        "the reason given with the request, one of the closed list",
        Absence::Never,
    ),
    entry(
        Fact::Bool(BoolFact::Full),
        "request.full",
        "",
        "true if the request names no amount and so asks for everything",
        Absence::Never,
    ),
    entry(
        Fact::Int(IntFact::RequestAmount),
        "request.amount_minor",
        "minor units",
        "the amount asked for; for a full request what is left of the payment",
        Absence::Contradiction("the request is in another currency than the payment"),
    ),
    entry(
        Fact::Bool(BoolFact::ProofOfPurchase),
        "request.proof_of_purchase",
        "",
        "true if a proof of purchase came with the request",
        Absence::Never,
    ),
    entry(
        Fact::Int(IntFact::PaymentAmount),
        "payment.amount_minor",
        "minor units",
        "the captured amount, from the processor",
        Absence::Never,
    ),
    entry(
        Fact::Text(TextFact::Currency),
        "payment.currency",
        "ISO 4217, capitals",
        "the currency of the payment, from the processor",
        Absence::Never,
    ),
    entry(
        Fact::Int(IntFact::AgeDays),
        "payment.age_days",
        "whole days",
        "from the charge to the request, rounded down",
        BEFORE_CHARGE,
    ),
    entry(
        Fact::Int(IntFact::AgeSeconds),
        "payment.age_seconds",
        "whole seconds",
        "from the charge to the request, rounded down",
        BEFORE_CHARGE,
    ),
    entry(
        Fact::Text(TextFact::Product),
        "payment.product",
        "",
        "the product, from the payment's metadata",
        Absence::NotProvided("the metadata does not name it"),
    ),
    entry(
        Fact::Text(TextFact::Plan),
        "payment.plan",
        "",
        "the plan, from the payment's metadata",
        Absence::NotProvided("the metadata does not name it"),
    ),
    entry(
        Fact::Int(IntFact::Refunded),
        "payment.refunded_minor",
        "minor units",
        "what was refunded so far, whoever did it, from the processor",
        Absence::Never,
    ),
    entry(
        Fact::Int(IntFact::Left),
        "payment.left_minor",
        "minor units",
        "what can still be refunded, from the processor",
        Absence::Never,
    ),
    entry(
        Fact::Bool(BoolFact::Disputed),
        "payment.disputed",
        "",
        "true if a dispute about the payment blocks refunds, from the processor",
        Absence::Never,
    ),
    entry(
        Fact::Bool(BoolFact::FraudWarning),
        "payment.fraud_warning",
        "",
        "true if the card network warned of fraud, from the processor",
        Absence::Never,
    ),
    entry(
        Fact::Int(IntFact::TermLeftDays),
        "payment.term_left_days",
        "whole days",
        "from the request to the end of the term paid for, rounded down; 0 once it is over",
        Absence::NotProvided("the metadata does not name the end of the term"),
    ),
    entry(
        Fact::Bool(BoolFact::CustomerKnown),
        "customer.known",
        "",
        "true if the customer's history could be read; the same as `has` of the three below",
        Absence::Never,
    ),
    entry(
        Fact::Int(IntFact::Payments),
        "customer.payments",
        "count",
        "payments taken from the customer, this one included",
        NO_HISTORY,
    ),
    entry(
        Fact::Int(IntFact::Refunds),
        "customer.refunds",
        "count",
        "payments of which anything was refunded",
        NO_HISTORY,
    ),
    entry(
        Fact::Int(IntFact::Disputes),
        "customer.disputes",
        "count",
        "payments that were disputed",
        NO_HISTORY,
    ),
];

impl Fact {
    /// The row of this fact.
    pub fn entry(self) -> Option<&'static Entry> {
        FACTS.iter().find(|entry| entry.fact == self)
    }

    /// How conditions name it.
    pub fn name(self) -> &'static str {
        self.entry().map_or("", |entry| entry.name)
    }

    /// Its type, in words.
    pub fn type_name(self) -> &'static str {
        match self {
            Self::Int(_) => "int",
            Self::Bool(_) => "bool",
            Self::Text(_) => "text",
        }
    }

    /// Whether it comes from the customer's history, which costs a call to the processor.
    pub fn is_about_customer(self) -> bool {
        match self {
            Self::Int(IntFact::Payments | IntFact::Refunds | IntFact::Disputes)
            | Self::Bool(BoolFact::CustomerKnown) => true,
            Self::Int(
                IntFact::RequestAmount
                | IntFact::PaymentAmount
                | IntFact::AgeDays
                | IntFact::AgeSeconds
                | IntFact::Refunded
                | IntFact::Left
                | IntFact::TermLeftDays,
            )
            | Self::Bool(
                BoolFact::Full
                | BoolFact::ProofOfPurchase
                | BoolFact::Disputed
                | BoolFact::FraudWarning,
            )
            | Self::Text(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_fact_has_one_row_and_one_name() {
        let facts: BTreeSet<Fact> = FACTS.iter().map(|entry| entry.fact).collect();
        let names: BTreeSet<&str> = FACTS.iter().map(|entry| entry.name).collect();
        assert_eq!((facts.len(), names.len()), (FACTS.len(), FACTS.len()));
        let about_customer: Vec<&str> = FACTS
            .iter()
            .filter(|entry| entry.fact.is_about_customer())
            .map(|entry| entry.name)
            .collect();
        assert_eq!(about_customer.len(), 4);
        assert!(about_customer.iter().all(|name| name.starts_with("customer.")));
    }
}
