//! When to stop. The first signal asks for a clean end, the second for an immediate one.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// Two requests to stop.
#[derive(Debug, Clone, Default)]
pub struct Lifecycle {
    /// Stop taking anything new; finish what was begun.
    pub drain: CancellationToken,
    /// Stop at once: what is unfinished is unacknowledged, and comes again.
    pub halt: CancellationToken,
}

impl Lifecycle {
    /// Listens for SIGTERM and SIGINT until the process ends.
    pub fn listen(&self) -> io::Result<()> {
        let (mut term, mut int) =
            (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        let lifecycle = self.clone();
        tokio::spawn(async move {
            either(&mut term, &mut int).await;
            tracing::info!("stopping: what was begun is finished, a second signal stops at once");
            lifecycle.drain.cancel();
            either(&mut term, &mut int).await;
            tracing::warn!("stopping at once: what is unfinished will be delivered again");
            lifecycle.halt.cancel();
        });
        Ok(())
    }
}

async fn either(term: &mut Signal, int: &mut Signal) {
    tokio::select! {
        _ = term.recv() => {}
        _ = int.recv() => {}
    }
}
