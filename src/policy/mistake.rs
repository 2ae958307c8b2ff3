//! What is wrong with a policy text, where, and what to do about it; and how that is shown.
//!
//! Finding mistakes is the business of the other files. Nothing here decides.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

/// Whether a policy can be used in spite of a mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The policy is refused.
    Error,
    /// The policy works, but perhaps not as its author thinks.
    Warning,
}

/// One mistake in a policy text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Whether the policy can be used in spite of it.
    pub severity: Severity,
    /// Where it is, in bytes of the policy text.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub remedy: String,
}

impl Mistake {
    pub(super) fn error(
        span: Range<usize>,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        let (message, remedy) = (message.into(), remedy.into());
        Self { severity: Severity::Error, span, message, remedy }
    }

    pub(super) fn warning(
        span: Range<usize>,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { severity: Severity::Warning, ..Self::error(span, message, remedy) }
    }
}

/// Shows mistakes with the lines that they are in, as plain text for a terminal or a log.
///
/// `text` is the policy text that the mistakes were found in.
pub fn render_mistakes(file_name: &str, text: &str, mistakes: &[Mistake]) -> String {
    let renderer = Renderer::plain();
    let shown: Vec<String> = mistakes
        .iter()
        .map(|mistake| {
            let level = match mistake.severity {
                Severity::Error => Level::ERROR,
                Severity::Warning => Level::WARNING,
            };
            let span = on_characters(text, &mistake.span);
            let place = Snippet::source(text)
                .path(file_name)
                .annotation(AnnotationKind::Primary.span(span));
            let group = level
                .primary_title(mistake.message.as_str())
                .element(place)
                .element(Level::HELP.message(mistake.remedy.as_str()));
            renderer.render(&[group])
        })
        .collect();
    shown.join("\n\n")
}

/// Moves a span into the text and onto character boundaries, which the renderer relies on.
fn on_characters(text: &str, span: &Range<usize>) -> Range<usize> {
    let mut start = span.start.min(text.len());
    while !text.is_char_boundary(start) {
        start = start.saturating_sub(1);
    }
    let mut end = span.end.clamp(start, text.len());
    while !text.is_char_boundary(end) {
        end = end.saturating_add(1);
    }
    start..end
}

#[cfg(test)]
#[expect(clippy::reversed_empty_ranges, reason = "a foreign span is shown whatever it is")]
mod tests {
    use super::*;

    #[test]
    fn any_span_can_be_shown() {
        for text in ["", "é", "a = 1\n", "\u{7}\t\r\né"] {
            for span in [0..0, 0..1, 1..1, 1..2, 5..2, 0..99, 98..99] {
                let shown = render_mistakes("p.toml", text, &[Mistake::error(span, "m", "r")]);
                assert!(shown.contains("error: m"), "{shown}");
                assert!(shown.contains("help: r"), "{shown}");
            }
        }
    }
}
