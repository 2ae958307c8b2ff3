//! One problem as people see it: a title, the lines with carets below them, and a remedy.

use annotate_snippets::{AnnotationKind, Element, Level, Renderer, Snippet};

use super::secret::{masked, without_secrets};
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
    /// Draws it as plain text for a terminal or a log; the same bytes on every machine. Nothing that
    /// looks like a secret is in it.
    pub fn draw(&self) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let Source { name, text, first_line } = self.source;
        let spans: Vec<Span> =
            self.places.iter().map(|place| self.source.on_characters(&place.span)).collect();
        let (text, spans) = masked(text, &spans);
        let labels: Vec<String> =
            self.places.iter().map(|place| without_secrets(&place.label)).collect();
        let notes: Vec<String> = self.notes.iter().map(|note| without_secrets(note)).collect();
        let (title, remedy) = (without_secrets(self.title), without_secrets(self.remedy));
        let mut elements: Vec<Element<'_>> = Vec::new();
        if !self.places.is_empty() {
            let mut snippet = Snippet::source(text.as_str()).path(name).line_start(first_line);
            let mut kind = AnnotationKind::Primary;
            for (span, label) in spans.into_iter().zip(&labels) {
                let label = Some(label.as_str()).filter(|label| !label.is_empty());
                snippet = snippet.annotation(kind.span(span).label(label));
                kind = AnnotationKind::Context;
            }
            elements.push(snippet.into());
        }
        elements.extend(notes.iter().map(|note| Level::NOTE.message(note.as_str()).into()));
        elements.push(Level::HELP.message(remedy.as_str()).into());
        Renderer::plain().render(&[level.primary_title(title.as_str()).elements(elements)])
    }
}
