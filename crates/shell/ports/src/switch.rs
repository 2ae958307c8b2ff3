//! The switch that stops machines, or everything: where it is kept, and what it says.

use async_trait::async_trait;

use super::BoxError;
use domain::switch::Switch;

/// What the switch says, wherever it says it.
#[async_trait]
pub trait SwitchView: Send + Sync {
    /// What it says now. What cannot be read stops everything: nobody knows that nobody has paused.
    async fn look(&self) -> Switch;
}

/// Where the switch is kept that `pause` and `resume` move, for all workers together.
#[async_trait]
pub trait SwitchStore: Send + Sync {
    /// As it was moved last; `None` if it never was, or the store has forgotten.
    async fn load_switch(&self) -> Result<Option<Switch>, BoxError>;

    /// Moves it, whatever it said before.
    async fn save_switch(&self, switch: &Switch) -> Result<(), BoxError>;
}
