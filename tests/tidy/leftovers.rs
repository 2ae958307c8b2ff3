//! What must not be left in the sources: work put off, tests switched off, waits by the clock,
//! effects in `Drop`, floats.

use crate::finding::Findings;
use crate::source::{Source, sources};

/// Macros that put work off, or show it.
const MACROS: [&str; 3] = ["todo", "unimplemented", "dbg"];

/// Words of comments that put work off. In pieces, because this file is read too.
const MARKS: [&str; 3] = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X:")];

/// Tests that wait for a span of real time, and why no test can do without.
const WAITS: [(&str, &str); 9] = [
    ("tests/it/servers/patience.rs", "the bounded polling of real servers"),
    ("tests/it/servers/proxy.rs", "the delay is what the proxy is for"),
    ("tests/it/contract/transport.rs", "one side must begin to wait before the other acts"),
    ("src/ingress/tests/limits.rs", "a slow sender sends slowly"),
    ("tests/it/contract/transport_harnesses.rs", "time really passes on a broker's ladder"),
    ("tests/it/daemon/chaos/mod.rs", "the bounded polling of a whole installation"),
    ("tests/it/daemon/client.rs", "a sender that was told to come back comes back later"),
    ("tests/it/daemon/consumer.rs", "a consumer whose broker is gone connects again later"),
    ("tests/it/daemon/outages.rs", "something must not happen for a while"),
];

/// Places where a float is right, and why.
const FLOATS: [(&str, &str); 4] = [
    ("benches/", "a ratio is measured, no money"),
    ("src/telemetry/", "metrics are floats"),
    ("src/processors/stripe/mutation.rs", "any JSON that a test can think of"),
    ("src/app/", "metrics are floats"),
];

fn is_listed(path: &str, list: &[(&str, &str)]) -> bool {
    list.iter().any(|(place, _)| path.starts_with(place))
}

fn leftovers(sources: &[Source]) -> Findings {
    let mut findings = Findings::default();
    for source in sources {
        findings.look();
        let mut add = |line, what: &str, remedy| findings.add(&source.path, line, what, remedy);
        for (number, line) in source.body.lines().enumerate() {
            let marked = MARKS.iter().find(|mark| line.contains(**mark));
            if let Some(mark) = marked {
                add(number + 1, mark, "do it, or say outside the code that it is not done");
            }
        }
        for (at, token) in source.tokens.iter().enumerate() {
            let next = |ahead: usize, sign: &str| {
                source.tokens.get(at + ahead).is_some_and(|token| token.is(sign))
            };
            if next(1, "!") && MACROS.iter().any(|name| token.is(name)) {
                add(token.line, &token.text, "write what belongs there");
            }
            if token.is("#") && next(1, "[") && next(2, "ignore") {
                add(token.line, "a test is switched off", "mend it or delete it");
            }
            let waits = token.is("sleep") && next(1, "(") && token.in_test;
            if waits && !is_listed(&source.path, &WAITS) {
                add(token.line, "a test sleeps", "poll for the condition, or pause the clock");
            }
            let is_float = ["f32", "f64", "as_secs_f32", "as_secs_f64"].iter().any(|f| token.is(f));
            if is_float && !is_listed(&source.path, &FLOATS) {
                add(token.line, "a float", "count whole units");
            }
            let drops = token.is("impl") && next(1, "Drop") && !token.in_test;
            if drops && source.path.starts_with("src/worker/") {
                add(token.line, "`Drop` in the worker", "a killed process drops nothing: plan it");
            }
        }
    }
    findings
}

#[test]
fn nothing_is_left_lying_about() {
    leftovers(&sources()).settle(310);
}

#[test]
fn a_leftover_is_found() {
    let comment = concat!("// TO", "DO: later\nfn f() {\n  to", "do!() }");
    let bad = [
        Source::new("src/a.rs", comment),
        Source::new("tests/b.rs", "#[test]\n#[ignore = \"slow\"]\nfn f() {}"),
        Source::new("src/c.rs", "fn f() { sleep(d) }\n#[test]\nfn g() { std::thread::sleep(d) }"),
        Source::new("src/d.rs", "fn f(x: f64) {}\nfn g() { h(1.0_f32) }"),
        Source::new("src/worker/e.rs", "impl Drop for F {}"),
        Source::new("src/adapters/f.rs", "impl Drop for G {}"),
    ];
    leftovers(&bad).must_be_at(&[
        "src/a.rs:1",
        "src/a.rs:3",
        "tests/b.rs:2",
        "src/c.rs:3",
        "src/d.rs:1",
        "src/d.rs:2",
        "src/worker/e.rs:1",
    ]);
}
