//! What verbs do alike: read the configuration, begin to log, run, and write their result.

use std::io::{ErrorKind, Write as _};
use std::path::Path;
use std::process::ExitCode;

use tokio::runtime::Runtime;

use super::exit::{Done, Undone};
use super::{ConfigFile, logging, stack};
use crate::app::config::{self, Role, Settings, Sources};
use diagnostics::{visible, visible_json};

/// Reads what the role needs of the configuration, from the file and the environment.
pub(super) fn settings(file: &ConfigFile, role: Role) -> Result<Settings, Undone> {
    let env = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    let sources = Sources { file: file.config.clone(), env: env.collect(), role };
    config::load(&sources).map_err(|problems| Undone::Misconfigured(problems.to_string()))
}

/// The same, and begins to log as the configuration says.
pub(super) fn open(file: &ConfigFile, role: Role) -> Result<Settings, Undone> {
    let settings = settings(file, role)?;
    logging::begin(settings.service.log_format, &settings.service.log_filter);
    Ok(settings)
}

/// A runtime with `threads` threads, or with one for each core.
pub(super) fn runtime(threads: Option<usize>) -> std::io::Result<Runtime> {
    threads.map_or_else(stack::runtime, stack::runtime_of)
}

/// Does what waits for others.
pub(super) fn block_on<T>(work: impl Future<Output = Result<T, Undone>>) -> Result<T, Undone> {
    runtime(None).map_err(Undone::failed)?.block_on(work)
}

/// Writes the result to standard output, as text for people. Strangers may have written parts of it,
/// and it may stand on a terminal: no verb has to think of that.
pub(super) fn print(text: impl AsRef<str>) -> Done {
    put(text).map_err(Undone::failed)?;
    Ok(ExitCode::SUCCESS)
}

/// Writes the result to standard output, as JSON for programs. It says what it says, in escapes where a
/// terminal would obey.
pub(super) fn print_json(document: impl AsRef<str>) -> Done {
    print_document(visible_json(document.as_ref()))
}

/// Writes the result to standard output, as a document for programs: as it is.
pub(super) fn print_document(document: impl AsRef<str>) -> Done {
    put_document(document).map_err(Undone::failed)?;
    Ok(ExitCode::SUCCESS)
}

/// Writes a part of a text for people.
pub(super) fn put(part: impl AsRef<str>) -> std::io::Result<()> {
    put_document(visible(part.as_ref()))
}

/// Writes a document for programs. A reader that has seen enough, such as `head`,
/// is no failure.
pub(super) fn put_document(document: impl AsRef<str>) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(document.as_ref().as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

pub(super) fn write(file: &Path, result: &str) -> Result<(), Undone> {
    let unwritten =
        |error| Undone::failed(format!("{} cannot be written: {error}", file.display()));
    std::fs::write(file, result).map_err(unwritten)
}
