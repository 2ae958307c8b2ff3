//! The way between the broker's socket and the client: what arrives goes through the [sieve](Sieve).

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::sieve::Sieve;

/// As much as is read at a time.
const PIECE: usize = 64 * 1024;

/// The way to the broker, encrypted or not.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// A stream whose reader sees what the sieve lets through.
pub(super) struct Sieved {
    broker: Box<dyn Stream>,
    sieve: Sieve,
    arrived: Box<[u8]>,
    /// What was let through, and how much of it was read.
    passed: (Vec<u8>, usize),
}

impl Sieved {
    pub(super) fn new(broker: Box<dyn Stream>) -> Self {
        let arrived = vec![0; PIECE].into_boxed_slice();
        Self { broker, sieve: Sieve::default(), arrived, passed: (Vec::new(), 0) }
    }

    /// Hands out what was let through; `false` if there is nothing.
    fn hand_out(&mut self, to: &mut ReadBuf<'_>) -> bool {
        let (passed, read) = &mut self.passed;
        let left = passed.get(*read..).unwrap_or_default();
        let now = left.get(..to.remaining().min(left.len())).unwrap_or(left);
        to.put_slice(now);
        *read = read.saturating_add(now.len());
        let any = !now.is_empty();
        if *read == passed.len() {
            passed.clear();
            *read = 0;
        }
        any
    }
}

impl AsyncRead for Sieved {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        to: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        // What arrives may end in the middle of what is held back, and then there is nothing to hand
        // out although it was no end.
        while !this.hand_out(to) {
            let mut arrived = ReadBuf::new(&mut this.arrived);
            ready!(Pin::new(&mut this.broker).poll_read(context, &mut arrived))?;
            if arrived.filled().is_empty() {
                break;
            }
            this.sieve.pass(arrived.filled(), &mut this.passed.0).map_err(io::Error::other)?;
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Sieved {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.broker).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.broker).poll_write_vectored(context, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.broker.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.broker).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.broker).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    /// A heartbeat, as the broker sends one.
    const HEARTBEAT: [u8; 8] = [8, 0, 0, 0, 0, 0, 0, 0xCE];

    #[tokio::test]
    async fn however_it_arrives_and_is_read_all_of_it_is_read_in_order_and_then_the_end() {
        for (piece, buffer) in [(1, 1), (1, 100), (3, 2), (8, 8), (100, 1), (100, 7)] {
            let (mut broker, client) = tokio::io::duplex(piece);
            let mut sieved = Sieved::new(Box::new(client));
            let sent = HEARTBEAT.repeat(5);
            let sending = async {
                broker.write_all(&sent).await.unwrap();
                drop(broker);
            };
            let reading = async {
                let (mut seen, mut into) = (Vec::new(), vec![0; buffer]);
                loop {
                    let count = sieved.read(&mut into).await.unwrap();
                    if count == 0 {
                        return seen;
                    }
                    seen.extend_from_slice(&into[..count]);
                }
            };
            let ((), seen) = tokio::join!(sending, reading);
            assert_eq!(seen, sent, "in pieces of {piece}, read by {buffer}");
        }
    }

    #[tokio::test]
    async fn a_header_that_no_broker_would_send_is_an_error_of_the_stream() {
        let (mut broker, client) = tokio::io::duplex(64);
        let mut sieved = Sieved::new(Box::new(client));
        broker.write_all(&[2, 0, 1, 0x7f, 0xff, 0xff, 0xff]).await.unwrap();
        let error = sieved.read(&mut [0; 16]).await.unwrap_err();
        assert!(error.to_string().contains("content header"), "{error}");
    }
}
