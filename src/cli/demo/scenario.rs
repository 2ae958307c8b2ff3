//! One scripted case: its payment, what the script expects to be told of it, what happened.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::published::Published;
use domain::money::Money;

/// A commission on a payment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Earned {
    /// Minor units of the payment's currency.
    pub(super) minor: i64,
    /// Whether it has been paid out.
    pub(super) paid: bool,
}

/// A payment to begin with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Purchase {
    /// Names the scenario; part of the payment's id.
    pub(super) id: &'static str,
    /// What is shown, as a headline.
    pub(super) title: &'static str,
    /// Minor units.
    pub(super) minor: i64,
    /// Three letters, lower case; one of those that Stripe counts as ISO 4217 does.
    pub(super) currency: &'static str,
    /// How long ago it was made.
    pub(super) days_ago: i64,
    /// An annual plan, and not a monthly one.
    pub(super) annual: bool,
    /// The commission, where there is one.
    pub(super) earned: Option<Earned>,
}

/// One line of a timeline.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) at: Timestamp,
    /// What kind of thing happened.
    pub(super) tag: &'static str,
    pub(super) text: String,
}

/// A scenario under way.
#[derive(Debug)]
pub(super) struct Scenario {
    /// How it began.
    pub(super) purchase: Purchase,
    /// The payment's id at the processor.
    pub(super) payment: String,
    pub(super) captured: Money,
    /// The event types that the script expects, repetitions included.
    pub(super) expected: Vec<&'static str>,
    /// What was published, each event once.
    pub(super) events: Vec<Published>,
    /// What happened, in order.
    pub(super) lines: Vec<Line>,
    /// How many of the events are in the lines.
    pub(super) narrated: usize,
}

impl Scenario {
    /// Begins with a payment.
    pub(super) fn new(purchase: Purchase, payment: String, captured: Money) -> Self {
        let (expected, events, lines) = (Vec::new(), Vec::new(), Vec::new());
        Self { purchase, payment, captured, expected, events, lines, narrated: 0 }
    }

    /// The expected types that were not published, and the published ones that were not expected.
    pub(super) fn difference(&self) -> (Vec<String>, Vec<String>) {
        let mut balance: BTreeMap<&str, i64> = BTreeMap::new();
        for kind in &self.expected {
            *balance.entry(*kind).or_default() += 1;
        }
        for event in &self.events {
            *balance.entry(event.kind.as_str()).or_default() -= 1;
        }
        let listed = |wanted: fn(&i64) -> bool| {
            let kinds = balance.iter().filter(|(_, count)| wanted(count));
            kinds.map(|(kind, _)| (*kind).to_owned()).collect()
        };
        (listed(|count| *count > 0), listed(|count| *count < 0))
    }

    /// Whether all that is expected was published.
    pub(super) fn is_told(&self) -> bool {
        self.difference().0.is_empty()
    }

    /// The event that carries the decision.
    pub(super) fn decision(&self) -> Option<&Published> {
        self.events.iter().find(|event| event.data.get("decision").is_some())
    }

    /// How it ended, as a code.
    pub(super) fn outcome(&self) -> &'static str {
        let told = |kind: &str| self.events.iter().any(|event| event.kind == kind);
        let ends = [
            ("dispute.won.v1", "dispute_won"),
            ("dispute.lost.v1", "dispute_lost"),
            ("refund.failed.v1", "refund_failed_later"),
            ("refund.adopted.v1", "refund_adopted"),
            ("refund.denied.v1", "denied"),
            ("refund.succeeded.v1", "refunded"),
        ];
        ends.iter().find(|(kind, _)| told(kind)).map_or("unfinished", |(_, outcome)| outcome)
    }
}
