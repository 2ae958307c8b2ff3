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
    replay(history, both, threads, None).unwrap()
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

/// What is written of a history, and what it came to.
fn written(history: &[u8], threads: usize) -> (ReplayTally, String) {
    let (current, candidate) = policies();
    let both = Replay { current: &current, candidate: &candidate, senders: None };
    let mut out = Vec::new();
    let changed = OrderedWriter::new(&mut out);
    let tally = replay(history, both, threads, Some(&changed)).unwrap();
    changed.end().unwrap();
    (tally, String::from_utf8(out).unwrap())
}

#[test]
fn what_is_decided_differently_is_written_in_order_by_any_number_of_threads() {
    let history = history(20_000);
    let (tally, alone) = written(history.as_bytes(), 1);
    assert_eq!(tally, replayed(history.as_bytes(), 1), "the report is the same");
    let lines: Vec<serde_json::Value> =
        alone.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(u64::try_from(lines.len()).unwrap(), tally.changed());
    let places: Vec<u64> = lines.iter().map(|line| line["at"]["line"].as_u64().unwrap()).collect();
    assert!(places.is_sorted(), "in the order of the history");
    assert_eq!((places.first(), lines[0]["at"]["id"].as_str()), (Some(&32), Some("r-31")));
    assert_eq!(lines[0]["now"]["decision"], "approve 10.31 USD");
    let now = &lines[0]["now"];
    assert_eq!(
        (&now["verdict"], &now["rule"], &now["clause"]),
        (&"approve".into(), &"all".into(), &"c".into())
    );
    assert_eq!(now["amount"], serde_json::json!({ "minor": 1031, "currency": "USD" }));
    let then = &lines[0]["then"];
    assert_eq!((&then["verdict"], &then["rule"]), (&"review".into(), &"default".into()));
    assert_eq!((&then["decision"], &then["amount"]), (&"review: none".into(), &().into()));
    for threads in [2, 3, 8] {
        let (counted, same) = written(history.as_bytes(), threads);
        assert_eq!((counted, same == alone), (tally.clone(), true), "{threads} threads");
    }
    // The facts of the lines are a history again, in which everything is different.
    let again: String = lines.iter().map(|line| format!("{}\n", line["facts"])).collect();
    let again = replayed(again.as_bytes(), 2);
    assert_eq!((again.requests, again.changed()), (tally.changed(), tally.changed()));
}

/// Takes so many bytes, and then no more.
struct Full(usize);

impl io::Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn what_cannot_be_written_ends_a_replay_and_is_told() {
    let history = history(20_000);
    let (current, candidate) = policies();
    let both = Replay { current: &current, candidate: &candidate, senders: None };
    for threads in [1, 4] {
        let mut full = Full(200_000);
        let changed = OrderedWriter::new(&mut full);
        replay(history.as_bytes(), both, threads, Some(&changed)).unwrap();
        assert_eq!(changed.end().unwrap_err().kind(), io::ErrorKind::StorageFull);
    }
}

#[test]
fn nobody_waits_for_a_part_whose_thread_has_panicked() {
    let mut out = Vec::new();
    let changed = OrderedWriter::new(&mut out);
    let panicked = std::thread::scope(|scope| {
        let panics = scope.spawn(|| {
            let _owing = Owing(&changed);
            std::panic::resume_unwind(Box::new("the first part is never put"));
        });
        changed.put(1, "the second part");
        panics.join().is_err()
    });
    assert!(panicked && changed.end().is_err());
    assert_eq!(out, b"");
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
