//! The accept loop.

use std::io::ErrorKind;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::{JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

use super::peers::Peers;
use super::places::Places;
use super::{Ingress, connection};
use telemetry::ingress::{AcceptFailed, IngressPanicked};

/// The pause after a failed accept: it fails for want of file descriptors or memory, and trying at
/// once would only burn the processor.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Accepts until `stop`, then waits for the connections. The listener is closed first, so that new
/// senders are refused and go elsewhere.
///
/// At the bound nothing is accepted: what waits in the kernel's backlog costs us nothing, and an
/// answer of 503 would cost a connection each. Connections live in this future: dropping it closes
/// them.
pub(super) async fn run(ingress: &Arc<Ingress>, listener: TcpListener, stop: &CancellationToken) {
    let places = Places::new(ingress.limits.connections_max);
    let (peers, most) = (Peers::default(), ingress.limits.connections_per_peer_max);
    let mut connections = JoinSet::new();
    loop {
        let accepting = async {
            let place = places.take().await;
            (place, listener.accept().await)
        };
        tokio::select! {
            biased;
            () = stop.cancelled() => break,
            Some(ended) = connections.join_next() => note(ended),
            (place, accepted) = accepting => match accepted {
                Ok((stream, from)) => {
                    // Closed without a word: who has that many does not listen to one.
                    let Some(peer) = peers.admit(from.ip(), most) else { continue };
                    let (here, all) = (ingress.clone(), places.clone());
                    let serving = connection::serve(here, stream, stop.clone(), all);
                    connections.spawn(async move {
                        serving.await;
                        drop((place, peer));
                    });
                }
                // The sender went away while it waited: nobody's trouble.
                Err(error) if error.kind() == ErrorKind::ConnectionAborted => {}
                Err(error) => {
                    AcceptFailed { error: &error }.emit();
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            },
        }
    }
    drop(listener);
    while let Some(ended) = connections.join_next().await {
        note(ended);
    }
}

fn note(ended: Result<(), JoinError>) {
    if ended.is_err_and(|error| error.is_panic()) {
        IngressPanicked.emit();
    }
}
