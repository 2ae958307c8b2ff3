//! What charge and intent say of money that a platform has passed on.
//!
//! A destination charge has `transfer_data`; the application fee of a direct or destination charge
//! stands beside it. Separate charges and transfers leave a `transfer_group` alone; Stripe writes one
//! on destination charges as well.

use domain::split::{PassedOn, Split};

/// What one of the two objects says.
#[derive(Clone, Copy)]
pub(super) struct WireSplit {
    /// There is `transfer_data`.
    pub(super) destination: bool,
    /// There is a `transfer_group`.
    pub(super) group: bool,
    /// The `application_fee_amount`, minor units.
    pub(super) fee: Option<i64>,
}

impl WireSplit {
    /// What either of the two says of one payment.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            destination: self.destination || other.destination,
            group: self.group || other.group,
            fee: self.fee.max(other.fee),
        }
    }

    pub(super) fn read(self) -> Split {
        let passed_on = if self.destination {
            Some(PassedOn::WithPayment)
        } else {
            self.group.then_some(PassedOn::Apart)
        };
        Split { passed_on, fee: self.fee.is_some_and(|minor| minor > 0) }
    }
}
