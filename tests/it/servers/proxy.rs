//! A TCP proxy that can do to a connection what networks do: hold, lose, delay.
//!
//! It knows nothing of the protocol inside. It belongs to the runtime of the test that started it
//! and ends with it. Bounded: connections, bytes in flight and the longest delay.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;

const CONNECTIONS_MAX: usize = 256;
const CHUNK_BYTES_MAX: usize = 16 * 1024;
const DELAY_MAX: Duration = Duration::from_secs(30);
/// A connection on which no chunk has moved for this long has delivered what was sent.
const QUIET: Duration = Duration::from_millis(50);

/// What happens to bytes right now.
#[derive(Debug, Clone, Copy)]
struct Conditions {
    requests_pass: bool,
    answers_pass: bool,
    delay: Duration,
    accepting: bool,
    /// Grows with each cut; a connection ends when it has grown since it was accepted.
    cuts: u64,
    /// How the latest cut is made.
    cut: Cut,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    AtOnce,
    /// What was sent before it is delivered.
    BehindWhatWasSent,
}

#[derive(Debug, Clone, Copy)]
enum Direction {
    Request,
    Answer,
}

/// A proxy in front of one server.
#[derive(Debug)]
pub struct Chaos {
    address: SocketAddr,
    upstream: String,
    conditions: watch::Sender<Conditions>,
    acceptor: JoinHandle<()>,
}

impl Chaos {
    /// Listens on a free port in front of the server named in `url` (`scheme://user@host:port/…`).
    /// Everything passes until told otherwise.
    pub async fn before(url: &str) -> Self {
        let upstream = authority(url).to_owned();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port is free");
        let address = listener.local_addr().expect("a bound listener has an address");
        let (conditions, seen) = watch::channel(Conditions {
            requests_pass: true,
            answers_pass: true,
            delay: Duration::ZERO,
            accepting: true,
            cuts: 0,
            cut: Cut::AtOnce,
        });
        let acceptor = tokio::spawn(accept(listener, upstream.clone(), seen));
        Self { address, upstream, conditions, acceptor }
    }

    /// The same URL, through the proxy.
    pub fn through(&self, url: &str) -> String {
        assert_eq!(authority(url), self.upstream, "the proxy stands before this server");
        url.replacen(&self.upstream, &self.address.to_string(), 1)
    }

    /// Holds all bytes in both directions. Connections stay open and new ones are accepted, as with
    /// a peer that vanished without a word.
    pub fn pause(&self) {
        self.conditions.send_modify(|now| {
            now.requests_pass = false;
            now.answers_pass = false;
        });
    }

    /// Lets requests pass and holds the answers: the server acts, the client never learns.
    pub fn hold_answers(&self) {
        self.conditions.send_modify(|now| now.answers_pass = false);
    }

    /// Delivers what was held, accepts connections again, and stops delaying.
    pub fn resume(&self) {
        self.conditions.send_modify(|now| {
            now.requests_pass = true;
            now.answers_pass = true;
            now.accepting = true;
            now.delay = Duration::ZERO;
        });
    }

    /// Ends every open connection; bytes held are lost. New connections are welcome.
    pub fn cut(&self) {
        self.conditions.send_modify(|now| {
            now.cuts += 1;
            now.cut = Cut::AtOnce;
        });
    }

    /// Ends every open connection once what was sent before is delivered, as with a peer that
    /// ended: what it wrote is still sent by its kernel.
    pub fn cut_behind_what_was_sent(&self) {
        self.conditions.send_modify(|now| {
            now.cuts += 1;
            now.cut = Cut::BehindWhatWasSent;
        });
    }

    /// Ends every open connection and each new one, until resumed.
    pub fn cut_and_refuse(&self) {
        self.conditions.send_modify(|now| {
            now.cuts += 1;
            now.cut = Cut::AtOnce;
            now.accepting = false;
        });
    }

    /// Delays each chunk, in each direction, at most by half a minute.
    pub fn delay(&self, delay: Duration) {
        assert!(delay <= DELAY_MAX, "a delay is at most {DELAY_MAX:?}");
        self.conditions.send_modify(|now| now.delay = delay);
    }
}

impl Drop for Chaos {
    fn drop(&mut self) {
        // The connections watch the sender that goes with this value, and end with it.
        self.acceptor.abort();
    }
}

impl Conditions {
    fn pass(&self, direction: Direction) -> bool {
        match direction {
            Direction::Request => self.requests_pass,
            Direction::Answer => self.answers_pass,
        }
    }
}

fn authority(url: &str) -> &str {
    let (_, rest) = url.split_once("://").expect("a URL has a scheme");
    let authority = rest.split('/').next().unwrap_or(rest);
    authority.rsplit_once('@').map_or(authority, |(_, host)| host)
}

async fn accept(listener: TcpListener, upstream: String, conditions: watch::Receiver<Conditions>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    while let Ok((client, _)) = listener.accept().await {
        let now = *conditions.borrow();
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else { continue };
        if !now.accepting {
            continue;
        }
        let (upstream, conditions) = (upstream.clone(), conditions.clone());
        tokio::spawn(async move {
            let _place = place;
            connect(client, &upstream, conditions, now.cuts).await;
        });
    }
}

/// One connection, until either side ends it or it is cut.
async fn connect(
    client: TcpStream,
    upstream: &str,
    conditions: watch::Receiver<Conditions>,
    cuts: u64,
) {
    let Ok(server) = TcpStream::connect(upstream).await else { return };
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let chunks = AtomicU64::new(0);
    tokio::select! {
        () = pump(from_client, to_server, conditions.clone(), Direction::Request, &chunks) => {}
        () = pump(from_server, to_client, conditions.clone(), Direction::Answer, &chunks) => {}
        () = is_cut(conditions, cuts, &chunks) => {}
    }
}

/// Returns when the connection has to end; also when the proxy itself is gone.
async fn is_cut(mut conditions: watch::Receiver<Conditions>, cuts: u64, chunks: &AtomicU64) {
    let cut = conditions.wait_for(|now| now.cuts != cuts).await.map(|now| *now);
    if !cut.is_ok_and(|now| now.cut == Cut::BehindWhatWasSent) {
        return;
    }
    // What a kernel holds is readable at once, and is seen before a pause is over.
    let mut before = None;
    while before != Some(chunks.load(Ordering::Relaxed)) {
        before = Some(chunks.load(Ordering::Relaxed));
        tokio::time::sleep(QUIET).await;
    }
}

/// Carries bytes one way. While they are held no more than one chunk is read, so the sender's own
/// buffers fill up, as they would.
async fn pump(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    mut conditions: watch::Receiver<Conditions>,
    direction: Direction,
    chunks: &AtomicU64,
) {
    let mut chunk = vec![0; CHUNK_BYTES_MAX];
    loop {
        let Ok(count @ 1..) = from.read(&mut chunk).await else { return };
        chunks.fetch_add(1, Ordering::Relaxed);
        let bytes = chunk.get(..count).expect("a read stays inside the buffer");
        let Ok(now) = conditions.wait_for(|now| now.pass(direction)).await.map(|now| *now) else {
            return;
        };
        tokio::time::sleep(now.delay).await;
        if to.write_all(bytes).await.is_err() {
            return;
        }
    }
}
