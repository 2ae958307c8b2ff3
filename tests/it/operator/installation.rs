//! An installation of the built program: its configuration, its verbs, and its daemon.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;

use adapter_rabbitmq::{Options as BrokerOptions, RabbitMq};
use sandbox::{Sandbox, SandboxConfig};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::{API_KEY, COMMENT, DATABASE, SEALING_KEY, is_ready, senders};
use crate::servers::{self, SOON, Vhost, eventually_each, free_ports, soon};

/// An installation whose sandbox ends with it.
pub(super) struct Installation {
    pub(super) folder: tempfile::TempDir,
    /// The sections of the configuration that say where messages and cases are.
    pub(super) places: String,
    pub(super) sandbox: Sandbox,
    sandbox_url: String,
    _serving: DropGuard,
}

pub(super) struct Ended {
    pub(super) code: Option<i32>,
    pub(super) stdout: String,
    pub(super) stderr: String,
}

impl Installation {
    /// With queue and store in one file.
    pub(super) async fn in_one_file() -> Self {
        Self::new(|folder| format!("[embedded]\npath = {}\n", json!(folder.join(DATABASE)))).await
    }

    /// On the servers of the tests, with a connection to its part of the broker.
    pub(super) async fn on_servers() -> (Self, RabbitMq, Vhost) {
        let vhost = servers::rabbitmq().await.new_vhost().await;
        let redis = servers::redis().await.new_database();
        let installation = Self::new(|_| {
            format!(
                "[transport]\nkind = \"rabbitmq\"\n[transport.rabbitmq]\nurl = \"{}\"\n\n\
                 [store]\nkind = \"redis\"\n[store.redis]\nurl = \"{redis}\"\n",
                vhost.url()
            )
        })
        .await;
        let url = vhost.url().to_owned().into();
        let options = BrokerOptions { url, ..BrokerOptions::default() };
        let broker = RabbitMq::connect(options, "test").await.expect("the broker is there");
        (installation, broker, vhost)
    }

    /// The file of [`Self::in_one_file`].
    pub(super) fn database(&self) -> PathBuf {
        self.folder.path().join(DATABASE)
    }

    pub(super) async fn new(places: impl FnOnce(&std::path::Path) -> String) -> Self {
        let mut config = SandboxConfig::new(Arc::new(jiff::Timestamp::now));
        config.secret_key = Some(API_KEY.to_owned());
        let (sandbox, server) = Sandbox::build(config).expect("the sandbox can be built");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("a bound listener has an address");
        let stop = CancellationToken::new();
        tokio::spawn(server.serve(listener, stop.clone()));
        let folder = tempfile::tempdir().expect("a directory can be made");
        let places = places(folder.path());
        let sandbox_url = format!("http://{address}");
        Self { folder, places, sandbox, sandbox_url, _serving: stop.drop_guard() }
    }

    /// Writes the configuration with these accounts, and gives the admin port in it.
    pub(super) fn configure(&self, accounts: &[&str]) -> u16 {
        let [http, admin] = free_ports();
        let worker = format!("[worker]\nsealing_keys = [\"{SEALING_KEY}\"]\n");
        let places = match self.places.split_once("[worker]\n") {
            Some((before, more)) => format!("{before}{worker}{more}"),
            None => format!("{worker}\n{}", self.places),
        };
        let mut text = format!(
            "[http]\nlisten = \"127.0.0.1:{http}\"\n\n\
             {}[admin]\nlisten = \"127.0.0.1:{admin}\"\n\n\
             [gateway]\nrequests_per_second_max = 500\n\n{places}\n",
            senders()
        );
        for account in accounts {
            // No two accounts share a secret, and the sandbox knows one key.
            let other = if *account == "stripe-eu" { "" } else { account };
            let written = write!(
                text,
                "[accounts.{account}]\nprocessor = \"stripe\"\nbase_url = \"{}\"\n\
                 api_key = \"{API_KEY}{other}\"\nwebhook_secrets = [\"whsec_of_the_operator{other}\"]\n\
                 policy = \"policy.toml\"\nmerchant = \"Example Inc.\"\n",
                self.sandbox_url
            );
            written.expect("a string can be written");
        }
        let policy = include_str!("../../../config/policy.toml");
        for (name, text) in [("refundd.toml", text.as_str()), ("policy.toml", policy)] {
            std::fs::write(self.folder.path().join(name), text).expect("a folder is writable");
        }
        admin
    }

