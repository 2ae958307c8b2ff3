//! How problems are shown: each with its place, its variable or its default, and a remedy.
//!
//! What is a problem is decided elsewhere. The text that is shown has been masked before.

use std::fmt;

use annotate_snippets::{AnnotationKind, Element, Level, Renderer, Snippet};

use super::report::{Origin, Problem};

/// Everything that is wrong with a configuration. Displays all of it; holds no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems {
    pub(super) list: Vec<Problem>,
    /// The name of the file and its masked text; both empty where there is none.
    pub(super) file_name: String,
    pub(super) masked: String,
}

impl Problems {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.list.len()
    }

    fn render(&self, problem: &Problem) -> String {
        let mut elements: Vec<Element<'_>> = Vec::new();
        let mut kind = AnnotationKind::Primary;
        let mut snippet = Snippet::source(self.masked.as_str()).path(self.file_name.as_str());
        let mut in_file = false;
        let mut notes = Vec::new();
        for (index, (key, origin)) in problem.places.iter().enumerate() {
            match origin {
                Origin::File(span) => {
                    let mut annotation = kind.span(span.clone());
                    if index > 0 {
                        annotation = annotation.label(format!("`{key}`"));
                    }
                    snippet = snippet.annotation(annotation);
                    kind = AnnotationKind::Context;
                    in_file = true;
                }
                Origin::Variable(name) => {
                    notes.push(format!("`{key}` is set by the variable {name}"));
                }
                Origin::Default if problem.places.len() > 1 => {
                    notes.push(format!("`{key}` has its default"));
                }
                Origin::Default => {}
            }
        }
        if in_file {
            elements.push(snippet.into());
        }
        elements.extend(notes.into_iter().map(|note| Level::NOTE.message(note).into()));
        elements.push(Level::HELP.message(problem.remedy.as_str()).into());
        let title = Level::ERROR.primary_title(problem.title.as_str());
        let mut shown = Renderer::plain().render(&[title.elements(elements)]);
        if let Some(attachment) = &problem.attachment {
            shown.push_str("\n\n");
            shown.push_str(attachment.trim_end());
        }
        shown
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for problem in &self.list {
            writeln!(f, "{}\n", self.render(problem))?;
        }
        let count = self.list.len();
        write!(
            f,
            "{count} {} with the configuration",
            if count == 1 { "problem" } else { "problems" }
        )
    }
}

impl std::error::Error for Problems {}
