//! The end of a delivery is in one place: what follows from it is published, then it is counted,
//! then it is acknowledged or given up, and nowhere else is any delivery counted or ended.

use crate::finding::Findings;
use crate::source::{Source, program};

const PLACE: &str = "src/worker/settle.rs";

fn endings(sources: &[Source]) -> Findings {
    let mut findings = Findings::default();
    let mut order = Vec::new();
    for source in sources.iter().filter(|source| source.folder() == Some("worker")) {
        for five in source.tokens.windows(5).filter(|five| !five[0].in_test) {
            let call = |field: &str, method: &str| {
                five[0].is(field) && five[1].is(".") && five[2].is(method) && five[3].is("(")
            };
            let ending = if call("outbox", "defer") || call("outbox", "shelve") {
                "published"
            } else if five[0].is("DeliverySettled") && five[1].is("{") {
                "counted"
            } else if call("inbox", "ack") || call("inbox", "give_up") {
                "acknowledged"
            } else {
                continue;
            };
            findings.look();
            if source.path == PLACE {
                order.push((ending, five[0].line));
            } else {
                let what = format!("a delivery is {ending} here");
                findings.add(&source.path, five[0].line, what, "return a `Settlement` instead");
            }
        }
    }
    let endings: Vec<_> = order.iter().map(|(ending, _)| *ending).collect();
    if endings != ["published", "published", "counted", "acknowledged", "acknowledged"] {
        let line = order.first().map_or(1, |(_, line)| *line);
        let remedy = "publish what follows, count once, acknowledge or give up last";
        findings.add(PLACE, line, format!("the order is {endings:?}"), remedy);
    }
    findings
}

#[test]
fn every_delivery_ends_in_one_place_and_is_counted_there() {
    endings(&program()).settle(5);
}

#[test]
fn another_ending_of_a_delivery_is_found() {
    let right = "fn f() { ports.outbox.defer(m);\n ports.outbox.shelve(m);\n DeliverySettled { a };\n ports.inbox.ack(t);\n ports.inbox.give_up(t) }";
    let stray = Source::new("src/worker/run.rs", "fn f() { self.ports.inbox.ack(token) }");
    endings(&[Source::new(PLACE, right), stray]).must_be_at(&["src/worker/run.rs:1"]);
    let wrong = "fn f() {\n ports.inbox.ack(t); ports.outbox.defer(m); ports.outbox.shelve(m); DeliverySettled { a }; }";
    endings(&[Source::new(PLACE, wrong)]).must_be_at(&["src/worker/settle.rs:2"]);
}
