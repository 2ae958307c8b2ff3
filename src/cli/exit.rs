//! How a verb ends: its exit code, after sysexits.h where that has one, and its last words.

use std::error::Error;
use std::process::ExitCode;

use crate::app::build::StartError;
use diagnostics::visible;
use ports::BoxError;
use telemetry::events::chain;

/// It was asked for in a way that cannot be.
const USAGE: u8 = 2;
/// What was named is not there.
const NOT_FOUND: u8 = 66;
/// Something that is needed is not available.
const UNAVAILABLE: u8 = 69;
/// Something is set up wrongly.
const CONFIG: u8 = 78;

/// How a verb ended. What was asked for can be a failure as well, such as tests of a policy.
pub(super) type Done = Result<ExitCode, Undone>;

/// Why a verb did not do what it was asked to.
#[derive(Debug)]
pub(super) enum Undone {
    /// It was asked for in a way that cannot be.
    Usage(String),
    /// There is nothing of that name.
    NotFound(String),
    /// Something is set up wrongly; the text says everything about it.
    Misconfigured(String),
    /// What is needed could not be set up or reached.
    NotStarted(StartError),
    /// What was reached went away.
    Unavailable(BoxError),
    /// It failed on the way.
    Failed(BoxError),
}

impl From<StartError> for Undone {
    fn from(error: StartError) -> Self {
        Self::NotStarted(error)
    }
}

impl Undone {
    /// It failed on the way, because of this.
    pub(super) fn failed(cause: impl Into<BoxError>) -> Self {
        Self::Failed(cause.into())
    }

    /// Tells a person, with all causes.
    #[expect(clippy::print_stderr, reason = "the last words of a process that cannot go on")]
    pub(super) fn tell(self) -> ExitCode {
        let told = |error: &(dyn Error + 'static)| format!("refundd: {}", chain(error));
        let (code, words) = match &self {
            Self::Usage(what) => (USAGE, format!("refundd: {what}")),
            Self::NotFound(what) => (NOT_FOUND, format!("refundd: {what}")),
            Self::Misconfigured(problems) => (CONFIG, problems.clone()),
            Self::NotStarted(error @ StartError::Setup { .. }) => (CONFIG, told(error)),
            Self::NotStarted(error @ StartError::Unavailable { .. }) => (UNAVAILABLE, told(error)),
            Self::Unavailable(error) => (UNAVAILABLE, told(error.as_ref())),
            Self::Failed(error) => (1, told(error.as_ref())),
        };
        eprintln!("{}", visible(&words));
        ExitCode::from(code)
    }
}
