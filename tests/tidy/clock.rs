//! Who reads the present time: `src/app/`, and listed places that measure how long something takes.

use crate::finding::Findings;
use crate::source::{Text, sources};

/// Who owns the clock that everything else is handed.
const OWNER: &str = "src/app/";

/// Where programs are: tests and benches at the top wait for real servers.
const PROGRAM: [&str; 2] = ["src/", "crates/"];

/// Places that measure spans of their own on a running clock, and why. None of these spans is
/// stored, decides about money, or is compared with another process.
const STOPWATCHES: [(&str, &str); 7] = [
    ("crates/shell/adapter-rabbitmq/src/link.rs", "how long a connection stood, for a pause"),
    ("crates/shell/adapter-redis/src/link.rs", "when the next connection may be tried"),
    ("crates/shell/adapter-http/src/", "breaker and pace of one account's calls"),
    ("crates/shell/ingress/src/connection.rs", "the time limits of a connection"),
    ("crates/shell/ingress/src/phase.rs", "the time limits of a connection"),
    ("crates/shell/ingress/src/places.rs", "the time limits of a connection"),
    ("crates/sandbox/src/handle.rs", "latency that a fault asks for"),
];

/// The sandbox is a world of its own, with a clock of its own.
const OTHER_WORLD: &str = "crates/sandbox/src/config.rs";

/// Ways to ask for the time. What is called `now` and belongs to no type is that of `app/`.
const READINGS: [&str; 5] = [
    concat!("Timestamp::n", "ow"),
    concat!("Zoned::n", "ow"),
    concat!("SystemTime::n", "ow"),
    concat!("EPOCH.el", "apsed"),
    WATCH,
];
const WATCH: &str = concat!("Instant::n", "ow");

fn readings(sources: &[Text]) -> Findings {
    let mut findings = Findings::default();
    let ours = |source: &&Text| {
        let is_program = PROGRAM.iter().any(|top| source.path.starts_with(top));
        is_program && !source.path.starts_with(OWNER) && source.path != OTHER_WORLD
    };
    for source in sources.iter().filter(ours) {
        findings.look();
        let tests = source.tests_from();
        let is_stopwatch = STOPWATCHES.iter().any(|(place, _)| source.path.starts_with(place));
        for (number, line) in source.code() {
            let is_watch = |reading: &str| reading == WATCH && (number > tests || is_stopwatch);
            let found =
                READINGS.iter().find(|reading| line.contains(**reading) && !is_watch(reading));
            if let Some(reading) = found {
                let remedy = "take `now`, or a `Clock`; only app/ reads the time";
                findings.add(&source.path, number, format!("`{reading}`"), remedy);
            }
        }
    }
    findings
}

#[test]
fn only_the_process_reads_the_time() {
    readings(&sources()).settle(240);
}

#[test]
fn a_reading_of_the_time_is_found() {
    let [timestamp, zoned, system, elapsed, watch] = READINGS;
    let source = |path: &str, body: &str| Text::new(path, body);
    let bad = [
        source("crates/shell/worker/src/a.rs", &format!("fn f() {{ {timestamp}() }}")),
        source("crates/shell/worker/src/b.rs", &format!("fn f() {{\n {watch}() }}")),
        source("crates/pure/wire/src/c.rs", &format!("x.get_or_insert_with(std::time::{system})")),
        source("crates/pure/wire/src/d.rs", &format!("UNIX_{elapsed}()")),
        source("crates/pure/wire/src/tests.rs", &format!("{watch}();\n{zoned}()")),
        source("crates/shell/worker/src/e.rs", "fn f() { self.clock.now() }"),
        source("src/app/clock.rs", &format!("{timestamp}()")),
        source("src/cli/f.rs", &format!("{zoned}()")),
        source("crates/shell/adapter-http/src/pace.rs", &format!("{watch}()")),
    ];
    readings(&bad).must_be_at(&[
        "crates/shell/worker/src/a.rs:1",
        "crates/shell/worker/src/b.rs:2",
        "crates/pure/wire/src/c.rs:1",
        "crates/pure/wire/src/d.rs:1",
        "crates/pure/wire/src/tests.rs:2",
        "src/cli/f.rs:1",
    ]);
}
