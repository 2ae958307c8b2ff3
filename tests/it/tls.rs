//! The three outgoing connections, encrypted, against real servers with certificates of a private
//! authority: who is trusted, and what is said to whoever is not.
//!
//! The whole daemon over TLS is in `daemon/encrypted.rs`.

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use adapter_http::{GatewayAccount, GatewayOptions, HttpGateway};
use adapter_rabbitmq::{BrokerError, RabbitMq};
use adapter_redis::RedisStore;
use domain::http::{HttpRequest, HttpResponse, Method};
use domain::ids::AccountName;
use domain::processor::Processor;
use ports::gateway::{Gateway, GatewayError};
use ports::store::{CaseStore, Keep, Version};
use refundd::app::clock::SystemClock;
use sandbox::{NewPayment, Sandbox, SandboxConfig};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::contract::{case, seal};
use crate::servers::{self, Authority, Terminator};

/// What rustls says of a certificate that none of the trusted authorities has signed, and of one
/// that is for another host.
const UNTRUSTED: &str = "UnknownIssuer";
const ANOTHER_HOST: &str = "certificate not valid for name \"localhost\"";
/// The certificates here are for the address, and not for this name of it.
const ANOTHER_NAME: &str = "localhost";
const ADDRESS: &str = "127.0.0.1";

/// An error and its causes, as logs show them.
fn told(error: &dyn Error) -> String {
    let cause = error.source().map(told);
    cause.map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"))
}

/// A stranger's certificate before the right one: a file may have several.
fn bundle(authority: &Authority) -> String {
    format!("{}\n{}", Authority::new().pem(), authority.pem())
}

