//! The shape of the files: each type is a table of them, and each field a key. Their schema is made
//! of these types.

mod outcome;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::document::field::{Field, Table};
use crate::document::leaf::{
    Code, Day, Frame, Id, List, Name, PerCurrency, Refused, Scalar, Sentence, Share, Whole,
    Written, Zone,
};
use crate::document::word::Word;
use domain::billing::BillingError;
use domain::conversation::AnswerKind;
use domain::facts::FactKind;
use domain::locale::Locale;
use domain::processor::Processor;
use domain::subscription::Subscription;

pub use self::outcome::Less;
pub(crate) use self::outcome::{
    Alternatives, Amount, Approve, Ask, Deny, Fixed, Lines, Money, Offered, Prorate, Review,
    SilenceWord,
};

/// A policy.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(expecting = "the policy")]
#[schemars(deny_unknown_fields)]
pub struct PolicyFile {
    /// What the policy is called.
    pub(crate) name: Option<Field<String>>,
    /// Which version of it this is, for readers.
    pub(crate) version: Option<Field<String>>,
    /// Not read.
    #[expect(dead_code, reason = "only whether it is text")]
    notes: Option<Field<String>>,
    /// Where days begin, such as Europe/Berlin; UTC if it is left out.
    pub(crate) time_zone: Option<Field<Zone>>,
    /// Days on which the business rests beside Saturdays and Sundays: no business days.
    #[schemars(extend("maxItems" = 1000))]
    pub(crate) holidays: Option<Field<Vec<Field<Day>>>>,
    /// From when this version is in force: a day in the policy's time zone, or an instant with its
    /// offset from UTC; without quotes.
    pub(crate) in_force_from: Option<Field<Written>>,
    /// Facts that the merchant's own system provides: `merchant.<name>`.
    pub(crate) facts: Option<Field<Table<Name, Fact>>>,
    /// The types of answers, by question: what is not here is text.
    pub(crate) questions: Option<Field<Table<Name, Answered>>>,
    /// Lists with a name: payment.country in lists.eu.
    pub(crate) lists: Option<Field<Table<Name, Vec<Field<String>>>>>,
    /// Conditions with a name: conditions.fresh.
    pub(crate) conditions: Option<Field<Table<Name, String>>>,
    /// Amounts with a name, per currency: payment.amount_minor <= amounts.small.
    pub(crate) amounts: Option<Field<Table<Name, PerCurrency>>>,
    /// What a refund and a dispute cost, by processor and currency.
    pub(crate) costs: Option<Field<Costs>>,
    /// The terms that rules rest on, as customers read them.
    #[schemars(with = "Table<Id, Clause>")]
    pub(crate) clauses: Option<Field<Clauses>>,
    /// What is excluded, wherever it stands: tried before all rules.
    #[schemars(extend("maxItems" = 1000))]
    pub(crate) exclusion: Option<Field<Vec<Field<Rule>>>>,
    /// The rules, in the order in which they are tried.
    #[schemars(extend("maxItems" = 1000))]
    pub(crate) rule: Option<Field<Vec<Field<Rule>>>>,
    /// What a denial may offer; the first that fits.
    pub(crate) offer: Option<Field<Vec<Field<Offer>>>>,
    /// Who may approve which amounts, from small to large.
    pub(crate) band: Option<Field<Vec<Field<Band>>>>,
    /// What machines may give in all.
    pub(crate) limits: Option<Field<Limits>>,
    /// Errors of the bill that are looked for in every payment, and put to a person although nobody
    /// has asked.
    pub(crate) billing_errors: Option<Field<Vec<Field<Word<BillingError>>>>>,
    /// What applies where no rule does.
    #[schemars(required)]
    pub(crate) default: Option<Field<Default>>,
}

/// A statute.
#[derive(Debug, Deserialize)]
#[serde(expecting = "the statute")]
pub(crate) struct StatuteFile {
    pub(crate) name: Option<Field<String>>,
    pub(crate) version: Option<Field<String>>,
    #[expect(dead_code, reason = "only whether it is text")]
    law: Option<Field<String>>,
    #[expect(dead_code, reason = "only whether it is text")]
    notes: Option<Field<String>>,
    pub(crate) countries: Option<Field<Countries>>,
    pub(crate) right: Option<Field<Vec<Field<Rule>>>>,
    pub(crate) clauses: Option<Field<Clauses>>,
}

/// Clauses by id. A clause is there although its id or its words are wrong: rules that name it are
/// not.
pub(crate) type Clauses = Table<String, Clause>;

/// The words of a clause.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename = "$text")]
#[schemars(untagged, inline)]
pub(crate) enum Clause {
    /// The same text for every customer.
    Same(Sentence),
    /// A text for each language.
    Each(Table<Word<Locale>, Sentence>),
}

/// What a refund costs, by processor and currency.
pub(crate) type Costs = Table<Word<Processor>, Table<Code, Cost>>;

/// The countries of a statute, by their codes.
pub(crate) type Countries = Table<String, Country>;

/// Whether a statute is applied in a country or a territory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Applies {
    /// It is.
    Yes,
    /// It is not.
    No,
    /// Nobody has said; a person finds out.
    Person,
}

/// A country of a statute.
#[derive(Debug, Deserialize)]
pub(crate) struct Country {
    pub(crate) applies: Field<Applies>,
    pub(crate) law: Option<Field<String>>,
}

