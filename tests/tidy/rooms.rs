//! What the manifests of the rooms say is what the map says, so that the compiler holds the map:
//! who may know whom, where a vendor's crate may be named, and what thinks and does nothing else.

use std::collections::BTreeSet;

use crate::finding::Findings;
use crate::source::{Text, read, texts};

const MAP: &str = "ARCHITECTURE.md";

/// What waits, logs, speaks or draws lots. A pure room has none of it.
const EFFECTS: [&str; 11] = [
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
];

/// Each in one room. The sandbox stands for the world outside and has a client of its own; so has
/// the demo, which is the world outside of the program that it runs.
const VENDORS: [(&str, &[&str]); 6] = [
    ("lapin", &["adapter-rabbitmq"]),
    ("redis", &["adapter-redis"]),
    ("rusqlite", &["adapter-sqlite"]),
    ("reqwest", &["adapter-http", "sandbox", "refundd"]),
    ("hyper", &["ingress", "sandbox"]),
    ("fluent-bundle", &["messages"]),
];

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
        for (vendor, homes) in VENDORS.iter().filter(|(vendor, _)| manifest.names.contains(vendor))
        {
            if !homes.contains(&manifest.room.as_str()) {
                add(format!("`{vendor}` is named here"), "its room offers what is needed");
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
               | `worker` | work | `case`, `domain` |";
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
    ];
    breaches(&Text::new(MAP, map), &bad).must_be_at(&[
        "crates/pure/domain/Cargo.toml:1",
        "crates/pure/case/Cargo.toml:1",
        "crates/shell/worker/Cargo.toml:1",
        "crates/shell/stray/Cargo.toml:1",
    ]);
}
