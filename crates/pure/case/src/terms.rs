//! The numbers that planning depends on. All of them come from configuration; all are seconds.

use domain::invoice::InvoiceTerms;
use domain::legs::Legs;
use domain::rest_days::RestDays;
use domain::split::SplitTerms;

/// The terms under which a case is planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// From when a request was first seen: how long its receipt waits for the payment, and for an
    /// answer that is the receipt as well.
    pub receipt_within: i64,
    /// The promised time to an answer, from the receipt of a request.
    pub answer_within: i64,
    /// How long before a promised time the customer is told that it will not be kept.
    pub delay_notice: i64,
    /// The days by which nothing is promised.
    pub rest_days: RestDays,
    /// From the real success of a refund to the question for feedback.
    pub feedback_after: i64,
    /// How long a claim is respected before another worker may try again: the call's time limit
    /// and a margin.
    pub claim: i64,
    /// Waits after inconclusive answers, by attempt; the last one repeats.
    pub ladder: Vec<i64>,
    /// After this long in doubt a person is asked.
    pub doubt_max: i64,
    /// Between two looks at a refund that is pending, or at a payment that is settling.
    pub watch: i64,
    /// From the customer's request: after this long a person is asked about a payment that has
    /// neither settled nor failed.
    pub settling_max: i64,
    /// From when a request was first seen: after this long it is decided without the facts that a
    /// decision can do without and that could not be read.
    pub facts_within: i64,
    /// After this long a call is in the list, or was never executed: D_max + L_max from when it was
    /// written, which is up to T_fresh after its claim, by a clock that may be a minute behind.
    pub settle: i64,
    /// What the processor offers against a second execution.
    pub legs: Legs,
    /// How long a reviewer may take.
    pub review_within: i64,
    /// By when each stage of a request should be reached.
    pub targets: Targets,
    /// Whose money refunds of split payments take.
    pub split: SplitTerms,
    /// What becomes of refunds of payments that are for an invoice.
    pub invoices: InvoiceTerms,
    /// Whether the seller of record is somebody else, who decides, pays and writes to the customer.
    pub merchant_of_record: bool,
}

/// Targets of the stages of a request, seconds; `None` has no clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Targets {
    /// From the receipt of a request to its acknowledgement.
    pub acknowledged: Option<i64>,
    /// From the receipt of a request to its decision.
    pub decided: Option<i64>,
    /// From the approval to the refund.
    pub refunded: Option<i64>,
    /// From the refund to the question for feedback.
    pub followed_up: Option<i64>,
}

impl Terms {
    /// The wait after attempt number `attempt` (from 1).
    pub fn backoff(&self, attempt: u32) -> i64 {
        let rung = usize::try_from(attempt.saturating_sub(1)).unwrap_or(usize::MAX);
        self.ladder.get(rung).or(self.ladder.last()).copied().unwrap_or(3600)
    }
}
