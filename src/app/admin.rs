//! Health and metrics, on a port of their own.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::admin_port::Door;
use super::switch::in_words;
use super::watch::Seen;
use diagnostics::visible_line;
use domain::switch::SwitchPosition;

/// What the admin port shows.
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "ports are handles, there is nothing to show")]
pub struct Admin {
    /// What readiness depends on.
    pub seen: Seen,
    pub metrics: PrometheusHandle,
}

impl Admin {
    /// Serves `/livez`, `/readyz` and `/metrics` until `stop`.
    pub async fn serve(self, listener: TcpListener, stop: CancellationToken) {
        let routes = Router::new()
            // Live means that the process answers; what it depends on is not its life.
            .route("/livez", get(|| async { "ok\n" }))
            .route("/readyz", get(ready))
            .route("/metrics", get(show))
            .with_state(Arc::new(self));
        let served =
            axum::serve(Door::new(listener), routes).with_graceful_shutdown(stop.cancelled_owned());
        if let Err(error) = served.await {
            tracing::error!(error = %error, "the admin port has failed");
        }
    }
}

async fn ready(State(admin): State<Arc<Admin>>) -> impl IntoResponse {
    let obstacles = admin.seen.obstacles();
    // Who is paused is ready: webhooks are taken, and what is held comes back by itself.
    let switch = admin.seen.switch().filter(|switch| switch.position != SwitchPosition::Open);
    let switch = switch.map(|switch| visible_line(&in_words(&switch)) + "\n").unwrap_or_default();
    if obstacles.is_empty() {
        (StatusCode::OK, format!("ready\n{switch}"))
    } else {
        let obstacles = obstacles.join(", ");
        (StatusCode::SERVICE_UNAVAILABLE, format!("not ready: {obstacles}\n{switch}"))
    }
}

async fn show(State(admin): State<Arc<Admin>>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], admin.metrics.render())
}
