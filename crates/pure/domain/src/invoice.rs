//! The invoice behind a payment: whether it was read, and what becomes of its refunds. A payment of a
//! subscription has no words of the shop's on itself: they stand on the invoice and the subscription.

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

/// What becomes of a refund whose payment is for an invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum InvoiceTerms {
    /// It is a refund as any other; the invoice stays as it is.
    #[default]
    Refund,
    /// It is a refund as any other, and a credit note of the invoice follows it.
    CreditNote,
    /// A person decides, after the policy has approved.
    Review,
}

impl InvoiceTerms {
    /// All of them with their names in the configuration.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Refund, "refund"), (Self::CreditNote, "credit_note"), (Self::Review, "review")];

    /// Reads the name in the configuration.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == text).map(|(terms, _)| *terms)
    }
}
