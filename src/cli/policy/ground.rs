//! Under which account a policy is tried: its statutes and costs, and the senders of its configuration.

use clap::Args;

use super::wrong;
use crate::app::config::{AccountSettings, Role, Settings};
use crate::cli::exit::Undone;
use crate::cli::messages::TextsOf;
use crate::cli::session;
use domain::ids::AccountName;
use messages::Catalogue;
use policy::Policy;
use senders::Senders;
use trial::course::Course;

/// The account under which a policy is tried.
#[derive(Debug, Clone, Args)]
pub(in crate::cli) struct Under {
    /// Try it under this account of the configuration: on its statutes and costs, with what its senders
    /// are trusted with. Without it, a policy is tried by itself.
    #[arg(long, value_name = "NAME", requires = "config")]
    account: Option<String>,
}

/// What a policy is tried on: a configuration and an account in it, if one was named.
pub(in crate::cli) struct Ground(Option<(Settings, AccountName)>);

impl Under {
    /// The ground, and the texts. A configuration is read once for both.
    pub(in crate::cli) fn ground(&self, texts: TextsOf) -> Result<(Ground, Catalogue), Undone> {
        let Some(name) = &self.account else { return Ok((Ground(None), texts.load()?)) };
        let settings = session::settings(texts.config(), Role::Operator)?;
        let known = AccountName::parse(name.as_str()).ok();
        let known = known.filter(|known| settings.accounts.contains_key(known));
        let Some(known) = known else {
            return Err(Undone::NotFound(format!("there is no account `{name}`")));
        };
        let catalogue = texts.load_of(Some(&settings))?;
        Ok((Ground(Some((settings, known))), catalogue))
    }
}

impl Ground {
    /// The policy as it would decide under the account, if one was named.
    pub(in crate::cli) fn lay(
        &self,
        policy: &Policy,
        catalogue: &Catalogue,
    ) -> Result<Policy, Undone> {
        let account = self.0.as_ref().and_then(|(settings, name)| settings.accounts.get(name));
        match account {
            Some(account) => grounded(policy, account, catalogue),
            None => Ok(policy.clone()),
        }
    }

    pub(super) fn into_senders(self) -> Option<Senders> {
        self.0.map(|(settings, _)| settings.senders)
    }

    /// The way of requests under a policy that was laid on it.
    pub(in crate::cli) fn course<'p>(&'p self, policy: &'p Policy) -> Course<'p> {
        Course { policy, senders: self.0.as_ref().map(|(settings, _)| &settings.senders) }
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
