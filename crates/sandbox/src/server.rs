//! The server: accepts connections, runs the courier, stops when told to.
//!
//! Connections are driven here and not by the web framework, because a fault may have to reset
//! one. Deliberately not here: binding; the caller hands in a listener, on loopback.

use std::fmt;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use super::api::router;
use super::config::{BuildError, SandboxConfig};
use super::exchange::ResetConnection;
use super::handle::Sandbox;
use super::webhooks::Courier;

/// Connections at a time; more wait in the listener's backlog.
const CONNECTIONS: usize = 1_024;

/// How long open calls may finish after the stop; held ones are cut off then.
const GRACE: Duration = Duration::from_millis(500);

/// The pause after a failed accept, which means that the process is out of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// A sandbox ready to be served.
pub struct Server {
    sandbox: Sandbox,
    courier: Courier,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").finish_non_exhaustive()
    }
}

/// The connection is to be reset in place of an answer.
#[derive(Debug, thiserror::Error)]
#[error("the connection is reset on command")]
struct Reset;

impl Sandbox {
    /// Builds a sandbox and the server that makes it reachable and delivers its webhooks.
    /// The handle works without the server; queued webhooks then stay queued.
    pub fn build(config: SandboxConfig) -> Result<(Self, Server), BuildError> {
        let (sandbox, courier) = Self::with_courier(config)?;
        Ok((sandbox.clone(), Server { sandbox, courier }))
    }
}

impl Server {
    /// Serves and delivers until `stop` is cancelled. Webhooks still queued then are not sent.
    pub async fn serve(self, listener: TcpListener, stop: CancellationToken) {
        let app = router(self.sandbox);
        let serving = accept(listener, app, stop.clone());
        let ((), ()) = tokio::join!(serving, self.courier.run(stop));
    }
}

async fn accept(listener: TcpListener, app: Router, stop: CancellationToken) {
    let mut open = JoinSet::new();
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            Some(_) = open.join_next() => {}
            accepted = listener.accept(), if open.len() < CONNECTIONS => match accepted {
                Ok((stream, _)) => {
                    open.spawn(converse(stream, app.clone(), stop.clone()));
                }
                Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
            },
        }
    }
    drop(listener);
    while open.join_next().await.is_some() {}
}

async fn converse(stream: TcpStream, app: Router, stop: CancellationToken) {
    // Small answers must not wait for the caller's acknowledgement.
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        let app = app.clone();
        Box::pin(async move {
            let response = match app.oneshot(request.map(Body::new)).await {
                Ok(response) => response,
                Err(never) => match never {},
            };
            if response.extensions().get::<ResetConnection>().is_some() {
                return Err(Reset);
            }
            Ok(response)
        })
    });
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(stream), service);
    let ended = tokio::select! {
        ended = &mut connection => ended,
        () = stop.cancelled() => {
            std::pin::Pin::new(&mut connection).graceful_shutdown();
            match tokio::time::timeout(GRACE, &mut connection).await {
                Ok(ended) => ended,
                Err(_) => return,
            }
        }
    };
    if ended.is_err_and(|error| error.is_user()) {
        // Without lingering the close is a reset, not the polite end of the stream. Where the
        // socket refuses, the caller sees the connection end without an answer all the same.
        let stream = connection.into_parts().io.into_inner();
        drop(stream.set_zero_linger());
    }
}
