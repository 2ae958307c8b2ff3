//! One letter of each kind with sample values, and of each shape where a kind has several: to look
//! at, and to hold in golden files.

use jiff::Timestamp;

use super::letter::{Answered, Because, Covered, Extent, LetterContent};
use domain::calculation::{Calculation, Step};
use domain::money::{Currency, Money};
use domain::request::Reason;
use domain::time::after;

/// The merchant of the samples.
pub const MERCHANT: &str = "Northwind Software";
/// The product of the samples.
pub const PRODUCT: &str = "Northwind Pro";

/// The processor's id of the payment of the samples.
pub const PAYMENT: &str = "pi_3PqLx2eZvKYlo2C1";

/// From the deadline of everything back to the beginning of the term that was paid for, and on to its
/// end.
const TERM_BEFORE: i64 = -8 * 86_400;
const TERM_AFTER: i64 = 357 * 86_400;

/// From the deadline of everything to the receipt: two days and some hours before.
const RECEIVED_BEFORE: i64 = -196_500;

/// Of a payment in parts, one is given back.
const PARTS: i64 = 3;

/// What the samples are made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Samples {
    amount: Money,
    day: Timestamp,
    /// A third of what was paid, for the time that is left.
    third: Calculation,
    questions: Vec<String>,
    alternatives: Vec<String>,
}

/// One letter to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample<'a> {
    /// The kind of letter: `denied`.
    pub letter: &'static str,
    /// Which of its shapes: empty for the ordinary one.
    pub shape: &'static str,
    pub content: LetterContent<'a>,
}

impl Samples {
    /// Samples about this amount, with this day as the deadline of everything.
    pub fn new(amount: Money, day: Timestamp) -> Self {
        let owned = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
        let paid = amount.minor.saturating_mul(PARTS);
        Self {
            amount,
            day,
            third: Calculation(vec![
                Step::Captured { minor: paid },
                Step::Months { left: 4, term: 12 },
                Step::Rounded { to: 1, minor: amount.minor },
            ]),
            questions: owned(&[
                "what_went_wrong",
                "how_long_in_use",
                "support_tried",
                "proof_of_purchase",
                "which_order",
                "screenshots",
            ]),
            alternatives: owned(&[
                "extended_trial",
                "onboarding_call",
                "downgrade",
                "discount",
                "credit",
            ]),
        }
    }

