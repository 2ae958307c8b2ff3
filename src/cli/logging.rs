//! Where log lines go, and in which form.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::app::config::LogFormat;

/// Begins to log to standard error. `RUST_LOG` overrides the configured filter.
pub(super) fn begin(format: LogFormat, filter: &str) {
    let filter = EnvFilter::try_from_default_env()
        .or_else(|_| EnvFilter::try_new(filter))
        .unwrap_or_else(|_| EnvFilter::new("info"));
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second call in one process is of no consequence: the first one stays.
    drop(match format {
        LogFormat::Json => subscriber.json().flatten_event(true).finish().try_init(),
        LogFormat::Text => subscriber.with_ansi(false).finish().try_init(),
    });
}
