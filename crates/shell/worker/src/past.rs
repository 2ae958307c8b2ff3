//! Other payments, as a pass keeps them.

use domain::payment::PastPayment;

/// Whose payments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Whose {
    /// The customer's.
    Customer,
    /// The card's.
    Card,
    /// Those of all customers with the payer's e-mail address.
    Email,
}

impl Whose {
    /// The name in logs and metrics.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Card => "card",
            Self::Email => "email",
        }
    }
}

/// Payments; `None` where nobody knows them.
pub(super) type Past = Option<Vec<PastPayment>>;
