//! Publishing until it is confirmed, or turns out to be in vain.
//!
//! Nothing is acknowledged without a confirmed successor. But an error that cannot pass must not be
//! waited out: whoever made the message would hold a place of the worker's with it forever.

use std::future::Future;
use std::time::Duration;

use ports::Ports;
use ports::outbox::{Event, PublishError};
use telemetry::events::{PublishFailed, PublishInVain};

/// The transport cannot carry it as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct InVain;

/// Publishes again until it is confirmed, or turns out to be in vain.
/// Ends early only with the process, and then the delivery comes again.
pub(super) async fn until_confirmed<F>(publish: impl Fn() -> F) -> Result<(), InVain>
where
    F: Future<Output = Result<(), PublishError>>,
{
    let mut pause = Duration::from_millis(50);
    while let Err(error) = publish().await {
        if error.in_vain {
            PublishInVain { error }.emit();
            return Err(InVain);
        }
        PublishFailed { error }.emit();
        tokio::time::sleep(pause).await;
        pause = pause.saturating_mul(2).min(Duration::from_secs(5));
    }
    Ok(())
}

/// Tells the world; without the sender's trace, if it is that what cannot be carried.
pub(super) async fn publish(ports: &Ports, events: &[Event]) -> Result<(), InVain> {
    if until_confirmed(|| ports.outbox.publish(events)).await.is_ok() {
        return Ok(());
    }
    let untraced = |event: &Event| Event { traceparent: None, ..event.clone() };
    let bare: Vec<Event> = events.iter().map(untraced).collect();
    until_confirmed(|| ports.outbox.publish(&bare)).await
}
