//! How a decision came about, as lines of text: every rule that was tried, every condition with its
//! value, every fact that it names.
//!
//! The lines are what a test beside a policy can expect, so their form is part of what users write.

use crate::course::Layer;
use diagnostics::visible_line;
use domain::decision::{ConditionTrace, Decision, InfoNeeded, RuleTrace, Ruling, Silence, Verdict};
use domain::locale::Locale;
use policy::Policy;

/// A decision in one line.
pub fn headline(decision: &Decision) -> String {
    let said = match &decision.verdict {
        Verdict::Approve(money) => format!("approve {money}"),
        Verdict::Deny { alternatives } => format!("deny, offering {}", listed(alternatives)),
        Verdict::NeedInfo(info) => asked(info),
        Verdict::Review { why, approvers, proposed } => {
            let people = if *approvers == 2 { " by two people" } else { "" };
            let proposal = proposed.map(|money| format!(", proposing {money}"));
            format!("review{people}: {why}{}", proposal.unwrap_or_default())
        }
    };
    let subscription =
        decision.subscription.map(|word| format!("; subscription {}", word.as_str()));
    let rehearsal = if decision.shadow { " (a rehearsal)" } else { "" };
    format!("{said}{}{rehearsal}", subscription.unwrap_or_default())
}

fn asked(info: &InfoNeeded) -> String {
    let silence = match &info.silence {
        Silence::Deny { alternatives, .. } => format!("deny, offering {}", listed(alternatives)),
        Silence::Review { why } => format!("review: {why}"),
    };
    format!("ask {}; silence means {silence}", listed(&info.questions))
}

fn listed(words: &[String]) -> String {
    if words.is_empty() { "nothing".to_owned() } else { words.join(", ") }
}

/// Every rule that was tried.
pub fn lines(trace: &[RuleTrace]) -> Vec<String> {
    let mut lines = Vec::new();
    for tried in trace {
        lines.push(format!("rule {}: {}", tried.rule, applied(tried)));
        for condition in &tried.conditions {
            lines.extend(told(condition));
        }
    }
    lines
}

/// Whether a rule applied, as far as its conditions say. What a rule makes of an unknown fact is
/// its own word, and is seen in whether another one was tried after it.
fn applied(tried: &RuleTrace) -> &'static str {
    let held = |expected| tried.conditions.iter().any(|condition| condition.held == expected);
    if held(Some(false)) {
        "does not apply"
    } else if held(None) {
        "cannot be decided"
    } else {
        "applies"
    }
}

fn told(condition: &ConditionTrace) -> Vec<String> {
    let held = match condition.held {
        Some(true) => "yes",
        Some(false) => "no",
        None => "unknown",
    };
    let values = condition.values.iter();
    let mut lines = vec![format!("  {held:<8}{}", on_one_line(&condition.text))];
    // A text can be the customer's or the shop's, and must not begin a line.
    lines.extend(values.map(|(fact, value)| format!("          {fact} = {}", visible_line(value))));
    lines
}

/// Conditions may be written over several lines.
fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How the amount that is given or proposed came about.
pub fn calculated(decision: &Decision) -> Vec<String> {
    let Some(money) = decision.amount() else { return Vec::new() };
    let steps = decision.calculation.lines(money.currency).into_iter();
    let titles = std::iter::once("amount").chain(std::iter::repeat(""));
    let line = |((said, amount), title): ((String, String), &str)| {
        format!("  {title:<8}{said:<40}{amount:>16}").trim_end().to_owned()
    };
    steps.zip(titles).map(line).collect()
}

/// The whole account of a decision, for a terminal.
pub fn account(policy: &Policy, ruling: &Ruling) -> String {
    let decision = &ruling.decision;
    let clause = policy
        .clause_text(&decision.clause, Locale::En)
        .unwrap_or("(its text is in the catalogue)");
    let name = [policy.name(), policy.version()].join(" ");
    let rows: [(&str, &str); 4] = [
        ("layer", Layer::of(decision).as_str()),
        ("rule", &decision.by.to_string()),
        ("clause", &format!("{}: {clause}", decision.clause)),
        ("policy", &format!("{}, sha256 {}", name.trim(), policy.hash())),
    ];
    let mut told = vec![headline(decision)];
    told.extend(rows.map(|(title, value)| format!("  {title:<8}{value}")));
    told.extend(calculated(decision));
    told.push(String::new());
    told.extend(lines(&ruling.trace));
    told.join("\n")
}
