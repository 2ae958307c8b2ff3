//! One server process that cannot outlive the tests.
//!
//! Statics are never dropped and a test process can be killed, so no destructor here is trusted
//! with the server. A small shell (`guardian.sh`) is its parent, waits on a pipe that this process
//! holds, and kills the server by its process id when the pipe closes. What the server is, and
//! when it is ready, is not known here.

use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use super::patience::Lines;

/// Names the directory where the ids of running processes are recorded, one file each.
const RUN_DIR: &str = "REFUNDD_TEST_RUN_DIR";

/// What to run. The environment is exactly what is given here, and `PATH`.
#[derive(Debug)]
pub struct Program {
    pub path: PathBuf,
    pub arguments: Vec<OsString>,
    pub environment: Vec<(&'static str, OsString)>,
    /// A word that stands in the command line of the running process.
    pub word: &'static str,
}

/// A program under a guardian. Dropping it kills the process and removes its home.
#[derive(Debug)]
pub struct Guarded {
    guardian: Child,
    /// `None` only while dropping.
    orders: Option<ChildStdin>,
    answers: Lines,
    home: PathBuf,
    pid: u32,
}

/// A new directory for one server. The guardian removes it, not this process.
pub fn new_home(name: &str) -> PathBuf {
    tempfile::Builder::new()
        .prefix(&format!("refundd-{name}-"))
        .rand_bytes(16)
        .tempdir()
        .expect("the temporary directory is writable")
        .keep()
}

impl Guarded {
    /// Starts the program. It is running when this returns, but not ready.
    pub fn start(home: PathBuf, program: &Program) -> Self {
        let records = record_this_process();
        let mut guardian = Command::new("sh")
            .args(["-c", include_str!("guardian.sh"), "guardian"])
            .arg(&home)
            .arg(records.unwrap_or_default())
            .arg(program.word)
            .arg(&program.path)
            .args(&program.arguments)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .envs(program.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            // A group of its own: an interrupt typed at the terminal must not reach the guardian.
            .process_group(0)
            .spawn()
            .expect("sh can be started");
        let orders = guardian.stdin.take();
        let answers = Lines::of(guardian.stdout.take().expect("stdout is piped"));
        let mut guarded = Self { guardian, orders, answers, home, pid: 0 };
        guarded.restart();
        guarded
    }

    /// The process id of the server, also after it was killed.
    pub fn pid(&self) -> u32 {
        self.pid
    }

    pub fn home(&self) -> &Path {
        &self.home
    }

    /// Kills the process, as a power cut would, and returns when it is gone.
    pub fn kill(&mut self) {
        let answer = self.order("kill");
        assert_eq!(answer, "stopped", "the guardian of process {} is at work", self.pid);
    }

    /// Starts the same command line again, in the same home.
    pub fn restart(&mut self) {
        let answer = self.order("start");
        self.pid = answer.parse().expect("the guardian answers with a process id");
    }

    /// What the server printed, for the message of a failed start.
    pub fn output(&self) -> String {
        fs::read_to_string(self.home.join("output.log")).unwrap_or_default()
    }

    fn order(&mut self, order: &str) -> String {
        let orders = self.orders.as_mut().expect("orders are open until the drop");
        writeln!(orders, "{order}").expect("the guardian listens");
        self.answers.next()
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        drop(self.orders.take());
        // The guardian waits for nothing but the end of a killed process.
        drop(self.guardian.wait());
    }
}

/// Whether the process exists and has not ended. A zombie has ended.
pub fn is_alive(pid: u32) -> bool {
    if Path::new("/proc/self").exists() {
        // The state follows the command's name, which stands in parentheses and may contain any.
        return fs::read_to_string(format!("/proc/{pid}/stat"))
            .ok()
            .and_then(|stat| stat.rsplit_once(')').map(|(_, rest)| rest.trim_start().to_owned()))
            .is_some_and(|rest| !rest.starts_with(['Z', 'X']));
    }
    let status = Command::new("ps").args(["-o", "stat=", "-p", &pid.to_string()]).output();
    let state = status.expect("ps can be started").stdout;
    state.first().is_some_and(|first| *first != b'Z')
}

/// Leaves the id of this test process where `scripts/test` looks for it, and says where that is.
fn record_this_process() -> Option<OsString> {
    let records = std::env::var_os(RUN_DIR).filter(|directory| !directory.is_empty())?;
    let program = std::env::current_exe().expect("a running program has a path");
    let word = program.file_name().expect("a program has a name").to_string_lossy().into_owned();
    fs::write(Path::new(&records).join(std::process::id().to_string()), word)
        .expect("the run directory is writable");
    Some(records)
}
