//! The store behind Sentinel and in a cluster: the address is found, and found again.

use std::fmt::Write;
use std::path::PathBuf;
use std::time::Duration;

use adapter_redis::{Options, RedisStore};
use ports::store::{CaseStore, Keep, Version};
use redis::aio::MultiplexedConnection;

use super::{big_case, case, seal};
use crate::servers::{
    Authority, Guarded, Program, SOON, eventually, free_ports, new_home, try_redis,
};

/// A `redis-server` with these lines of configuration.
async fn start(name: &str, port: u16, lines: &str, mode: &[&str]) -> Guarded {
    let home = new_home(name);
    let mut text = format!("bind 127.0.0.1\nport {port}\ndir {}\n", home.display());
    text.push_str(lines);
    std::fs::write(home.join("server.conf"), text).expect("a home is writable");
    let mut arguments = vec![home.join("server.conf").into_os_string()];
    arguments.extend(mode.iter().map(Into::into));
    let program = Program {
        path: std::env::var_os("REFUNDD_TEST_REDIS")
            .map_or_else(|| PathBuf::from("redis-server"), PathBuf::from),
        arguments,
        environment: vec![("LC_ALL", "C".into())],
        word: "redis-server",
    };
    let server = Guarded::start(home, &program);
    let ready = eventually(SOON, || async { connect(port).await.is_ok() });
    assert!(ready.await, "{}", server.output());
    server
}

async fn connect(port: u16) -> redis::RedisResult<MultiplexedConnection> {
    try_redis(("127.0.0.1", port)).await
}

async fn ask(port: u16, words: &[&str]) -> redis::RedisResult<String> {
    let mut connection = connect(port).await?;
    let mut command = redis::Cmd::new();
    for word in words {
        command.arg(word);
    }
    let answer: redis::Value = command.query_async(&mut connection).await?;
    Ok(format!("{answer:?}"))
}

fn store_at(url: &str) -> RedisStore {
    let options = Options { response_timeout_ms: Duration::from_secs(2), ..Options::at(url) };
    RedisStore::new(options, "test", seal()).expect("good options")
}

#[tokio::test]
async fn after_a_failover_the_sentinels_are_asked_for_the_new_master() {
    let [first, second, sentinel] = free_ports();
    let durable = "appendonly yes\nsave \"\"\nrepl-diskless-sync-delay 0\n";
    let mut master = start("master", first, durable, &[]).await;
    let follows = format!("{durable}replicaof 127.0.0.1 {first}\n");
    let _replica = start("replica", second, &follows, &[]).await;
    let mut watches = String::new();
    for setting in [
        format!("monitor shop 127.0.0.1 {first} 1"),
        "down-after-milliseconds shop 500".to_owned(),
        "failover-timeout shop 2000".to_owned(),
    ] {
        writeln!(watches, "sentinel {setting}").expect("a string can be written");
    }
    let _sentinel = start("sentinel", sentinel, &watches, &["--sentinel"]).await;
    let knows_replica = eventually(SOON, || async {
        ask(sentinel, &["SENTINEL", "REPLICAS", "shop"])
            .await
            .is_ok_and(|answer| answer.contains(&second.to_string()))
    });
    assert!(knows_replica.await);

    let store = store_at(&format!("redis+sentinel://127.0.0.1:{sentinel}/shop/0"));
    store.verify_settings().await.expect("both are durable");
    let saved = store.save(&case("pi_1", 1), Version::default(), Keep::Forever).await;
    let first = saved.expect("the master is found");
    let arrived = eventually(SOON, || async {
        ask(second, &["EXISTS", "refundd:{stripe-eu/pi_1}:case"])
            .await
            .is_ok_and(|answer| answer == "int(1)")
    });
    assert!(arrived.await);

    master.kill();
    assert!(store.load(&case("pi_1", 0).id).await.is_err());
    assert!(eventually(SOON, || async { store.probe().await.is_ok() }).await);
    let saved = store.save(&case("pi_1", 2), first, Keep::Forever).await;
    assert_eq!(saved.expect("the new master is found").saves, 2);
}

