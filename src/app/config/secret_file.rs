//! Secrets that are given as files: reads them and puts them where the secret itself would stand.
//!
//! Who may read such a file is not looked at: an orchestrator mounts secrets readable for all.

use std::collections::BTreeSet;
use std::path::Path;

use super::file_text::{located, shown, text_of};
use super::key::{self, Found};
use super::layer::{Entry, Layer};
use super::report::Report;
use super::value::{self, Plain};
use setting::SettingKind;

const SUFFIX: &str = "_file";
/// No secret is longer; a whole disk may be named by mistake.
const BYTES_MAX: u64 = 64 * 1024;

/// Replaces every `…_file` in the layers by what the file holds.
pub(super) fn resolve(layers: &mut [Layer; 2], folder: &Path, report: &mut Report) {
    let names: BTreeSet<String> = layers
        .iter()
        .flat_map(|layer| layer.keys())
        .filter(|name| sort(name).is_none())
        .filter_map(|name| name.strip_suffix(SUFFIX))
        .filter(|name| sort(name).is_some())
        .map(str::to_owned)
        .collect();
    for name in names {
        let sibling = format!("{name}{SUFFIX}");
        let mut taken = layers.iter_mut().filter_map(|layer| layer.remove(&sibling));
        let Some(entry) = taken.by_ref().last() else { continue };
        drop(taken);
        if layers.iter().any(|layer| layer.contains_key(&name)) {
            let title = format!("both `{name}` and `{sibling}` are set");
            report.misfit(&[&name, &sibling], title, "keep one of them");
            continue;
        }
        if let Some(value) = read(&name, &sibling, &entry, folder, report) {
            report.found(&name, entry.origin.clone());
            let [_, top] = layers;
            top.insert(name, Entry { value, origin: entry.origin });
        }
    }
}

fn read(
    name: &str,
    sibling: &str,
    entry: &Entry,
    folder: &Path,
    report: &mut Report,
) -> Option<Plain> {
    let Plain::Text(written) = &entry.value else { return None };
    let path = located(written, &entry.origin, folder);
    let shown = shown(written, &path);
    let text = match text_of(&path, BYTES_MAX) {
        Ok(text) => text,
        Err(why) => {
            let title = format!("`{sibling}` names {shown}, which cannot be read: {why}");
            let remedy =
                format!("name the file that has the secret; the secret itself would be `{name}`");
            report.wrong(sibling, entry.origin.clone(), title, remedy);
            return None;
        }
    };
    let text = text.trim_end_matches(['\n', '\r']);
    let lines: Vec<String> =
        text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
    let (mistake, plain) = if matches!(sort(name), Some(SettingKind::Secrets)) {
        let empty = lines.is_empty().then(|| "is empty".to_owned());
        let mistake = empty.or_else(|| lines.iter().find_map(|line| value::secret_mistake(line)));
        (mistake, Plain::Texts(lines))
    } else {
        (value::secret_mistake(text), Plain::Text(text.to_owned()))
    };
    let Some(mistake) = mistake else { return Some(plain) };
    // A name that a file answers to is no secret.
    let title = format!("`{sibling}` names `{}`, which {mistake}", path.display());
    let remedy = "the file has the secret and nothing else; of several secrets, one on each line";
    report.wrong(sibling, entry.origin.clone(), title, remedy);
    None
}

/// The kind of a secret; `None` for whatever is no secret.
fn sort(name: &str) -> Option<&'static SettingKind> {
    let place: Vec<&str> = name.split('.').collect();
    match key::find(&place) {
        Found::Leaf(key) => {
            matches!(key.kind, SettingKind::Secret | SettingKind::Secrets).then_some(&key.kind)
        }
        Found::Table | Found::Nothing => None,
    }
}
