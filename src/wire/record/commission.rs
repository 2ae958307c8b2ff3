//! The stored form of a commission.

use super::field::record;
use crate::domain::commission::Commission;
use crate::domain::ids::{CommissionId, PartnerId};
use crate::domain::money::Money;

record! {
    CommissionV1 stores Commission {
        id: CommissionId,
        partner: PartnerId,
        earned: Money,
        [default] base: Option<Money>,
        [default] paid: bool,
    }
}
