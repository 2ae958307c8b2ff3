//! `refundd webhook`: why a webhook is taken, or is not.

mod inspect;
mod render;
mod said;

use clap::{Args, Subcommand};

use super::exit::Done;

/// Look at a webhook as the daemon does.
#[derive(Debug, Args)]
pub(super) struct Webhook {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Say whether a webhook's signature holds, and what the webhook means. Asks nobody, changes
    /// nothing. Exit 0: verified and understood; 1: not verified; 65: verified, and not understood.
    Inspect(inspect::Inspect),
}

impl Webhook {
    pub(super) fn execute(self) -> Done {
        let Verb::Inspect(inspect) = self.verb;
        inspect.execute()
    }
}