/// A fact that the merchant's system provides.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Fact {
    /// The type of its values.
    #[serde(rename = "type")]
    pub(crate) kind: Field<Word<FactKind>>,
    /// What a number counts.
    pub(crate) unit: Option<Field<String>>,
    /// What it says, for readers.
    pub(crate) about: Option<Field<String>>,
    /// What counts where the system does not say; without it the fact is unknown then.
    pub(crate) default: Option<Field<Scalar>>,
}

/// How a question is answered.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(expecting = "a question")]
#[schemars(deny_unknown_fields)]
pub(crate) struct Answered {
    /// The type of its answers.
    #[serde(rename = "type")]
    pub(crate) kind: Field<Word<AnswerKind>>,
    /// The words that it offers, where the type is choice.
    pub(crate) choices: Option<Field<List<Id, 2, 20>>>,
}

/// A fee in whole minor units.
pub(crate) type Fee = Whole<0, { i64::MAX }>;

/// What a refund costs in one currency.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Cost {
    /// The processor's share of a payment: 3% or, in hundredths of a per cent, 150bp.
    pub(crate) fee: Option<Field<Share>>,
    /// What the processor keeps of every payment besides.
    pub(crate) fixed_fee: Option<Field<Fee>>,
    /// What it takes for a refund.
    pub(crate) refund_fee: Option<Field<Fee>>,
    /// What it takes for a dispute.
    pub(crate) dispute_fee: Option<Field<Fee>>,
}

/// A rule: conditions, one outcome, and the clause that it rests on.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields, extend("oneOf" = [
    { "required": ["approve"] },
    { "required": ["deny"] },
    { "required": ["review"] },
    { "required": ["ask"] },
]))]
pub(crate) struct Rule {
    /// The rule's name in decisions and reports.
    pub(crate) id: Field<Id>,
    /// Conditions that must all hold; [] holds always.
    #[schemars(extend("maxItems" = 32))]
    pub(crate) when: Option<Field<Vec<Field<String>>>>,
    /// Holds while the frame is open: "30 days of purchase".
    pub(crate) within: Option<Field<Frame>>,
    /// Holds once the frame has closed.
    pub(crate) after: Option<Field<Frame>>,
    /// What the rule does where a fact is unknown.
    pub(crate) unknown: Option<Field<Unknown>>,
    /// Gives money back.
    pub(crate) approve: Option<Field<Approve>>,
    /// Gives no money back.
    pub(crate) deny: Option<Field<Deny>>,
    /// Puts the request before a person.
    pub(crate) review: Option<Field<Review>>,
    /// Asks the customer first.
    pub(crate) ask: Option<Field<Ask>>,
    /// What is to become of the subscription, once the money has gone back: with approve or review.
    pub(crate) subscription: Option<Field<Word<Subscription>>>,
    /// A rehearsal: what it decides is published, and a person decides.
    pub(crate) shadow: Option<Field<bool>>,
    /// The clause under `[clauses]` that it rests on.
    pub(crate) clause: Field<Id>,
}

/// What a rule does if it cannot be said whether its conditions hold, because nobody knows a fact
/// that they read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum Unknown {
    /// A person decides.
    #[default]
    Review,
    /// It does not apply, and the next rule is tried.
    Skip,
    /// It applies.
    Match,
}

/// What a denial may offer, and when.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Offer {
    /// Conditions that must all hold; [] holds always.
    #[schemars(extend("maxItems" = 32))]
    pub(crate) when: Field<Vec<Field<String>>>,
    /// What is offered then.
    pub(crate) alternatives: Field<Alternatives>,
}

/// Who may approve amounts of this size.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Band {
    /// The largest amounts of the band; the last band has none.
    pub(crate) up_to: Option<Field<PerCurrency>>,
    /// Who may approve them.
    pub(crate) who: Field<Approver>,
}

/// Who may approve an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum Approver {
    /// Nobody need be asked.
    Machine,
    /// One person.
    One,
    /// Two people.
    Two,
    /// Two people make the whole decision; nothing is proposed.
    Never,
}

/// What machines may give in all.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(expecting = "`[limits]`")]
#[schemars(deny_unknown_fields)]
pub(crate) struct Limits {
    /// The most per hour.
    pub(crate) per_hour: Option<Field<PerCurrency>>,
    /// The most per day.
    pub(crate) per_day: Option<Field<PerCurrency>>,
    /// The least at once; less is for a person.
    pub(crate) at_least: Option<Field<PerCurrency>>,
}

/// What applies where no rule does: a person decides.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(expecting = "`[default]`")]
#[schemars(deny_unknown_fields)]
pub(crate) struct Default {
    /// Why, as a short code.
    pub(crate) review: Field<Review>,
    /// The clause that customers read then.
    pub(crate) clause: Field<Id>,
    #[expect(dead_code, reason = "refused by its reader")]
    #[schemars(skip)]
    approve: Option<Field<Refused>>,
    #[expect(dead_code, reason = "refused by its reader")]
    #[schemars(skip)]
    deny: Option<Field<Refused>>,
    #[expect(dead_code, reason = "refused by its reader")]
    #[schemars(skip)]
    ask: Option<Field<Refused>>,
}
