//! `refundd policy check`

use std::path::Path;
use std::process::ExitCode;

use super::{Files, print, told};
use crate::app::config::ExaminedPolicy;
use crate::cli::exit::{Done, Undone};

/// Say everything that is wrong with policies and the tests beside them, and where.
#[derive(Debug, clap::Args)]
pub(super) struct Check {
    #[command(flatten)]
    files: Files,
}

impl Check {
    pub(super) fn execute(self) -> Done {
        let catalogue = self.files.texts.clone().load()?;
        let examined = self.files.examine(&catalogue)?;
        let mut wrong = Vec::new();
        for (file, examined) in &examined {
            match &examined.wrong {
                Some(error) => wrong.push(told(file, error)),
                None => {
                    print(&summary(file, examined))?;
                }
            }
        }
        match wrong.as_slice() {
            [] => Ok(ExitCode::SUCCESS),
            wrong => Err(Undone::Misconfigured(wrong.join("\n\n"))),
        }
    }
}

/// What a policy is that can be used, below its warnings.
fn summary(file: &Path, examined: &ExaminedPolicy) -> String {
    let ExaminedPolicy { policy, tests, warnings, .. } = examined;
    let mut lines = warnings.clone();
    if let Some(policy) = policy {
        let tests = match tests {
            Some(suite) => format!("{} tests", suite.cases.len()),
            None => "no tests beside it".to_owned(),
        };
        let name = [policy.name(), policy.version()].join(" ");
        lines.push(format!(
            "{}: {}, {} rules, {tests}, sha256 {}",
            file.display(),
            name.trim(),
            policy.rules().count(),
            policy.hash()
        ));
    }
    lines.join("\n\n")
}
