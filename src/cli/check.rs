//! `refundd check`

use std::process::ExitCode;

use super::{ConfigFile, run};
use crate::domain::locale::Locale;
use crate::policy::Policy;

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
            let languages = &account.policy_sources.languages;
            let others: Vec<&str> = languages.others().map(Locale::as_str).collect();
            if !others.is_empty() {
                println!(
                    "account {name}: letters in {languages}; customers of {} are written to in {}",
                    others.join(", "),
                    account.locale
                );
            }
            let book = account.policies.current();
            for policy in book.versions() {
                let (title, rules, hash) = (policy.name(), policy.rules().count(), policy.hash());
                let from = match policy.in_force_from() {
                    Some(from) if book.keeps_versions() => format!("in force from {from}, "),
                    Some(_) | None => String::new(),
                };
                println!("account {name}: policy {title}, {rules} rules, {from}sha256 {hash}");
            }
            for statute in book.versions().first().map(Policy::statutes).unwrap_or_default() {
                println!("account {name}: {}, version {}", statute.name(), statute.version());
            }
        }
        println!("the configuration can be used");
        ExitCode::SUCCESS
    }
}
