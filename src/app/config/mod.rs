//! Configuration: compiled-in defaults, under a file, under the environment; checked as a whole.
//!
//! The way of a setting: its row stands beside the component that uses it, and `key` lists all of
//! them; `setting::rule`, `rule` and `value` say what a value may be; `file` and `environment` read
//! one `layer` each, `secret_file` fetches secrets, `layer` joins them into `table`s, and `check`, `account`, `facts`, `ca_file`, `message_folder`, `policy_file`,
//! `policy_tests` and `policy_set` make [`Settings`] of those. What is wrong is collected in a
//! `report` and shown by [`Problems`], `mask`ed: all of it, at once, without a secret.
//!
//! Nothing else in the program reads settings from the environment or from files. Here, the
//! environment comes as data. Command-line flags and the order to reload are not here.

mod account;
mod account_keys;
mod account_settings;
mod ca_file;
mod check;
mod distinct;
mod environment;
mod events;
mod facts;
mod file;
mod file_text;
mod key;
mod layer;
mod mask;
mod message_folder;
mod named;
mod policy_file;
mod policy_set;
mod policy_tests;
mod problem;
mod reading;
mod report;
mod role;
mod rule;
mod sealing;
mod secret_file;
mod sender_keys;
mod senders;
mod settings;
mod spare;
mod switch_file;
mod table;
#[cfg(test)]
mod tests;
mod value;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use account_settings::AccountSettings;
pub use message_folder::{MessageFolderError, load as load_messages};
pub use policy_file::{
    ExaminedPolicy, PolicyFileError, examine as examine_policy, load as load_policy,
};
pub use policy_set::{Flaw, PolicyPlace, PolicySources};
pub use policy_tests::tests_beside;
pub use problem::Problems;
use report::Report;
pub use role::Role;
use secrecy::{ExposeSecret, SecretString};
pub use settings::{
    Admin, Backend, EventSecrets, LogFormat, MessageFolder, Messages, Service, Settings, Store,
    StoreKind, Transport, TransportKind, Worker,
};
use table::Tables;

use domain::languages::Languages;
use messages::Catalogue;

/// Larger configuration files are not ours.
const FILE_BYTES_MAX: u64 = 1024 * 1024;

/// Where settings come from, besides the defaults.
#[derive(Clone, Default)]
pub struct Sources {
    /// The configuration file.
    pub file: Option<PathBuf>,
    /// Environment variables; those of others are ignored.
    pub env: Vec<(String, String)>,
    /// What the process is for: what it does not need is neither read nor asked for.
    pub role: Role,
}

impl std::fmt::Debug for Sources {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The environment has secrets, and not only ours.
        f.debug_struct("Sources")
            .field("file", &self.file)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

/// Reads, joins and checks all settings, or says everything that is wrong with them.
pub fn load(sources: &Sources) -> Result<Settings, Problems> {
    let mut report = Report::default();
    let path = sources.file.as_deref();
    let file = path.and_then(|path| file_at(path, &mut report));
    let no_file = file.is_none() && path.is_some();
    let file = file.unwrap_or_else(|| file::read("", &mut report));
    let names = if no_file { None } else { file.names.as_ref() };
    let readable = names.is_some();
    let env = environment::read(&sources.env, names, &mut report);
    let folder = path.and_then(Path::parent).unwrap_or(Path::new(""));
    let mut settings = None;
    // Behind a file that cannot be read, everything would seem to be missing.
    if readable {
        let mut layers = [file.layer, env];
        let spare = spare::withhold(&mut layers, folder, sources.role);
        secret_file::resolve(&mut layers, folder, &mut report);
        let [below, above] = &layers;
        match layer::join([below, above]) {
            Ok(mut tables) => {
                // A table without a setting is in no layer, and is one all the same.
                let names = file.names.unwrap_or_default();
                begun(&mut tables.accounts, names.of("accounts"));
                begun(&mut tables.senders, names.of("senders"));
                begun(&mut tables.reviewers, names.of("reviewers"));
                settings = assemble(tables, (sources.role, folder), &mut report);
                if let Some(settings) = &mut settings {
                    settings.warnings.extend(spare);
                }
            }
            Err(error) => defect(layer::place(&error), &mut report),
        }
    }
    match settings {
        Some(settings) if report.problems.is_empty() => Ok(settings),
        Some(_) | None => Err(Problems {
            list: report.problems,
            file_name: path.map(|path| path.to_string_lossy().into_owned()).unwrap_or_default(),
            masked: file.masked,
        }),
    }
}

/// Adds the tables of these names that have no setting.
fn begun<'n, T: Default>(
    tables: &mut BTreeMap<String, T>,
    names: impl Iterator<Item = &'n String>,
) {
    for name in names {
        tables.entry(name.clone()).or_default();
    }
}

fn file_at(path: &Path, report: &mut Report) -> Option<file::File> {
    match file_text::text_of(path, FILE_BYTES_MAX) {
        Ok(text) => Some(file::read(&text, report)),
        Err(why) => {
            let title =
                format!("the configuration file `{}` cannot be read: {why}", path.display());
            let remedy = "name it with --config or REFUNDD_CONFIG; config/example.toml is one to \
                          start from";
            report.wrong("", report::Origin::Default, title, remedy);
            None
        }
    }
}

