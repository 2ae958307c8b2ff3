//! What a small team would write instead, in Node: `benches/peer`. Optional: it takes part where
//! `node` is there and its packages have been installed.

use std::path::PathBuf;
use std::process::Stdio;

use tokio::process::Command;

use crate::load::WEBHOOK_SECRET;
use crate::process::Process;
use crate::servers::free_ports;
use crate::site::Site;

/// Where its worker's deliveries come in.
pub const WORK: &str = "peer.work";
/// Where its worker's events go.
pub const EVENTS: &str = "peer.events";
/// Where its ingress puts what it took.
pub const INBOX: &str = "peer.in";

/// The programs, ready to be started.
pub struct Peer {
    folder: PathBuf,
}

impl Peer {
    /// `None` where it cannot take part; says what is missing.
    pub async fn find() -> Option<Self> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("benches/peer");
        let version = Command::new("node").arg("--version").stdin(Stdio::null()).output().await;
        let there = version.is_ok_and(|version| version.status.success());
        if there && folder.join("node_modules/amqplib").is_dir() {
            return Some(Self { folder });
        }
        println!("The peer is not measured: install node, and run `npm ci` in benches/peer.");
        None
    }

    /// Starts its worker.
    pub async fn worker(&self, site: &Site) -> Process {
        let mut command = self.command("worker.mjs", site);
        command.env("REDIS_URL", site.redis()).env("PROCESSOR_URL", site.processor());
        Process::start_ready(&mut command).await
    }

    /// Starts its ingress, and says at which port.
    pub async fn ingress(&self, site: &Site) -> (Process, u16) {
        let [port] = free_ports();
        let mut command = self.command("ingress.mjs", site);
        command.env("HTTP_PORT", port.to_string());
        (Process::start_ready(&mut command).await, port)
    }

    fn command(&self, program: &str, site: &Site) -> Command {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let mut command = Command::new("node");
        command.arg(program).current_dir(&self.folder).stdin(Stdio::null());
        command.env_clear().env("PATH", path).env("NODE_ENV", "production");
        command.env("AMQP_URL", site.amqp()).env("WEBHOOK_SECRET", WEBHOOK_SECRET);
        command
    }
}
