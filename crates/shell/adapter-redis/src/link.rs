//! One connection to the store: made when needed, thrown away when it stopped working.
//!
//! The client library goes on using a connection whose other end is gone as long as nothing is
//! refused; so what counts here is answers. After three commands in a row without one, after a
//! broken connection, and when the server says that it is not the master any more, the connection
//! is thrown away and the address asked again. Between two vain attempts there is a growing pause
//! in which every command fails at once. No task runs in the background.

use std::time::Duration;

use redis::aio::{ConnectionLike, MultiplexedConnection};
use redis::cluster::ClusterClientBuilder;
use redis::cluster_async::ClusterConnection;
use redis::cluster_routing::{MultipleNodeRoutingInfo, RoutingInfo, SingleNodeRoutingInfo};
use redis::sentinel::{SentinelClientBuilder, SentinelServerType};
use redis::{
    AsyncConnectionConfig, Client, Cmd, ErrorKind, FromRedisValue, RedisError, ServerErrorKind,
    TlsCertificates, TlsMode, Value,
};
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

use super::address::{Address, is_tls, tcp};

/// Commands in a row without an answer after which the connection is given up.
const VAIN_COMMANDS: u32 = 3;
/// The first pause after a vain attempt to connect; doubled up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// How often the cluster client may follow a slot that moved, within the limit for the answer.
const REDIRECTIONS: u32 = 5;

/// Why a command has no answer.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// The command may have been executed.
    #[error("no answer within {0:?}")]
    NoAnswer(Duration),
    /// Connecting took too long.
    #[error("no connection within {0:?}")]
    NoConnection(Duration),
    /// An attempt has just failed; the next one is made after this time.
    #[error("no connection; the next attempt is made in {0:?}")]
    Pausing(Duration),
    /// The server or the client library refused.
    #[error("redis: {}", code(.0))]
    Redis(#[source] RedisError),
}

fn code(error: &RedisError) -> &str {
    error.code().unwrap_or_else(|| error.category())
}

impl LinkError {
    /// Whether the command may have been executed although there is no answer, so that it is worth
    /// to be sent again.
    pub(super) fn is_silence(&self) -> bool {
        match self {
            Self::NoAnswer(_) => true,
            Self::Redis(error) => error.is_timeout() || error.is_connection_dropped(),
            Self::NoConnection(_) | Self::Pausing(_) => false,
        }
    }

    /// This error, or the one before it where this one only says that it is too early to try again.
    pub(super) fn or(self, before: Self) -> Self {
        if matches!(self, Self::Pausing(_)) { before } else { self }
    }

    /// Whether the server has understood us and refuses whoever we are, or what we must be able to do:
    /// the password, a right, the number of the database. Waiting does not help.
    pub fn is_refusal(&self) -> bool {
        let Self::Redis(error) = self else { return false };
        let no_database = "refused to switch database";
        error.kind() == ErrorKind::AuthenticationFailed
            || matches!(error.code(), Some("WRONGPASS" | "NOAUTH" | "NOPERM"))
            || error.to_string().contains(no_database)
    }

    /// The server's code, where the server has spoken.
    pub(super) fn code(&self) -> Option<&str> {
        match self {
            Self::Redis(error) => error.code(),
            Self::NoAnswer(_) | Self::NoConnection(_) | Self::Pausing(_) => None,
        }
    }
}

/// The limits of a connection.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub(super) connect: Duration,
    pub(super) answer: Duration,
}

/// One connection, shared by all who use it.
#[derive(Debug)]
pub(super) struct Link {
    address: Address,
    /// Whom to trust, if not just whom the system trusts.
    roots: Option<TlsCertificates>,
    limits: Limits,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    wire: Option<Wire>,
    /// Counts connections, so that a late failure of an old one does not cost the new one.
    generation: u64,
    vain: u32,
    pause: Duration,
    next_attempt: Instant,
}

#[derive(Clone)]
enum Wire {
    One(MultiplexedConnection),
    Cluster(ClusterConnection),
}

impl std::fmt::Debug for Wire {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Wire")
    }
}

impl Link {
    pub(super) fn new(address: Address, roots: Option<TlsCertificates>, limits: Limits) -> Self {
        let state = State {
            wire: None,
            generation: 0,
            vain: 0,
            pause: FIRST_PAUSE,
            next_attempt: Instant::now(),
        };
        Self { address, roots, limits, state: Mutex::new(state) }
    }

