//! Which version of a policy applies to a purchase, at each boundary.

use jiff::{SignedDuration, Timestamp};

use super::sample::{Sample, full_text};
use crate::{Book, NoVersion, Policy, VersionMistake};
use diagnostics::render_mistakes;
use domain::authority::GuardCode;
use domain::decision::Verdict;
use domain::locale::Locale;
use domain::money::Currency;
use domain::request::Reason;

const FULL: &[(&str, &str)] = &[("[]", "approve = \"full\"")];

fn text(head: &str) -> String {
    full_text(head, FULL, "")
}

/// A version; `mark` makes its text another one.
fn version(mark: &str, from: &str) -> (String, Policy) {
    let from = if from.is_empty() { String::new() } else { format!("in_force_from = {from}\n") };
    let text = text(&format!("version = \"{mark}\"\n{from}time_zone = \"Europe/Berlin\"\n"));
    let policy = Policy::parse(&text)
        .unwrap_or_else(|mistakes| panic!("{}", render_mistakes(mark, &text, &mistakes)));
    (format!("{mark}.toml"), policy)
}

fn book(versions: &[(&str, &str)]) -> Book {
    let versions = versions.iter().map(|(mark, from)| version(mark, from)).collect();
    Book::of_versions(versions).unwrap().0
}

fn at(instant: &str) -> Timestamp {
    instant.parse().unwrap()
}

/// The mark of the version that applies.
fn applies(book: &Book, shown: Option<&str>, purchased: &str) -> Result<String, NoVersion> {
    book.applicable(shown, at(purchased)).map(|policy| policy.version().to_owned())
}

#[test]
fn the_version_in_force_on_the_day_of_purchase_applies() {
    // Given in another order than that of time.
    let book = book(&[("c", "2026-11-01"), ("a", ""), ("b", "2026-03-29")]);
    // A day begins in Berlin: an hour before midnight UTC in winter, two in summer.
    let expected = [
        ("2020-01-01T00:00:00Z", "a"),
        ("2026-03-28T22:59:59.999999999Z", "a"),
        ("2026-03-28T23:00:00Z", "b"),
        ("2026-10-31T22:59:59Z", "b"),
        ("2026-10-31T23:00:00Z", "c"),
        ("2190-01-01T00:00:00Z", "c"),
    ];
    for (purchased, mark) in expected {
        assert_eq!(applies(&book, None, purchased).as_deref(), Ok(mark), "{purchased}");
    }
    let order: Vec<&str> = book.versions().iter().map(Policy::version).collect();
    assert_eq!(order, ["a", "b", "c"]);
}

#[test]
fn s9_a_version_that_was_shown_applies_only_if_it_was_in_force_at_the_charge_or_shortly_before() {
    let book = book(&[("a", ""), ("b", "2026-06-01"), ("c", "2027-01-01")]);
    // Each version with the first and the last instant at which it counts: Berlin's days, and 14
    // of grace once it was superseded.
    let ever = ("2020-01-01T00:00:00Z", "2190-01-01T00:00:00Z");
    let spans = [
        ("a", ever.0, "2026-06-14T21:59:59.999999999Z"),
        ("b", "2026-05-31T22:00:00Z", "2027-01-14T22:59:59.999999999Z"),
        ("c", "2026-12-31T23:00:00Z", ever.1),
    ];
    let nanosecond = SignedDuration::from_nanos(1);
    let mut tried = 0;
    for (policy, (mark, first, last)) in book.versions().iter().zip(spans) {
        let named = |at: Timestamp| book.applicable(Some(policy.hash()), at).map(Policy::version);
        for at in [at(first), at(last)] {
            assert_eq!(named(at), Ok(mark), "{at}");
        }
        let not = Err(NoVersion::NotInForce);
        if first != ever.0 {
            assert_eq!(named(at(first) - nanosecond), not, "{mark} before {first}");
            tried += 1;
        }
        if last != ever.1 {
            assert_eq!(named(at(last) + nanosecond), not, "{mark} after {last}");
            tried += 1;
        }
    }
    assert_eq!(tried, 4);
    let code = NoVersion::NotInForce.code();
    assert_eq!(code.as_str(), "policy_version_not_in_force");
    assert_eq!(GuardCode::parse("policy_version_not_in_force"), Some(code));
}

