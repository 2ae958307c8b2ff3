//! The stored form of a dispute and of a fraud warning.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::field::{Optional, record};
use domain::booking::{Booking, Bookings};
use domain::dispute::{Dispute, DisputeSaid, DisputeStage, FraudWarning};
use domain::ids::{BookingId, DisputeId, WarningId};
use domain::money::{Currency, Money};

record! {
    DisputeV1 stores Dispute {
        id: DisputeId,
        seen_at: Timestamp,
        amount: Money,
        #[serde(with = "DisputeStageV1")]
        reported: DisputeStage,
        reason: String,
        [default] bookings: Bookings,
        [default] said: DisputeSaid,
        [default] evidence_due_at: Option<Timestamp>,
        created_at: Timestamp,
    }
}

record! {
    BookingV1 stores Booking {
        id: BookingId,
        place: u32,
        [default] booked_at: Option<Timestamp>,
        minor: i64,
        [default] currency: Option<Currency>,
        [default] returns: bool,
    }
}

record! {
    #[derive(Default)]
    DisputeSaidV1 stores DisputeSaid {
        [default] withdrawn: bool,
        [default] reinstated: bool,
        [default] appealed: bool,
    }
}

impl Optional for DisputeSaidV1<'_> {
    fn is_empty(&self) -> bool {
        !(self.withdrawn || self.reinstated || self.appealed)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "DisputeStage", rename_all = "snake_case")]
enum DisputeStageV1 {
    Inquiry,
    InquiryClosed,
    /// The processor's own word.
    Other(String),
    NeedsResponse,
    UnderReview,
    Lost,
    Appeal,
    AppealLost,
    Prevented,
    Won,
}

record! {
    WarningV1 stores FraudWarning {
        id: WarningId,
        actionable: bool,
        kind: String,
    }
}
