//! Senders that are too large, too slow, too many, or no senders at all.

use std::time::{Duration, Instant};

use super::world::{ANSWERS, Client, PATIENCE, REQUESTS, World, post, webhook};
use crate::IngressOptions;

const BODY: &[u8] = b"{}";

/// Short limits, so that reaching them takes little time even where cores are busy; a test that
/// waits for one also checks that another was not reached first.
fn short() -> IngressOptions {
    let second = Duration::from_secs(1);
    IngressOptions {
        header_seconds_max: second,
        body_seconds_max: second,
        idle_seconds_max: second,
        ..Default::default()
    }
}

/// Waits until the other side closes, and says after how long.
async fn closed(client: &mut Client) -> Duration {
    let begun = Instant::now();
    let end = tokio::time::timeout(PATIENCE, client.try_reply());
    assert_eq!(end.await.expect("the connection was left open"), None);
    begun.elapsed()
}

#[tokio::test]
async fn a_body_that_announces_too_much_is_not_read() {
    let world = World::new().await;
    let mut client = world.client().await;
    let length = 10 * 1024 * 1024;
    let head = format!(
        "POST /webhooks/stripe-eu HTTP/1.1\r\nhost: x\r\nstripe-signature: x\r\n\
         content-length: {length}\r\n\r\n"
    );
    client.send(head.as_bytes()).await;
    let reply = client.reply().await;
    assert_eq!(reply.status, 413, "before one byte of the body was sent");
    assert!(reply.head.contains("connection: close"), "{reply:?}");
    let sent = client.send_some(&vec![b' '; length]).await;
    assert!(sent < length, "all of it was read");
    assert!(world.end().await.accepted().is_empty());
}

#[tokio::test]
async fn a_chunked_body_is_cut_off_at_the_limit() {
    let mut limits = short();
    limits.body_bytes_max = 10_000;
    limits.body_seconds_max = PATIENCE;
    let world = World::with(limits, 10).await;
    for (chunks, status) in [(10, 401), (11, 413)] {
        let mut client = world.client().await;
        client
            .send(
                b"POST /webhooks/stripe-eu HTTP/1.1\r\nhost: x\r\nstripe-signature: x\r\n\
                  transfer-encoding: chunked\r\n\r\n",
            )
            .await;
        let chunk = format!("3e8\r\n{}\r\n", "x".repeat(1000));
        client.send(chunk.repeat(chunks).as_bytes()).await;
        if status == 401 {
            client.send(b"0\r\n\r\n").await;
        }
        assert_eq!(client.reply().await.status, status);
    }
}

#[tokio::test]
async fn a_body_of_just_the_limit_is_taken() {
    let mut limits = short();
    limits.body_bytes_max = 5000;
    let world = World::with(limits, 10).await;
    for (length, status) in [(5000, 200), (5001, 413)] {
        assert_eq!(world.ask(&webhook(&vec![b'x'; length])).await.status, status);
    }
}

#[tokio::test]
async fn a_slow_head_is_cut_off_with_an_answer() {
    let world = World::with(short(), 10).await;
    let mut client = world.client().await;
    client.send(b"POST /webhooks/stripe-eu HTTP/1.1\r\nhost").await;
    let reply = client.reply().await;
    assert_eq!(reply.status, 408);
    assert_eq!(reply.problem()["title"], "Request Timeout");
    closed(&mut client).await;

    // One byte at a time does not prolong it, and neither does a request before it.
    let mut client = world.client().await;
    client.send(&webhook(BODY)).await;
    assert_eq!(client.reply().await.status, 200);
    let begun = Instant::now();
    let dripping = async {
        for byte in b"POST /webhooks/stripe-eu HTTP/1.1\r\n".iter().cycle() {
            tokio::time::sleep(Duration::from_millis(10)).await;
            if client.send_some(&[*byte]).await == 0 || begun.elapsed() > PATIENCE {
                break;
            }
        }
    };
    dripping.await;
    assert!(begun.elapsed() < PATIENCE, "a dripping head was never cut off");
}

#[tokio::test]
async fn a_slow_body_is_cut_off_with_an_answer() {
    let mut limits = short();
    limits.header_seconds_max = Duration::from_secs(30);
    limits.idle_seconds_max = Duration::from_secs(30);
    let world = World::with(limits, 10).await;
    let mut client = world.client().await;
    let request = webhook(BODY);
    client.send(&request[..request.len() - 1]).await;
    let reply = client.reply().await;
    assert_eq!(reply.status, 408);
    assert!(reply.head.contains("connection: close"), "{reply:?}");
    closed(&mut client).await;
    assert!(world.outbox.accepted().is_empty());
}