#[test]
fn s9_bands_are_those_of_the_version_in_force_when_it_is_decided() {
    let generous =
        "[[band]]\nup_to = { USD = 100000 }\nwho = \"machine\"\n[[band]]\nwho = \"two\"\n";
    let narrow = "[[band]]\nup_to = { USD = 1000 }\nwho = \"machine\"\n[[band]]\nwho = \"two\"\n";
    let dated = |mark: &str, from: &str, bands: &str| {
        let head = format!("version = \"{mark}\"\nin_force_from = {from}\n");
        (mark.to_owned(), Policy::parse(&full_text(&head, FULL, bands)).unwrap())
    };
    // The newest comes into force only next year.
    let versions = [
        dated("a", "2026-01-01", generous),
        dated("b", "2026-06-01", narrow),
        dated("c", "2027-01-01", ""),
    ];
    let book = Book::of_versions(versions.to_vec()).unwrap().0;
    let facts = Sample::new(Reason::Other).captured(4900, "USD", 1).facts();
    let mut tried = 0;
    for (_, version) in &versions {
        for (when, machine, one) in [
            ("2025-12-31T00:00:00Z", None, None),
            ("2026-03-01T00:00:00Z", Some(true), Some(100_000)),
            ("2026-07-01T00:00:00Z", Some(false), Some(1000)),
            ("2027-01-01T00:00:00Z", Some(true), None),
        ] {
            let deciding = book.deciding(version, at(when));
            assert_eq!(deciding.hash(), version.hash(), "what was promised stays");
            // Before the first there is none, and its own stand.
            let Some(machine) = machine else {
                assert_eq!(deciding.bands(), version.bands());
                continue;
            };
            let (aloud, silent) = (deciding.decide(&facts).decision, deciding.decision(&facts));
            assert_eq!(aloud, silent);
            assert_eq!(matches!(aloud.verdict, Verdict::Approve(_)), machine, "{when}");
            assert_eq!(deciding.two_above(Some(Currency::parse("USD").unwrap())), one, "{when}");
            tried += 1;
        }
    }
    assert_eq!(tried, 9);
}

#[test]
fn a_version_that_is_not_in_the_book_is_a_case_for_a_person() {
    let book = book(&[("a", ""), ("b", "2026-06-01")]);
    for hash in ["0".repeat(64).as_str(), "unreadable", ""] {
        let found = applies(&book, Some(hash), "2026-07-01T00:00:00Z");
        assert_eq!(found, Err(NoVersion::Unknown), "{hash}");
    }
    assert_eq!(NoVersion::Unknown.code().as_str(), "policy_version_unknown");
}

#[test]
fn a_purchase_before_the_first_version_is_a_case_for_a_person() {
    let book = book(&[("a", "2026-06-01")]);
    assert_eq!(applies(&book, None, "2026-05-31T21:59:59Z"), Err(NoVersion::BeforeFirst));
    assert_eq!(applies(&book, None, "2026-05-31T22:00:00Z").as_deref(), Ok("a"));
    assert_eq!(NoVersion::BeforeFirst.code().as_str(), "policy_version_before_first");
    assert_eq!(book.in_force(at("2026-01-01T00:00:00Z")), None);
}

#[test]
fn without_versions_the_one_policy_applies_to_everything() {
    let (_, policy) = version("a", "2026-06-01");
    let book = Book::one(policy);
    for (shown, purchased) in
        [(None, "2020-01-01T00:00:00Z"), (Some("0000"), "2026-07-01T00:00:00Z")]
    {
        assert_eq!(applies(&book, shown, purchased).as_deref(), Ok("a"));
    }
    assert!(!book.keeps_versions());
}

