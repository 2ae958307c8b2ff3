//! Reads and checks the file of a policy, at start and again when it has changed.

use std::path::Path;

use super::file_text::text_of;
use super::policy_tests;
use diagnostics::{Mistake, render_mistakes};
use domain::languages::Languages;
use messages::Catalogue;
use policy::Policy;
use trial::Suite;

/// Policies have a limit of their own; this one keeps a wrong file out of memory.
pub(super) const BYTES_MAX: u64 = 4 * 1024 * 1024;

/// Why a policy cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the policy file {summary}")]
pub struct PolicyFileError {
    /// What is wrong, to be read after the file's name.
    pub summary: String,
    pub remedy: String,
    /// The mistakes with their places, rendered.
    pub details: Option<String>,
}

/// A policy file as far as it can be used, with everything that is wrong with it.
#[derive(Debug, Clone)]
pub struct ExaminedPolicy {
    /// The policy, if its text has no mistake.
    pub policy: Option<Policy>,
    /// The tests beside it, if there are any and their text has no mistake.
    pub tests: Option<Suite>,
    /// What is wrong, the first of it; `None` for a policy that can be used.
    pub wrong: Option<PolicyFileError>,
    /// Every mistake, rendered; those of the tests behind those of the policy.
    pub mistakes: Vec<String>,
    /// Every warning, rendered.
    pub warnings: Vec<String>,
}

/// Reads a policy for customers who are written to in these languages, and its warnings, rendered.
///
/// Every clause, alternative and question must have words, either in the policy or in the
/// catalogue, or a letter could not be written when a customer is waiting for it. A policy whose
/// own tests fail is not used either.
pub fn load(
    path: &Path,
    catalogue: &Catalogue,
    languages: &Languages,
) -> Result<(Policy, Option<String>), PolicyFileError> {
    let ExaminedPolicy { policy, wrong, warnings, .. } = examine(path, catalogue, languages)?;
    match (policy, wrong) {
        (Some(policy), None) => {
            let warnings = warnings.join("\n\n");
            Ok((policy, Some(warnings).filter(|warnings| !warnings.is_empty())))
        }
        (_, Some(wrong)) => Err(wrong),
        (None, None) => unreachable!("a text without a policy has a mistake"),
    }
}

/// Reads a policy and the tests beside it, and collects all that is wrong with both.
pub fn examine(
    path: &Path,
    catalogue: &Catalogue,
    languages: &Languages,
) -> Result<ExaminedPolicy, PolicyFileError> {
    let text = text_of(path, BYTES_MAX).map_err(|why| PolicyFileError {
        summary: format!("which cannot be read: {why}"),
        remedy: "a relative path starts at the folder of the configuration file".to_owned(),
        details: None,
    })?;
    let rendered = |mistakes: &[Mistake]| render_mistakes(&path.to_string_lossy(), &text, mistakes);
    let mut wrong = None;
    let (mut mistakes, mut warnings) = (Vec::new(), Vec::new());
    let said = |policy: Policy| complete(policy.lacking(languages), policy);
    let policy = match Policy::parse(&text).and_then(said) {
        Ok(policy) => Some(policy),
        Err(found) => {
            let (summary, remedy) = (
                format!("which has {}", counted(found.len(), "mistake")),
                "docs/policy.md describes policies",
            );
            wrong = Some((summary, remedy));
            mistakes.push(rendered(&found));
            None
        }
    };
    if let Some(policy) = &policy {
        let unasked = policy.unasked(|question| catalogue.knows_question(question));
        if !unasked.is_empty() {
            let summary =
                format!("which asks {} without a text", counted(unasked.len(), "question"));
            wrong = Some((summary, "docs/policy.md lists the questions that have one"));
            mistakes.push(rendered(&unasked));
        }
        let wordless = wordless(
            policy,
            |clause| catalogue.knows_clause(clause),
            |alternative| catalogue.knows_alternative(alternative),
        );
        if !wordless.is_empty() {
            let summary = format!("which uses what has no text: {}", wordless.join(", "));
            let remedy = "add a text under `[clauses]`; alternatives are listed in docs/policy.md";
            wrong = Some((summary, remedy));
        }
        let same = policy.one_text_clauses().count();
        if same > 0 && languages.iter().count() > 1 {
            warnings.push(format!(
                "warning: {}: {} said in one language to every customer: write a table with a text \
                 for each of {}",
                path.display(),
                if same == 1 { "one clause is".to_owned() } else { format!("{same} clauses are") },
                languages,
            ));
        }
        for found in [policy.warnings(), policy.risks()] {
            if !found.is_empty() {
                warnings.push(rendered(found));
            }
        }
    }
    let tests = policy_tests::beside(path, policy.as_ref());
    if let Some(summary) = tests.wrong {
        let remedy = "fix the policy, or what its tests expect; docs/policy-tools.md describes \
                      tests";
        wrong = wrong.or(Some((summary, remedy)));
        mistakes.extend(tests.mistakes);
    }
    let wrong = wrong.map(|(summary, remedy)| PolicyFileError {
        summary,
        remedy: remedy.to_owned(),
        details: (!mistakes.is_empty()).then(|| mistakes.join("\n\n")),
    });
    Ok(ExaminedPolicy { policy, tests: tests.suite, wrong, mistakes, warnings })
}

