//! An ingress full of bodies that never end, of strangers who have no secret.

use std::net::Ipv4Addr;
use std::time::Duration;

use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinSet;

use super::client::{refund_requested, request_until_accepted};
use super::deployment::Deployment;

/// What the pages promise for the defaults, and what the process takes besides.
const RESIDENT_MAX: usize = 200 * 1024 * 1024;
/// As long as a body may be.
const BODY: usize = 262_144;
const STRANGERS: u8 = 4;
const CONNECTIONS: usize = 256;

/// All of a body but its last byte, under a head that makes it worth reading.
async fn begin(http: u16, host: u8) -> Option<TcpStream> {
    let socket = TcpSocket::new_v4().ok()?;
    socket.bind((Ipv4Addr::new(127, 0, 0, host), 0).into()).ok()?;
    let mut stream = socket.connect((Ipv4Addr::LOCALHOST, http).into()).await.ok()?;
    let head = format!(
        "POST /webhooks/stripe-eu HTTP/1.1\r\nhost: x\r\nstripe-signature: t=1,v1=00\r\n\
         content-length: {BODY}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.ok()?;
    let almost = vec![b' '; BODY - 1];
    // Who is refused meanwhile has written in vain.
    drop(tokio::time::timeout(Duration::from_secs(3), stream.write_all(&almost)).await);
    Some(stream)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn o3_bodies_that_never_end_take_no_more_memory_than_the_pages_say() {
    let deployment = Deployment::new().await;
    let daemon = deployment.start("ingress").await;
    let before = daemon.peak_bytes();
    for round in 0..3 {
        let mut beginning = JoinSet::new();
        for number in 0..usize::from(STRANGERS) * CONNECTIONS {
            let host = 2 + u8::try_from(number / CONNECTIONS).unwrap_or_default();
            beginning.spawn(begin(daemon.http, host));
        }
        let mut held = Vec::new();
        while let Some(begun) = beginning.join_next().await {
            held.extend(begun.expect("nobody panics"));
        }
        // Who is signed gets through while all of them wait.
        let asked = refund_requested(&format!("r_flood{round}"), "pi_flood", "technical_problem");
        request_until_accepted(daemon.http, &asked).await;
        assert!(daemon.is_alive(), "{}", daemon.tail());
    }
    let (most, mebibyte) = (daemon.peak_bytes(), 1024 * 1024);
    // Shown with `--nocapture`, for docs/performance.md.
    println!("resident: {} MiB before, {} at most", before / mebibyte, most / mebibyte);
    assert!(most < RESIDENT_MAX, "{} MiB", most / mebibyte);
}