#[tokio::test]
async fn a_silent_connection_is_closed() {
    let mut limits = short();
    limits.idle_seconds_max = Duration::from_secs(30);
    let world = World::with(limits.clone(), 10).await;
    closed(&mut world.client().await).await;

    limits.idle_seconds_max = Duration::from_secs(1);
    limits.header_seconds_max = Duration::from_secs(30);
    let world = World::with(limits, 10).await;
    let mut client = world.client().await;
    client.send(&webhook(BODY)).await;
    assert_eq!(client.reply().await.status, 200);
    closed(&mut client).await;
}

#[tokio::test]
async fn an_idle_connection_lives_longer_than_a_head() {
    let mut limits = short();
    limits.header_seconds_max = Duration::from_secs(1);
    limits.idle_seconds_max = Duration::from_secs(30);
    let world = World::with(limits, 10).await;
    let mut client = world.client().await;
    client.send(&webhook(BODY)).await;
    assert_eq!(client.reply().await.status, 200);
    // Another connection measures the time: it is cut off when its head has taken too long.
    closed(&mut world.client().await).await;
    client.send(&webhook(BODY)).await;
    assert_eq!(client.reply().await.status, 200);
}

#[tokio::test]
async fn garbage_is_answered_or_closed_and_never_published() {
    let mut limits = short();
    limits.header_bytes_max = 2000;
    let world = World::with(limits, 10).await;
    let long = format!("POST /webhooks/x HTTP/1.1\r\nx: {}\r\n\r\n", "x".repeat(3000));
    let path = format!("POST /webhooks/{} HTTP/1.1\r\nhost: x\r\n\r\n", "x".repeat(300));
    let signed = "POST /webhooks/stripe-eu HTTP/1.1\r\nstripe-signature: x\r\n";
    let chunked = format!("{signed}transfer-encoding: chunked\r\n\r\nnot hex\r\n");
    let short_of = format!("{signed}content-length: 9\r\n\r\nx");
    for (bytes, status) in [
        ("\u{0}\u{1}\u{2}\r\n\r\n", Some(400)),
        ("hello\r\n\r\n", Some(400)),
        ("POST /webhooks/x HTTP/9.9\r\n\r\n", Some(400)),
        ("POST /webhooks/x HTTP/1.1\r\nbad header\r\n\r\n", Some(400)),
        ("POST /webhooks/x HTTP/1.1\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n", Some(400)),
        ("POST /webhooks/x HTTP/1.1\r\ncontent-length: -1\r\n\r\n", Some(400)),
        (&chunked, Some(400)),
        (&short_of, Some(400)),
        (&long, Some(431)),
        (&path, Some(404)),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", None),
    ] {
        let mut client = world.client().await;
        client.send(bytes.as_bytes()).await;
        client.finish().await;
        let reply = tokio::time::timeout(PATIENCE, client.try_reply()).await;
        let status_seen = reply.unwrap().map(|reply| reply.status);
        assert_eq!(status_seen, status, "{bytes:.80}");
    }
    assert!(world.end().await.accepted().is_empty());
}

#[tokio::test]
async fn more_connections_than_the_bound_wait_for_a_place() {
    let limits = IngressOptions { connections_max: 2, ..Default::default() };
    let world = World::with(limits, 0).await;
    let mut holders = [world.client().await, world.client().await];
    for holder in &mut holders {
        holder.send(&webhook(BODY)).await;
    }
    // What is being published keeps its place.
    world.outbox.begun(2).await;
    let mut waiting = Vec::new();
    for _ in 0..20 {
        let mut client = world.client().await;
        client.send(&post("/webhooks/nobody", &[("connection", "close")], BODY)).await;
        waiting.push(client);
    }
    let early = tokio::time::timeout(Duration::from_millis(50), waiting[0].try_reply());
    assert!(early.await.is_err(), "a third connection was served");
    world.outbox.confirm(2);
    for holder in &mut holders {
        assert_eq!(holder.reply().await.status, 200);
    }
    drop(holders);
    for mut client in waiting {
        assert_eq!(client.reply().await.status, 401);
    }
}

