//! What must not be left in the sources: work put off, tests switched off, waits by the clock,
//! effects in `Drop`, floats.

use crate::finding::Findings;
use crate::source::{Text, sources};

/// Words of comments that put work off. In pieces, because this file is read too.
const MARKS: [&str; 3] = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X:")];

const IGNORED: &str = concat!("#[ign", "ore");
const SLEEP: &str = concat!("sl", "eep(");
const DROP: &str = concat!("impl Dr", "op for ");
const FLOAT: [&str; 2] = [concat!("f", "32"), concat!("f", "64")];

/// Tests that wait for a span of real time, and why no test can do without.
const WAITS: [(&str, &str); 9] = [
    ("tests/it/servers/patience.rs", "the bounded polling of real servers"),
    ("tests/it/servers/proxy.rs", "the delay is what the proxy is for"),
    ("tests/it/contract/transport.rs", "one side must begin to wait before the other acts"),
    ("crates/shell/ingress/src/tests/limits.rs", "a slow sender sends slowly"),
    ("tests/it/contract/transport_harnesses.rs", "time really passes on a broker's ladder"),
    ("tests/it/daemon/chaos/mod.rs", "the bounded polling of a whole installation"),
    ("tests/it/daemon/client.rs", "a sender that was told to come back comes back later"),
    ("tests/it/daemon/consumer.rs", "a consumer whose broker is gone connects again later"),
    ("tests/it/daemon/outages.rs", "something must not happen for a while"),
];

/// Places where a float is right, and why.
const FLOATS: [(&str, &str); 5] = [
    ("benches/", "a ratio is measured, no money"),
    ("crates/shell/telemetry/", "metrics are floats"),
    ("crates/pure/policy/src/document/reader.rs", "serde names it; none is read"),
    ("crates/pure/processors/src/stripe/mutation.rs", "any JSON that a test can think of"),
    ("src/app/", "metrics are floats"),
];

fn is_listed(path: &str, list: &[(&str, &str)]) -> bool {
    list.iter().any(|(place, _)| path.starts_with(place))
}

/// Whether one of the words of a line begins or ends so.
fn has_float(line: &str) -> bool {
    let words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
    let is_float = |word: &str, float: &str| {
        word.strip_suffix(float).is_some_and(|rest| {
            rest.is_empty() || rest.ends_with('_') || rest.chars().all(|c| c.is_ascii_digit())
        })
    };
    words.into_iter().any(|word| FLOAT.iter().any(|float| is_float(word, float)))
}

fn leftovers(sources: &[Text]) -> Findings {
    let mut findings = Findings::default();
    for source in sources {
        findings.look();
        let path = source.path.as_str();
        let mut add = |line, what: &str, remedy| findings.add(path, line, what, remedy);
        for (number, line) in source.body.lines().enumerate() {
            if let Some(mark) = MARKS.iter().find(|mark| line.contains(**mark)) {
                add(number + 1, mark, "do it, or say outside the code that it is not done");
            }
        }
        let tests = source.tests_from();
        for (number, line) in source.code() {
            if line.contains(IGNORED) {
                add(number, "a test is switched off", "fix it or delete it");
            }
            if line.contains(SLEEP) && number > tests && !is_listed(path, &WAITS) {
                add(number, "a test sleeps", "poll for the condition, or pause the clock");
            }
            if has_float(line) && !is_listed(path, &FLOATS) {
                add(number, "a float", "count whole units");
            }
            if line.contains(DROP) && path.starts_with("crates/shell/worker/") && number < tests {
                add(number, "`Drop` in the worker", "a killed process drops nothing: plan it");
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
    let (wait, float, drop) = (SLEEP, FLOAT[1], DROP);
    let bad = [
        Text::new("src/a.rs", concat!("// TO", "DO: later\nfn f() {}")),
        Text::new("tests/b.rs", &format!("#[test]\n{IGNORED} = \"slow\"]\nfn f() {{}}")),
        Text::new("src/c.rs", &format!("fn f() {{ {wait}d) }}\n#[cfg(test)]\n{wait}d)")),
        Text::new("src/d.rs", &format!("fn f(x: {float}) {{}}\nfn g() {{ h(1.0_{float}) }}")),
        Text::new("crates/shell/worker/src/e.rs", &format!("{drop}F {{}}")),
        Text::new("crates/shell/ingress/src/f.rs", &format!("{drop}G {{}}\n// an {float}")),
    ];
    leftovers(&bad).must_be_at(&[
        "src/a.rs:1",
        "tests/b.rs:2",
        "src/c.rs:3",
        "src/d.rs:1",
        "src/d.rs:2",
        "crates/shell/worker/src/e.rs:1",
    ]);
}
