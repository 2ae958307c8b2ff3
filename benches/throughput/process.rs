//! A process under measurement: its start and its end, signals, and what the kernel says of it.

use std::fs;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

/// Linux counts CPU time for user space in hundredths of a second, whatever the kernel's own tick.
const TICKS_PER_SECOND: f64 = 100.0;
/// How long a start may take.
const READY_WITHIN: Duration = Duration::from_secs(30);

/// A child process. It ends with this value.
pub struct Process {
    child: Child,
    pid: u32,
}

impl Process {
    /// Starts it.
    pub fn start(command: &mut Command) -> Self {
        let child = command.kill_on_drop(true).spawn().unwrap();
        let pid = child.id().unwrap();
        Self { child, pid }
    }

    /// Starts it, and waits until it says `ready` on its standard output.
    pub async fn start_ready(command: &mut Command) -> Self {
        let mut process = Self::start(command.stdout(std::process::Stdio::piped()));
        let said = process.child.stdout.as_mut().unwrap();
        let mut lines = BufReader::new(said).lines();
        let line = timeout(READY_WITHIN, lines.next_line()).await.expect("it says something");
        assert_eq!(line.unwrap().as_deref(), Some("ready"), "the process is ready");
        process
    }

    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Whether it still runs.
    pub fn runs(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Stands still, connections open, until it is resumed.
    pub fn pause(&self) {
        self.signal(Signal::STOP);
    }

    pub fn resume(&self) {
        self.signal(Signal::CONT);
    }

    /// Ends it as an operator would; it has to end well.
    pub async fn stop(mut self) {
        self.signal(Signal::TERM);
        let ended = self.child.wait().await.unwrap();
        assert!(ended.success(), "the process drains: {ended}");
    }

    /// CPU seconds so far.
    pub fn cpu(&self) -> f64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.pid)).unwrap();
        // After the name in parentheses, `utime` and `stime` are the 12th and 13th field.
        let (_, fields) = stat.rsplit_once(')').unwrap();
        let ticks = fields.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
        ticks.map(Result::unwrap).sum::<f64>() / TICKS_PER_SECOND
    }

    /// The most memory that was resident so far, MiB.
    pub fn peak_mib(&self) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid)).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
        let kib: f64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
        kib / 1024.0
    }

    fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(self.pid.try_into().unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
    }
}
