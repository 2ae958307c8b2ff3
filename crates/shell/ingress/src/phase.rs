//! What a connection is doing, and until when it may.
//!
//! The HTTP library has one limit for waiting and for reading a head. A sender may keep a
//! connection for a minute between two requests, but may not take a minute for a head; to tell the
//! two apart, the stream says when the first byte of a head has come.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Instant;

/// We wait for bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wait {
    /// From then on; while places are short, that is what counts.
    pub(super) since: Instant,
    /// Then the connection is closed.
    pub(super) until: Instant,
}

/// What a connection is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// A new connection, over which nothing has come.
    Silent(Wait),
    /// Nothing of a further request has come.
    Idle(Wait),
    /// A part of a head has come; the connection is closed with an answer.
    Head(Wait),
    /// A request is being answered; that has limits of its own.
    Busy,
}

impl Wait {
    fn most(most: Duration) -> Self {
        let since = Instant::now();
        Self { since, until: since + most }
    }
}

/// The phase of one connection, shared by its stream and its requests. All of them run in one task,
/// so the lock is never waited for.
#[derive(Debug, Clone)]
pub(super) struct Phases {
    now: Arc<Mutex<Phase>>,
    head: Duration,
    idle: Duration,
}

impl Phases {
    /// A new connection: its first head is due at once.
    pub(super) fn new(head: Duration, idle: Duration) -> Self {
        let now = Arc::new(Mutex::new(Phase::Silent(Wait::most(head))));
        Self { now, head, idle }
    }

    /// The phase now.
    pub(super) fn current(&self) -> Phase {
        *self.lock()
    }

    /// A request has been read up to its body.
    pub(super) fn begin(&self) {
        *self.lock() = Phase::Busy;
    }

    /// The request has been answered.
    pub(super) fn end(&self) {
        *self.lock() = Phase::Idle(Wait::most(self.idle));
    }

    fn bytes_came(&self) {
        let mut phase = self.lock();
        match *phase {
            Phase::Silent(_) | Phase::Idle(_) => *phase = Phase::Head(Wait::most(self.head)),
            Phase::Head(_) | Phase::Busy => {}
        }
    }

    fn lock(&self) -> MutexGuard<'_, Phase> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A TCP stream that tells when bytes come.
#[derive(Debug)]
pub(super) struct Observed {
    pub(super) stream: TcpStream,
    pub(super) phases: Phases,
}

impl AsyncRead for Observed {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let before = buf.filled().len();
        let poll = Pin::new(&mut self.stream).poll_read(cx, buf);
        if buf.filled().len() > before {
            self.phases.bytes_came();
        }
        poll
    }
}

impl AsyncWrite for Observed {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[std::io::IoSlice<'_>],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
