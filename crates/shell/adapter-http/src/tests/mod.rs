//! The gateway against processors that are tiny TCP servers on ports of their own.

mod facts;
mod facts_set_up;
mod processor;
mod written_by;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use processor::{FakeProcessor, Reply};

use super::GatewayAccount;
use super::gateway::HttpGateway;
use super::options::GatewayOptions;
use domain::http::{HttpRequest, HttpResponse, Method};
use domain::ids::AccountName;
use domain::processor::Processor;
use ports::gateway::{Gateway, GatewayError};
use telemetry::events::chain;

const OK: &str = "HTTP/1.1 200 OK\r\nX-Request-Id: req_1\r\nContent-Length: 2\r\n\r\n{}";

fn limits() -> GatewayOptions {
    let second = Duration::from_secs(1);
    GatewayOptions { get_seconds_max: second, post_seconds_max: second, ..Default::default() }
}

fn name(text: &str) -> AccountName {
    AccountName::parse(text).unwrap()
}

fn gateway(limits: GatewayOptions, bases: &[(&str, String)]) -> HttpGateway {
    let accounts: BTreeMap<_, _> = bases
        .iter()
        .map(|(account, base)| {
            let api_key = format!("sk_{account}").into();
            let (processor, base_url) = (Processor::Stripe, base.clone());
            (
                name(account),
                GatewayAccount {
                    processor,
                    base_url,
                    api_key,
                    headers: vec![("stripe-account", format!("acct_{account}"))],
                },
            )
        })
        .collect();
    HttpGateway::new(limits, &accounts, Arc::new(written_by::Standing(Duration::ZERO))).unwrap()
}

fn get() -> HttpRequest {
    HttpRequest {
        method: Method::Get,
        path: "/v1/refunds?limit=100".to_owned(),
        headers: vec![("stripe-version".to_owned(), "2026-01-28".to_owned())],
        body: String::new(),
    }
}

