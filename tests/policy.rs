//! `refundd policy` as people run it: the built program, its exit codes, its forms of output.
//!
//! What is decided is tested beside the engine; here it is that each verb says it, and moves nothing.

#![expect(clippy::unwrap_used, reason = "what a test is built of fails like the test itself")]

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use adapter_sqlite::{Embedded, Options};
use case::state::{Case, RequestState};
use domain::grounds::Grounds;
use domain::ids::{CaseId, RequestId};
use domain::processor::Processor;
use domain::request::{Claims, Reason, RefundRequest};
use policy::Policy;
use ports::record_seal::RecordSeal;
use ports::store::{CaseStore as _, Keep, Version};
use processors::standard_webhooks;
use refundd::app::clock::SystemClock;
use seal::SealingKeys;
use serde_json::Value;
use tokio::process::Command;
use wire::facts::FactsV1;

struct Ended {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Ended {
    fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|_| unreachable!("{}{}", self.stdout, self.stderr))
    }
}

/// A verb that takes longer than this hangs.
/// Seals the records of the store that is replayed.
const SEALING_KEY: &str = "whsec_c2VhbHMgb2Ygbm9ib2R5IGF0IGFsbCwgYnV0IGVub3VnaA==";
const LIMIT: Duration = Duration::from_secs(300);

fn policy(arguments: &[&str]) -> Ended {
    refundd(&[&["policy"], arguments].concat())
}

fn refundd(arguments: &[&str]) -> Ended {
    // A thread of its own, because some who ask are on a runtime already.
    let waits = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async { tokio::time::timeout(LIMIT, run(arguments)).await })
    };
    let ended = std::thread::scope(|scope| scope.spawn(waits).join().unwrap());
    ended.expect("in time")
}

async fn run(arguments: &[&str]) -> Ended {
    let output = Command::new(env!("CARGO_BIN_EXE_refundd"))
        .args(arguments)
        .env_remove("RUST_LOG")
        .env_remove("REFUNDD_CONFIG")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await
        .unwrap();
    Ended {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

const THIRTY: &str = "config/policies/thirty-days.toml";
const FACTS: &str = r#"{"id":"r-1","request":{"reason":"unused","requested_at":"2026-03-02T10:00:00Z"},"payment":{"captured":{"minor":4900,"currency":"EUR"},"charged_at":"2026-02-21T09:30:00Z"},"customer":{"all":{"payments":2},"days_365":{"payments":2}}}"#;

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).to_string_lossy().into_owned()
}

#[test]
fn every_shipped_policy_passes_check_and_test() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/policies");
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let mut files: Vec<PathBuf> =
        files.filter(|file| !file.to_string_lossy().ends_with(".tests.toml")).collect();
    files.push("config/policy.toml".into());
    let files: Vec<&str> = files.iter().map(|file| file.to_str().unwrap()).collect();
    assert_eq!(files.len(), 11);
    for verb in [&["check"][..], &["test", "--strict"]] {
        let ended = policy(&[verb, files.as_slice()].concat());
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{}", ended.stdout);
        assert!(!ended.stdout.contains("FAILED"), "{}", ended.stdout);
    }
    let told = policy(&[&["test", "--output", "json"], files.as_slice()].concat()).json();
    assert_eq!(told.as_array().unwrap().len(), 11);
    assert!(told.as_array().unwrap().iter().all(|file| file["failed"] == 0 && file["gains"] == 0));
}

#[test]
fn s7_who_gets_more_by_a_claim_is_shown_and_with_strict_it_is_a_failure() {
    let folder = tempfile::tempdir().unwrap();
    let file = path(folder.path(), "policy.toml");
    let text = "[clauses]\nc = \"c\"\n[[rule]]\nid = \"proven\"\nclause = \"c\"\n\
                when = [\"request.proof_of_purchase\"]\napprove = \"full\"\n\
                [default]\nreview = \"unproven\"\nclause = \"c\"\n";
    std::fs::write(&file, text).unwrap();
    let tests = "[[case]]\nname = \"no proof\"\nexpect.verdict = \"review\"\n\
                 request = { reason = \"unused\", requested_at = 2026-03-10T12:00:00Z }\n\
                 payment = { captured = { minor = 4900, currency = \"EUR\" }, \
                 charged_at = 2026-03-01T12:00:00Z }\n";
    std::fs::write(path(folder.path(), "policy.tests.toml"), tests).unwrap();
    let ended = policy(&["test", &file]);
    assert_eq!(ended.code, Some(0), "{}{}", ended.stdout, ended.stderr);
    for part in ["MORE", "!49.00 EUR  no proof", "warning: in 1 case somebody gets more"] {
        assert!(ended.stdout.contains(part), "{part}: {}", ended.stdout);
    }
    assert_eq!(policy(&["test", "--strict", &file]).code, Some(1));
    let told = policy(&["test", "--output", "json", &file]).json();
    assert_eq!(told[0]["gains"], 1);
    let adversary = &told[0]["cases"][0]["adversary"];
    assert_eq!(adversary["claiming"], serde_json::json!({ "minor": 4900, "is_more": true }));
    assert_eq!(adversary["at_once_minor"], 0);
}

