//! The way between the broker's socket and the client: what arrives goes through the [sieve](Sieve).
//!
//! The client takes a TCP stream and nothing else. So it is given one end of a pair of sockets, and
//! a task moves the bytes between the other end and the broker, encrypted or not. Either side's end
//! ends the other: the task keeps nothing back and decides nothing.

use std::future::pending;
use std::io;
use std::net::TcpStream as StdTcpStream;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream as StdUnixStream;

use async_compat::Compat;
use lapin::tcp::AsyncTcpStream;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, UnixStream};
use tokio::runtime::Handle;

use super::sieve::Sieve;

/// As much as is moved at a time.
const PIECE: usize = 64 * 1024;

/// The way to the broker, encrypted or not.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// Puts the sieve between `broker` and the client, and returns what the client is given.
pub(super) fn sieved(
    broker: Box<dyn Stream>,
    runtime: &Handle,
) -> io::Result<AsyncTcpStream<Compat<TcpStream>>> {
    let (ours, clients) = StdUnixStream::pair()?;
    ours.set_nonblocking(true)?;
    clients.set_nonblocking(true)?;
    let _context = runtime.enter();
    let ours = UnixStream::from_std(ours)?;
    let clients = TcpStream::from_std(StdTcpStream::from(OwnedFd::from(clients)))?;
    runtime.spawn(relay(broker, ours));
    Ok(AsyncTcpStream::Plain(Compat::new(clients)))
}

/// Moves bytes until one side has ended. Whatever the broker has sent by then is passed on first: it
/// says why it closes.
async fn relay(broker: Box<dyn Stream>, client: UnixStream) {
    let (mut from_broker, mut to_broker) = tokio::io::split(broker);
    let (mut from_client, mut to_client) = client.into_split();
    let inbound = async {
        let (mut sieve, mut out) = (Sieve::default(), Vec::new());
        let mut arrived = vec![0; PIECE];
        loop {
            let count = from_broker.read(&mut arrived).await?;
            if count == 0 {
                return Ok(());
            }
            let arrived = arrived.get(..count).unwrap_or_default();
            sieve.pass(arrived, &mut out).map_err(io::Error::other)?;
            to_client.write_all(&out).await?;
            out.clear();
        }
    };
    let outbound = async {
        if tokio::io::copy(&mut from_client, &mut to_broker).await.is_err() {
            // The broker is gone: the other direction ends when its last bytes were read.
            pending::<()>().await;
        }
        to_broker.shutdown().await
    };
    let ended: io::Result<()> = tokio::select! {
        biased;
        ended = inbound => ended,
        ended = outbound => ended,
    };
    // Both sides are closed here, and the client says what it makes of it.
    drop(ended);
}