    /// All samples: each kind of letter in its ordinary shape, followed by its other shapes.
    pub fn all(&self) -> Vec<Sample<'_>> {
        let mut all = self.asking();
        all.extend(self.approvals());
        all.extend(self.denials());
        all.extend(self.afterwards());
        all.extend(self.disputes());
        all
    }

    fn asking(&self) -> Vec<Sample<'_>> {
        let Self { amount, day, .. } = *self;
        let every = self.questions.as_slice();
        let first = every.get(..1).unwrap_or_default();
        let covering = |covered, amount, paid, reason| LetterContent::Acknowledged {
            received_at: after(day, RECEIVED_BEFORE),
            amount,
            paid,
            reason,
            payment: PAYMENT,
            covered,
            answer_by: day,
        };
        let nothing = Covered::default();
        let acknowledged = |amount, paid, reason| covering(nothing, amount, paid, reason);
        let period = Some((after(day, TERM_BEFORE), after(day, TERM_AFTER)));
        let known =
            |plan, period| covering(Covered { plan, period }, None, Some(amount), Reason::Unused);
        let requested = |questions| LetterContent::InfoRequested { questions, answer_by: day };
        let reminded = |questions| LetterContent::InfoReminder { questions, answer_by: day };
        samples([
            ("acknowledged", "", known(Some("Annual"), period)),
            ("acknowledged", "plan", known(Some("Annual"), None)),
            ("acknowledged", "period", known(None, period)),
            ("acknowledged", "part", acknowledged(Some(amount), None, Reason::ChangeOfMind)),
            ("acknowledged", "price-unknown", acknowledged(None, None, Reason::Fraudulent)),
            ("delayed", "", LetterContent::Delayed { answer_by: day }),
            ("info-requested", "", requested(every)),
            ("info-requested", "one-question", requested(first)),
            ("info-reminder", "", reminded(every)),
            ("info-reminder", "one-question", reminded(first)),
        ])
    }

    fn approvals(&self) -> Vec<Sample<'_>> {
        let Self { amount, day, .. } = *self;
        let lessened = |because, extent, clause: Option<&'static str>, business_days| {
            LetterContent::Approved {
                answered: Answered::Soon,
                because,
                amount,
                extent,
                calculation: Some(&self.third).filter(|_| clause.is_some()),
                clause,
                clause_text: None,
                business_days,
            }
        };
        let approved = |because, extent| lessened(because, extent, None, (5, 7));
        let part =
            Extent::Part { paid: Money { minor: amount.minor.saturating_mul(PARTS), ..amount } };
        let by_clause = lessened(Because::Terms, part, Some("heavy_use"), (1, 1));
        let right = Because::Right { received_at: after(day, RECEIVED_BEFORE) };
        let found = |full| LetterContent::BillingError { amount, full, business_days: (5, 7) };
        let at_once = |because| LetterContent::Approved {
            answered: Answered::AtOnce { received_at: after(day, RECEIVED_BEFORE) },
            because,
            amount,
            extent: Extent::Full,
            calculation: None,
            clause: None,
            clause_text: None,
            business_days: (5, 7),
        };
        samples([
            ("approved", "", approved(Because::Terms, Extent::Full)),
            ("approved", "at-once", at_once(Because::Terms)),
            ("approved", "our-error-at-once", at_once(Because::OurError)),
            ("approved", "right-at-once", at_once(right)),
            ("approved", "part", by_clause),
            ("approved", "part-asked-for", approved(Because::Terms, Extent::Asked)),
            ("approved", "converted", approved(Because::Terms, Extent::Converted)),
            ("approved", "our-error", approved(Because::OurError, Extent::Full)),
            ("approved", "right", approved(right, Extent::Full)),
            ("approved", "goodwill", approved(Because::Goodwill, part)),
            ("billing-error", "", found(true)),
            ("billing-error", "part", found(false)),
        ])
    }

    fn denials(&self) -> Vec<Sample<'_>> {
        let offered = self.alternatives.as_slice();
        let call = offered.get(1..2).unwrap_or_default();
        let denied = |clause, alternatives, answered, by_person| LetterContent::Denied {
            answered,
            clause,
            clause_text: None,
            alternatives,
            by_person,
        };
        let at_once = Answered::AtOnce { received_at: after(self.day, RECEIVED_BEFORE) };
        let (soon, late) = (Answered::Soon, Answered::Late);
        samples([
            ("denied", "", denied("time_window", offered, soon, false)),
            ("denied", "no-alternatives", denied("time_window", &[], soon, false)),
            ("denied", "at-once", denied("time_window", offered, at_once, false)),
            ("denied", "after-a-while", denied("time_window", offered, late, false)),
            ("denied", "by-a-person", denied("individual_review", call, late, true)),
            ("denied", "by-a-person-soon", denied("individual_review", call, soon, true)),
            ("denied", "nothing-taken", denied("nothing_taken", call, soon, false)),
        ])
    }

    fn afterwards(&self) -> Vec<Sample<'_>> {
        let Self { amount, day, .. } = *self;
        let acting = |act_by| LetterContent::ActionRequired { amount, act_by };
        samples([
            ("action-required", "", acting(Some(day))),
            ("action-required", "no-date", acting(None)),
            ("lapsed", "", LetterContent::Lapsed { amount, answer_by: day }),
            ("refunded", "", LetterContent::Refunded { amount }),
            ("correction", "", LetterContent::Correction { amount, answer_by: day }),
            ("feedback", "", LetterContent::Feedback { amount }),
        ])
    }

    fn disputes(&self) -> Vec<Sample<'_>> {
        let Self { amount, day, .. } = *self;
        let payment = PAYMENT;
        let opened = |due| LetterContent::DisputeOpened { payment, amount, evidence_due_at: due };
        samples([
            ("dispute-opened", "", opened(Some(day))),
            ("dispute-opened", "no-date", opened(None)),
            ("dispute-won", "", LetterContent::DisputeWon { payment, amount }),
            ("dispute-lost", "", LetterContent::DisputeLost { payment, amount }),
        ])
    }
}

fn samples<'a, const N: usize>(
    of: [(&'static str, &'static str, LetterContent<'a>); N],
) -> Vec<Sample<'a>> {
    of.map(|(letter, shape, content)| Sample { letter, shape, content }).into()
}

impl Default for Samples {
    /// 49.00 USD, and the morning of a day in January.
    fn default() -> Self {
        let currency = Currency::parse("USD").unwrap_or_else(|_| unreachable!("USD is a currency"));
        let day = Timestamp::constant(1_799_139_600, 0);
        Self::new(Money::new(4900, currency), day)
    }
}