#[test]
fn a_policy_whose_own_tests_fail_is_refused_and_everything_wrong_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let broken = path(folder.path(), "policy.toml");
    std::fs::copy("config/policies/thirty-days.toml", &broken).unwrap();
    let tests = std::fs::read_to_string("config/policies/thirty-days.tests.toml").unwrap();
    let wrong =
        tests.replace("alternatives = [\"downgrade\", \"credit\"]", "alternatives = [\"credit\"]");
    assert_ne!(tests, wrong);
    std::fs::write(path(folder.path(), "policy.tests.toml"), wrong).unwrap();
    let ended = policy(&["check", &broken]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(78), ""));
    assert!(ended.stderr.contains("whose own tests fail, 1 of 26"), "{}", ended.stderr);
    assert!(ended.stderr.contains("expects alternatives credit, and got downgrade, credit"));
    let ended = policy(&["test", &broken]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stdout.contains("26 cases, 25 ok, 1 failed"), "{}", ended.stdout);
    let facts = path(folder.path(), "facts.json");
    std::fs::write(&facts, FACTS).unwrap();
    let ended = policy(&["explain", &broken, "--request", &facts]);
    assert_eq!(ended.code, Some(78), "nothing is tried with a policy that would not be loaded");
    // Mistakes of the policy and of its tests are said together.
    std::fs::write(&broken, "name = 7\n").unwrap();
    std::fs::write(path(folder.path(), "policy.tests.toml"), "[[cases]]\n").unwrap();
    let ended = policy(&["check", &broken]);
    assert_eq!(ended.code, Some(78));
    for part in ["`name` must be text", "there is no `[default]`", "the file has no key `cases`"] {
        assert!(ended.stderr.contains(part), "{part}: {}", ended.stderr);
    }
}

#[test]
fn what_is_not_there_is_said_with_its_own_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let alone = path(folder.path(), "alone.toml");
    std::fs::copy(THIRTY, &alone).unwrap();
    let facts = path(folder.path(), "facts.json");
    std::fs::write(&facts, FACTS.replace("minor", "miner")).unwrap();
    for (arguments, code) in [
        (vec!["check", "nowhere.toml"], 66),
        (vec!["check", &alone], 0),
        (vec!["test", &alone], 66),
        (vec!["explain", THIRTY, "--request", "nowhere.json"], 66),
        (vec!["explain", THIRTY, "--request", &facts], 78),
        (vec!["explain", THIRTY], 2),
        (vec!["explain", "--request", &facts], 2),
        (vec!["replay", "--current", THIRTY, "--candidate", THIRTY, "--from", "nowhere"], 66),
        (vec!["check"], 2),
        (vec!["check", "config/policies/thirty-days.tests.toml"], 2),
        (vec!["check", THIRTY, "config/policies/thirty-days.tests.toml"], 0),
    ] {
        let ended = policy(&arguments);
        assert_eq!(ended.code, Some(code), "{arguments:?}: {}{}", ended.stdout, ended.stderr);
    }
}

