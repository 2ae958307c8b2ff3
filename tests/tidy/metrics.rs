//! The page about metrics names every metric there is, and none that there is not.

use std::collections::BTreeMap;

use crate::finding::Findings;
use crate::source::{Source, Text, program, read};
use crate::token::Kind;

const PAGE: &str = "docs/metrics.md";
const PREFIX: &str = "refundd_";

/// Names of metrics, as constants of `telemetry/`, with the line.
fn defined(sources: &[Source]) -> BTreeMap<String, (String, usize)> {
    let telemetry = sources.iter().filter(|source| source.folder() == Some("telemetry"));
    let names = telemetry.flat_map(|source| {
        let texts = source.tokens.iter().filter(|token| token.kind == Kind::Text);
        let names = texts.filter(|token| token.text.starts_with(PREFIX));
        names.map(|token| (token.text.clone(), (source.path.clone(), token.line)))
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

fn differences(sources: &[Source], page: &Text) -> Findings {
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
    differences(&program(), &read(PAGE)).settle(40);
}

#[test]
fn a_metric_without_a_row_and_a_row_without_a_metric_are_found() {
    let code = "pub const A: &str = \"refundd_a\";\npub const B: &str = \"refundd_b\";";
    let page = Text {
        path: PAGE.to_owned(),
        body: "| metric | tells |\n| `refundd_a` | a |\n| `refundd_c` | c |".to_owned(),
    };
    let sources = [Source::new("src/telemetry/metrics.rs", code)];
    differences(&sources, &page).must_be_at(&["src/telemetry/metrics.rs:2", &format!("{PAGE}:3")]);
}
