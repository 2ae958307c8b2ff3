//! What the file of a kill switch says.

use std::path::Path;

use async_trait::async_trait;

/// Reads switches.
#[async_trait]
pub trait Switches: Send + Sync {
    /// The text of the file; `None` if it is missing or cannot be read, which is as good as closed.
    async fn says(&self, file: &Path) -> Option<String>;
}
