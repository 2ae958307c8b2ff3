//! What a condition in another language says, before it is known whether ours can say it.

use crate::language::condition::TextTest;
use crate::language::syntax::{Arithmetic, Comparison};

/// A part of a foreign condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    Int(i64),
    Text(String),
    Bool(bool),
    /// NULL, None, undefined.
    Nothing,
    Name(String),
    List(Vec<Said>),
    /// A number that is no whole one, or is written with what it counts.
    Measure(Measure),
    Not(Box<Said>),
    And(Box<Said>, Box<Said>),
    Or(Box<Said>, Box<Said>),
    Compare(Comparison, Box<Said>, Box<Said>),
    In(Box<Said>, Box<Said>),
    Arithmetic(Arithmetic, Box<Said>, Box<Said>),
    /// The smaller, or the larger, of two numbers.
    OfTwo(Extreme, Box<Said>, Box<Said>),
    Minus(Box<Said>),
    /// Where something was found, -1 where it was not.
    Place(Box<Said>),
    /// Whether something is known.
    Has(Box<Said>),
    Test(TextTest, Box<Said>, Box<Said>),
}

/// Which of two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extreme {
    Smaller,
    Larger,
}

/// A number with what it counts, or with decimals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Measure {
    pub(super) whole: i64,
    /// The digits behind the decimal point.
    pub(super) decimals: String,
    /// `days`, `%`, or the code of a currency; empty where nothing is said.
    pub(super) unit: String,
}

impl Said {
    pub(super) fn not(self) -> Self {
        match self {
            Self::Not(inner) => *inner,
            Self::Bool(truth) => Self::Bool(!truth),
            other => Self::Not(Box::new(other)),
        }
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self::And(Box::new(self), Box::new(other))
    }

    pub(super) fn or(self, other: Self) -> Self {
        Self::Or(Box::new(self), Box::new(other))
    }

    pub(super) fn is(self, comparison: Comparison, other: Self) -> Self {
        Self::Compare(comparison, Box::new(self), Box::new(other))
    }

    pub(super) fn in_list(self, list: Self) -> Self {
        Self::In(Box::new(self), Box::new(list))
    }

    pub(super) fn known(self) -> Self {
        Self::Has(Box::new(self))
    }

    pub(super) fn passes(self, test: TextTest, part: Self) -> Self {
        Self::Test(test, Box::new(self), Box::new(part))
    }

    /// As a branch, 1 and 0 stand for true and false.
    fn truth(self) -> Self {
        match self {
            Self::Int(number @ (0 | 1)) => Self::Bool(number == 1),
            other => other,
        }
    }

    /// `self ? yes : no`.
    pub(super) fn choose(self, yes: Self, no: Self) -> Self {
        match (yes.truth(), no.truth()) {
            (Self::Bool(true), Self::Bool(false)) => self,
            (Self::Bool(false), Self::Bool(true)) => self.not(),
            (Self::Bool(true), no) => self.or(no),
            (yes, Self::Bool(false)) => self.and(yes),
            (Self::Bool(false), no) => self.not().and(no),
            (yes, Self::Bool(true)) => self.not().or(yes),
            (yes, no) => self.clone().and(yes).or(self.not().and(no)),
        }
    }
}