/// What was read, unless something is missing in it.
pub(super) fn complete<T>(lacking: Vec<Mistake>, read: T) -> Result<T, Vec<Mistake>> {
    if lacking.is_empty() { Ok(read) } else { Err(lacking) }
}

/// The clauses and alternatives that could not be told to a customer.
fn wordless(
    policy: &Policy,
    knows_clause: impl Fn(&str) -> bool,
    knows_alternative: impl Fn(&str) -> bool,
) -> Vec<String> {
    let mut found = Vec::new();
    for (_, _, clause) in policy.rules() {
        if policy.clauses().all(|own| own != clause) && !knows_clause(clause) {
            found.push(format!("the clause `{clause}`"));
        }
    }
    let offered = policy.alternatives();
    let unknown = offered.into_iter().filter(|alternative| !knows_alternative(alternative));
    found.extend(unknown.map(|alternative| format!("the alternative `{alternative}`")));
    found.dedup();
    found
}

pub(super) fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("one {noun}") } else { format!("{count} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: &str = r#"
[[rule]]
id = "late"
when = ["payment.age_days > 30"]
deny = { alternatives = ["credit"] }
clause = "window"

[[rule]]
id = "broken"
when = ["request.reason == 'technical_problem'"]
ask = { questions = ["which_order"], within_days = 7, silence = "review" }
clause = "window"

[default]
review = "no_rule_applies"
clause = "window"

[clauses]
window = "Within 30 days."
"#;

    #[test]
    fn what_a_customer_could_not_be_told_is_named() {
        let policy = Policy::parse(POLICY).unwrap();
        let (all, none) = (|_: &str| true, |_: &str| false);
        assert_eq!(wordless(&policy, none, all), [""; 0], "the policy has the text");
        assert_eq!(wordless(&policy, all, none), ["the alternative `credit`"]);
    }

    #[test]
    fn w19_a_question_without_a_text_is_shown_in_its_place() {
        let text = POLICY.replace("which_order", "wich_order");
        let policy = Policy::parse(&text).unwrap();
        assert_eq!(policy.unasked(|_| true), []);
        let unasked = policy.unasked(|key| policy::QUESTIONS.contains(&key));
        let found = &unasked[0];
        assert_eq!(text.get(found.span.clone()), Some("\"wich_order\""));
        assert_eq!(found.remedy, "did you mean `which_order`?");
        let catalogue = Catalogue::builtin().unwrap();
        let known = policy::QUESTIONS.iter().filter(|key| catalogue.knows_question(key));
        assert_eq!(known.count(), policy::QUESTIONS.len());
    }

    #[test]
    fn every_alternative_of_policies_has_a_text() {
        let catalogue = Catalogue::builtin().unwrap();
        let known = policy::ALTERNATIVES.iter().filter(|key| catalogue.knows_alternative(key));
        assert_eq!(known.count(), 5);
    }

    #[test]
    fn every_policy_that_is_shipped_can_be_used_as_it_is() {
        let catalogue = Catalogue::builtin().unwrap();
        let config = golden::path("config");
        let examples = std::fs::read_dir(config.join("policies")).unwrap();
        let examples = examples.map(|file| file.unwrap().path());
        let mut paths: Vec<_> =
            examples.filter(|path| !path.to_string_lossy().ends_with(".tests.toml")).collect();
        paths.push(config.join("policy.toml"));
        for path in &paths {
            let (_, warnings) = load(path, &catalogue, &Languages::default())
                .unwrap_or_else(|error| panic!("{error}: {:?}", error.details));
            assert_eq!(warnings, None, "{}", path.display());
        }
        assert_eq!(paths.len(), 11);
    }
}
