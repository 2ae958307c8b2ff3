//! `refundd sandbox`

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use tokio::net::TcpListener;

use super::exit::{Done, Undone};
use super::{logging, session};
use crate::app::clock;
use crate::app::config::LogFormat;
use crate::app::lifecycle::Lifecycle;
use sandbox::{Sandbox as Processor, SandboxConfig};

/// Serve a strict, Stripe-shaped processor to test against.
#[derive(Debug, clap::Args)]
pub(super) struct Sandbox {
    /// Where to listen. It moves no money and knows no secrets, but belongs on a private network.
    #[arg(long, default_value = "127.0.0.1:12111", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// Where webhooks are delivered to, such as `http://127.0.0.1:8080/webhooks/stripe-eu`.
    #[arg(long, value_name = "URL")]
    webhook_target: Option<String>,
    /// The secret that signs webhooks.
    #[arg(long, default_value = "whsec_sandbox_not_a_secret", value_name = "SECRET")]
    webhook_secret: String,
    /// The API key to accept; any `sk_…` without it.
    #[arg(long, value_name = "KEY")]
    secret_key: Option<String>,
}

impl Sandbox {
    pub(super) fn execute(self) -> Done {
        logging::begin(LogFormat::Text, "info");
        session::block_on(async {
            let served = self.serve().await;
            served.map_err(|error| {
                Undone::failed(format!("the sandbox cannot be served: {error}"))
            })?;
            Ok(ExitCode::SUCCESS)
        })
    }

    async fn serve(self) -> Result<(), ports::BoxError> {
        let mut config = SandboxConfig::new(Arc::new(clock::now));
        config.secret_key = self.secret_key;
        config.webhooks.secret = self.webhook_secret;
        config.webhooks.target = self.webhook_target;
        let (_, server) = Processor::build(config)?;
        let lifecycle = Lifecycle::default();
        lifecycle.listen()?;
        let listener = TcpListener::bind(self.listen).await?;
        tracing::info!(address = %listener.local_addr()?, "the sandbox is ready");
        server.serve(listener, lifecycle.drain).await;
        Ok(())
    }
}
