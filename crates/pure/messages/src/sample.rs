//! One letter of each kind with sample values, and of each shape where a kind has several: to look
//! at, and to hold in golden files.

use jiff::Timestamp;

use super::letter::LetterContent;
use domain::money::{Currency, Money};
use domain::request::Reason;
use domain::time::after;

/// The merchant of the samples.
pub const MERCHANT: &str = "Northwind Software";
/// The product of the samples.
pub const PRODUCT: &str = "Northwind Pro";

/// From the deadline of everything to the receipt: two days and some hours before.
const RECEIVED_BEFORE: i64 = -196_500;

/// What the samples are made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Samples {
    amount: Money,
    day: Timestamp,
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
        Self {
            amount,
            day,
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
        let Self { amount, day, .. } = *self;
        let (every, first) = (self.questions.as_slice(), self.questions.get(..1));
        let payment = "pi_3PqLx2eZvKYlo2C1";
        let offered = self.alternatives.as_slice();
        let call = offered.get(1..2).unwrap_or_default();
        let denied = |clause, alternatives| LetterContent::Denied {
            clause,
            clause_text: None,
            alternatives,
        };
        let acknowledged = |amount, paid, reason| LetterContent::Acknowledged {
            received_at: after(day, RECEIVED_BEFORE),
            amount,
            paid,
            reason,
            payment,
            answer_by: day,
        };
        let approved = |full, converted, business_days| LetterContent::Approved {
            amount,
            full,
            converted,
            business_days,
        };
        let requested = |questions| LetterContent::InfoRequested { questions, answer_by: day };
        let reminded = |questions| LetterContent::InfoReminder { questions, answer_by: day };
        let opened = |due| LetterContent::DisputeOpened { payment, amount, evidence_due_at: due };
        let found = |full| LetterContent::BillingError { amount, full, business_days: (5, 7) };
        let acting = |act_by| LetterContent::ActionRequired { amount, act_by };
        let first = first.unwrap_or_default();
        let all = [
            ("acknowledged", "", acknowledged(None, Some(amount), Reason::TechnicalProblem)),
            ("acknowledged", "part", acknowledged(Some(amount), None, Reason::ChangeOfMind)),
            ("acknowledged", "price-unknown", acknowledged(None, None, Reason::Fraudulent)),
            ("info-requested", "", requested(every)),
            ("info-requested", "one-question", requested(first)),
            ("info-reminder", "", reminded(every)),
            ("info-reminder", "one-question", reminded(first)),
            ("approved", "", approved(true, false, (5, 7))),
            ("approved", "part", approved(false, false, (1, 1))),
            ("approved", "converted", approved(false, true, (5, 7))),
            ("billing-error", "", found(true)),
            ("billing-error", "part", found(false)),
            ("denied", "", denied("time_window", offered)),
            ("denied", "no-alternatives", denied("time_window", &[])),
            ("denied", "nothing-taken", denied("nothing_taken", call)),
            ("action-required", "", acting(Some(day))),
            ("action-required", "no-date", acting(None)),
            ("lapsed", "", LetterContent::Lapsed { amount, answer_by: day }),
            ("refunded", "", LetterContent::Refunded { amount }),
            ("correction", "", LetterContent::Correction { amount, answer_by: day }),
            ("feedback", "", LetterContent::Feedback { amount }),
            ("dispute-opened", "", opened(Some(day))),
            ("dispute-opened", "no-date", opened(None)),
            ("dispute-won", "", LetterContent::DisputeWon { payment, amount }),
            ("dispute-lost", "", LetterContent::DisputeLost { payment, amount }),
        ];
        all.map(|(letter, shape, content)| Sample { letter, shape, content }).to_vec()
    }
}

impl Default for Samples {
    /// 49.00 USD, and the morning of a day in January.
    fn default() -> Self {
        let currency = Currency::parse("USD").unwrap_or_else(|_| unreachable!("USD is a currency"));
        let day = Timestamp::constant(1_799_139_600, 0);
        Self::new(Money::new(4900, currency), day)
    }
}
