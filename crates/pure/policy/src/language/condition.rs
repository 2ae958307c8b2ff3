//! A checked condition: types are part of its shape, so that evaluating it can fail only for want
//! of a fact or for arithmetic.
//!
//! It has no spans: two conditions that mean the same by the same words are equal.

use std::collections::BTreeSet;

use crate::language::fact::Fact;
use crate::language::syntax::{Arithmetic, Comparison};
use crate::language::view::View;
use crate::language::window::Window;

/// Something that is true or false.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Condition {
    Fact(Fact),
    Literal(bool),
    Known(Fact),
    Not(Box<Condition>),
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
    Same(Box<Condition>, Box<Condition>),
    Ints(Comparison, Int, Int),
    IntIn(Int, Vec<Int>),
    TextsEqual(Text, Text),
    TextIn(Text, Vec<Text>),
    TextHas(TextTest, Text, Text),
    /// A time frame of its rule.
    Window(Window),
}

/// A whole number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Int {
    Fact(Fact),
    Literal(i64),
    Minus(Box<Int>),
    Arithmetic(Arithmetic, Box<Int>, Box<Int>),
}

/// A text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Text {
    Fact(Fact),
    Literal(String),
}

/// A test of one text against another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TextTest {
    StartsWith,
    EndsWith,
    Contains,
}

impl Condition {
    /// Every fact that the condition names.
    pub(crate) fn facts(&self) -> BTreeSet<Fact> {
        let mut found = BTreeSet::new();
        self.collect(&mut found);
        found
    }

    /// When the time frame closes, if it is one.
    pub(crate) fn closing(&self, view: &View<'_>) -> Option<(String, String)> {
        if let Self::Window(window) = self { window.closing(view) } else { None }
    }

    fn collect(&self, found: &mut BTreeSet<Fact>) {
        match self {
            Self::Literal(_) => {}
            Self::Fact(fact) | Self::Known(fact) => {
                found.insert(*fact);
            }
            Self::Window(window) => found.extend(window.fact()),
            Self::Not(inner) => inner.collect(found),
            Self::And(left, right) | Self::Or(left, right) | Self::Same(left, right) => {
                left.collect(found);
                right.collect(found);
            }
            Self::Ints(_, left, right) => {
                left.collect(found);
                right.collect(found);
            }
            Self::IntIn(needle, list) => {
                needle.collect(found);
                for element in list {
                    element.collect(found);
                }
            }
            Self::TextsEqual(left, right) | Self::TextHas(_, left, right) => {
                left.collect(found);
                right.collect(found);
            }
            Self::TextIn(needle, list) => {
                needle.collect(found);
                for element in list {
                    element.collect(found);
                }
            }
        }
    }
}

impl Int {
    fn collect(&self, found: &mut BTreeSet<Fact>) {
        match self {
            Self::Literal(_) => {}
            Self::Fact(fact) => {
                found.insert(*fact);
            }
            Self::Minus(inner) => inner.collect(found),
            Self::Arithmetic(_, left, right) => {
                left.collect(found);
                right.collect(found);
            }
        }
    }
}

impl Text {
    /// The text itself, if it stands in the policy.
    pub(crate) fn literal(&self) -> Option<&str> {
        match self {
            Self::Literal(text) => Some(text),
            Self::Fact(_) => None,
        }
    }

    fn collect(&self, found: &mut BTreeSet<Fact>) {
        match self {
            Self::Literal(_) => {}
            Self::Fact(fact) => {
                found.insert(*fact);
            }
        }
    }
}
