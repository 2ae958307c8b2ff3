//! Where each dependency may be named, so that exchanging one touches one folder.

use std::collections::BTreeSet;

use crate::finding::Findings;
use crate::paths;
use crate::source::{Source, program, read};

/// A crate, where the program may name it, and whether tests may name it anywhere.
type Row = (&'static str, &'static [&'static str], Tests);

#[derive(Clone, Copy, PartialEq)]
enum Tests {
    /// Tests are held to the same places.
    Too,
    /// Tests may name it anywhere.
    Free,
}
use Tests::{Free, Too};

const ANYWHERE: &[&str] = &["src/"];
const SHELL: &[&str] = &[
    "src/adapters/",
    "src/ingress/",
    "src/worker/",
    "src/app/",
    "src/cli/",
    "src/sandbox/",
    "src/main.rs",
];
const PROCESS: &[&str] = &["src/app/", "src/cli/", "src/main.rs"];
const HTTP_SERVERS: &[&str] = &["src/ingress/", "src/app/", "src/sandbox/"];
const MESSAGES: &[&str] = &["src/messages/"];

const TABLE: &[Row] = &[
    // Vendors: one folder each.
    ("lapin", &["src/adapters/rabbitmq/"], Too),
    ("async_compat", &["src/adapters/rabbitmq/relay.rs"], Too),
    ("redis", &["src/adapters/redis/"], Too),
    ("rusqlite", &["src/adapters/sqlite/"], Too),
    // The sandbox sends webhooks, and shares nothing with what it is used to test.
    ("reqwest", &["src/adapters/http/", "src/sandbox/", "src/cli/demo/caller.rs"], Too),
    ("url", &["src/adapters/http/"], Too),
    ("rustls", PROCESS, Too),
    ("rustls_native_certs", &["src/adapters/redis/roots.rs"], Too),
    ("axum", &["src/app/", "src/sandbox/"], Too),
    ("hyper", HTTP_SERVERS, Too),
    ("hyper_util", HTTP_SERVERS, Too),
    ("tower", HTTP_SERVERS, Too),
    ("http_body_util", HTTP_SERVERS, Too),
    ("backoff", &["src/adapters/", "src/app/build.rs"], Too),
    // The judge of our own evaluator, never part of the program.
    ("cel", &["src/policy/tests/"], Too),
    ("fluent_bundle", MESSAGES, Too),
    ("fluent_syntax", &["src/messages/edition.rs", "src/messages/form.rs"], Too),
    ("unic_langid", MESSAGES, Too),
    ("icu_experimental", MESSAGES, Too),
    ("icu_datetime", MESSAGES, Too),
    ("icu_calendar", MESSAGES, Too),
    ("icu_locale_core", MESSAGES, Too),
    ("icu_plurals", MESSAGES, Too),
    ("fixed_decimal", MESSAGES, Too),
    ("annotate_snippets", &["src/diagnostics/drawing.rs"], Too),
    ("strsim", &["src/diagnostics/suggestion.rs"], Too),
    ("config", &["src/app/config/"], Too),
    ("toml", &["src/policy/", "src/trial/", "src/setting/", "src/app/"], Free),
    ("schemars", &["src/policy/document/", "src/wire/", "src/trial/"], Too),
    ("uuid", &["src/case/milestone.rs"], Too),
    ("iso_currency", &["src/domain/money.rs"], Too),
    ("tracing", &["src/telemetry/", "src/app/", "src/cli/"], Too),
    ("tracing_subscriber", &["src/app/config/rule.rs", "src/cli/logging.rs"], Too),
    ("metrics", &["src/telemetry/", "src/app/"], Too),
    ("metrics_exporter_prometheus", &["src/app/"], Too),
    // The roles of a process are values of a flag.
    ("clap", &["src/cli/", "src/main.rs", "src/app/build.rs"], Too),
    ("rustix", &["src/app/"], Too),
    ("mimalloc", &["src/main.rs"], Too),
    ("anyhow", PROCESS, Free),
    // Secrets: the signature of a webhook, the key of an operation, fingerprints.
    ("hmac", &["src/processors/mac.rs", "src/sandbox/"], Free),
    (
        "sha2",
        &[
            "src/domain/key.rs",
            "src/domain/email.rs",
            "src/policy/run/compile.rs",
            "src/processors/mac.rs",
            "src/adapters/save_token.rs",
            "src/ingress/receive.rs",
            "src/app/shelf/entry.rs",
            "src/sandbox/",
        ],
        Free,
    ),
    ("base64", &["src/processors/", "src/adapters/redis/roots.rs"], Free),
    (
        "hex",
        &[
            "src/domain/email.rs",
            "src/policy/run/compile.rs",
            "src/processors/",
            "src/ingress/receive.rs",
            "src/worker/seal.rs",
            "src/sandbox/",
        ],
        Free,
    ),
    (
        "secrecy",
        &[
            "src/processors/",
            "src/setting/",
            "src/adapters/",
            "src/ingress/",
            "src/worker/",
            "src/app/",
            "src/cli/",
        ],
        Too,
    ),
    // How the shell waits.
    ("tokio", SHELL, Too),
    ("tokio_util", SHELL, Too),
    ("futures_util", SHELL, Too),
    ("async_trait", &["src/ports/", "src/adapters/", "src/app/"], Free),
    // Forms of data: the words of the inner layers have none.
    (
        "serde",
        &[
            "src/policy/document/",
            "src/processors/",
            "src/wire/",
            "src/trial/",
            "src/adapters/",
            "src/setting/",
            "src/app/",
            "src/cli/",
            "src/sandbox/",
        ],
        Too,
    ),
    (
        "serde_json",
        &[
            "src/processors/",
            "src/wire/",
            "src/trial/",
            "src/adapters/",
            "src/ingress/answer.rs",
            "src/app/",
            "src/cli/",
            "src/sandbox/",
        ],
        Free,
    ),
    ("serde_urlencoded", &["src/sandbox/"], Too),
    ("serde_path_to_error", &["src/wire/facts/"], Too),
    // The calendar and the derive of errors are part of the language here.
    ("jiff", ANYWHERE, Too),
    ("thiserror", ANYWHERE, Too),
    // For tests only; the compiler holds them to that.
    ("proptest", ANYWHERE, Too),
    ("insta", ANYWHERE, Too),
    ("jsonschema", ANYWHERE, Too),
    ("tempfile", ANYWHERE, Too),
    // A private authority, and a server that ends TLS, in `tests/it`.
    ("rcgen", &[], Too),
    ("tokio_rustls", &[], Too),
];

fn strays(sources: &[Source]) -> Findings {
    let mut findings = Findings::default();
    for source in sources {
        let own = paths::own_names(source);
        for path in paths::named(source).iter().filter(|path| !path.inside) {
            let Some(name) = path.segments.first().filter(|name| !own.contains(*name)) else {
                continue;
            };
            let Some((_, places, tests)) = TABLE.iter().find(|(known, ..)| known == name) else {
                continue;
            };
            findings.look();
            let is_free = path.in_test && *tests == Free;
            if !is_free && !places.iter().any(|place| source.path.starts_with(place)) {
                let what = format!("`{name}` is named here, not in {}", places.join(", "));
                let remedy = "let the folder that owns the crate offer what is needed";
                findings.add(&source.path, path.line, what, remedy);
            }
        }
    }
    findings
}

/// The names of the dependencies of a `Cargo.toml`, as code names them.
fn dependencies(manifest: &str) -> BTreeSet<String> {
    let mut is_dependency = false;
    let mut found = BTreeSet::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            is_dependency = line.contains("dependencies");
        } else if let Some((name, _)) = line.split_once('=').filter(|_| is_dependency) {
            found.insert(name.trim().replace('-', "_"));
        }
    }
    found
}

