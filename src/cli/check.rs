//! `refundd check`

use std::process::ExitCode;

use super::{ConfigFile, run};

/// Check configuration and policies, and say what is wrong and where.
#[derive(Debug, clap::Args)]
pub(super) struct Check {
    #[command(flatten)]
    file: ConfigFile,
}

impl Check {
    #[expect(clippy::print_stdout, reason = "the result of the verb")]
    pub(super) fn execute(self) -> ExitCode {
        let settings = match run::load(self.file) {
            Ok(settings) => settings,
            Err(code) => return code,
        };
        for warning in &settings.warnings {
            println!("{warning}");
        }
        for (name, account) in &settings.accounts {
            let (policy, hash) = (&account.policy, account.policy.hash());
            let rules = policy.rules().count();
            let name_of_policy = policy.name();
            println!("account {name}: policy {name_of_policy}, {rules} rules, sha256 {hash}");
        }
        println!("the configuration can be used");
        ExitCode::SUCCESS
    }
}
