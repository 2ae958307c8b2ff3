//! Everything that a policy can ask about one request: plain values, gathered once, never changed.
//!
//! The same facts and the same policy always give the same decision, so that these values are all
//! that must be kept to explain or repeat one. Reads no clock: ages are measured to the instant at
//! which the customer asked, as far as that is believed, and histories to when the request was
//! seen. No name, no address, no id of a customer or a card is here.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::conversation::AnswerValue;
use super::ids::PaymentId;
use super::money::Money;
use super::payment::{PastPayment, Payment};
use super::processor::Processor;
use super::purchase::Purchase;
use super::request::{Believed, Reason};
use super::sender::Sender;
use super::time::seconds_between;
use super::twins::Twins;

/// All facts about one request. `None` is a fact that nobody knows; it is never zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// What is asked for.
    pub request: RequestFacts,
    /// What was paid.
    pub payment: PaymentFacts,
    /// What became of the money so far.
    pub ledger: Ledger,
    /// What was asked before about the same payment.
    pub earlier: Earlier,
    /// What the processor knows of the customer over all payments.
    pub customer: Option<History>,
    /// What the processor knows of the card over all customers.
    pub card: Option<History>,
    /// What the processor knows of all customers with the payer's e-mail address.
    pub email: Option<History>,
    /// What the merchant's own system says, by the name that the policy declares.
    pub merchant: BTreeMap<String, FactValue>,
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestFacts {
    /// Why.
    pub reason: Reason,
    /// The amount asked for; `None` asks for the whole payment.
    pub amount: Option<Money>,
    /// When the customer asked, as far as that is believed: never after the receipt.
    pub requested_at: Timestamp,
    /// When a worker first saw the request.
    pub seen_at: Timestamp,
    /// Whether its sender says that the customer asked longer before that than is believed.
    pub late: bool,
    /// Whether a proof of purchase came with it.
    pub proof_of_purchase: bool,
    /// Who sent it, as we say; `None` where nobody has said.
    pub sender: Option<Sender>,
    /// Where it came in (`email`, `chat`, `phone`).
    pub channel: Option<String>,
    /// What the customer says was charged.
    pub claimed: Option<Money>,
    /// Whether the e-mail address that the customer gave is that of the payment; `None` where one
    /// of the two is missing.
    pub claimed_email_matches: Option<bool>,
    /// The lines of the invoice that are asked back; empty where none is named.
    pub lines: BTreeSet<String>,
    /// What was answered, by the keys of the questions; of a text only that there was one.
    pub answers: BTreeMap<String, AnswerValue>,
}

/// What was paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentFacts {
    /// Who took it.
    pub processor: Processor,
    /// The processor's granularity for amounts of this currency, minor units; at least 1.
    pub step: i64,
    /// The captured amount.
    pub captured: Money,
    /// When it was charged.
    pub charged_at: Timestamp,
    /// The product.
    pub product: Option<String>,
    /// The plan.
    pub plan: Option<String>,
    /// The end of the term that was paid for.
    pub term_ends_at: Option<Timestamp>,
    /// The sale behind it.
    pub purchase: Purchase,
}

/// What the case knows of the payment's money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ledger {
    /// Refunded so far, whoever did it, minor units.
    pub refunded_minor: i64,
    /// What can still be promised, minor units: captured, less refunds, disputes and what is
    /// promised already.
    pub left_minor: i64,
    /// Whether a dispute blocks refunds.
    pub disputed: bool,
    /// Whether the card network warned of fraud.
    pub fraud_warning: bool,
}

/// What was asked before about the same payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Earlier {
    /// Other requests.
    pub requests: i64,
    /// Those of them that were denied.
    pub denials: i64,
}

/// Payments counted by what became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Payments taken.
    pub payments: i64,
    /// Those of which anything was refunded.
    pub refunds: i64,
    /// Those that were disputed.
    pub disputes: i64,
}

