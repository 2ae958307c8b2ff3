//! How long tests wait: every wait goes through here.
//!
//! A wait has two bounds. That of the whole only ends what hangs, on a machine whose cores are busy
//! with something else; it is never waited out in a test that passes. That of each try is short, so
//! that one try which hangs does not use up the time of all: a server that is just starting may
//! accept a connection and never answer on it.

use std::future::Future;
use std::io;
use std::io::{BufRead, BufReader};
use std::panic::Location;
use std::process::ChildStdout;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use lapin::ConnectionProperties;
use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, IntoConnectionInfo, RedisResult};
use tokio::time::{sleep, timeout};

/// For what must happen.
pub const SOON: Duration = Duration::from_secs(180);
/// For one try inside of a wait.
const TRY: Duration = Duration::from_secs(10);
/// Between two tries.
const PAUSE: Duration = Duration::from_millis(20);

/// Waits for a condition, asking again and again, at most for `limit`. Says whether it came true.
pub async fn eventually<F, Fut>(limit: Duration, condition: F) -> bool
where
    F: FnMut() -> Fut,
    Fut: Future<Output = bool>,
{
    eventually_each(limit, TRY, condition).await
}

/// The same where one try may take longer than usual.
pub async fn eventually_each<F, Fut>(limit: Duration, each: Duration, mut condition: F) -> bool
where
    F: FnMut() -> Fut,
    Fut: Future<Output = bool>,
{
    let began = Instant::now();
    loop {
        if timeout(each, condition()).await.unwrap_or(false) {
            return true;
        }
        if began.elapsed() >= limit {
            return false;
        }
        sleep(PAUSE).await;
    }
}

/// Waits for what has to come. Fails in the name of the caller if it does not.
#[track_caller]
pub fn soon<F: Future>(coming: F) -> impl Future<Output = F::Output> {
    let caller = Location::caller();
    async move {
        let come = timeout(SOON, coming).await;
        come.unwrap_or_else(|_elapsed| unreachable!("{caller}: not within {SOON:?}"))
    }
}

/// One try to connect to a broker.
pub async fn try_amqp(url: &str) -> lapin::Result<lapin::Connection> {
    let connecting = lapin::Connection::connect(url, ConnectionProperties::default());
    timeout(TRY, connecting).await.map_err(io::Error::from)?
}

/// A connection to a broker that runs.
pub async fn amqp(url: &str) -> lapin::Connection {
    let began = Instant::now();
    loop {
        match try_amqp(url).await {
            Ok(connection) => return connection,
            Err(error) => assert!(began.elapsed() < SOON, "the broker accepts no one: {error}"),
        }
        sleep(PAUSE).await;
    }
}

/// One try to connect to a Redis. Each answer on the connection has the bound of a try, too.
pub async fn try_redis(address: impl IntoConnectionInfo) -> RedisResult<MultiplexedConnection> {
    let bounds = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(TRY))
        .set_response_timeout(Some(TRY));
    Client::open(address)?.get_multiplexed_async_connection_with_config(&bounds).await
}

/// A connection to a Redis that runs.
pub async fn redis_at(url: &str) -> MultiplexedConnection {
    let began = Instant::now();
    loop {
        match try_redis(url).await {
            Ok(connection) => return connection,
            Err(error) => assert!(began.elapsed() < SOON, "redis accepts no one: {error}"),
        }
        sleep(PAUSE).await;
    }
}

/// A client over HTTP whose every request has the bound of a try.
pub fn http() -> reqwest::ClientBuilder {
    reqwest::Client::builder().timeout(TRY).no_proxy()
}

/// What a child process says, line by line. Behind a lock only because servers are shared.
#[derive(Debug)]
pub struct Lines(Mutex<Receiver<String>>);

impl Lines {
    /// Reads on in a thread of its own, which ends with the child.
    pub fn of(stdout: ChildStdout) -> Self {
        let (said, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if said.send(line).is_err() {
                    return;
                }
            }
        });
        Self(Mutex::new(lines))
    }

    /// The next line.
    pub fn next(&mut self) -> String {
        let lines = self.0.get_mut().expect("nobody panics with the lock");
        lines.recv_timeout(SOON).expect("the child process says something")
    }
}
