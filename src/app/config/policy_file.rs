//! Reads and checks the file of a policy, at start and again when it has changed.

use std::path::Path;

use super::secret_file::text_of;
use crate::messages::Catalogue;
use crate::policy::{Mistake, Policy, render_mistakes};

/// Policies have a limit of their own; this one keeps a wrong file out of memory.
pub(super) const BYTES_MAX: u64 = 4 * 1024 * 1024;

/// Why a policy cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the policy file {summary}")]
pub struct PolicyFileError {
    /// What is wrong, to be read after the file's name.
    pub summary: String,
    /// What to do about it.
    pub remedy: String,
    /// The mistakes with their places, rendered.
    pub details: Option<String>,
}

/// Reads a policy, and its warnings, rendered.
///
/// Every clause, alternative and question must have words, either in the policy or in the
/// catalogue, or a letter could not be written when a customer is waiting for it.
pub fn load(
    path: &Path,
    catalogue: &Catalogue,
) -> Result<(Policy, Option<String>), PolicyFileError> {
    let text = text_of(path, BYTES_MAX).map_err(|why| PolicyFileError {
        summary: format!("which cannot be read: {why}"),
        remedy: "a relative path starts at the folder of the configuration file".to_owned(),
        details: None,
    })?;
    let rendered = |mistakes: &[Mistake]| render_mistakes(&path.to_string_lossy(), &text, mistakes);
    let policy = Policy::parse(&text).map_err(|mistakes| PolicyFileError {
        summary: format!("which has {}", counted(mistakes.len(), "mistake")),
        remedy: "docs/policy.md describes policies".to_owned(),
        details: Some(rendered(&mistakes)),
    })?;
    let wordless = wordless(
        &policy,
        |clause| catalogue.knows_clause(clause),
        |alternative| catalogue.knows_alternative(alternative),
        |question| catalogue.knows_question(question),
    );
    if !wordless.is_empty() {
        return Err(PolicyFileError {
            summary: format!("which uses what has no text: {}", wordless.join(", ")),
            remedy: "add a text under `[clauses]`; alternatives and questions are listed in \
                     docs/policy.md"
                .to_owned(),
            details: None,
        });
    }
    let warnings = policy.warnings();
    let warnings = (!warnings.is_empty()).then(|| rendered(warnings));
    Ok((policy, warnings))
}

/// The clauses, alternatives and questions that could not be told to a customer.
fn wordless(
    policy: &Policy,
    knows_clause: impl Fn(&str) -> bool,
    knows_alternative: impl Fn(&str) -> bool,
    knows_question: impl Fn(&str) -> bool,
) -> Vec<String> {
    let mut found = Vec::new();
    for (_, _, clause) in policy.rules() {
        if policy.clause_text(clause).is_none() && !knows_clause(clause) {
            found.push(format!("the clause `{clause}`"));
        }
    }
    let offered = policy.alternatives();
    let unknown = offered.into_iter().filter(|alternative| !knows_alternative(alternative));
    found.extend(unknown.map(|alternative| format!("the alternative `{alternative}`")));
    let unknown = policy.questions().filter(|question| !knows_question(question));
    found.extend(unknown.map(|question| format!("the question `{question}`")));
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
        assert_eq!(wordless(&policy, none, all, all), [""; 0], "the policy has the text");
        assert_eq!(wordless(&policy, all, none, all), ["the alternative `credit`"]);
        assert_eq!(wordless(&policy, all, all, none), ["the question `which_order`"]);
    }

    #[test]
    fn every_alternative_of_policies_has_a_text() {
        let catalogue = Catalogue::builtin().unwrap();
        let known =
            crate::policy::ALTERNATIVES.iter().filter(|key| catalogue.knows_alternative(key));
        assert_eq!(known.count(), 5);
    }

    #[test]
    fn every_policy_that_is_shipped_can_be_used_as_it_is() {
        let catalogue = Catalogue::builtin().unwrap();
        let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("config");
        let examples = std::fs::read_dir(config.join("policies")).unwrap();
        let examples = examples.map(|file| file.unwrap().path());
        let mut paths: Vec<_> =
            examples.filter(|path| !path.to_string_lossy().ends_with(".tests.toml")).collect();
        paths.push(config.join("policy.toml"));
        for path in &paths {
            let (_, warnings) = load(path, &catalogue)
                .unwrap_or_else(|error| panic!("{error}: {:?}", error.details));
            assert_eq!(warnings, None, "{}", path.display());
        }
        assert_eq!(paths.len(), 6);
    }
}
