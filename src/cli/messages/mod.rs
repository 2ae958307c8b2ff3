//! `refundd messages`: try the texts that are sent, and look at them.

mod foretold;
mod page;
mod preview;
mod shown;

use std::path::PathBuf;

use clap::Subcommand;

use super::exit::{Done, Undone};
use super::{ConfigFile, session};
use crate::app::config::{Role, Settings, load_messages};
use domain::languages::Languages;
use domain::locale::Locale;
use messages::Catalogue;

/// Try the texts that are sent, and look at them.
#[derive(Debug, clap::Args)]
pub(super) struct Messages {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Check the texts, and say what is wrong and where.
    Check {
        #[command(flatten)]
        texts: TextsOf,
    },
    /// Show every letter in every language with sample values, or those that one request would get.
    Preview(Box<preview::Preview>),
}

/// Which texts: the built-in ones, unless a folder or a configuration names others.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct TextsOf {
    #[command(flatten)]
    file: ConfigFile,
    /// A folder with texts of your own, such as `de.ftl`; without it, that of the configuration
    /// counts, if there is one.
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,
    /// The languages in which every text has to be there, such as `en,de`; without it, those of the
    /// accounts of the configuration, or all.
    #[arg(long, value_name = "LANGUAGES", value_delimiter = ',', value_parser = language)]
    languages: Vec<Locale>,
}

pub(super) fn language(tag: &str) -> Result<Locale, String> {
    let known = || Locale::ALL.map(Locale::as_str).join(", ");
    Locale::of_tag(tag).ok_or_else(|| format!("the languages are {}", known()))
}

impl TextsOf {
    /// The configuration that is named.
    pub(super) fn config(&self) -> &ConfigFile {
        &self.file
    }

    /// Whether nothing says which languages are meant, nor that there are texts beside the built-in
    /// ones.
    fn are_built_in(&self) -> bool {
        self.languages.is_empty() && self.folder.is_none() && self.file.config.is_none()
    }

    pub(super) fn load(self) -> Result<Catalogue, Undone> {
        // What is wrong with the texts is said with all that is wrong with the configuration.
        match (&self.folder, self.file.config.is_some()) {
            (None, true) => {
                let settings = session::settings(&self.file, Role::Operator)?;
                self.load_of(Some(&settings))
            }
            (Some(_), _) | (None, false) => self.load_of(None),
        }
    }

    /// Those of a configuration that was read already, if one was named.
    pub(super) fn load_of(self, settings: Option<&Settings>) -> Result<Catalogue, Undone> {
        let configured = settings.map(|settings| &settings.messages);
        let configured = configured.filter(|_| self.folder.is_none());
        let of_accounts = configured.map(|messages| messages.texts.current());
        let of_accounts = of_accounts.map(|texts| texts.languages().clone());
        let languages = Languages::of(self.languages).or(of_accounts).unwrap_or_default();
        let folder =
            self.folder.or_else(|| configured.and_then(|messages| messages.folder.clone()));
        match folder {
            Some(folder) => load_messages(&folder, &languages).map_err(|error| {
                let details = error.details.map(|details| format!("{details}\n\n"));
                let shown = folder.display();
                Undone::Misconfigured(format!(
                    "{}{shown}, {}\nhelp: {}",
                    details.unwrap_or_default(),
                    error.summary,
                    error.remedy
                ))
            }),
            None => Catalogue::with(&[], &languages).map_err(|mistakes| {
                let mistakes: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
                Undone::Misconfigured(mistakes.join("\n"))
            }),
        }
    }
}

impl Messages {
    pub(super) fn execute(self) -> Done {
        match self.verb {
            Verb::Check { texts } => session::print(told(&texts.load()?)),
            Verb::Preview(preview) => preview.execute(),
        }
    }
}

/// What a catalogue has, for people.
fn told(catalogue: &Catalogue) -> String {
    let mut told = String::new();
    for (locale, all, own) in catalogue.counts() {
        let name = locale.name();
        let own = match own {
            0 => "all built in".to_owned(),
            own => format!("{own} of your own"),
        };
        told.push_str(&format!("{locale}  {name}: {all} texts, {own}\n"));
    }
    told.push_str("the texts are complete and can be used\n");
    told
}
