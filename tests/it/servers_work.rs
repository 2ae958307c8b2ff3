//! The harness does what its names say. Without this, a test that kills a broker could pass
//! because the broker was never killed.

use std::process::{Command, Stdio};
use std::time::Duration;

use futures_util::StreamExt;
use lapin::options::{
    BasicAckOptions, BasicConsumeOptions, BasicPublishOptions, ConfirmSelectOptions,
    QueueDeclareOptions,
};
use lapin::types::FieldTable;
use lapin::{BasicProperties, Channel, Confirmation, Connection};
use redis::AsyncCommands;
use redis::aio::MultiplexedConnection;

use crate::servers::{
    Chaos, Lines, RabbitMq, Redis, RedisOptions, SOON, amqp, eventually, is_alive, rabbitmq,
    redis as shared_redis, redis_at, soon, try_redis,
};

/// For what must not happen. Always waited out, so short.
const A_MOMENT: Duration = Duration::from_millis(300);
/// Set for the copy of this program that is started to be killed.
const TO_BE_KILLED: &str = "REFUNDD_TEST_TO_BE_KILLED";

async fn open(url: &str) -> (Connection, Channel) {
    let connection = amqp(url).await;
    let channel = connection.create_channel().await.expect("a connection has a channel");
    let confirms = channel.confirm_select(ConfirmSelectOptions::default()).await;
    confirms.expect("the broker confirms");
    let durable = QueueDeclareOptions::durable();
    let queue = channel.queue_declare("letters".into(), durable, FieldTable::default()).await;
    queue.expect("the queue is declared");
    (connection, channel)
}

async fn publish(channel: &Channel, body: &[u8]) -> lapin::Result<Confirmation> {
    let options = BasicPublishOptions { mandatory: true, ..BasicPublishOptions::default() };
    let persistent = BasicProperties::default().with_delivery_mode(2);
    channel.basic_publish("".into(), "letters".into(), options, body, persistent).await?.await
}

async fn connect(url: &str) -> MultiplexedConnection {
    redis_at(url).await
}

#[tokio::test]
async fn a_message_published_is_consumed() {
    let vhost = rabbitmq().await.new_vhost().await;
    let (_connection, channel) = open(vhost.url()).await;
    assert_eq!(publish(&channel, b"hello").await.ok(), Some(Confirmation::Ack(None)));
    assert_eq!(vhost.queue_depth("letters").await, Some(1));

    let options = BasicConsumeOptions::default();
    let consumer =
        channel.basic_consume("letters".into(), "".into(), options, FieldTable::default());
    let mut consumer = consumer.await.expect("the queue can be consumed");
    let delivery = soon(consumer.next()).await;
    let delivery = delivery.expect("the stream is open").expect("a delivery");
    assert_eq!(delivery.data, b"hello");
    assert!(delivery.ack(BasicAckOptions::default()).await.expect("the channel is open"));
    assert!(eventually(SOON, || async { vhost.queue_depth("letters").await == Some(0) }).await);
}

#[tokio::test]
async fn virtual_hosts_do_not_see_each_other() {
    let broker = rabbitmq().await;
    let (first, second) = (broker.new_vhost().await, broker.new_vhost().await);
    let (_connection, _channel) = open(first.url()).await;
    assert_eq!(first.queue_depth("letters").await, Some(0));
    assert_eq!(second.queue_depth("letters").await, None);
}

#[tokio::test]
async fn a_killed_broker_comes_back_with_its_messages_and_leaves_nothing_behind() {
    let mut broker = RabbitMq::start().await;
    let vhost = broker.new_vhost().await;
    let (_connection, channel) = open(vhost.url()).await;
    assert_eq!(publish(&channel, b"kept").await.ok(), Some(Confirmation::Ack(None)));

    let [first_node, names] = broker.pids();
    broker.kill();
    assert!(!is_alive(first_node));
    assert!(is_alive(names));
    assert!(publish(&channel, b"lost").await.is_err());

    broker.restart().await;
    let [node, _] = broker.pids();
    assert_ne!(first_node, node);
    assert_eq!(vhost.queue_depth("letters").await, Some(1));

    let home = broker.home().to_owned();
    assert!(is_alive(node) && home.exists());
    drop(broker);
    assert!(!is_alive(node) && !is_alive(names) && !home.exists());
}

#[tokio::test]
async fn a_broker_can_block_publishers_and_close_connections() {
    let mut broker = RabbitMq::start().await;
    let url = broker.amqp_url();
    let (connection, channel) = open(&url).await;

    broker.memory_alarm(true).await;
    let blocked = tokio::time::timeout(A_MOMENT, publish(&channel, b"waits")).await;
    assert!(blocked.is_err(), "no confirm while the alarm is raised");
    broker.memory_alarm(false).await;
    let confirmed = soon(publish(&channel, b"passes")).await;
    assert_eq!(confirmed.ok(), Some(Confirmation::Ack(None)));

    assert!(connection.status().connected());
    broker.close_all_connections().await;
    assert!(eventually(SOON, || async { !connection.status().connected() }).await);
    let (_connection, channel) = open(&url).await;
    assert_eq!(publish(&channel, b"again").await.ok(), Some(Confirmation::Ack(None)));
}

