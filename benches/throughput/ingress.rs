//! The ingress: signed webhooks over kept connections, beside the bare confirmed publish of the
//! same messages over as many channels.

use std::net::Ipv4Addr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use futures_util::future::join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::Ground;
use crate::broker::{self, Pool};
use crate::daemon::{Daemon, Limits};
use crate::figures::{Figures, mean, median, quantile, rate, ratio};
use crate::load::{self, ACCOUNT, Letter};

/// Webhooks per round.
const COUNT: usize = 2000;
/// Rounds; one more comes before them and is not counted.
const ROUNDS: usize = 17;
/// Kept connections, each with one request in flight; for the floor, as many callers.
const CALLERS: usize = 64;

/// One round after the other: requests per second, and the quantiles of the latency.
#[derive(Default)]
struct Side {
    rates: Vec<f64>,
    p50: Vec<f64>,
    p99: Vec<f64>,
}

impl Side {
    fn add(&mut self, began: Instant, milliseconds: Vec<f64>) {
        self.rates.push(rate(milliseconds.len(), began.elapsed()));
        self.p50.push(quantile(milliseconds.clone(), 50));
        self.p99.push(quantile(milliseconds, 99));
    }
}

pub async fn measure(ground: &Ground, figures: &mut Figures) {
    let Ground { site, shop, pool, .. } = ground;
    let daemon = Daemon::start(site, "ingress", Limits::default()).await;
    let payments = shop.sell(COUNT);
    let (mut ours, mut bare, mut cpu) = (Side::default(), Side::default(), Vec::new());
    for _ in 0..=ROUNDS {
        // Signed anew in each round: a signature holds for five minutes.
        let letters = shop.refund_by_hand(&payments);
        let before = daemon.cpu();
        posted(&daemon, &letters, &mut ours).await;
        cpu.push((daemon.cpu() - before) * 10_000.0 / COUNT as f64);
        broker::purge(&pool.connection, "refundd.work").await;
        published(pool, &letters, &mut bare).await;
        broker::purge(&pool.connection, "refundd.work").await;
    }
    tell(figures, ours, bare, cpu);
    figures.compare("ingress: peak memory, MiB", "ingress.peak_mib", daemon.peak_mib(), "<= 64");
    daemon.stop().await;
}

/// Each letter is posted; the 2xx comes after the broker's confirm.
async fn posted(daemon: &Daemon, letters: &[Letter], side: &mut Side) {
    let requests: Vec<_> = letters.iter().map(request).collect();
    let streams =
        join_all((0..CALLERS).map(|_| TcpStream::connect((Ipv4Addr::LOCALHOST, daemon.http))));
    let streams = streams.await;
    let (next, times) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(COUNT)));
    let began = Instant::now();
    join_all(streams.into_iter().map(|stream| async {
        let mut stream = stream.unwrap();
        stream.set_nodelay(true).unwrap();
        let mut answer = vec![0; 4096];
        while let Some(request) = requests.get(next.fetch_add(1, Ordering::Relaxed)) {
            let sent = Instant::now();
            stream.write_all(request).await.unwrap();
            let length = stream.read(&mut answer).await.unwrap();
            let answer = answer.get(..length).unwrap();
            assert!(answer.starts_with(b"HTTP/1.1 20"), "{}", String::from_utf8_lossy(answer));
            times.lock().unwrap().push(sent.elapsed().as_secs_f64() * 1e3);
        }
    }))
    .await;
    side.add(began, times.into_inner().unwrap());
}

/// Each letter is published; as long as it waits for a channel counts, as it does in the daemon.
async fn published(pool: &Pool, letters: &[Letter], side: &mut Side) {
    let (next, times) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(COUNT)));
    let began = Instant::now();
    join_all((0..CALLERS).map(|_| async {
        while let Some(letter) = letters.get(next.fetch_add(1, Ordering::Relaxed)) {
            let sent = Instant::now();
            pool.publish(load::WORK, letter.properties.clone(), &letter.body).await;
            times.lock().unwrap().push(sent.elapsed().as_secs_f64() * 1e3);
        }
    }))
    .await;
    side.add(began, times.into_inner().unwrap());
}

fn request(letter: &Letter) -> Vec<u8> {
    let Letter { body, signature, .. } = letter;
    let mut request = format!(
        "POST /webhooks/{ACCOUNT} HTTP/1.1\r\nhost: refunds.example.com\r\n\
         content-type: application/json; charset=utf-8\r\nstripe-signature: {signature}\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    request.extend(body);
    request
}

fn tell(figures: &mut Figures, mut ours: Side, mut bare: Side, mut cpu: Vec<f64>) {
    for side in [&mut ours, &mut bare] {
        for numbers in [&mut side.rates, &mut side.p50, &mut side.p99] {
            numbers.remove(0);
        }
    }
    cpu.remove(0);
    let compared = ratio(&ours.rates, &bare.rates);
    figures.show("ingress: webhooks per second", "ingress.per_s", median(ours.rates));
    figures.show("  bare confirmed publish", "ingress.bare_per_s", median(bare.rates));
    figures.compare("  ingress / bare publish", "ingress.ratio", compared, ">= 0.8");
    figures.show("ingress: latency p50, ms", "ingress.p50_ms", median(ours.p50));
    figures.show("  bare confirmed publish", "ingress.bare_p50_ms", median(bare.p50));
    figures.show("ingress: latency p99, ms", "ingress.p99_ms", median(ours.p99));
    figures.show("  bare confirmed publish", "ingress.bare_p99_ms", median(bare.p99));
    figures.show("ingress: CPU s per 10,000 webhooks", "ingress.cpu_s", mean(&cpu));
}