    /// Whether a command would fail at once, because connecting has just failed.
    pub(super) fn is_pausing(&self) -> bool {
        // Whoever holds the lock is connecting or has an answer; either is worth waiting for.
        self.state
            .try_lock()
            .is_ok_and(|state| state.wire.is_none() && Instant::now() < state.next_attempt)
    }

    /// Sends one command and waits for its answer.
    pub(super) async fn ask(&self, command: &Cmd) -> Result<Value, LinkError> {
        let (mut wire, generation) = self.connected().await?;
        let answer = match &mut wire {
            Wire::One(connection) => connection.req_packed_command(command),
            Wire::Cluster(connection) => connection.req_packed_command(command),
        };
        let answer = self.within_limit(answer).await;
        self.judge(generation, answer.as_ref().err()).await;
        answer
    }

    /// Sends one command to every master; the answers come without the masters' names.
    pub(super) async fn ask_every_master(&self, command: &Cmd) -> Result<Vec<Value>, LinkError> {
        let (wire, generation) = self.connected().await?;
        let Wire::Cluster(mut connection) = wire else {
            return Ok(vec![self.ask(command).await?]);
        };
        let masters = RoutingInfo::MultiNode((MultipleNodeRoutingInfo::AllMasters, None));
        let answer = self.within_limit(connection.route_command(command.clone(), masters)).await;
        self.judge(generation, answer.as_ref().err()).await;
        let by_master = Vec::<(Value, Value)>::from_redis_value(answer?);
        let by_master = by_master.map_err(|error| LinkError::Redis(error.into()))?;
        Ok(by_master.into_iter().map(|(_, answer)| answer).collect())
    }

    /// The masters' addresses; of a store that is no cluster, one without a name.
    pub(super) async fn masters(&self) -> Result<Vec<String>, LinkError> {
        let (wire, generation) = self.connected().await?;
        let Wire::Cluster(mut connection) = wire else { return Ok(vec![String::new()]) };
        let masters = RoutingInfo::MultiNode((MultipleNodeRoutingInfo::AllMasters, None));
        let answer = self.within_limit(connection.route_command(redis::cmd("PING"), masters)).await;
        self.judge(generation, answer.as_ref().err()).await;
        let by_master = Vec::<(String, Value)>::from_redis_value(answer?);
        let by_master = by_master.map_err(|error| LinkError::Redis(error.into()))?;
        Ok(by_master.into_iter().map(|(master, _)| master).collect())
    }

    /// Sends one command to one of [`Self::masters`].
    pub(super) async fn ask_master(&self, master: &str, command: &Cmd) -> Result<Value, LinkError> {
        let Some((host, port)) = master.rsplit_once(':') else { return self.ask(command).await };
        let (wire, generation) = self.connected().await?;
        let Wire::Cluster(mut connection) = wire else { return self.ask(command).await };
        let node = SingleNodeRoutingInfo::ByAddress {
            host: host.to_owned(),
            port: port.parse().unwrap_or_default(),
        };
        let to = RoutingInfo::SingleNode(node);
        let answer = self.within_limit(connection.route_command(command.clone(), to)).await;
        self.judge(generation, answer.as_ref().err()).await;
        answer
    }

    async fn within_limit(
        &self,
        answer: impl Future<Output = Result<Value, RedisError>>,
    ) -> Result<Value, LinkError> {
        let limit = self.limits.answer;
        let answer = timeout(limit, answer).await.map_err(|_elapsed| LinkError::NoAnswer(limit))?;
        answer.and_then(Value::extract_error).map_err(LinkError::Redis)
    }

    /// Draws the consequence of an answer, or of its absence.
    async fn judge(&self, generation: u64, error: Option<&LinkError>) {
        let mut state = self.state.lock().await;
        if state.generation != generation {
            return;
        }
        state.vain = match error {
            Some(error) if is_lost(error) => VAIN_COMMANDS,
            Some(error) if error.is_silence() => state.vain.saturating_add(1),
            Some(_) | None => 0,
        };
        if state.vain >= VAIN_COMMANDS {
            state.wire = None;
        }
    }

