//! A daemon whose connections are all encrypted, with certificates of a private authority.

use std::path::PathBuf;

use super::client::{Publisher, refund_requested};
use super::consumer::Consumer;
use super::deployment::Deployment;
use super::payment;
use super::refusals::{CONFIG, UNAVAILABLE, ends};
use crate::servers::{Authority, RabbitMq, Redis, Terminator};

const HOST: &str = "127.0.0.1";

/// Servers with certificates, and a daemon's settings for them.
struct Encrypted {
    deployment: Deployment,
    folder: tempfile::TempDir,
    _broker: RabbitMq,
    _store: Redis,
    _front: Terminator,
}

impl Encrypted {
    /// The test's own clients go to the plain ports, the daemon to the others.
    async fn start(authority: &Authority) -> Self {
        let own = authority.for_loopback();
        let broker = RabbitMq::start_with_tls(&own).await;
        let store = Redis::start_with_tls(&own).await;
        let deployment = Deployment::on(&broker.amqp_url(), &store.url(), |_| {}).await;
        let front = Terminator::before(deployment.sandbox_authority(), &own).await;
        let deployment = deployment
            .with("TRANSPORT__RABBITMQ__URL", &broker.amqps_url(HOST))
            .with("STORE__REDIS__URL", &store.tls_url(HOST))
            .with("STORE__REDIS__CONNECT_TIMEOUT_MS", "20000")
            .with("ACCOUNTS__STRIPE_EU__BASE_URL", &format!("https://{HOST}:{}", front.port()));
        let folder = tempfile::tempdir().expect("a folder can be made");
        Self { deployment, folder, _broker: broker, _store: store, _front: front }
    }

    fn write(&self, name: &str, content: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).expect("the folder is writable");
        path
    }

    /// Names a file as that of the authority, for one connection.
    fn trusting(mut self, section: &str, path: &std::path::Path) -> Self {
        let variable = format!("{section}__CA_FILE");
        self.deployment = self.deployment.with(&variable, &path.display().to_string());
        self
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refund_goes_through_where_every_connection_is_encrypted() {
    let authority = Authority::new();
    let mut encrypted = Encrypted::start(&authority).await;
    let path = encrypted.write("ca.pem", authority.pem());
    for section in ["TRANSPORT__RABBITMQ", "STORE__REDIS", "GATEWAY"] {
        encrypted = encrypted.trusting(section, &path);
    }
    let deployment = &encrypted.deployment;
    let daemon = deployment.start("all").await;
    let consumer = Consumer::of(deployment).await;
    let payment = payment(&deployment.sandbox, "encrypted");
    let asked = refund_requested("encrypted", &payment, "technical_problem");
    Publisher::new(deployment).event(&asked).await;
    assert!(consumer.sees("refund.succeeded.v1", &payment).await, "{}", daemon.tail());
    assert_eq!((deployment.sandbox.totals().refunds, deployment.sandbox.violations()), (1, vec![]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_daemon_that_does_not_trust_its_servers_says_so_and_ends() {
    let authority = Authority::new();
    let encrypted = Encrypted::start(&authority).await;
    let trusts_nobody = encrypted.deployment.spawn("all");
    let path = encrypted.write("ca.pem", authority.pem());
    let encrypted = encrypted.trusting("TRANSPORT__RABBITMQ", &path);
    let trusts_the_broker = encrypted.deployment.spawn("all");
    let of_broker = ["RabbitMQ cannot be reached", "UnknownIssuer", "transport.rabbitmq.ca_file"];
    let of_store = ["Redis cannot be reached", "UnknownIssuer", "store.redis.ca_file"];
    // Each tries for half a minute.
    tokio::join!(
        ends(trusts_nobody, UNAVAILABLE, &of_broker),
        ends(trusts_the_broker, UNAVAILABLE, &of_store),
    );

    let empty = encrypted.write("empty.pem", "");
    let encrypted = encrypted.trusting("STORE__REDIS", &empty);
    let texts = ["`store.redis.ca_file` names", "which is empty", "BEGIN CERTIFICATE"];
    ends(encrypted.deployment.spawn("all"), CONFIG, &texts).await;
}
