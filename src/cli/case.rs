//! `refundd case`: what an operator does with cases that wait.

use clap::{Args, Subcommand};

use super::exit::{Done, Undone};
use super::{ConfigFile, session};
use crate::app::config::Role;
use crate::app::run::instance;
use crate::app::waiting::{Meant, WakingError, wake};
use domain::ids::{AccountName, CaseId};

/// Let cases that wait go on now.
#[derive(Debug, Args)]
pub(super) struct Case {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Let messages come now that wait for their time: after an outage, and after a store was lost,
    /// which they rebuild. Moves no money by itself: what has to wait waits again.
    Wake(Wake),
}

#[derive(Debug, Args)]
struct Wake {
    #[command(flatten)]
    file: ConfigFile,
    #[command(flatten)]
    which: Which,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Which {
    /// The case: `<account>/<payment>`, as events have it in `subject`.
    case: Option<String>,
    /// All of one account.
    #[arg(long, value_name = "NAME")]
    account: Option<String>,
    /// All that wait.
    #[arg(long)]
    all: bool,
}

impl Case {
    pub(super) fn execute(self) -> Done {
        let Verb::Wake(Wake { file, which }) = self.verb;
        let settings = session::open(&file, Role::Operator)?;
        let meant = which.meant()?;
        if let Some(account) = meant.account()
            && !settings.accounts.contains_key(account)
        {
            let what = format!("the configuration has no account {account}");
            return Err(Undone::Usage(what));
        }
        session::block_on(async {
            let woken = wake(&settings, &meant, &instance()).await.map_err(undone)?;
            session::print(format!("woken {woken}\n"))
        })
    }
}

fn undone(error: WakingError) -> Undone {
    match error {
        WakingError::Start(error) => error.into(),
        WakingError::Wake(error) => Undone::failed(error),
    }
}

impl Which {
    fn meant(self) -> Result<Meant, Undone> {
        let unfit = |what: &str, error: String| Undone::Usage(format!("{what}: {error}"));
        match (self.case, self.account) {
            (Some(case), _) => CaseId::parse(&case)
                .map(Meant::Case)
                .map_err(|error| unfit("the case is `<account>/<payment>`", error.to_string())),
            (None, Some(account)) => AccountName::parse(account)
                .map(Meant::Account)
                .map_err(|error| unfit("--account", error.to_string())),
            (None, None) => Ok(Meant::All),
        }
    }
}
