//! Why a condition says neither yes nor no.

/// Why a condition is neither true nor false. The order is that of gravity: of two causes the
/// graver one is told, because a rule may say what an unknown fact means, but never what a
/// contradiction does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Undecided {
    /// It reads a fact that nobody knows.
    FactUnknown,
    /// It reads a fact that has no value because request and payment contradict each other.
    Contradiction,
    /// A division by zero, or a number beyond 64 bits.
    NotComputable,
}
