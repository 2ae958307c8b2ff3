//! The door of the admin port: so many connections, so many of one address, each for so long.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::serve::Listener;
use ingress::peers::{Peer, Peers};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep, sleep_until};

/// Probes and one or two that scrape need a handful.
const CONNECTIONS_MAX: usize = 64;
/// Of one address; the node that probes and who scrapes have addresses of their own.
const CONNECTIONS_PER_PEER_MAX: usize = 16;
/// One question and its answer take milliseconds; who is slower gives its place free.
const SECONDS_MAX: Duration = Duration::from_secs(10);

/// Accepts as long as there are places; what is beyond waits in the kernel's queue, for as long as a
/// connection may last at most.
pub(super) struct Door {
    listener: TcpListener,
    places: Arc<Semaphore>,
    peers: Peers,
}

impl Door {
    pub(super) fn new(listener: TcpListener) -> Self {
        let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
        Self { listener, places, peers: Peers::default() }
    }
}

impl Listener for Door {
    type Io = Visit;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Visit, SocketAddr) {
        let place = Arc::clone(&self.places).acquire_owned().await.ok();
        loop {
            // Failed accepts are waited out there.
            let (stream, from) = Listener::accept(&mut self.listener).await;
            let Some(peer) = self.peers.admit(from.ip(), CONNECTIONS_PER_PEER_MAX) else {
                continue;
            };
            let end = Box::pin(sleep_until(Instant::now() + SECONDS_MAX));
            return (Visit { stream, end, _place: place, _peer: peer }, from);
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// A connection that ends by itself.
pub(super) struct Visit {
    stream: TcpStream,
    end: Pin<Box<Sleep>>,
    _place: Option<OwnedSemaphorePermit>,
    _peer: Peer,
}

impl Visit {
    fn is_over(&mut self, cx: &mut Context<'_>) -> bool {
        self.end.as_mut().poll(cx).is_ready()
    }
}

fn over<T>() -> Poll<io::Result<T>> {
    Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
}

impl AsyncRead for Visit {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.is_over(cx) { over() } else { Pin::new(&mut self.stream).poll_read(cx, buf) }
    }
}

impl AsyncWrite for Visit {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.is_over(cx) { over() } else { Pin::new(&mut self.stream).poll_write(cx, buf) }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use axum::Router;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpSocket;

    use super::*;

    const PROBE: &[u8] = b"GET /livez HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";

    async fn probe(mut stream: TcpStream) -> io::Result<String> {
        let mut answer = String::new();
        stream.write_all(PROBE).await?;
        stream.read_to_string(&mut answer).await?;
        Ok(answer)
    }

    async fn serving() -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let routes = Router::new().route("/livez", get(|| async { "ok" }));
        tokio::spawn(async move { axum::serve(Door::new(listener), routes).await });
        at
    }

    #[tokio::test(start_paused = true)]
    async fn s20_the_silent_hold_the_admin_port_for_some_seconds_and_no_longer() {
        let at = serving().await;
        let mut silent = Vec::new();
        for number in 0..CONNECTIONS_MAX {
            let host = u8::try_from(2 + number / CONNECTIONS_PER_PEER_MAX).unwrap();
            let socket = TcpSocket::new_v4().unwrap();
            socket.bind((Ipv4Addr::new(127, 0, 0, host), 0).into()).unwrap();
            silent.push(socket.connect(at).await.unwrap());
        }
        // Behind all of them, and answered once their time is over.
        let begun = Instant::now();
        let answer = probe(TcpStream::connect(at).await.unwrap()).await.unwrap();
        assert!(answer.ends_with("ok"), "{answer}");
        assert!(begun.elapsed() <= SECONDS_MAX + Duration::from_secs(1), "{:?}", begun.elapsed());
        for mut stream in silent {
            assert_eq!(stream.read(&mut [0; 1]).await.unwrap_or(0), 0, "it was closed");
        }
    }

    #[tokio::test]
    async fn s20_one_address_does_not_hold_the_admin_port() {
        let at = serving().await;
        let mut silent = Vec::new();
        for _ in 0..4 * CONNECTIONS_MAX {
            silent.push(TcpStream::connect(at).await.unwrap());
        }
        let begun = Instant::now();
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind((Ipv4Addr::new(127, 0, 0, 9), 0).into()).unwrap();
        let answer = probe(socket.connect(at).await.unwrap()).await.unwrap();
        assert!(answer.ends_with("ok"), "{answer}");
        assert!(begun.elapsed() < SECONDS_MAX, "it waited for {:?}", begun.elapsed());
    }
}
