//! How many messages a sender may send within an hour and a day. What comes above that waits.

use super::account::WorkerSettings;
use super::session::Step;
use super::settlement::Settlement;
use domain::ids::SenderName;
use ports::Ports;
use ports::message::Message;
use ports::quota::Window;
use telemetry::events::{QuotaReached, QuotaUnknown};

/// Until the store can count again, seconds.
const STORE_PAUSE: i64 = 5;

/// Counts a message that no worker has seen before, and lets it in if it is within its sender's
/// quota. One that is not is without a seal again, so that it is verified and counted when it comes
/// back; that it has to wait is trouble, so that a flood ends with a person and not in the ladder.
pub(super) async fn admit(
    ports: &Ports,
    settings: &WorkerSettings,
    sender: &SenderName,
    message: &mut Message,
) -> Step<()> {
    let Some(known) = settings.senders.of(sender) else { return Ok(()) };
    let now = ports.clock.now();
    let windows = [
        (known.rights.per_hour_max, Window::hour(now)),
        (known.rights.per_day_max, Window::day(now)),
    ];
    for (most, window) in windows {
        let Some(most) = most else { continue };
        let settlement = match ports.quotas.count(sender, window).await {
            Ok(count) if count <= u64::from(most) => continue,
            Ok(_) => {
                QuotaReached { sender, window: window.name() }.emit();
                Settlement::trouble(window.left(now))
            }
            Err(error) => {
                QuotaUnknown { sender, error }.emit();
                Settlement::Later { seconds: STORE_PAUSE, trouble: false, decision: None }
            }
        };
        message.receipt = None;
        return Err(settlement);
    }
    Ok(())
}
