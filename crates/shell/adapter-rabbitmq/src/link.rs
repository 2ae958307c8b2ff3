//! Opening a connection, noticing that it is lost, and the pauses between tries.
//!
//! The client's own recovery is left off: it can end silently. What stands on a connection is
//! built anew by whoever opened it.

use std::io;
use std::net::{Shutdown, TcpStream as StdTcpStream};
use std::os::fd::{AsFd, OwnedFd};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_compat::Compat;
use backoff::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use futures_util::StreamExt;
use lapin::protocol::{AMQPErrorKind, AMQPHardError, AMQPSoftError};
use lapin::tcp::AsyncTcpStream;
use lapin::uri::{AMQPScheme, AMQPUri};
use lapin::{Connection, ConnectionProperties, ErrorKind, Event};
use tokio::net::TcpStream;
use tokio::time::{Instant, MissedTickBehavior};

use super::kit::Kit;
use super::names::Names;
use super::options::{Options, UnfitAddress};
use super::stream::{Sieved, Stream};
use super::tls::encrypted;
use super::topology::{self, Setback, TopologyError};

const PAUSE_MIN: Duration = Duration::from_millis(500);
/// Jitter can double it.
const PAUSE_MAX: Duration = Duration::from_secs(15);
/// A connection that stood this long was a good one, so the next pause is a short one.
const STOOD_LONG: Duration = Duration::from_secs(60);
/// The broker can close a connection without an event; the status is asked this often.
const GLANCE_EVERY: Duration = Duration::from_secs(1);

/// RabbitMQ's default. What a message carries in headers is bounded to fit.
const FRAME_BYTES_MIN: u32 = 128 * 1024;

/// The broker could not be reached, or the connection broke. Waiting may help.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// Connecting, or setting the connection up, took too long.
    #[error("the broker did not answer within {0:?}")]
    TimeLimit(Duration),
    /// The client gave up, or the broker refused the login.
    #[error("the connection to the broker could not be set up")]
    Failed(#[source] lapin::Error),
}

/// Why there is no connection to work with.
#[derive(Debug, thiserror::Error)]
pub enum BrokerError {
    /// The configuration cannot be used.
    #[error(transparent)]
    Options(#[from] UnfitAddress),
    /// The broker does not have what is needed: refuse to start.
    #[error(transparent)]
    Topology(#[from] TopologyError),
    /// The broker's frames are too small for the headers of a message: it would end the connection
    /// for one that is only large.
    #[error(
        "the broker allows frames of {bytes} bytes, and {FRAME_BYTES_MIN} are needed: raise \
         `frame_max` there"
    )]
    Frames {
        /// The largest frame that both sides allow.
        bytes: u32,
    },
    /// The broker knows neither this user with this password, or does not let it do what it must.
    #[error(
        "the broker refuses us. It says: {said}. Look at user, password and virtual host in \
         `transport.rabbitmq.url`, and at the user's rights: docs/topology.md, \"Permissions\""
    )]
    Refused {
        /// The broker's text: it names user and virtual host, and no password.
        said: String,
    },
    /// The broker cannot be reached: try again.
    #[error(transparent)]
    Connect(#[from] ConnectError),
}

impl BrokerError {
    /// Whether trying again later may succeed without anybody changing anything.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Options(_) | Self::Topology(_) | Self::Frames { .. } | Self::Refused { .. } => {
                false
            }
            Self::Connect(_) => true,
        }
    }
}

impl From<lapin::Error> for BrokerError {
    fn from(error: lapin::Error) -> Self {
        match refusal(&error) {
            Some(said) => Self::Refused { said },
            None => Self::Connect(ConnectError::Failed(error)),
        }
    }
}