    /// The connection; a new one if there is none and it is time. Whoever comes meanwhile waits for
    /// the same attempt.
    async fn connected(&self) -> Result<(Wire, u64), LinkError> {
        let mut state = self.state.lock().await;
        if let Some(wire) = &state.wire {
            return Ok((wire.clone(), state.generation));
        }
        let now = Instant::now();
        if now < state.next_attempt {
            return Err(LinkError::Pausing(state.next_attempt.duration_since(now)));
        }
        let limit = self.limits.connect;
        let attempt = match timeout(limit, self.connect()).await {
            Ok(attempt) => attempt.map_err(LinkError::Redis),
            Err(_elapsed) => Err(LinkError::NoConnection(limit)),
        };
        match attempt {
            Ok(wire) => {
                state.wire = Some(wire.clone());
                state.generation = state.generation.saturating_add(1);
                state.vain = 0;
                state.pause = FIRST_PAUSE;
                Ok((wire, state.generation))
            }
            Err(error) => {
                state.next_attempt = Instant::now().checked_add(state.pause).unwrap_or(now);
                state.pause = state.pause.saturating_mul(2).min(LONGEST_PAUSE);
                Err(error)
            }
        }
    }

    async fn connect(&self) -> Result<Wire, RedisError> {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(self.limits.connect))
            .set_response_timeout(Some(self.limits.answer));
        match &self.address {
            Address::One(info) => {
                let client = match self.roots.clone().filter(|_| is_tls(info)) {
                    Some(roots) => Client::build_with_tls(info.clone(), roots)?,
                    None => Client::open(info.clone())?,
                };
                let connection = client.get_multiplexed_async_connection_with_config(&config);
                Ok(Wire::One(connection.await?))
            }
            Address::Sentinel { sentinels, master, node } => {
                let mut builder = sentinel(sentinels, master, node)?;
                if let Some(roots) = self.roots.clone().filter(|_| is_tls(node)) {
                    builder = builder
                        .set_client_to_redis_certificates(roots.clone())
                        .set_client_to_sentinel_certificates(roots);
                }
                let mut client = builder.build()?;
                Ok(Wire::One(client.get_async_connection_with_config(&config).await?))
            }
            Address::Cluster(nodes) => {
                let mut builder = ClusterClientBuilder::new(nodes.clone())
                    .connection_timeout(self.limits.connect)
                    .response_timeout(self.limits.answer)
                    .retries(REDIRECTIONS)
                    .tcp_settings(tcp());
                if let Some(roots) = self.roots.clone().filter(|_| nodes.iter().any(is_tls)) {
                    builder = builder.certs(roots);
                }
                Ok(Wire::Cluster(builder.build()?.get_async_connection().await?))
            }
        }
    }
}

/// Whether the connection leads to the wrong server, or nowhere.
fn is_lost(error: &LinkError) -> bool {
    let LinkError::Redis(error) = error else { return false };
    let demoted = matches!(
        error.kind(),
        ErrorKind::Server(
            ServerErrorKind::ReadOnly | ServerErrorKind::MasterDown | ServerErrorKind::ClusterDown
        )
    );
    // Before Redis 7, what a script was refused stands only in the text of the error.
    let demoted_in_script = error.detail().is_some_and(|detail| detail.contains("READONLY"));
    demoted || demoted_in_script || error.is_connection_dropped() || error.is_unrecoverable_error()
}

fn sentinel(
    sentinels: &[redis::ConnectionInfo],
    master: &str,
    node: &redis::ConnectionInfo,
) -> Result<SentinelClientBuilder, RedisError> {
    let addresses = sentinels.iter().map(|sentinel| sentinel.addr().clone());
    let mut builder = SentinelClientBuilder::new(addresses, master, SentinelServerType::Master)?
        .set_client_to_redis_db(node.redis_settings().db())
        .set_client_to_redis_tcp_settings(tcp())
        .set_client_to_sentinel_tcp_settings(tcp());
    if is_tls(node) {
        builder = builder
            .set_client_to_redis_tls_mode(TlsMode::Secure)
            .set_client_to_sentinel_tls_mode(TlsMode::Secure);
    }
    if let Some(user) = node.redis_settings().username() {
        builder = builder.set_client_to_redis_username(user);
    }
    if let Some(password) = node.redis_settings().password() {
        builder = builder.set_client_to_redis_password(password);
    }
    let login = sentinels.first().map(redis::ConnectionInfo::redis_settings);
    if let Some(user) = login.and_then(redis::RedisConnectionInfo::username) {
        builder = builder.set_client_to_sentinel_username(user);
    }
    if let Some(password) = login.and_then(redis::RedisConnectionInfo::password) {
        builder = builder.set_client_to_sentinel_password(password);
    }
    Ok(builder)
}
