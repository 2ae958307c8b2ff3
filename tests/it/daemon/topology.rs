//! What has to stand on the broker is made by its owner, from what the program writes down.

use super::client::{self, refund_requested};
use super::consumer::Consumer;
use super::deployment::Deployment;
use super::refusals::{CONFIG, ends};
use crate::servers::{self, SOON};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn o14_what_the_program_writes_down_is_imported_and_is_what_it_needs() {
    let broker = servers::rabbitmq().await;
    let (vhost, redis) = (broker.new_vhost().await, servers::redis().await.new_database());
    let deployment = Deployment::on(vhost.url(), &redis, |_| {}).await;
    let deployment = deployment.with("TRANSPORT__RABBITMQ__DECLARE", "false");
    let texts = ["does not exist", "docs/topology.md"];
    ends(deployment.spawn("all"), CONFIG, &texts).await;

    let url = [("TRANSPORT__RABBITMQ__URL", vhost.url()), ("STORE__REDIS__URL", &*redis)];
    let mut written = deployment.command(&["topology"], &url, &["review_desk_secrets"]);
    assert_eq!(written.exit_code(SOON).await, 0, "{}", written.stderr());
    let definitions = written.stdout();
    assert!(!vhost.url().is_empty() && !definitions.contains("amqp://"), "{definitions}");
    let file = written.home().join("topology.json");
    std::fs::write(&file, &definitions).expect("a home is writable");
    broker.import(&file).await;
    broker.import(&file).await;

    let daemon = deployment.start("all").await;
    let consumer = Consumer::of(&deployment).await;
    let payment = super::payment(&deployment.sandbox, "imported");
    let asked = refund_requested("r_imported", &payment, "technical_problem");
    client::request_until_accepted(daemon.http, &asked).await;
    assert!(consumer.sees("refund.succeeded.v1", &payment).await, "{}", daemon.tail());

    // What was imported is what would have been declared, argument by argument.
    let mut declared =
        deployment.command(&["topology", "--declare"], &url, &["review_desk_secrets"]);
    assert_eq!(declared.exit_code(SOON).await, 0, "{}", declared.stderr());
}
