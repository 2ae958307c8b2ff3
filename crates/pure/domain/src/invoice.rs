//! Whether the invoice behind a payment was read. A payment of a subscription has no words of the
//! shop's on itself: they stand on the invoice and the subscription.

/// How reading the invoice behind a payment went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum InvoiceReading {
    /// Nobody has asked for it.
    #[default]
    Unasked,
    /// It could not be had just now.
    Unread,
    /// The processor does not let us have it.
    Refused,
    /// It was read, or there is none.
    Read,
}

impl InvoiceReading {
    /// Every reading with its name in records.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Unasked, "unasked"),
        (Self::Unread, "unread"),
        (Self::Refused, "refused"),
        (Self::Read, "read"),
    ];

    /// The name in records.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(reading, _)| *reading == self).map_or("unasked", |(_, name)| name)
    }

    /// Reads the name in records.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == text).map(|(reading, _)| *reading)
    }
}
