//! Every code that can bring a person to the runbook has a heading there.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::Findings;
use crate::source::{Source, Text, program, read};
use crate::token::{Kind, Token};

const RUNBOOK: &str = "docs/runbook.md";
const TROUBLE: &str = "src/case/trouble.rs";

/// Where a code comes from: path and line.
type Codes = BTreeMap<String, (String, usize)>;

/// The codes of trouble: the texts of `fn code`.
fn trouble_codes(source: &Source) -> Codes {
    let tokens = &source.tokens;
    let Some(at) = tokens.windows(2).position(|two| two[0].is("fn") && two[1].is("code")) else {
        return Codes::new();
    };
    let body = at + tokens[at..].iter().position(|token| token.is("{")).unwrap_or_default();
    let end = crate::token::closed(tokens, body, "{", "}");
    let texts = tokens[body..end].iter().filter(|token| token.kind == Kind::Text);
    texts.map(|token| (token.text.clone(), (source.path.clone(), token.line))).collect()
}

/// The reasons with which the worker keeps a message aside: what stands before the first colon of
/// the text given to `park` or `quarantine`.
fn reasons(sources: &[Source], findings: &mut Findings) -> Codes {
    let mut codes = Codes::new();
    for source in sources.iter().filter(|source| source.folder() == Some("worker")) {
        let tokens = &source.tokens;
        for at in 1..tokens.len() {
            let token = &tokens[at];
            let is_call = (token.is("park") || token.is("quarantine"))
                && tokens.get(at + 1).is_some_and(|next| next.is("("))
                && !tokens[at - 1].is("fn")
                && !token.in_test;
            if !is_call {
                continue;
            }
            findings.look();
            let reason = reason(&tokens[at + 2..]);
            if let Some(reason) = reason {
                codes.insert(reason, (source.path.clone(), token.line));
            } else {
                let remedy = "begin the reason with a literal code, as text or in format!";
                findings.add(&source.path, token.line, "a reason without a code", remedy);
            }
        }
    }
    codes
}

fn reason(tokens: &[Token]) -> Option<String> {
    let skipped = tokens
        .iter()
        .take(3)
        .take_while(|token| token.is("format") || token.is("!") || token.is("("));
    let text = &tokens.get(skipped.count()).filter(|token| token.kind == Kind::Text)?.text;
    let code = text.split([':', '{']).next().unwrap_or_default();
    (!code.is_empty() && !code.contains(' ')).then(|| code.to_owned())
}

/// The codes in the headings: what stands there in backticks, up to the first colon.
fn headings(runbook: &Text) -> BTreeSet<&str> {
    let lines = runbook.body.lines().filter(|line| line.starts_with('#'));
    let quoted = lines.flat_map(|line| line.split('`').skip(1).step_by(2));
    quoted.filter_map(|text| text.split(':').next()).collect()
}

fn unexplained(sources: &[Source], runbook: &Text) -> Findings {
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
    unexplained(&program(), &read(RUNBOOK)).settle(35);
}

#[test]
fn a_code_without_a_heading_is_found() {
    let trouble = "impl T { fn code(&self) { match self { A => \"known\",\n B => \"new\" } }\n fn z() { \"no\" } }";
    let worker = "fn park(r: String) {}\nfn f() { S::park(\"known_too\"); S::quarantine(format!(\"odd: {x}\"));\n\
                  S::park(why);\n S::park(\"known: in {x}\") }";
    let sources = [
        Source::new(TROUBLE, trouble),
        Source::new("src/worker/a.rs", worker),
        Source::new("src/ingress/b.rs", "fn f() { park(\"elsewhere\") }"),
    ];
    let runbook = Text {
        path: RUNBOOK.to_owned(),
        body: "# Runbook\n## `known`\nSee `new`.\n### When it says `known_too: …` or `rare`"
            .to_owned(),
    };
    unexplained(&sources, &runbook).must_be_at(&[
        "src/worker/a.rs:3",
        "src/case/trouble.rs:2",
        "src/worker/a.rs:2",
    ]);
}
