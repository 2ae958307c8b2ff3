//! The tests beside a policy file: found by their name, and run whenever the policy is read.

use std::path::{Path, PathBuf};

use super::file_text::text_of;
use super::policy_file::counted;
use diagnostics::{Mistake, render_mistakes};
use policy::Policy;
use processors::amount_step;
use trial::course::Course;
use trial::{Suite, Verified};

/// Tests have a limit of their own; this one keeps a wrong file out of memory.
const BYTES_MAX: u64 = 4 * 1024 * 1024;

/// What the tests beside a policy came to.
#[derive(Debug, Default)]
pub(super) struct Beside {
    /// The tests, if there are any that can be read.
    pub(super) suite: Option<Suite>,
    /// What is wrong, to be read after the policy file's name.
    pub(super) wrong: Option<String>,
    /// Every mistake, rendered.
    pub(super) mistakes: Vec<String>,
}

/// The tests of `policy.toml` are in `policy.tests.toml`.
pub fn tests_beside(policy: &Path) -> PathBuf {
    policy.with_extension("tests.toml")
}

/// Reads the tests beside the policy at `path`, and holds the policy to them.
pub(super) fn beside(path: &Path, policy: Option<&Policy>) -> Beside {
    let path = tests_beside(path);
    // Whoever has no tests has no such file; a link that leads nowhere is another matter.
    if path.symlink_metadata().is_err() {
        return Beside::default();
    }
    let text = match text_of(&path, BYTES_MAX) {
        Ok(text) => text,
        Err(why) => {
            let wrong = format!("whose tests in `{}` cannot be read: {why}", path.display());
            return Beside { wrong: Some(wrong), ..Beside::default() };
        }
    };
    let rendered = |mistakes: &[Mistake]| render_mistakes(&path.to_string_lossy(), &text, mistakes);
    let suite = match Suite::parse(&text) {
        Ok(suite) => suite,
        Err(mistakes) => {
            return Beside {
                suite: None,
                wrong: Some(format!("whose tests have {}", counted(mistakes.len(), "mistake"))),
                mistakes: vec![rendered(&mistakes)],
            };
        }
    };
    let mut beside = Beside::default();
    if let Some(policy) = policy {
        let verified = suite.verify(Course::alone(policy), amount_step);
        let failed: Vec<&Verified<'_>> = verified.iter().filter(|case| !case.passed()).collect();
        if !failed.is_empty() {
            let (failed, all) = (failed.len(), verified.len());
            beside.wrong = Some(format!("whose own tests fail, {failed} of {all}"));
        }
        beside.mistakes = failed.iter().map(|case| rendered(&case.mistakes())).collect();
    }
    beside.suite = Some(suite);
    beside
}
