//! A private RabbitMQ node with its own `epmd`, user and data directory.
//!
//! The user's password is not a secret. It makes sure that the broker which answers is the one
//! that was started here, should two processes have picked the same port.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use lapin::options::QueueDeclareOptions;
use lapin::types::FieldTable;
use tokio::net::TcpStream;

use super::patience::{SOON, amqp, eventually, eventually_each, soon, try_amqp};
use super::process::{Guarded, Program, is_alive, new_home};
use super::{Certificate, PORT_ATTEMPTS, free_ports, port_is_free};

/// The path of the real `rabbitmq-server` script, with `rabbitmqctl` beside it. Debian's wrapper
/// in `/usr/sbin` changes the user and is of no use here.
const BINARY: &str = "REFUNDD_TEST_RABBITMQ";
const DEBIAN_BINARY: &str = "/usr/lib/rabbitmq/bin/rabbitmq-server";
/// For one call of `rabbitmqctl`, which starts a machine of its own.
const CONTROL_WITHIN: Duration = Duration::from_secs(60);
/// The share of the machine's memory at which the broker blocks publishers when none is forced.
const WATERMARK: &str = "0.8";
const USER: &str = "refundd";
/// One scheduler of each kind and no busy waiting: a test broker should leave the cores alone.
const ERLANG_FLAGS: &str = "+S 1:1 +SDcpu 1:1 +SDio 1 +sbwt none \
     -kernel inet_dist_use_interface {127,0,0,1}";

/// Makes every quorum queue elect its leader now, and fails where one has none.
///
/// A client that calls a queue between the start of a node and the queue's election can leave it
/// without a leader forever: <https://github.com/rabbitmq/rabbitmq-server/issues/10070>. Then
/// nothing is lost and nothing moves. The remedy is the operator's, as in `docs/runbook.md`.
const ELECT: &str = "[] = [Q || Q <- rabbit_amqqueue:list(), \
     amqqueue:get_type(Q) =:= rabbit_quorum_queue, \
     {Name, _} <- [amqqueue:get_pid(Q)], \
     ra:trigger_election({Name, node()}, 2000) =/= ok \
         orelse element(1, ra:members({Name, node()}, 2000)) =/= ok].";

/// A running broker. Dropping it ends it.
#[derive(Debug)]
pub struct RabbitMq {
    // Fields drop in this order: the node first, then the name server it is registered with.
    node: Guarded,
    names: Guarded,
    control: PathBuf,
    environment: Vec<(&'static str, OsString)>,
    password: String,
    port: u16,
    tls_port: u16,
    distribution_port: u16,
    next_vhost: AtomicU32,
}

/// A virtual host, empty when handed out.
#[derive(Debug, Clone)]
pub struct Vhost {
    url: String,
}

impl RabbitMq {
    /// Starts a broker and waits until it completes an AMQP handshake.
    pub async fn start() -> Self {
        Self::start_on_ports(None).await
    }

    /// The same, with a listener for TLS beside the plain one.
    pub async fn start_with_tls(own: &Certificate) -> Self {
        Self::start_on_ports(Some(own)).await
    }

    async fn start_on_ports(own: Option<&Certificate>) -> Self {
        for _ in 0..PORT_ATTEMPTS {
            if let Some(broker) = Self::spawn(own).await
                && broker.ready().await
            {
                return broker;
            }
        }
        unreachable!("rabbitmq-server found its ports taken {PORT_ATTEMPTS} times");
    }

    /// The URL of the virtual host `/`.
    pub fn amqp_url(&self) -> String {
        self.vhost("%2f").url
    }

    /// The URL of the virtual host `/` at the listener for TLS, reached by this name.
    pub fn amqps_url(&self, host: &str) -> String {
        format!("amqps://{USER}:{}@{host}:{}/%2f", self.password, self.tls_port)
    }

    /// A virtual host that no other test has.
    pub async fn new_vhost(&self) -> Vhost {
        let name = format!("t{}", self.next_vhost.fetch_add(1, Ordering::Relaxed));
        self.control(&["add_vhost", &name]).await;
        self.control(&["set_permissions", "-p", &name, USER, ".*", ".*", ".*"]).await;
        self.vhost(&name)
    }

    /// A user of a virtual host with these rights to configure, write and read; says its URL there.
    pub async fn new_user(&self, vhost: &Vhost, name: &str, rights: [&str; 3]) -> String {
        let (_, host) = vhost.url.rsplit_once('/').expect("a URL ends with the virtual host");
        let user = format!("{host}-{name}");
        let [configure, write, read] = rights;
        self.control(&["add_user", &user, &self.password]).await;
        self.control(&["set_permissions", "-p", host, &user, configure, write, read]).await;
        vhost.url.replacen(&format!("//{USER}:"), &format!("//{user}:"), 1)
    }

