//! How problems are shown: each with its place, its variable or its default, and a remedy.
//!
//! What is a problem is decided elsewhere. The text that is shown has been masked before.

use std::fmt;

use super::report::{Origin, Problem};
use diagnostics::{Drawing, Place, Severity, Source};

/// Everything that is wrong with a configuration. Displays all of it; holds no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems {
    pub(super) list: Vec<Problem>,
    /// The name of the file and its masked text; both empty where there is none.
    pub(super) file_name: String,
    pub(super) masked: String,
}

impl Problems {
    pub fn count(&self) -> usize {
        self.list.len()
    }

    fn render(&self, problem: &Problem) -> String {
        let (mut places, mut notes) = (Vec::new(), Vec::new());
        for (index, (key, origin)) in problem.places.iter().enumerate() {
            match origin {
                Origin::File(span) => {
                    let label = if index > 0 { format!("`{key}`") } else { String::new() };
                    places.push(Place { span: span.clone(), label });
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
        let drawing = Drawing {
            severity: Severity::Error,
            title: &problem.title,
            source: Source::new(&self.file_name, &self.masked),
            places: &places,
            notes: &notes,
            remedy: &problem.remedy,
        };
        let mut shown = drawing.draw();
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
