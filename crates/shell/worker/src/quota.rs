//! How many messages a sender may send within an hour and a day. What comes above that waits.

use super::account::WorkerSettings;
use super::intake::Newcomer;
use super::session::Step;
use super::settlement::Settlement;
use domain::time::seconds_between;
use ports::Ports;
use ports::quota::Window;
use telemetry::senders::{QuotaReached, QuotaUnknown};

/// Until the store can count again, seconds.
const STORE_PAUSE: i64 = 5;

/// How long a message waits for room, seconds: two weeks. Then a person must look.
const PATIENCE: i64 = 14 * 86_400;

/// Counts a message that is not in yet; it is in if it is within its sender's quota. Waiting for that
/// is no trouble, however often it comes back.
pub(super) async fn admit(
    ports: &Ports,
    settings: &WorkerSettings,
    newcomer: &Newcomer,
) -> Step<()> {
    let sender = &newcomer.noted.sender.name;
    let Some(known) = settings.senders.of(sender) else { return Ok(()) };
    let now = ports.clock.now();
    let windows = [
        (known.rights.per_hour_max, Window::hour(now)),
        (known.rights.per_day_max, Window::day(now)),
    ];
    let wait =
        |seconds| Settlement::Later { seconds, trouble: false, decision: None, permit: None };
    for (most, window) in windows {
        let Some(most) = most else { continue };
        match ports.quotas.count(sender, window).await {
            Ok(count) if count <= u64::from(most) => {}
            Ok(_) if seconds_between(newcomer.receipt.seen_at, now) > PATIENCE => {
                return Err(Settlement::park("over_quota"));
            }
            Ok(_) => {
                QuotaReached { sender, window: window.name() }.emit();
                return Err(wait(window.left(now)));
            }
            Err(error) => {
                QuotaUnknown { sender, error }.emit();
                return Err(wait(STORE_PAUSE));
            }
        }
    }
    Ok(())
}