#[tokio::test]
async fn more_publishes_than_the_bound_are_shed() {
    let limits = IngressOptions { in_flight_max: 2, ..Default::default() };
    let world = World::with(limits, 0).await;
    let mut first = [world.client().await, world.client().await];
    for client in &mut first {
        client.send(&webhook(BODY)).await;
    }
    world.outbox.begun(2).await;
    let reply = world.ask(&webhook(BODY)).await;
    assert_eq!(reply.status, 503);
    assert!(reply.head.contains("retry-after: 5"), "{reply:?}");
    // Strangers take none of the places, and learn nothing of the load.
    assert_eq!(world.ask(&post("/webhooks/stripe-eu", &[], BODY)).await.status, 401);
    world.outbox.confirm(3);
    for client in &mut first {
        assert_eq!(client.reply().await.status, 200);
    }
    assert_eq!(world.ask(&webhook(BODY)).await.status, 200);
    assert_eq!(world.end().await.accepted().len(), 3);
}

/// What would be refused whatever it says is refused before it was said.
#[tokio::test]
async fn s20_a_body_of_a_stranger_or_without_a_signature_is_not_read() {
    let world = World::new().await;
    let json = "content-type: application/json\r\n";
    let mut tried = 0;
    for (path, headers) in [
        ("/webhooks/nobody", "stripe-signature: t=1,v1=00\r\n"),
        ("/webhooks/stripe-eu", ""),
        ("/webhooks/stripe-eu", "webhook-signature: v1,x\r\n"),
        (REQUESTS, json),
        (ANSWERS, json),
        (
            "/v1/messages/nobody",
            "content-type: application/json\r\nwebhook-id: 1\r\nwebhook-timestamp: 1\r\n\
             webhook-signature: v1,x\r\n",
        ),
    ] {
        let mut client = world.client().await;
        let head =
            format!("POST {path} HTTP/1.1\r\nhost: x\r\n{headers}content-length: 100000\r\n\r\n");
        client.send(head.as_bytes()).await;
        assert_eq!(client.reply().await.status, 401, "{path} {headers}");
        tried += 1;
    }
    assert_eq!(tried, 6);
    assert!(world.end().await.accepted().is_empty());
}

/// Whoever keeps us waiting, in whatever part of a request, does not keep a webhook waiting.
#[tokio::test]
async fn s20_who_keeps_us_waiting_gives_the_place_free_where_a_webhook_waits() {
    let limits = IngressOptions {
        connections_max: 8,
        connections_per_peer_max: 8,
        header_seconds_max: PATIENCE,
        body_seconds_max: PATIENCE,
        idle_seconds_max: PATIENCE,
        ..Default::default()
    };
    let whole = webhook(BODY);
    let answered = post("/webhooks/nobody", &[], BODY);
    let held: [(&str, &[u8]); 4] = [
        ("silent", b""),
        ("a head", &whole[..20]),
        ("a body", &whole[..whole.len() - 1]),
        ("idle", &answered),
    ];
    for (what, bytes) in held {
        let world = World::with(limits.clone(), 100).await;
        let mut holders = Vec::new();
        for _ in 0..12 {
            let mut holder = world.client().await;
            holder.send_some(bytes).await;
            holders.push(holder);
        }
        let begun = Instant::now();
        assert_eq!(world.ask(&whole).await.status, 200, "{what}");
        let waited = begun.elapsed();
        assert!(waited < PATIENCE / 4, "{what}: a webhook waited for {waited:?}");
    }
}

#[tokio::test]
async fn s20_one_address_has_its_share_of_the_places_and_another_one_its_own() {
    let limits = IngressOptions { connections_per_peer_max: 2, ..Default::default() };
    let world = World::with(limits, 100).await;
    let mut holders = [world.client().await, world.client().await];
    for holder in &mut holders {
        holder.send(&webhook(BODY)).await;
        assert_eq!(holder.reply().await.status, 200);
    }
    closed(&mut world.client().await).await;
    let mut other = world.client_from([127, 0, 0, 2]).await;
    other.send(&webhook(BODY)).await;
    assert_eq!(other.reply().await.status, 200);
    // Who has a place keeps it, and gives it back.
    holders[0].send(&webhook(BODY)).await;
    assert_eq!(holders[0].reply().await.status, 200);
    drop(holders);
    let again = async {
        loop {
            let mut client = world.client().await;
            if client.send_some(&webhook(BODY)).await > 0
                && let Some(reply) = client.try_reply().await
            {
                return reply.status;
            }
        }
    };
    assert_eq!(tokio::time::timeout(PATIENCE, again).await.unwrap(), 200);
}
