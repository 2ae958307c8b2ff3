//! Who reads the present time: `app/`, and listed places that measure how long something takes.

use crate::finding::Findings;
use crate::source::{Source, program};

/// Who owns the clock that everything else is handed.
const OWNER: &str = "src/app/";

/// Places that measure spans of their own on a running clock, and why. None of these spans is
/// stored, decides about money, or is compared with another process.
const STOPWATCHES: [(&str, &str); 6] = [
    ("src/adapters/rabbitmq/link.rs", "how long a connection stood, for the next pause"),
    ("src/adapters/redis/link.rs", "when the next connection may be tried"),
    ("src/adapters/http/", "breaker and pace of one account's calls"),
    ("src/ingress/connection.rs", "the time limits of a connection"),
    ("src/ingress/phase.rs", "the time limits of a connection"),
    ("src/sandbox/handle.rs", "latency that a fault asks for"),
];

/// The sandbox is a world of its own, with a clock of its own.
const OTHER_WORLD: &str = "src/sandbox/config.rs";

fn readings(sources: &[Source]) -> Findings {
    let mut findings = Findings::default();
    for source in sources.iter().filter(|source| !source.path.starts_with(OWNER)) {
        findings.look();
        for four in source.tokens.windows(4) {
            // `clock::now` is that of `app/`, and who may name `app/` is a matter of layers.
            let is_type = four[0].text.starts_with(char::is_uppercase);
            let reads = (is_type && four[1].is("::") && four[2].is("now") && !four[3].is("::"))
                || (four[0].is("UNIX_EPOCH") && four[1].is(".") && four[2].is("elapsed"));
            let is_watch = four[0].is("Instant")
                && (four[0].in_test
                    || STOPWATCHES.iter().any(|(place, _)| source.path.starts_with(place)));
            if reads && !is_watch && source.path != OTHER_WORLD {
                let what = format!("`{}` is asked for the time", four[0].text);
                let remedy = "take `now`, or a `Clock`; only app/ reads the time";
                findings.add(&source.path, four[0].line, what, remedy);
            }
        }
    }
    findings
}

#[test]
fn only_the_process_reads_the_time() {
    readings(&program()).settle(240);
}

#[test]
fn a_reading_of_the_time_is_found() {
    let bad = [
        Source::new("src/worker/a.rs", "fn f() { Timestamp::now() }"),
        Source::new("src/worker/b.rs", "fn f() {\n Instant::now() }"),
        Source::new("src/wire/c.rs", "fn f() { x.get_or_insert_with(std::time::SystemTime::now) }"),
        Source::new("src/wire/d.rs", "fn f() { SystemTime::UNIX_EPOCH.elapsed() }"),
        Source::new("src/wire/tests.rs", "fn f() { Instant::now(); Zoned::now() }"),
        Source::new("src/worker/e.rs", "fn f() { self.clock.now() }"),
        Source::new("src/app/clock.rs", "fn f() { Timestamp::now() }"),
        Source::new("src/adapters/http/pace.rs", "fn f() { Instant::now() }"),
    ];
    readings(&bad).must_be_at(&[
        "src/worker/a.rs:1",
        "src/worker/b.rs:2",
        "src/wire/c.rs:1",
        "src/wire/d.rs:1",
        "src/wire/tests.rs:1",
    ]);
}
