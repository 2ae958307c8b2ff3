//! Each role runs with exactly the rights that the documents give its users, and is refused the rest.

use lapin::BasicProperties;
use lapin::options::{BasicConsumeOptions, BasicPublishOptions, ConfirmSelectOptions};
use lapin::types::FieldTable;

use super::client::{self, refund_requested};
use super::consumer::Consumer;
use super::deployment::{API_KEY, Deployment};
use crate::servers::{self, SOON, Vhost, amqp, eventually, redis_at, try_redis};

/// What an operator's user is enough for.
const OPERATED: [&[&str]; 6] = [
    &["shelf", "list"],
    &["review", "list"],
    &["report"],
    &["store", "status"],
    &["case", "wake", "--all"],
    &["topology"],
];

const TOPOLOGY: &str = include_str!("../../../docs/topology.md");
const STORE: &str = include_str!("../../../docs/store.md");

/// The rights of a user of the broker, as the page says, under this prefix.
fn broker_rights(user: &str, prefix: &str) -> [String; 3] {
    let rows = TOPOLOGY.lines().filter_map(|line| line.strip_prefix("| "));
    let row = rows.rev().find(|row| row.starts_with(user)).expect("the page has this user");
    // A bar within a cell is written with a stroke before it.
    let cells = row.replace("\\|", "\u{1}");
    let cells: Vec<String> = cells
        .split('|')
        .skip(1)
        .map(|cell| cell.trim().trim_matches('`').replace('\u{1}', "|").replace("refundd", prefix))
        .collect();
    let [configure, write, read, ..] = cells.as_slice() else { panic!("{row}") };
    [configure.clone(), write.clone(), read.clone()]
}

/// Makes the user of the broker, and says its URL.
async fn broker_user(vhost: &Vhost, user: &str, prefix: &str) -> String {
    let rights = broker_rights(user, prefix);
    let [configure, write, read] = &rights;
    servers::rabbitmq().await.new_user(vhost, user, [configure, write, read]).await
}

/// Makes the user of the store that the page describes, and says its URL.
async fn store_user(url: &str, role: &str, prefix: &str) -> String {
    let begins = format!("user refundd-{role} ");
    let line = STORE.lines().find_map(|line| line.strip_prefix(&begins));
    let rules = line.expect("the page has this user").replace("refundd:", &format!("{prefix}:"));
    let rules = rules.replace("PASSWORD", "of-this-test");
    let user = format!("{prefix}-{role}");
    let mut command = redis::cmd("ACL");
    command.arg("SETUSER").arg(&user);
    for rule in rules.split(' ') {
        command.arg(rule);
    }
    let made: redis::RedisResult<()> = command.query_async(&mut redis_at(url).await).await;
    made.expect("the line is one that Redis takes");
    let (_, place) = url.split_once('@').expect("a URL has a user");
    format!("redis://{user}:of-this-test@{place}")
}

async fn is_refused(url: &str, command: &[&str]) {
    let mut connection = try_redis(url).await.expect("the user can connect");
    let (name, arguments) = command.split_first().expect("a command");
    let mut asked = redis::cmd(name);
    for argument in arguments {
        asked.arg(argument);
    }
    let answer: redis::RedisResult<redis::Value> = asked.query_async(&mut connection).await;
    let error = answer.expect_err("it is forbidden");
    assert_eq!(error.code(), Some("NOPERM"), "{command:?}: {error}");
}

async fn may_not_publish(url: &str, exchange: &str, key: &str) {
    let connection = amqp(url).await;
    let channel = connection.create_channel().await.expect("a channel can be opened");
    channel.confirm_select(ConfirmSelectOptions::default()).await.expect("confirms can be had");
    let sent = channel
        .basic_publish(
            exchange.into(),
            key.into(),
            BasicPublishOptions::default(),
            b"forged",
            BasicProperties::default(),
        )
        .await;
    let refused = match sent {
        Ok(confirmation) => confirmation.await.is_err(),
        Err(_) => true,
    };
    assert!(refused, "{url} may publish to {exchange:?}");
}

