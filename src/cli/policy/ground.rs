//! Under which account a policy is tried: its statutes and costs, and the senders of its configuration.

use std::collections::BTreeMap;

use clap::Args;

use super::wrong;
use crate::app::config::{AccountSettings, Role, Settings};
use crate::cli::ConfigFile;
use crate::cli::exit::Undone;
use crate::cli::session;
use domain::ids::SenderName;
use domain::sender::Rights;
use messages::Catalogue;
use policy::Policy;
use trial::course::Senders;

/// What each sender may do.
pub(super) type SenderRights = BTreeMap<SenderName, Rights>;

/// The account under which a policy is tried.
#[derive(Debug, Clone, Args)]
pub(in crate::cli) struct Under {
    /// Try it under this account of the configuration: on its statutes and costs, with what its senders
    /// are trusted with. Without it, a policy is tried by itself.
    #[arg(long, value_name = "NAME", requires = "config")]
    account: Option<String>,
}

/// What a policy is tried on.
pub(in crate::cli) struct Ground {
    account: Option<Box<AccountSettings>>,
    rights: Option<SenderRights>,
}

impl Under {
    pub(in crate::cli) fn ground(&self, config: &ConfigFile) -> Result<Ground, Undone> {
        let Some(name) = &self.account else { return Ok(Ground { account: None, rights: None }) };
        let mut settings = session::settings(config, Role::Operator)?;
        let rights = rights(&settings);
        let found = settings.accounts.iter().find(|(known, _)| known.as_str() == name);
        let found = found.map(|(known, _)| known.clone());
        match found.and_then(|known| settings.accounts.remove(&known)) {
            Some(account) => Ok(Ground { account: Some(Box::new(account)), rights: Some(rights) }),
            None => Err(Undone::NotFound(format!("there is no account `{name}`"))),
        }
    }
}

impl Ground {
    /// The policy as it would decide under the account, if one was named.
    pub(in crate::cli) fn lay(
        &self,
        policy: &Policy,
        catalogue: &Catalogue,
    ) -> Result<Policy, Undone> {
        match &self.account {
            Some(account) => grounded(policy, account, catalogue),
            None => Ok(policy.clone()),
        }
    }

    pub(in crate::cli) fn senders(&self) -> Senders<'_> {
        self.rights.as_ref()
    }

    pub(super) fn into_rights(self) -> Option<SenderRights> {
        self.rights
    }
}

/// A policy on the statutes and costs of an account.
pub(super) fn grounded(
    policy: &Policy,
    account: &AccountSettings,
    catalogue: &Catalogue,
) -> Result<Policy, Undone> {
    account.policy_sources.ground(policy, catalogue).map_err(|flaws| match flaws.first() {
        Some(flaw) => wrong(&flaw.path, &flaw.error),
        None => Undone::Usage("the statutes cannot be read".to_owned()),
    })
}

pub(super) fn rights(settings: &Settings) -> SenderRights {
    let known = settings.senders.senders.iter();
    known.map(|(name, known)| (name.clone(), known.rights.clone())).collect()
}
