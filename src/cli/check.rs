//! `refundd check`

use super::exit::Done;
use super::{ConfigFile, session};
use crate::app::config::Role;
use domain::locale::Locale;
use policy::Policy;

/// Check configuration and policies, and say what is wrong and where.
#[derive(Debug, clap::Args)]
pub(super) struct Check {
    #[command(flatten)]
    file: ConfigFile,
    /// Whose configuration it is: what this role needs has to be there, and nothing else is looked at.
    #[arg(long, value_enum, default_value_t = Role::All)]
    role: Role,
}

impl Check {
    pub(super) fn execute(self) -> Done {
        let settings = session::settings(&self.file, self.role)?;
        let mut lines = settings.warnings.clone();
        for (name, account) in &settings.accounts {
            let languages = &account.policy_sources.languages;
            let others: Vec<&str> = languages.others().map(Locale::as_str).collect();
            if !others.is_empty() {
                lines.push(format!(
                    "account {name}: letters in {languages}; customers of {} are written to in {}",
                    others.join(", "),
                    account.locale
                ));
            }
            let book = account.policies.current();
            for policy in book.versions() {
                let (rules, hash) = (policy.rules().count(), policy.hash());
                // A policy need not have a name.
                let title = if policy.name().is_empty() { policy.version() } else { policy.name() };
                let from = match policy.in_force_from() {
                    Some(from) if book.keeps_versions() => format!("in force from {from}, "),
                    Some(_) | None => String::new(),
                };
                let line = format!("policy {title}, {rules} rules, {from}sha256 {hash}");
                lines.push(format!("account {name}: {line}"));
            }
            for statute in book.versions().first().map(Policy::statutes).unwrap_or_default() {
                let (title, version) = (statute.name(), statute.version());
                lines.push(format!("account {name}: {title}, version {version}"));
            }
        }
        for name in settings.receiving.keys().filter(|_| !self.role.reads_cases()) {
            lines.push(format!("account {name}: webhooks are taken"));
        }
        lines.push(match self.role {
            Role::All => "the configuration can be used\n".to_owned(),
            Role::Ingress | Role::Worker | Role::Operator => {
                format!("the configuration can be used by the role {}\n", self.role.as_str())
            }
        });
        session::print(lines.join("\n"))
    }
}
