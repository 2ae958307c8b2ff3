//! The reference in `docs/policy.md` says what the code does.

use std::fmt::Write as _;

use crate::policy::{ALTERNATIVES, Absence, FACTS, REVIEW_CODES};

const REFERENCE: &str = include_str!("../../../docs/policy.md");

/// The first cells of the table under a heading, without the back-ticks.
fn rows(heading: &str) -> Vec<String> {
    let (_, section) = REFERENCE.split_once(&format!("## {heading}\n")).unwrap();
    let section = section.split("\n## ").next().unwrap();
    section
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`').map(|(cell, _)| cell.into()))
        .collect()
}

#[test]
fn the_table_of_facts_is_the_one_in_the_code() {
    let mut table =
        String::from("| Fact | Type | Unit | Source | Unknown when |\n|---|---|---|---|---|\n");
    for entry in FACTS {
        let unit = if entry.unit.is_empty() { "–" } else { entry.unit };
        let unknown = match entry.absence {
            Absence::Never => "never",
            Absence::Contradiction(when) | Absence::NotProvided(when) => when,
        };
        let kind = entry.fact.type_name();
        writeln!(table, "| `{}` | {kind} | {unit} | {} | {unknown} |", entry.name, entry.source)
            .unwrap();
    }
    assert_eq!(rows("Facts").len(), 19);
    assert!(REFERENCE.contains(&table), "docs/policy.md should have:\n{table}");
}

#[test]
fn the_reference_lists_every_alternative_and_every_review_code() {
    assert_eq!(rows("Alternatives"), ALTERNATIVES);
    assert_eq!(rows("Reviews that the engine asks for"), REVIEW_CODES);
}