/// What the broker says where it refuses whoever we are: the login, the virtual host, a right. That
/// there are too many connections at the moment passes.
fn refusal(error: &lapin::Error) -> Option<String> {
    let ErrorKind::ProtocolError(protocol) = error.kind() else { return None };
    let refused = [
        AMQPErrorKind::Soft(AMQPSoftError::ACCESSREFUSED),
        AMQPErrorKind::Hard(AMQPHardError::NOTALLOWED),
    ];
    let said = protocol.get_message().to_string();
    (refused.contains(protocol.kind()) && !said.contains("limit")).then_some(said)
}

impl From<Setback> for BrokerError {
    fn from(setback: Setback) -> Self {
        match setback {
            Setback::Topology(error) => Self::Topology(error),
            Setback::Connection(error) => error.into(),
        }
    }
}

/// How to reach the broker, and what has to stand there.
#[derive(Debug, Clone)]
pub(super) struct Link {
    instance: String,
    pub(super) options: Options,
    pub(super) names: Names,
}

impl Link {
    pub(super) fn new(options: Options, instance: &str) -> Result<Self, UnfitAddress> {
        options.check()?;
        let names = Names::new(&options);
        Ok(Self { instance: instance.to_owned(), options, names })
    }

    /// Opens a connection that the broker shows as `refundd/<instance> <role>`.
    pub(super) async fn open(&self, role: &str) -> Result<Connection, BrokerError> {
        // Read from the secret each time, so that no copy of it can be displayed.
        let address = self.options.address()?;
        let name = format!("refundd/{} {role}", self.instance);
        let properties = ConnectionProperties::default().with_connection_name(name.into());
        let ca = self.options.ca.clone();
        let limit = self.options.connect_timeout_seconds;
        let socket = Arc::new(Mutex::new(None));
        let connecting = connect(address, ca, properties, limit, Arc::clone(&socket));
        match tokio::time::timeout(limit, connecting).await {
            Ok(connected) => {
                let connection = connected?;
                let bytes = connection.configuration().frame_max();
                if bytes < FRAME_BYTES_MIN {
                    return Err(BrokerError::Frames { bytes });
                }
                Ok(connection)
            }
            Err(_elapsed) => {
                if let Some(socket) = lock(&socket).take() {
                    // An error means that it is closed already.
                    drop(StdTcpStream::from(socket).shutdown(Shutdown::Both));
                }
                Err(ConnectError::TimeLimit(limit).into())
            }
        }
    }

    /// Opens a connection and makes sure that the topology stands.
    pub(super) async fn open_with_topology(&self, role: &str) -> Result<Connection, BrokerError> {
        let connection = self.open(role).await?;
        let raising = async {
            let channel = connection.create_channel().await?;
            topology::raise(&channel, &self.names, &self.options).await.map_err(BrokerError::from)
        };
        self.in_time(raising).await?;
        Ok(connection)
    }

    /// Puts the connect limit on a part of setting up.
    pub(super) async fn in_time<T>(
        &self,
        part: impl Future<Output = Result<T, BrokerError>>,
    ) -> Result<T, BrokerError> {
        // Declaring goes through consensus for every queue, so it gets the limit once more.
        let limit = self.options.connect_timeout_seconds.saturating_mul(2);
        match tokio::time::timeout(limit, part).await {
            Ok(done) => done,
            Err(_elapsed) => Err(ConnectError::TimeLimit(limit).into()),
        }
    }
}

/// What the broker answers, if it does within `limit`.
pub(super) async fn in_time<T>(
    limit: Duration,
    answer: impl Future<Output = lapin::Result<T>>,
) -> Result<T, ConnectError> {
    match tokio::time::timeout(limit, answer).await {
        Ok(answer) => answer.map_err(ConnectError::Failed),
        Err(_elapsed) => Err(ConnectError::TimeLimit(limit)),
    }
}

