//! One connection, from its first byte to its end.

use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

use super::phase::{Observed, Phase, Phases};
use super::places::Places;
use super::{Ingress, route};

/// What a connection may buffer of what was received, and once more for what is being read of it; a head
/// has to fit. Small, because the budget of bodies does not count it.
const BUFFER_BYTES: usize = 16 * 1024;
/// How long and how much is read after the last answer. A socket that is closed with bytes unread
/// is reset, and the reset overtakes the answer.
const LINGER: Duration = Duration::from_millis(500);
const LINGER_BYTES: usize = 1024 * 1024;

/// To a sender that did not finish its head; the HTTP library has no request to answer then.
const HEAD_TOO_SLOW: &[u8] = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\n\
    content-type: application/problem+json\r\ncontent-length: 40\r\n\r\n\
    {\"status\":408,\"title\":\"Request Timeout\"}";

/// How a connection ended.
enum End {
    /// By the rules of HTTP, or because it broke.
    Over,
    /// A limit was reached while it was idle.
    Idle,
    /// A limit was reached within a head.
    SlowHead,
}

/// Serves one connection, which has one of `places`. Returns when it is closed.
pub(super) async fn serve(
    ingress: Arc<Ingress>,
    stream: TcpStream,
    stop: CancellationToken,
    places: Places,
) {
    // Answers are small and each is waited for.
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let limits = &ingress.limits;
    let phases = Phases::new(limits.header_seconds_max, limits.idle_seconds_max);
    let mut builder = http1::Builder::new();
    builder
        .half_close(true) // A sender that has said everything may still listen.
        .header_read_timeout(None) // Ours tells idle from slow, see `phase.rs`.
        .max_header_size(limits.header_bytes_max)
        .max_buf_size(limits.header_bytes_max.max(BUFFER_BYTES));
    let io = TokioIo::new(Observed { stream, phases: phases.clone() });
    let (here, at, all) = (ingress.clone(), phases.clone(), places.clone());
    let service = service_fn(move |request| {
        at.begin();
        let (here, at, all) = (here.clone(), at.clone(), all.clone());
        Box::pin(async move {
            let (answer, asker) = route::answer(&here, &all, request).await;
            let response = answer.into_response(asker);
            at.end();
            Ok::<_, Infallible>(response)
        })
    });
    let mut connection = builder.serve_connection(io, service);

    let mut stopped = pin!(stop.cancelled());
    let mut stopping = false;
    let mut alarm = pin!(sleep_until(Instant::now()));
    let end = poll_fn(|cx| {
        if !stopping && stopped.as_mut().poll(cx).is_ready() {
            stopping = true;
            std::pin::Pin::new(&mut connection).graceful_shutdown();
        }
        if connection.poll_without_shutdown(cx).is_ready() {
            return Poll::Ready(End::Over);
        }
        let (wait, end) = match phases.current() {
            Phase::Busy => return Poll::Pending,
            Phase::Silent(wait) | Phase::Idle(wait) => (wait, End::Idle),
            Phase::Head(wait) => (wait, End::SlowHead),
        };
        loop {
            let now = Instant::now();
            let look = places.next_look(wait.since, now).filter(|_| now < wait.until);
            let Some(look) = look else { return Poll::Ready(end) };
            let next = look.min(wait.until);
            if alarm.deadline() <= now || alarm.deadline() > next {
                alarm.as_mut().reset(next);
            }
            if alarm.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
        }
    })
    .await;
    let stream = connection.into_parts().io.into_inner().stream;
    close(stream, end).await;
}

/// Says goodbye in a way that lets the last answer arrive.
async fn close(mut stream: TcpStream, end: End) {
    let goodbye: &[u8] = match end {
        End::Over => b"",
        // Nothing was said, and nothing is unread.
        End::Idle => return,
        End::SlowHead => HEAD_TOO_SLOW,
    };
    let farewell = async {
        stream.write_all(goodbye).await?;
        stream.shutdown().await?;
        let mut rest = stream.take(u64::try_from(LINGER_BYTES).unwrap_or(u64::MAX));
        tokio::io::copy(&mut rest, &mut tokio::io::sink()).await
    };
    // Whether it arrives is not ours to know: the sender will send again.
    drop(timeout(LINGER, farewell).await);
}
