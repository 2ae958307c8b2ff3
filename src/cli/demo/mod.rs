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

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use self::audit::Audit;
use self::place::Place;
use self::stage::Stage;
use self::summary::Summary;
use super::{Output, logging, stack};
use crate::app::config::LogFormat;
use crate::ports::BoxError;

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
    #[expect(clippy::print_stderr, reason = "the last words of a process that cannot go on")]
    pub(super) fn execute(self) -> ExitCode {
        logging::begin(LogFormat::Text, "off");
        match self.play() {
            Ok(true) => ExitCode::SUCCESS,
            Ok(false) => ExitCode::FAILURE,
            Err(error) => {
                eprintln!("refundd: the demo broke off: {error}");
                ExitCode::FAILURE
            }
        }
    }

    fn play(self) -> Result<bool, BoxError> {
        let place = Place::open(self.keep)?;
        let runtime = stack::runtime_of(2)?;
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
        print(&report::head(&stage, &stage.place().settings()?))?;
    }
    let played = script::play(&mut stage).await;
    if output == Output::Text {
        // Also of a day that broke off: that is when one wants to see it.
        print(&report::timelines(&stage))?;
    }
    played?;
    let audit = Audit::of(&stage).await?;
    let summary = Summary::new(&stage, audit);
    stage.close().await?;
    match output {
        Output::Text => print(&report::end(&summary))?,
        Output::Json => print(&format!("{}\n", serde_json::to_string(&summary)?))?,
    }
    Ok(summary.agrees)
}

/// Writes to standard output. A reader that has gone away is an error, not a panic.
fn print(text: &str) -> Result<(), BoxError> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}
