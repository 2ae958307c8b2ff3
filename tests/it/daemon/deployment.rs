//! One installation under test: a sandbox in this process, a namespace on broker and store, and the
//! configuration that every daemon of it is started with.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use sandbox::{Sandbox, SandboxConfig};
use tokio::net::TcpListener;
use tokio::sync::OnceCell;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::client;
use super::process::Daemon;
use crate::servers::{self, SOON, Vhost, free_ports, new_home};

/// The account under test.
pub const ACCOUNT: &str = "stripe-eu";
/// Publishes on the broker and cannot sign.
pub const TRUSTED: &str = "queue";
/// Signs webhooks.
pub const WEBHOOK_SECRET: &str = "whsec_canaryWebhookSecret0123456789";
/// Signs refund requests; the specification's own example.
pub const REQUEST_SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
pub const REVIEW_SECRET: &str = "whsec_cmV2aWV3ZXJzIG9mIHRoZSBkYWVtb24gdGVzdHMu";
/// Seals what workers write.
pub const SEALING_KEY: &str = "whsec_c2VhbHMgb2YgdGhlIHdvcmtlcnMgb2YgdGhlIHRlc3Rz";
/// The key to the sandbox.
pub const API_KEY: &str = "sk_test_canaryApiKey0123456789";

/// The files of secrets.
const SECRETS: [(&str, &str); 4] = [
    ("help_desk_secrets", REQUEST_SECRET),
    ("review_desk_secrets", REVIEW_SECRET),
    ("webhook_secrets", WEBHOOK_SECRET),
    ("sealing_keys", SEALING_KEY),
];

/// How often a daemon is started on other ports after another process took one of them.
const PORT_ATTEMPTS: usize = 3;

/// What does not differ between tests. Rungs are short, so that what waits comes back in a test's
/// time; the last one is long, so that what waits for days does not.
const BASE: &str = r#"
[service]
source = "/refundd/test"
grace_seconds = 20

[http]
listen = "127.0.0.1:{http}"

[senders.help-desk]
kind = "desk"
may = ["request", "answer", "commission"]
secrets_file = "help_desk_secrets"

[senders.queue]
kind = "shop"
may = ["request", "answer", "commission"]
trust = "broker"

[senders.review-desk]
kind = "desk"
may = ["review"]
secrets_file = "review_desk_secrets"

[reviewers.agent-7]

[admin]
listen = "127.0.0.1:{admin}"

[transport]
kind = "rabbitmq"

[transport.rabbitmq]
prefix = "{prefix}"
prefetch = 32
ladder_seconds = [1, 2, 5, 3600]

[store]
kind = "redis"

[store.redis]
prefix = "{prefix}"

[worker]
sealing_keys_file = "sealing_keys"
in_flight_max = 32
executed_within_seconds = 30
listed_within_seconds = 1
ladder_seconds = [1, 2, 5]

[gateway]
post_seconds_max = 10
requests_per_second_max = 1000

[accounts.stripe-eu]
processor = "stripe"
base_url = "{sandbox}"
webhook_secrets_file = "webhook_secrets"
policy = "policy.toml"
merchant = "Example Inc."
"#;

/// An installation. Its sandbox ends with it.
pub struct Deployment {
    pub sandbox: Sandbox,
    pub rabbitmq: String,
    pub redis: String,
    /// Begins every name on broker and store.
    pub prefix: String,
    sandbox_url: String,
    settings: Vec<(String, String)>,
    _serving: DropGuard,
}

/// The virtual host that the tests of daemons share; each has a prefix of its own.
pub async fn vhost() -> &'static Vhost {
    static SHARED: OnceCell<Vhost> = OnceCell::const_new();
    SHARED.get_or_init(async || servers::rabbitmq().await.new_vhost().await).await
}

impl Deployment {
    /// On the shared servers.
    pub async fn new() -> Self {
        let redis = servers::redis().await.new_database();
        Self::on(vhost().await.url(), &redis, |_| {}).await
    }

