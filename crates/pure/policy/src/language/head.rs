//! The head of a policy: what holds for all its rules. The time zone, the holidays, the facts that it declares,
//! the questions that it asks, the costs.

use std::ops::Range;

use jiff::tz::TimeZone;

use crate::language::catalogue;
use crate::language::cost::Costs;
use crate::language::fact::{Absence, Fact, Kind};
use crate::language::holidays::Holidays;
use crate::language::named::{NamedAmount, NamedCondition};
use crate::language::roster::Roster;
use domain::conversation::{AnswerKind, AnswerValue};
use domain::facts::FactValue;

/// A fact that the merchant's system provides: `merchant.<key>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// The name after `merchant.`.
    pub key: String,
    /// Its type.
    pub kind: Kind,
    /// Its unit; empty where it has none.
    pub unit: String,
    /// What it says, for readers.
    pub about: String,
    /// The value that it has where the merchant's system does not say; without one it is unknown
    /// then.
    pub default: Option<FactValue>,
    pub(crate) name: String,
    pub(crate) span: Range<usize>,
}

/// A question that rules ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Question {
    /// The key of the message catalogue.
    pub(crate) key: String,
    /// The name of the fact that its answer is.
    pub(crate) name: String,
    /// The type of its answers.
    pub(crate) kind: AnswerKind,
    /// The words that it offers, where its answers are of the type choice.
    pub(crate) choices: Vec<String>,
    /// Where it is asked first.
    pub(crate) span: Range<usize>,
}

impl Question {
    /// Whether an answer is of its type. A no is no text: it says that there is none.
    pub(crate) fn takes(&self, answer: &AnswerValue) -> bool {
        match (self.kind, answer) {
            (AnswerKind::YesNo, AnswerValue::Flag(_))
            | (AnswerKind::Number, AnswerValue::Number(_)) => true,
            (AnswerKind::Choice, AnswerValue::Choice(word)) => self.choices.contains(word),
            (AnswerKind::Text, answer) => *answer != AnswerValue::Flag(false),
            (AnswerKind::YesNo | AnswerKind::Number | AnswerKind::Choice, _) => false,
        }
    }

    /// An answer of its type, as favourable as one can be.
    pub(crate) fn answer(&self) -> AnswerValue {
        match self.kind {
            AnswerKind::YesNo => AnswerValue::Flag(true),
            AnswerKind::Number => AnswerValue::Number(1),
            AnswerKind::Choice => self
                .choices
                .first()
                .map_or(AnswerValue::Given, |word| AnswerValue::Choice(word.clone())),
            AnswerKind::Text => AnswerValue::Given,
        }
    }
}

/// What holds for all rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) zone: TimeZone,
    pub(crate) holidays: Holidays,
    pub(crate) declared: Vec<Declared>,
    /// All questions that rules ask, in order.
    pub(crate) questions: Vec<Question>,
    pub(crate) costs: Costs,
    pub(crate) rosters: Vec<Roster>,
    pub(crate) conditions: Vec<NamedCondition>,
    pub(crate) amounts: Vec<NamedAmount>,
    /// The names of facts whose declaration could not be read, which was reported there.
    pub(crate) broken: Vec<String>,
    /// Whether the text can declare facts: a policy can, a statute cannot.
    pub(crate) declares: bool,
}

impl Default for Head {
    fn default() -> Self {
        Self {
            zone: TimeZone::UTC,
            holidays: Holidays::default(),
            declared: Vec::new(),
            questions: Vec::new(),
            costs: Costs::default(),
            rosters: Vec::new(),
            conditions: Vec::new(),
            amounts: Vec::new(),
            broken: Vec::new(),
            declares: false,
        }
    }
}

impl Head {
    pub(crate) fn declared(&self, place: u16) -> Option<&Declared> {
        self.declared.get(usize::from(place))
    }

    pub(crate) fn question(&self, place: u16) -> Option<&Question> {
        self.questions.get(usize::from(place))
    }

    pub(crate) fn amount(&self, place: u16) -> Option<&NamedAmount> {
        self.amounts.get(usize::from(place))
    }

    /// The fact of a name.
    pub(crate) fn fact(&self, name: &str) -> Option<Fact> {
        if let Some(entry) = catalogue::known(name) {
            return Some(Fact::Known(entry));
        }
        let place = |found: Option<usize>| found.and_then(|place| u16::try_from(place).ok());
        let declared = self.declared.iter().position(|declared| declared.name == name);
        if let Some(place) = place(declared) {
            return Some(Fact::Declared(place));
        }
        let amount = self.amounts.iter().position(|amount| amount.name == name);
        if let Some(place) = place(amount) {
            return Some(Fact::Amount(place));
        }
        let asked = self.questions.iter().position(|question| question.name == name);
        place(asked).map(Fact::Answer)
    }

    /// Every name that a condition can use.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let known = catalogue::FACTS.iter().map(|entry| entry.name);
        let declared = self.declared.iter().map(|declared| declared.name.as_str());
        let amounts = self.amounts.iter().map(|amount| amount.name.as_str());
        known
            .chain(declared)
            .chain(amounts)
            .chain(self.questions.iter().map(|question| question.name.as_str()))
    }

    pub(crate) fn name(&self, fact: Fact) -> &str {
        match fact {
            Fact::Known(entry) => entry.name,
            Fact::Declared(place) => self.declared(place).map_or("", |declared| &declared.name),
            Fact::Amount(place) => self.amount(place).map_or("", |amount| &amount.name),
            Fact::Answer(place) => self.question(place).map_or("", |question| &question.name),
        }
    }

    pub(crate) fn kind(&self, fact: Fact) -> Kind {
        match fact {
            Fact::Known(entry) => entry.kind(),
            Fact::Declared(place) => self.declared(place).map_or(Kind::Bool, |fact| fact.kind),
            Fact::Amount(_) => Kind::Int,
            Fact::Answer(place) => match self.question(place).map(|question| question.kind) {
                Some(AnswerKind::Number) => Kind::Int,
                Some(AnswerKind::Choice | AnswerKind::Text) => Kind::Text,
                Some(AnswerKind::YesNo) | None => Kind::Bool,
            },
        }
    }

    /// Whether a fact is what a customer writes, which no condition compares.
    pub(crate) fn is_written(&self, fact: Fact) -> bool {
        match fact {
            Fact::Answer(place) => {
                self.question(place).is_some_and(|question| question.kind == AnswerKind::Text)
            }
            Fact::Known(_) | Fact::Declared(_) | Fact::Amount(_) => false,
        }
    }

    pub(crate) fn unit(&self, fact: Fact) -> &str {
        match fact {
            Fact::Known(entry) => entry.unit,
            Fact::Declared(place) => self.declared(place).map_or("", |declared| &declared.unit),
            Fact::Amount(_) => catalogue::MINOR,
            Fact::Answer(_) => "",
        }
    }

    pub(crate) fn absence(&self, fact: Fact) -> Absence {
        match fact {
            Fact::Known(entry) => entry.absence,
            Fact::Declared(place) => match self.declared(place) {
                Some(declared) if declared.default.is_some() => Absence::Never,
                Some(_) | None => Absence::NotProvided("the merchant's system does not say"),
            },
            Fact::Amount(_) => Absence::NotProvided("it does not name the currency of the payment"),
            Fact::Answer(_) => {
                Absence::NotProvided("it is not answered, or by what is of another type")
            }
        }
    }
}
