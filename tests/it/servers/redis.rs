//! A private Redis: append-only file, nothing evicted, its own password.
//!
//! The password is not a secret. It makes sure that the server which answers is the one that was
//! started here, should two processes have picked the same port.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU16, Ordering};

use redis::AsyncCommands;
use redis::aio::MultiplexedConnection;

use super::patience::{SOON, eventually, try_redis};
use super::process::{Guarded, Program, new_home};
use super::{Certificate, PORT_ATTEMPTS, free_ports, port_is_free};

/// The path of `redis-server`, when it is not on `PATH`.
const BINARY: &str = "REFUNDD_TEST_REDIS";
const DATABASES: u16 = 1024;

/// What differs between deployments and matters to us.
#[derive(Debug, Clone, Copy)]
pub struct RedisOptions {
    pub append_only: bool,
    /// Whether the append-only file is synced before every answer, not each second.
    pub sync_always: bool,
    pub maxmemory_policy: &'static str,
    /// Zero is no limit.
    pub maxmemory_bytes: u64,
}

impl Default for RedisOptions {
    /// What our deployment documentation asks for, and otherwise the defaults of Redis.
    fn default() -> Self {
        Self {
            append_only: true,
            sync_always: false,
            maxmemory_policy: "noeviction",
            maxmemory_bytes: 0,
        }
    }
}

/// A running Redis. Dropping it ends it.
#[derive(Debug)]
pub struct Redis {
    server: Guarded,
    port: u16,
    tls_port: u16,
    password: String,
    next_database: AtomicU16,
}

impl Redis {
    /// Starts an instance with the default options and waits until it answers.
    pub async fn start() -> Self {
        Self::start_with(RedisOptions::default()).await
    }

    /// Starts an instance and waits until it answers.
    pub async fn start_with(options: RedisOptions) -> Self {
        Self::start_on_ports(options, None).await
    }

    /// Starts an instance that listens for TLS as well.
    pub async fn start_with_tls(own: &Certificate) -> Self {
        Self::start_on_ports(RedisOptions::default(), Some(own)).await
    }

    async fn start_on_ports(options: RedisOptions, own: Option<&Certificate>) -> Self {
        for _ in 0..PORT_ATTEMPTS {
            let redis = Self::spawn(options, own);
            if redis.ready().await {
                return redis;
            }
        }
        unreachable!("redis-server found its port taken {PORT_ATTEMPTS} times");
    }

    /// The URL of database 0.
    pub fn url(&self) -> String {
        format!("redis://:{}@127.0.0.1:{}/0", self.password, self.port)
    }

    /// The URL of database 0 at the port for TLS, reached by this name.
    pub fn tls_url(&self, host: &str) -> String {
        format!("rediss://:{}@{host}:{}/0", self.password, self.tls_port)
    }

    /// The URL of a database that no other test has.
    pub fn new_database(&self) -> String {
        let number = self.next_database.fetch_add(1, Ordering::Relaxed);
        assert!(number < DATABASES, "more databases asked for than configured");
        format!("redis://:{}@127.0.0.1:{}/{number}", self.password, self.port)
    }

    pub fn pid(&self) -> u32 {
        self.server.pid()
    }

    /// Kills the server with SIGKILL. Where `sync_always` is set, everything that was answered is
    /// in the append-only file. Otherwise the last answers may not be: while the file is being
    /// synced in the background, Redis answers before it writes.
    pub fn kill(&mut self) {
        self.server.kill();
    }

    /// Starts the server again on the same port with the same data, and waits until it answers.
    pub async fn restart(&mut self) {
        port_is_free(self.port).await;
        self.server.restart();
        assert!(self.ready().await, "redis-server came back: {}", self.server.output());
    }

    /// Forgets everything, as an operator would by mistake.
    pub async fn flush_all(&mut self) {
        let mut connection = self.connect().await.expect("redis answers");
        let _: () = connection.flushall().await.expect("redis forgets");
    }

    /// Changes one setting of the running server.
    pub async fn config_set(&mut self, key: &str, value: &str) {
        let mut connection = self.connect().await.expect("redis answers");
        let mut order = redis::cmd("CONFIG");
        order.arg("SET").arg(key).arg(value);
        let _: () = order.query_async(&mut connection).await.expect("redis knows the setting");
    }

    fn spawn(options: RedisOptions, own: Option<&Certificate>) -> Self {
        let home = new_home("redis");
        let [port, tls_port] = free_ports();
        let password = home.file_name().expect("a home has a name").to_string_lossy().into_owned();
        let append_only = if options.append_only { "yes" } else { "no" };
        let sync = if options.sync_always { "always" } else { "everysec" };
        let settings = [
            ("--bind", "127.0.0.1".to_owned()),
            ("--port", port.to_string()),
            ("--requirepass", password.clone()),
            ("--dir", home.display().to_string()),
            ("--databases", DATABASES.to_string()),
            ("--save", String::new()),
            ("--appendonly", append_only.to_owned()),
            ("--appendfsync", sync.to_owned()),
            ("--maxmemory", options.maxmemory_bytes.to_string()),
            ("--maxmemory-policy", options.maxmemory_policy.to_owned()),
        ];
        let tls = own.map(|own| tls_settings(&home, tls_port, own)).unwrap_or_default();
        let settings = settings.into_iter().chain(tls);
        let program = Program {
            path: std::env::var_os(BINARY)
                .map_or_else(|| PathBuf::from("redis-server"), PathBuf::from),
            arguments: settings.flat_map(|(k, v)| [k.into(), v.into()]).collect(),
            environment: vec![("LC_ALL", "C".into())],
            word: "redis-server",
        };
        let server = Guarded::start(home, &program);
        Self { server, port, tls_port, password, next_database: AtomicU16::new(1) }
    }

    /// Whether it answers a PING within the bound; false when the process ended instead.
    async fn ready(&self) -> bool {
        let settled =
            eventually(SOON, || async { self.answers().await || !super::is_alive(self.pid()) });
        assert!(settled.await, "redis-server is ready: {}", self.server.output());
        let alive = super::is_alive(self.pid());
        let output = self.server.output();
        assert!(alive || output.contains("in use"), "redis-server runs: {output}");
        alive
    }

    async fn answers(&self) -> bool {
        let Ok(mut connection) = self.connect().await else { return false };
        connection.ping::<String>().await.is_ok_and(|answer| answer == "PONG")
    }

    async fn connect(&self) -> redis::RedisResult<MultiplexedConnection> {
        try_redis(self.url()).await
    }
}

fn tls_settings(home: &Path, port: u16, own: &Certificate) -> Vec<(&'static str, String)> {
    let files = [
        ("--tls-ca-cert-file", "authority.pem", &own.authority),
        ("--tls-cert-file", "certificate.pem", &own.chain),
        ("--tls-key-file", "key.pem", &own.key),
    ];
    let mut settings =
        vec![("--tls-port", port.to_string()), ("--tls-auth-clients", "no".to_owned())];
    for (option, name, content) in files {
        let path = home.join(name);
        fs::write(&path, content).expect("a home is writable");
        settings.push((option, path.display().to_string()));
    }
    settings
}
