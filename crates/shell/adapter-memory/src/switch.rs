//! Kill switches in memory.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;

use ports::switch::Switches;

/// All switches at once, whatever their files: missing at first.
#[derive(Debug, Default)]
pub struct MemorySwitches(Mutex<Option<String>>);

impl MemorySwitches {
    /// From now on every file says this; `None` takes them away.
    pub fn say(&self, text: Option<&str>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = text.map(str::to_owned);
    }
}

#[async_trait]
impl Switches for MemorySwitches {
    async fn says(&self, _file: &Path) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
