//! Whom the broker or the store does not let in is told so at once, in one line that names the remedy.

use std::time::{Duration, Instant};

use super::deployment::{Deployment, vhost};
use super::process::Daemon;
use super::refusals::{CONFIG, ends};
use crate::servers::{self, Redis, redis_at};

/// Ends with 78 before anything is tried again, says all of this in its last line, and nothing that a
/// client library would say, at any level.
async fn is_refused_at_once(daemon: Daemon, role: &str, texts: &[&str]) {
    let begun = Instant::now();
    let stderr = ends(daemon, CONFIG, texts).await;
    assert!(begun.elapsed() < Duration::from_secs(20), "{role}: {:?}", begun.elapsed());
    assert!(!stderr.contains("trying again"), "{role}: {stderr}");
    assert!(!stderr.contains("\"ERROR\"") && !stderr.contains("lapin"), "{role}: {stderr}");
    let last = stderr.lines().last().unwrap_or_default();
    assert!(last.starts_with("refundd: "), "{role}: {last}");
    for text in texts {
        assert!(last.contains(text), "{role}: {text:?} in {last:?}");
    }
}

fn with_password(url: &str, password: &str) -> String {
    let (scheme, rest) = url.split_once("://").expect("a URL has a scheme");
    let (login, place) = rest.rsplit_once('@').expect("a URL has a login");
    let user = login.split(':').next().unwrap_or_default();
    format!("{scheme}://{user}:{password}@{place}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn o12_a_broker_that_refuses_us_is_no_broker_that_is_away() {
    let broker = servers::rabbitmq().await;
    let (own, redis) = (broker.new_vhost().await, servers::redis().await.new_database());
    let nothing = broker.new_user(&own, "nothing", ["^$", "^$", "^$"]).await;
    let (server, _) = own.url().rsplit_once('/').expect("a URL has a virtual host");
    let (nobody, _) = nothing.rsplit_once('/').expect("a URL has a virtual host");
    let elsewhere = format!("{nobody}/%2f");
    let refuses = "RabbitMQ is not set up as it must be: the broker refuses us";
    for (url, says) in [
        (with_password(own.url(), "not-this-one"), "ACCESS_REFUSED"),
        (format!("{server}/no-such-place"), "no-such-place"),
        (elsewhere, "NOT_ALLOWED"),
    ] {
        for role in ["ingress", "worker"] {
            let deployment = Deployment::on(&url, &redis, |_| {}).await;
            let texts = [refuses, says, "transport.rabbitmq.url"];
            is_refused_at_once(deployment.spawn(role), role, &texts).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn o12_a_right_that_is_missing_is_missing_at_the_start() {
    let broker = servers::rabbitmq().await;
    let (own, redis) = (broker.new_vhost().await, servers::redis().await.new_database());
    // Everything stands, and may be looked at; each user lacks one right of its role.
    let all = Deployment::on(own.url(), &redis, |_| {}).await;
    drop(all.start("all").await);
    let named = |what: &str| format!("^{}$", all.named(what).replace('.', "\\."));
    let (work, inbound) = (named("work"), named("in"));
    for (number, (role, write, read, misses)) in [
        ("ingress", "^amq\\.default$", "^$", all.named("in")),
        ("worker", ".*", inbound.as_str(), all.named("work")),
        ("worker", inbound.as_str(), work.as_str(), "amq.default".to_owned()),
    ]
    .into_iter()
    .enumerate()
    {
        let user = broker.new_user(&own, &format!("lacks{number}"), ["^$", write, read]).await;
        let url = [
            ("TRANSPORT__RABBITMQ__URL", &*user),
            ("TRANSPORT__RABBITMQ__DECLARE", "false"),
            ("STORE__REDIS__URL", &*redis),
            ("ACCOUNTS__STRIPE_EU__API_KEY", super::deployment::API_KEY),
        ];
        let secrets =
            ["help_desk_secrets", "review_desk_secrets", "webhook_secrets", "sealing_keys"];
        let daemon = all.command(&["run", "--role", role], &url, &secrets);
        let texts = ["the broker refuses us", &misses, "docs/topology.md"];
        is_refused_at_once(daemon, role, &texts).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn o12_a_store_that_refuses_us_is_no_store_that_is_away() {
    let redis = Redis::start().await;
    let mut connection = redis_at(&redis.url()).await;
    let line = "SETUSER reader on >of-this-test ~* resetchannels -@all +ping +select +hmget +info";
    let mut command = redis::cmd("ACL");
    for word in line.split(' ') {
        command.arg(word);
    }
    let made: redis::RedisResult<()> = command.query_async(&mut connection).await;
    made.expect("Redis takes the line");
    let (_, place) =
        redis.url().split_once('@').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    for url in [
        with_password(&redis.url(), "not-this-one"),
        format!("redis://nobody:of-this-test@{place}"),
        format!("redis://{place}"),
        format!("redis://reader:of-this-test@{place}"),
    ] {
        for elsewhere in ["false", "true"] {
            let deployment = Deployment::on(vhost().await.url(), &url, |_| {}).await;
            let deployment =
                deployment.with("STORE__REDIS__SETTINGS_ARE_VERIFIED_ELSEWHERE", elsewhere);
            let texts = ["Redis refuses us", "store.redis.url", "docs/store.md"];
            is_refused_at_once(deployment.spawn("worker"), &url, &texts).await;
        }
    }
}
