//! How the ingress ends.

use super::world::{PATIENCE, World, webhook};
use crate::IngressOptions;

const BODY: &[u8] = b"{}";

async fn withholding() -> World {
    World::with(IngressOptions::default(), 0).await
}

#[tokio::test]
async fn requests_under_way_are_finished() {
    let world = withholding().await;
    let mut idle = world.client().await;
    let mut client = world.client().await;
    client.send(&webhook(BODY)).await;
    world.outbox.begun(1).await;
    world.stop.cancel();
    // The one that has said nothing is let go, which also shows that the stop has taken effect.
    let gone = tokio::time::timeout(PATIENCE, idle.try_reply());
    assert_eq!(gone.await.unwrap(), None);
    assert!(!world.serving.is_finished());
    world.outbox.confirm(1);
    let reply = client.reply().await;
    assert_eq!(reply.status, 200);
    assert!(reply.head.contains("connection: close"), "{reply:?}");
    drop(client);
    assert_eq!(world.end().await.accepted().len(), 1);
}

#[tokio::test]
async fn nobody_new_is_accepted() {
    let world = World::new().await;
    assert_eq!(world.ask(&webhook(BODY)).await.status, 200);
    let address = world.address;
    world.end().await;
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn a_publish_whose_sender_is_gone_is_waited_for() {
    let world = withholding().await;
    let mut client = world.client().await;
    client.send(&webhook(BODY)).await;
    world.outbox.begun(1).await;
    drop(client);
    world.stop.cancel();
    for _ in 0..1000 {
        tokio::task::yield_now().await;
    }
    assert!(!world.serving.is_finished());
    world.outbox.confirm(1);
    assert_eq!(world.end().await.accepted().len(), 1);
}

#[tokio::test]
async fn a_caller_whose_grace_is_over_gets_its_connections_closed() {
    let world = withholding().await;
    let mut client = world.client().await;
    client.send(&webhook(BODY)).await;
    world.outbox.begun(1).await;
    world.serving.abort();
    let gone = tokio::time::timeout(PATIENCE, client.try_reply());
    assert_eq!(gone.await.unwrap(), None);
    // No success was said, yet what was begun may still arrive.
    world.outbox.confirm(1);
    world.outbox.until_accepted(1).await;
}
