//! The figures of a span: sums and counts only, so that cases can be added in any order.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::durations::Durations;
use super::outcome::{DisputeEnd, RefundEnd, RequestOutcome};
use super::tally::{Keys, Tally};
use case::stage::Stage;
use domain::decision::VerdictKind;
use domain::money::Currency;

/// What requests are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// Why the customer asked.
    Reason,
    DecidedBy,
    /// Who was asked before the decision.
    Path,
    /// The rule that decided, or that handed it to people.
    Rule,
    /// The clause that the decision rests on.
    Clause,
    /// The hash of the policy that decided.
    Policy,
    Product,
    /// The product with the reason: what is wrong with which.
    ProductReason,
    Plan,
    Processor,
    Account,
    /// The customer's language.
    Language,
    /// Why people decided so, as the code that they gave.
    Because,
    /// What the customer said afterwards; one request can have several.
    Feedback,
}

impl Dimension {
    /// Every dimension with its name in reports, in the order in which they are shown.
    pub const ALL: [(Self, &'static str); 14] = [
        (Self::Reason, "reason"),
        (Self::DecidedBy, "decided_by"),
        (Self::Path, "path"),
        (Self::Rule, "rule"),
        (Self::Clause, "clause"),
        (Self::Policy, "policy"),
        (Self::Product, "product"),
        (Self::ProductReason, "product_reason"),
        (Self::Plan, "plan"),
        (Self::Processor, "processor"),
        (Self::Account, "account"),
        (Self::Language, "language"),
        (Self::Because, "because"),
        (Self::Feedback, "feedback"),
    ];

    /// The name in reports.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(dimension, _)| *dimension == self).map_or("", |(_, name)| name)
    }
}

/// How often something was, and what it came to, minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CountedAmount {
    pub count: u64,
    /// How much.
    pub minor: i64,
}

/// What left the merchant in one period and one currency, minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flow {
    /// By refunds that were ordered here.
    pub refunded: i64,
    /// By refunds that were made elsewhere.
    pub adopted: i64,
    /// By disputes, less what was reinstated.
    pub disputed: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Period {
    /// The requests of the period, by what has become of them.
    pub outcomes: BTreeMap<RequestOutcome, u64>,
    /// The same, by reason.
    pub reasons: BTreeMap<&'static str, u64>,
    /// The disputes opened in the period.
    pub disputes: u64,
    /// What left, by currency.
    pub flows: BTreeMap<Currency, Flow>,
}

/// How one stage was reached.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wait {
    /// How long it took those that have reached it.
    pub took: Durations,
    /// How many reached it after its target, or have not and are past it.
    pub missed: u64,
    /// How many have not reached it and are within the target.
    pub open: u64,
}

/// Commissions on payments of which something is gone, minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Commissions {
    pub count: u64,
    /// What partners had earned by them.
    pub earned: i64,
    /// What was taken back, before anything of it was given back.
    pub clawed_back: i64,
    /// What of that was given back: a refund failed, or a dispute was won.
    pub given_back: i64,
}

/// What refunds cost besides the money, minor units: by the table of the day on which each was
/// decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RefundCosts {
    /// How many refunded requests a table says it of.
    pub count: u64,
    /// The fees that processors kept and took.
    pub fees: i64,
    /// The fees of the disputes that have not come: what the refunds can have saved at most.
    pub disputes_spared: i64,
}

/// The reviews that are open now, whenever they were asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OpenReviews {
    /// How long they have been.
    pub ages: Durations,
    /// How many are past their time.
    pub overdue: u64,
    /// What is proposed in them, by currency.
    pub proposed: BTreeMap<Currency, CountedAmount>,
}

/// Rehearsals that said one thing, and what people then decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rehearsed {
    pub count: u64,
    /// People decided the same.
    pub agreed: u64,
    /// People decided otherwise.
    pub differed: u64,
}

/// Everything that a report shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Figures {
    /// Cases with anything in the span.
    pub cases: u64,
    /// When the oldest request of all that were seen was made, also before the span.
    pub oldest: Option<Timestamp>,
    /// All requests of the span.
    pub requests: Tally,
    /// The same by key of each dimension.
    pub by: BTreeMap<Dimension, Keys>,
    /// By period, named by its first day.
    pub periods: BTreeMap<Date, Period>,
    /// How long each stage took.
    pub waits: BTreeMap<Stage, Wait>,
    /// The refunds made in the span.
    pub refunds: BTreeMap<(RefundEnd, Currency), CountedAmount>,
    /// The disputes opened in the span, with the disputed amounts.
    pub disputes: BTreeMap<(DisputeEnd, Currency), CountedAmount>,
    /// What the requests that were refunded cost besides the money.
    pub costs: BTreeMap<Currency, RefundCosts>,
    /// The commissions on payments of which the first refund or dispute is in the span.
    pub commissions: BTreeMap<Currency, Commissions>,
    /// The reviews that are open now.
    pub reviews: OpenReviews,
    /// The rehearsals, by what they said.
    pub rehearsals: BTreeMap<VerdictKind, Rehearsed>,
}

impl CountedAmount {
    pub(super) fn add(&mut self, minor: i64) {
        self.count = self.count.saturating_add(1);
        self.minor = self.minor.saturating_add(minor.max(0));
    }
}

impl Flow {
    pub fn total(&self) -> i64 {
        self.refunded.saturating_add(self.adopted).saturating_add(self.disputed)
    }
}

impl Period {
    /// All requests of the period.
    pub fn requests(&self) -> u64 {
        self.outcomes.values().fold(0, |sum, count| sum.saturating_add(*count))
    }
}

impl Figures {
    /// How many refunds were made and have not failed, whoever made them.
    pub fn refunds_made(&self) -> u64 {
        let made = self.refunds.iter().filter(|((end, _), _)| end.is_made());
        made.fold(0, |sum, (_, amount)| sum.saturating_add(amount.count))
    }

    /// How many disputes were opened.
    pub fn disputes_opened(&self) -> u64 {
        self.disputes.values().fold(0, |sum, amount| sum.saturating_add(amount.count))
    }

    /// What left in the whole span, by currency.
    pub fn flows(&self) -> BTreeMap<Currency, Flow> {
        let mut flows: BTreeMap<Currency, Flow> = BTreeMap::new();
        for (currency, flow) in self.periods.values().flat_map(|period| &period.flows) {
            let sum = flows.entry(*currency).or_default();
            sum.refunded = sum.refunded.saturating_add(flow.refunded);
            sum.adopted = sum.adopted.saturating_add(flow.adopted);
            sum.disputed = sum.disputed.saturating_add(flow.disputed);
        }
        flows
    }
}
