//! `refundd policy check`

use std::path::Path;
use std::process::ExitCode;

use super::{Files, print, told};
use crate::app::config::ExaminedPolicy;
use crate::cli::exit;

/// Say everything that is wrong with policies and the tests beside them, and where.
#[derive(Debug, clap::Args)]
pub(super) struct Check {
    #[command(flatten)]
    files: Files,
}

impl Check {
    pub(super) fn execute(self) -> ExitCode {
        let examined = match self.files.examine() {
            Ok(examined) => examined,
            Err(code) => return code,
        };
        let mut wrong = Vec::new();
        let mut code = ExitCode::SUCCESS;
        for (file, examined) in &examined {
            match &examined.wrong {
                Some(error) => wrong.push(told(file, error)),
                None => code = print(&summary(file, examined)),
            }
        }
        if wrong.is_empty() { code } else { exit::misconfigured(&wrong.join("\n\n")) }
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