/// Payments of one customer, card or e-mail address, counted over all time and over the days before
/// the request was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct History {
    /// All of them, the one in question included.
    pub all: Counts,
    /// Those charged in the last 30 days.
    pub days_30: Counts,
    /// Those charged in the last 90 days.
    pub days_90: Counts,
    /// Those charged in the last 365 days.
    pub days_365: Counts,
    /// What was refunded of those charged in the last 365 days, minor units of the currency of the
    /// payment in question; `None` where that cannot be said.
    pub returned_365d: Option<i64>,
    /// When the first of them was charged.
    pub since: Option<Timestamp>,
    /// Those that look like the one in question; `None` where that cannot be said.
    pub twins: Option<Twins>,
}

/// The type of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FactKind {
    /// A whole number.
    Int,
    /// True or false.
    Bool,
    /// Text.
    Text,
    /// An instant, from which time frames are counted.
    Moment,
}

impl FactKind {
    /// Every type with its name in policies.
    pub const ALL: [(Self, &'static str); 4] =
        [(Self::Int, "int"), (Self::Bool, "bool"), (Self::Text, "text"), (Self::Moment, "instant")];

    /// The name in policies.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Int => "int",
            Self::Bool => "bool",
            Self::Text => "text",
            Self::Moment => "instant",
        }
    }
}

/// The value of a fact that the policy declares.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum FactValue {
    /// A whole number.
    Int(i64),
    /// True or false.
    Bool(bool),
    /// Text, or an instant as RFC 3339 writes it.
    Text(String),
}

impl Facts {
    /// What cannot be given any more, minor units: it went back, is promised, or was taken by a
    /// dispute. Whatever bounds an amount counts this towards it.
    pub fn given_minor(&self) -> i64 {
        let gone = self.payment.captured.minor.saturating_sub(self.ledger.left_minor);
        gone.max(self.ledger.refunded_minor).max(0)
    }

    /// The facts that request, payment and case give; what has to be asked for elsewhere
    /// (`customer`, `card`, `merchant`) is unknown until it is set.
    ///
    /// `step` is the processor's granularity in minor units: 1, or 10 where it takes only two
    /// decimals of a three-decimal currency.
    pub fn new(
        Believed { request, requested_at, late }: Believed<'_>,
        payment: &Payment,
        ledger: Ledger,
        processor: Processor,
        step: i64,
    ) -> Self {
        let claims = &request.claims;
        Self {
            request: RequestFacts {
                reason: request.reason,
                amount: request.amount,
                requested_at,
                seen_at: request.receipt.seen_at,
                late,
                proof_of_purchase: request.proof_of_purchase,
                sender: request.sender.clone(),
                channel: claims.channel.clone(),
                claimed: claims.charged,
                claimed_email_matches: claims.email_matches,
                lines: claims.lines.clone(),
                answers: BTreeMap::new(),
            },
            payment: PaymentFacts {
                processor,
                step: step.max(1),
                captured: payment.captured,
                charged_at: payment.charged_at,
                product: payment.product.clone(),
                plan: payment.plan.clone(),
                term_ends_at: payment.term_ends_at,
                purchase: (*payment.purchase).clone(),
            },
            ledger,
            earlier: Earlier::default(),
            customer: None,
            card: None,
            email: None,
            merchant: BTreeMap::new(),
        }
    }

    /// The same facts of a customer who asked when a worker saw the request.
    #[must_use]
    pub fn as_seen(&self) -> Self {
        let requested_at = self.request.seen_at;
        Self { request: RequestFacts { requested_at, ..self.request.clone() }, ..self.clone() }
    }
}

const DAY: i64 = 86_400;

impl History {
    /// Counts payments. A payment belongs to the last `n` days if it was charged less than
    /// `n × 86 400` seconds before the request was seen, or after that. `payment` is the one in
    /// question.
    pub fn of(payment: &PaymentId, payments: &[PastPayment], seen_at: Timestamp) -> Self {
        let mut history = Self { twins: Twins::of(payment, payments), ..Self::default() };
        for past in payments {
            let age = seconds_between(past.charged_at, seen_at);
            history.all.add(past);
            for (days, counts) in [
                (30, &mut history.days_30),
                (90, &mut history.days_90),
                (365, &mut history.days_365),
            ] {
                if age < days * DAY {
                    counts.add(past);
                }
            }
        }
        history.since = payments.iter().map(|payment| payment.charged_at).min();
        history.returned_365d = returned(payment, payments, seen_at);
        history
    }
}

