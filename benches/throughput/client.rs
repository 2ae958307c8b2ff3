//! The sender's side of HTTP: a socket and prepared bytes, so that it takes little of the cores it
//! shares with what is measured.

use std::net::Ipv4Addr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const BREATH: Duration = Duration::from_millis(500);

/// A POST, ready to be written.
pub fn post(path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut request = format!("POST {path} HTTP/1.1\r\nhost: refunds.example.com\r\n");
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
    [request.as_bytes(), body].concat()
}

/// Sends all of them over kept connections, each with one request in flight; milliseconds until the
/// answers, which all have to be good.
pub async fn send_all(port: u16, requests: &[Vec<u8>], connections: usize) -> Vec<f64> {
    let connecting = (0..connections).map(|_| TcpStream::connect((Ipv4Addr::LOCALHOST, port)));
    let streams = join_all(connecting).await;
    let (next, times) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(requests.len())));
    join_all(streams.into_iter().map(|stream| async {
        let mut stream = stream.unwrap();
        stream.set_nodelay(true).unwrap();
        while let Some(request) = requests.get(next.fetch_add(1, Ordering::Relaxed)) {
            let sent = Instant::now();
            stream.write_all(request).await.unwrap();
            answered(&mut stream).await;
            times.lock().unwrap().push(sent.elapsed().as_secs_f64() * 1e3);
        }
    }))
    .await;
    times.into_inner().unwrap()
}

/// Sends all of them, each over a connection of its own, and the last byte of each only when all the
/// others have been sent.
pub async fn send_at_once(port: u16, requests: &[Vec<u8>]) {
    let sending = requests.iter().map(|request| async move {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.unwrap();
        let (last, others) = request.split_last().unwrap();
        stream.write_all(others).await.unwrap();
        (stream, *last)
    });
    let streams = join_all(sending).await;
    // What the kernel holds is read in this time.
    tokio::time::sleep(BREATH).await;
    join_all(streams.into_iter().map(|(mut stream, last)| async move {
        stream.write_all(&[last]).await.unwrap();
        answered(&mut stream).await;
    }))
    .await;
}

/// Reads one answer to its end.
async fn answered(stream: &mut TcpStream) {
    let (mut answer, mut piece) = (Vec::new(), [0; 4096]);
    loop {
        let length = stream.read(&mut piece).await.unwrap();
        answer.extend_from_slice(piece.get(..length).unwrap());
        let text = String::from_utf8_lossy(&answer);
        assert!(length > 0, "the connection is kept: {text}");
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            assert!(head.starts_with("HTTP/1.1 20"), "{text}");
            let head = head.to_ascii_lowercase();
            let told = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= told.map_or(0, |told| told.parse().unwrap()) {
                return;
            }
        }
    }
}