#[test]
fn a_request_in_a_file_is_explained_as_text_and_as_json() {
    let folder = tempfile::tempdir().unwrap();
    let facts = path(folder.path(), "facts.json");
    std::fs::write(&facts, FACTS).unwrap();
    let told = policy(&["explain", THIRTY, "--request", &facts]);
    assert_eq!(told.code, Some(0), "{}", told.stderr);
    for line in [
        "approve 49.00 EUR; subscription cancel_now",
        "rule thirty-days: applies",
        "payment.age_days = 9",
    ] {
        assert!(told.stdout.lines().any(|found| found.trim() == line), "{line}: {}", told.stdout);
    }
    let told = policy(&["explain", THIRTY, "--request", &facts, "--output", "json"]).json();
    assert_eq!(told[0]["explained"]["decision"]["verdict"], "approve");
    assert_eq!(told[0]["explained"]["decision"]["explanation"].as_array().unwrap().len(), 8);
    assert_eq!(told[0]["request"], "r-1");
}

/// A store with one case that a policy decided, and one that a guard did.
async fn store(folder: &Path, hash: &str) {
    let key = standard_webhooks::key(&SEALING_KEY.into()).unwrap();
    let seal = RecordSeal::Under(SealingKeys::of([key]).unwrap());
    let options = Options::at(folder.join("refundd.db"));
    let store = Embedded::open(options, Arc::new(SystemClock), seal).unwrap();
    let mut case = Case::new(CaseId::parse("stripe-eu/pi_1").unwrap(), Processor::Stripe);
    for id in ["r-1", "r-2"] {
        let mut state = RequestState::new(RefundRequest {
            id: RequestId::parse(id).unwrap(),
            reason: Reason::Unused,
            amount: None,
            locale: None,
            time_zone: None,
            requested_at: "2026-03-02T10:00:00Z".parse().unwrap(),
            receipt: domain::receipt::Receipt::of("2026-03-02T10:00:00Z".parse().unwrap()),
            sender: None,
            proof_of_purchase: false,
            claims: Claims::default(),
            requested_by: None,
        });
        if id == "r-1" {
            let facts = FactsV1::read(FACTS).unwrap().facts(|_, _| 1);
            let current = std::fs::read_to_string(THIRTY).unwrap();
            let mut ruling = Policy::parse(&current).unwrap().decide(&facts);
            ruling.decision.policy_hash = Some(hash.to_owned());
            ruling.trace.clear();
            state.ruling = Some(ruling);
            state.grounds = Some(Box::new(Grounds { facts, cost: None }));
        }
        case.requests.insert(state.request.id.clone(), state);
    }
    store.save(&case, Version::default(), Keep::Forever).await.unwrap();
}