#[test]
fn each_vendor_crate_is_named_in_its_folder_only() {
    strays(&program()).settle(900);
}

#[test]
fn every_dependency_has_its_place() {
    let declared = dependencies(&read("Cargo.toml").body);
    let placed: BTreeSet<String> = TABLE.iter().map(|(name, ..)| (*name).to_owned()).collect();
    assert!(declared.len() >= 50, "only {} dependencies were read", declared.len());
    assert_eq!(declared, placed, "the table of tests/tidy/vendors.rs is not that of Cargo.toml");
}

#[test]
fn a_crate_out_of_its_place_is_found() {
    let bad = [
        Source::new("src/worker/a.rs", "use lapin::Channel;"),
        Source::new("src/adapters/b.rs", "mod redis;\nuse redis::Options;\nuse rusqlite as sql;"),
        Source::new("src/case/c.rs", "#[derive(serde::Serialize)]\nstruct D;"),
        Source::new("src/case/tests/d.rs", "use serde_json::json;\nfn f() { sha2::g(); cel::h() }"),
        Source::new("src/case/e.rs", "use crate::adapters::redis;\nfn f() { redis::g() }"),
        Source::new("src/adapters/redis/f.rs", "fn f() -> redis::Value { tracing::info!() }"),
    ];
    strays(&bad).must_be_at(&[
        "src/worker/a.rs:1",
        "src/adapters/b.rs:3",
        "src/case/c.rs:1",
        "src/case/tests/d.rs:2",
        "src/adapters/redis/f.rs:1",
    ]);
    let manifest = "[package]\nname = 'a'\n[dependencies]\nb-c = '1'\n# d = '2'\n[dev-dependencies]\ne = { version = '1' }";
    assert!(dependencies(manifest).contains("b_c") && dependencies(manifest).contains("e"));
}
