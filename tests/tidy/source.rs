//! The files of the repository: all text, and the Rust sources among it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::token::{self, Token};

/// What is built or kept by tools, and not written by anybody.
const NOT_OURS: [&str; 2] = ["target", ".git"];

/// A file, by its path from the root of the repository.
#[derive(Debug)]
pub struct Text {
    pub path: String,
    pub body: String,
}

impl Text {
    /// Whether this stands after the last dot of its name.
    pub fn has_ending(&self, ending: &str) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, last)| last == ending)
    }
}

/// A Rust file.
#[derive(Debug)]
pub struct Source {
    pub path: String,
    pub body: String,
    pub tokens: Vec<Token>,
}

impl Source {
    /// Reads a file that was read before, or an example.
    pub fn new(path: &str, body: &str) -> Self {
        let mut tokens = token::split(body);
        if path.starts_with("tests/") || path.contains("/tests/") || path.ends_with("/tests.rs") {
            mark(&mut tokens);
        }
        Self { path: path.to_owned(), body: body.to_owned(), tokens }
    }

    /// The folder of `src` that it is in; nothing for `lib.rs`, `main.rs` and other places.
    pub fn folder(&self) -> Option<&str> {
        self.path.strip_prefix("src/")?.split_once('/').map(|(folder, _)| folder)
    }

    /// Its module, from the root of the crate.
    pub fn module(&self) -> Vec<String> {
        let inside = self.path.trim_start_matches("src/").trim_end_matches(".rs");
        let inside = inside.strip_suffix("/mod").unwrap_or(inside);
        let is_root = inside == "lib" || inside == "main";
        inside.split('/').filter(|_| !is_root).map(str::to_owned).collect()
    }

    /// The files that a `mod name;` of this one can stand for begin with this.
    fn child(&self, name: &str) -> String {
        let stem = self.path.trim_end_matches(".rs");
        let folder = ["/mod", "/lib", "/main"].iter().find_map(|end| stem.strip_suffix(end));
        format!("{}/{name}", folder.unwrap_or(stem))
    }
}

fn mark(tokens: &mut [Token]) {
    for token in tokens {
        token.in_test = true;
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

/// Every Rust file under `src` and `tests`, in order, with what only tests see marked.
pub fn sources() -> Vec<Source> {
    let rust = |text: &&Text| {
        let ours = ["src/", "tests/", "benches/"].iter().any(|top| text.path.starts_with(top));
        ours && text.has_ending("rs")
    };
    let mut found: Vec<Source> =
        texts().iter().filter(rust).map(|text| Source::new(&text.path, &text.body)).collect();
    let hidden: BTreeSet<String> = found.iter().flat_map(test_modules).collect();
    for source in &mut found {
        let stem = source.path.trim_end_matches(".rs");
        if hidden.iter().any(|child| stem == child || stem.starts_with(&format!("{child}/"))) {
            mark(&mut source.tokens);
        }
    }
    found
}

/// The sources under `src`.
pub fn program() -> Vec<Source> {
    sources().into_iter().filter(|source| source.path.starts_with("src/")).collect()
}

fn test_modules(source: &Source) -> Vec<String> {
    let declared = source
        .tokens
        .windows(3)
        .filter(|three| three[0].in_test && three[0].is("mod") && three[2].is(";"));
    declared.map(|three| source.child(&three[1].text)).collect()
}

#[test]
fn a_path_tells_folder_and_module() {
    let module = |path| Source::new(path, "").module().join("::");
    assert_eq!(module("src/lib.rs"), "");
    assert_eq!(module("src/case/mod.rs"), "case");
    assert_eq!(module("src/case/tests/world.rs"), "case::tests::world");
    assert_eq!(Source::new("src/case/plan.rs", "").folder(), Some("case"));
    assert_eq!(Source::new("src/main.rs", "").folder(), None);
    let parent = Source::new("src/wire/mod.rs", "#[cfg(test)]\nmod golden;\nmod page;");
    assert_eq!(test_modules(&parent), ["src/wire/golden"]);
}
