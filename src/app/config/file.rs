//! Reads the configuration file: each setting with its place, each mistake with a caret.
//!
//! Finding the file is the caller's business. What is read is one layer; the others are elsewhere.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::key::{self, Found};
use super::layer::{Entry, Layer};
use super::mask;
use super::named::{self, Named, Names};
use super::report::{Origin, Report};
use super::rule::is_free_name;
use super::value;
use diagnostics::{closest, quoted};
use setting::{Key, SettingKind};

/// A file that has been read.
#[derive(Default)]
pub(super) struct File {
    /// Its settings.
    pub(super) layer: Layer,
    /// The free names in it; `None` where the text is no TOML, so that nobody knows.
    pub(super) names: Option<Names>,
    /// Its text as it can be shown.
    pub(super) masked: String,
}

pub(super) fn read(text: &str, report: &mut Report) -> File {
    let (document, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        for error in errors {
            let span = error.span().unwrap_or_default();
            let title = format!("the file is not TOML: {}", error.message());
            let remedy = "texts stand in quotes, a table has one head, a key stands once in it";
            report.wrong("", Origin::File(span), title, remedy);
        }
        let masked = mask::masked(text, &mask::known_words(text));
        return File { masked, ..File::default() };
    }
    let mut reading =
        Reading { layer: Layer::new(), names: Names::default(), visible: Vec::new(), report };
    reading.table(&[], document.get_ref());
    let masked = mask::masked(text, &reading.visible);
    File { layer: reading.layer, names: Some(reading.names), masked }
}

struct Reading<'r> {
    layer: Layer,
    names: Names,
    /// What can be shown.
    visible: Vec<Range<usize>>,
    report: &'r mut Report,
}

impl Reading<'_> {
    fn table(&mut self, place: &[&str], table: &DeTable<'_>) {
        for (name, value) in table {
            let segment = name.get_ref().as_ref();
            let place = [place, &[segment]].concat();
            self.visible.push(name.span());
            if let [table, name_here] = place.as_slice()
                && let Some(named) = named::of(table)
                && !self.named(named, name_here, name.span())
            {
                continue;
            }
            match key::find(&place) {
                Found::Leaf(key) => self.leaf(&place, key, value),
                Found::Table => self.inner(&place, name.span(), value),
                Found::Nothing => self.unknown(&place, name.span(), value.get_ref()),
            }
        }
    }

    fn named(&mut self, named: &'static Named, name: &str, span: Range<usize>) -> bool {
        let good = is_free_name(name);
        if good {
            self.names.insert(named.table, name);
        } else {
            let title = format!("{} cannot be the name of {}", quoted(name), named.one);
            let remedy = "use 1 to 40 lower-case letters, digits, `-` and single `_`, \
                          beginning with a letter or digit";
            self.report.wrong(&dotted(&[named.table, name]), Origin::File(span), title, remedy);
        }
        good
    }

    fn inner(&mut self, place: &[&str], span: Range<usize>, value: &Spanned<DeValue<'_>>) {
        let name = dotted(place);
        if let Some(table) = value.get_ref().as_table() {
            self.report.found(&name, Origin::File(span));
            self.table(place, table);
        } else {
            let title = format!("`{name}` must be a table");
            let remedy = format!("write `[{name}]` on a line and its settings below");
            self.report.wrong(&name, Origin::File(span), title, remedy);
        }
    }

    fn leaf(&mut self, place: &[&str], key: &Key, value: &Spanned<DeValue<'_>>) {
        let name = dotted(place);
        let origin = Origin::File(value.span());
        self.report.found(&name, origin.clone());
        if shows(&key.kind, value.get_ref()) {
            self.visible.push(value.span());
        }
        match value::from_toml(&key.kind, value.get_ref()) {
            Ok(value) => {
                self.layer.insert(name, Entry { value, origin });
            }
            Err(found) => {
                let title = value::complaint(&name, &key.kind, &found);
                self.report.wrong(&name, origin, title, remedy(&key.kind, &found));
            }
        }
    }

    fn unknown(&mut self, place: &[&str], span: Range<usize>, value: &DeValue<'_>) {
        let Some((name, table)) = place.split_last() else { return };
        let title = if table.is_empty() {
            format!("there is no table {}", quoted(name))
        } else {
            format!("`{}` has no setting {}", dotted(table), quoted(name))
        };
        let first = value.as_table().and_then(|inner| inner.keys().next());
        let remedy = match first.filter(|_| key::grown(place).is_some()) {
            Some(inner) => advice(place, inner.get_ref().as_ref()),
            None => advice(table, name),
        };
        self.report.wrong(&dotted(place), Origin::File(span), title, remedy);
    }
}

/// What an unknown name in a table was perhaps meant to be.
pub(super) fn advice(table: &[&str], name: &str) -> String {
    if let Some(home) = key::grown(table) {
        let inner = key::within(&home.split('.').collect::<Vec<_>>());
        let name = closest(name, inner).unwrap_or(name);
        return format!("did you mean `{}.{name}`?", home.replace('*', "<name>"));
    }
    let allowed = key::within(table);
    let exact = key::homes(name);
    match (closest(name, allowed.iter().copied()), exact.first()) {
        (Some(candidate), _) => format!("did you mean `{candidate}`?"),
        (None, Some(home)) => {
            format!("`{name}` is a setting of `{}`", home.replace('*', "<name>"))
        }
        (None, None) => format!("use one of: {}", allowed.join(", ")),
    }
}

/// What to do about a value that its key does not take.
pub(super) fn remedy(kind: &SettingKind, found: &str) -> String {
    match (kind, found) {
        (SettingKind::Secret | SettingKind::Secrets, "is a number") => {
            "put it in quotes, so that no digit is lost".to_owned()
        }
        (SettingKind::Paths | SettingKind::Secrets | SettingKind::Texts(_), "is text") => {
            "put it in brackets: `[\"…\"]`".to_owned()
        }
        (SettingKind::Number(..) | SettingKind::Flag, "is text") => {
            "leave the quotes out".to_owned()
        }
        (SettingKind::Rising(..), found) if found.starts_with("is [") => {
            "sort the list, and remove what stands twice".to_owned()
        }
        _ => "docs/configuration.md says what each setting takes".to_owned(),
    }
}

/// Whether a value may be seen in an error: numbers where numbers belong cannot be secrets.
fn shows(kind: &SettingKind, value: &DeValue<'_>) -> bool {
    match kind {
        SettingKind::Flag => value.is_bool(),
        SettingKind::Number(..) => value.is_integer() || value.is_float(),
        SettingKind::Rising(..) => {
            value.as_array().is_some_and(|list| list.iter().all(|item| item.get_ref().is_integer()))
        }
        SettingKind::Choice(_)
        | SettingKind::Text(_)
        | SettingKind::Texts(_)
        | SettingKind::Path
        | SettingKind::Paths
        | SettingKind::Folder
        | SettingKind::Secret
        | SettingKind::Secrets => false,
    }
}

fn dotted(place: &[&str]) -> String {
    let shown: Vec<String> =
        place.iter().map(|name| name.chars().take(64).collect::<String>()).collect();
    shown.join(".").escape_debug().to_string()
}