/// What was refunded of payments charged in the last year, in the currency of `payment`. Nobody knows it
/// where `payment` is not among them, the processor does not say an amount, or something went back in
/// another currency.
fn returned(payment: &PaymentId, payments: &[PastPayment], seen_at: Timestamp) -> Option<i64> {
    let this = payments.iter().find(|past| past.id.as_ref() == Some(payment))?;
    let currency = this.captured?.currency;
    let mut recent =
        payments.iter().filter(|past| seconds_between(past.charged_at, seen_at) < 365 * DAY);
    recent.try_fold(0_i64, |sum, past| {
        let returned = past.returned?;
        let counts = returned.minor == 0 || returned.currency == currency;
        counts.then_some(sum)?.checked_add(returned.minor)
    })
}

impl Counts {
    fn add(&mut self, payment: &PastPayment) {
        self.payments = self.payments.saturating_add(1);
        self.refunds = self.refunds.saturating_add(i64::from(payment.refunded));
        self.disputes = self.disputes.saturating_add(i64::from(payment.disputed));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    #[test]
    fn a_payment_leaves_a_window_with_the_last_second_of_it() {
        let asked = Timestamp::from_second(1_800_000_000).unwrap();
        let past = |seconds: i64, refunded| PastPayment {
            id: None,
            captured: None,
            product: None,
            plan: None,
            charged_at: Timestamp::from_second(1_800_000_000 - seconds).unwrap(),
            refunded,
            returned: None,
            disputed: false,
        };
        let history = History::of(
            &PaymentId::parse("pi_1").unwrap(),
            &[
                past(-5, true),
                past(30 * DAY - 1, true),
                past(30 * DAY, true),
                past(90 * DAY, false),
                past(400 * DAY, true),
            ],
            asked,
        );
        let counted = [history.days_30, history.days_90, history.days_365, history.all]
            .map(|counts| (counts.payments, counts.refunds));
        assert_eq!(counted, [(2, 2), (3, 3), (4, 3), (5, 4)]);
        assert_eq!(history.since, Some(past(400 * DAY, true).charged_at));
        assert_eq!(history.returned_365d, None, "the payment in question is not among them");
    }

    #[test]
    fn what_went_back_in_a_year_is_a_sum_or_unknown_and_never_nothing_by_mistake() {
        let seen = Timestamp::from_second(1_800_000_000).unwrap();
        let money = |minor, code| Money::new(minor, Currency::parse(code).unwrap());
        let past = |id: &str, seconds: i64, returned| PastPayment {
            id: PaymentId::parse(id).ok(),
            captured: Some(money(4900, "EUR")),
            product: None,
            plan: None,
            charged_at: Timestamp::from_second(1_800_000_000 - seconds).unwrap(),
            refunded: true,
            returned,
            disputed: false,
        };
        let euro = |minor| Some(money(minor, "EUR"));
        let this = || past("pi_1", DAY, euro(100));
        let none: Option<Money> = None;
        for (others, expected) in [
            (vec![], Some(100)),
            (vec![past("pi_2", 364 * DAY, euro(4900))], Some(5000)),
            // A year and more ago it was charged: what is not known of it is not asked either.
            (vec![past("pi_2", 365 * DAY, euro(4900)), past("pi_3", 400 * DAY, none)], Some(100)),
            (vec![past("pi_2", 365 * DAY - 1, euro(1))], Some(101)),
            (vec![past("pi_2", DAY, none)], None),
            (vec![past("pi_2", DAY, Some(money(1, "USD")))], None),
            (vec![past("pi_2", DAY, Some(money(0, "USD")))], Some(100)),
            (vec![past("pi_2", DAY, euro(i64::MAX))], None),
        ] {
            let payments = [vec![this()], others].concat();
            let history = History::of(&PaymentId::parse("pi_1").unwrap(), &payments, seen);
            assert_eq!(history.returned_365d, expected, "{payments:?}");
            let missing = &payments[1..];
            let history = History::of(&PaymentId::parse("pi_1").unwrap(), missing, seen);
            assert_eq!(history.returned_365d, None);
        }
        let unsaid = [PastPayment { captured: None, ..this() }];
        let history = History::of(&PaymentId::parse("pi_1").unwrap(), &unsaid, seen);
        assert_eq!(history.returned_365d, None, "in which currency, nobody says");
    }
}