    /// Imports definitions, as the owner of the broker does.
    pub async fn import(&self, definitions: &Path) {
        self.control(&["import_definitions", &definitions.display().to_string()]).await;
    }

    /// The process ids of the node and of its `epmd`.
    pub fn pids(&self) -> [u32; 2] {
        [self.node.pid(), self.names.pid()]
    }

    /// The directory with everything the node writes.
    pub fn home(&self) -> &Path {
        self.node.home()
    }

    /// Kills the node with SIGKILL.
    pub fn kill(&mut self) {
        self.node.kill();
    }

    /// Starts the node again on the same port with the same data, and waits for its handshake.
    pub async fn restart(&mut self) {
        port_is_free(self.port).await;
        port_is_free(self.distribution_port).await;
        self.node.restart();
        assert!(self.ready().await, "the node came back: {}", self.node.output());
        let elected = || async { self.try_control(&["eval", ELECT]).await.is_ok() };
        let elected = eventually_each(SOON, CONTROL_WITHIN, elected).await;
        assert!(elected, "every quorum queue has a leader");
    }

    /// Raises or lifts the memory alarm. While it is raised no connection may publish.
    pub async fn memory_alarm(&mut self, raised: bool) {
        let watermark = if raised { "0" } else { WATERMARK };
        self.control(&["set_vm_memory_high_watermark", watermark]).await;
    }

    /// Lets no channel that is opened from now on publish a message of more bytes.
    pub async fn largest_message(&mut self, bytes: u32) {
        // Where older and newer brokers keep it.
        let expression = format!(
            "application:set_env(rabbit, max_message_size, {bytes}),
             persistent_term:put(max_message_size, {bytes})."
        );
        self.control(&["eval", &expression]).await;
    }

    /// Closes every client's connection from the broker's side.
    pub async fn close_all_connections(&mut self) {
        self.control(&["close_all_connections", "closed by a test"]).await;
    }

    fn vhost(&self, name: &str) -> Vhost {
        Vhost { url: format!("amqp://{USER}:{}@127.0.0.1:{}/{name}", self.password, self.port) }
    }

    async fn control(&self, arguments: &[&str]) {
        let done = self.try_control(arguments).await;
        assert!(done.is_ok(), "rabbitmqctl {arguments:?}: {done:?}");
    }

    /// What `rabbitmqctl` complains of, if it does.
    async fn try_control(&self, arguments: &[&str]) -> Result<(), String> {
        let run = tokio::process::Command::new(&self.control)
            .args(["-q", "-n", &node_name(self.port)])
            .args(arguments)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .output();
        let Ok(done) = tokio::time::timeout(CONTROL_WITHIN, run).await else {
            return Err(format!("not within {CONTROL_WITHIN:?}"));
        };
        let output = done.expect("rabbitmqctl can be started");
        if output.status.success() {
            return Ok(());
        }
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }

    /// `None` when the name server could not have its port.
    async fn spawn(own: Option<&Certificate>) -> Option<Self> {
        let server = std::env::var_os(BINARY).unwrap_or_else(|| DEBIAN_BINARY.into());
        let server = PathBuf::from(server);
        let [port, tls_port, distribution_port, names_port] = free_ports();
        let names = start_names(names_port).await?;
        let home = new_home("rabbitmq");
        let password = home.file_name().expect("a home has a name").to_string_lossy().into_owned();
        write_settings(&home, port, &password);
        if let Some(own) = own {
            add_tls(&home, tls_port, own);
        }
        let mut environment = node_environment(&home, port);
        environment.push(("RABBITMQ_DIST_PORT", distribution_port.to_string().into()));
        environment.push(("ERL_EPMD_PORT", names_port.to_string().into()));
        let program = Program {
            path: server.clone(),
            arguments: Vec::new(),
            environment: environment.clone(),
            word: "rabbit",
        };
        let node = Guarded::start(home, &program);
        let control = server.with_file_name("rabbitmqctl");
        let next_vhost = AtomicU32::new(1);
        Some(Self {
            node,
            names,
            control,
            environment,
            password,
            port,
            tls_port,
            distribution_port,
            next_vhost,
        })
    }

    /// Whether it completes a handshake and its start within the bound; false when the node ended instead.
    async fn ready(&self) -> bool {
        let url = self.amqp_url();
        let settled = eventually(SOON, || async {
            try_amqp(&url).await.is_ok() || !is_alive(self.node.pid())
        });
        assert!(settled.await, "the node is ready: {}", self.node.output());
        let alive = is_alive(self.node.pid());
        let output = self.node.output();
        assert!(alive || output.contains("in use"), "the node runs: {output}");
        if alive {
            // The node accepts clients a little before it accepts `rabbitmqctl`.
            self.control(&["await_startup"]).await;
        }
        alive
    }
}

impl Vhost {
    pub fn url(&self) -> &str {
        &self.url
    }

