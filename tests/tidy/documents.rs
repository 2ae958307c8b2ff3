//! What the documents say about the repository is so: the invariants name tests that exist, the
//! decisions are whole and numbered, links and commands lead somewhere.

use std::collections::BTreeSet;

use crate::finding::Findings;
use crate::source::{Text, exists, read, sources, texts};

const MAP: &str = "ARCHITECTURE.md";
const INVARIANTS: usize = 22;
const SECTIONS: [&str; 4] =
    ["## Context", "## Decision", "## Consequences", "## What would change our mind"];

/// The rows of the table of invariants name tests that exist.
fn unheld(map: &Text, tests: &BTreeSet<String>) -> Findings {
    let mut findings = Findings::default();
    let rows = map.body.lines().enumerate().filter_map(|(number, line)| {
        let name = line.strip_prefix("| I")?.split('|').next()?.trim();
        Some((number + 1, name.parse::<usize>().ok()?, line))
    });
    let mut next = 1;
    for (number, invariant, line) in rows {
        if invariant != next {
            let what = format!("I{invariant} stands where I{next} belongs");
            findings.add(&map.path, number, what, "keep the numbers: code and tests name them");
        }
        next = invariant + 1;
        let held_by = line.trim_end_matches([' ', '|']).rsplit('|').next().unwrap_or_default();
        let mut named = 0;
        for test in held_by.split('`').skip(1).step_by(2) {
            findings.look();
            named += 1;
            // A law that the compiler or clippy reads.
            let is_held = tests.contains(test) || (test.contains('/') && exists(test));
            if !is_held {
                let what = format!("there is no test `{test}`");
                findings.add(&map.path, number, what, "name the test that holds the invariant");
            }
        }
        if named == 0 {
            let what = format!("I{invariant} is held by nothing");
            findings.add(&map.path, number, what, "write the test, and name it");
        }
    }
    if next != INVARIANTS + 1 {
        findings.add(&map.path, 1, format!("{} invariants", next - 1), "list I1 to I22");
    }
    findings
}

/// The names of all tests: functions below a test's attribute, and the sentences of a contract,
/// which a macro makes into one test for each implementation.
fn tests(sources: &[Text]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for source in sources {
        let is_contract = source.body.contains("macro_rules! contract");
        let mut is_test = false;
        for (_, line) in source.code() {
            let line = line.trim_start();
            is_test |= line.starts_with("#[test]") || line.starts_with("#[tokio::test");
            let words = line.trim_start_matches("pub ").trim_start_matches("async ");
            let Some(name) = words.strip_prefix("fn ") else { continue };
            if is_test || is_contract {
                found.extend(name.split(['(', '<']).next().map(str::to_owned));
            }
            is_test = false;
        }
    }
    found
}

/// Decisions are numbered without gaps, and have their four sections.
fn incomplete(texts: &[Text]) -> Findings {
    let mut findings = Findings::default();
    let remedy = "docs/adr/NNNN-title.md: context, decision, consequences, what would change it";
    let records = texts.iter().filter(|text| text.path.starts_with("docs/adr/"));
    for (record, number) in records.zip(1..) {
        findings.look();
        if !record.path.starts_with(&format!("docs/adr/{number:04}-")) {
            findings.add(&record.path, 1, format!("number {number:04} is expected here"), remedy);
        }
        let sections = record.body.lines().filter(|line| line.starts_with("## "));
        if sections.collect::<Vec<_>>() != SECTIONS {
            findings.add(&record.path, 1, "its sections are others", remedy);
        }
    }
    findings
}

/// What the documents link to exists.
fn broken_links(texts: &[Text], exists: impl Fn(&str) -> bool) -> Findings {
    let mut findings = Findings::default();
    for text in texts.iter().filter(|text| text.has_ending("md")) {
        let folder = text.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for (number, line) in text.body.lines().enumerate() {
            for target in line.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
                let path = target.split('#').next().unwrap_or_default();
                if path.is_empty() || path.contains("://") || path.starts_with("mailto:") {
                    continue;
                }
                findings.look();
                if !exists(&joined(folder, path)) {
                    let what = format!("`{path}` is not there");
                    findings.add(&text.path, number + 1, what, "mend the link");
                }
            }
        }
    }
    findings
}

fn joined(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

/// The folders whose files are run or read by hand.
const COMMAND_FOLDERS: [&str; 6] = ["scripts/", ".ci/", "deploy/", "config/", "docs/", "demo/"];

/// Every path that a document names in a command exists.
fn dead_commands(text: &Text, exists: impl Fn(&str) -> bool) -> Findings {
    let mut findings = Findings::default();
    for (number, line) in text.body.lines().enumerate() {
        let words = line.split(|c: char| c.is_whitespace() || "`'\"()[]|,;:".contains(c));
        for word in words {
            let path = word.trim_start_matches("./").trim_end_matches('.');
            if COMMAND_FOLDERS.iter().any(|folder| path.starts_with(folder)) {
                findings.look();
                if !exists(path) {
                    let what = format!("`{path}` is not there");
                    findings.add(&text.path, number + 1, what, "name what there is");
                }
            }
        }
    }
    findings
}

#[test]
fn every_invariant_is_held_by_a_test_that_exists() {
    unheld(&read(MAP), &tests(&sources())).settle(50);
}

#[test]
fn every_decision_is_numbered_and_whole() {
    incomplete(&texts()).settle(12);
}

#[test]
fn every_link_of_the_documents_leads_somewhere() {
    broken_links(&texts(), exists).settle(20);
}

#[test]
fn the_documents_name_commands_that_exist() {
    for path in ["CONTRIBUTING.md", "README.md"] {
        let text = read(path);
        for command in ["scripts/test", ".ci/run"] {
            assert!(text.body.contains(command), "{path} does not name {command}");
        }
        dead_commands(&text, exists).settle(2);
    }
}

#[test]
fn a_document_that_is_wrong_is_found() {
    let text = Text::new;
    let code = "#[test]\nfn a() {}\nmod t {\n  #[tokio::test(flavor = \"x\")]\n  async fn b() {}\n  fn c() {}\n}";
    let known = tests(&[text("src/a.rs", code)]);
    assert_eq!(known.iter().collect::<Vec<_>>(), ["a", "b"]);
    let map = text(MAP, "| I1 | x | `a`, `b` |\n| I2 | `a` | `c` |\n| I4 | x | y |");
    let map_places =
        ["ARCHITECTURE.md:2", "ARCHITECTURE.md:3", "ARCHITECTURE.md:3", "ARCHITECTURE.md:1"];
    unheld(&map, &known).must_be_at(&map_places);

    let whole = SECTIONS.join("\n\n");
    let records = [
        text("docs/adr/0001-a.md", &whole),
        text("docs/adr/0003-b.md", &whole),
        text("docs/adr/0003-c.md", "## Context"),
    ];
    incomplete(&records).must_be_at(&["docs/adr/0003-b.md:1", "docs/adr/0003-c.md:1"]);

    let linking = [text("docs/a.md", "[b](b.md#c) [d](../d.md)\n[e](https://e) [f](/f.md)")];
    broken_links(&linking, |path| path == "docs/b.md").must_be_at(&["docs/a.md:1", "docs/a.md:2"]);

    let commands = text("README.md", "Run `./scripts/test`,\nthen `.ci/walk`.");
    dead_commands(&commands, |path| path == "scripts/test").must_be_at(&["README.md:2"]);
}
