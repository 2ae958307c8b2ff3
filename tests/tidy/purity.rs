//! What the middle of the program does not do: no IO, no async, no clock, no randomness, no logs.

use crate::finding::Findings;
use crate::paths;
use crate::source::{Source, program};

const PURE: [&str; 9] = [
    "domain",
    "diagnostics",
    "page",
    "case",
    "policy",
    "processors",
    "messages",
    "trends",
    "trial",
];

/// Words that no code of a pure folder has, tests included.
const WORDS: [&str; 9] =
    ["async", "await", "SystemTime", "Instant", "println", "eprintln", "print", "eprint", "dbg"];

/// Crates that no code of a pure folder names, tests included.
const CRATES: [&str; 6] = ["tokio", "tokio_util", "futures_util", "tracing", "metrics", "rand"];

/// Modules of the standard library that only tests may use: they read golden files, and show that
/// what is shared between threads can be.
const STANDARD: [&str; 5] = ["fs", "net", "env", "thread", "process"];

fn impurities(sources: &[Source]) -> Findings {
    let mut findings = Findings::default();
    let pure = |source: &&Source| source.folder().is_some_and(|folder| PURE.contains(&folder));
    for source in sources.iter().filter(pure) {
        findings.look();
        let remedy = "take the value as a parameter; the shell reads, waits and tells";
        for (at, token) in source.tokens.iter().enumerate() {
            let reads_clock = token.is("now")
                && source.tokens.get(at + 1).is_some_and(|next| next.is("("))
                && at > 0
                && !source.tokens[at - 1].is("fn");
            if reads_clock || WORDS.iter().any(|word| token.is(word)) {
                findings.add(&source.path, token.line, format!("`{}`", token.text), remedy);
            }
        }
        for path in paths::named(source).iter().filter(|path| !path.inside) {
            let segment = |at: usize| path.segments.get(at).map_or("", String::as_str);
            let is_effect = segment(0) == "std" && STANDARD.contains(&segment(1)) && !path.in_test;
            if is_effect || CRATES.contains(&segment(0)) {
                findings.add(&source.path, path.line, path.segments.join("::"), remedy);
            }
        }
    }
    findings
}

#[test]
fn the_middle_does_nothing_but_think() {
    impurities(&program()).settle(90);
}

#[test]
fn an_impurity_is_found() {
    let bad = [
        Source::new("src/case/a.rs", "pub async fn f() {}"),
        Source::new("src/case/b.rs", "use std::{fmt, fs};\nuse std::time::Duration;"),
        Source::new(
            "src/domain/c.rs",
            "fn f() { Timestamp::now() }\nfn g(now: Timestamp) { h(now) }",
        ),
        Source::new("src/policy/d.rs", "// tokio::spawn\nfn f() { tracing::info!(\"rand\") }"),
        Source::new("src/messages/e.rs", "fn f() {\n println!() }"),
        Source::new("src/processors/tests/f.rs", "use std::fs;\nfn f() { rand::random() }"),
        Source::new("src/processors/g.rs", "fn f() { std::env::var(\"A\") }"),
        Source::new("src/worker/h.rs", "pub async fn f() { tokio::spawn(g()) }"),
    ];
    impurities(&bad).must_be_at(&[
        "src/case/a.rs:1",
        "src/case/b.rs:1",
        "src/domain/c.rs:1",
        "src/policy/d.rs:2",
        "src/messages/e.rs:2",
        "src/processors/tests/f.rs:2",
        "src/processors/g.rs:1",
    ]);
}
