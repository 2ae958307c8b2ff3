//! The end of a delivery is in one place: what follows from it is published, then it is counted,
//! then it is acknowledged or given up, and nowhere else is any delivery counted or ended.

use crate::finding::Findings;
use crate::source::{Text, room};

const ROOM: &str = "crates/shell/worker/src/";
const PLACE: &str = "crates/shell/worker/src/settle.rs";

/// What ends a delivery, and the order in which it is done.
const ENDINGS: [&str; 5] =
    ["outbox.defer(", "outbox.shelve(", "DeliverySettled {", "inbox.ack(", "inbox.give_up("];

fn endings(sources: &[Text]) -> Findings {
    let mut findings = Findings::default();
    let mut order = Vec::new();
    for source in sources {
        let tests = source.tests_from();
        for (number, line) in source.code().filter(|(number, _)| *number < tests) {
            for ending in ENDINGS.iter().filter(|ending| line.contains(**ending)) {
                findings.look();
                if source.path == PLACE {
                    order.push((*ending, number));
                } else {
                    let remedy = "return a `Settlement` instead";
                    findings.add(&source.path, number, format!("`{ending}`"), remedy);
                }
            }
        }
    }
    if order.iter().map(|(ending, _)| *ending).ne(ENDINGS) {
        let line = order.first().map_or(1, |(_, line)| *line);
        let remedy = "publish what follows, count once, acknowledge or give up last";
        findings.add(PLACE, line, format!("the order is {order:?}"), remedy);
    }
    findings
}

#[test]
fn every_delivery_ends_in_one_place_and_is_counted_there() {
    endings(&room(ROOM)).settle(ENDINGS.len());
}

#[test]
fn another_ending_of_a_delivery_is_found() {
    let right = ENDINGS.join(" x);\n");
    let stray = Text::new("crates/shell/worker/src/run.rs", "self.ports.inbox.ack(token);");
    endings(&[Text::new(PLACE, &right), stray]).must_be_at(&["crates/shell/worker/src/run.rs:1"]);
    let wrong = "\ninbox.ack(t);\noutbox.defer(m);\noutbox.shelve(m);\nDeliverySettled { a };";
    endings(&[Text::new(PLACE, wrong)]).must_be_at(&["crates/shell/worker/src/settle.rs:2"]);
}
