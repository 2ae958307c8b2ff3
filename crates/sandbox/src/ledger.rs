//! The processor's own records: payments, refunds, disputes, fraud warnings, and their indexes.
//!
//! Ids are made from counters, so a run can be repeated to the letter, and padded with zeros, so
//! that their order is the order of creation. Deliberately not here: what may be done with the
//! records (`refunds`, `disputes`) and how they look from outside (`objects`).

use std::cell::Cell;
use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::credit_notes::CreditNote;
pub use super::refund_status::RefundStatus;
use super::sale::Sale;

/// Where a payment stands: the status of its intent and of its charge in one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentStatus {
    /// A bank debit is on its way; nothing has been received.
    Processing,
    /// A card is authorised, and not captured, or not to the end.
    RequiresCapture,
    /// What was captured was received.
    #[default]
    Succeeded,
    /// The attempt failed; the customer may make another.
    Failed,
    /// Cancelled; an authorisation was let go.
    Canceled,
}

impl PaymentStatus {
    /// The word of the payment intent.
    pub(super) fn of_intent(self) -> &'static str {
        match self {
            Self::Processing => "processing",
            Self::RequiresCapture => "requires_capture",
            Self::Succeeded => "succeeded",
            Self::Failed => "requires_payment_method",
            Self::Canceled => "canceled",
        }
    }
}

/// A payment to set up. It is fully captured from the start, where its status says nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewPayment {
    /// `pi_…`; made from a counter where absent.
    #[serde(default)]
    pub id: Option<String>,
    /// `ch_…`; made from a counter where absent.
    #[serde(default)]
    pub charge: Option<String>,
    /// In the units of Stripe's API.
    pub amount: i64,
    /// Three letters, lower case.
    pub currency: String,
    /// `cus_…`.
    #[serde(default)]
    pub customer: Option<String>,
    /// Goes into the billing details.
    #[serde(default)]
    pub email: Option<String>,
    /// The fingerprint of the card; one of its own where absent.
    #[serde(default)]
    pub fingerprint: Option<String>,
    /// Shown on the payment intent and on the charge.
    #[serde(default)]
    pub metadata: BTreeMap<String, String>,
    /// Unix seconds; the sandbox's time where absent.
    #[serde(default)]
    pub created: Option<i64>,
    /// Where it stands at first.
    #[serde(default)]
    pub status: PaymentStatus,
    /// What stands around it.
    #[serde(default)]
    pub sale: Sale,
    /// Whether its money is real: shown on all that is about it.
    #[serde(default)]
    pub livemode: bool,
    /// The connected account (`acct_…`) that took it. Its webhooks name it, and the API shows it only
    /// to requests for that account.
    #[serde(default)]
    pub account: Option<String>,
}

impl NewPayment {
    /// A payment of which nothing else is of interest.
    pub fn of(amount: i64, currency: &str) -> Self {
        Self {
            id: None,
            charge: None,
            amount,
            currency: currency.to_owned(),
            customer: None,
            email: None,
            fingerprint: None,
            metadata: BTreeMap::new(),
            created: None,
            status: PaymentStatus::Succeeded,
            sale: Sale::default(),
            livemode: false,
            account: None,
        }
    }
}

/// A payment intent and its charge.
#[derive(Debug)]
pub(super) struct Payment {
    pub(super) intent: String,
    pub(super) charge: String,
    pub(super) status: PaymentStatus,
    /// Authorised.
    pub(super) amount: i64,
    pub(super) captured: i64,
    /// Authorised and let go: the API shows it as refunded.
    pub(super) released: i64,
    pub(super) currency: String,
    pub(super) customer: Option<String>,
    pub(super) email: Option<String>,
    pub(super) fingerprint: String,
    pub(super) sale: Sale,
    pub(super) metadata: BTreeMap<String, String>,
    pub(super) created: i64,
    pub(super) refunds: Vec<String>,
    pub(super) disputes: Vec<String>,
    pub(super) warnings: Vec<String>,
    /// The sum of the refunds that did not fail and were not canceled; not of what was released.
    pub(super) refunded: i64,
    pub(super) livemode: bool,
    pub(super) account: Option<String>,
}

impl Payment {
    /// Where the receipt goes.
    pub(super) fn receipt_email(&self) -> Option<&str> {
        self.sale.receipt_email.as_deref().or(self.email.as_deref())
    }

    /// What could still be refunded. A refund of a debit that is on its way waits for it.
    pub(super) fn left(&self) -> i64 {
        let refundable = match self.status {
            PaymentStatus::Processing => self.amount,
            PaymentStatus::RequiresCapture
            | PaymentStatus::Succeeded
            | PaymentStatus::Failed
            | PaymentStatus::Canceled => self.captured,
        };
        refundable.saturating_sub(self.refunded)
    }
}

/// Why a refund is not in lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hidden {
    /// Until the sandbox's clock shows this.
    Until(Timestamp),
    /// For this many list calls.
    Calls(u32),
}

#[derive(Debug)]
pub(super) struct Refund {
    pub(super) id: String,
    pub(super) intent: String,
    pub(super) amount: i64,
    pub(super) status: RefundStatus,
    pub(super) reason: Option<String>,
    pub(super) metadata: BTreeMap<String, String>,
    pub(super) created: i64,
    pub(super) pending_reason: Option<String>,
    pub(super) failure_reason: Option<String>,
    /// Until when the customer can do what the status asks for.
    pub(super) expires_at: Option<i64>,
    pub(super) hidden: Cell<Option<Hidden>>,
    /// The idempotency key it was made under.
    pub(super) key: Option<String>,
    /// Whether it came through the API; otherwise through the dashboard.
    pub(super) by_api: bool,
    /// Whether it stands for the release of an authorisation.
    pub(super) release: bool,
}