    /// Lays a statute that is shipped under the policy of each account.
    pub(super) fn lay_statute(&self, name: &str) {
        let file = format!("{name}.toml");
        let shipped = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("config/statutes");
        let copied = std::fs::copy(shipped.join(&file), self.folder.path().join(&file));
        copied.expect("it is shipped, and a folder is writable");
        let path = self.folder.path().join("refundd.toml");
        let text = std::fs::read_to_string(&path).expect("it was written");
        let policy = "policy = \"policy.toml\"\n";
        let text = text.replace(policy, &format!("{policy}statutes = [\"{file}\"]\n"));
        std::fs::write(path, text).expect("a folder is writable");
    }

    /// The port of webhooks and requests in the configuration that was written last.
    pub(super) fn http(&self) -> u16 {
        let text = std::fs::read_to_string(self.folder.path().join("refundd.toml"));
        let text = text.expect("it was written");
        let port = text.lines().find_map(|line| line.strip_prefix("listen = \"127.0.0.1:"));
        port.and_then(|port| port.trim_end_matches('"').parse().ok()).expect("a port")
    }

    /// Takes the reviewer's own secret out of the configuration.
    pub(super) fn forget_reviewers(&self) {
        let path = self.folder.path().join("refundd.toml");
        let text = std::fs::read_to_string(&path).expect("it was written");
        let own = text.find("[senders.agent-7]").expect("it was written");
        let after = text.get(own..).and_then(|rest| rest.find("\n\n")).expect("it ends");
        let left = [text.get(..own), text.get(own + after..)].map(Option::unwrap_or_default);
        std::fs::write(path, left.concat()).expect("a folder is writable");
    }

    pub(super) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_refundd"));
        command.args(words).arg("--config").arg(self.folder.path().join("refundd.toml"));
        command.env_clear().stdin(Stdio::null()).kill_on_drop(true);
        command
    }

    pub(super) async fn run(&self, words: &[&str]) -> Ended {
        let output = soon(self.command(words).output()).await.expect("it can be started");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
        assert!(!stderr.contains(COMMENT), "{stderr}");
        Ended { code: output.status.code(), stdout, stderr }
    }

    pub(super) async fn json(&self, words: &[&str]) -> Value {
        let ended = self.run(&[words, &["--output", "json"]].concat()).await;
        assert_eq!(ended.code, Some(0), "{words:?}: {}{}", ended.stdout, ended.stderr);
        serde_json::from_str(&ended.stdout).expect("it is JSON")
    }

    /// Runs the daemon until `done`, and stops it.
    pub(super) async fn daemon(&self, admin: u16, done: impl AsyncFn() -> bool) {
        let log = self.folder.path().join("daemon.log");
        let file = std::fs::File::create(&log).expect("a folder is writable");
        let mut command = self.command(&["run"]);
        command.stdout(Stdio::null()).stderr(file);
        let mut daemon: Child = command.spawn().expect("it can be started");
        // What is done in between may take as long as all of it.
        let reached = async || is_ready(admin).await && done().await;
        let reached = eventually_each(SOON, SOON, reached).await;
        let told = || std::fs::read_to_string(&log).unwrap_or_default();
        assert!(reached, "the daemon did not do it:\n{}", told());
        let pid = daemon.id().expect("it runs").to_string();
        let sent = std::process::Command::new("kill").args(["-TERM", &pid]).status();
        assert!(sent.expect("kill can be started").success());
        let ended = soon(daemon.wait()).await;
        assert_eq!(ended.expect("it was waited for").code(), Some(0), "{}", told());
    }
}