    /// How many messages of the queue are ready to be delivered; `None` when there is no such
    /// queue. Messages delivered and not yet acknowledged are not counted.
    pub async fn queue_depth(&self, queue: &str) -> Option<u32> {
        let connection = amqp(&self.url).await;
        let channel = soon(connection.create_channel()).await.expect("a connection has a channel");
        let passive = QueueDeclareOptions { passive: true, ..QueueDeclareOptions::default() };
        let found = soon(channel.queue_declare(queue.into(), passive, FieldTable::default())).await;
        found.ok().map(|queue| queue.message_count())
    }
}

fn node_name(port: u16) -> String {
    format!("refundd{port}@localhost")
}

/// Starts `epmd` in the foreground. Left to itself the node would start one as a daemon that
/// nobody owns.
async fn start_names(port: u16) -> Option<Guarded> {
    let program = Program {
        path: PathBuf::from("epmd"),
        arguments: ["-address", "127.0.0.1", "-port", &port.to_string()].map(Into::into).into(),
        environment: Vec::new(),
        word: "epmd",
    };
    let names = Guarded::start(new_home("epmd"), &program);
    let settled = eventually(SOON, || async {
        TcpStream::connect(("127.0.0.1", port)).await.is_ok() || !is_alive(names.pid())
    });
    assert!(settled.await, "epmd is ready: {}", names.output());
    is_alive(names.pid()).then_some(names)
}

fn write_settings(home: &Path, port: u16, password: &str) {
    let settings = format!(
        "listeners.tcp.1 = 127.0.0.1:{port}\n\
         default_user = {USER}\n\
         default_pass = {password}\n\
         loopback_users = none\n\
         disk_free_limit.absolute = 1MB\n\
         vm_memory_high_watermark.relative = {WATERMARK}\n\
         raft.wal_max_size_bytes = 16777216\n"
    );
    let files = [("rabbitmq.conf", settings.as_str()), ("plugins", "[].\n"), ("env.conf", "")];
    for (name, content) in files {
        fs::write(home.join(name), content).expect("a home is writable");
    }
}

fn add_tls(home: &Path, port: u16, own: &Certificate) {
    let files = [
        ("cacertfile", "authority.pem", &own.authority),
        ("certfile", "certificate.pem", &own.chain),
        ("keyfile", "key.pem", &own.key),
    ];
    let mut settings = format!("listeners.ssl.1 = 127.0.0.1:{port}\n");
    for (option, name, content) in files {
        let path = home.join(name);
        fs::write(&path, content).expect("a home is writable");
        writeln!(settings, "ssl_options.{option} = {}", path.display())
            .expect("a string can be written");
    }
    settings.push_str("ssl_options.verify = verify_none\n");
    let path = home.join("rabbitmq.conf");
    let plain = fs::read_to_string(&path).expect("the settings were written");
    fs::write(path, plain + &settings).expect("a home is writable");
}

/// What the node and `rabbitmqctl` share. Every path is private, also those that default to `/etc`.
fn node_environment(home: &Path, port: u16) -> Vec<(&'static str, OsString)> {
    let inside = |name: &str| home.join(name).into_os_string();
    vec![
        ("HOME", home.into()),
        ("LC_ALL", "C.UTF-8".into()),
        // For each Erlang that is started, also by `rabbitmqctl`: without a name server it fails,
        // instead of starting one as a daemon that outlives the tests.
        ("ERL_FLAGS", "-start_epmd false".into()),
        ("ERL_EPMD_ADDRESS", "127.0.0.1".into()),
        ("RABBITMQ_NODENAME", node_name(port).into()),
        ("RABBITMQ_CONF_ENV_FILE", inside("env.conf")),
        ("RABBITMQ_CONFIG_FILE", inside("rabbitmq.conf")),
        ("RABBITMQ_ADVANCED_CONFIG_FILE", inside("advanced.config")),
        ("RABBITMQ_ENABLED_PLUGINS_FILE", inside("plugins")),
        ("RABBITMQ_MNESIA_BASE", inside("data")),
        ("RABBITMQ_LOG_BASE", inside("log")),
        ("RABBITMQ_LOGS", "-".into()),
        ("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", ERLANG_FLAGS.into()),
        ("RABBITMQ_CTL_DIST_PORT_MIN", "20000".into()),
        ("RABBITMQ_CTL_DIST_PORT_MAX", "60000".into()),
        // Makes the script become the node instead of standing over it, so that its id is the
        // node's id.
        ("RUNNING_UNDER_SYSTEMD", "true".into()),
    ]
}
