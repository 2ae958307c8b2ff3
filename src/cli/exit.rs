//! Exit codes, after sysexits.h where it has one.

use std::process::ExitCode;

use crate::app::build::StartError;
use crate::telemetry::events::chain;

/// It was asked for in a way that cannot be.
const USAGE: u8 = 2;
/// What was named is not there.
const NOT_FOUND: u8 = 66;
/// Something that is needed is not available.
pub(super) const UNAVAILABLE: u8 = 69;
/// Something is set up wrongly.
pub(super) const CONFIG: u8 = 78;

/// Tells a person what could not be reached on the way, with all causes.
#[expect(clippy::print_stderr, reason = "the last words of a process that cannot go on")]
pub(super) fn unavailable(error: &(dyn std::error::Error + 'static)) -> ExitCode {
    eprintln!("refundd: {}", chain(error));
    ExitCode::from(UNAVAILABLE)
}

/// Tells a person why the process did not start, with all causes.
#[expect(clippy::print_stderr, reason = "the last words of a process that cannot run")]
pub(super) fn not_started(error: &StartError) -> ExitCode {
    eprintln!("refundd: {}", chain(error));
    ExitCode::from(match error {
        StartError::Setup { .. } => CONFIG,
        StartError::Unavailable { .. } => UNAVAILABLE,
    })
}

/// Tells a person what is wrong with the set-up.
#[expect(clippy::print_stderr, reason = "the last words of a process that cannot run")]
pub(super) fn misconfigured(problems: &dyn std::fmt::Display) -> ExitCode {
    eprintln!("{problems}");
    ExitCode::from(CONFIG)
}

/// Tells a person what has to be asked for differently.
#[expect(clippy::print_stderr, reason = "the last words of a process that cannot go on")]
pub(super) fn usage(what: &str) -> ExitCode {
    eprintln!("refundd: {what}");
    ExitCode::from(USAGE)
}

/// Tells a person that what was named is not there.
#[expect(clippy::print_stderr, reason = "the last words of a process that cannot go on")]
pub(super) fn not_found(what: &str) -> ExitCode {
    eprintln!("refundd: {what}");
    ExitCode::from(NOT_FOUND)
}

/// Tells a person what failed on the way, with all causes.
#[expect(clippy::print_stderr, reason = "the last words of a process that cannot go on")]
pub(super) fn failed(error: &(dyn std::error::Error + 'static)) -> ExitCode {
    eprintln!("refundd: {}", chain(error));
    ExitCode::FAILURE
}

/// Tells a person that the result could not be written.
#[expect(clippy::print_stderr, reason = "the last words of a process that cannot go on")]
pub(super) fn unwritten(file: &std::path::Path, error: &std::io::Error) -> ExitCode {
    eprintln!("refundd: {} cannot be written: {error}", file.display());
    ExitCode::FAILURE
}
