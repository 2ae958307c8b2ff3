//! One thing that is wrong with a text.

use super::drawing::Drawing;
use super::severity::Severity;
use super::source::{Source, Span};

/// One mistake in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Whether the text can be used in spite of it.
    pub severity: Severity,
    pub span: Span,
    pub message: String,
    pub remedy: String,
}

impl Mistake {
    /// A mistake for which the text is refused.
    pub fn error(span: Span, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        let (message, remedy) = (message.into(), remedy.into());
        Self { severity: Severity::Error, span, message, remedy }
    }

    /// A mistake that is only warned of.
    pub fn warning(span: Span, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(span, message, remedy) }
    }
}

/// Shows mistakes with the lines that they are in.
///
/// `text` is the text that the mistakes were found in.
pub fn render_mistakes(file_name: &str, text: &str, mistakes: &[Mistake]) -> String {
    let source = Source::new(file_name, text);
    let draw = |mistake: &Mistake| {
        let Mistake { severity, span, message, remedy } = mistake;
        let places = [span.clone().into()];
        let drawing = Drawing {
            severity: *severity,
            title: message,
            source,
            places: &places,
            notes: &[],
            remedy,
        };
        drawing.draw()
    };
    mistakes.iter().map(draw).collect::<Vec<_>>().join("\n\n")
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
