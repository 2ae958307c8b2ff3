//! What giving a payment back costs besides the money, and what it can save.

/// The cost of a refund besides the refund, in minor units of the payment's currency: what a table
/// of the merchant's contract says, and what the processor says that it kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// The fee of the payment, which the processor keeps, and its fee for the refund.
    pub refund_minor: i64,
    /// The fee of the dispute that a refund can avoid.
    pub dispute_minor: i64,
}