async fn broker(url: String, ca: Option<String>) -> Result<RabbitMq, BrokerError> {
    let options =
        adapter_rabbitmq::Options { url: url.into(), ca, ..adapter_rabbitmq::Options::default() };
    RabbitMq::connect(options, "test").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broker_is_trusted_by_its_authority_and_its_address() {
    let authority = Authority::new();
    let server = servers::RabbitMq::start_with_tls(&authority.for_loopback()).await;
    let url = server.amqps_url(ADDRESS);

    broker(url.clone(), Some(bundle(&authority))).await.expect("the authority is trusted");

    let strange = Authority::new().pem().to_owned();
    for ca in [None, Some(strange)] {
        let refused = broker(url.clone(), ca).await.expect_err("nobody trusts this authority");
        assert!(told(&refused).contains(UNTRUSTED), "{}", told(&refused));
        assert!(refused.may_pass(), "a certificate may be exchanged");
    }
    let by_name = server.amqps_url(ANOTHER_NAME);
    let refused = broker(by_name, Some(bundle(&authority))).await.expect_err("another host");
    assert!(told(&refused).contains(ANOTHER_HOST), "{}", told(&refused));
}

fn store(url: String, ca: Option<String>) -> RedisStore {
    // Handshakes take their time on a machine that is busy.
    let options = adapter_redis::Options {
        ca,
        connect_timeout_ms: Duration::from_secs(20),
        ..adapter_redis::Options::at(url)
    };
    RedisStore::new(options, "test", seal()).expect("good options")
}

async fn refusal(store: &RedisStore) -> String {
    told(&store.verify_settings().await.expect_err("the store is not trusted"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_is_trusted_by_its_authority_and_its_address() {
    let authority = Authority::new();
    let server = servers::Redis::start_with_tls(&authority.for_loopback()).await;
    let url = server.tls_url(ADDRESS);

    let trusting = store(url.clone(), Some(bundle(&authority)));
    trusting.verify_settings().await.expect("the authority is trusted");
    let new = case("pi_1", 1);
    let saved = trusting.save(&new, Version::default(), Keep::Forever).await;
    let saved = saved.expect("it is saved");
    assert_eq!(trusting.load(&new.id).await.expect("it answers"), Some((new, saved)));

    let strange = Authority::new().pem().to_owned();
    for ca in [None, Some(strange)] {
        let refused = refusal(&store(url.clone(), ca)).await;
        assert!(refused.contains(UNTRUSTED), "{refused}");
    }
    let by_name = store(server.tls_url(ANOTHER_NAME), Some(bundle(&authority)));
    let refused = refusal(&by_name).await;
    assert!(refused.contains(ANOTHER_HOST), "{refused}");
}

const PAYMENT: &str = "pi_tls";
const API_KEY: &str = "sk_test_canaryApiKey0123456789";

/// Asks the processor at this address for a payment.
async fn ask(base_url: String, ca: Option<String>) -> Result<HttpResponse, GatewayError> {
    ask_with(base_url, GatewayOptions { ca, ..GatewayOptions::default() }).await
}

async fn ask_with(base_url: String, options: GatewayOptions) -> Result<HttpResponse, GatewayError> {
    let name = AccountName::parse("stripe-eu").expect("a good name");
    let account = GatewayAccount {
        processor: Processor::Stripe,
        base_url,
        api_key: API_KEY.into(),
        headers: Vec::new(),
    };
    let accounts = BTreeMap::from([(name.clone(), account)]);
    let gateway =
        HttpGateway::new(options, &accounts, Arc::new(SystemClock)).expect("good options");
    let request = HttpRequest {
        method: Method::Get,
        path: format!("/v1/payment_intents/{PAYMENT}"),
        headers: Vec::new(),
        body: String::new(),
    };
    gateway.send(&name, &request, None).await
}

/// A processor with one payment behind a certificate of this authority.
async fn processor(authority: &Authority) -> (Terminator, DropGuard) {
    let mut config = SandboxConfig::new(Arc::new(jiff::Timestamp::now));
    config.secret_key = Some(API_KEY.to_owned());
    let (sandbox, server) = Sandbox::build(config).expect("the sandbox can be built");
    let payment = NewPayment {
        id: Some(PAYMENT.to_owned()),
        customer: Some("cus_1".to_owned()),
        ..NewPayment::of(4_900, "usd")
    };
    sandbox.create_payment(payment).expect("a good payment");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let plain = listener.local_addr().expect("a bound listener has an address").to_string();
    let stop = CancellationToken::new();
    tokio::spawn(server.serve(listener, stop.clone()));
    (Terminator::before(&plain, &authority.for_loopback()).await, stop.drop_guard())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_processor_is_trusted_by_its_authority_and_its_address() {
    let authority = Authority::new();
    let (front, _serving) = processor(&authority).await;
    let url = |host: &str| format!("https://{host}:{}", front.port());

    let answer = ask(url(ADDRESS), Some(bundle(&authority))).await;
    let answer = answer.expect("the authority is trusted");
    let body = String::from_utf8(answer.body).expect("JSON is text");
    assert!(answer.status == 200 && body.contains(PAYMENT), "{} {body}", answer.status);

    let strange = Authority::new().pem().to_owned();
    for ca in [None, Some(strange)] {
        let refused = ask(url(ADDRESS), ca).await.expect_err("nobody trusts this authority");
        assert!(told(&refused).contains(UNTRUSTED), "{}", told(&refused));
    }
    let refused = ask(url(ANOTHER_NAME), Some(bundle(&authority))).await;
    let refused = refused.expect_err("another host");
    assert!(told(&refused).contains(ANOTHER_HOST), "{}", told(&refused));
}

/// A forward proxy: opens tunnels, and remembers what it was asked for.
async fn forward_proxy() -> (u16, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let port = listener.local_addr().expect("a bound listener has an address").port();
    let (asked, heads) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let asked = asked.clone();
            tokio::spawn(async move {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    head.push(client.read_u8().await.expect("a whole head"));
                }
                let head = String::from_utf8(head).expect("a head is text");
                let target = head.split(' ').nth(1).expect("CONNECT names a target").to_owned();
                asked.send(head).expect("the test listens");
                let mut server = TcpStream::connect(target).await.expect("the target is there");
                client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.expect("the client listens");
                // How a tunnel ends does not matter.
                drop(tokio::io::copy_bidirectional(&mut client, &mut server).await);
            });
        }
    });
    (port, heads)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forward_proxy_is_a_tunnel_that_does_not_see_the_key() {
    let authority = Authority::new();
    let (front, _serving) = processor(&authority).await;
    let base_url = format!("https://{ADDRESS}:{}", front.port());
    let through = |proxy: String| GatewayOptions {
        ca: Some(authority.pem().to_owned()),
        proxy_url: Some(proxy.into()),
        ..GatewayOptions::default()
    };
    let (port, mut heads) = forward_proxy().await;

    let proxy = format!("http://refundd:hush@{ADDRESS}:{port}");
    let answer = ask_with(base_url.clone(), through(proxy)).await.expect("the tunnel is open");
    let body = String::from_utf8(answer.body).expect("JSON is text");
    assert!(answer.status == 200 && body.contains(PAYMENT), "{} {body}", answer.status);
    let head = heads.recv().await.expect("the call went through the proxy");
    assert!(head.starts_with(&format!("CONNECT {ADDRESS}:{} ", front.port())), "{head}");
    assert!(head.to_lowercase().contains("proxy-authorization: basic "), "{head}");
    assert!(!head.contains(API_KEY), "{head}");

    // A call that the proxy does not take was not sent.
    let nobody = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let gone = nobody.local_addr().expect("a bound listener has an address");
    drop(nobody);
    let silence = ask_with(base_url, through(format!("http://{gone}"))).await;
    assert!(matches!(silence, Err(GatewayError::NotSent { .. })), "{silence:?}");
}
