//! How often a process asks the kernel to wake a thread or to wait for one: counted by `perf` where
//! it is there and allowed, else by `strace`, which slows the process and therefore changes the
//! number. Counted in rounds of their own.

use std::process::Stdio;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tokio::process::{Child, Command};

use crate::process::Process;

/// How long it is waited for that the counter has attached itself.
const ATTACHED_WITHIN: Duration = Duration::from_secs(5);
const GLANCE: Duration = Duration::from_millis(10);

/// A counter at work.
pub struct FutexCount {
    counter: Child,
    has_total: fn(&str) -> Option<f64>,
}

impl FutexCount {
    /// Attaches to a process and all of its threads; `None` where nothing can.
    pub async fn attach(process: &Process) -> Option<Self> {
        let pid = process.pid().to_string();
        let event = "syscalls:sys_enter_futex";
        let allowed = Command::new("perf").args(["stat", "-e", event, "true"]).output().await;
        if allowed.is_ok_and(|done| done.status.success()) {
            let counter = start("perf", &["stat", "-x", ",", "-e", event, "-p", &pid])?;
            // Perf says nothing when it has begun; half a second is many times what it takes.
            tokio::time::sleep(Duration::from_millis(500)).await;
            return Some(Self { counter, has_total: of_perf });
        }
        let mut counter = start("strace", &["-f", "-c", "-e", "trace=futex", "-p", &pid])?;
        let began = Instant::now();
        while !is_traced(&pid) {
            let ended = counter.try_wait().unwrap().is_some();
            if ended || began.elapsed() > ATTACHED_WITHIN {
                return None;
            }
            tokio::time::sleep(GLANCE).await;
        }
        Some(Self { counter, has_total: of_strace })
    }

    /// Detaches; the calls since [`FutexCount::attach`].
    pub async fn total(self) -> Option<f64> {
        let pid = Pid::from_raw(self.counter.id()?.try_into().ok()?)?;
        kill_process(pid, Signal::INT).ok()?;
        let said = self.counter.wait_with_output().await.ok()?;
        String::from_utf8_lossy(&said.stderr).lines().find_map(self.has_total)
    }
}

fn start(program: &str, arguments: &[&str]) -> Option<Child> {
    let mut command = Command::new(program);
    command.args(arguments).env("LC_ALL", "C").kill_on_drop(true);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().ok()
}

fn is_traced(pid: &str) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    status.lines().any(|line| line.starts_with("TracerPid:") && !line.ends_with("\t0"))
}

/// `1234,,syscalls:sys_enter_futex,…`
fn of_perf(line: &str) -> Option<f64> {
    let (count, rest) = line.split_once(',')?;
    rest.contains("futex").then(|| count.parse().ok())?
}

/// `100.00    0.012345          10      1234       56 futex`
fn of_strace(line: &str) -> Option<f64> {
    line.ends_with(" futex").then(|| line.split_whitespace().nth(3)?.parse().ok())?
}
