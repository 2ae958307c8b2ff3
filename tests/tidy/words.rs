//! Words that no file of the repository has: promises that nobody can keep, addresses of package
//! registries, paths of somebody's machine. All of them stand here in pieces.

use crate::finding::Findings;
use crate::source::{Text, texts};

/// What Cargo writes for the public index, and what pins the sources to it.
const PUBLIC_INDEX: &str = "https://github.com/rust-lang/crates.io-index";

/// How Cargo writes the address of a registry.
const REGISTRIES: [&str; 2] = [concat!("sparse", "+http"), concat!("registry", "+http")];

/// The home of the container's user: ours to name.
const CONTAINER_HOME: &str = concat!("/ho", "me/nonroot");

/// Where people's own folders are.
const HOMES: [&str; 3] = [concat!("/ho", "me/"), concat!("/Us", "ers/"), concat!("/ro", "ot/")];

fn forbidden(texts: &[Text]) -> Findings {
    let mut findings = Findings::default();
    for text in texts {
        findings.look();
        for line in promises(&text.body) {
            let remedy = "say what really holds: at least once, and repeats change nothing";
            findings.add(&text.path, line, "a promise that nobody can keep", remedy);
        }
        for (number, line) in text.body.lines().enumerate() {
            let line =
                line.replace(&format!("registry+{PUBLIC_INDEX}"), "").replace(CONTAINER_HOME, "");
            if let Some(word) = REGISTRIES.iter().find(|word| line.contains(**word)) {
                let what = format!("the address of a registry, `{word}`");
                findings.add(&text.path, number + 1, what, "name packages, not where they lie");
            }
            if let Some(word) = HOMES.iter().find(|word| line.contains(**word)) {
                let what = format!("a path of somebody's machine, `{word}`");
                findings.add(&text.path, number + 1, what, "use a path inside the repository");
            }
        }
    }
    findings
}

/// Lines where the promise begins, whatever stands between its two words.
fn promises(body: &str) -> Vec<usize> {
    const FIRST: &str = concat!("exa", "ctly");
    let lower = body.to_ascii_lowercase();
    let mut found = Vec::new();
    for (at, _) in lower.match_indices(FIRST) {
        let rest = &lower[at + FIRST.len()..];
        let second = rest.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '.');
        let between = rest.len() - second.len();
        if second.starts_with(concat!("on", "ce")) && between <= 12 {
            found.push(lower[..at].matches('\n').count() + 1);
        }
    }
    found
}

#[test]
fn no_file_has_a_forbidden_word() {
    forbidden(&texts()).settle(450);
}

#[test]
fn a_forbidden_word_is_found() {
    let text = |path: &str, pieces: &[&str]| Text { path: path.to_owned(), body: pieces.concat() };
    let bad = [
        text("a", &["none\nExa", "ctly-on", "ce"]),
        text("b", &["exa", "ctly\n// on", "ce delivery"]),
        text("c", &["exa", "ctlyOn", "ce"]),
        text("d", &["exa", "ctly. On", "ce more"]),
        text("e", &["index = 'spa", "rse+https://x'"]),
        text("f", &["source = \"registry+", PUBLIC_INDEX, "\""]),
        text("g", &["cd /ho", "me/someone"]),
    ];
    forbidden(&bad).must_be_at(&["a:2", "b:1", "c:1", "e:1", "g:1"]);
}
