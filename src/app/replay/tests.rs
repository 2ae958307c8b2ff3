//! A history is read to its end, whatever is in it.

use super::*;
use policy::Policy;

const GENEROUS: &str = r#"
[[rule]]
id = "all"
when = []
approve = "full"
clause = "c"
[default]
review = "none"
clause = "c"
[clauses]
c = "C."
"#;

fn policies() -> (Policy, Policy) {
    let strict = GENEROUS.replace("when = []", "when = [\"payment.age_days <= 30\"]");
    (Policy::parse(GENEROUS).unwrap(), Policy::parse(&strict).unwrap())
}

/// `requests` requests, each a day older than the one before, with what is wrong between them.
fn history(requests: usize) -> String {
    let lines = (0..requests).map(|number| {
        let age = jiff::Span::new().days(i64::try_from(number % 60).unwrap());
        let asked: jiff::civil::DateTime = "2026-01-01T12:00:00".parse().unwrap();
        let asked = asked.checked_add(age).unwrap();
        let currency = ["EUR", "USD", "JPY"][number % 3];
        format!(
            "{{\"id\":\"r-{number}\",\"request\":{{\"reason\":\"unused\",\"requested_at\":\"{asked}Z\"}},\
             \"payment\":{{\"captured\":{{\"minor\":{},\"currency\":\"{currency}\"}},\
             \"charged_at\":\"2026-01-01T00:00:00Z\"}}}}\n",
            1000 + number
        )
    });
    lines.collect()
}

fn replayed(history: &[u8], threads: usize) -> ReplayTally {
    let (current, candidate) = policies();
    let both = Replay { current: &current, candidate: &candidate, senders: None };
    replay(history, both, threads).unwrap()
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let history = history(3000);
    let alone = replayed(history.as_bytes(), 1);
    assert_eq!((alone.requests, alone.changed()), (3000, 1450));
    for threads in [2, 3, 8] {
        assert_eq!(replayed(history.as_bytes(), threads), alone, "{threads} threads");
    }
}

#[test]
fn what_cannot_be_read_is_counted_and_named_and_nothing_else_is_lost() {
    let mut bytes = history(2).into_bytes();
    bytes.extend_from_slice(b"\n   \n{\"request\":{}}\n\xff\xfe\n");
    bytes.extend(std::iter::repeat_n(b'x', 2 * 256 * 1024 + 7));
    bytes.extend_from_slice(b"\n");
    bytes.extend(history(1).trim_end().bytes());
    let tally = replayed(&bytes, 2);
    assert_eq!((tally.requests, tally.unreadable), (3, 3));
    let told: Vec<String> =
        tally.unread.iter().map(|(place, why)| format!("{place}: {why}")).collect();
    assert_eq!(
        told,
        [
            "line 5: request: missing field `reason`, column 13",
            "line 6: the line is not UTF-8 text",
            "line 7: the line has more than 262144 bytes",
        ]
    );
    assert_eq!(replayed(b"", 2), ReplayTally::default());
}

#[test]
fn a_line_of_the_greatest_length_is_read() {
    let whole = |bytes: usize| {
        let mut line = history(1).trim_end().to_owned().into_bytes();
        line.resize(bytes - 1, b' ');
        line.push(b'\n');
        line
    };
    let most = usize::try_from(LINE_BYTES_MAX).unwrap();
    let counted = |bytes: usize| {
        let tally = replayed(&whole(bytes), 1);
        (tally.requests, tally.unreadable)
    };
    assert_eq!((counted(most), counted(most + 1)), ((1, 0), (0, 1)));
}
