//! The layers and how they are laid over each other: defaults, file, environment.
//!
//! The defaults are those of the keys. Each other layer has been checked before; this joins them and
//! reads the result.

use std::collections::BTreeMap;

use config::{Config, ConfigError, FileFormat, Map, Source, Value, ValueKind};
use serde::de::DeserializeOwned;

use super::key::TABLES;
use super::report::Origin;
use super::table::Tables;
use super::value::Plain;

/// One setting of a layer. Not `Debug`: it may be a secret.
#[derive(Clone)]
pub(super) struct Entry {
    pub(super) value: Plain,
    pub(super) origin: Origin,
}

/// Settings by their dotted place.
pub(super) type Layer = BTreeMap<String, Entry>;

/// Lays the layers, lowest first, over the defaults and reads the result.
///
/// An error says that the list of keys and the tables disagree, which is a defect of this program.
pub(super) fn join(layers: [&Layer; 2]) -> Result<Tables, ConfigError> {
    let mut builder =
        Config::builder().add_source(config::File::from_str(&defaults(), FileFormat::Toml));
    for layer in layers {
        builder = builder.add_source(Overlay(values(layer)));
    }
    let joined = builder.build()?;
    Ok(Tables {
        service: table(&joined, "service")?,
        http: table(&joined, "http")?,
        events: table(&joined, "events")?,
        admin: table(&joined, "admin")?,
        transport: table(&joined, "transport")?,
        rabbitmq: table(&joined, "transport.rabbitmq")?,
        store: table(&joined, "store")?,
        redis: table(&joined, "store.redis")?,
        embedded: table(&joined, "embedded")?,
        worker: table(&joined, "worker")?,
        gateway: table(&joined, "gateway")?,
        facts: table(&joined, "facts")?,
        messages: table(&joined, "messages")?,
        accounts: table(&joined, "accounts")?,
        senders: table(&joined, "senders")?,
        reviews: table(&joined, "review")?,
        reviewers: table(&joined, "reviewers")?,
    })
}

/// What stands in every table where nothing was set. Where names are free, they
/// are where the tables are made.
fn defaults() -> String {
    let fixed = TABLES.iter().filter(|table| !table.path.contains('*'));
    fixed.map(|table| format!("[{}]\n{}", table.path, table.defaults())).collect()
}

/// Reads one table, which may have nothing in it.
fn table<T: DeserializeOwned>(joined: &Config, path: &str) -> Result<T, ConfigError> {
    match joined.get(path) {
        Err(ConfigError::NotFound(missing)) if missing == path => {
            Value::new(None, Map::<String, Value>::new()).try_deserialize()
        }
        read => read,
    }
}

/// The keys that an error is about; its text may repeat a value.
pub(super) fn place(error: &ConfigError) -> &str {
    if let ConfigError::NotFound(key)
    | ConfigError::Type { key: Some(key), .. }
    | ConfigError::At { key: Some(key), .. } = error
    {
        key
    } else {
        "an unknown place"
    }
}

#[derive(Clone)]
struct Overlay(Map<String, Value>);

impl std::fmt::Debug for Overlay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Overlay")
    }
}

impl Source for Overlay {
    fn clone_into_box(&self) -> Box<dyn Source + Send + Sync> {
        Box::new(self.clone())
    }

    fn collect(&self) -> Result<Map<String, Value>, ConfigError> {
        Ok(self.0.clone())
    }
}

fn values(layer: &Layer) -> Map<String, Value> {
    layer.iter().map(|(key, entry)| (key.clone(), Value::new(None, kind(&entry.value)))).collect()
}

fn kind(plain: &Plain) -> ValueKind {
    match plain {
        Plain::Flag(flag) => (*flag).into(),
        Plain::Number(number) => (*number).into(),
        Plain::Numbers(numbers) => numbers.clone().into(),
        Plain::Text(text) => text.clone().into(),
        Plain::Texts(texts) => texts.clone().into(),
    }
}
