//! What can be said to a customer or to the merchant's team, and what comes out.
//!
//! Whether a letter is due, and that it is due once, is decided outside.

use jiff::Timestamp;

use super::addressing::Placeholder;
use domain::calculation::Calculation;
use domain::locale::Locale;
use domain::money::Money;
use domain::request::Reason;
use domain::zone::Zone;

/// What one letter tells. Each variant is bound to one thing that has happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LetterContent<'a> {
    /// The request has arrived: a receipt with its content, its date and its time.
    Acknowledged {
        /// When the request was received; told as a day and a time.
        received_at: Timestamp,
        /// The amount asked for; `None` where it was the whole payment.
        amount: Option<Money>,
        /// What was paid; `None` where that is not known yet. Told where the whole was asked for.
        paid: Option<Money>,
        reason: Reason,
        /// The processor's id of the payment.
        payment: &'a str,
        /// What the payment is for, besides the product.
        covered: Covered<'a>,
        /// Until when the customer is promised an answer; told as a day.
        answer_by: Timestamp,
    },
    /// The answer takes longer than was promised; told before that day has passed.
    Delayed {
        /// Until when it is promised instead; told as a day.
        answer_by: Timestamp,
    },
    /// The request cannot be decided without answers.
    InfoRequested {
        /// What is asked, in order, as keys of the catalogue; at least one.
        questions: &'a [String],
        /// Until when the answers are waited for; told as a day and a time.
        answer_by: Timestamp,
    },
    /// The answers have not come, and the time for them is running out.
    InfoReminder {
        /// What is asked, in order, as keys of the catalogue; at least one.
        questions: &'a [String],
        /// Until when the answers are waited for; told as a day and a time.
        answer_by: Timestamp,
    },
    /// The request was granted; the money has not moved yet.
    Approved {
        /// How soon it was approved.
        answered: Answered,
        /// What it is given for.
        because: Because,
        /// What will be given back.
        amount: Money,
        /// How much of the payment that is.
        extent: Extent,
        /// How the amount came about; told of a part, where it can be told in full. `None` where it
        /// is not to be told.
        calculation: Option<&'a Calculation>,
        /// The clause of the refund terms by which less is given than was asked for, as a key of the
        /// catalogue; told if there are words for it. `None` where there is no such reason.
        clause: Option<&'a str>,
        /// The merchant's own words for that clause, in the recipient's language; the catalogue's
        /// are used where there are none.
        clause_text: Option<&'a str>,
        /// How many business days it usually takes, from and to.
        business_days: (u8, u8),
    },
    /// Nobody has asked: we found an error in our bill, and put it right.
    BillingError {
        /// What will be given back.
        amount: Money,
        /// Whether that is all that was paid.
        full: bool,
        /// How many business days it usually takes, from and to.
        business_days: (u8, u8),
    },
    /// The request was not granted.
    Denied {
        /// The clause of the refund terms that the decision rests on, as a key of the catalogue.
        clause: &'a str,
        /// The merchant's own words for that clause, in the recipient's language; the catalogue's
        /// are used where there are none.
        clause_text: Option<&'a str>,
        /// What is offered instead, in order, as keys of the catalogue.
        alternatives: &'a [String],
        /// How soon it was denied.
        answered: Answered,
        /// Whether a person decided: no machine has looked into anything with care.
        by_person: bool,
    },
    /// The refund waits for the customer, whom the processor asks for what it needs.
    ActionRequired {
        /// What will be given back.
        amount: Money,
        /// Until when the customer can do it; told as a day. `None` where the processor
        /// names no date.
        act_by: Option<Timestamp>,
    },
    /// A refund that waited for the customer was given up by the processor.
    Lapsed {
        /// What was not given back.
        amount: Money,
        /// Until when the customer is promised a letter about another way; told as a day.
        answer_by: Timestamp,
    },
    /// The processor has carried the refund out. The only letter that says "refunded".
    Refunded {
        /// What was given back.
        amount: Money,
    },
    /// A refund that the customer was told of did not arrive after all.
    Correction {
        /// What did not arrive.
        amount: Money,
        /// Until when the customer is promised a letter about what follows; told as a day.
        answer_by: Timestamp,
    },
    /// Some days after a refund: did it arrive, and what could have been better?
    Feedback {
        /// What was given back.
        amount: Money,
    },
    /// To the merchant's team: a dispute was opened.
    DisputeOpened {
        /// The processor's id of the payment.
        payment: &'a str,
        /// What is disputed; may be part of the payment.
        amount: Money,
        /// Until when evidence may be sent; told as a day and a time. `None` where the
        /// processor names no date.
        evidence_due_at: Option<Timestamp>,
    },
    /// To the merchant's team: a dispute was decided for the merchant.
    DisputeWon {
        /// The processor's id of the payment.
        payment: &'a str,
        /// What was disputed.
        amount: Money,
    },
    /// To the merchant's team: a dispute was decided for the customer.
    DisputeLost {
        /// The processor's id of the payment.
        payment: &'a str,
        /// What was disputed.
        amount: Money,
    },
}

/// What a payment is for, besides the product, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Covered<'a> {
    /// The plan's name: plain text from outside.
    pub plan: Option<&'a str>,
    /// The beginning and the end of the term that was paid for; told as days.
    pub period: Option<(Timestamp, Timestamp)>,
}

