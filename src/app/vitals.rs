//! What the process takes of its machine, under the names that every Prometheus client has for it. Read
//! from `/proc`; where there is none, the metrics are absent.
#![expect(clippy::float_arithmetic, reason = "Prometheus counts seconds and bytes in floats")]

use std::fs;
use std::io;
use std::path::Path;

use metrics::gauge;

use telemetry::metrics as names;

/// Ticks of a second in `/proc/self/stat`: fixed at 100 on every machine that Linux still runs on, for
/// programs.
const TICKS: f64 = 100.0;

/// What was read.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Vitals {
    cpu_seconds: f64,
    resident_bytes: f64,
    virtual_bytes: f64,
    threads: f64,
    open_files: f64,
    open_files_max: f64,
    started_at: f64,
}

/// Notes what the process takes now.
pub(super) fn note() {
    let Some(vitals) = read(Path::new("/proc")) else { return };
    gauge!(names::PROCESS_CPU).set(vitals.cpu_seconds);
    gauge!(names::PROCESS_RESIDENT).set(vitals.resident_bytes);
    gauge!(names::PROCESS_VIRTUAL).set(vitals.virtual_bytes);
    gauge!(names::PROCESS_THREADS).set(vitals.threads);
    gauge!(names::PROCESS_FILES).set(vitals.open_files);
    gauge!(names::PROCESS_FILES_MAX).set(vitals.open_files_max);
    gauge!(names::PROCESS_STARTED).set(vitals.started_at);
}

fn read(proc: &Path) -> Option<Vitals> {
    let text = |name: &str| fs::read_to_string(proc.join(name)).ok();
    let (stat, status) = (text("self/stat")?, text("self/status")?);
    // The name of the program stands in brackets, and could have blanks and brackets in it.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    // Counted from the state, which is the third field of the line.
    let ticks = |field: usize| fields.get(field)?.parse::<f64>().ok();
    let kibibytes = |name: &str| Some(number(&status, name)? * 1024.0);
    let booted = number(&text("stat")?, "btime")?;
    Some(Vitals {
        cpu_seconds: (ticks(11)? + ticks(12)?) / TICKS,
        resident_bytes: kibibytes("VmRSS:")?,
        virtual_bytes: kibibytes("VmSize:")?,
        threads: number(&status, "Threads:")?,
        open_files: open_files(&proc.join("self/fd")).ok()?,
        open_files_max: number(&text("self/limits")?, "Max open files").unwrap_or(f64::INFINITY),
        started_at: booted + ticks(19)? / TICKS,
    })
}

/// The first number after a name that begins a line.
fn number(text: &str, name: &str) -> Option<f64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

fn open_files(folder: &Path) -> io::Result<f64> {
    let count = u32::try_from(fs::read_dir(folder)?.count()).unwrap_or(u32::MAX);
    Ok(f64::from(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn o13_a_process_says_what_it_takes() {
        let vitals = read(Path::new("/proc")).unwrap();
        assert!(vitals.resident_bytes > 1e6 && vitals.virtual_bytes > vitals.resident_bytes);
        assert!(vitals.threads >= 1.0 && vitals.cpu_seconds >= 0.0, "{vitals:?}");
        assert!(vitals.open_files >= 3.0 && vitals.open_files_max >= vitals.open_files);
        let now = u32::try_from(crate::app::clock::now().as_second()).unwrap();
        let age = f64::from(now) - vitals.started_at;
        assert!((-5.0..86_400.0).contains(&age), "{age}");
    }

    #[test]
    fn what_is_not_there_is_not_said() {
        assert_eq!(read(Path::new("/nowhere")), None);
    }
}
