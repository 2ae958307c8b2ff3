//! What a processor offers against a double refund, and what a list of its refunds shows.

/// What a list shows of a refund of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sight {
    /// Each refund, with our key.
    Named,
    /// How much was refunded in all.
    Summed,
    /// Whether nothing, something or all was refunded: a sum between two bounds.
    Status,
    /// Nothing. A webhook says how it ended.
    Blind,
}

/// What of the three facts a processor offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Legs {
    /// Whether a second call under the same key executes nothing for a while.
    pub key: bool,
    /// What a list shows.
    pub list: Sight,
    /// Whether a refund above what is left of the captured amount is refused.
    pub capped: bool,
}

/// What was refunded in all, where not every refund is shown by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sum {
    /// At least this, minor units.
    pub least: u8,
    /// At most this.
    pub most: u8,
}

/// What one list says to one operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Listing {
    /// By name.
    Named {
        /// Whether a refund carries the operation's key.
        shown: bool,
        /// The sum of all that are shown.
        refunded: u8,
    },
    /// By sum, or by status.
    Summed(Sum),
    /// There is no list: a listing with no questions, fresh at once.
    Nothing,
}
