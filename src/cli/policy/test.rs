//! `refundd policy test`

use std::path::Path;
use std::process::ExitCode;

use serde_json::{Value, json};

use super::ground::Under;
use super::{Files, adversary, print, print_json, told};
use crate::app::config::{ExaminedPolicy, tests_beside};
use crate::cli::Output;
use crate::cli::exit::{Done, Undone};
use jiff::SignedDuration;
use policy::Policy;
use processors::amount_step;
use trial::course::{Course, Layer, left_out};
use trial::{Played, Suite, Verified, explanation, undecided};

/// Run the tests beside policies, and play each as somebody would who wants more. Ends with 1 if one
/// fails.
#[derive(Debug, clap::Args)]
pub(super) struct Test {
    #[command(flatten)]
    files: Files,
    #[command(flatten)]
    under: Under,
    /// Hours that a request's date may lie before its receipt: `worker.report_lag_hours`.
    #[arg(long, value_name = "HOURS", default_value_t = 24, value_parser = clap::value_parser!(i64).range(1..=720))]
    report_lag: i64,
    /// End with 1 also where somebody gets more in parts, by another date or by claiming more.
    #[arg(long)]
    strict: bool,
    /// The form of the result.
    #[arg(long, value_enum, default_value_t = Output::Text)]
    output: Output,
}

/// A policy with its tests.
struct Tested<'e> {
    file: &'e Path,
    verified: Vec<Verified<'e>>,
    played: Vec<Played<'e>>,
    untested: Vec<String>,
    left_out: Vec<&'static str>,
}

impl Test {
    pub(super) fn execute(self) -> Done {
        let lag = SignedDuration::from_hours(self.report_lag);
        let (ground, catalogue) = self.under.ground(self.files.texts.clone())?;
        let examined = self.files.examine(&catalogue)?;
        let mut tested = Vec::new();
        for (file, examined) in &examined {
            let (policy, suite) = runnable(file, examined)?;
            let policy = ground.lay(policy, &catalogue)?;
            tested.push(Tested::new(file, ground.course(&policy), suite, lag));
        }
        let done = match self.output {
            Output::Text => {
                print(&tested.iter().map(Tested::text).collect::<Vec<_>>().join("\n\n"))
            }
            Output::Json => {
                let tested = Value::Array(tested.iter().map(Tested::document).collect());
                print_json(&tested.to_string())
            }
        }?;
        let failed =
            tested.iter().any(|it| it.failed() > 0 || (self.strict && it.gains().count() > 0));
        Ok(if failed { ExitCode::FAILURE } else { done })
    }
}

/// Policy and tests, if both can be read; failing tests are the result here, not a reason not to
/// run them.
fn runnable<'e>(
    file: &Path,
    examined: &'e ExaminedPolicy,
) -> Result<(&'e Policy, &'e Suite), Undone> {
    match (&examined.policy, &examined.tests, &examined.wrong) {
        (Some(policy), Some(suite), _) => Ok((policy, suite)),
        (Some(_), None, None) => {
            let tests = tests_beside(file);
            Err(Undone::NotFound(format!("there are no tests: {} is not there", tests.display())))
        }
        (_, _, Some(error)) => Err(Undone::Misconfigured(told(file, error))),
        (None, _, None) => unreachable!("a text without a policy has a mistake"),
    }
}

impl<'e> Tested<'e> {
    fn new(file: &'e Path, course: Course<'_>, suite: &'e Suite, lag: SignedDuration) -> Self {
        let verified = suite.verify(course, amount_step);
        let played = suite.play(course, lag, amount_step);
        let untested = undecided(course.policy, &verified);
        let left_out = left_out(course.senders);
        Self { file, verified, played, untested, left_out }
    }

    /// The cases in which an adversary gets more.
    fn gains(&self) -> impl Iterator<Item = &Played<'e>> {
        self.played.iter().filter(|played| played.is_more())
    }

    fn failed(&self) -> usize {
        self.verified.iter().filter(|verified| !verified.passed()).count()
    }

    fn text(&self) -> String {
        let mut lines = vec![self.file.display().to_string()];
        for verified in &self.verified {
            let decision = &verified.ruling.decision;
            let result = if verified.passed() { "ok" } else { "FAILED" };
            let name = &verified.case.name;
            let said = explanation::headline(decision);
            lines.push(format!("  {result:<8}{name}: {said} ({})", decision.by));
            for miss in &verified.misses {
                let (key, expected, got) = (miss.key, &miss.expected, &miss.got);
                lines.push(format!("            {key}: expected {expected}"));
                lines.push(format!("            {:width$}  got      {got}", "", width = key.len()));
            }
        }
        let (all, failed) = (self.verified.len(), self.failed());
        lines.push(format!("{} cases, {} ok, {failed} failed", all, all.saturating_sub(failed)));
        if !self.untested.is_empty() {
            lines.push(format!("no case is decided by {}", self.untested.join(", ")));
        }
        lines.extend(adversary::text(&self.played));
        lines.push(format!("left out: {}", self.left_out.join("; ")));
        lines.join("\n")
    }

    fn document(&self) -> Value {
        let cases = self.verified.iter().zip(&self.played).map(|(verified, played)| {
            let misses = verified
                .misses
                .iter()
                .map(|miss| json!({ "key": miss.key, "expected": miss.expected, "got": miss.got }));
            json!({
                "name": verified.case.name,
                "passed": verified.passed(),
                "decision": explanation::headline(&verified.ruling.decision),
                "rule": verified.ruling.decision.by.to_string(),
                "layer": Layer::of(&verified.ruling.decision).as_str(),
                "misses": misses.collect::<Vec<_>>(),
                "adversary": adversary::document(played),
            })
        });
        json!({
            "file": self.file.display().to_string(),
            "cases": cases.collect::<Vec<_>>(),
            "failed": self.failed(),
            "gains": self.gains().count(),
            "rules_without_a_case": self.untested,
            "left_out": self.left_out,
        })
    }
}