fn post() -> HttpRequest {
    HttpRequest {
        method: Method::Post,
        path: "/v1/refunds".to_owned(),
        headers: vec![
            ("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned()),
            ("idempotency-key".to_owned(), "rf1-x".to_owned()),
        ],
        body: "amount=500".to_owned(),
    }
}

/// Sends one request to a processor that replies as told, in this order.
async fn ask(
    replies: &[Reply],
    request: &HttpRequest,
) -> (Result<HttpResponse, GatewayError>, FakeProcessor) {
    let processor = FakeProcessor::start(replies).await;
    let gateway = gateway(limits(), &[("eu", processor.base_url())]);
    let answer = gateway.send(&name("eu"), request, None).await;
    (answer, processor)
}

fn kind(answer: &Result<HttpResponse, GatewayError>) -> String {
    match answer {
        Ok(response) => response.status.to_string(),
        Err(GatewayError::NotSent { .. }) => "not sent".to_owned(),
        Err(GatewayError::Unknown { .. }) => "unknown".to_owned(),
    }
}

#[tokio::test]
async fn a_request_arrives_as_prepared_with_the_key_of_its_account() {
    let (answer, processor) = ask(&[Reply::Text(OK)], &post()).await;
    let answer = answer.unwrap();
    assert_eq!((answer.status, answer.body.as_slice()), (200, b"{}".as_slice()));
    assert_eq!(answer.header("x-request-id"), Some("req_1"));
    let [seen] = processor.requests().try_into().unwrap();
    let lower = seen.to_ascii_lowercase();
    assert!(seen.starts_with("POST /v1/refunds HTTP/1.1\r\n"), "{seen}");
    assert!(seen.ends_with("\r\n\r\namount=500"), "{seen}");
    for line in [
        "authorization: bearer sk_eu\r\n",
        "stripe-account: acct_eu\r\n",
        "idempotency-key: rf1-x\r\n",
        "content-type: application/x-www-form-urlencoded\r\n",
        "user-agent: refundd/",
    ] {
        assert_eq!(lower.matches(line).count(), 1, "{line} in {seen}");
    }
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_is_not_followed() {
    let elsewhere = FakeProcessor::start(&[Reply::Text(OK)]).await;
    let mut seen = 0;
    for (status, request) in [(301, get()), (302, get()), (307, post()), (308, post())] {
        let reply = format!(
            "HTTP/1.1 {status} Moved\r\nLocation: {}/v1/refunds\r\nContent-Length: 0\r\n\r\n",
            elsewhere.base_url()
        );
        let (answer, processor) = ask(&[Reply::Text(reply.leak())], &request).await;
        assert_eq!(kind(&answer), status.to_string());
        assert_eq!(processor.requests().len(), 1);
        seen += 1;
    }
    assert_eq!(seen, 4);
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test]
async fn a_refused_connection_was_not_sent() {
    let vacant = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", vacant.local_addr().unwrap());
    drop(vacant);
    let gateway = gateway(limits(), &[("eu", base.clone())]);
    for request in [get(), post()] {
        let answer = gateway.send(&name("eu"), &request, None).await;
        assert_eq!(kind(&answer), "not sent", "{answer:?}");
        let text = chain(&answer.unwrap_err());
        assert!(!text.contains(&base) && !text.contains("sk_eu"), "{text}");
    }
}

#[tokio::test]
async fn a_failed_or_stalled_tls_handshake_was_not_sent() {
    for reply in [Reply::Text("no TLS here"), Reply::Close, Reply::Reset, Reply::Silence] {
        let processor = FakeProcessor::start(&[reply; 3]).await;
        let base = processor.base_url().replace("http://", "https://");
        let mut limits = limits();
        limits.connect_seconds_max = Duration::from_secs(1);
        limits.post_seconds_max = Duration::from_secs(60);
        let gateway = gateway(limits, &[("eu", base)]);
        let answer = gateway.send(&name("eu"), &post(), None).await;
        assert_eq!(kind(&answer), "not sent", "{reply:?}: {answer:?}");
        assert_eq!(processor.connections(), 1, "{reply:?}");
    }
}

#[tokio::test]
async fn a_post_is_written_once_whatever_happens() {
    for (reply, expected) in [
        (Reply::Silence, "unknown"),
        (Reply::Close, "unknown"),
        (Reply::Reset, "unknown"),
        (Reply::Text("garbage\r\n\r\n"), "unknown"),
        (Reply::Text("HTTP/1.1 200 OK\r\nContent-Le"), "unknown"),
        (Reply::Text("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{"), "unknown"),
        (Reply::Stall("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{"), "unknown"),
        (Reply::Text("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"), "500"),
        (Reply::Text("HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n"), "503"),
        (Reply::Text("HTTP/1.1 408 Slow\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"), "408"),
        (Reply::Text("HTTP/1.1 429 Many\r\nContent-Length: 0\r\n\r\n"), "429"),
    ] {
        let (answer, processor) = ask(&[reply, Reply::Text(OK), Reply::Text(OK)], &post()).await;
        assert_eq!(kind(&answer), expected, "{reply:?}: {answer:?}");
        assert_eq!(processor.requests().len(), 1, "{reply:?}");
        assert_eq!(processor.connections(), 1, "{reply:?}");
        if let Err(silence) = answer {
            let text = chain(&silence);
            assert!(!text.contains("127.0.0.1") && !text.contains("sk_eu"), "{text}");
        }
    }
}

#[tokio::test]
async fn a_post_on_a_connection_that_breaks_under_it_is_not_repeated() {
    // The first answer leaves the connection open, so that the second request reuses it; there the
    // client libraries' own repetition would set in.
    for breakage in [Reply::Close, Reply::Reset] {
        let processor = FakeProcessor::start(&[Reply::Text(OK), breakage, Reply::Text(OK)]).await;
        let gateway = gateway(limits(), &[("eu", processor.base_url())]);
        assert_eq!(kind(&gateway.send(&name("eu"), &post(), None).await), "200");
        assert_eq!(kind(&gateway.send(&name("eu"), &post(), None).await), "unknown");
        assert_eq!(processor.requests().len(), 2, "{breakage:?}");
        assert_eq!(processor.connections(), 1, "{breakage:?}");
    }
}

#[tokio::test]
async fn a_read_is_tried_three_times_at_most() {
    const BROKEN: Reply = Reply::Text("HTTP/1.1 502 Bad\r\nContent-Length: 0\r\n\r\n");
    for (replies, expected, tries) in [
        (vec![Reply::Close, BROKEN, Reply::Text(OK)], "200", 3),
        (vec![Reply::Silence, Reply::Text(OK)], "200", 2),
        (vec![BROKEN; 5], "502", 3),
        (vec![Reply::Close; 5], "unknown", 3),
        (vec![Reply::Text("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"); 3], "404", 1),
        (vec![Reply::Text("HTTP/1.1 429 No\r\nContent-Length: 0\r\n\r\n"); 3], "429", 1),
    ] {
        let (answer, processor) = ask(&replies, &get()).await;
        assert_eq!(kind(&answer), expected, "{replies:?}: {answer:?}");
        assert_eq!(processor.requests().len(), tries, "{replies:?}");
    }
}

#[tokio::test]
async fn an_answer_beyond_the_cap_is_not_read() {
    let large = "x".repeat(2000);
    let known = format!("HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n{large}");
    let chunked =
        format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n{large}\r\n0\r\n\r\n");
    for reply in [known, chunked] {
        let reply = Reply::Text(reply.leak());
        for (cap, expected) in [(1999, "unknown"), (2000, "200")] {
            for request in [get(), post()] {
                let processor = FakeProcessor::start(&[reply; 3]).await;
                let mut limits = limits();
                limits.answer_bytes_max = cap;
                let gateway = gateway(limits, &[("eu", processor.base_url())]);
                let answer = gateway.send(&name("eu"), &request, None).await;
                assert_eq!(kind(&answer), expected, "{answer:?}");
                assert_eq!(processor.requests().len(), 1);
            }
        }
    }
}

#[tokio::test]
async fn each_key_goes_to_its_own_account_only() {
    let eu = FakeProcessor::start(&[Reply::Text(OK)]).await;
    let us = FakeProcessor::start(&[Reply::Text(OK)]).await;
    let gateway = gateway(limits(), &[("eu", eu.base_url()), ("us", us.base_url())]);
    for account in ["eu", "us"] {
        assert_eq!(kind(&gateway.send(&name(account), &get(), None).await), "200");
    }
    for (processor, own, other) in [(&eu, "sk_eu", "sk_us"), (&us, "sk_us", "sk_eu")] {
        let [seen] = processor.requests().try_into().unwrap();
        assert!(seen.contains(own) && !seen.contains(other), "{seen}");
    }
    assert_eq!(kind(&gateway.send(&name("asia"), &get(), None).await), "not sent");
}

#[tokio::test]
async fn a_request_that_names_host_or_credentials_is_not_sent() {
    let processor = FakeProcessor::start(&[Reply::Text(OK)]).await;
    let gateway = gateway(limits(), &[("eu", processor.base_url())]);
    for (header, value) in [
        ("authorization", "Bearer other"),
        ("Host", "evil.example"),
        ("x-ok", "line\r\nbreak"),
        ("not a name", "x"),
    ] {
        let mut request = post();
        request.headers.push((header.to_owned(), value.to_owned()));
        assert_eq!(kind(&gateway.send(&name("eu"), &request, None).await), "not sent", "{header}");
    }
    let mut request = get();
    request.path = "/v1/payment_intents/..".to_owned();
    assert_eq!(kind(&gateway.send(&name("eu"), &request, None).await), "not sent");
    assert_eq!(processor.connections(), 0);
}

#[tokio::test]
async fn s2_nothing_but_a_refund_is_posted_whoever_made_the_request() {
    let processor = FakeProcessor::start(&[Reply::Text(OK)]).await;
    let elsewhere = FakeProcessor::start(&[Reply::Text(OK)]).await;
    let gateway = gateway(limits(), &[("eu", processor.base_url())]);
    let stranger = elsewhere.base_url().replace("http://", "");
    let paths = [
        "/v1/payouts",
        "/v1/transfers",
        "/v1/refunds/",
        "/v1/refunds/re_1/cancel",
        "/v1/credit_notes/",
        "/v1/credit_notes/cn_1/void",
        "/v1/credit_notes?refund_amount=500",
        "/v1/invoices",
        "/v1/refunds?amount=500",
        "/v1/refunds#x",
        "/v1/refunds/../payouts",
        "/v1/Refunds",
        "/v1//refunds",
        "//v1/refunds",
        "/v1/refunds%2F",
        "",
        "/",
    ];
    for path in paths {
        let request = HttpRequest { path: path.to_owned(), ..post() };
        assert_eq!(kind(&gateway.send(&name("eu"), &request, None).await), "not sent", "{path}");
    }
    for path in [
        format!("@{stranger}/v1/refunds"),
        format!("//{stranger}/v1/refunds"),
        format!("http://{stranger}/v1/refunds"),
        format!("/\\{stranger}/v1/refunds"),
        ".evil.example/v1/refunds".to_owned(),
    ] {
        for request in [get(), post()] {
            let request = HttpRequest { path: path.clone(), ..request };
            let answer = gateway.send(&name("eu"), &request, None).await;
            assert!(request.method == Method::Get || answer.is_err(), "{path}: {answer:?}");
        }
    }
    let sent = processor.requests();
    assert!(sent.iter().all(|request| request.starts_with("GET /")), "{sent:?}");
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test]
async fn after_failures_in_a_row_nothing_is_sent_until_a_trial_succeeds() {
    const REFUSED: Reply = Reply::Text("HTTP/1.1 402 No\r\nContent-Length: 0\r\n\r\n");
    let replies = [REFUSED, REFUSED, REFUSED, Reply::Close, Reply::Close, Reply::Text(OK)];
    let processor = FakeProcessor::start(&replies).await;
    let mut limits = limits();
    limits.failures_in_a_row_max = 2;
    limits.suspended_seconds = Duration::from_secs(1);
    let gateway = gateway(limits, &[("eu", processor.base_url())]);
    let mut answers = Vec::new();
    for _ in 0..6 {
        answers.push(kind(&gateway.send(&name("eu"), &post(), None).await));
    }
    assert_eq!(answers, ["402", "402", "402", "unknown", "unknown", "not sent"]);
    assert_eq!(processor.requests().len(), 5);
    let begun = Instant::now();
    while kind(&gateway.send(&name("eu"), &post(), None).await) == "not sent" {
        assert!(begun.elapsed() < Duration::from_secs(60), "no trial was made");
        tokio::task::yield_now().await;
    }
    assert_eq!(processor.requests().len(), 6, "one trial, and it succeeded");
}

#[tokio::test]
async fn o9_reads_that_are_all_refused_for_key_or_rate_are_not_asked_for_a_while() {
    for (reply, suspends) in [
        ("HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n", true),
        ("HTTP/1.1 429 Slow\r\nContent-Length: 0\r\n\r\n", true),
        ("HTTP/1.1 403 Not this\r\nContent-Length: 0\r\n\r\n", false),
        ("HTTP/1.1 404 None\r\nContent-Length: 0\r\n\r\n", false),
    ] {
        let processor = FakeProcessor::start(&[Reply::Text(reply); 3]).await;
        let mut limits = limits();
        limits.failures_in_a_row_max = 2;
        let gateway = gateway(limits, &[("eu", processor.base_url())]);
        let mut answers = Vec::new();
        for _ in 0..3 {
            answers.push(kind(&gateway.send(&name("eu"), &get(), None).await));
        }
        assert_eq!(answers[2] == "not sent", suspends, "{reply}: {answers:?}");
    }
}

#[tokio::test]
async fn a_request_whose_turn_does_not_come_was_not_sent() {
    let processor = FakeProcessor::start(&[Reply::Silence]).await;
    let mut limits = limits();
    limits.in_flight_max = 1;
    limits.turn_seconds_max = Duration::from_millis(50);
    let gateway = gateway(limits, &[("eu", processor.base_url())]);
    let account = name("eu");
    let request = post();
    let (first, second) = tokio::join!(
        gateway.send(&account, &request, None),
        gateway.send(&account, &request, None)
    );
    assert_eq!((kind(&first), kind(&second)), ("unknown".to_owned(), "not sent".to_owned()));
    assert_eq!(processor.requests().len(), 1);
}