async fn may_not_read(url: &str, queue: &str) {
    let connection = amqp(url).await;
    let channel = connection.create_channel().await.expect("a channel can be opened");
    let taken = channel
        .basic_consume(
            queue.into(),
            "forbidden".into(),
            BasicConsumeOptions::default(),
            FieldTable::default(),
        )
        .await;
    let error = taken.err().map(|error| error.to_string()).unwrap_or_default();
    assert!(error.contains("ACCESS"), "{url} may read {queue}: {error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s17_each_role_runs_with_exactly_the_rights_of_its_users() {
    let vhost = servers::rabbitmq().await.new_vhost().await;
    let redis = servers::redis().await.new_database();
    let deployment = Deployment::on(vhost.url(), &redis, |_| {}).await;
    let prefix = deployment.prefix.clone();
    let mut broker = Vec::new();
    for user in ["owner", "ingress", "worker", "operator", "publisher"] {
        broker.push(broker_user(&vhost, user, &prefix).await);
    }
    let [owner, ingress, worker, operator, publisher] = broker.try_into().expect("five users");
    let worker_store = store_user(&redis, "worker", &prefix).await;
    let operator_store = store_user(&redis, "operator", &prefix).await;

    // The owner declares once, with the verb for that.
    let by_owner = [("TRANSPORT__RABBITMQ__URL", &*owner), ("STORE__REDIS__URL", &*operator_store)];
    let mut declared =
        deployment.command(&["topology", "--declare"], &by_owner, &["review_desk_secrets"]);
    assert_eq!(declared.exit_code(SOON).await, 0, "{}", declared.stderr());

    let consumer = Consumer::of(&deployment).await;
    let receives =
        [("TRANSPORT__RABBITMQ__URL", &*ingress), ("TRANSPORT__RABBITMQ__DECLARE", "false")];
    let secrets = ["help_desk_secrets", "review_desk_secrets", "webhook_secrets"];
    let front = deployment.start_with("ingress", &receives, &secrets).await;
    let works = [
        ("TRANSPORT__RABBITMQ__URL", &*worker),
        ("TRANSPORT__RABBITMQ__DECLARE", "false"),
        ("STORE__REDIS__URL", &*worker_store),
        ("ACCOUNTS__STRIPE_EU__API_KEY", API_KEY),
    ];
    let secrets = ["help_desk_secrets", "review_desk_secrets", "webhook_secrets", "sealing_keys"];
    let _back = deployment.start_with("worker", &works, &secrets).await;

    // From end to end: asked for at the one, refunded by the other, and told.
    let payment = super::payment(&deployment.sandbox, "rights");
    let asked = refund_requested("r_rights", &payment, "technical_problem");
    client::request_until_accepted(front.http, &asked).await;
    assert!(consumer.sees("refund.succeeded.v1", &payment).await, "{}", front.tail());

    // An operator looks.
    let looks = [
        ("TRANSPORT__RABBITMQ__URL", &*operator),
        ("TRANSPORT__RABBITMQ__DECLARE", "false"),
        ("STORE__REDIS__URL", &*operator_store),
    ];
    for verb in OPERATED {
        let mut ended = deployment.command(verb, &looks, &["review_desk_secrets"]);
        assert_eq!(ended.exit_code(SOON).await, 0, "{verb:?}: {}", ended.stderr());
    }
    let kept = async || {
        let mut connection = redis_at(&redis).await;
        let key = format!("{prefix}:{{stripe-eu/{payment}}}:case");
        let found: redis::RedisResult<bool> =
            redis::cmd("HEXISTS").arg(key).arg("seal").query_async(&mut connection).await;
        found.unwrap_or_default()
    };
    assert!(eventually(SOON, kept).await, "what is stored is sealed");

    // And what nobody of them may.
    let [inbound, events] = ["in", "events"].map(|name| deployment.named(name));
    let [work, parked] = ["work", "parked"].map(|name| deployment.named(name));
    for user in [&ingress, &operator, &publisher] {
        may_not_publish(user, &events, "refund.succeeded").await;
        may_not_publish(user, "", &work).await;
        may_not_read(user, &work).await;
    }
    may_not_publish(&worker, &inbound, "work").await;
    may_not_read(&worker, &parked).await;
    may_not_read(&ingress, &parked).await;
    let case = format!("{prefix}:{{stripe-eu/{payment}}}:case");
    let marker = format!("{prefix}:marker");
    is_refused(&operator_store, &["HSET", &case, "record", "forged"]).await;
    is_refused(&operator_store, &["SET", &case, "forged"]).await;
    is_refused(&worker_store, &["DEL", &marker]).await;
    is_refused(&worker_store, &["HMGET", "elsewhere", "record"]).await;
    for user in [&worker_store, &operator_store] {
        is_refused(user, &["FLUSHDB"]).await;
        is_refused(user, &["DEL", &case]).await;
        is_refused(user, &["CONFIG", "SET", "appendonly", "no"]).await;
    }
}
