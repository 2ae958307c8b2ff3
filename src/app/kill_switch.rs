//! Reads the file of a kill switch, each time anew: it is there to be flipped.

use std::path::Path;

use async_trait::async_trait;
use tokio::io::AsyncReadExt as _;

use ports::switch::Switches;

/// Nothing that is longer says `open`.
const BYTES_MAX: u64 = 64;

/// Switches on the file system.
#[derive(Debug, Clone, Copy)]
pub(super) struct FileSwitches;

#[async_trait]
impl Switches for FileSwitches {
    async fn says(&self, file: &Path) -> Option<String> {
        let file = tokio::fs::File::open(file).await.ok()?;
        let mut text = String::new();
        file.take(BYTES_MAX).read_to_string(&mut text).await.ok()?;
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_switch_says_what_its_file_says_now() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("refunds.switch");
        assert_eq!(FileSwitches.says(&file).await, None);
        for (bytes, expected) in [
            (&b"open\n"[..], Some("open\n")),
            (b"closed", Some("closed")),
            (b"", Some("")),
            (b"\xff", None),
        ] {
            std::fs::write(&file, bytes).unwrap();
            assert_eq!(FileSwitches.says(&file).await.as_deref(), expected);
        }
        assert_eq!(FileSwitches.says(folder.path()).await, None, "a folder says nothing");
    }
}