#[tokio::test]
async fn a_cluster_keeps_each_case_on_one_node_and_every_node_is_verified() {
    let [first, second] = free_ports();
    let member = "cluster-enabled yes\nappendonly yes\nsave \"\"\nmaxmemory-policy noeviction\n";
    // The bus port of a node is its own port and 10000 more, which may be none at all.
    let [bus_of_first, bus_of_second] = free_ports();
    let bus = |port: u16| format!("{member}cluster-port {port}\n");
    let _first = start("node", first, &bus(bus_of_first), &[]).await;
    let _second = start("node", second, &bus(bus_of_second), &[]).await;
    for (port, from, to) in [(first, "0", "8191"), (second, "8192", "16383")] {
        ask(port, &["CLUSTER", "ADDSLOTSRANGE", from, to]).await.expect("slots are taken");
    }
    let (port, bus) = (second.to_string(), bus_of_second.to_string());
    ask(first, &["CLUSTER", "MEET", "127.0.0.1", &port, &bus]).await.expect("they meet");
    for node in [first, second] {
        let whole = eventually(SOON, || async {
            ask(node, &["CLUSTER", "INFO"])
                .await
                .is_ok_and(|answer| answer.contains("cluster_state:ok"))
        });
        assert!(whole.await);
    }

    let store = store_at(&format!("redis+cluster://127.0.0.1:{first}"));
    store.verify_settings().await.expect("both are durable");
    for number in 0..16 {
        let case = big_case(&format!("pi_{number}"));
        let saved = store.save(&case, Version::default(), Keep::Forever).await;
        let saved = saved.expect("it is saved");
        let loaded = store.load(&case.id).await.expect("the store answers");
        assert_eq!(loaded, Some((case, saved)));
    }
    for node in [first, second] {
        let keys = ask(node, &["DBSIZE"]).await.expect("redis counts");
        assert_ne!(keys, "int(0)", "both nodes have cases");
    }
    store.probe().await.expect("the store can be used");
    super::takers::many_are_read_at_once(&store, jiff::Timestamp::UNIX_EPOCH).await;
    let (cases, unusable, pages) = super::walk::seen(&store).await;
    assert_eq!((cases.len(), unusable), (16, 0), "both nodes are walked over");
    assert!(pages >= 2, "{pages}");

    ask(second, &["CONFIG", "SET", "appendonly", "no"]).await.expect("redis obeys");
    let refused = store.verify_settings().await.expect_err("one node forgets").to_string();
    assert!(refused.contains("appendonly"), "{refused}");
}

/// Lines for a server that listens for TLS as well and talks TLS to its like.
fn tls(folder: &std::path::Path, port: u16, authority: &Authority) -> String {
    let own = authority.for_loopback();
    let mut lines =
        format!("tls-port {port}\ntls-auth-clients no\ntls-replication yes\ntls-cluster yes\n");
    for (option, content) in [
        ("tls-ca-cert-file", &own.authority),
        ("tls-cert-file", &own.chain),
        ("tls-key-file", &own.key),
    ] {
        let path = folder.join(format!("{port}-{option}.pem"));
        std::fs::write(&path, content).expect("the folder is writable");
        writeln!(lines, "{option} {}", path.display()).expect("a string can be written");
    }
    lines
}

/// Saves where the authority is trusted, and is refused where it is not.
async fn trusts(url: &str, authority: &Authority) {
    let store = |ca: Option<&str>| {
        let ca = ca.map(str::to_owned);
        let options =
            Options { ca, connect_timeout_ms: Duration::from_secs(20), ..Options::at(url) };
        RedisStore::new(options, "test", seal()).expect("good options")
    };
    let trusting = store(Some(authority.pem()));
    trusting.verify_settings().await.expect("the authority is trusted");
    let saved = trusting.save(&case("pi_1", 1), Version::default(), Keep::Forever).await;
    assert_eq!(saved.expect("it is saved").saves, 1);
    let stranger = Authority::new();
    for ca in [None, Some(stranger.pem())] {
        let refused = store(ca).verify_settings().await.expect_err("nobody trusts this authority");
        let causes = telemetry::events::chain(&refused);
        assert!(causes.contains("UnknownIssuer"), "{causes}");
    }
}

#[tokio::test]
async fn sentinels_and_their_master_are_trusted_by_one_authority() {
    let (authority, folder) = (Authority::new(), tempfile::tempdir().expect("a folder"));
    let [plain, port, plain_sentinel, sentinel] = free_ports();
    let lines = tls(folder.path(), port, &authority);
    let durable = format!("appendonly yes\nsave \"\"\n{lines}");
    let _master = start("master", plain, &durable, &[]).await;
    let lines = tls(folder.path(), sentinel, &authority);
    let watches = format!("{lines}sentinel monitor shop 127.0.0.1 {port} 1\n");
    let _sentinel = start("sentinel", plain_sentinel, &watches, &["--sentinel"]).await;
    let knows_master = eventually(SOON, || async {
        ask(plain_sentinel, &["SENTINEL", "CKQUORUM", "shop"])
            .await
            .is_ok_and(|answer| answer.contains("OK"))
    });
    assert!(knows_master.await);
    trusts(&format!("rediss+sentinel://127.0.0.1:{sentinel}/shop/0"), &authority).await;
}

#[tokio::test]
async fn the_nodes_of_a_cluster_are_trusted_by_one_authority() {
    let (authority, folder) = (Authority::new(), tempfile::tempdir().expect("a folder"));
    let [plain, port, bus] = free_ports();
    let lines = tls(folder.path(), port, &authority);
    let member = format!("appendonly yes\nsave \"\"\ncluster-enabled yes\ncluster-port {bus}\n");
    let _node = start("node", plain, &format!("{member}{lines}"), &[]).await;
    ask(plain, &["CLUSTER", "ADDSLOTSRANGE", "0", "16383"]).await.expect("slots are taken");
    let whole = eventually(SOON, || async {
        ask(plain, &["CLUSTER", "INFO"]).await.is_ok_and(|answer| answer.contains("state:ok"))
    });
    assert!(whole.await);
    trusts(&format!("rediss+cluster://127.0.0.1:{port}"), &authority).await;
}
