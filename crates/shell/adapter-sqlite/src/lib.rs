//! The embedded default: one `SQLite` file in place of both broker and store.
//!
//! One daemon, one file, one thread of it that writes. Operators' commands work beside it. Not for several replicas, and not on a network
//! file system: for those there are `adapter-rabbitmq` and `adapter-redis`.

mod cases;
mod inbox;
mod log;
mod message_row;
mod options;
mod outbox;
mod outlays;
mod own_file;
mod owner;
mod quotas;
mod schema;
mod shelves;
mod status;
mod switch;
mod takers;
mod wake;
mod walk;
mod work;
mod writer;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64};

use rusqlite::Connection;
use tokio::sync::Notify;

use self::owner::Owner;
use self::writer::Writer;
use ports::clock::Clock;
use ports::record_seal::RecordSeal;
use ports::save_token::SaveTokens;

pub use self::log::{LoggedEvent, ShelvedMessage};
pub use self::message_row::HeaderError;
pub use self::options::{Journal, Options};
pub use self::schema::OpenError;
pub use self::status::Status;
pub use self::switch::SwitchFile;
pub use self::writer::WriteError;

/// The open file: case store, inbox and outbox in one.
#[expect(missing_debug_implementations, reason = "a clock cannot be shown")]
pub struct Embedded {
    options: Options,
    clock: Arc<dyn Clock>,
    writer: Arc<Writer>,
    tokens: SaveTokens,
    seal: RecordSeal,
    /// How often the file was opened by an owner; 0 beside one. Tells this process's deliveries from its predecessor's.
    opened: u64,
    leases: AtomicI64,
    closed: AtomicBool,
    /// Rung when there may be something to take.
    bell: Arc<Notify>,
}

impl Embedded {
    /// Opens the file as its only owner: the one process that takes deliveries from it. Blocks on the disk; to be called once, at start.
    ///
    /// What an earlier process took and did not acknowledge is free again when this returns.
    /// `seal` is that of the workers, or says that nothing is to be checked.
    pub fn open(
        options: Options,
        clock: Arc<dyn Clock>,
        seal: RecordSeal,
    ) -> Result<Self, OpenError> {
        let (mut connection, owner) = schema::open(&options)?;
        let opened = schema::begin(&mut connection, &options.path)?;
        Self::with(options, (clock, seal), (connection, Some(owner)), (opened, opened.to_string()))
    }

    /// Opens the file beside the daemon that has it, if there is one, to look into it and to put
    /// something in. It has to be there. `instance` is unique per process.
    ///
    /// What is put in is seen by the daemon within a second.
    pub fn beside(
        options: Options,
        clock: Arc<dyn Clock>,
        seal: RecordSeal,
        instance: &str,
    ) -> Result<Self, OpenError> {
        let connection = schema::open_beside(&options)?;
        Self::with(options, (clock, seal), (connection, None), (0, instance.to_owned()))
    }

    fn with(
        options: Options,
        (clock, seal): (Arc<dyn Clock>, RecordSeal),
        (connection, owner): (Connection, Option<Owner>),
        (opened, name): (u64, String),
    ) -> Result<Self, OpenError> {
        let writer = Writer::start(connection, owner)
            .map_err(|source| OpenError::Thread { path: options.path.clone(), source })?;
        Ok(Self {
            options,
            clock,
            writer: Arc::new(writer),
            tokens: SaveTokens::new(name),
            seal,
            opened,
            leases: AtomicI64::new(1),
            closed: AtomicBool::new(false),
            bell: Arc::new(Notify::new()),
        })
    }

    /// Makes those who wait look at the clock again. Needed only where the clock is not the
    /// machine's.
    pub fn wake(&self) {
        self.bell.notify_waiters();
    }

    /// The events after place `number` of the log, at most `limit`.
    pub async fn events_after(
        &self,
        number: i64,
        limit: u32,
    ) -> Result<Vec<LoggedEvent>, WriteError> {
        self.writer.run(move |t| log::events_after(t, number, limit)).await
    }

    /// Deletes the events up to and including place `number`, which every consumer has read. Says
    /// how many there were.
    pub async fn forget_events(&self, number: i64) -> Result<usize, WriteError> {
        self.writer.run(move |t| log::forget_events(t, number)).await
    }

    /// The messages kept aside after place `number`, at most `limit`.
    pub async fn shelved_after(
        &self,
        number: i64,
        limit: u32,
    ) -> Result<Vec<ShelvedMessage>, WriteError> {
        self.writer.run(move |t| log::shelved_after(t, number, limit)).await
    }

    /// How many messages wait or are being worked on.
    pub async fn depth(&self) -> Result<u64, WriteError> {
        self.writer.run(work::depth).await
    }
}
