//! The page about metrics names every metric there is, and none that there is not.

use std::collections::BTreeMap;

use crate::finding::Findings;
use crate::source::{Text, read, room};

const PAGE: &str = "docs/metrics.md";
const PREFIX: &str = "refundd_";

/// The room of metrics' names.
const ROOM: &str = "crates/shell/telemetry/src/";

/// Names of metrics, as texts of the room, with the line.
fn defined(sources: &[Text]) -> BTreeMap<String, (String, usize)> {
    let lines = sources.iter().flat_map(|source| {
        source.code().map(|(number, line)| (source.path.as_str(), number, line))
    });
    let names = lines.flat_map(|(path, number, line)| {
        let texts = line.split('"').skip(1).step_by(2).filter(|text| text.starts_with(PREFIX));
        texts.map(move |text| (text.to_owned(), (path.to_owned(), number)))
    });
    names.collect()
}

/// The first cells of the rows of the page's tables.
fn documented(page: &Text) -> BTreeMap<String, usize> {
    let rows = page.body.lines().enumerate();
    let names = rows.filter_map(|(number, line)| {
        let name = line.strip_prefix("| `")?.split('`').next()?;
        name.starts_with(PREFIX).then(|| (name.to_owned(), number + 1))
    });
    names.collect()
}

fn differences(sources: &[Text], page: &Text) -> Findings {
    let mut findings = Findings::default();
    let (defined, documented) = (defined(sources), documented(page));
    for (name, (path, line)) in &defined {
        findings.look();
        if !documented.contains_key(name) {
            let what = format!("`{name}` has no row in {PAGE}");
            findings.add(path, *line, what, "give it one: labels, and what it tells");
        }
    }
    for (name, line) in &documented {
        findings.look();
        if !defined.contains_key(name) {
            findings.add(PAGE, *line, format!("there is no `{name}`"), "delete the row");
        }
    }
    findings
}

#[test]
fn the_page_about_metrics_names_what_there_is() {
    differences(&room(ROOM), &read(PAGE)).settle(40);
}

#[test]
fn a_metric_without_a_row_and_a_row_without_a_metric_are_found() {
    let code = "pub const A: &str = \"refundd_a\";\npub const B: &str = \"refundd_b\";";
    let page = Text::new(PAGE, "| metric | tells |\n| `refundd_a` | a |\n| `refundd_c` | c |");
    let sources = [Text::new("crates/shell/telemetry/src/metrics.rs", code)];
    differences(&sources, &page)
        .must_be_at(&["crates/shell/telemetry/src/metrics.rs:2", &format!("{PAGE}:3")]);
}
