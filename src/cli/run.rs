//! `refundd run`

use std::process::ExitCode;

use clap::ValueEnum;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::exit::Done;
use super::{ConfigFile, session};
use crate::app::build::StartError;
use crate::app::config::{Role, Settings};
use crate::app::lifecycle::Lifecycle;
use crate::app::run::{Ended, RUNTIME_GRACE, record_metrics, run};

/// Run the daemon.
#[derive(Debug, clap::Args)]
pub(super) struct Run {
    #[command(flatten)]
    file: ConfigFile,
    /// What this process does.
    #[arg(long, value_parser = running(), default_value = "all")]
    role: Role,
}

impl Run {
    pub(super) fn execute(self) -> Done {
        let settings = session::open(&self.file, self.role)?;
        for warning in &settings.warnings {
            tracing::warn!(warning, "configuration");
        }
        Ok(match live(settings, self.role)? {
            Ended::Drained => ExitCode::SUCCESS,
            Ended::Halted => ExitCode::FAILURE,
        })
    }
}

/// What a daemon can be: an operator is none.
fn running() -> impl TypedValueParser<Value = Role> {
    let roles = [Role::Ingress, Role::Worker, Role::All];
    let shown = roles.iter().filter_map(ValueEnum::to_possible_value);
    PossibleValuesParser::new(shown).try_map(|name| <Role as ValueEnum>::from_str(&name, false))
}

fn live(settings: Settings, role: Role) -> Result<Ended, StartError> {
    let failed = |what: &str, error: std::io::Error| StartError::Unavailable {
        what: what.to_owned(),
        source: Box::new(error),
    };
    let metrics = record_metrics()?;
    let threads = settings.service.threads.into();
    let runtime = session::runtime(Some(threads))
        .map_err(|error| failed("the runtime cannot be started", error))?;
    let lifecycle = Lifecycle::default();
    let ended = runtime.block_on(async {
        lifecycle.listen().map_err(|error| failed("signals cannot be listened to", error))?;
        run(settings, role, lifecycle, metrics).await
    });
    runtime.shutdown_timeout(RUNTIME_GRACE);
    ended
}
