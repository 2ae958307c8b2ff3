//! The secrets that sign what is published.

use super::settings::{Settings, Transport};

pub(super) const EVENTS: &str = "events.secrets";

/// What is said where consumers cannot tell that an event is ours.
pub(super) fn unsigned(settings: &Settings) -> Option<String> {
    let shared = matches!(settings.transport, Transport::RabbitMq(_));
    (shared && settings.event_secrets.is_empty()).then(|| {
        format!(
            "warning: `{EVENTS}` is not set: events go out unsigned, and whoever may publish on the \
             broker can make one that looks like ours\n  = help: add `secrets_file` below `[events]`; \
             docs/events.md says how a consumer verifies"
        )
    })
}
