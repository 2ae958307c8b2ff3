//! What every implementation of a port has to do, run against each of them.
//!
//! A contract is a set of functions over a harness; a harness is one implementation with the means
//! to disturb it. What only one implementation can do stands in a file of its own.

mod outlays;
mod redis_store;
mod redis_topologies;
mod shelves;
mod sqlite_file;
mod store;
mod store_harnesses;
mod takers;
mod transport;
mod transport_harnesses;
mod walk;

use std::sync::Mutex;
use std::time::Duration;

use case::state::Case;
use domain::dispute::FraudWarning;
use domain::ids::{CaseId, WarningId};
use domain::processor::Processor;
use jiff::{SignedDuration, Timestamp};
use ports::clock::Clock;
use ports::record_seal::RecordSeal;
use seal::SealingKeys;

/// For what must not happen. Always waited out, so short.
pub const A_MOMENT: Duration = Duration::from_millis(200);

/// The seal of all workers here.
pub fn seal() -> RecordSeal {
    under("the sealing key of the workers of the contract")
}

/// The seal of workers with this key.
pub fn under(key: &str) -> RecordSeal {
    RecordSeal::Under(SealingKeys::of([key]).expect("there is a key"))
}

/// A clock that stands still until it is told.
#[derive(Debug)]
pub struct ManualClock(Mutex<Duration>);

impl ManualClock {
    pub fn new() -> Self {
        Self(Mutex::new(Duration::ZERO))
    }

    pub fn advance(&self, by: Duration) {
        *self.0.lock().expect("no test panics with the lock") += by;
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        let began = Timestamp::from_second(1_800_000_000).expect("a moment in 2027");
        began + SignedDuration::try_from(self.elapsed()).expect("tests are short")
    }

    fn elapsed(&self) -> Duration {
        *self.0.lock().expect("no test panics with the lock")
    }
}

/// The clock of this machine.
#[derive(Debug)]
pub struct RealClock(pub std::time::Instant);

impl Clock for RealClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

/// A case of which little is known, told apart from others by a number.
pub fn case(payment: &str, contents: i64) -> Case {
    let id = CaseId::parse(&format!("stripe-eu/{payment}")).expect("a good id");
    let mut case = Case::new(id, Processor::Stripe);
    case.refunded_at_least = contents;
    case
}

/// A case whose record has more than 64 KiB.
pub fn big_case(payment: &str) -> Case {
    let mut case = case(payment, 0);
    for number in 0..300 {
        let id = WarningId::parse(format!("issfr_{number:04}_{}", "w".repeat(100)));
        let id = id.expect("a good id");
        let kind = "k".repeat(100);
        case.warnings.insert(id.clone(), FraudWarning { id, actionable: true, kind });
    }
    let bytes = wire::record::encode(&case).len();
    assert!(bytes > 64 * 1024, "the record has {bytes} bytes");
    case
}
