//! Tables whose names are free: accounts, senders, reviewers.

use std::collections::{BTreeMap, BTreeSet};

/// A table of tables that have free names.
#[derive(Debug)]
pub(super) struct Named {
    /// Its place.
    pub(super) table: &'static str,
    /// What one of them is, with its article.
    pub(super) one: &'static str,
    /// The setting that makes a new one where the file has none; it is in every one.
    pub(super) first: &'static str,
}

/// All of them.
pub(super) const NAMED: [Named; 3] = [
    Named { table: "accounts", one: "an account", first: "processor" },
    Named { table: "senders", one: "a sender", first: "kind" },
    Named { table: "reviewers", one: "a reviewer", first: "voice" },
];

/// The one at this place.
pub(super) fn of(table: &str) -> Option<&'static Named> {
    NAMED.iter().find(|named| named.table == table)
}

impl Named {
    /// What one of them is, without its article.
    pub(super) fn noun(&self) -> &'static str {
        self.one.split_once(' ').map_or(self.one, |(_, noun)| noun)
    }
}

/// The names that a file has, by table.
#[derive(Debug, Clone, Default)]
pub(super) struct Names(BTreeMap<&'static str, BTreeSet<String>>);

impl Names {
    pub(super) fn insert(&mut self, table: &'static str, name: &str) {
        self.0.entry(table).or_default().insert(name.to_owned());
    }

    pub(super) fn of(&self, table: &str) -> impl Iterator<Item = &String> {
        self.0.get(table).into_iter().flatten()
    }
}