    /// On these servers, with a sandbox of this making.
    pub async fn on(rabbitmq: &str, redis: &str, change: impl FnOnce(&mut SandboxConfig)) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let mut config = SandboxConfig::new(Arc::new(jiff::Timestamp::now));
        config.secret_key = Some(API_KEY.to_owned());
        WEBHOOK_SECRET.clone_into(&mut config.webhooks.secret);
        change(&mut config);
        let (sandbox, server) = Sandbox::build(config).expect("the sandbox can be built");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("a bound listener has an address");
        let stop = CancellationToken::new();
        tokio::spawn(server.serve(listener, stop.clone()));
        Self {
            sandbox,
            rabbitmq: rabbitmq.to_owned(),
            redis: redis.to_owned(),
            prefix: format!("d{}", NUMBER.fetch_add(1, Ordering::Relaxed)),
            sandbox_url: format!("http://{address}"),
            settings: Vec::new(),
            _serving: stop.drop_guard(),
        }
    }

    /// Where the sandbox listens, without the scheme.
    pub fn sandbox_authority(&self) -> &str {
        self.sandbox_url.trim_start_matches("http://")
    }

    /// The same with one more setting, passed in the environment.
    pub fn with(mut self, variable: &str, value: &str) -> Self {
        self.settings.push((format!("REFUNDD__{variable}"), value.to_owned()));
        self
    }

    /// The name of a queue or an exchange of this installation.
    pub fn named(&self, what: &str) -> String {
        format!("{}.{what}", self.prefix)
    }

    /// Starts a daemon and waits until it is ready.
    pub async fn start(&self, role: &str) -> Daemon {
        self.start_changed(role, |_| {}).await
    }

    /// Changes what was written for a daemon, starts it, and waits until it is ready.
    pub async fn start_changed(&self, role: &str, change: impl Fn(&Path)) -> Daemon {
        for _ in 0..PORT_ATTEMPTS {
            let began = Instant::now();
            let daemon = self.spawn_changed(role, free_ports(), &change);
            if is_ready(&daemon).await {
                // Shown with `--nocapture` only.
                println!("{role} ready after {:?}", began.elapsed());
                return daemon;
            }
            assert!(daemon.stderr().contains("cannot listen"), "no start:\n{}", daemon.tail());
        }
        unreachable!("the daemon found its ports taken {PORT_ATTEMPTS} times");
    }

    /// Starts a daemon with these variables and none of the installation's, and with these files of
    /// secrets and no others; waits until it is ready.
    pub async fn start_with(
        &self,
        role: &str,
        variables: &[(&str, &str)],
        secrets: &[&str],
    ) -> Daemon {
        let variables: Vec<_> = variables
            .iter()
            .map(|(name, value)| (format!("REFUNDD__{name}"), (*value).to_owned()))
            .collect();
        for _ in 0..PORT_ATTEMPTS {
            let ports = free_ports();
            let home = self.home(ports, secrets);
            let config = home.join("refundd.toml").display().to_string();
            let run = ["run", "--role", role, "--config", &config].map(str::to_owned);
            let daemon = Daemon::start(home, &run, &variables, ports);
            if is_ready(&daemon).await {
                return daemon;
            }
            assert!(daemon.stderr().contains("cannot listen"), "no start:\n{}", daemon.tail());
        }
        unreachable!("the daemon found its ports taken {PORT_ATTEMPTS} times");
    }

    /// Runs a verb with these variables and these files of secrets.
    pub fn command(&self, verb: &[&str], variables: &[(&str, &str)], secrets: &[&str]) -> Daemon {
        let variables: Vec<_> = variables
            .iter()
            .map(|(name, value)| (format!("REFUNDD__{name}"), (*value).to_owned()))
            .collect();
        let ports = free_ports();
        let home = self.home(ports, secrets);
        let config = home.join("refundd.toml").display().to_string();
        let verb = verb.iter().copied().chain(["--config", &config]).map(str::to_owned);
        Daemon::start(home, &verb.collect::<Vec<_>>(), &variables, ports)
    }

    fn home(&self, ports: [u16; 2], secrets: &[&str]) -> PathBuf {
        let home = new_home("daemon");
        self.write(&home, ports);
        for (name, _) in SECRETS.iter().filter(|(name, _)| !secrets.contains(name)) {
            fs::remove_file(home.join(name)).expect("it was written");
        }
        home
    }

    /// Starts a daemon on free ports.
    pub fn spawn(&self, role: &str) -> Daemon {
        self.spawn_on(role, free_ports())
    }

    /// Starts a daemon on these ports.
    pub fn spawn_on(&self, role: &str, ports: [u16; 2]) -> Daemon {
        self.spawn_changed(role, ports, |_| {})
    }

    fn spawn_changed(&self, role: &str, ports: [u16; 2], change: impl Fn(&Path)) -> Daemon {
        let home = new_home("daemon");
        self.write(&home, ports);
        change(&home);
        let config = home.join("refundd.toml").display().to_string();
        let run = ["run", "--role", role, "--config", &config].map(str::to_owned);
        Daemon::start(home, &run, &self.environment(), ports)
    }

    /// Runs the verb `check` on the same configuration, changed.
    pub fn check(&self, with_secrets: bool, change: impl FnOnce(&Path)) -> Daemon {
        let home = new_home("daemon");
        let ports = free_ports();
        self.write(&home, ports);
        change(&home);
        let check = ["check", "--config", "refundd.toml"].map(str::to_owned);
        let environment = if with_secrets { self.environment() } else { Vec::new() };
        Daemon::start(home, &check, &environment, ports)
    }

    /// What is passed in the environment: the secret addresses, and what the test added.
    fn environment(&self) -> Vec<(String, String)> {
        let own = [
            ("REFUNDD__TRANSPORT__RABBITMQ__URL", &self.rabbitmq),
            ("REFUNDD__STORE__REDIS__URL", &self.redis),
            ("REFUNDD__ACCOUNTS__STRIPE_EU__API_KEY", &API_KEY.to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value.clone()));
        own.into_iter().chain(self.settings.iter().cloned()).collect()
    }

    fn write(&self, home: &Path, [http, admin]: [u16; 2]) {
        let config = BASE
            .replace("{http}", &http.to_string())
            .replace("{admin}", &admin.to_string())
            .replace("{prefix}", &self.prefix)
            .replace("{sandbox}", &self.sandbox_url);
        for (name, text) in [("refundd.toml", config.as_str()), ("policy.toml", policy().as_str())]
            .into_iter()
            .chain(SECRETS)
        {
            fs::write(home.join(name), text).expect("a home is writable");
        }
    }
}

/// The starter policy without its limits: these tests give more in a minute than it lets machines give
/// in a day, and empty the store on purpose.
pub fn policy() -> String {
    let starter = include_str!("../../../config/policy.toml");
    let (before, limits) = starter.split_once("[limits]\n").expect("the starter has limits");
    let (_, after) = limits.split_once("\n\n").expect("a block ends with an empty line");
    format!("{before}{after}")
}

/// Whether it becomes ready; false when the process ended instead.
async fn is_ready(daemon: &Daemon) -> bool {
    let settled = servers::eventually(SOON, || async {
        client::get(daemon.admin, "/readyz").await.0 == 200 || !daemon.is_alive()
    });
    assert!(settled.await, "the daemon is ready:\n{}", daemon.tail());
    daemon.is_alive()
}
