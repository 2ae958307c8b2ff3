//! `refundd policy replay`: of a history in a file.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::{print, usable};
use crate::app::replay;
use crate::cli::messages::TextsOf;
use crate::cli::{Output, exit};
use crate::policy::Policy;
use crate::trial::replay::{Replay as Both, Tally, Titles, document, page, text};

/// Show what another policy would make of requests that were decided.
#[derive(Debug, Args)]
pub(super) struct Replay {
    /// The policy that might be.
    #[arg(long, value_name = "FILE")]
    candidate: PathBuf,
    /// The policy that is in force.
    #[arg(long, value_name = "FILE")]
    current: PathBuf,
    /// The history: one document of facts per line; `-` for standard input.
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    #[command(flatten)]
    texts: TextsOf,
    /// Threads that decide.
    #[arg(long, default_value_t = 2, value_name = "NUMBER", value_parser = clap::value_parser!(u8).range(1..=64))]
    threads: u8,
    /// The form of the result.
    #[arg(long, value_enum, default_value_t = Output::Text)]
    output: Output,
    /// Write one HTML page with plots as well.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

impl Replay {
    pub(super) fn execute(self) -> ExitCode {
        let (titles, tally) = match self.tally() {
            Ok(found) => found,
            Err(code) => return code,
        };
        if let Some(file) = &self.html
            && let Err(error) = std::fs::write(file, page(&titles, &tally))
        {
            return exit::unwritten(file, &error);
        }
        print(&match self.output {
            Output::Text => text(&titles, &tally),
            Output::Json => document(&titles, &tally).to_string(),
        })
    }

    fn tally(&self) -> Result<(Titles, Tally), ExitCode> {
        let catalogue = self.texts.clone().load()?;
        let candidate = usable(&self.candidate, &catalogue)?;
        let current = usable(&self.current, &catalogue)?;
        let titles = Titles {
            current: title(&self.current, &current),
            candidate: title(&self.candidate, &candidate),
            history: self.from.display().to_string(),
        };
        let both = Both { current: &current, candidate: &candidate };
        let history = history(&self.from)?;
        let tally = replay::replay(history, both, usize::from(self.threads));
        tally.map(|tally| (titles, tally)).map_err(|error| exit::failed(&error))
    }
}

fn history(from: &Path) -> Result<Box<dyn BufRead>, ExitCode> {
    if from.as_os_str() == "-" {
        return Ok(Box::new(std::io::stdin().lock()));
    }
    let file = File::open(from)
        .map_err(|error| exit::not_found(&format!("{} cannot be read: {error}", from.display())))?;
    Ok(Box::new(BufReader::with_capacity(1 << 20, file)))
}

/// How a policy is called in a report.
fn title(file: &Path, policy: &Policy) -> String {
    let hash: String = policy.hash().chars().take(12).collect();
    format!("{} (sha256 {hash}…)", file.display())
}
