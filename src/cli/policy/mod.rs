//! `refundd policy`: draft a policy, check it, try it on requests, and see what another one would
//! change. Nothing here decides about money.

mod adversary;
mod check;
mod explain;
pub(super) mod ground;
mod new;
mod replay;
mod schema;
mod test;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::exit::{Done, Undone};
use super::messages::TextsOf;
use super::session;
use crate::app::config::{ExaminedPolicy, PolicyFileError, examine_policy};
use messages::Catalogue;
use policy::Policy;
use wire::facts::FactsV1;

/// Draft a policy, check it, try it on requests, and see what another one would change.
#[derive(Debug, Args)]
pub(super) struct Policies {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Draft a policy and its tests from answers to ten questions.
    New(new::New),
    /// Say everything that is wrong with policies and the tests beside them, and where.
    Check(check::Check),
    /// Run the tests beside policies. Ends with 1 if one fails.
    Test(test::Test),
    /// Show how a decision comes about: every rule that is tried, every condition with its value.
    Explain(explain::Explain),
    /// Show what another policy would make of requests that were decided.
    Replay(replay::Replay),
    /// Print the JSON Schema of policies or of their tests, for editors.
    Schema(schema::Schema),
}

impl Policies {
    pub(super) fn execute(self) -> Done {
        match self.verb {
            Verb::New(new) => new.execute(),
            Verb::Check(check) => check.execute(),
            Verb::Test(test) => test.execute(),
            Verb::Explain(explain) => explain.execute(),
            Verb::Replay(replay) => replay.execute(),
            Verb::Schema(schema) => schema.execute(),
        }
    }
}

/// Which policy files, and the texts that go with them.
#[derive(Debug, Args)]
struct Files {
    /// Policy files. The tests of `policy.toml` are in `policy.tests.toml` beside it.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    texts: TextsOf,
}

impl Files {
    /// Examines every file. A file that is not there ends it.
    fn examine(self, catalogue: &Catalogue) -> Result<Vec<(PathBuf, ExaminedPolicy)>, Undone> {
        // `FOLDER/*` names the tests as well; they are read with their policies.
        let is_policy = |file: &PathBuf| !file.to_string_lossy().ends_with(".tests.toml");
        let files: Vec<PathBuf> = self.files.into_iter().filter(is_policy).collect();
        if files.is_empty() {
            return Err(Undone::Usage("name policies; the tests beside them are found".to_owned()));
        }
        let files = files.into_iter();
        files.map(|file| examine(&file, catalogue).map(|examined| (file, examined))).collect()
    }
}

fn examine(file: &Path, catalogue: &Catalogue) -> Result<ExaminedPolicy, Undone> {
    if !file.exists() {
        return Err(Undone::NotFound(format!("{} is not there", file.display())));
    }
    examine_policy(file, catalogue, catalogue.languages()).map_err(|error| wrong(file, &error))
}

/// A policy that can be used: nothing is tried with one that a daemon would not load.
pub(super) fn usable(file: &Path, catalogue: &Catalogue) -> Result<Policy, Undone> {
    let ExaminedPolicy { policy, wrong: error, .. } = examine(file, catalogue)?;
    match (policy, error) {
        (Some(policy), None) => Ok(policy),
        (_, Some(error)) => Err(wrong(file, &error)),
        (None, None) => unreachable!("a text without a policy has a mistake"),
    }
}

/// The facts of requests in a file: one document, or one after the other.
pub(super) fn facts(file: &Path) -> Result<Vec<FactsV1>, Undone> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| Undone::NotFound(format!("{} cannot be read: {error}", file.display())))?;
    FactsV1::read_all(&text)
        .map_err(|error| Undone::Misconfigured(format!("{} has no facts: {error}", file.display())))
}

fn wrong(file: &Path, error: &PolicyFileError) -> Undone {
    Undone::Misconfigured(told(file, error))
}

/// Everything that is wrong with a file, for people.
fn told(file: &Path, error: &PolicyFileError) -> String {
    let PolicyFileError { summary, remedy, details } = error;
    let details = details.as_ref().map(|details| format!("{details}\n\n")).unwrap_or_default();
    let file = file.display();
    format!("{details}the policy {file}, {summary}\nhelp: {remedy}")
}

/// Writes a text for people to standard output, and ends its last line.
fn print(text: &str) -> Done {
    session::print([text, "\n"].concat())
}

/// Writes JSON for programs to standard output, and ends its last line.
fn print_json(document: &str) -> Done {
    session::print_json([document, "\n"].concat())
}