#[tokio::test]
async fn databases_do_not_see_each_other() {
    let server = shared_redis().await;
    let mut first = connect(&server.new_database()).await;
    let mut second = connect(&server.new_database()).await;
    let _: () = first.set("key", 1).await.expect("redis writes");
    assert_eq!(first.exists("key").await, Ok(true));
    assert_eq!(second.exists("key").await, Ok(false));
}

#[tokio::test]
async fn a_killed_redis_comes_back_with_its_data_unless_it_keeps_none() {
    for append_only in [true, false] {
        let options = RedisOptions { append_only, sync_always: true, ..RedisOptions::default() };
        let mut server = Redis::start_with(options).await;
        let mut connection = connect(&server.url()).await;
        let _: () = connection.set("key", "value").await.expect("redis writes");

        let first = server.pid();
        server.kill();
        assert!(!is_alive(first));
        assert!(connection.get::<_, String>("key").await.is_err());

        server.restart().await;
        assert_ne!(first, server.pid());
        let mut connection = connect(&server.url()).await;
        assert_eq!(connection.exists("key").await, Ok(append_only));

        let last = server.pid();
        drop(server);
        assert!(!is_alive(last));
    }
}

#[tokio::test]
async fn a_redis_can_forget_and_can_be_full() {
    let options = RedisOptions { maxmemory_bytes: 1, ..RedisOptions::default() };
    let mut server = Redis::start_with(options).await;
    let mut connection = connect(&server.url()).await;
    let refused = connection.set::<_, _, ()>("key", 1).await.expect_err("redis is full");
    assert_eq!(refused.code(), Some("OOM"));

    server.config_set("maxmemory", "0").await;
    let _: () = connection.set("key", 1).await.expect("redis writes");
    server.flush_all().await;
    assert_eq!(connection.exists("key").await, Ok(false));
}

#[tokio::test]
async fn a_paused_proxy_holds_both_directions_and_delivers_them_later() {
    let url = shared_redis().await.new_database();
    let proxy = Chaos::before(&url).await;
    let mut through = connect(&proxy.through(&url)).await;
    through.set_response_timeout(SOON);
    let mut direct = connect(&url).await;
    let _: () = through.set("key", "before").await.expect("redis writes");

    proxy.pause();
    let mut write = tokio::spawn(async move { through.set::<_, _, ()>("key", "after").await });
    assert!(tokio::time::timeout(A_MOMENT, &mut write).await.is_err());
    assert_eq!(direct.get("key").await, Ok("before".to_owned()));

    proxy.resume();
    assert_eq!(write.await.expect("the task ends"), Ok(()));
    assert_eq!(direct.get("key").await, Ok("after".to_owned()));
}

#[tokio::test]
async fn a_proxy_that_holds_answers_lets_the_server_act() {
    let url = shared_redis().await.new_database();
    let proxy = Chaos::before(&url).await;
    let mut through = connect(&proxy.through(&url)).await;
    through.set_response_timeout(SOON);
    let direct = connect(&url).await;

    proxy.hold_answers();
    let mut write = tokio::spawn(async move { through.set::<_, _, ()>("key", 1).await });
    let written = eventually(SOON, || async { direct.clone().exists("key").await == Ok(true) });
    assert!(written.await);
    assert!(tokio::time::timeout(A_MOMENT, &mut write).await.is_err());

    proxy.cut();
    assert!(write.await.expect("the task ends").is_err());
}

#[tokio::test]
async fn a_proxy_can_delay_and_refuse() {
    let url = shared_redis().await.new_database();
    let proxy = Chaos::before(&url).await;
    let mut through = connect(&proxy.through(&url)).await;
    through.set_response_timeout(SOON);

    proxy.delay(A_MOMENT);
    let began = std::time::Instant::now();
    let _: () = through.set("key", 1).await.expect("redis writes");
    assert!(began.elapsed() >= 2 * A_MOMENT, "once on the way there and once on the way back");

    proxy.cut_and_refuse();
    assert!(try_redis(proxy.through(&url)).await.is_err());
    proxy.resume();
    assert!(try_redis(proxy.through(&url)).await.is_ok());
    assert!(through.ping::<()>().await.is_err(), "a cut connection stays cut");
}

/// The test process is killed with SIGKILL, so no code of ours runs in it any more.
#[tokio::test]
async fn a_server_dies_with_a_killed_test_process() {
    if std::env::var_os(TO_BE_KILLED).is_some() {
        let server = Redis::start().await;
        println!("\nserver {}", server.pid());
        return std::future::pending().await;
    }
    let program = std::env::current_exe().expect("a running program has a path");
    let mut victim = Command::new(program)
        .args(["--exact", "servers_work::a_server_dies_with_a_killed_test_process", "--nocapture"])
        .env(TO_BE_KILLED, "yes")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("this program can be started again");
    let mut lines = Lines::of(victim.stdout.take().expect("stdout is piped"));
    let pid = loop {
        if let Some(pid) = lines.next().strip_prefix("server ") {
            break pid.parse().expect("a process id");
        }
    };
    assert!(is_alive(pid));

    victim.kill().expect("a child can be killed");
    victim.wait().expect("a killed child ends");
    assert!(eventually(SOON, || async { !is_alive(pid) }).await);
}
