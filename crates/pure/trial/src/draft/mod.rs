//! A policy to begin with, and the tests beside it, made of answers to ten questions.
//!
//! What is drafted has no mistake, no warning and no gain for an adversary, whatever was answered.

mod answers;
mod cases;
mod question;
mod rules;
mod words;

pub use answers::Answers;
pub use question::{Question, QuestionForm};

/// A policy and its tests, as texts of their files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The policy.
    pub policy: String,
    /// The tests, which stand beside it.
    pub tests: String,
}

impl Draft {
    /// What follows from the answers. The same answers always give the same texts.
    pub fn of(answers: &Answers) -> Self {
        Self { policy: rules::text(answers), tests: cases::text(answers) }
    }
}
