//! The files of the repository, as text.

use std::fs;
use std::path::{Path, PathBuf};

/// What is built or kept by tools, and not written by anybody.
const NOT_OURS: [&str; 3] = ["target", ".git", "node_modules"];

/// A file, by its path from the root of the repository.
#[derive(Debug)]
pub struct Text {
    pub path: String,
    pub body: String,
}

impl Text {
    pub fn new(path: &str, body: &str) -> Self {
        Self { path: path.to_owned(), body: body.to_owned() }
    }

    /// Whether this stands after the last dot of its name.
    pub fn has_ending(&self, ending: &str) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, last)| last == ending)
    }

    /// Its lines that are no comment, with their numbers.
    pub fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.body.lines().enumerate().map(|(number, line)| (number + 1, line));
        lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// The line from which on only tests see what it says: the first, or that of `cfg(test)`, or
    /// none. Modules of tests stand last in a file.
    pub fn tests_from(&self) -> usize {
        let path = &self.path;
        if path.starts_with("tests/") || path.contains("/tests/") || path.ends_with("tests.rs") {
            return 0;
        }
        let mut lines = self.body.lines();
        lines.position(|line| line == "#[cfg(test)]").map_or(usize::MAX, |number| number + 1)
    }
}

/// Where the repository is.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// One file's text, or why there is none.
pub fn read(path: &str) -> Text {
    let body = fs::read_to_string(root().join(path)).unwrap_or_else(|error| {
        panic!("{path}: {error}\n    remedy: write it, or restore it; this test reads it")
    });
    Text { path: path.to_owned(), body }
}

/// Whether there is such a file or folder.
pub fn exists(path: &str) -> bool {
    root().join(path).exists()
}

/// Every text file, in order.
pub fn texts() -> Vec<Text> {
    let mut folders = vec![PathBuf::from(root())];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
            let entry = entry.unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
            let (path, name) = (entry.path(), entry.file_name());
            if NOT_OURS.iter().any(|other| name == *other) {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(body) = fs::read_to_string(&path) {
                let inside = path.strip_prefix(root()).unwrap_or(&path);
                found.push(Text { path: inside.display().to_string(), body });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// Every Rust file, in order.
pub fn sources() -> Vec<Text> {
    texts().into_iter().filter(|text| text.has_ending("rs")).collect()
}

/// The Rust files of one room.
pub fn room(folder: &str) -> Vec<Text> {
    sources().into_iter().filter(|source| source.path.starts_with(folder)).collect()
}
