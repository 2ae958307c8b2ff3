//! Who may know whom: inner layers never know outer ones. Test modules are held to it too.

use crate::finding::Findings;
use crate::paths;
use crate::source::{Source, program};

/// A folder of `src`, and the other folders that it may name.
type Row = (&'static str, &'static [&'static str]);

const INNER: &[&str] = &[
    "domain",
    "diagnostics",
    "page",
    "case",
    "policy",
    "processors",
    "messages",
    "wire",
    "ports",
    "setting",
    "telemetry",
];

const EVERYTHING: &[&str] = &[
    "domain",
    "diagnostics",
    "page",
    "case",
    "policy",
    "processors",
    "messages",
    "wire",
    "ports",
    "setting",
    "telemetry",
    "trends",
    "trial",
    "ingress",
    "worker",
    "adapters",
    "app",
    "cli",
    "sandbox",
];

/// The table of `ARCHITECTURE.md`.
const TABLE: &[Row] = &[
    ("domain", &[]),
    ("diagnostics", &[]),
    ("page", &[]),
    ("case", &["domain"]),
    ("policy", &["domain", "diagnostics"]),
    ("processors", &["domain"]),
    ("messages", &["domain", "diagnostics", "page"]),
    ("wire", &["domain", "case"]),
    ("ports", &["domain", "case"]),
    ("setting", &[]),
    // An observable fact may be an error of a port.
    ("telemetry", &["domain", "case", "processors", "ports"]),
    ("trends", &["domain", "case"]),
    ("trial", &["domain", "diagnostics", "page", "policy", "wire"]),
    ("ingress", INNER),
    ("worker", INNER),
    ("adapters", INNER),
    ("app", EVERYTHING),
    ("cli", EVERYTHING),
    // It stands for the world outside and shares nothing with what it is used to test.
    ("sandbox", &[]),
];

fn breaches(sources: &[Source]) -> Findings {
    let mut findings = Findings::default();
    for source in sources {
        let Some(folder) = source.folder() else { continue };
        let Some((_, allowed)) = TABLE.iter().find(|(name, _)| *name == folder) else {
            let remedy = "give it a row in tests/tidy/layers.rs and in ARCHITECTURE.md";
            findings.add(&source.path, 1, format!("`{folder}` is in no layer"), remedy);
            continue;
        };
        for path in paths::named(source).iter().filter(|path| path.inside) {
            findings.look();
            let Some(top) = path.segments.first() else { continue };
            // A path without a row is not a folder: an item of the crate's root.
            let known = TABLE.iter().any(|(name, _)| name == top);
            if known && top != folder && !allowed.contains(&top.as_str()) {
                let what = format!("`{folder}` names `{}`", path.segments.join("::"));
                let remedy = "move what is shared to an inner layer, or pass it in";
                findings.add(&source.path, path.line, what, remedy);
            }
        }
    }
    findings
}

#[test]
fn inner_layers_never_know_outer_ones() {
    breaches(&program()).settle(1800);
}

#[test]
fn every_folder_of_the_table_is_drawn_in_the_map() {
    let map = crate::source::read("ARCHITECTURE.md").body;
    let mut findings = Findings::default();
    for (folder, _) in TABLE {
        findings.look();
        if !map.contains(&format!("`{folder}/`")) {
            findings.add("ARCHITECTURE.md", 1, format!("`{folder}/` is missing"), "give it a row");
        }
    }
    findings.settle(TABLE.len());
}

#[test]
fn a_breach_of_layers_is_found() {
    let bad = [
        Source::new("src/domain/a.rs", "use crate::domain::b;\nuse crate::case::c;"),
        Source::new("src/case/b.rs", "fn f() { crate::policy::g() }"),
        Source::new(
            "src/policy/c.rs",
            "#[cfg(test)]\nmod tests { use super::super::super::worker; }",
        ),
        Source::new("src/wire/d.rs", "use crate::{\n    domain::e,\n    ports::{f,\n g},\n};"),
        Source::new("src/sandbox/e.rs", "use crate::domain::ids;"),
        Source::new("src/worker/f.rs", "use crate::ports::g;\nuse crate::adapters::h;"),
        Source::new("src/stray/g.rs", ""),
        Source::new("src/app/h.rs", "use crate::worker::i;\nuse crate::adapters::j;"),
    ];
    breaches(&bad).must_be_at(&[
        "src/domain/a.rs:2",
        "src/case/b.rs:1",
        "src/policy/c.rs:2",
        "src/wire/d.rs:3",
        "src/wire/d.rs:4",
        "src/sandbox/e.rs:1",
        "src/worker/f.rs:2",
        "src/stray/g.rs:1",
    ]);
}
