//! Whether files have changed since they were read: their sizes and times of change.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::SystemTime;

/// What tells one state of files from another.
type Stamps = BTreeMap<PathBuf, (u64, Option<SystemTime>)>;

/// Files, as they were when they were last read, and when they were last looked at.
#[derive(Debug, Default)]
pub(super) struct FileStamps {
    read: Stamps,
    seen: Stamps,
}

impl FileStamps {
    /// Begins with these files as they are now.
    pub(super) fn of(files: Vec<PathBuf>) -> Self {
        let read = stamps(files);
        Self { seen: read.clone(), read }
    }

    /// Whether the files are others than those that were read, and have not changed since the look
    /// before: files are not read while they are being written.
    pub(super) fn look(&mut self, files: Vec<PathBuf>) -> bool {
        let now = stamps(files);
        let rests = now == self.seen;
        self.seen = now;
        rests && self.seen != self.read
    }

    /// What was seen last is about to be read.
    pub(super) fn reading(&mut self) {
        self.read.clone_from(&self.seen);
    }
}

/// Files that are not there have no stamp.
fn stamps(files: Vec<PathBuf>) -> Stamps {
    let told = files.into_iter().filter_map(|path| {
        // Through links: an orchestrator exchanges what they lead to.
        let about = std::fs::metadata(&path).ok()?;
        Some((path, (about.len(), about.modified().ok())))
    });
    told.collect()
}
