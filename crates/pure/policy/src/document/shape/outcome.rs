//! The shape of what a rule says: amounts, denials, reviews, questions.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::document::field::Field;
use crate::document::leaf::{Code, Id, List, PerCurrency, Question, Share, Whole};
use crate::document::word::{Alternative, Word};
use domain::money::Rounding;

/// How much is given back.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename = "$word", rename_all = "snake_case")]
#[schemars(inline)]
pub(crate) enum Approve {
    /// What was asked for, or all that is left.
    Full,
    /// The part that pays for the rest of the term.
    Prorated,
    /// An amount that takes more than a word.
    #[schemars(untagged)]
    More(Box<Amount>),
}

/// An amount, bounded and rounded.
#[derive(Debug, Deserialize, JsonSchema)]
#[expect(clippy::struct_field_names, reason = "a key of policies is called so")]
#[schemars(deny_unknown_fields, extend("oneOf" = [
    { "required": ["share"] },
    { "required": ["amount"] },
    { "required": ["prorate"] },
]))]
pub(crate) struct Amount {
    /// A share of the payment: 50% or, in hundredths of a per cent, 1250bp.
    pub(crate) share: Option<Field<Share>>,
    /// A fixed amount, or all.
    pub(crate) amount: Option<Field<Fixed>>,
    /// The part for the time or the use that is left.
    pub(crate) prorate: Option<Field<Prorate>>,
    /// The lines of the invoice that it is computed on.
    pub(crate) lines: Option<Field<Lines>>,
    /// What is kept.
    pub(crate) less: Option<Field<List<Less, 0, 100>>>,
    /// The least that a payment comes to, if to anything.
    pub(crate) floor: Option<Field<PerCurrency>>,
    /// The most that a payment comes to.
    pub(crate) cap: Option<Field<PerCurrency>>,
    /// How a part is rounded.
    pub(crate) rounding: Option<Field<Word<Rounding>>>,
}

/// A fixed amount, or all.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename = "$word", rename_all = "snake_case")]
#[schemars(inline)]
pub(crate) enum Fixed {
    /// All that is left.
    Full,
    /// An amount.
    #[schemars(untagged)]
    Money(Money),
}

/// A fixed amount: in the form for one currency that policies were first written in, or per
/// currency.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename = "$money")]
#[schemars(untagged, inline)]
pub(crate) enum Money {
    One(OneCurrency),
    Each(PerCurrency),
}

/// An amount in one currency.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "Money", deny_unknown_fields)]
pub(crate) struct OneCurrency {
    /// Whole minor units.
    pub(crate) minor: Field<Whole<1, { i64::MAX }>>,
    /// The currency, as ISO 4217 writes it.
    pub(crate) currency: Field<Code>,
}

/// The part that was not used up.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename = "$word", rename_all = "snake_case")]
#[schemars(inline)]
pub(crate) enum Prorate {
    /// By the time that is left of the term.
    Time,
    /// By the days that are left; one that has begun is used.
    Days,
    /// By the months that are left; one that has begun is used.
    Months,
    /// By what was used.
    #[schemars(untagged)]
    Usage(Usage),
}

/// Lines of the invoice.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename = "$word", rename_all = "snake_case")]
#[schemars(inline)]
pub(crate) enum Lines {
    /// Those that the request names.
    Requested,
    /// Those with these ids.
    #[schemars(untagged)]
    Named(Vec<Field<String>>),
}

/// What is kept of an amount.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename = "$word_or_fact", rename_all = "snake_case")]
#[schemars(inline)]
pub enum Less {
    /// The fee that the processor keeps.
    ProcessorFee,
    /// The lines that were sold as not refundable.
    UnrefundableLines,
    /// An amount that the merchant's system says, minor units: `merchant.<name>`.
    #[schemars(untagged)]
    Fact(String),
    /// A fixed fee.
    #[schemars(untagged)]
    Fixed(PerCurrency),
}

/// How much was used, and of how much.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Usage {
    /// A declared fact: `merchant.<name>`.
    pub(crate) used: Field<String>,
    /// The declared fact of which it is a part.
    pub(crate) of: Field<String>,
}

/// Nothing is given back.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Deny {
    /// What is offered instead.
    pub(crate) alternatives: Field<Offered>,
}

/// What is offered in the place of money.
pub(crate) type Alternatives = List<Word<Alternative>, 1, 5>;

/// What a denial offers.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename = "$word", rename_all = "snake_case")]
#[schemars(inline)]
pub(crate) enum Offered {
    /// Those of the first `[[offer]]` that fits.
    Offered,
    /// These.
    #[schemars(untagged)]
    Listed(Alternatives),
}

/// A person decides.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename = "$text")]
#[schemars(untagged, inline)]
pub(crate) enum Review {
    /// Why, as a short code.
    Why(Id),
    /// More than that.
    More(Box<Proposal>),
}

/// What is put before a person.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "Review", deny_unknown_fields)]
pub(crate) struct Proposal {
    /// Why a person decides, as a short code.
    pub(crate) why: Field<Id>,
    /// How many people must agree to give money.
    pub(crate) approvers: Option<Field<Whole<1, 2>>>,
    /// What the policy would give.
    pub(crate) propose: Option<Field<Approve>>,
}

/// Questions to the customer.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Ask {
    /// Keys of the message catalogue.
    pub(crate) questions: Field<List<Question, 1, 8>>,
    /// Days that the customer has to answer.
    pub(crate) within_days: Field<Whole<1, 90>>,
    /// Days after which the customer is reminded.
    pub(crate) remind_after_days: Option<Field<Whole<1, 89>>>,
    /// What follows if nothing is answered.
    pub(crate) silence: Field<SilenceWord>,
    /// The clause of a denial then, if it is not the rule's.
    pub(crate) clause: Option<Field<Id>>,
    /// What such a denial offers.
    pub(crate) alternatives: Option<Field<Alternatives>>,
}

/// What silence means.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub(crate) enum SilenceWord {
    /// A person decides.
    Review,
    /// The request is denied.
    Deny,
}
