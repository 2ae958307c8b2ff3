//! One problem as people see it: a title, the lines with carets below them, and a remedy.

use annotate_snippets::{AnnotationKind, Element, Level, Renderer, Snippet};

use super::severity::Severity;
use super::source::{Source, Span};

/// A place in a source, and what to write beside its caret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub span: Span,
    /// What stands beside the caret; empty where the title says it all.
    pub label: String,
}

impl From<Span> for Place {
    fn from(span: Span) -> Self {
        Self { span, label: String::new() }
    }
}

/// What is drawn of a problem.
#[derive(Debug, Clone, Copy)]
pub struct Drawing<'a> {
    /// How bad it is.
    pub severity: Severity,
    pub title: &'a str,
    /// The text that it is in.
    pub source: Source<'a>,
    /// Where in the text, the most guilty place first; without one, no line is shown.
    pub places: &'a [Place],
    /// What else belongs to it, one sentence each.
    pub notes: &'a [String],
    pub remedy: &'a str,
}

impl Drawing<'_> {
    /// Draws it as plain text for a terminal or a log; the same bytes on every machine.
    pub fn draw(&self) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let mut elements: Vec<Element<'_>> = Vec::new();
        if !self.places.is_empty() {
            let Source { name, text, first_line } = self.source;
            let mut snippet = Snippet::source(text).path(name).line_start(first_line);
            let mut kind = AnnotationKind::Primary;
            for Place { span, label } in self.places {
                let annotation = kind.span(self.source.on_characters(span));
                let label = Some(label.as_str()).filter(|label| !label.is_empty());
                snippet = snippet.annotation(annotation.label(label));
                kind = AnnotationKind::Context;
            }
            elements.push(snippet.into());
        }
        elements.extend(self.notes.iter().map(|note| Level::NOTE.message(note.as_str()).into()));
        elements.push(Level::HELP.message(self.remedy).into());
        Renderer::plain().render(&[level.primary_title(self.title).elements(elements)])
    }
}
