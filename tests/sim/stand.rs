//! How far a payment's money has come, at the processor of the simulation.

/// Where the payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stand {
    /// A debit is on its way.
    Processing,
    /// Authorised, and not captured to the end: this much was captured so far.
    Authorised(i64),
    /// How much was captured of what was authorised; all of it where nothing is said.
    Captured(i64),
    #[default]
    Settled,
    Failed,
    Canceled,
}
