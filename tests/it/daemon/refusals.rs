//! What is set up wrongly is refused at the start, with an exit code and a text that helps.

use std::net::TcpListener;

use lapin::options::QueueDeclareOptions;
use lapin::types::FieldTable;

use super::deployment::{Deployment, vhost};
use super::process::Daemon;
use crate::servers::{Redis, RedisOptions, SOON, amqp, free_ports, soon};

/// Something is set up wrongly.
pub const CONFIG: i32 = 78;
/// Something is not available.
pub const UNAVAILABLE: i32 = 69;

/// The program ends with this code and says all of this; returns what it said.
pub async fn ends(mut daemon: Daemon, code: i32, texts: &[&str]) -> String {
    let ended = daemon.exit_code(SOON).await;
    let said = daemon.stderr();
    assert_eq!(ended, code, "{said}");
    for text in texts {
        assert!(said.contains(text), "{text:?} in:\n{said}");
    }
    assert!(!said.contains("panicked"), "{said}");
    said
}

async fn on_redis(options: RedisOptions) -> (Redis, Deployment) {
    let redis = Redis::start_with(options).await;
    let deployment = Deployment::on(vhost().await.url(), &redis.url(), |_| {}).await;
    (redis, deployment)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_redis_that_evicts_or_forgets_is_refused() {
    let evicting = RedisOptions { maxmemory_policy: "allkeys-lru", ..RedisOptions::default() };
    let (_redis, deployment) = on_redis(evicting).await;
    let texts = ["maxmemory-policy", "\"allkeys-lru\"", "CONFIG SET maxmemory-policy noeviction"];
    ends(deployment.spawn("worker"), CONFIG, &texts).await;

    let forgetting = RedisOptions { append_only: false, ..RedisOptions::default() };
    let (_redis, deployment) = on_redis(forgetting).await;
    let texts = ["appendonly", "CONFIG SET appendonly yes"];
    ends(deployment.spawn("all"), CONFIG, &texts).await;
    // Who only receives has no use for the store.
    drop(deployment.start("ingress").await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_queue_with_other_arguments_is_refused() {
    let deployment = Deployment::new().await;
    let connection = amqp(&deployment.rabbitmq).await;
    let channel = soon(connection.create_channel()).await.expect("a connection has a channel");
    let (queue, durable) = (deployment.named("work"), QueueDeclareOptions::durable());
    let declared = channel.queue_declare(queue.as_str().into(), durable, FieldTable::default());
    declared.await.expect("the queue is declared");
    let named = format!("the queue `{queue}` exists with other arguments");
    let texts = ["RabbitMQ is not set up as it must be", &named, "PRECONDITION_FAILED"];
    ends(deployment.spawn("all"), CONFIG, &texts).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_port_in_use_is_named() {
    let deployment = Deployment::new().await;
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = taken.local_addr().expect("a bound listener has an address");
    let [free] = free_ports();
    let text = format!("cannot listen on {address} (http.listen)");
    ends(deployment.spawn_on("all", [address.port(), free]), CONFIG, &[&text]).await;
    let text = format!("cannot listen on {address} (admin.listen)");
    ends(deployment.spawn_on("all", [free, address.port()]), CONFIG, &[&text]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_configuration_is_shown_with_a_remedy() {
    let deployment = Deployment::new().await;
    let slip = deployment.check(true, |home| {
        let path = home.join("refundd.toml");
        let text = std::fs::read_to_string(&path).expect("it was written");
        let text = text.replace("[worker]\n", "[worker]\nfresh_second = 9\n");
        std::fs::write(&path, text).expect("a home is writable");
    });
    ends(slip, CONFIG, &["fresh_second", "did you mean `fresh_seconds`?"]).await;

    let policy = deployment.check(true, |home| {
        let broken = "name = 'P'\nversion = '1'\n[[rule]]\nid = 'a'\nwhen = ['payment.ages > 3']\n";
        std::fs::write(home.join("policy.toml"), broken).expect("a home is writable");
    });
    ends(policy, CONFIG, &["policy.toml", "payment.ages", "^^^^", "payment.age_days"]).await;

    let secret = deployment.check(true, |home| {
        std::fs::remove_file(home.join("webhook_secrets")).expect("it was written");
    });
    ends(secret, CONFIG, &["webhook_secrets_file", "webhook_secrets"]).await;

    let mut missing = deployment.check(true, |home| {
        std::fs::remove_file(home.join("refundd.toml")).expect("it was written");
    });
    assert_eq!(missing.exit_code(SOON).await, CONFIG);
    assert!(missing.stderr().contains("refundd.toml"), "{}", missing.stderr());

    let mut good = deployment.check(true, |_| {});
    assert_eq!(good.exit_code(SOON).await, 0, "{}", good.stderr());
    let said = good.stdout();
    for text in ["account stripe-eu: policy", "sha256", "the configuration can be used"] {
        assert!(said.contains(text), "{text} in:\n{said}");
    }
}

/// The example of the documentation, with only its paths changed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_example_can_be_used() {
    let deployment = Deployment::new().await;
    let mut example = deployment.check(false, |home| {
        let text = include_str!("../../../config/example.toml");
        let secrets = home.join("secrets").display().to_string();
        let text = text.replace("/run/secrets/refundd", &secrets);
        std::fs::write(home.join("refundd.toml"), text).expect("a home is writable");
        std::fs::create_dir(home.join("secrets")).expect("a home is writable");
        for (name, secret) in [
            ("help_desk_secrets", super::deployment::REQUEST_SECRET),
            ("review_desk_secrets", super::deployment::REVIEW_SECRET),
            ("event_secrets", "whsec_ZXZlbnRzIG9mIHRoZSBleGFtcGxlLCBub3RoaW5nIG1vcmU="),
            ("bot_secrets", "whsec_Ym90IG9mIHRoZSBleGFtcGxlLCBub3RoaW5nIG1vcmU="),
            ("rabbitmq_url", "amqps://refundd:secret@rabbitmq.example.com:5671/refunds"),
            ("redis_url", "rediss://refundd:secret@redis.example.com:6379/0"),
            ("stripe_eu_api_key", "rk_live_0123456789"),
            ("sealing_keys", super::deployment::SEALING_KEY),
            ("stripe_eu_webhook_secrets", "whsec_0123456789abcdef"),
        ] {
            let path = home.join("secrets").join(name);
            std::fs::write(path, secret).expect("a home is writable");
        }
    });
    assert_eq!(example.exit_code(SOON).await, 0, "{}", example.stderr());
    assert!(example.stdout().contains("account stripe-eu"), "{}", example.stdout());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broker_that_does_not_come_is_waited_for_and_then_named() {
    let [nobody] = free_ports();
    let url = format!("amqp://u:hush@127.0.0.1:{nobody}/%2f");
    let redis = crate::servers::redis().await.new_database();
    let deployment = Deployment::on(&url, &redis, |_| {}).await;
    let mut daemon = deployment.spawn("all");
    assert_eq!(daemon.exit_code(SOON).await, UNAVAILABLE, "{}", daemon.tail());
    let said = daemon.stderr();
    assert!(said.contains("RabbitMQ cannot be reached"), "{said}");
    assert!(said.contains("not there yet, trying again"), "{said}");
    assert!(!said.contains("hush"), "{said}");
}
