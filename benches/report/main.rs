//! How long a report over many cases takes, and how much memory.
//!
//! `cargo bench --bench report -- 100000` fills an embedded file with so many cases and runs the
//! built program on it: as a whole process, from its start to its end. What the numbers say is in
//! `docs/performance.md`.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a measurement fails by panicking, and its result is printed numbers"
)]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::stream::{self, StreamExt as _};
use jiff::{SignedDuration, Timestamp};
use refundd::adapters::sqlite::{Embedded, Options};
use refundd::case::announcement::Milestone;
use refundd::case::operation::{Operation, Step};
use refundd::case::state::{Automatic, Case, RequestState, Stages};
use refundd::domain::decision::{Decision, Ruling, Verdict, VerdictKind};
use refundd::domain::ids::{CaseId, RefundId, RequestId};
use refundd::domain::key::Subject;
use refundd::domain::money::{Currency, Money};
use refundd::domain::payment::Payment;
use refundd::domain::processor::Processor;
use refundd::domain::refund::{Refund, RefundStatus};
use refundd::domain::request::{Claims, Reason, RefundRequest};
use refundd::ports::clock::Clock;
use refundd::ports::store::{CaseStore as _, Keep, Version};

/// How many cases where nothing else is said.
const CASES: u64 = 100_000;
/// Runs of each form; the median counts.
const RUNS: usize = 3;

struct Machine(Instant);

impl Clock for Machine {
    #[expect(clippy::disallowed_methods, reason = "a measurement has no clock of the program")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

fn main() {
    let count = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(CASES);
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(Machine(Instant::now()));
    let path = folder.path().join("refundd.db");
    let store = Embedded::open(Options::at(&path), clock.clone()).unwrap();
    let now = clock.now();
    let began = Instant::now();
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let save = async |number| {
            let case = case(number, now);
            store.save(&case, Version::default(), Keep::Seconds(400 * 86_400)).await.unwrap();
        };
        stream::iter(0..count).for_each_concurrent(128, save).await;
    });
    drop(store);
    let bytes = std::fs::metadata(&path).unwrap().len();
    println!("{count} cases saved in {:?}, {} MiB", began.elapsed(), bytes >> 20);
    configure(folder.path(), &path);
    for form in ["text", "csv", "json", "html"] {
        let mut times: Vec<(Duration, u64)> = (0..RUNS).map(|_| run(folder.path(), form)).collect();
        times.sort();
        let (time, peak) = times.get(RUNS / 2).copied().unwrap();
        println!("{form}: {} ms, {peak} MiB at the most", time.as_millis());
    }
}

/// One run: its time, and the most memory that it had, MiB. Linux only.
fn run(folder: &Path, form: &str) -> (Duration, u64) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_refundd"));
    command.arg("report").arg("--config").arg(folder.join("refundd.toml"));
    match form {
        "html" => command.arg("--html").arg(folder.join("report.html")),
        form => command.arg("--output").arg(form),
    };
    let began = Instant::now();
    let mut child = command.stdout(Stdio::null()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        let told = std::fs::read_to_string(&status).unwrap_or_default();
        let line = told.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
        peak = peak.max(kib.unwrap_or(0) >> 10);
        if let Some(ended) = child.try_wait().unwrap() {
            assert!(ended.success(), "{form}: {ended}");
            return (began.elapsed(), peak);
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn configure(folder: &Path, file: &Path) {
    let text = format!(
        "[embedded]\npath = {}\n\n[accounts.stripe-eu]\nprocessor = \"stripe\"\n\
         api_key = \"sk_test_of_a_measurement\"\nwebhook_secrets = [\"whsec_of_a_measurement\"]\n\
         policy = \"policy.toml\"\nmerchant = \"Example Inc.\"\n",
        serde_json::json!(file)
    );
    std::fs::write(folder.join("refundd.toml"), text).unwrap();
    let policy = include_str!("../../config/policy.toml");
    std::fs::write(folder.join("policy.toml"), policy).unwrap();
}

/// One ordinary case: asked for, decided, and in most cases refunded and followed up.
fn case(number: u64, now: Timestamp) -> Case {
    let minutes = i64::try_from(number.wrapping_mul(7919).rem_euclid(129_000)).unwrap();
    let asked_at = now - SignedDuration::from_mins(minutes + 10);
    let after = |seconds: i64| asked_at + SignedDuration::from_secs(seconds);
    let id = CaseId::parse(&format!("stripe-eu/pi_{number:012}")).unwrap();
    let mut case = Case::new(id, Processor::Stripe);
    let pick = |of: u64| usize::try_from(number.rem_euclid(of)).unwrap();
    let currency = Currency::parse(["EUR", "USD", "GBP"][pick(3)]).unwrap();
    let amount = Money::new([1900, 4900, 9900, 29_900][pick(4)], currency);
    case.payment = Some(Payment {
        captured: amount,
        charged_at: after(-86_400 * 9),
        customer: None,
        product: Some(["Editor Pro", "Studio", "Archive"][pick(3)].to_owned()),
        plan: Some(["monthly", "yearly"][pick(2)].to_owned()),
        term_ends_at: None,
        locale: Some(["en", "de-AT", "fr", "ja"][pick(4)].to_owned()),
        commission: None,
        card: None,
        email: None,
        purchase: Box::default(),
    });
    let request = RefundRequest {
        id: RequestId::parse(format!("req-{number}")).unwrap(),
        reason: Reason::ALL[pick(9)].0,
        amount: None,
        locale: None,
        requested_at: asked_at,
        proof_of_purchase: false,
        claims: Claims::default(),
        requested_by: None,
    };
    let approved = !number.is_multiple_of(4);
    let verdict = if approved {
        Verdict::Approve(amount)
    } else {
        Verdict::Deny { alternatives: vec!["discount".to_owned()] }
    };
    let decision = Decision {
        verdict,
        rule: ["thirty-days", "unused", "after-the-window"][pick(3)].to_owned(),
        clause: "money_back".to_owned(),
        policy_hash: "3f9a".repeat(16),
        shadow: false,
    };
    let mut state = RequestState::new(request);
    let said = if approved { VerdictKind::Approve } else { VerdictKind::Deny };
    state.automatic = Some(Automatic { rule: decision.rule.clone(), said, shadow: false });
    state.stages = Stages {
        acknowledged_at: Some(after(1)),
        decided_at: Some(after(2 + i64::try_from(number.rem_euclid(4000)).unwrap())),
        ..Stages::default()
    };
    let id = || state.request.id.clone();
    case.told.milestones.extend([Milestone::Acknowledged(id()), Milestone::Denied(id())]);
    if approved {
        let key = case.key_of(&state.request).unwrap();
        let refund = Refund {
            id: RefundId::parse(format!("re_{number}")).unwrap(),
            amount,
            status: RefundStatus::Succeeded,
            key: Some(key.clone()),
            failure: None,
            created_at: after(4005),
        };
        state.stages.refunded_at = Some(after(4006));
        let step = Step::Ready;
        let operation =
            Operation { subject: Subject::Full, amount, decision: decision.clone(), step };
        case.operations = BTreeMap::from([(key.clone(), operation)]);
        case.refunds.insert(refund.id.clone(), refund);
        state.operation = Some(key);
    }
    state.ruling = Some(Ruling { decision, trace: Vec::new() });
    case.requests.insert(state.request.id.clone(), state);
    case
}