#[test]
fn a_version_begins_with_a_day_or_an_instant() {
    let from = |written: &str| {
        let (_, policy) = version("a", written);
        policy.in_force_from().unwrap().to_string()
    };
    let spellings = [
        ("2026-11-01", "2026-10-31T23:00:00Z"),
        ("2026-11-01T09:00:00+02:00", "2026-11-01T07:00:00Z"),
        ("2026-11-01 09:00:00Z", "2026-11-01T09:00:00Z"),
        ("2026-11-01T09:00:00", "2026-11-01T08:00:00Z"),
        ("2026-11-01T09:00:00.5", "2026-11-01T08:00:00.5Z"),
    ];
    for (written, expected) in spellings {
        assert_eq!(from(written), expected, "{written}");
    }
    // There, that day began at one o'clock.
    let head = "in_force_from = 2026-04-24\ntime_zone = \"Africa/Cairo\"\n";
    let policy = Policy::parse(&text(head)).unwrap();
    assert_eq!(policy.in_force_from(), Some(at("2026-04-23T22:00:00Z")));
}

fn told(head: &str) -> String {
    let text = text(head);
    render_mistakes("policy.toml", &text, &Policy::parse(&text).unwrap_err())
}

#[test]
fn a_beginning_that_is_none_is_shown_with_a_remedy() {
    let zone = "time_zone = \"Europe/Berlin\"\n";
    let wrong = [
        "\"2026-11-01\"",
        "20261101",
        "09:00:00",
        "0226-11-01",
        // Skipped, and shown twice.
        "2026-03-29T02:30:00",
        "2026-10-25T02:30:00",
    ];
    let shown = wrong.map(|from| told(&format!("in_force_from = {from}\n{zone}")));
    insta::assert_snapshot!(shown.join("\n\n"));
}

#[test]
fn versions_that_contradict_each_other_are_shown_with_a_remedy() {
    let refused = |versions: &[(&str, &str, &str)]| {
        let versions: Vec<(String, Policy)> = versions
            .iter()
            .map(|(name, mark, from)| ((*name).to_owned(), version(mark, from).1))
            .collect();
        said(&Book::of_versions(versions).unwrap_err())
    };
    let same_day = [("b.toml", "b", "2026-06-01"), ("a.toml", "a", "2026-05-31T22:00:00Z")];
    let no_day = [("b.toml", "b", ""), ("a.toml", "a", ""), ("c.toml", "c", "2026-06-01")];
    let twice = [("copy.toml", "a", "2026-06-01"), ("a.toml", "a", "2026-06-01")];
    insta::assert_snapshot!([refused(&same_day), refused(&no_day), refused(&twice)].join("\n"));
    let (_, warnings) = Book::of_versions(vec![version("a", "2026-06-01")]).unwrap();
    insta::assert_snapshot!(said(&warnings));
    let (_, warnings) = Book::of_versions(vec![version("a", "")]).unwrap();
    assert_eq!(warnings, []);
}

fn said(mistakes: &[VersionMistake]) -> String {
    let line = |found: &VersionMistake| {
        let mistake = &found.mistake;
        format!("{}:{:?}: {}\n  {}\n", found.name, mistake.span, mistake.message, mistake.remedy)
    };
    mistakes.iter().map(line).collect()
}

#[test]
fn the_words_of_a_clause_are_those_of_the_version_that_decided() {
    let dated = |mark: &str, from: &str, words: &str| {
        let (name, _) = version(mark, from);
        let text = text(&format!("version = \"{mark}\"\nin_force_from = {from}\n"));
        let text = text.replace("[clauses]", &format!("[clauses]\nterm = \"{words}\""));
        (name, Policy::parse(&text).unwrap())
    };
    let versions = vec![dated("a", "2026-01-01", "14 days."), dated("b", "2026-06-01", "30 days.")];
    let hash = versions[0].1.hash().to_owned();
    let (book, _) = Book::of_versions(versions).unwrap();
    assert_eq!(book.clause_text(Some(&hash), "term", Locale::Fr), Some("14 days."));
    assert_eq!(
        book.clause_text(Some("gone"), "term", Locale::Fr),
        Some("30 days."),
        "the newest that has it"
    );
    assert_eq!(book.clause_text(Some(&hash), "no-such-clause", Locale::Fr), None);
}
