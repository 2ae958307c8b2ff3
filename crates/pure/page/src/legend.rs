//! Colours and what they stand for.

use super::escape;

/// A colour, by the name of its variable in `style.css`, which has one for light and one for dark.
/// In the order of the variants neighbours can be told apart with any colour vision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// The first choice.
    Blue,
    /// Akin to blue, lighter.
    Sky,
    /// Against blue.
    Amber,
    /// For what went wrong.
    Crimson,
    /// For what waits for a person.
    Violet,
    /// Akin to violet, lighter.
    Lilac,
    /// For the rest.
    Grey,
    /// For what is done elsewhere.
    Teal,
}

impl Colour {
    /// The class of marks of this colour.
    pub fn class(self) -> &'static str {
        match self {
            Self::Blue => "blue",
            Self::Sky => "sky",
            Self::Amber => "amber",
            Self::Crimson => "crimson",
            Self::Violet => "violet",
            Self::Lilac => "lilac",
            Self::Grey => "grey",
            Self::Teal => "teal",
        }
    }
}

/// One series of marks.
#[derive(Debug, Clone)]
pub struct Series {
    pub name: String,
    pub colour: Colour,
}

impl Series {
    /// A series.
    pub fn new(name: impl Into<String>, colour: Colour) -> Self {
        Self { name: name.into(), colour }
    }
}

/// The legend of several series; nothing where there is one.
pub(super) fn legend(series: &[Series]) -> String {
    if series.len() < 2 {
        return String::new();
    }
    let item = |one: &Series| {
        format!("<li><i class=\"{}\"></i>{}</li>\n", one.colour.class(), escape(&one.name))
    };
    let items: String = series.iter().map(item).collect();
    format!("<ul class=\"legend\">\n{items}</ul>\n")
}
