//! The stored form of a commission.

use super::field::record;
use domain::commission::Commission;
use domain::ids::{CommissionId, PartnerId};
use domain::money::Money;

record! {
    CommissionV1 stores Commission {
        id: CommissionId,
        partner: PartnerId,
        earned: Money,
        [default] base: Option<Money>,
        [default] paid: bool,
    }
}
