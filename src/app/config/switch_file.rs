//! Where the file of the switch is, and what is told of one that would stop everything unasked.

use std::path::{Path, PathBuf};

use super::file_text::{located, shown, text_of};
use super::report::Report;
use wire::switch::SWITCH_BYTES_MAX;

/// The path of the file that the setting names, if it names one; and a warning where it cannot be
/// read now. It may be there by the time of the start, so it is no mistake.
pub(super) fn find(
    written: Option<&Path>,
    folder: &Path,
    report: &Report,
    warnings: &mut Vec<String>,
) -> Option<PathBuf> {
    let written = written?.to_string_lossy();
    let path = located(&written, &report.origin("worker.switch_file"), folder);
    let most = u64::try_from(SWITCH_BYTES_MAX).unwrap_or(u64::MAX);
    let why = match text_of(&path, most) {
        Ok(text) if wire::switch::read(&text).is_some() => return Some(path),
        Ok(_) => "which says none of `open`, `machines` and `everything`".to_owned(),
        Err(why) => format!("which cannot be read: {why}"),
    };
    warnings.push(format!(
        "warning: `worker.switch_file` names {}, {why}\n  = help: nothing is decided and nothing is \
         sent until it says `open`\n",
        shown(&written, &path)
    ));
    Some(path)
}
