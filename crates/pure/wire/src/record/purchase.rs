//! The stored form of the sale behind a payment.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::field::record;
use domain::ids::SubscriptionId;
use domain::invoice::InvoiceReading;
use domain::money::Money;
use domain::purchase::{Line, Presented, Purchase};
use domain::sale_field::SaleField;

record! {
    PurchaseV1 stores Purchase {
        [default] method: Option<String>,
        [default] country: Option<String>,
        [default] card_country: Option<String>,
        [default] channel: Option<String>,
        [default] business: Option<bool>,
        [default] renewal: Option<bool>,
        [default] renewals: Option<i64>,
        [default] term_begins_at: Option<Timestamp>,
        [default] delivered_at: Option<Timestamp>,
        [default] withdrawal_waived_at: Option<Timestamp>,
        [default] cancelled_at: Option<Timestamp>,
        [default] subscription: Option<SubscriptionId>,
        [default] price_minor: Option<i64>,
        [default] lines: Vec<Line>,
        [default] tax_minor: Option<i64>,
        [default] fee: Option<Money>,
        [default] policy_hash: Option<String>,
        [default] presented: Option<Presented>,
        [default] invoice: InvoiceReading,
        [default] billed: bool,
        [default] unreadable: BTreeSet<SaleField>,
        [default] respelt: BTreeSet<SaleField>,
    }
}

record! {
    PresentedV1 stores Presented {
        [default] amount: Option<Money>,
    }
}

record! {
    LineV1 stores Line {
        id: String,
        minor: i64,
        tax_minor: i64,
        refundable: bool,
    }
}
