//! `refundd policy replay`: of a history in a file, or of the decisions in the store.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter};
use std::path::{Path, PathBuf};

use clap::Args;

use super::ground::grounded;
use super::{print, print_json, usable};
use crate::app::build::StartError;
use crate::app::cases;
use crate::app::config::{Role, Settings};
use crate::app::replay::{self, OrderedWriter, Sides};
use crate::app::run::instance;
use crate::cli::exit::{Done, Undone};
use crate::cli::messages::TextsOf;
use crate::cli::{Output, logging, session};
use domain::ids::AccountName;
use messages::Catalogue;
use policy::{Book, Policy};
use trial::replay::{Replay as Both, ReplayTally, Titles, document, page, text};

/// Show what another policy would make of requests that were decided.
#[derive(Debug, Args)]
pub(super) struct Replay {
    /// The policy that might be.
    #[arg(long, value_name = "FILE")]
    candidate: PathBuf,
    /// The policy that is in force; of the store that of the account, if none is named.
    #[arg(long, value_name = "FILE")]
    current: Option<PathBuf>,
    /// The history: one document of facts per line; `-` for standard input. Without it, the
    /// decisions in the store of the configuration are the history.
    #[arg(long, value_name = "FILE", requires = "current", required_unless_present = "config")]
    from: Option<PathBuf>,
    /// Of the store, only this account.
    #[arg(long, value_name = "NAME", conflicts_with = "from")]
    account: Option<String>,
    #[command(flatten)]
    texts: TextsOf,
    /// Threads that decide on the lines of a file.
    #[arg(long, default_value_t = 2, value_name = "NUMBER", value_parser = clap::value_parser!(u8).range(1..=64))]
    threads: u8,
    /// The form of the result.
    #[arg(long, value_enum, default_value_t = Output::Text)]
    output: Output,
    /// Write one HTML page with plots as well.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Write every request that is decided differently as well, a line of JSON for each.
    #[arg(long, value_name = "FILE")]
    changed: Option<PathBuf>,
}

impl Replay {
    pub(super) fn execute(self) -> Done {
        self.spare_what_is_read()?;
        let (titles, tally) = match &self.from {
            Some(from) => self.of_file(from),
            None => self.of_store(),
        }?;
        if let Some(file) = &self.html {
            session::write(file, &page(&titles, &tally))?;
        }
        match self.output {
            Output::Text => print(&text(&titles, &tally)),
            Output::Json => print_json(&document(&titles, &tally).to_string()),
        }
    }

    /// No result is written over a policy or the history.
    fn spare_what_is_read(&self) -> Result<(), Undone> {
        let read = [Some(&self.candidate), self.current.as_ref(), self.from.as_ref()];
        let same = |a: &Path, b: &Path| matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b);
        for result in [&self.html, &self.changed].into_iter().flatten() {
            if read.into_iter().flatten().any(|read| same(read, result)) {
                let file = result.display();
                return Err(Undone::Usage(format!("{file} is read; write the result elsewhere")));
            }
        }
        Ok(())
    }

    /// Does the work with what writes the requests that are decided differently, if that is asked for.
    fn writing<T>(
        &self,
        work: impl FnOnce(Option<&OrderedWriter<'_>>) -> Result<T, Undone>,
    ) -> Result<T, Undone> {
        let Some(file) = &self.changed else { return work(None) };
        let unwritten =
            |error| Undone::failed(format!("{} cannot be written: {error}", file.display()));
        let mut out = BufWriter::new(File::create(file).map_err(unwritten)?);
        let changed = OrderedWriter::new(&mut out);
        let done = work(Some(&changed))?;
        changed.end().map_err(unwritten)?;
        Ok(done)
    }

    fn of_file(&self, from: &Path) -> Result<(Titles, ReplayTally), Undone> {
        let Some(current) = &self.current else {
            return Err(Undone::Usage("name --current".to_owned()));
        };
        let catalogue = self.texts.clone().load()?;
        let title = |file: &Path, policy: &Policy| {
            let hash: String = policy.hash().chars().take(12).collect();
            format!("{} (sha256 {hash}…)", file.display())
        };
        let in_force = usable(current, &catalogue)?;
        let candidate = usable(&self.candidate, &catalogue)?;
        let titles = Titles {
            current: title(current, &in_force),
            candidate: title(&self.candidate, &candidate),
            history: from.display().to_string(),
        };
        let both = Both { current: &in_force, candidate: &candidate, senders: None };
        let history = history(from)?;
        let threads = usize::from(self.threads);
        let tally = self.writing(|changed| {
            replay::replay(history, both, threads, changed).map_err(Undone::failed)
        })?;
        Ok((titles, tally))
    }

    fn of_store(&self) -> Result<(Titles, ReplayTally), Undone> {
        let settings = session::settings(self.texts.config(), Role::Operator)?;
        let catalogue = self.texts.clone().load_of(Some(&settings))?;
        let accounts = self.accounts(&settings, &catalogue)?;
        logging::begin(settings.service.log_format, &settings.service.log_filter);
        let (tally, seen) = self.writing(|changed| {
            session::block_on(async {
                let walk = cases::walk(&settings, &instance())?;
                let senders = Some(&settings.senders);
                let walked = replay::replay_store(walk.as_ref(), &accounts, senders, changed).await;
                Ok(walked.map_err(|source| StartError::Unavailable {
                    what: "the store cannot be read to its end".to_owned(),
                    source,
                })?)
            })
        })?;
        let current = match &self.current {
            Some(file) => file.display().to_string(),
            None => "the policy of each account".to_owned(),
        };
        let history = format!(
            "the store, {} cases; {} requests in it keep no facts or were decided by a guard",
            seen.cases, seen.without_facts
        );
        Ok((Titles { current, candidate: self.candidate.display().to_string(), history }, tally))
    }

    /// The policies of the accounts, each on the account's own statutes and costs.
    fn accounts(
        &self,
        settings: &Settings,
        catalogue: &Catalogue,
    ) -> Result<BTreeMap<AccountName, Sides>, Undone> {
        let mut accounts = BTreeMap::new();
        for (name, account) in &settings.accounts {
            if self.account.as_ref().is_some_and(|only| only != name.as_str()) {
                continue;
            }
            let current = match &self.current {
                Some(file) => Book::one(grounded(&usable(file, catalogue)?, account, catalogue)?),
                None => account.policies.current().as_ref().clone(),
            };
            let candidate = grounded(&usable(&self.candidate, catalogue)?, account, catalogue)?;
            accounts.insert(name.clone(), Sides { current, candidate });
        }
        match &self.account {
            Some(only) if accounts.is_empty() => {
                Err(Undone::NotFound(format!("there is no account `{only}`")))
            }
            Some(_) | None => Ok(accounts),
        }
    }
}

fn history(from: &Path) -> Result<Box<dyn BufRead>, Undone> {
    if from.as_os_str() == "-" {
        return Ok(Box::new(std::io::stdin().lock()));
    }
    let file = File::open(from)
        .map_err(|error| Undone::NotFound(format!("{} cannot be read: {error}", from.display())))?;
    Ok(Box::new(BufReader::with_capacity(1 << 20, file)))
}
