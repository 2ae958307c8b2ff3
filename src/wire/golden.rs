//! Golden files: what was once written to a store or a broker, kept forever.
//!
//! `REFUNDD_GOLDEN=write cargo test wire` writes the files anew; what then changes under a
//! version that has been released is a break of the promise and belongs into a new version.

use std::fs;
use std::path::{Path, PathBuf};

/// A path inside the repository.
pub(super) fn path(inside: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(inside)
}

/// Compares `text` with the file, or writes it where that was asked for.
pub(crate) fn hold(inside: &str, text: &str) {
    let path = path(inside);
    if std::env::var("REFUNDD_GOLDEN").is_ok_and(|word| word == "write") {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        // Another test may be reading it: it must never see half a file.
        let whole = path.with_extension("written");
        fs::write(&whole, text).unwrap();
        fs::rename(&whole, &path).unwrap();
    }
    let golden = fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{inside}: {error}; write it with REFUNDD_GOLDEN=write"));
    assert_eq!(text, golden, "{inside} has changed; see src/wire/golden.rs");
}

/// The names of the files with that ending in a folder, sorted.
pub(super) fn names(folder: &str, ending: &str) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(path(folder))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(ending))
        .collect();
    names.sort();
    names
}
