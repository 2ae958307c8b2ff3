//! The embedded file has nothing of what a customer wrote: it is dropped before it comes there.

use serde_json::json;

use super::Installation;
use crate::daemon::client::{REQUESTS, post, refund_requested, signed};

const WRITTEN: &str = "I am Ada Lovelace of ada@example.com";

/// Every byte of the folder, also of what SQLite keeps beside the file.
fn bytes(installation: &Installation) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(installation.folder.path()).expect("a folder is readable") {
        let path = entry.expect("an entry can be read").path();
        all.extend(std::fs::read(path).expect("a file is readable"));
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn o1_the_embedded_file_has_nothing_of_what_a_customer_wrote() {
    let installation = Installation::in_one_file().await;
    let new = sandbox::NewPayment {
        id: Some("pi_1".to_owned()),
        customer: Some("cus_1".to_owned()),
        ..sandbox::NewPayment::of(4_900, "usd")
    };
    installation.sandbox.create_payment(new).expect("a good payment");
    let admin = installation.configure(&["stripe-eu"]);
    let http = installation.http();

    let mut asked = refund_requested("r1", "pi_1", "technical_problem");
    asked["data"]["comment"] = WRITTEN.into();
    asked["data"]["proof_of_purchase"] = WRITTEN.into();
    asked["data"]["customer"] = json!({"name": WRITTEN});
    let asked = asked.to_string().into_bytes();
    let sandbox = &installation.sandbox;
    let refunded = async || {
        // Safe to send again.
        let sent = post(http, REQUESTS, &signed(&asked), asked.clone()).await;
        sent.0 == 202 && sandbox.payment("pi_1").is_some_and(|book| book.refunds.len() == 1)
    };
    installation.daemon(admin, refunded).await;

    let all = bytes(&installation);
    let has = |text: &str| all.windows(text.len()).any(|part| part == text.as_bytes());
    assert!(has("refund.requested.v1"), "the message is there");
    assert!(!has("Ada Lovelace") && !has("ada@example.com"), "and nothing that the customer wrote");
}
