//! Every code that can bring a person to the runbook has a heading there.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::Findings;
use crate::source::{Text, read, room};

const RUNBOOK: &str = "docs/runbook.md";
const TROUBLE: &str = "crates/pure/case/src/trouble.rs";
const WORKER: &str = "crates/shell/worker/src/";

/// Where a code comes from: path and line.
type Codes = BTreeMap<String, (String, usize)>;

/// The codes of trouble: the texts of `fn code`.
fn trouble_codes(source: &Text) -> Codes {
    let body = source.code().skip_while(|(_, line)| !line.contains("fn code("));
    let body = body.take_while(|(_, line)| *line != "    }");
    let texts = body.flat_map(|(number, line)| {
        line.split('"').skip(1).step_by(2).map(move |text| (text.to_owned(), number))
    });
    texts.map(|(text, number)| (text, (source.path.clone(), number))).collect()
}

/// The reasons with which the worker keeps a message aside: what stands before the first colon of
/// the text given to `park` or `quarantine`.
fn reasons(sources: &[Text], findings: &mut Findings) -> Codes {
    let mut codes = Codes::new();
    for source in sources {
        let tests = source.tests_from();
        for (number, line) in source.code().filter(|(number, _)| *number < tests) {
            let calls =
                ["::park(", "::quarantine("].iter().flat_map(|call| line.split(call).skip(1));
            for given in calls {
                findings.look();
                if let Some(reason) = reason(given) {
                    codes.insert(reason, (source.path.clone(), number));
                } else {
                    let remedy = "begin the reason with a literal code, as text or in format!";
                    findings.add(&source.path, number, "a reason without a code", remedy);
                }
            }
        }
    }
    codes
}

fn reason(given: &str) -> Option<String> {
    let text = given.trim_start_matches("format!(").strip_prefix('"')?;
    let code = text.split([':', '{', '"']).next().unwrap_or_default();
    (!code.is_empty() && !code.contains(' ')).then(|| code.to_owned())
}

/// The codes in the headings: what stands there in backticks, up to the first colon.
fn headings(runbook: &Text) -> BTreeSet<&str> {
    let lines = runbook.body.lines().filter(|line| line.starts_with('#'));
    let quoted = lines.flat_map(|line| line.split('`').skip(1).step_by(2));
    quoted.filter_map(|text| text.split(':').next()).collect()
}

fn unexplained(sources: &[Text], runbook: &Text) -> Findings {
    let mut findings = Findings::default();
    let mut codes = reasons(sources, &mut findings);
    for source in sources.iter().filter(|source| source.path == TROUBLE) {
        codes.extend(trouble_codes(source));
    }
    let headings = headings(runbook);
    for (code, (path, line)) in &codes {
        findings.look();
        if !headings.contains(code.as_str()) {
            let what = format!("`{code}` has no heading in {}", runbook.path);
            findings.add(path, *line, what, "say there what happened, what to look at, what to do");
        }
    }
    findings
}

#[test]
fn every_code_that_calls_for_a_person_is_in_the_runbook() {
    // Ten kinds of trouble, thirteen reasons, and the places that give them.
    let mut sources = room(WORKER);
    sources.push(read(TROUBLE));
    unexplained(&sources, &read(RUNBOOK)).settle(35);
}

#[test]
fn a_code_without_a_heading_is_found() {
    let trouble = "fn code(&self) {\n A => \"known\",\n B => \"new\"\n    }\nfn z() { \"no\" }";
    let worker = "fn park(r: String) {}\nS::park(\"known_too\"); S::quarantine(format!(\"odd: {x}\"));\n\
                  S::park(why);\nS::park(\"known: in {x}\")";
    let sources = [Text::new(TROUBLE, trouble), Text::new("crates/shell/worker/src/a.rs", worker)];
    let headings = "# Runbook\n## `known`\nSee `new`.\n### When it says `known_too: …` or `rare`";
    unexplained(&sources, &Text::new(RUNBOOK, headings)).must_be_at(&[
        "crates/shell/worker/src/a.rs:3",
        "crates/pure/case/src/trouble.rs:3",
        "crates/shell/worker/src/a.rs:2",
    ]);
}
