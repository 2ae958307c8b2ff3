//! `refundd pause` and `refundd resume`: how much is stopped, for all workers together.

use clap::Args;

use super::exit::{Done, Undone};
use super::{ConfigFile, session};
use crate::app::clock;
use crate::app::config::Role;
use crate::app::run::instance;
use crate::app::switch::{in_words, open, turn};
use domain::switch::{Switch, SwitchPosition};

/// Stop machines from giving money, or everything. Workers see it within a second.
#[derive(Debug, Args)]
pub(super) struct Pause {
    #[command(flatten)]
    file: ConfigFile,
    /// Stop everything: nothing is decided and nothing is sent, whoever has approved it. Without
    /// this, what people approve goes on.
    #[arg(long)]
    everything: bool,
    #[command(flatten)]
    said: Said,
}

/// Let all go on as it was decided, and look at what still stops it.
#[derive(Debug, Args)]
pub(super) struct Resume {
    #[command(flatten)]
    file: ConfigFile,
    #[command(flatten)]
    said: Said,
}

#[derive(Debug, Args)]
struct Said {
    /// Why. It is shown to whoever looks.
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Who you are.
    #[arg(long = "as", env = "USER", value_name = "NAME")]
    by: Option<String>,
}

impl Pause {
    pub(super) fn execute(self) -> Done {
        let position =
            if self.everything { SwitchPosition::Everything } else { SwitchPosition::Machines };
        move_to(&self.file, position, self.said)
    }
}

impl Resume {
    pub(super) fn execute(self) -> Done {
        move_to(&self.file, SwitchPosition::Open, self.said)
    }
}

/// Moves the switch in the store, and says what counts from now on: a file may stop more.
fn move_to(file: &ConfigFile, position: SwitchPosition, said: Said) -> Done {
    let settings = session::settings(file, Role::Operator)?;
    let switch = Switch { position, by: said.by, at: Some(clock::now()), reason: said.reason };
    session::block_on(async {
        let store = open(&settings, &instance())?;
        let counts = turn(&settings, &store, &switch).await.map_err(Undone::Unavailable)?;
        session::print(format!("{}\n", in_words(&counts)))
    })
}
