//! The built program as a child process, from its start until it is ready.

use std::fs;
use std::net::Ipv4Addr;
use std::process::Stdio;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::Command;

use crate::process::Process;
use crate::servers::free_ports;
use crate::site::{Limits, Site};

/// Between two looks at `/readyz`.
const GLANCE: Duration = Duration::from_millis(2);
const READY_WITHIN: Duration = Duration::from_secs(30);

/// A running daemon.
pub struct Daemon {
    pub process: Process,
    pub http: u16,
    pub admin: u16,
    /// From the start of the process to its readiness.
    pub ready_after: Duration,
}

impl Daemon {
    /// Starts it and waits until it is ready.
    pub async fn start(site: &Site, role: &str, limits: Limits) -> Self {
        let [http, admin] = free_ports();
        let configuration = site.configure(http, admin, limits);
        // A log file, because a log costs something. Each daemon of a site has its own.
        let log_path = site.folder().join(format!("refundd-{admin}.log"));
        let log = fs::File::create(&log_path).unwrap();
        let began = Instant::now();
        let mut process = Process::start(
            Command::new(env!("CARGO_BIN_EXE_refundd"))
                .args(["run", "--role", role, "--config"])
                .arg(configuration)
                .env_clear()
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(log),
        );
        while !ask(admin, "/readyz").await.is_some_and(|said| said.starts_with("HTTP/1.1 200")) {
            let log = || fs::read_to_string(&log_path).unwrap();
            assert!(process.runs(), "the daemon runs: {}", log());
            assert!(began.elapsed() < READY_WITHIN, "the daemon becomes ready: {}", log());
            tokio::time::sleep(GLANCE).await;
        }
        Self { process, http, admin, ready_after: began.elapsed() }
    }

    /// What a counter without other labels than `type` stands at for one type of event.
    pub async fn published(&self, kind: &str) -> u64 {
        let metrics = ask(self.admin, "/metrics").await.unwrap();
        let line = |line: &&str| {
            line.starts_with("refundd_events_published_total{") && line.contains(kind)
        };
        let line = metrics.lines().find(line);
        line.map_or(0, |line| line.rsplit(' ').next().unwrap().parse().unwrap())
    }
}

/// What is answered to a GET, head and body; `None` where nobody listens.
async fn ask(port: u16, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.ok()?;
    let request = format!("GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.ok()?;
    Some(answer)
}
