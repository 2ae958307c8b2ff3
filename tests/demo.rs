//! The demo as people run it: the built program, its exit code, its two forms of output.
//!
//! What the daemon does is tested elsewhere; here it is the fortnight as a whole, and that nothing
//! of a customer and no secret is shown.

#![expect(clippy::unwrap_used, reason = "what a test is built of fails like the test itself")]

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::process::Command;

/// A demo that takes longer than this hangs.
const LIMIT: Duration = Duration::from_secs(300);

struct Ended {
    success: bool,
    stdout: String,
    stderr: String,
}

async fn demo(arguments: &[&str], folder: &Path) -> Ended {
    let running = Command::new(env!("CARGO_BIN_EXE_refundd"))
        .arg("demo")
        .args(arguments)
        .env_remove("RUST_LOG")
        .env("TMPDIR", folder)
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let output = tokio::time::timeout(LIMIT, running).await.expect("in time").unwrap();
    Ended {
        success: output.status.success(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

fn entries(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Scenario, outcome, verdict, rule, refunded, executions, clawed.
type Expected = (&'static str, &'static str, Option<&'static str>, Option<&'static str>, [i64; 3]);

const EXPECTED: [Expected; 10] = [
    ("money_back", "refunded", Some("approve"), Some("money-back"), [4_900, 1, 980]),
    ("too_late", "denied", Some("deny"), Some("too-late"), [0, 0, 0]),
    ("annual", "refunded", Some("approve"), Some("annual-prorated"), [17_425, 1, 3_485]),
    ("duplicates", "refunded", Some("approve"), Some("money-back"), [5_800, 1, 0]),
    ("dashboard", "refund_adopted", None, None, [3_300, 0, 660]),
    ("fails_later", "refund_failed_later", Some("approve"), Some("money-back"), [0, 1, 0]),
    ("crash", "refunded", Some("approve"), Some("money-back"), [12_900, 1, 2_580]),
    ("pending", "refunded", Some("approve"), Some("money-back"), [4_900, 1, 980]),
    ("dispute_won", "dispute_won", None, None, [0, 0, 0]),
    ("dispute_lost", "dispute_lost", Some("review"), Some("guard.disputed"), [0, 0, 1_580]),
];

#[tokio::test]
async fn every_case_ends_as_scripted_and_the_books_agree() {
    let folder = tempfile::tempdir().unwrap();
    let ended = demo(&["--output", "json"], folder.path()).await;
    assert!(ended.success, "{}{}", ended.stdout, ended.stderr);
    assert_eq!(ended.stderr, "");
    assert_eq!(ended.stdout.lines().count(), 1);
    let summary: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(summary["agrees"], true, "{summary}");
    assert_eq!(summary["differences"], json!([]));
    let cases = summary["cases"].as_array().unwrap();
    assert_eq!(cases.len(), EXPECTED.len());
    for (case, (id, outcome, verdict, rule, [refunded, executions, clawed])) in
        cases.iter().zip(EXPECTED)
    {
        assert_eq!(case["id"], id);
        assert_eq!(case["outcome"], outcome, "{case}");
        assert_eq!(case["verdict"].as_str(), verdict, "{case}");
        assert_eq!(case["rule"].as_str(), rule, "{case}");
        assert_eq!(case["refunded_minor"], refunded, "{case}");
        assert_eq!(case["executions"], executions, "{case}");
        assert_eq!(case["clawed_minor"], clawed, "{case}");
    }
    assert_eq!(cases[1]["clause"], "window-over");
    assert_eq!(cases[1]["alternatives"], json!(["extended_trial", "onboarding_call", "downgrade"]));
    let follow_ups = cases.iter().filter(|case| {
        case["events"].as_array().unwrap().contains(&json!("followup.feedback_due.v1"))
    });
    assert_eq!(follow_ups.count(), 5);
    for (key, value) in [
        ("requests", json!(8)),
        ("refunds_executed", json!(6)),
        ("refunds_adopted", json!(1)),
        ("refunds_failed_later", json!(1)),
        ("refunded_minor", json!({"EUR": 17_800, "JPY": 5_800, "USD": 25_625})),
        ("clawbacks", json!(10)),
        ("for_a_person", json!(2)),
        ("messages", json!(25)),
        ("events", json!(52)),
        ("duplicates_suppressed", json!(3)),
        ("crashes_survived", json!(1)),
    ] {
        assert_eq!(summary[key], value, "{key}");
    }
    let net = |code: &str| summary["clawed"][code]["net_minor"].as_i64();
    assert_eq!((net("EUR"), net("USD")), (Some(5_140), Some(5_125)));
    assert_eq!(entries(folder.path()), Vec::<String>::new(), "nothing is left behind");
}

/// The demo plays in the past, so that nothing of it lies ahead of whoever looks; and it leaves no more
/// than it says.
#[tokio::test]
async fn w23_what_the_demo_has_left_is_all_in_a_report() {
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("kept");
    let ended = demo(&["--keep", kept.to_str().unwrap()], folder.path()).await;
    assert!(ended.success, "{}{}", ended.stdout, ended.stderr);
    assert_eq!(entries(&kept), ["policy.toml", "refundd.db", "refundd.toml"]);
    let report = Command::new(env!("CARGO_BIN_EXE_refundd"))
        .args(["report", "--output", "json", "--config"])
        .arg(kept.join("refundd.toml"))
        .kill_on_drop(true)
        .output();
    let report = tokio::time::timeout(LIMIT, report).await.expect("in time").unwrap();
    let report: Value = serde_json::from_slice(&report.stdout).unwrap();
    assert_eq!((&report["cases"], &report["requests"]["count"]), (&json!(10), &json!(8)));
}

#[tokio::test]
async fn the_timelines_show_no_customer_no_card_and_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    let ended = demo(&[], folder.path()).await;
    assert!(ended.success, "{}{}", ended.stdout, ended.stderr);
    assert_eq!(ended.stderr, "");
    let text = ended.stdout;
    for (number, (id, ..)) in (1..).zip(EXPECTED) {
        assert!(text.contains(&format!("\n{number}. ")), "{text}");
        assert!(text.contains(&format!("\n   pi_demo_{id}, ")), "{text}");
    }
    for shown in [
        "approve 49.00 EUR, by rule money-back",
        "offered instead: extended_trial, onboarding_call, downgrade",
        "approve 174.25 USD, by rule annual-prorated",
        "the same once more: 202",
        "refund.adopted.v1: 33.00 USD",
        "49.00 USD did not arrive, lost_or_stolen_card",
        "9.80 USD given back to partner_7, 0.00 USD taken in all",
        "made 1 time, sent again 0 times",
        "15.80 EUR given back to partner_7",
        "a person decides, by rule guard.disputed",
        "to the customer [",
        "the processor's own books agree with ours",
    ] {
        assert!(text.contains(shown), "{shown:?} is not in\n{text}");
    }
    for leak in ["@", "customers.example", "Please write", "4242", "whsec_", "sk_", "\u{1b}"] {
        assert!(!text.contains(leak), "{leak:?} is in\n{text}");
    }
    assert_eq!(entries(folder.path()), Vec::<String>::new(), "nothing is left behind");
}

#[tokio::test]
async fn what_is_kept_is_not_mixed_with_another_day() {
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("kept");
    let arguments = ["--output", "json", "--keep", kept.to_str().unwrap()];
    let ended = demo(&arguments, folder.path()).await;
    assert!(ended.success, "{}{}", ended.stdout, ended.stderr);
    let names = entries(&kept);
    for name in ["policy.toml", "refundd.db", "refundd.toml"] {
        assert!(names.iter().any(|found| found == name), "{names:?}");
    }
    let again = demo(&arguments, folder.path()).await;
    assert!(!again.success);
    assert_eq!(again.stdout, "");
    assert!(again.stderr.contains("name another folder"), "{}", again.stderr);
}
