//! `refundd demo`
//!
//! The real daemon, configured by a real file, between a sandbox of a processor and a scripted
//! merchant, all of it over HTTP on this machine. In the end the sandbox's own books are compared
//! with what the daemon published and stored. Nothing here is part of the daemon.

mod audit;
mod caller;
mod clock;
mod daemon;
mod place;
mod published;
mod report;
mod scenario;
mod script;
mod stage;
mod summary;
mod timeline;

use std::path::PathBuf;
use std::process::ExitCode;

use self::audit::Audit;
use self::place::Place;
use self::stage::Stage;
use self::summary::Summary;
use super::exit::{Done, Undone};
use super::{Output, logging, session};
use crate::app::config::LogFormat;
use ports::BoxError;

/// Show a fortnight of refunds and disputes in one process, and audit it.
///
/// Ends with 0 if the processor's own books agree with ours, else with 1.
#[derive(Debug, clap::Args)]
pub(super) struct Demo {
    /// The form of the result.
    #[arg(long, value_enum, default_value_t = Output::Text)]
    output: Output,
    /// Keep configuration, policy and database in this folder.
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
}

impl Demo {
    pub(super) fn execute(self) -> Done {
        logging::begin(LogFormat::Text, "off");
        let played = self.play();
        let agrees =
            played.map_err(|error| Undone::failed(format!("the demo broke off: {error}")))?;
        Ok(if agrees { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    fn play(self) -> Result<bool, BoxError> {
        let place = Place::open(self.keep)?;
        let runtime = session::runtime(Some(2))?;
        runtime.block_on(async {
            tokio::select! {
                played = perform(place, self.output) => played,
                // The folder is removed on the way out.
                _ = tokio::signal::ctrl_c() => Err("interrupted".into()),
            }
        })
    }
}

async fn perform(place: Place, output: Output) -> Result<bool, BoxError> {
    let mut stage = Stage::open(place).await?;
    if output == Output::Text {
        session::put(report::head(&stage, &stage.place().settings()?))?;
    }
    let played = script::play(&mut stage).await;
    if output == Output::Text {
        // Also of a day that broke off: that is when one wants to see it.
        session::put(report::timelines(&stage))?;
    }
    played?;
    let audit = Audit::of(&stage).await?;
    let summary = Summary::new(&stage, audit);
    stage.close().await?;
    match output {
        Output::Text => session::put(report::end(&summary))?,
        Output::Json => {
            let document = format!("{}\n", serde_json::to_string(&summary)?);
            session::put_document(document)?;
        }
    }
    Ok(summary.agrees)
}
