//! Facts with everything in them.

use super::{at, usd};
use domain::conversation::AnswerValue;
use domain::cost::Cost;
use domain::facts::{
    Counts, Earlier, FactValue, Facts, History, Ledger, PaymentFacts, RequestFacts,
};
use domain::grounds::Grounds;
use domain::processor::Processor;
use domain::purchase::{Line, Purchase};
use domain::request::Reason;
use domain::sale_field::SaleField;
use domain::twins::Twins;

/// What a decision was made on, with everything in it.
pub(crate) fn grounds() -> Grounds {
    let cost = Cost { refund_minor: 607, dispute_minor: 1500 };
    Grounds { facts: rich(), cost: Some(cost) }
}

fn history(payments: i64) -> History {
    let counts = |payments| Counts { payments, refunds: 2, disputes: 1 };
    History {
        all: counts(payments),
        days_30: counts(3),
        days_90: counts(4),
        days_365: counts(5),
        returned_365d: Some(7350),
        since: Some(at("2021-01-01T00:00:00Z")),
        twins: Some(Twins { before: 1, after: 2 }),
    }
}

/// Every field has a value of its own.
pub(crate) fn rich() -> Facts {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    let line = |id: &str, minor, tax_minor, refundable| Line {
        id: id.to_owned(),
        minor,
        tax_minor,
        refundable,
    };
    Facts {
        request: RequestFacts {
            reason: Reason::TechnicalProblem,
            amount: Some(usd(4900)),
            requested_at: at("2026-03-02T10:00:00.5Z"),
            seen_at: at("2026-03-03T10:00:00.5Z"),
            late: true,
            proof_of_purchase: true,
            sender: Some(super::cases::help_desk()),
            channel: Some("chat".to_owned()),
            claimed: Some(usd(9900)),
            claimed_email_matches: Some(false),
            lines: words(&["seats"]),
            answers: [
                ("what_went_wrong", AnswerValue::Given),
                ("support_tried", AnswerValue::Flag(false)),
                ("hours_lost", AnswerValue::Number(3)),
                ("plan_wanted", AnswerValue::Choice("monthly".to_owned())),
            ]
            .map(|(key, value)| (key.to_owned(), value))
            .into(),
        },
        payment: PaymentFacts {
            processor: Processor::Stripe,
            step: 10,
            captured: usd(19_900),
            charged_at: at("2026-02-21T09:30:00.123456789Z"),
            product: Some("editor-pro".to_owned()),
            plan: Some("yearly".to_owned()),
            term_ends_at: Some(at("2027-02-21T09:30:00Z")),
            purchase: Purchase {
                method: Some("card".to_owned()),
                country: Some("AT".to_owned()),
                card_country: Some("DE".to_owned()),
                channel: Some("web".to_owned()),
                business: Some(false),
                renewal: Some(true),
                renewals: Some(2),
                delivered_at: Some(at("2026-02-22T00:00:00Z")),
                withdrawal_waived_at: Some(at("2026-02-21T09:29:00Z")),
                cancelled_at: Some(at("2026-02-20T00:00:00Z")),
                price_minor: Some(18_000),
                lines: vec![line("seats", 15_000, 2500, true), line("setup", 4900, 0, false)],
                tax_minor: Some(2500),
                fee: Some(usd(607)),
                policy_hash: Some("ab".repeat(32)),
                term_begins_at: Some(at("2026-02-21T00:00:00Z")),
                unreadable: [SaleField::Locale, SaleField::Channel].into(),
                ..Purchase::default()
            },
        },
        ledger: Ledger {
            refunded_minor: 1000,
            left_minor: 14_000,
            disputed: true,
            fraud_warning: true,
        },
        earlier: Earlier { requests: 3, denials: 1 },
        customer: Some(history(9)),
        card: Some(history(12)),
        email: Some(history(14)),
        merchant: [
            ("credits_used".to_owned(), FactValue::Int(-3)),
            ("plan_name".to_owned(), FactValue::Text("Größe L".to_owned())),
            ("api_abuse".to_owned(), FactValue::Bool(true)),
        ]
        .into(),
    }
}
