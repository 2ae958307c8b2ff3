//! Reads settings out of the environment: `REFUNDD__SECTION__KEY`.
//!
//! The variables are given as data. A variable has no type, so the key decides what its text is
//! read as; nothing is guessed, and `000123` stays what it is. An empty variable counts as unset.

use std::collections::{BTreeMap, BTreeSet};

use super::file::{advice, remedy};
use super::key::{self, Found};
use super::layer::{Entry, Layer};
use super::named::{self, Named, Names};
use super::report::{Origin, Report};
use super::rule::is_free_name;
use super::value;
use diagnostics::{closest, quoted};

const PREFIX: &str = "REFUNDD__";

/// Reads the variables that are ours. `names` are the free ones of the file, `None` where nobody knows.
pub(super) fn read(
    variables: &[(String, String)],
    names: Option<&Names>,
    report: &mut Report,
) -> Layer {
    let set: BTreeMap<&str, &str> = variables
        .iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let mut reading = Reading { layer: Layer::new(), names, unknown: BTreeSet::new(), report };
    for (variable, text) in &set {
        let upper = variable.to_uppercase();
        if let Some(rest) = upper.strip_prefix(PREFIX) {
            reading.variable(&set, variable, &rest.to_lowercase(), text);
        } else if upper.starts_with("REFUNDD_") && upper.contains("__") {
            let title = format!("the variable {} is not read", quoted(variable));
            let remedy = format!("write two underscores after the prefix: {PREFIX}…");
            reading.report.wrong(variable, Origin::Default, title, remedy);
        }
    }
    reading.layer
}

/// The variable that a key can be set with.
pub(super) fn variable(key: &str) -> String {
    format!("{PREFIX}{}", key.replace('.', "__").replace('-', "_").to_uppercase())
}

struct Reading<'r> {
    layer: Layer,
    names: Option<&'r Names>,
    /// Places that were complained about.
    unknown: BTreeSet<String>,
    report: &'r mut Report,
}

impl Reading<'_> {
    fn variable(&mut self, set: &BTreeMap<&str, &str>, variable: &str, rest: &str, text: &str) {
        let mut place: Vec<&str> = rest.split("__").collect();
        let resolved;
        if let [table, said, _, ..] = place.as_slice()
            && let Some(named) = named::of(table)
        {
            match self.named(named, set, said, variable) {
                Some(name) => resolved = name,
                None => return,
            }
            if let Some(segment) = place.get_mut(1) {
                *segment = resolved.as_str();
            }
        }
        let name = place.join(".");
        let origin = Origin::Variable(variable.to_owned());
        match key::find(&place) {
            Found::Leaf(key) => {
                if self.layer.contains_key(&name) {
                    let title = format!("`{name}` is set by two variables");
                    self.report.wrong(&name, origin, title, "remove one");
                    return;
                }
                self.report.found(&name, origin.clone());
                match value::from_text(&key.kind, text) {
                    Ok(value) => {
                        self.layer.insert(name, Entry { value, origin });
                    }
                    Err(found) => {
                        let title = value::complaint(&name, &key.kind, &found);
                        self.report.wrong(&name, origin, title, remedy(&key.kind, &found));
                    }
                }
            }
            Found::Table => {
                let title = format!("`{name}` is a table, not a setting");
                let remedy = format!("name a setting in it: {}__…", self::variable(&name));
                self.report.wrong(&name, origin, title, remedy);
            }
            Found::Nothing => {
                let (last, table) = place.split_last().unwrap_or((&"", &[]));
                let title = format!("the variable {} sets nothing", quoted(variable));
                self.report.wrong(&name, Origin::Default, title, advice(table, last));
            }
        }
    }

    /// What is meant by a free name in a variable, where `-` is written `_`.
    fn named(
        &mut self,
        named: &'static Named,
        set: &BTreeMap<&str, &str>,
        said: &str,
        variable: &str,
    ) -> Option<String> {
        let Named { table, first, .. } = named;
        let Some(free) = self.names else { return Some(said.to_owned()) };
        let meant: Vec<&String> =
            free.of(table).filter(|name| name.replace('-', "_") == said).collect();
        let begins = self::variable(&format!("{table}.{said}.{first}"));
        let is_begun = set.keys().any(|name| name.eq_ignore_ascii_case(&begins));
        let (title, remedy) = match meant.as_slice() {
            [name] => return Some((*name).clone()),
            [] if is_begun && is_free_name(said) => return Some(said.to_owned()),
            [] => {
                let title = format!("there is no {} {}", named.noun(), quoted(said));
                let near = closest(said, free.of(table).map(String::as_str));
                let remedy = near.map_or_else(
                    || format!("{} that is not in the file needs {begins}", named.one),
                    |name| format!("did you mean `{name}`?"),
                );
                (title, remedy)
            }
            [first, second, ..] => {
                let title = format!("{} may be `{first}` or `{second}`", quoted(said));
                (title, "set it in the file, or rename one of them".to_owned())
            }
        };
        if self.unknown.insert(said.to_owned()) {
            let place = format!("{table}.{said}");
            self.report.wrong(&place, Origin::Variable(variable.to_owned()), title, remedy);
        }
        None
    }
}
