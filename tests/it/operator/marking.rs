//! The marker by which a store is told from one that was emptied.

use super::Installation;
use crate::servers::Redis;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_marks_a_store_and_marks_it_again_after_a_flush() {
    let mut redis = Redis::start().await;
    let marked_as = |marker: &str| {
        let store = format!("[store.redis]\nurl = \"{}\"\n{marker}", redis.url());
        format!("[transport]\nkind = \"embedded\"\n\n[store]\nkind = \"redis\"\n{store}\n")
    };
    let (none, first, other) =
        (marked_as(""), marked_as("marker = \"shop-1\""), marked_as("marker = \"shop-2\""));
    let mut installation = Installation::new(|_| none).await;
    installation.configure(&["other"]);
    let refused = installation.run(&["store", "mark"]).await;
    assert_eq!(refused.code, Some(78), "{}", refused.stderr);
    assert!(refused.stderr.contains("store.redis.marker"), "{}", refused.stderr);
    assert_eq!(installation.json(&["store", "status"]).await["marker"], "not configured");

    installation.places = first;
    installation.configure(&["other"]);
    for marked in 0..2 {
        let lost = installation.run(&["store", "status"]).await;
        assert_eq!(lost.code, Some(1), "time {marked}: {}", lost.stderr);
        assert!(lost.stdout.contains("missing or another"), "{}", lost.stdout);
        let done = installation.run(&["store", "mark"]).await;
        assert_eq!((done.code, done.stdout.as_str()), (Some(0), "the store has its marker\n"));
        let status = installation.json(&["store", "status"]).await;
        let facts = ["marker", "maxmemory-policy", "appendonly", "keys"];
        let facts = facts.map(|name| status[name].as_str());
        assert_eq!(facts, [Some("known"), Some("noeviction"), Some("yes"), Some("1")]);
        redis.flush_all().await;
    }

    let marked = installation.run(&["store", "mark"]).await;
    assert_eq!(marked.code, Some(0), "{}", marked.stderr);
    installation.places = other;
    installation.configure(&["other"]);
    let another = installation.run(&["store", "mark"]).await;
    assert_eq!(another.code, Some(78), "{}", another.stderr);
    assert!(another.stderr.contains("refundd:marker"), "{}", another.stderr);
    assert_eq!(installation.run(&["store", "mark", "--replace"]).await.code, Some(0));
    assert_eq!(installation.run(&["store", "status"]).await.code, Some(0));

    redis.config_set("maxmemory-policy", "allkeys-lru").await;
    let wrong = installation.run(&["store", "status"]).await;
    assert_eq!(wrong.code, Some(1), "{}", wrong.stderr);
    assert!(wrong.stdout.contains("allkeys-lru"), "{}", wrong.stdout);
    redis.kill();
    let gone = installation.run(&["store", "status"]).await;
    assert_eq!(gone.code, Some(69), "{}", gone.stderr);
}