impl Refund {
    /// Whether a list call made at `at` shows it. Counts the call.
    pub(super) fn listed(&self, at: Timestamp) -> bool {
        match self.hidden.get() {
            None | Some(Hidden::Calls(0)) => true,
            Some(Hidden::Until(shown)) => at >= shown,
            Some(Hidden::Calls(left)) => {
                self.hidden.set(Some(Hidden::Calls(left - 1)));
                false
            }
        }
    }
}

/// Where a dispute stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisputeStatus {
    /// An inquiry waits for an answer.
    WarningNeedsResponse,
    /// An inquiry was answered.
    WarningUnderReview,
    /// An inquiry ended without a chargeback.
    WarningClosed,
    /// A chargeback waits for an answer.
    NeedsResponse,
    /// A chargeback was answered.
    UnderReview,
    /// The verdict is appealed against.
    AppealUnderReview,
    /// Decided for the merchant.
    Won,
    /// Decided for the customer.
    Lost,
}

impl DisputeStatus {
    /// The word used by the API.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::WarningNeedsResponse => "warning_needs_response",
            Self::WarningUnderReview => "warning_under_review",
            Self::WarningClosed => "warning_closed",
            Self::NeedsResponse => "needs_response",
            Self::UnderReview => "under_review",
            Self::AppealUnderReview => "appeal_under_review",
            Self::Won => "won",
            Self::Lost => "lost",
        }
    }

    /// Whether it is an inquiry, in any state.
    pub(super) fn is_inquiry(self) -> bool {
        match self {
            Self::WarningNeedsResponse | Self::WarningUnderReview | Self::WarningClosed => true,
            Self::NeedsResponse
            | Self::UnderReview
            | Self::AppealUnderReview
            | Self::Won
            | Self::Lost => false,
        }
    }

    /// Whether it is undecided.
    pub(super) fn is_open(self) -> bool {
        match self {
            Self::WarningNeedsResponse
            | Self::WarningUnderReview
            | Self::NeedsResponse
            | Self::UnderReview
            | Self::AppealUnderReview => true,
            Self::WarningClosed | Self::Won | Self::Lost => false,
        }
    }

    /// Whether it forbids refunds: the charge has been charged back and was not won.
    pub(super) fn blocks_refunds(self) -> bool {
        match self {
            Self::NeedsResponse | Self::UnderReview | Self::AppealUnderReview | Self::Lost => true,
            Self::WarningNeedsResponse
            | Self::WarningUnderReview
            | Self::WarningClosed
            | Self::Won => false,
        }
    }
}

/// A booking of disputed money on the merchant's balance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Movement {
    /// Negative where it takes.
    pub(super) amount: i64,
    /// Of the balance, three letters, lower case.
    pub(super) currency: String,
    /// Whether it is part of a return, and not of a withdrawal.
    pub(super) returns: bool,
    /// Unix seconds.
    pub(super) at: i64,
}

#[derive(Debug)]
pub(super) struct Dispute {
    pub(super) id: String,
    pub(super) intent: String,
    pub(super) amount: i64,
    /// What the bank claims in, three letters, lower case.
    pub(super) currency: String,
    pub(super) reason: String,
    pub(super) status: DisputeStatus,
    pub(super) created: i64,
    /// Unix seconds by which an answer is due.
    pub(super) due_by: i64,
    pub(super) movements: Vec<Movement>,
}

impl Dispute {
    /// Withdrawn less reinstated, by the currency of the balance; nothing that is even.
    pub(super) fn outstanding(&self) -> BTreeMap<String, i64> {
        let mut sums = BTreeMap::<String, i64>::new();
        for movement in &self.movements {
            let sum = sums.entry(movement.currency.clone()).or_default();
            *sum = sum.saturating_sub(movement.amount);
        }
        sums.retain(|_, sum| *sum != 0);
        sums
    }
}

/// An early fraud warning.
#[derive(Debug)]
pub(super) struct Warning {
    pub(super) id: String,
    pub(super) intent: String,
    pub(super) fraud_type: String,
    pub(super) actionable: bool,
    pub(super) created: i64,
}

/// All records.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    pub(super) payments: BTreeMap<String, Payment>,
    /// Payment intents by charge.
    pub(super) charges: BTreeMap<String, String>,
    /// Payment intents by customer, oldest first.
    pub(super) customers: BTreeMap<String, Vec<String>>,
    /// Payment intents, oldest first.
    pub(super) order: Vec<String>,
    pub(super) refunds: BTreeMap<String, Refund>,
    pub(super) disputes: BTreeMap<String, Dispute>,
    pub(super) warnings: BTreeMap<String, Warning>,
    /// Oldest first.
    pub(super) credit_notes: Vec<CreditNote>,
    made: u64,
}

impl Ledger {
    /// The next id with this prefix, such as `re_`.
    pub(super) fn next_id(&mut self, prefix: &str) -> String {
        self.made += 1;
        format!("{prefix}sandbox{:012}", self.made)
    }

    /// Records a payment under ids that are free.
    pub(super) fn add_payment(&mut self, payment: Payment) {
        let intent = payment.intent.clone();
        self.charges.insert(payment.charge.clone(), intent.clone());
        if let Some(customer) = &payment.customer {
            self.customers.entry(customer.clone()).or_default().push(intent.clone());
        }
        self.order.push(intent.clone());
        self.payments.insert(intent, payment);
    }

    /// Whether a dispute on this payment forbids refunds.
    pub(super) fn is_charged_back(&self, payment: &Payment) -> bool {
        payment
            .disputes
            .iter()
            .filter_map(|id| self.disputes.get(id))
            .any(|dispute| dispute.status.blocks_refunds())
    }
}
