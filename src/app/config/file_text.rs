//! Text files that settings name: where they are, what is in them, and why it cannot be read.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::report::Origin;

/// Where a relative path starts: that of a file at its folder, that of a variable, or of a
/// default, at the working directory.
pub(super) fn located(path: &str, origin: &Origin, folder: &Path) -> PathBuf {
    match origin {
        Origin::File(_) => folder.join(path),
        Origin::Default | Origin::Variable(_) => PathBuf::from(path),
    }
}

/// A path for people. What does not look like one may be the secret itself, and is not shown.
pub(super) fn shown(written: &str, path: &Path) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | ' ');
    let prefixes = ["sk_", "rk_", "pk_", "whsec_"];
    let is_secret = written.split('/').any(|part| prefixes.iter().any(|p| part.starts_with(p)));
    let is_path = written.starts_with(['/', '.']) || Path::new(written).extension().is_some();
    if is_path && !is_secret && written.chars().all(plain) {
        format!("`{}`", path.display())
    } else {
        "a file (its name is not shown: it could be the secret itself)".to_owned()
    }
}

/// Why a file cannot be read, in words that do not depend on the platform where that is possible.
pub(super) fn why(error: &io::Error) -> String {
    let known = [
        (io::ErrorKind::NotFound, "it does not exist"),
        (io::ErrorKind::PermissionDenied, "this user is not allowed to read it"),
        (io::ErrorKind::InvalidData, "it is not UTF-8 text"),
        (io::ErrorKind::IsADirectory, "it is a folder"),
        (io::ErrorKind::NotADirectory, "it is no folder"),
    ];
    let words = known.into_iter().find(|(kind, _)| *kind == error.kind());
    words.map_or_else(|| error.to_string(), |(_, words)| words.to_owned())
}

/// Reads a text file that is not larger than it can be meant to be. What it says of its size is not asked:
/// a device or a pipe says nothing, and may have no end.
pub(super) fn text_of(path: &Path, bytes_max: u64) -> Result<String, String> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| why(&error))?;
    file.take(bytes_max.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| why(&error))?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > bytes_max {
        return Err(format!("it has more than {bytes_max} bytes"));
    }
    String::from_utf8(bytes).map_err(|_not_utf8| why(&io::ErrorKind::InvalidData.into()))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_end_is_read_to_the_bound() {
        assert_eq!(
            text_of(Path::new("/dev/zero"), 1000),
            Err("it has more than 1000 bytes".to_owned())
        );
        assert_eq!(text_of(Path::new("/dev/null"), 1000), Ok(String::new()));
    }
}