impl Covered<'_> {
    /// Every case, as texts tell them apart.
    pub(super) const NAMES: [&'static str; 4] = ["plan-and-period", "plan", "period", "nothing"];

    /// The name by which texts tell it apart.
    pub(super) fn as_str(self) -> &'static str {
        match (self.plan, self.period) {
            (Some(_), Some(_)) => "plan-and-period",
            (Some(_), None) => "plan",
            (None, Some(_)) => "period",
            (None, None) => "nothing",
        }
    }
}

/// How soon a request was answered. What speaks of a time that the customer has waited speaks of one
/// that there was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    /// At once: the answer is the receipt as well.
    AtOnce {
        /// When the request was received; told as a day and a time.
        received_at: Timestamp,
    },
    /// After a receipt, and before anybody has to be thanked for their patience.
    Soon,
    /// After a time that the customer has waited.
    Late,
}

impl Answered {
    /// Every one, as texts tell them apart.
    pub(super) const NAMES: [&'static str; 3] = ["at-once", "soon", "late"];

    /// The name by which texts tell it apart.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::AtOnce { .. } => "at-once",
            Self::Soon => "soon",
            Self::Late => "late",
        }
    }
}

/// What a refund is given for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because {
    /// We charged wrongly: the customer gets an apology.
    OurError,
    /// A law gives the right to it: the customer gets a confirmation, and no favour.
    Right {
        /// When the customer's declaration was received; told as a day.
        received_at: Timestamp,
    },
    /// The terms did not ask for it, and a person gave it.
    Goodwill,
    /// The refund terms say so.
    Terms,
}

impl Because {
    /// Every one, as texts tell them apart.
    pub(super) const NAMES: [&'static str; 4] = ["error", "right", "goodwill", "terms"];

    /// The name by which texts tell it apart.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::OurError => "error",
            Self::Right { .. } => "right",
            Self::Goodwill => "goodwill",
            Self::Terms => "terms",
        }
    }
}

/// How much of a payment is given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All that was paid.
    Full,
    /// The part that the customer has asked for.
    Asked,
    /// A part, in another currency than the one in which the customer paid and gets it back.
    Converted,
    /// A part.
    Part {
        /// What was paid.
        paid: Money,
    },
}

impl Extent {
    /// Every one, as texts tell them apart.
    pub(super) const NAMES: [&'static str; 4] = ["full", "asked", "converted", "part"];

    /// The name by which texts tell it apart.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Asked => "asked",
            Self::Converted => "converted",
            Self::Part { .. } => "part",
        }
    }
}

impl LetterContent<'_> {
    /// Whether somebody has asked for what it is about.
    pub(super) fn is_about_a_request(&self) -> bool {
        match self {
            Self::Acknowledged { .. }
            | Self::Delayed { .. }
            | Self::InfoRequested { .. }
            | Self::InfoReminder { .. }
            | Self::Approved { .. }
            | Self::Denied { .. }
            | Self::ActionRequired { .. }
            | Self::Lapsed { .. }
            | Self::Refunded { .. }
            | Self::Correction { .. }
            | Self::Feedback { .. } => true,
            Self::BillingError { .. }
            | Self::DisputeOpened { .. }
            | Self::DisputeWon { .. }
            | Self::DisputeLost { .. } => false,
        }
    }

    /// What kind of letter it is; the ids of its texts begin with that.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Acknowledged { .. } => "acknowledged",
            Self::Delayed { .. } => "delayed",
            Self::InfoRequested { .. } => "info-requested",
            Self::InfoReminder { .. } => "info-reminder",
            Self::Approved { .. } => "approved",
            Self::BillingError { .. } => "billing-error",
            Self::Denied { .. } => "denied",
            Self::ActionRequired { .. } => "action-required",
            Self::Lapsed { .. } => "lapsed",
            Self::Refunded { .. } => "refunded",
            Self::Correction { .. } => "correction",
            Self::Feedback { .. } => "feedback",
            Self::DisputeOpened { .. } => "dispute-opened",
            Self::DisputeWon { .. } => "dispute-won",
            Self::DisputeLost { .. } => "dispute-lost",
        }
    }
}

/// Who is written to, and in whose name. Names are plain text from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient<'a> {
    /// The language that the recipient should get.
    pub locale: Locale,
    /// The time zone in which days and times are told.
    pub zone: &'a Zone,
    /// The merchant's display name, as it signs letters to customers.
    pub merchant: &'a str,
    /// The product's display name, where it is known.
    pub product: Option<&'a str>,
    /// What stands for the name in the greeting; `None` for one without a name.
    pub placeholder: Option<&'a Placeholder>,
    /// The id that the subject ends with, where the letter answers a request; `None` for a subject
    /// without one.
    pub reference: Option<&'a str>,
}

/// A letter, written twice from one text: plain, and as a page of HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub locale: Locale,
    /// One line, plain text.
    pub subject: String,
    /// The body, from greeting to signature: plain text, paragraphs apart by an empty line, no
    /// trailing line break.
    pub text: String,
    /// The same as a whole HTML document, which loads nothing from anywhere.
    pub html: String,
}
