//! A text that people wrote, and places in it.

use std::ops::Range;

/// A place in a text, in bytes.
pub type Span = Range<usize>;

/// A text with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source<'a> {
    /// How people know it: the name of a file.
    pub name: &'a str,
    pub text: &'a str,
    /// The number of its first line: 1, unless it is an excerpt.
    pub first_line: usize,
}

impl<'a> Source<'a> {
    /// A whole text.
    pub fn new(name: &'a str, text: &'a str) -> Self {
        Self { name, text, first_line: 1 }
    }

    /// The nearest span that lies in the text and on its characters; parsers are not always exact
    /// at the end of a text.
    pub fn on_characters(&self, span: &Span) -> Span {
        let mut start = span.start.min(self.text.len());
        while !self.text.is_char_boundary(start) {
            start = start.saturating_sub(1);
        }
        let mut end = span.end.clamp(start, self.text.len());
        while !self.text.is_char_boundary(end) {
            end = end.saturating_add(1);
        }
        start..end
    }
}
