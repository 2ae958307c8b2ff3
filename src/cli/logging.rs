//! Where log lines go, and in which form.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::app::config::LogFormat;

/// What the client of the broker says of a connection, we say ourselves and once. Who wants its own lines
/// names it in the filter: `info,lapin=debug`.
const QUIET: &str = "lapin=off";

/// Begins to log to standard error. `RUST_LOG` overrides the configured filter.
pub(super) fn begin(format: LogFormat, filter: &str) {
    let wanted = std::env::var(EnvFilter::DEFAULT_ENV).ok().filter(|text| !text.is_empty());
    let filter = [wanted.as_deref().unwrap_or_default(), filter]
        .into_iter()
        .filter(|text| !text.is_empty())
        // Of two directives for one target the later one counts.
        .find_map(|text| EnvFilter::try_new(format!("{QUIET},{text}")).ok())
        .unwrap_or_else(|| EnvFilter::new(format!("{QUIET},info")));
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second call in one process is of no consequence: the first one stays.
    drop(match format {
        LogFormat::Json => subscriber.json().flatten_event(true).finish().try_init(),
        LogFormat::Text => subscriber.with_ansi(false).finish().try_init(),
    });
}