/// Connects and logs in. The client waits forever for a peer that accepts and says nothing, in a
/// thread that outlives the dropped future; shutting its socket down ends it, so a second handle
/// of the socket is left in `socket`.
async fn connect(
    address: AMQPUri,
    ca: Option<String>,
    properties: ConnectionProperties,
    limit: Duration,
    socket: Arc<Mutex<Option<OwnedFd>>>,
) -> lapin::Result<Connection> {
    let seen = Arc::clone(&socket);
    let connected = Connection::connector(
        address,
        Kit::current(),
        async move |address, _runtime| {
            let opening = reach(&address, ca.as_deref(), &seen);
            let stream = tokio::time::timeout(limit, opening).await.map_err(io::Error::from)??;
            Ok(AsyncTcpStream::Plain(Compat::new(Sieved::new(stream))))
        },
        properties,
    );
    let connected = connected.await;
    drop(lock(&socket).take());
    connected
}

/// Opens the way to the broker, and leaves a second handle of its socket in `socket`.
async fn reach(
    address: &AMQPUri,
    ca: Option<&str>,
    socket: &Mutex<Option<OwnedFd>>,
) -> io::Result<Box<dyn Stream>> {
    let (host, port) = (address.authority.host.as_str(), address.authority.port);
    let plain = TcpStream::connect((host, port)).await?;
    plain.set_nodelay(true)?;
    *lock(socket) = Some(plain.as_fd().try_clone_to_owned()?);
    Ok(match address.scheme {
        AMQPScheme::AMQP => Box::new(plain),
        AMQPScheme::AMQPS => Box::new(encrypted(plain, host, ca).await?),
    })
}

fn lock(socket: &Mutex<Option<OwnedFd>>) -> MutexGuard<'_, Option<OwnedFd>> {
    socket.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits until the connection is lost and says why. Calls `blocked` with what the broker says
/// about publishing whenever that is heard, at least every second.
pub(super) async fn watch(connection: &Connection, mut blocked: impl FnMut(bool)) -> String {
    let status = connection.status();
    let mut events = std::pin::pin!(connection.events_listener());
    let mut glance = tokio::time::interval(GLANCE_EVERY);
    glance.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut why = None;
    loop {
        tokio::select! {
            event = events.next() => match event {
                Some(Event::Error(error)) => why = Some(error.to_string()),
                Some(_) => {}
                None => return "the client ended the connection".to_owned(),
            },
            _ = glance.tick() => {}
        }
        if !status.connected() {
            return why.unwrap_or_else(|| "the broker closed the connection".to_owned());
        }
        blocked(status.blocked());
    }
}

/// The pauses between tries to build something: growing, bounded, different in every process.
#[derive(Debug)]
pub(super) struct Pauses {
    delays: ExponentialBackoff,
    stands_since: Option<Instant>,
}

impl Pauses {
    pub(super) fn new() -> Self {
        Self { delays: delays(), stands_since: None }
    }

    /// Notes that what was to be built stands.
    pub(super) fn built(&mut self) {
        self.stands_since = Some(Instant::now());
    }

    /// Pauses before the next try.
    pub(super) async fn pause(&mut self) {
        if self.stands_since.take().is_some_and(|since| since.elapsed() >= STOOD_LONG) {
            self.delays = delays();
        }
        tokio::time::sleep(self.delays.next().unwrap_or(PAUSE_MAX)).await;
    }
}

fn delays() -> ExponentialBackoff {
    ExponentialBuilder::new()
        .with_min_delay(PAUSE_MIN)
        .with_max_delay(PAUSE_MAX)
        .with_factor(2.0)
        .without_max_times()
        .with_jitter()
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_stay_bounded_and_never_run_out() {
        let pauses: Vec<Duration> = delays().take(1_000).collect();
        assert_eq!(pauses.len(), 1_000);
        assert!(pauses.iter().all(|pause| (PAUSE_MIN..=PAUSE_MAX * 2).contains(pause)));
        assert!(pauses.iter().skip(10).all(|pause| *pause >= PAUSE_MAX));
    }

    #[test]
    fn two_processes_do_not_pause_alike() {
        let [first, second] = [(); 2].map(|()| delays().take(20).collect::<Vec<_>>());
        assert_ne!(first, second);
    }
}
