//! What a processor offers against making a refund twice: three facts, of which one is enough for a
//! call, or a list that names refunds, and a claim.

/// What a processor offers against making a refund twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Legs {
    /// For how long a second call under the same idempotency key surely executes nothing, seconds;
    /// `None` where there are no keys.
    pub key: Option<i64>,
    /// What a listing shows of a refund of ours.
    pub list: Sight,
    /// Whether a call that would refund more than was captured is refused, refunds under way counted.
    pub capped: bool,
}

impl Legs {
    /// Whether any part of a payment can be refunded without the danger of doing it twice.
    pub fn part_is_safe(self) -> bool {
        self.list == Sight::Named
    }

    /// Whether that takes a claim and its wait, where the cap does not show it.
    pub fn part_is_claimed(self) -> bool {
        self.part_is_safe() && self.key.is_none()
    }

    /// Whether all of a payment can: a second execution would exceed what was captured, and one that has
    /// failed is in the list, or under its key.
    pub fn whole_is_safe(self) -> bool {
        self.part_is_safe() || self.capped && self.key.is_some()
    }
}

/// What a listing of a payment shows of a refund of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// The refund with its key.
    Named,
    /// Nothing: refunds are heard of by webhook.
    Blind,
}
