//! Files of the repository that tests hold the program to: what was once stored or published, the
//! letters and the report as they were read and agreed, the pages that are written from the code.
//!
//! `REFUNDD_GOLDEN=write cargo test` writes them anew; then they are to be read.
#![expect(clippy::panic, reason = "for tests, which may fail loudly")]

use std::fs;
use std::path::{Path, PathBuf};

/// A path inside the repository.
pub fn path(inside: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(inside)
}

/// What stands in a file of the repository.
pub fn read(inside: &str) -> String {
    fs::read_to_string(path(inside))
        .unwrap_or_else(|error| panic!("{inside}: {error}; write it with REFUNDD_GOLDEN=write"))
}

/// Compares `text` with the file, or writes it where that was asked for.
pub fn hold(inside: &str, text: &str) {
    if std::env::var("REFUNDD_GOLDEN").is_ok_and(|word| word == "write") {
        write(&path(inside), text).unwrap_or_else(|error| panic!("{inside}: {error}"));
    }
    let held = read(inside);
    assert_eq!(text, held, "{inside} has changed; if it should, see crates/golden");
}

/// Another test may be reading the file: it must never see half of it.
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let whole = path.with_extension("written");
    fs::write(&whole, text)?;
    fs::rename(&whole, path)
}

/// The names of the files with that ending in a folder, sorted.
pub fn names(folder: &str, ending: &str) -> Vec<String> {
    let entries = fs::read_dir(path(folder)).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(ending))
        .collect();
    names.sort();
    names
}
