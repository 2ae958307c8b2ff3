//! A switch in memory.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;

use domain::switch::{Switch, SwitchPosition};
use ports::switch::SwitchView;

/// Open at first.
#[derive(Debug, Default)]
pub struct MemorySwitch(Mutex<Switch>);

impl MemorySwitch {
    /// Moves it.
    pub fn turn(&self, position: SwitchPosition) {
        let switch = Switch { position, ..Switch::default() };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = switch;
    }
}

#[async_trait]
impl SwitchView for MemorySwitch {
    async fn look(&self) -> Switch {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