#[tokio::test]
async fn the_decisions_in_the_store_are_explained_and_replayed() {
    let folder = tempfile::tempdir().unwrap();
    let config = path(folder.path(), "refundd.toml");
    let text = format!(
        "[transport]\nkind = \"embedded\"\n[store]\nkind = \"embedded\"\n[embedded]\npath = {:?}\n\
         [worker]\nsealing_keys = [\"{SEALING_KEY}\"]\n\
         [accounts.stripe-eu]\nprocessor = \"stripe\"\napi_key = \"sk_test_of_nobody\"\n\
         webhook_secrets = [\"whsec_of_nobody_at_all\"]\npolicy = \"policy.toml\"\nmerchant = \"Example\"\n",
        folder.path().join("refundd.db")
    );
    std::fs::write(&config, text).unwrap();
    std::fs::copy(THIRTY, folder.path().join("policy.toml")).unwrap();
    let explain =
        |arguments: &[&str]| policy(&[&["explain", "--config", &config], arguments].concat());
    let before = explain(&["--case", "stripe-eu/pi_1"]);
    assert_eq!(before.code, Some(78), "there is no store yet: {}", before.stderr);
    store(folder.path(), &"ab".repeat(32)).await;
    let told = explain(&["--case", "stripe-eu/pi_1"]);
    assert_eq!(told.code, Some(0), "{}", told.stderr);
    for part in [
        "request r-1\nwas decided: approve 49.00 EUR; subscription cancel_now (thirty-days)\nit was decided by another text",
        "rule thirty-days: applies",
        "request r-2\nno decision is kept of it\nno facts are kept of this request",
    ] {
        assert!(told.stdout.contains(part), "{part}: {}", told.stdout);
    }
    let told = explain(&["--case", "stripe-eu/pi_1", "--request-id", "r-1", "--output", "json"]);
    assert_eq!(told.json().as_array().unwrap().len(), 1);
    assert_eq!(told.json()[0]["explained"]["facts"]["payment"]["captured"]["minor"], 4900);
    let candidate = path(folder.path(), "candidate.toml");
    let text = std::fs::read_to_string(THIRTY).unwrap();
    std::fs::write(&candidate, text.replace("30 days of purchase", "7 days of purchase")).unwrap();
    let replay = |more: &[&str]| {
        policy(&[&["replay", "--config", &config, "--candidate", &candidate], more].concat())
    };
    let told = replay(&[]);
    assert_eq!(told.code, Some(0), "{}", told.stderr);
    for part in [
        "against the policy of each account, on the store, 1 cases; 1 requests in it keep no facts or were",
        "approve becomes deny",
        "stripe-eu/pi_1 r-1, asked at 2026-03-02T10:00:00Z",
    ] {
        assert!(told.stdout.contains(part), "{part}: {}", told.stdout);
    }
    let told = replay(&["--current", &candidate, "--account", "stripe-eu", "--output", "json"]);
    assert_eq!((&told.json()["requests"], &told.json()["same"]), (&1.into(), &1.into()));
    let changed = path(folder.path(), "changed.jsonl");
    assert_eq!(replay(&["--changed", &changed]).code, Some(0));
    let line: Value = serde_json::from_str(&std::fs::read_to_string(&changed).unwrap()).unwrap();
    let expected = serde_json::json!({
        "at": { "requested_at": "2026-03-02T10:00:00Z", "request": "stripe-eu/pi_1 r-1" },
        "now": {
            "verdict": "approve", "decision": "approve 49.00 EUR; subscription cancel_now",
            "rule": "thirty-days", "clause": "thirty-days",
            "amount": { "minor": 4900, "currency": "EUR" }, "subscription": "cancel_now",
        },
        "then": {
            "verdict": "deny", "decision": "deny, offering downgrade, credit", "rule": "too-late",
            "clause": "too-late", "amount": null,
        },
    });
    assert_eq!(line, expected);
    assert_eq!(replay(&["--account", "stripe-us"]).code, Some(66));
    for (arguments, code) in [
        (vec!["--case", "stripe-eu/pi_2"], 66),
        (vec!["--case", "stripe-us/pi_1"], 66),
        (vec!["--case", "stripe-eu/pi_1", "--request-id", "r-3"], 66),
        (vec!["--case", "pi_1"], 2),
    ] {
        assert_eq!(explain(&arguments).code, Some(code), "{arguments:?}");
    }
}

#[test]
fn a_history_is_replayed_as_text_json_and_a_page() {
    let folder = tempfile::tempdir().unwrap();
    let (history, candidate) =
        (path(folder.path(), "history.jsonl"), path(folder.path(), "candidate.toml"));
    let late = FACTS.replace("03-02", "03-20").replace("r-1", "r-2");
    std::fs::write(&history, format!("{FACTS}\n{late}\nnonsense\n{FACTS}\n")).unwrap();
    let text = std::fs::read_to_string(THIRTY).unwrap();
    std::fs::write(&candidate, text.replace("30 days of purchase", "14 days of purchase")).unwrap();
    let page = path(folder.path(), "page.html");
    let replay = |more: &[&str]| {
        let plain = ["replay", "--current", THIRTY, "--candidate", &candidate, "--from", &history];
        policy(&[&plain, more].concat())
    };
    let told = replay(&["--html", &page]);
    assert_eq!(told.code, Some(0), "{}", told.stderr);
    for part in ["approve becomes deny", "line 2 (r-2)", "line 3: the document: expected ident"] {
        assert!(told.stdout.contains(part), "{part}: {}", told.stdout);
    }
    assert!(std::fs::read_to_string(&page).unwrap().starts_with("<!doctype html>"));
    let told = replay(&["--output", "json"]).json();
    assert_eq!((&told["requests"], &told["different"]), (&3.into(), &1.into()));
    assert_eq!(told["money"]["EUR"]["then_minor"], 9800);
    assert_eq!(told["unreadable"]["number"], 1);
    let changed = path(folder.path(), "changed.jsonl");
    let report = replay(&["--output", "json", "--changed", &changed]).json();
    assert_eq!(report, told, "the report is as it was");
    let line: Value = serde_json::from_str(&std::fs::read_to_string(&changed).unwrap()).unwrap();
    assert_eq!(line["at"], serde_json::json!({ "line": 2, "id": "r-2" }));
    assert_eq!(line["facts"], serde_json::from_str::<Value>(&late).unwrap());
    // What is read is not written over, by whatever name.
    let around = path(&folder.path().join("."), "history.jsonl");
    for (option, file) in [("--changed", &history), ("--changed", &around), ("--html", &candidate)]
    {
        let ended = replay(&[option, file]);
        assert_eq!(ended.code, Some(2), "{}", ended.stderr);
        assert!(ended.stderr.contains("is read; write the result elsewhere"), "{}", ended.stderr);
    }
    assert_eq!(replay(&[]).code, Some(0), "nothing was written over");
}

