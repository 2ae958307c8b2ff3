//! What the manifests of the rooms say is what the map says, so that the compiler holds the map:
//! who may know whom, where a vendor's crate may be named, and what thinks and does nothing else.

use std::collections::BTreeSet;

use crate::finding::Findings;
use crate::source::{Text, read, texts};

const MAP: &str = "ARCHITECTURE.md";

/// What waits, logs, speaks or draws lots. A pure room has none of it.
const EFFECTS: [&str; 14] = [
    "tokio",
    "tokio-util",
    "futures-util",
    "async-trait",
    "hyper",
    "axum",
    "reqwest",
    "tracing",
    "metrics",
    "rustix",
    "tempfile",
    "rand",
    "fastrand",
    "getrandom",
];

/// A crate stands in one manifest, so that exchanging it touches one room; these in more, and why:
const SHARED: [(&str, &[&str]); 23] = [
    // The sandbox stands for the world outside and has a server and a client of its own; so has the
    // demo, which is the world outside of the program that it runs.
    ("reqwest", &["adapter-http", "sandbox", "refundd"]),
    ("axum", &["refundd", "sandbox"]),
    ("hyper", &["ingress", "sandbox"]),
    ("hyper-util", &["ingress", "sandbox"]),
    // An observable fact, and who sets up where logs and counts go.
    ("tracing", &["refundd", "telemetry"]),
    ("metrics", &["refundd", "telemetry"]),
    // Secrets: signatures, keys, fingerprints, and whom a connection trusts.
    ("hmac", &["seal", "processors", "sandbox"]),
    ("base64", &["processors", "adapter-redis"]),
    ("rustls-native-certs", &["adapter-redis", "adapter-rabbitmq"]),
    ("sha2", &["seal", "domain", "policy", "processors", "ports", "ingress", "sandbox", "refundd"]),
    ("hex", &["seal", "domain", "policy", "processors", "ingress", "sandbox", "fuzzing"]),
    (
        "secrecy",
        &[
            "processors",
            "senders",
            "setting",
            "ingress",
            "worker",
            "adapter-http",
            "adapter-rabbitmq",
            "adapter-redis",
            "refundd",
            "fuzzing",
        ],
    ),
    // How the shell waits.
    (
        "tokio",
        &[
            "ingress",
            "worker",
            "adapter-http",
            "adapter-memory",
            "adapter-rabbitmq",
            "adapter-redis",
            "adapter-sqlite",
            "sandbox",
            "refundd",
        ],
    ),
    ("tokio-util", &["ingress", "worker", "adapter-rabbitmq", "sandbox", "refundd"]),
    ("futures-util", &["worker", "adapter-http", "adapter-rabbitmq", "refundd"]),
    (
        "async-trait",
        &[
            "ports",
            "adapter-http",
            "adapter-memory",
            "adapter-rabbitmq",
            "adapter-redis",
            "adapter-sqlite",
            "refundd",
        ],
    ),
    ("backoff", &["adapter-http", "adapter-rabbitmq", "refundd"]),
    ("rustix", &["adapter-sqlite", "refundd"]),
    // Forms of data: the words of the inner rooms have none.
    (
        "serde",
        &[
            "policy",
            "processors",
            "wire",
            "trial",
            "setting",
            "ingress",
            "adapter-http",
            "adapter-rabbitmq",
            "adapter-redis",
            "adapter-sqlite",
            "sandbox",
            "refundd",
            "fuzzing",
        ],
    ),
    (
        "serde_json",
        &[
            "processors",
            "wire",
            "trial",
            "ingress",
            "adapter-rabbitmq",
            "adapter-sqlite",
            "sandbox",
            "refundd",
            "fuzzing",
        ],
    ),
    // Which field of a document it was that could not be read.
    ("serde_path_to_error", &["processors", "wire"]),
    ("schemars", &["policy", "wire", "trial"]),
    ("toml", &["policy", "trial", "setting", "refundd"]),
];

/// The calendar and the derive of errors are part of the language here.
const ANYWHERE: [&str; 2] = ["jiff", "thiserror"];

/// The manifest of one room: its name, and what it names for the program itself.
struct Manifest<'t> {
    path: &'t str,
    room: String,
    names: BTreeSet<&'t str>,
}

