//! The page about metrics names every metric there is, and none that there is not.

use std::collections::BTreeMap;

use crate::finding::Findings;
use crate::source::{Text, read, room};

const PAGE: &str = "docs/metrics.md";
/// Ours, and those that every process has.
const PREFIXES: [&str; 2] = ["refundd_", "process_"];

/// The room of metrics' names.
const ROOM: &str = "crates/shell/telemetry/src/";

fn is_metric(text: &str) -> bool {
    PREFIXES.iter().any(|prefix| text.starts_with(prefix))
}

/// Names of metrics, as texts of the room, with the line.
fn defined(sources: &[Text]) -> BTreeMap<String, (String, usize)> {
    let lines = sources.iter().flat_map(|source| {
        source.code().map(|(number, line)| (source.path.as_str(), number, line))
    });
    let names = lines.flat_map(|(path, number, line)| {
        let texts = line.split('"').skip(1).step_by(2).filter(|text| is_metric(text));
        texts.map(move |text| (text.to_owned(), (path.to_owned(), number)))
    });
    names.collect()
}

/// The first cells of the rows of the page's tables.
fn documented(page: &Text) -> BTreeMap<String, usize> {
    let rows = page.body.lines().enumerate();
    let names = rows.filter_map(|(number, line)| {
        let name = line.strip_prefix("| `")?.split('`').next()?;
        is_metric(name).then(|| (name.to_owned(), number + 1))
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

/// The page with what to do about an alarm, and the expression that raises it.
const RUNBOOK: &str = "docs/runbook.md";

/// What a histogram's name has behind it in an expression.
const PARTS: [&str; 3] = ["_bucket", "_count", "_sum"];

/// The expressions of the runbook name metrics that there are, and each metric with a heading has one.
fn misled(sources: &[Text], runbook: &Text) -> Findings {
    let mut findings = Findings::default();
    let defined = defined(sources);
    let (mut in_expression, mut heading) = (false, None);
    for (number, line) in runbook.body.lines().enumerate() {
        if let Some(title) = line.strip_prefix("### ") {
            unalarmed(&mut findings, heading.take());
            let name = title.split('`').nth(1).filter(|name| is_metric(name));
            heading = name.map(|name| (name, number + 1));
        } else if line.starts_with("# ") && !in_expression {
            unalarmed(&mut findings, heading.take());
        }
        if line.starts_with("```") {
            in_expression = line == "```promql";
            heading = heading.filter(|_| !in_expression);
            continue;
        }
        if !in_expression {
            continue;
        }
        let word = |c: char| !(c.is_ascii_alphanumeric() || c == '_');
        for name in line.split(word).filter(|name| is_metric(name)) {
            findings.look();
            let whole = PARTS.iter().find_map(|part| name.strip_suffix(part)).unwrap_or(name);
            if !defined.contains_key(whole) && !defined.contains_key(name) {
                let what = format!("there is no metric `{name}`");
                findings.add(RUNBOOK, number + 1, what, "name one that the program has");
            }
        }
    }
    unalarmed(&mut findings, heading);
    findings
}

fn unalarmed(findings: &mut Findings, heading: Option<(&str, usize)>) {
    if let Some((name, number)) = heading {
        let what = format!("`{name}` has no expression");
        findings.add(RUNBOOK, number, what, "write one in a block of promql below it");
    }
}

#[test]
fn o17_every_alarm_of_the_runbook_has_an_expression_of_metrics_that_there_are() {
    misled(&room(ROOM), &read(RUNBOOK)).settle(25);
}

#[test]
fn o17_an_expression_of_nothing_and_an_alarm_without_one_are_found() {
    let code = "const A: &str = \"refundd_a\";\nconst B: &str = \"refundd_b_seconds\";";
    let page = "### `refundd_a`\n```promql\n# for 5m\nrefundd_a > rate(refundd_x[5m])\n```\n\
                ### `refundd_c`\ntext `refundd_y`\n### `refundd_b_seconds`\n```promql\n\
                refundd_b_seconds_bucket\n```\n# Next\n### `a code`\n### `refundd_d`";
    let sources = [Text::new("crates/shell/telemetry/src/metrics.rs", code)];
    misled(&sources, &Text::new(RUNBOOK, page)).must_be_at(&[
        &format!("{RUNBOOK}:4"),
        &format!("{RUNBOOK}:6"),
        &format!("{RUNBOOK}:14"),
    ]);
}

#[test]
fn a_metric_without_a_row_and_a_row_without_a_metric_are_found() {
    let code = "pub const A: &str = \"refundd_a\";\npub const B: &str = \"refundd_b\";";
    let page = Text::new(PAGE, "| metric | tells |\n| `refundd_a` | a |\n| `refundd_c` | c |");
    let sources = [Text::new("crates/shell/telemetry/src/metrics.rs", code)];
    differences(&sources, &page)
        .must_be_at(&["crates/shell/telemetry/src/metrics.rs:2", &format!("{PAGE}:3")]);
}
