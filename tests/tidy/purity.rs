//! What the middle of the program does not do, as far as neither its manifests nor its clippy say:
//! `crates/pure/clippy.toml` holds calls that it names, and this holds whole modules and words.

use crate::finding::Findings;
use crate::source::{Text, room};

const ROOMS: &str = "crates/pure/";

/// Words that no code of a pure room has, tests included.
const WORDS: [&str; 6] = ["async ", ".await", "SystemTime", "Instant", "println!", "print!("];

/// Modules of the standard library that only tests may use: they show that what is shared between
/// threads can be.
const MODULES: [&str; 5] = ["std::fs", "std::net", "std::env", "std::thread", "std::process"];

fn impurities(sources: &[Text]) -> Findings {
    let mut findings = Findings::default();
    for source in sources {
        findings.look();
        let tests = source.tests_from();
        for (number, line) in source.code() {
            let grouped = line.trim_start().starts_with("use std::{");
            let word = WORDS.iter().find(|word| line.contains(**word));
            let module = MODULES.iter().find(|module| {
                let name = module.trim_start_matches("std::");
                line.contains(**module) || (grouped && line.contains(name))
            });
            let module = module.filter(|_| number < tests);
            if let Some(what) = word.or(module) {
                let remedy = "take the value as a parameter; the shell reads, waits and tells";
                findings.add(&source.path, number, format!("`{}`", what.trim()), remedy);
            }
        }
    }
    findings
}

#[test]
fn the_middle_does_nothing_but_think() {
    impurities(&room(ROOMS)).settle(90);
}

#[test]
fn an_impurity_is_found() {
    let bad = [
        Text::new("crates/pure/case/src/a.rs", "pub async fn f() {}"),
        Text::new("crates/pure/case/src/b.rs", "use std::{fmt, fs};\nuse std::time::Duration;"),
        Text::new("crates/pure/policy/src/c.rs", "// Instant\nfn f() { g().await }"),
        Text::new("crates/pure/messages/src/d.rs", "fn f() {\n println!() }"),
        Text::new("crates/pure/processors/src/e.rs", "fn f() { std::env::var(\"A\") }"),
        Text::new("crates/pure/policy/src/tests/f.rs", "std::thread::scope(g)"),
        Text::new("crates/pure/case/src/g.rs", "use std::time::SystemTime;"),
    ];
    impurities(&bad).must_be_at(&[
        "crates/pure/case/src/a.rs:1",
        "crates/pure/case/src/b.rs:1",
        "crates/pure/policy/src/c.rs:2",
        "crates/pure/messages/src/d.rs:2",
        "crates/pure/processors/src/e.rs:1",
        "crates/pure/case/src/g.rs:1",
    ]);
}
