//! The built program as a child process: its configuration, its start, and what the kernel says of
//! its memory and its CPU time.

use std::fs;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::load::{ACCOUNT, WEBHOOK_SECRET};
use crate::servers::free_ports;

/// Seals decisions and records, as on every worker.
const SEALING_KEY: &str = "whsec_c2VhbHMgb2YgdGhlIGJlbmNobWFyaywgbm8gbW9yZS4=";
/// Linux counts CPU time for user space in hundredths of a second, whatever the kernel's own tick.
const TICKS_PER_SECOND: f64 = 100.0;
/// Between two looks at `/readyz`.
const GLANCE: Duration = Duration::from_millis(2);
const READY_WITHIN: Duration = Duration::from_secs(30);

const POLICY: &str = r#"
name = "Everything"
version = "1"
[[rule]]
id = "everything"
when = ["payment.age_days <= 30"]
approve = "full"
clause = "everything"
[default]
review = "no_rule_applies"
clause = "everything"
[clauses]
everything = "Every payment is refunded in full within 30 days of purchase."
"#;

/// Where the daemon runs: the servers it works with, and a folder.
pub struct Site {
    pub amqp: String,
    pub redis: String,
    processor: String,
    folder: tempfile::TempDir,
}

impl Site {
    pub fn new(amqp: &str, redis: &str, processor: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("policy.toml"), POLICY).unwrap();
        let [amqp, redis, processor] = [amqp, redis, processor].map(str::to_owned);
        Self { amqp, redis, processor, folder }
    }

    fn configure(&self, http: u16, admin: u16, limits: Limits) -> PathBuf {
        let Self { amqp, redis, processor, .. } = self;
        let Limits { deliveries, calls, calls_per_second } = limits;
        let text = format!(
            "http.listen = \"127.0.0.1:{http}\"\n\
             admin.listen = \"127.0.0.1:{admin}\"\n\
             worker.in_flight_max = {deliveries}\n\
             worker.sealing_keys = [\"{SEALING_KEY}\"]\n\
             gateway.in_flight_max = {calls}\n\
             gateway.requests_per_second_max = {calls_per_second}\n\
             transport.kind = \"rabbitmq\"\n\
             transport.rabbitmq.url = \"{amqp}\"\n\
             transport.rabbitmq.prefetch = {deliveries}\n\
             store.kind = \"redis\"\n\
             store.redis.url = \"{redis}\"\n\
             [senders.help-desk]\n\
             kind = \"desk\"\n\
             may = [\"request\"]\n\
             trust = \"broker\"\n\
             [accounts.{ACCOUNT}]\n\
             processor = \"stripe\"\n\
             base_url = \"{processor}\"\n\
             api_key = \"sk_test_of_the_benchmark\"\n\
             webhook_secrets = [\"{WEBHOOK_SECRET}\"]\n\
             policy = \"policy.toml\"\n\
             merchant = \"Example Inc.\"\n"
        );
        let path = self.folder.path().join("refundd.toml");
        fs::write(&path, text).unwrap();
        path
    }
}

/// What differs from the defaults.
#[derive(Clone, Copy)]
pub struct Limits {
    /// Deliveries in flight, and fetched.
    pub deliveries: u16,
    /// Calls to the processor in flight.
    pub calls: u16,
    /// Calls to the processor per second.
    pub calls_per_second: u16,
}

impl Default for Limits {
    /// The processor is a sandbox, so it is asked as often as the configuration admits.
    fn default() -> Self {
        Self { deliveries: 64, calls: 256, calls_per_second: 1000 }
    }
}

/// A running daemon.
pub struct Daemon {
    child: Child,
    pid: u32,
    pub http: u16,
    /// From the start of the process to its readiness.
    pub ready_after: Duration,
}

impl Daemon {
    /// Starts it and waits until it is ready.
    pub async fn start(site: &Site, role: &str, limits: Limits) -> Self {
        let [http, admin] = free_ports();
        let configuration = site.configure(http, admin, limits);
        // A log file, because a log costs something.
        let log = fs::File::create(site.folder.path().join("refundd.log")).unwrap();
        let began = Instant::now();
        let mut child = Command::new(env!("CARGO_BIN_EXE_refundd"))
            .args(["run", "--role", role, "--config"])
            .arg(configuration)
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let pid = child.id().unwrap();
        while !is_ready(admin).await {
            let ended = child.try_wait().unwrap();
            let log = || fs::read_to_string(site.folder.path().join("refundd.log")).unwrap();
            assert!(ended.is_none(), "the daemon runs: {}", log());
            assert!(began.elapsed() < READY_WITHIN, "the daemon becomes ready: {}", log());
            tokio::time::sleep(GLANCE).await;
        }
        Self { child, pid, http, ready_after: began.elapsed() }
    }

    /// Stands still, connections open, until it is resumed.
    pub async fn pause(&self) {
        self.signal("-STOP").await;
    }

    pub async fn resume(&self) {
        self.signal("-CONT").await;
    }

    /// Ends it as an operator would.
    pub async fn stop(mut self) {
        self.signal("-TERM").await;
        let ended = self.child.wait().await.unwrap();
        assert!(ended.success(), "the daemon drains: {ended}");
    }

    /// CPU seconds so far.
    pub fn cpu(&self) -> f64 {
        cpu_of(&self.pid.to_string())
    }

    /// The most memory that was resident so far, MiB.
    pub fn peak_mib(&self) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid)).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
        let kib: f64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
        kib / 1024.0
    }

    async fn signal(&self, signal: &str) {
        let pid = self.pid.to_string();
        let sent = Command::new("kill").args([signal, &pid]).status().await.unwrap();
        assert!(sent.success(), "kill {signal} {pid}");
    }
}

/// CPU seconds of a process so far; `self` is this one.
pub fn cpu_of(process: &str) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    // After the command's name in parentheses, `utime` and `stime` are the 12th and 13th field.
    let (_, fields) = stat.rsplit_once(')').unwrap();
    let ticks = fields.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
    ticks.map(Result::unwrap).sum::<f64>() / TICKS_PER_SECOND
}

async fn is_ready(admin: u16) -> bool {
    let asking = async {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, admin)).await?;
        stream.write_all(b"GET /readyz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        std::io::Result::Ok(answer)
    };
    asking.await.is_ok_and(|answer| answer.starts_with(b"HTTP/1.1 200"))
}
