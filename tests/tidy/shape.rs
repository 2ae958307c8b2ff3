//! The shape of files: they say what they are for, are small, and are named by a noun.

use crate::finding::Findings;
use crate::source::{Text, sources};

const LINES_MAX: usize = 400;
const TEST_LINES_MAX: usize = 600;

/// Names that gather what has no home.
const HOMELESS: [&str; 10] = [
    "util", "utils", "common", "helper", "helpers", "types", "manager", "service", "misc", "shared",
];

fn shapeless(sources: &[Text]) -> Findings {
    let mut findings = Findings::default();
    for source in sources {
        findings.look();
        if !source.body.starts_with("//!") {
            let remedy = "begin with `//!`: what it is for, and what is deliberately not here";
            findings.add(&source.path, 1, "the file does not say what it is for", remedy);
        }
        let lines = source.body.lines().count();
        let max = if source.path.starts_with("tests/") { TEST_LINES_MAX } else { LINES_MAX };
        if lines > max {
            let what = format!("{lines} lines, above {max}");
            findings.add(&source.path, lines, what, "give one of its nouns a file of its own");
        }
        let stem = source.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".rs");
        if HOMELESS.contains(&stem) {
            findings.add(&source.path, 1, format!("a file called `{stem}`"), "name it by its noun");
        }
        for (number, line) in source.code() {
            let name = line.trim_start().trim_start_matches("pub ").strip_prefix("mod ");
            let name = name.map(|name| name.trim_end_matches([' ', ';', '{']));
            if let Some(name) = name.filter(|name| HOMELESS.contains(name)) {
                let what = format!("a module called `{name}`");
                findings.add(&source.path, number, what, "name it by its noun");
            }
        }
    }
    findings
}

#[test]
fn every_file_is_small_named_by_a_noun_and_says_what_it_is_for() {
    shapeless(&sources()).settle(310);
}

#[test]
fn a_shapeless_file_is_found() {
    let long = "//! Long.\n".repeat(401);
    let bad = [
        Text::new("src/a.rs", "use b;"),
        Text::new("src/c.rs", &long),
        Text::new("tests/c.rs", &long),
        Text::new("src/d.rs", "//! D.\nmod helpers;"),
        Text::new("src/util.rs", "//! U."),
    ];
    shapeless(&bad).must_be_at(&["src/a.rs:1", "src/c.rs:401", "src/d.rs:2", "src/util.rs:1"]);
}