/// The built program, with something to read.
fn typed(arguments: &[&str], input: &str) -> Ended {
    use std::io::Write as _;
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_refundd"))
        .args([&["policy"], arguments].concat())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    Ended {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

#[test]
fn a_policy_is_drafted_from_answers_and_passes_check_and_test() {
    let folder = tempfile::tempdir().unwrap();
    let (file, answers) = (path(folder.path(), "shop.toml"), path(folder.path(), "answers.toml"));
    let new = |more: &[&str]| policy(&[&["new", "--output", &file], more].concat());
    assert_eq!(new(&["--answers", &answers]).code, Some(66), "there are no answers yet");
    std::fs::write(&answers, "renewals = \"nevr\"\n").unwrap();
    let ended = new(&["--answers", &answers]);
    assert_eq!(ended.code, Some(78));
    assert!(ended.stderr.contains("did you mean `never`?"), "{}", ended.stderr);
    assert!(!Path::new(&file).exists());
    let text = "renewals = \"never\"\nused = \"yes\"\nafterwards = \"rest_of_term\"\n";
    std::fs::write(&answers, text).unwrap();
    let ended = new(&["--answers", &answers]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    assert!(ended.stdout.contains("shop.toml"), "{}", ended.stdout);
    for verb in [&["check"][..], &["test", "--strict"]] {
        let ended = policy(&[verb, &[&file]].concat());
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{}", ended.stdout);
        assert!(!ended.stdout.contains("warning:"), "{}", ended.stdout);
    }
    // Neither of the two is written over.
    let before = std::fs::read_to_string(&file).unwrap();
    assert_eq!(new(&["--answers", &answers]).code, Some(2));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), before);
    std::fs::remove_file(&file).unwrap();
    let ended = new(&["--answers", &answers]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.stderr.contains("shop.tests.toml is there"), "{}", ended.stderr);
    assert!(!Path::new(&file).exists());
}

#[test]
fn a_policy_is_drafted_from_what_is_typed() {
    let folder = tempfile::tempdir().unwrap();
    let file = path(folder.path(), "typed.toml");
    let ended = typed(&["new", "--output", &file], "\nsoon\n14\n");
    assert_eq!(ended.code, Some(2), "{}", ended.stderr);
    assert!(ended.stderr.contains("there is no answer to `afterwards`"), "{}", ended.stderr);
    assert!(ended.stdout.contains("`days`: invalid type: string \"soon\""), "{}", ended.stdout);
    assert!(!Path::new(&file).exists());
    // Two weeks, in German and English; the rest as it is proposed.
    let ended = typed(&["new", "--output", &file], "\n14\n\n\n\n\n\n50000\n\n\n\nen, de\n");
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    let told = format!("refundd policy check --languages en,de {file}");
    assert!(ended.stdout.contains(&told), "{}", ended.stdout);
    let written = std::fs::read_to_string(&file).unwrap();
    for part in ["within = \"14 days of purchase\"", "up_to = { EUR = 50000 }", "\nde = "] {
        assert!(written.contains(part), "{part}: {written}");
    }
    for verb in [&["check"][..], &["test", "--strict"]] {
        let ended = policy(&[verb, &["--languages", "en,de", &file]].concat());
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{}", ended.stdout);
    }
}

#[test]
fn schemas_are_printed() {
    for of in ["policy", "tests"] {
        let schema = policy(&["schema", of]).json();
        assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#", "{of}");
    }
}

/// The letters that a request would get, in the words of the policy that decides it.
#[test]
fn the_letters_of_a_request_are_shown_before_it_is_asked() {
    let folder = tempfile::TempDir::new().unwrap();
    let request = path(folder.path(), "facts.json");
    std::fs::write(&request, FACTS).unwrap();
    let preview = |more: &[&str]| {
        let first = ["messages", "preview", "--policy", THIRTY, "--request", &request];
        refundd(&[&first, more].concat())
    };
    let german = preview(&["--locale", "de", "--merchant", "Beispiel"]);
    assert_eq!(german.code, Some(0), "{}", german.stderr);
    let titles: Vec<&str> =
        german.stdout.lines().filter(|line| line.ends_with(" · Deutsch")).collect();
    assert_eq!(titles, ["approved · Deutsch"], "{}", german.stdout);
    for said in ["den vollen Betrag von 49,00", "die am 2. März 2026, ", "Beispiel"] {
        assert!(german.stdout.contains(said), "{said}: {}", german.stdout);
    }
    let all = preview(&[]);
    assert_eq!(all.stdout.matches("approved · ").count(), 6, "{}", all.stdout);

    // What is denied is denied in the policy's own words.
    std::fs::write(&request, FACTS.replace("2026-02-21", "2026-01-01")).unwrap();
    let late = preview(&["--locale", "en"]);
    assert!(late.stdout.contains("denied · English"), "{}", late.stdout);
    assert!(late.stdout.contains("Here’s why: "), "{}", late.stdout);
    assert!(!late.stdout.contains("Thank you for waiting"), "{}", late.stdout);

    // What a person decides has no letter yet.
    let warned = FACTS.replace(r#","customer""#, r#","ledger":{"fraud_warning":true},"customer""#);
    std::fs::write(&request, warned).unwrap();
    let reviewed = preview(&["--locale", "en"]);
    assert!(reviewed.stdout.contains("a person decides ("), "{}", reviewed.stdout);
    assert!(!reviewed.stdout.contains("approved · "), "{}", reviewed.stdout);
    assert!(reviewed.stdout.contains("our answer by March 3, 2026"), "{}", reviewed.stdout);
}

/// The calculation of the decision reaches the letter of a part, and there is none in that of the whole.
#[test]
fn w5_the_letter_of_a_part_says_how_the_amount_came_about() {
    let folder = tempfile::TempDir::new().unwrap();
    let (request, part) = (path(folder.path(), "facts.json"), path(folder.path(), "part.toml"));
    std::fs::write(&request, FACTS).unwrap();
    for (approve, sum) in [
        (
            "{ share = \"50%\" }",
            Some("You paid: €49.00\nShare that you get back: 50%\nThat comes to: €24.50\n"),
        ),
        ("\"full\"", None),
    ] {
        let text = format!(
            "[clauses]\nc = \"c\"\n[default]\nreview = \"unproven\"\nclause = \"c\"\n\
             [[rule]]\nid = \"part\"\nclause = \"c\"\nwhen = []\napprove = {approve}\n"
        );
        std::fs::write(&part, text).unwrap();
        let first = ["messages", "preview", "--policy", &part, "--request", &request];
        let shown = refundd(&[&first[..], &["--locale", "en"]].concat());
        assert_eq!(shown.code, Some(0), "{}", shown.stderr);
        assert!(shown.stdout.contains("approved · English"), "{}", shown.stdout);
        let told = shown.stdout.contains("This is how the amount came about:");
        assert_eq!(told, sum.is_some(), "{}", shown.stdout);
        assert!(sum.is_none_or(|sum| shown.stdout.contains(sum)), "{}", shown.stdout);
    }
}

#[test]
fn a_preview_of_a_request_that_cannot_be_says_why() {
    let folder = tempfile::TempDir::new().unwrap();
    let request = path(folder.path(), "facts.json");
    let preview = |arguments: &[&str]| refundd(&[&["messages", "preview"], arguments].concat());
    assert_eq!(preview(&["--policy", THIRTY]).code, Some(2));
    assert_eq!(preview(&["--request", &request]).code, Some(2));
    assert_eq!(preview(&["--policy", THIRTY, "--request", &request]).code, Some(66));
    std::fs::write(&request, "{}").unwrap();
    assert_eq!(preview(&["--policy", THIRTY, "--request", &request]).code, Some(78));
    std::fs::write(&request, FACTS).unwrap();
    let nowhere = path(folder.path(), "nowhere.toml");
    assert_eq!(preview(&["--policy", &nowhere, "--request", &request]).code, Some(66));
}
