//! The store of cases in Redis, for deployments with more than one worker.
//!
//! The only place that names `redis`. A case is one hash under `<prefix>:{<account>/<payment>}:case`;
//! the braces keep all keys of a payment on one node of a cluster. A save is one script, a load one
//! command. While there is no connection every call fails: nothing here waits for better times, and
//! nothing here knows what a case means.

mod address;
mod link;
mod marker;
mod options;
mod outlays;
mod quotas;
mod roots;
mod settings;
mod status;
mod store;
mod switch;
mod takers;
mod walk;

use std::sync::atomic::{AtomicUsize, Ordering};

use redis::{Cmd, Script, Value};

use self::address::Address;
use self::link::{Limits, Link};
use domain::ids::CaseId;
use ports::record_seal::RecordSeal;
use ports::save_token::SaveTokens;

pub use self::address::AddressError;
pub use self::link::LinkError;
pub use self::marker::{MarkerError, Memory};
pub use self::options::Options;
pub use self::settings::SettingsError;
pub use self::status::{Observed, Status};

#[derive(Debug)]
pub struct RedisStore {
    options: Options,
    links: Vec<Link>,
    turn: AtomicUsize,
    tokens: SaveTokens,
    seal: RecordSeal,
    save_script: Script,
}

/// Why the store cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum RedisStoreError {
    /// The URL.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The prefix would break the keys.
    #[error("the store's key prefix must be printable ASCII without braces, and not empty")]
    Prefix,
}

impl RedisStore {
    /// Sets the store up; connects when it is first used. `instance` must be different for every
    /// process that uses the same store. `seal` is that of the workers, or says that nothing is to be
    /// checked.
    pub fn new(
        options: Options,
        instance: &str,
        seal: RecordSeal,
    ) -> Result<Self, RedisStoreError> {
        let admissible = |b: u8| b.is_ascii_graphic() && b != b'{' && b != b'}';
        if options.prefix.is_empty() || !options.prefix.bytes().all(admissible) {
            return Err(RedisStoreError::Prefix);
        }
        let address = Address::parse(&options.url, options.sentinel_login.as_ref())?;
        let limits =
            Limits { connect: options.connect_timeout_ms, answer: options.response_timeout_ms };
        let roots = options.ca.as_deref().map(roots::besides_those_of_the_system);
        let links = (0..options.connections.max(1))
            .map(|_| Link::new(address.clone(), roots.clone(), limits));
        Ok(Self {
            links: links.collect(),
            options,
            turn: AtomicUsize::new(0),
            tokens: SaveTokens::new(instance),
            seal,
            save_script: Script::new(include_str!("save_if_version.lua")),
        })
    }

    /// Sends a command, and once more if there was no answer; over the same link, which has a new
    /// connection by then if the old one broke. Only for commands that may be executed twice.
    async fn ask(&self, command: &Cmd) -> Result<Value, LinkError> {
        let link = self.link()?;
        match link.ask(command).await {
            Err(error) if error.is_silence() => link.ask(command).await.map_err(|e| e.or(error)),
            answer => answer,
        }
    }

    /// As [`Self::ask`], to every master there is.
    async fn ask_every_master(&self, command: &Cmd) -> Result<Vec<Value>, LinkError> {
        let link = self.link()?;
        match link.ask_every_master(command).await {
            Err(error) if error.is_silence() => {
                link.ask_every_master(command).await.map_err(|e| e.or(error))
            }
            answers => answers,
        }
    }

    /// The links in turn, without those that have just failed to connect as long as there is
    /// another one.
    fn link(&self) -> Result<&Link, LinkError> {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let start = turn.checked_rem(self.links.len()).unwrap_or(0);
        let (before, from) = self.links.split_at(start);
        let usable = from.iter().chain(before).find(|link| !link.is_pausing());
        usable.or(from.first()).ok_or(LinkError::NoConnection(self.options.connect_timeout_ms))
    }

    fn case_key(&self, id: &CaseId) -> String {
        format!("{}:{{{id}}}:case", self.options.prefix)
    }
}
