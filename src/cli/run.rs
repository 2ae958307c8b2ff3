//! `refundd run`

use std::process::ExitCode;

use super::{ConfigFile, exit, logging, stack};
use crate::app::build::{Role, StartError};
use crate::app::config::{self, Settings, Sources};
use crate::app::lifecycle::Lifecycle;
use crate::app::run::{Ended, RUNTIME_GRACE, record_metrics, run};

/// Run the daemon.
#[derive(Debug, clap::Args)]
pub(super) struct Run {
    #[command(flatten)]
    file: ConfigFile,
    /// What this process does.
    #[arg(long, value_enum, default_value_t = Role::All)]
    role: Role,
}

impl Run {
    pub(super) fn execute(self) -> ExitCode {
        let settings = match load(self.file) {
            Ok(settings) => settings,
            Err(code) => return code,
        };
        logging::begin(settings.service.log_format, &settings.service.log_filter);
        for warning in &settings.warnings {
            tracing::warn!(warning, "configuration");
        }
        match live(settings, self.role) {
            Ok(Ended::Drained) => ExitCode::SUCCESS,
            Ok(Ended::Halted) => ExitCode::FAILURE,
            Err(error) => exit::not_started(&error),
        }
    }
}

/// Loads the configuration from the file and the environment.
pub(super) fn load(file: ConfigFile) -> Result<Settings, ExitCode> {
    let env = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    let sources = Sources { file: file.config, env: env.collect() };
    config::load(&sources).map_err(|problems| exit::misconfigured(&problems))
}

fn live(settings: Settings, role: Role) -> Result<Ended, StartError> {
    let failed = |what: &str, error: std::io::Error| StartError::Unavailable {
        what: what.to_owned(),
        source: Box::new(error),
    };
    let metrics = record_metrics()?;
    let runtime =
        stack::runtime().map_err(|error| failed("the runtime cannot be started", error))?;
    let lifecycle = Lifecycle::default();
    let ended = runtime.block_on(async {
        lifecycle.listen().map_err(|error| failed("signals cannot be listened to", error))?;
        run(settings, role, lifecycle, metrics).await
    });
    runtime.shutdown_timeout(RUNTIME_GRACE);
    ended
}
