//! What a rule found, and how much it looked at: a rule that looked at nothing has not passed.

use std::fmt::Display;

/// The result of one rule.
#[derive(Debug, Default)]
pub struct Findings {
    looked: usize,
    found: Vec<String>,
}

impl Findings {
    /// Counts something that was looked at.
    pub fn look(&mut self) {
        self.looked += 1;
    }

    /// Notes a breach, with its place and the remedy.
    pub fn add(&mut self, path: &str, line: usize, what: impl Display, remedy: &str) {
        self.found.push(format!("{path}:{line}: {what}\n    remedy: {remedy}"));
    }

    /// Fails with everything that was found, or if fewer things than `least` were looked at.
    pub fn settle(self, least: usize) {
        assert!(self.found.is_empty(), "\n{}\n", self.found.join("\n"));
        assert!(self.looked >= least, "only {} looked at, not {least}", self.looked);
    }

    /// For the examples: the rule must have found exactly these places.
    pub fn must_be_at(&self, places: &[&str]) {
        let found: Vec<_> = self.found.iter().filter_map(|text| text.split(": ").next()).collect();
        assert_eq!(found, places, "{:#?}", self.found);
    }
}