/// Makes settings of the tables. `None` only where something required is missing, which has been
/// reported then.
fn assemble(
    mut tables: Tables,
    (role, folder): (Role, &Path),
    report: &mut Report,
) -> Option<Settings> {
    let senders = senders::all((tables.senders, tables.reviewers), tables.reviews, role, report);
    if role.works() {
        sealing::check(&tables.worker.sealing_keys, report);
    }
    senders::usable(events::EVENTS, &tables.events.secrets, report);
    let transport = match tables.transport.kind {
        Backend::Rabbitmq => Transport::RabbitMq(broker(tables.rabbitmq, folder, report)),
        Backend::Embedded | Backend::Redis => Transport::Embedded,
    };
    let store = match tables.store.kind {
        Backend::Redis if role.reads_cases() => {
            Store::Redis(shared_store(tables.redis, folder, report))
        }
        Backend::Redis => Store::Redis(tables.redis),
        Backend::Embedded | Backend::Rabbitmq => Store::Embedded,
    };
    let mut embedded = tables.embedded;
    embedded.in_flight = tables.worker.in_flight_max;
    let mut gateway = tables.gateway;
    gateway.ca = ca_file::read("gateway", gateway.ca_file.as_deref(), folder, report);
    let mut facts = tables.facts;
    facts.ca = ca_file::read("facts", facts.ca_file.as_deref(), folder, report);
    let languages = tables.accounts.values().map(account::languages);
    let languages = languages.reduce(|all, more| all.and(&more)).unwrap_or_default();
    let texts = if role.reads_cases() { tables.messages } else { MessageFolder::default() };
    let (message_folder, catalogue) = messages(&texts, folder, &languages, report)?;
    if tables.accounts.is_empty() && !report.is_broken("accounts") {
        let remedy = "add `[accounts.<name>]`; config/example.toml has one";
        report.misfit(&["accounts"], "there is no account", remedy);
    }
    let mut warnings = Vec::new();
    let switch_file = tables.worker.switch_file.take();
    // Nothing that is only received is held back: who does no more has not the file.
    let switch_file = switch_file.filter(|_| role.reads_cases());
    tables.worker.switch_file =
        switch_file::find(switch_file.as_deref(), folder, report, &mut warnings);
    let around = account::Surroundings {
        role,
        folder,
        worker: &tables.worker,
        facts: &facts,
        catalogue: &catalogue,
    };
    let receiving = account::receiving(&tables.accounts, role, report);
    let connected = account::connected(&tables.accounts);
    let accounts = if role.reads_cases() {
        account::all(tables.accounts, &around, report, &mut warnings)
    } else {
        BTreeMap::new()
    };
    let mut settings = Settings {
        service: tables.service,
        http: tables.http,
        senders,
        event_secrets: tables.events.secrets,
        admin: tables.admin,
        transport,
        store,
        embedded,
        worker: tables.worker,
        gateway,
        facts,
        messages: Messages { folder: message_folder, texts: catalogue.into() },
        receiving,
        connected,
        accounts,
        warnings,
    };
    if role.works() {
        settings.warnings.extend(senders::warnings(&settings));
        settings.warnings.extend(events::unsigned(&settings));
    }
    check::all(&settings, report);
    Some(settings)
}

/// The folder of the merchant's texts, if there is one, and the texts. Where a text of the
/// merchant's is wrong, that is reported, and the rest is checked with the built-in ones.
fn messages(
    table: &MessageFolder,
    folder: &Path,
    languages: &Languages,
    report: &mut Report,
) -> Option<(Option<PathBuf>, Catalogue)> {
    let Ok(builtin) = Catalogue::with(&[], languages) else {
        defect("messages", report);
        return None;
    };
    let Some(written) = table.folder.as_deref() else { return Some((None, builtin)) };
    let origin = report.origin("messages.folder");
    let path = file_text::located(written, &origin, folder);
    match message_folder::load(&path, languages) {
        Ok(catalogue) => Some((Some(path), catalogue)),
        Err(error) => {
            // A name that a folder answers to is no secret.
            let shown = if path.is_dir() {
                format!("`{}`", path.display())
            } else {
                file_text::shown(written, &path)
            };
            let title = format!("`messages.folder` names {shown}, {}", error.summary);
            report.wrong("messages.folder", origin, title, error.remedy);
            if let Some(details) = error.details {
                report.attach(details);
            }
            Some((Some(path), builtin))
        }
    }
}

fn broker(
    mut options: adapter_rabbitmq::Options,
    folder: &Path,
    report: &mut Report,
) -> adapter_rabbitmq::Options {
    let section = "transport.rabbitmq";
    options.ca = ca_file::read(section, options.ca_file.as_deref(), folder, report);
    if required_url(section, &options.url, report)
        && let Err(unfit) = options.check()
    {
        let remedy = "amqps://user:password@host:5671/vhost is one that can be used";
        report.misfit(&["transport.rabbitmq.url"], unfit.to_string(), remedy);
    }
    options
}

fn shared_store(
    mut options: adapter_redis::Options,
    folder: &Path,
    report: &mut Report,
) -> adapter_redis::Options {
    let section = "store.redis";
    options.ca = ca_file::read(section, options.ca_file.as_deref(), folder, report);
    if required_url(section, &options.url, report)
        && let Err(unfit) = options.check()
    {
        let remedy = "rediss://user:password@host:6379/0 is one that can be used";
        report.misfit(&["store.redis.url"], unfit.to_string(), remedy);
    }
    options
}

/// An empty secret was refused when it was read, so one that is empty here was never given.
fn required_url(section: &str, url: &SecretString, report: &mut Report) -> bool {
    if url.expose_secret().is_empty() {
        let key = format!("{section}.url");
        let remedy = format!(
            "set the variable {}, or `url_file` below `[{section}]`",
            environment::variable(&key)
        );
        report.missing(&key, "", remedy);
        return false;
    }
    true
}

fn defect(place: &str, report: &mut Report) {
    let title = format!("this build cannot read its own settings at `{place}`");
    report.wrong(place, report::Origin::Default, title, "this is a defect; please report it");
}
