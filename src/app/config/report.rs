//! Collects what is wrong, so that everything is said at once.
//!
//! What has been found wrong once is not complained about again: a key that could not be read does
//! not count as missing, and is not compared with others. How problems look is in `problem`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    /// The compiled-in defaults.
    Default,
    /// The configuration file, at these bytes.
    File(Range<usize>),
    /// The environment variable of this name.
    Variable(String),
}

/// One thing that is wrong. Holds no value that could be a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) title: String,
    pub(super) remedy: String,
    /// The keys concerned with their origins, the most guilty one first.
    pub(super) places: Vec<(String, Origin)>,
    /// More, already rendered.
    pub(super) attachment: Option<String>,
}

/// Everything found so far.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) problems: Vec<Problem>,
    origins: BTreeMap<String, Origin>,
    broken: BTreeSet<String>,
}

impl Report {
    /// Remembers where a key, or the head of a table, was found last.
    pub(super) fn found(&mut self, key: &str, origin: Origin) {
        self.origins.insert(key.to_owned(), origin);
    }

    /// Where a key was found.
    pub(super) fn origin(&self, key: &str) -> Origin {
        self.origins.get(key).cloned().unwrap_or(Origin::Default)
    }

    /// Whether this key has been complained about.
    pub(super) fn is_broken(&self, key: &str) -> bool {
        self.broken.contains(key)
    }

    /// Complains about one key, where it was found.
    pub(super) fn wrong(
        &mut self,
        key: &str,
        origin: Origin,
        title: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.broken.insert(key.to_owned());
        self.push(vec![(key.to_owned(), origin)], title.into(), remedy.into());
    }

    /// Complains about keys that do not fit each other, unless one of them is broken already.
    pub(super) fn misfit(
        &mut self,
        keys: &[&str],
        title: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        if keys.iter().any(|key| self.is_broken(key)) {
            return;
        }
        let places = keys.iter().map(|key| ((*key).to_owned(), self.origin(key))).collect();
        self.push(places, title.into(), remedy.into());
    }

    /// Complains that a key is missing, at the head of its table.
    pub(super) fn missing(&mut self, key: &str, why: &str, remedy: impl Into<String>) {
        let sibling = format!("{key}_file");
        if self.is_broken(key) || self.is_broken(&sibling) {
            return;
        }
        let head = key.rsplit_once('.').map_or("", |(table, _)| table);
        let places = vec![(head.to_owned(), self.origin(head))];
        self.broken.insert(key.to_owned());
        self.push(places, format!("`{key}` is missing{why}"), remedy.into());
    }

    /// Adds what has been rendered already to the last complaint.
    pub(super) fn attach(&mut self, attachment: String) {
        if let Some(problem) = self.problems.last_mut() {
            problem.attachment = Some(attachment);
        }
    }

    fn push(&mut self, places: Vec<(String, Origin)>, title: String, remedy: String) {
        self.problems.push(Problem { title, remedy, places, attachment: None });
    }
}
