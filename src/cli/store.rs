//! `refundd store`: the state of the store, and the operator's word that it is the right one.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::json;

use super::exit::Done;
use super::{ConfigFile, Output, session};
use crate::app::config::{Role, Settings};
use crate::app::memory::{self, Status};
use crate::app::run::instance;
use adapter_redis::Memory;

/// See the state of the store, and write its marker.
#[derive(Debug, Args)]
pub(super) struct Store {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Show marker, version, settings and size. Ends with 1 if something is not as it must be.
    Status(Show),
    /// Write the marker: at first set-up, and after a store was emptied and is the one to go on with.
    Mark(Mark),
}

#[derive(Debug, Args)]
struct Show {
    #[command(flatten)]
    file: ConfigFile,
    /// The form of the result.
    #[arg(long, value_enum, default_value_t = Output::Text)]
    output: Output,
}

#[derive(Debug, Args)]
struct Mark {
    #[command(flatten)]
    file: ConfigFile,
    /// Write it in place of another marker.
    #[arg(long)]
    replace: bool,
}

impl Store {
    pub(super) fn execute(self) -> Done {
        let file = match &self.verb {
            Verb::Status(Show { file, .. }) | Verb::Mark(Mark { file, .. }) => file,
        };
        let settings = session::settings(file, Role::Operator)?;
        session::block_on(async {
            match self.verb {
                Verb::Status(show) => show.perform(&settings).await,
                Verb::Mark(mark) => mark.perform(&settings).await,
            }
        })
    }
}

impl Show {
    async fn perform(self, settings: &Settings) -> Done {
        let status = memory::status(settings, &instance()).await?;
        let (facts, is_right) = match &status {
            Status::Redis(status) => (of_redis(status), is_right(status)),
            Status::Embedded(status) => (of_file(status), true),
        };
        let done = match self.output {
            Output::Text => {
                let line = |(name, value): &(&str, String)| format!("{name:<18}{value}\n");
                session::print(facts.iter().map(line).collect::<String>())
            }
            Output::Json => {
                let facts = facts.into_iter().map(|(name, value)| (name.to_owned(), json!(value)));
                let facts = serde_json::Value::Object(facts.collect());
                session::print_json(format!("{facts}\n"))
            }
        }?;
        Ok(if is_right { done } else { ExitCode::FAILURE })
    }
}

impl Mark {
    async fn perform(self, settings: &Settings) -> Done {
        memory::mark(settings, self.replace, &instance()).await?;
        session::print("the store has its marker\n")
    }
}

type Facts = Vec<(&'static str, String)>;

fn of_redis(status: &adapter_redis::Status) -> Facts {
    let marker = match status.memory {
        Memory::Known => "known",
        Memory::Lost => "missing or another",
        Memory::NotConfigured => "not configured",
    };
    let all = |values: &std::collections::BTreeSet<String>| match values.len() {
        0 => "not said".to_owned(),
        _ => values.iter().cloned().collect::<Vec<_>>().join(", "),
    };
    let mut facts = vec![
        ("store", "redis".to_owned()),
        ("marker", marker.to_owned()),
        ("version", all(&status.versions)),
    ];
    facts.extend(status.settings.iter().map(|setting| (setting.name, all(&setting.found))));
    facts.push(("keys", status.keys.to_string()));
    facts
}

/// What the server does not say is the operator's word, as it is at the start of a worker.
fn is_right(status: &adapter_redis::Status) -> bool {
    let settings = status.settings.iter();
    let wrong = settings.filter(|setting| !setting.found.is_empty() && !setting.is_right());
    status.memory != Memory::Lost && wrong.count() == 0
}

fn of_file(status: &adapter_sqlite::Status) -> Facts {
    vec![
        ("store", "embedded".to_owned()),
        ("marker", "not needed".to_owned()),
        ("version", status.version.clone()),
        ("schema", status.schema.to_string()),
        ("journal", status.journal.clone()),
        ("cases", status.cases.to_string()),
        ("waiting", status.waiting.to_string()),
    ]
}
