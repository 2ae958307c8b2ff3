//! What a shop can say of a sale, by name: for telling which of it nobody could read, without
//! repeating what it says.

macro_rules! fields {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)+) => {
        /// One thing that a shop says of a sale.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum SaleField {
            $($(#[$doc])* $variant,)+
        }

        impl SaleField {
            /// Every field with its name.
            pub const ALL: [(Self, &'static str); [$($name),+].len()] =
                [$((Self::$variant, $name),)+];

            /// The name: also that of the setting which says under which key a shop writes it.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }
        }
    };
}

fields! {
    /// The product.
    Product = "product",
    /// The plan.
    Plan = "plan",
    /// The beginning of the term that was paid for.
    TermBeginsAt = "term_begins_at",
    /// Its end.
    TermEndsAt = "term_ends_at",
    /// The customer's language.
    Locale = "locale",
    /// The affiliate system's id of the commission.
    CommissionId = "commission_id",
    /// The affiliate system's id of the partner.
    CommissionPartner = "commission_partner",
    /// What was earned.
    CommissionMinor = "commission_minor",
    /// The currency of what was earned.
    CommissionCurrency = "commission_currency",
    /// What the commission was computed on.
    CommissionBaseMinor = "commission_base_minor",
    /// Whether it has been paid out.
    CommissionPaid = "commission_paid",
    /// The hash of the refund policy that was shown at the purchase.
    PolicyHash = "policy_hash",
    /// The customer's country.
    Country = "country",
    /// Where it was sold.
    Channel = "channel",
    /// Whether the customer bought as a business.
    Business = "business",
    /// Whether the payment renewed a subscription.
    Renewal = "renewal",
    /// How many renewals there were.
    Renewals = "renewals",
    /// When it was delivered.
    DeliveredAt = "delivered_at",
    /// When the customer agreed to lose the right of withdrawal.
    WithdrawalWaivedAt = "withdrawal_waived_at",
    /// When the customer cancelled.
    CancelledAt = "cancelled_at",
    /// The price that the shop had agreed to.
    PriceMinor = "price_minor",
    /// The lines of the invoice.
    Lines = "lines",
    /// The tax in the captured amount.
    TaxMinor = "tax_minor",
}

impl SaleField {
    /// Reads the name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == text).map(|(field, _)| *field)
    }

    /// Whether it says something of the commission. Half a commission is none.
    pub fn is_of_commission(self) -> bool {
        match self {
            Self::CommissionId
            | Self::CommissionPartner
            | Self::CommissionMinor
            | Self::CommissionCurrency
            | Self::CommissionBaseMinor
            | Self::CommissionPaid => true,
            Self::Product
            | Self::Plan
            | Self::TermBeginsAt
            | Self::TermEndsAt
            | Self::Locale
            | Self::PolicyHash
            | Self::Country
            | Self::Channel
            | Self::Business
            | Self::Renewal
            | Self::Renewals
            | Self::DeliveredAt
            | Self::WithdrawalWaivedAt
            | Self::CancelledAt
            | Self::PriceMinor
            | Self::Lines
            | Self::TaxMinor => false,
        }
    }
}
