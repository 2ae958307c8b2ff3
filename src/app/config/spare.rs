//! Secrets that the role does not need. They are not read: one configuration serves all roles, and each
//! is given only the files that are its own. One that was given all the same is told of.

use std::collections::BTreeSet;
use std::path::Path;

use super::file_text::located;
use super::key::{self, Found};
use super::layer::{Entry, Layer};
use super::role::Role;
use super::value::Plain;
use setting::SettingKind;

/// Takes out of the layers what the role does not need. Returns what is to be said of it.
pub(super) fn withhold(layers: &mut [Layer; 2], folder: &Path, role: Role) -> Vec<String> {
    let named: BTreeSet<String> = layers.iter().flat_map(|layer| layer.keys().cloned()).collect();
    let mut told = Vec::new();
    for name in &named {
        if is_of_another(name, role, layers, folder) {
            for layer in &mut *layers {
                layer.remove(name);
            }
        }
    }
    for name in named.iter().filter(|name| is_spare(name, role)) {
        let taken: Vec<Entry> = layers.iter_mut().filter_map(|layer| layer.remove(name)).collect();
        if taken.iter().any(|entry| is_given(name, entry, folder)) {
            told.push(format!(
                "warning: `{name}` is given to the role {role}, which does not need it\n  = help: it \
                 is not read; take it from this process, so that nobody finds it there",
                role = role.as_str()
            ));
        }
    }
    told
}

/// Whether it names the file of another sender, which an operator does not have.
fn is_of_another(name: &str, role: Role, layers: &[Layer; 2], folder: &Path) -> bool {
    let is_senders = name.starts_with("senders.") && name.ends_with(".secrets_file");
    let mut entries = layers.iter().filter_map(|layer| layer.get(name));
    role == Role::Operator && is_senders && entries.all(|entry| !is_given(name, entry, folder))
}

/// Whether it is a secret that the role does not need, or names the file of one.
fn is_spare(name: &str, role: Role) -> bool {
    let secret = |name: &str| {
        let place: Vec<&str> = name.split('.').collect();
        match key::find(&place) {
            Found::Leaf(key) if matches!(key.kind, SettingKind::Secret | SettingKind::Secrets) => {
                Some(key.path)
            }
            Found::Leaf(_) | Found::Table | Found::Nothing => None,
        }
    };
    let path = secret(name).or_else(|| secret(name.strip_suffix("_file")?));
    path.is_some_and(|path| !role.needs(path))
}

/// A file that is only named is not there where the role is run as it should be.
fn is_given(name: &str, entry: &Entry, folder: &Path) -> bool {
    match &entry.value {
        Plain::Text(written) if name.ends_with("_file") => {
            located(written, &entry.origin, folder).exists()
        }
        Plain::Text(_)
        | Plain::Texts(_)
        | Plain::Number(_)
        | Plain::Flag(_)
        | Plain::Numbers(_) => true,
    }
}
