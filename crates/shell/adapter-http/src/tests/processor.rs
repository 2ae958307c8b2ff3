//! A processor of a few lines: replies as it was told and remembers what it was sent.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The first byte of a TLS handshake, which counts as a request here.
const TLS_HANDSHAKE: u8 = 0x16;

/// What becomes of one request.
#[derive(Debug, Clone, Copy)]
pub(super) enum Reply {
    /// These bytes; afterwards the connection is closed unless they were a whole answer.
    Text(&'static str),
    /// These bytes and nothing more, with the connection left open.
    Stall(&'static str),
    /// Nothing, with the connection left open.
    Silence,
    /// The connection is closed.
    Close,
    /// The connection is reset.
    Reset,
}

pub(super) struct FakeProcessor {
    address: std::net::SocketAddr,
    seen: Arc<Seen>,
}

#[derive(Default)]
struct Seen {
    connections: AtomicUsize,
    requests: Mutex<Vec<String>>,
}

impl FakeProcessor {
    /// The replies are used one per request, over all connections.
    pub(super) async fn start(replies: &[Reply]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Seen::default());
        let replies = Arc::new(Mutex::new(VecDeque::from(replies.to_vec())));
        let shared = seen.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                shared.connections.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(converse(stream, shared.clone(), replies.clone()));
            }
        });
        Self { address, seen }
    }

    pub(super) fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(super) fn connections(&self) -> usize {
        self.seen.connections.load(Ordering::SeqCst)
    }

    pub(super) fn requests(&self) -> Vec<String> {
        self.seen.requests.lock().unwrap().clone()
    }
}

async fn converse(mut stream: TcpStream, seen: Arc<Seen>, replies: Arc<Mutex<VecDeque<Reply>>>) {
    while let Some(request) = read_request(&mut stream).await {
        seen.requests.lock().unwrap().push(request);
        let reply = replies.lock().unwrap().pop_front();
        match reply {
            Some(Reply::Text(text)) => {
                let whole = text.starts_with("HTTP/1.1 ") && text.contains("\r\n\r\n");
                let promised = text
                    .split_once("Content-Length: ")
                    .and_then(|(_, rest)| rest.split_once("\r\n")?.0.parse::<usize>().ok());
                let body = text.split_once("\r\n\r\n").map_or(0, |(_, body)| body.len());
                if stream.write_all(text.as_bytes()).await.is_err()
                    || !whole
                    || promised.is_some_and(|promised| promised > body)
                {
                    return;
                }
            }
            Some(Reply::Stall(text)) => {
                stream.write_all(text.as_bytes()).await.unwrap();
                return std::future::pending().await;
            }
            Some(Reply::Silence) => return std::future::pending().await,
            Some(Reply::Reset) => return stream.set_zero_linger().unwrap(),
            Some(Reply::Close) | None => return,
        }
    }
}

/// A head and as much body as it promises; `None` at the end.
async fn read_request(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if bytes.first() == Some(&TLS_HANDSHAKE) {
            return Some(text);
        }
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let promised = head
                .to_ascii_lowercase()
                .lines()
                .find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
            if body.len() >= promised.unwrap_or(0) {
                return Some(text);
            }
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return (!bytes.is_empty()).then_some(text);
        }
    }
}
