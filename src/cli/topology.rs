//! `refundd topology`: what has to stand on the broker, for its owner.

use clap::Args;

use super::exit::Done;
use super::{ConfigFile, session};
use crate::app::config::Role;
use crate::app::run::instance;
use crate::app::topology::{declare, written};

/// Show what has to stand on the broker, as definitions that RabbitMQ imports, or declare it.
#[derive(Debug, Args)]
pub(super) struct Topology {
    #[command(flatten)]
    file: ConfigFile,
    /// Declare it on the broker, as the user in `transport.rabbitmq.url`, whatever
    /// `transport.rabbitmq.declare` says. What stands already stays as it is.
    #[arg(long)]
    declare: bool,
}

impl Topology {
    pub(super) fn execute(self) -> Done {
        if !self.declare {
            let settings = session::settings(&self.file, Role::Operator)?;
            return session::print_document(written(&settings)?);
        }
        let settings = session::open(&self.file, Role::Operator)?;
        session::block_on(async {
            declare(&settings, &instance()).await?;
            session::print("exchanges, queues and bindings stand\n")
        })
    }
}
