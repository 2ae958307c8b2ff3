//! How fast a policy is loaded, decides and is replayed, beside what the same work costs at least.
//!
//! `cargo bench --bench policy` needs no server. Each measurement is taken in turns with its floor
//! (A B A B), and medians are compared: loading with parsing the same TOML, deciding with copying
//! the answer, replaying with reading the same lines. Prints one table and one line of JSON; what
//! the numbers say and what they do not is in `docs/performance.md`.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::as_conversions,
    clippy::cast_precision_loss,
    clippy::float_arithmetic,
    clippy::print_stdout,
    reason = "a measurement fails by panicking, and its result is printed numbers"
)]

#[path = "../throughput/figures.rs"]
#[expect(dead_code, reason = "the other benchmark needs more of it")]
mod figures;

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};

use diagnostics::render_mistakes;
use domain::decision::Verdict;
use domain::facts::Facts;
use figures::{Figures, median};
use policy::Policy;
use refundd::app::replay::replay;
use toml::de::DeTable;
use trial::replay::Replay;
use wire::facts::FactsV1;

/// Rounds of a pair of measurements.
const ROUNDS: usize = 21;
/// Decisions per round: one alone is shorter than a clock's step is good for.
const DECISIONS: u32 = 2000;
/// Lines of the history that is replayed.
const LINES: usize = 100_000;

fn main() {
    let mut figures = Figures::default();
    load(&mut figures);
    decide(&mut figures);
    history(&mut figures);
    figures.print();
}

/// So many rules that none applies to [`facts`], each with two conditions and a window, and one at
/// the end that does.
fn text(rules: usize) -> String {
    let mut text =
        String::from("time_zone = \"Europe/Berlin\"\n[clauses]\nterms = \"the terms\"\n");
    for number in 1..rules {
        let days = number % 25 + 5;
        writeln!(
            text,
            "[[rule]]\nid = \"rule-{number}\"\nwithin = \"{days} days of purchase\"\n\
             when = [\"request.reason in ['unused', 'duplicate', 'change_of_mind']\", \
             \"payment.plan == 'plan-{number}' && customer.refunds_365d < {days}\"]\n\
             unknown = \"skip\"\napprove = {{ share = \"{}bp\" }}\nclause = \"terms\"\n",
            number % 99 * 100 + 100
        )
        .unwrap();
    }
    text.push_str("[[rule]]\nid = \"last\"\nwhen = []\napprove = \"full\"\nclause = \"terms\"\n");
    text.push_str("[default]\nreview = \"no_rule\"\nclause = \"terms\"\n");
    text
}

fn policy(text: &str) -> Policy {
    Policy::parse(text).unwrap_or_else(|wrong| panic!("{}", render_mistakes("bench", text, &wrong)))
}

fn line(number: usize) -> String {
    let (minor, day) = (number % 400 * 25 + 900, number % 28 + 1);
    format!(
        r#"{{"id":"r-{number}","request":{{"reason":"unused","requested_at":"2026-03-{day:02}T10:00:00Z"}},"payment":{{"captured":{{"minor":{minor},"currency":"EUR"}},"charged_at":"2026-03-01T09:00:00Z","plan":"yearly"}},"customer":{{"all":{{"payments":9,"refunds":1,"disputes":0}},"days_30":{{"payments":1,"refunds":0,"disputes":0}},"days_90":{{"payments":3,"refunds":0,"disputes":0}},"days_365":{{"payments":9,"refunds":1,"disputes":0}},"since":"2025-04-01T00:00:00Z"}}}}"#
    )
}

fn facts() -> Facts {
    FactsV1::read(&line(0)).unwrap().facts(|_, _| 1)
}

/// Both in turns; the median time of each.
fn in_turns(mut floor: impl FnMut(), mut ours: impl FnMut()) -> (Duration, Duration) {
    let (mut floors, mut times) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        floors.push(time(&mut floor));
        times.push(time(&mut ours));
    }
    (Duration::from_secs_f64(median(&floors)), Duration::from_secs_f64(median(&times)))
}

fn time(work: &mut impl FnMut()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

fn ratio(ours: Duration, floor: Duration) -> f64 {
    ours.as_secs_f64() / floor.as_secs_f64()
}

fn load(figures: &mut Figures) {
    let text = text(500);
    let (floor, ours) = in_turns(
        || drop(black_box(DeTable::parse(black_box(&text)).unwrap())),
        || drop(black_box(policy(black_box(&text)))),
    );
    figures.compare("load of 500 rules, ms", "load.ms", ours.as_secs_f64() * 1e3, "< 100");
    figures.show("  parsing the same TOML, ms", "load.floor_ms", floor.as_secs_f64() * 1e3);
    figures.show("  ratio", "load.ratio", ratio(ours, floor));
}

fn decide(figures: &mut Figures) {
    let (policy, facts) = (policy(&text(50)), facts());
    let ruling = policy.decide(&facts);
    assert!(matches!(ruling.decision.verdict, Verdict::Approve(_)), "{ruling:?}");
    assert_eq!((ruling.trace.len(), ruling.decision.by.to_string().as_str()), (50, "last"));
    let (floor, ours) = in_turns(
        || (0..DECISIONS).for_each(|_| drop(black_box(ruling.clone()))),
        || (0..DECISIONS).for_each(|_| drop(black_box(policy.decide(black_box(&facts))))),
    );
    let each = |time: Duration| time.as_secs_f64() * 1e6 / f64::from(DECISIONS);
    figures.compare("a decision by the last of 50 rules, µs", "decide.us", each(ours), "< 50");
    figures.show("  copying its account, µs", "decide.floor_us", each(floor));
    figures.show("  ratio", "decide.ratio", ratio(ours, floor));
}

fn history(figures: &mut Figures) {
    let mut history = String::new();
    for number in 0..LINES {
        writeln!(history, "{}", line(number)).unwrap();
    }
    let (current, candidate) = (policy(&text(15)), policy(&text(16)));
    let replayed = Replay { current: &current, candidate: &candidate, senders: None };
    let (floor, ours) = in_turns(
        || {
            let read = history.lines().map(|line| FactsV1::read(line).unwrap());
            assert_eq!(read.map(black_box).count(), LINES);
        },
        || {
            let tally = replay(history.as_bytes(), replayed, 1, None).unwrap();
            assert_eq!(tally.requests, u64::try_from(LINES).unwrap());
        },
    );
    let million = |time: Duration| time.as_secs_f64() * 1e6 / LINES as f64;
    figures.compare("replay of a million, one thread, s", "replay.s", million(ours), "< 60");
    figures.show("  reading the same lines, s", "replay.floor_s", million(floor));
    figures.show("  ratio", "replay.ratio", ratio(ours, floor));
}
