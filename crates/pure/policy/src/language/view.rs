//! The facts of one request as one policy sees them: with its time zone, its costs, and the facts
//! that it declares.

use crate::language::fact::{Fact, Kind, Read};
use crate::language::head::Head;
use domain::conversation::AnswerValue;
use domain::facts::{FactValue, Facts};
use domain::time::seconds_between;
use jiff::Timestamp;

/// The seconds of a day where days are ages; days of the calendar are in `window`.
pub(crate) const DAY: i64 = 86_400;

/// Facts and the head of the policy that reads them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) facts: &'a Facts,
    pub(crate) head: &'a Head,
    /// The reason that conditions see.
    pub(crate) reason: &'a str,
}

/// A reason that no policy can name.
const UNNAMED: &str = "";

impl<'a> View<'a> {
    pub(crate) fn of(facts: &'a Facts, head: &'a Head) -> Self {
        Self { facts, head, reason: facts.request.reason.as_str() }
    }

    /// The same request for a reason that no policy can name: what still holds for it does not
    /// hold because a policy named the reason.
    pub(crate) fn for_unnamed_reason(self) -> Self {
        Self { reason: UNNAMED, ..self }
    }

    /// A whole number, if it is known.
    pub(crate) fn int(&self, fact: Fact) -> Option<i64> {
        match fact {
            Fact::Known(entry) => match entry.read {
                Read::Int(read) => read(self),
                Read::Bool(_) | Read::Text(_) => None,
            },
            Fact::Declared(place) => match self.declared(place)? {
                FactValue::Int(number) => Some(*number),
                FactValue::Bool(_) | FactValue::Text(_) => None,
            },
            Fact::Amount(place) => {
                let currency = self.facts.payment.captured.currency;
                self.head.amount(place)?.amounts.get(&currency).copied()
            }
            Fact::Answer(place) => match self.answer(place)? {
                AnswerValue::Number(number) => Some(*number),
                AnswerValue::Given | AnswerValue::Flag(_) | AnswerValue::Choice(_) => None,
            },
        }
    }

    /// A truth value, if it is known.
    pub(crate) fn bool(&self, fact: Fact) -> Option<bool> {
        match fact {
            Fact::Known(entry) => match entry.read {
                Read::Bool(read) => read(self),
                Read::Int(_) | Read::Text(_) => None,
            },
            Fact::Declared(place) => match self.declared(place)? {
                FactValue::Bool(truth) => Some(*truth),
                FactValue::Int(_) | FactValue::Text(_) => None,
            },
            Fact::Amount(_) => None,
            Fact::Answer(place) => match self.answer(place)? {
                AnswerValue::Flag(flag) => Some(*flag),
                AnswerValue::Given | AnswerValue::Number(_) | AnswerValue::Choice(_) => None,
            },
        }
    }

    /// A text, if it is known.
    pub(crate) fn text(&self, fact: Fact) -> Option<&'a str> {
        match fact {
            Fact::Known(entry) => match entry.read {
                Read::Text(read) => read(self),
                Read::Int(_) | Read::Bool(_) => None,
            },
            Fact::Declared(place) => match self.declared(place)? {
                FactValue::Text(text) => Some(text),
                FactValue::Int(_) | FactValue::Bool(_) => None,
            },
            Fact::Amount(_) => None,
            Fact::Answer(place) => match self.answer(place)? {
                AnswerValue::Choice(word) => Some(word),
                AnswerValue::Given | AnswerValue::Flag(_) | AnswerValue::Number(_) => None,
            },
        }
    }

    /// An answer of the type of its question; nothing where there is none.
    fn answer(&self, place: u16) -> Option<&'a AnswerValue> {
        let question = self.head.question(place)?;
        let answer = self.facts.request.answers.get(&question.key)?;
        question.takes(answer).then_some(answer)
    }

    /// An instant that the merchant's system provides, if it is known.
    pub(crate) fn instant(&self, fact: Fact) -> Option<Timestamp> {
        match fact {
            Fact::Declared(place) => match self.declared(place)? {
                FactValue::Text(written) => written.parse().ok(),
                FactValue::Int(_) | FactValue::Bool(_) => None,
            },
            Fact::Known(_) | Fact::Amount(_) | Fact::Answer(_) => None,
        }
    }

    /// What the merchant's system says, or else what the policy says for its silence.
    fn declared(&self, place: u16) -> Option<&'a FactValue> {
        let declared = self.head.declared(place)?;
        self.facts.merchant.get(&declared.key).or(declared.default.as_ref())
    }

    /// Whether anybody knows this fact.
    pub(crate) fn has(&self, fact: Fact) -> bool {
        if let Fact::Answer(place) = fact {
            return self.answer(place).is_some();
        }
        match self.head.kind(fact) {
            Kind::Int => self.int(fact).is_some(),
            Kind::Bool => self.bool(fact).is_some(),
            Kind::Text => self.text(fact).is_some(),
            Kind::Moment => self.instant(fact).is_some(),
        }
    }

    /// The value as short text for a trace; `unknown` where nobody knows it.
    pub(crate) fn shown(&self, fact: Fact) -> String {
        if self.head.is_written(fact) && self.has(fact) {
            return "answered".to_owned();
        }
        let value = match self.head.kind(fact) {
            Kind::Int => self.int(fact).map(|number| number.to_string()),
            Kind::Bool => self.bool(fact).map(|truth| truth.to_string()),
            Kind::Moment => self.instant(fact).map(|instant| instant.to_string()),
            // Text from metadata has no bound of its own, and a trace is stored with the case.
            Kind::Text => self.text(fact).map(|text| {
                let quoted: String = text.chars().take(64).collect();
                format!("{quoted:?}")
            }),
        };
        value.unwrap_or_else(|| "unknown".to_owned())
    }

    /// The amount asked for, minor units, if one was.
    pub(crate) fn asked_minor(&self) -> Option<i64> {
        self.facts.request.amount.map(|amount| amount.minor)
    }

    /// Whether the request names another currency than the payment.
    pub(crate) fn is_foreign_request(&self) -> bool {
        let paid = self.facts.payment.captured.currency;
        self.facts.request.amount.is_some_and(|amount| amount.currency != paid)
    }

    /// Seconds from the charge to the request; unknown where the request is the older one.
    pub(crate) fn age_seconds(&self) -> Option<i64> {
        let facts = self.facts;
        let age = seconds_between(facts.payment.charged_at, facts.request.requested_at);
        Some(age).filter(|age| *age >= 0)
    }
}
