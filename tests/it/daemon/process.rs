//! The built program as a process: started, signalled, killed, waited for, and never outliving the
//! tests.
//!
//! A small shell (`guardian.sh`) is its parent, as with the servers. What it is configured to do is
//! in `deployment.rs`.

use std::fs;
use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::Duration;

use crate::servers::{Lines, eventually, is_alive};

/// Names the directory where the ids of running processes are recorded, one file each.
const RUN_DIR: &str = "REFUNDD_TEST_RUN_DIR";
/// The lines of a log that are shown in a failure.
const SHOWN_LINES: usize = 60;

/// The program, running or ended.
#[derive(Debug)]
pub struct Daemon {
    guardian: Child,
    /// `None` only while dropping.
    orders: Option<ChildStdin>,
    answers: Lines,
    home: PathBuf,
    pid: u32,
    /// Where webhooks and requests go.
    pub http: u16,
    /// Where health and metrics are.
    pub admin: u16,
}

impl Daemon {
    /// Starts the program with these arguments and exactly this environment, in a home that is
    /// removed with it. The ports are noted, not passed on.
    pub fn start(
        home: PathBuf,
        arguments: &[String],
        environment: &[(String, String)],
        [http, admin]: [u16; 2],
    ) -> Self {
        let records = std::env::var_os(RUN_DIR).unwrap_or_default();
        let mut guardian = Command::new("sh")
            .args(["-c", include_str!("guardian.sh"), "guardian"])
            .arg(&home)
            .arg(records)
            .arg(env!("CARGO_BIN_EXE_refundd"))
            .args(arguments)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .current_dir(&home)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            // A group of its own: an interrupt typed at the terminal must not reach the guardian.
            .process_group(0)
            .spawn()
            .expect("sh can be started");
        let orders = guardian.stdin.take();
        let answers = Lines::of(guardian.stdout.take().expect("stdout is piped"));
        let mut daemon = Self { guardian, orders, answers, home, pid: 0, http, admin };
        let answer = daemon.order("start");
        daemon.pid = answer.parse().expect("the guardian answers with a process id");
        daemon
    }

    /// Whether the process exists and has not ended.
    pub fn is_alive(&self) -> bool {
        is_alive(self.pid)
    }

    /// Kills the process, as a power cut would, and returns when it is gone.
    pub fn kill9(&mut self) {
        let answer = self.order("kill");
        assert_eq!(answer, "stopped", "the guardian of process {} is at work", self.pid);
    }

    /// Sends SIGTERM.
    pub fn term(&mut self) {
        assert_eq!(self.order("term"), "sent");
    }

    /// Waits for the end of the process and says its exit code; to be asked once.
    pub async fn exit_code(&mut self, within: Duration) -> i32 {
        let ended = eventually(within, || async { !self.is_alive() }).await;
        assert!(ended, "the daemon has not ended within {within:?}:\n{}", self.tail());
        self.order("wait").parse().expect("the guardian answers with an exit code")
    }

    /// The most memory that the process has had at once, bytes.
    pub fn peak_bytes(&self) -> usize {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid));
        let status = status.expect("the process lives");
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes =
            peak.and_then(|peak| peak.trim().strip_suffix(" kB")?.parse::<usize>().ok());
        1024 * kilobytes.expect("Linux says how much it was")
    }

    /// The folder with its configuration and its policy.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// Everything written to standard error.
    pub fn stderr(&self) -> String {
        fs::read_to_string(self.home.join("stderr.log")).unwrap_or_default()
    }

    /// Everything written to standard output.
    pub fn stdout(&self) -> String {
        fs::read_to_string(self.home.join("stdout.log")).unwrap_or_default()
    }

    /// The end of the log, for the message of a failure.
    pub fn tail(&self) -> String {
        let log = self.stderr();
        let lines: Vec<&str> = log.lines().collect();
        lines.get(lines.len().saturating_sub(SHOWN_LINES)..).unwrap_or_default().join("\n")
    }

    fn order(&mut self, order: &str) -> String {
        let orders = self.orders.as_mut().expect("orders are open until the drop");
        writeln!(orders, "{order}").expect("the guardian listens");
        self.answers.next()
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        drop(self.orders.take());
        // The guardian waits for nothing but the end of a killed process.
        drop(self.guardian.wait());
    }
}