impl<'t> Manifest<'t> {
    fn read(text: &'t Text) -> Option<Self> {
        let path = text.path.as_str();
        let folder = path.strip_suffix("/Cargo.toml").unwrap_or("refundd");
        let room = folder.rsplit('/').next().unwrap_or_default().to_owned();
        let (_, section) = text.body.split_once("\n[dependencies]\n")?;
        let lines = section.lines().take_while(|line| !line.starts_with('['));
        let names = lines.filter_map(|line| line.split(['.', ' ', '=']).next());
        Some(Self { path, room, names: names.filter(|name| !name.is_empty()).collect() })
    }

    fn is_pure(&self) -> bool {
        self.path.starts_with("crates/pure/")
    }
}

/// The rows of the map: a room, and the rooms that it may know.
fn rows(map: &Text) -> Vec<(&str, BTreeSet<&str>)> {
    let rows = map.body.lines().filter(|line| line.starts_with("| `") && line.ends_with('|'));
    let rows = rows.filter_map(|line| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, room, _, knows, _] = cells[..] else { return None };
        Some((room.trim_matches('`'), knows.split('`').skip(1).step_by(2).collect()))
    });
    rows.collect()
}

fn breaches(map: &Text, manifests: &[Text]) -> Findings {
    let mut findings = Findings::default();
    let rows = rows(map);
    let manifests: Vec<Manifest<'_>> = manifests.iter().filter_map(Manifest::read).collect();
    let rooms: BTreeSet<&str> = manifests.iter().map(|manifest| manifest.room.as_str()).collect();
    for manifest in &manifests {
        let mut add = |what, remedy| findings.add(manifest.path, 1, what, remedy);
        let knows: BTreeSet<&str> = manifest.names.intersection(&rooms).copied().collect();
        match rows.iter().find(|(room, _)| *room == manifest.room) {
            None => add(format!("`{}` is not in {MAP}", manifest.room), "give it a row"),
            Some((_, said)) if *said != knows => {
                let remedy = "move what is shared inwards, or say so in the map";
                add(format!("it knows {knows:?}, not {said:?}"), remedy);
            }
            Some(_) => {}
        }
        for effect in
            EFFECTS.iter().filter(|effect| manifest.is_pure() && manifest.names.contains(**effect))
        {
            add(format!("a pure room names `{effect}`"), "the shell reads, waits and tells");
        }
        let vendors = manifest.names.difference(&rooms).filter(|name| !ANYWHERE.contains(*name));
        for vendor in vendors {
            let listed = SHARED.iter().find(|(name, _)| name == vendor);
            let other = manifests
                .iter()
                .find(|other| other.room != manifest.room && other.names.contains(vendor));
            let is_placed = match listed {
                Some((_, homes)) => homes.contains(&manifest.room.as_str()),
                None => other.is_none(),
            };
            if !is_placed {
                let remedy = "let the room that owns the crate offer what is needed";
                add(format!("`{vendor}` has another place"), remedy);
            }
        }
        findings.look();
    }
    findings
}

#[test]
fn inner_rooms_never_know_outer_ones_and_a_vendor_has_one_room() {
    let manifests = texts().into_iter().filter(|text| text.path.ends_with("Cargo.toml"));
    let manifests: Vec<Text> = manifests.collect();
    breaches(&read(MAP), &manifests).settle(20);
}

#[test]
fn a_room_that_knows_too_much_is_found() {
    let map = "| room | lives | knows |\n| `domain` | words | |\n| `case` | state | `domain` |\n\
               | `worker` | work | `case`, `domain` |\n| `one` | x | |\n| `two` | x | |";
    let manifest = |path: &str, names: &str| {
        let lines = names.split_whitespace().map(|name| format!("{name}.workspace = true\n"));
        let lines = lines.collect::<String>();
        Text::new(path, &format!("[package]\n\n[dependencies]\n{lines}\n[dev-dependencies]\nredis"))
    };
    let bad = [
        manifest("crates/pure/domain/Cargo.toml", "case"),
        manifest("crates/pure/case/Cargo.toml", "domain tokio"),
        manifest("crates/shell/worker/Cargo.toml", "domain case tokio lapin"),
        manifest("crates/shell/stray/Cargo.toml", ""),
        manifest("crates/shell/one/Cargo.toml", "lapin"),
        manifest("crates/shell/two/Cargo.toml", "sha2"),
    ];
    breaches(&Text::new(MAP, map), &bad).must_be_at(&[
        "crates/pure/domain/Cargo.toml:1",
        "crates/pure/case/Cargo.toml:1",
        "crates/pure/case/Cargo.toml:1",
        "crates/shell/worker/Cargo.toml:1",
        "crates/shell/stray/Cargo.toml:1",
        "crates/shell/one/Cargo.toml:1",
        "crates/shell/two/Cargo.toml:1",
    ]);
}
