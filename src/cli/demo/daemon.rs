//! One life of the daemon: ingress and worker in a runtime of their own, so that it can be killed.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Runtime;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::super::session;
use super::clock::MovedClock;
use crate::app::build::{Parts, build_with};
use crate::app::config::{Role, Settings};
use adapter_sqlite::Embedded;
use ports::{BoxError, Ports};

/// How long the end of a life is waited for: the address and the file are free after it.
const END_MAX: Duration = Duration::from_secs(30);
/// The pause between two tries to take an address that a dead daemon still holds.
const PAUSE: Duration = Duration::from_millis(5);

/// A running daemon. Dropping it is a crash: nothing is finished, nothing is said goodbye to.
pub(super) struct Daemon {
    runtime: Option<Runtime>,
    embedded: Arc<Embedded>,
    ports: Ports,
    stop: CancellationToken,
    tasks: Vec<JoinHandle<()>>,
}

impl Daemon {
    /// Builds and starts it on `listener`.
    pub(super) async fn start(
        settings: Settings,
        listener: TcpListener,
        life: usize,
        clock: Arc<MovedClock>,
    ) -> Result<Self, BoxError> {
        let runtime = session::runtime(Some(2))?;
        let instance = format!("demo-{life}");
        let building = runtime.spawn(async move {
            let parts = build_with(settings, Role::All, &instance, clock).await?;
            listener.set_nonblocking(true)?;
            Ok::<_, BoxError>((parts, tokio::net::TcpListener::from_std(listener)?))
        });
        let built = building.await.map_err(BoxError::from).and_then(|built| built);
        let (parts, listener) = match built {
            Ok(built) => built,
            Err(error) => {
                runtime.shutdown_background();
                return Err(error);
            }
        };
        let Parts { ingress, worker, ports, redis: _, caution: _, embedded } = parts;
        let stop = CancellationToken::new();
        let mut tasks = Vec::new();
        if let Some(ingress) = ingress {
            tasks.push(runtime.spawn(ingress.serve(listener, stop.clone())));
        }
        if let Some(worker) = worker {
            tasks.push(runtime.spawn(worker.run()));
        }
        let embedded = embedded.ok_or("the demo runs on the embedded file")?;
        Ok(Self { runtime: Some(runtime), embedded, ports, stop, tasks })
    }

    /// The file.
    pub(super) fn embedded(&self) -> &Embedded {
        &self.embedded
    }

    /// What the parts work on.
    pub(super) fn ports(&self) -> &Ports {
        &self.ports
    }

    /// Stops the way a signal does: nothing new is taken, what was begun is finished.
    pub(super) async fn drain(mut self) -> Result<(), BoxError> {
        self.stop.cancel();
        self.ports.inbox.close().await;
        for task in std::mem::take(&mut self.tasks) {
            tokio::time::timeout(END_MAX, task).await??;
        }
        Ok(())
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Takes `address` as soon as a dead daemon has let go of it.
pub(super) async fn take_over(address: SocketAddr) -> Result<TcpListener, BoxError> {
    let taking = async {
        loop {
            match TcpListener::bind(address) {
                Ok(listener) => return listener,
                Err(_still_held) => tokio::time::sleep(PAUSE).await,
            }
        }
    };
    tokio::time::timeout(END_MAX, taking)
        .await
        .map_err(|_elapsed| format!("{address} is still held by the daemon that was killed").into())
}
