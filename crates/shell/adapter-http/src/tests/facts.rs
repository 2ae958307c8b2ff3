//! Facts endpoints that are tiny TCP servers on ports of their own.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::processor::{FakeProcessor, Reply};
use crate::facts::{FactsEndpoint, FactsOptions, HttpFacts, Lookup};
use domain::facts::{FactKind, FactValue};
use domain::ids::{AccountName, CaseId, RequestId};
use domain::inquiry::{FactsReply, Inquiry};
use domain::processor::Processor;
use ports::clock::Clock;
use ports::facts::{FactSource, Unanswered};

/// 24 bytes, the fewest that the scheme takes, and their base64.
pub(super) const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const OLD_SECRET: &str = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// A clock that is moved by hand.
#[derive(Debug, Default)]
pub(super) struct HandClock(AtomicU64);

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        let moved = i64::try_from(self.0.load(Ordering::SeqCst)).unwrap();
        Timestamp::from_second(1_772_445_600 + moved).unwrap()
    }

    fn elapsed(&self) -> Duration {
        Duration::from_secs(self.0.load(Ordering::SeqCst))
    }
}

fn account() -> AccountName {
    AccountName::parse("stripe-eu").unwrap()
}

pub(super) fn endpoints(url: &str, secrets: &[&str]) -> BTreeMap<AccountName, FactsEndpoint> {
    let secrets = secrets.iter().map(|secret| (*secret).into()).collect();
    BTreeMap::from([(account(), FactsEndpoint { url: url.to_owned(), secrets })])
}

struct Asking {
    facts: HttpFacts,
    clock: Arc<HandClock>,
}

impl Asking {
    fn new(options: &FactsOptions, base: &str) -> Self {
        let clock = Arc::new(HandClock::default());
        let endpoints = endpoints(&format!("{base}/refundd?shop=eu"), &[SECRET]);
        let port: Arc<dyn Clock> = clock.clone();
        let facts = HttpFacts::new(options, &endpoints, port).unwrap();
        Self { facts, clock }
    }

    async fn ask(&self, request: &str) -> Result<FactsReply, Unanswered> {
        let said = self.facts.ask(&inquiry(request)).await;
        said.map(|said| said.expect("the account has an endpoint"))
    }
}

fn inquiry(request: &str) -> Inquiry {
    let wanted = [("credits_used", FactKind::Int), ("has_logged_in", FactKind::Bool)];
    Inquiry {
        case: CaseId::parse("stripe-eu/pi_1").unwrap(),
        processor: Processor::Stripe,
        request: RequestId::parse(request).unwrap(),
        requested_at: "2026-03-02T10:00:00Z".parse().unwrap(),
        wanted: wanted.map(|(name, kind)| (name.to_owned(), kind)).into(),
    }
}

pub(super) fn options() -> FactsOptions {
    FactsOptions { timeout_ms: Duration::from_millis(1_500), ..FactsOptions::default() }
}

fn answer(status: &str, body: &str) -> Reply {
    let length = body.len();
    let text = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\n\r\n{body}");
    Reply::Text(text.leak())
}

fn ok(credits: i64) -> Reply {
    let facts = json!({"credits_used": credits, "has_logged_in": true});
    answer("200 OK", &json!({"version": 1, "facts": facts}).to_string())
}

fn said(credits: i64) -> FactsReply {
    let facts =
        [("credits_used", FactValue::Int(credits)), ("has_logged_in", FactValue::Bool(true))];
    let facts = facts.map(|(name, value)| (name.to_owned(), value)).into();
    FactsReply { facts, ..FactsReply::default() }
}

async fn ask_once(replies: &[Reply]) -> (Result<FactsReply, Unanswered>, FakeProcessor) {
    let server = FakeProcessor::start(replies).await;
    let asking = Asking::new(&options(), &server.base_url());
    (asking.ask("r1").await, server)
}

/// The value of a header of a request as it was received.
fn header<'a>(request: &'a str, name: &str) -> &'a str {
    let mut lines = request.split("\r\n\r\n").next().unwrap().lines();
    let value = lines.find_map(|line| {
        let (found, value) = line.split_once(": ")?;
        found.eq_ignore_ascii_case(name).then_some(value)
    });
    value.unwrap_or_else(|| panic!("no {name} in {request}"))
}

/// The scheme as a receiver implements it who has only read the specification.
fn signature(secret: &str, request: &str) -> String {
    let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
    let (_, body) = request.split_once("\r\n\r\n").unwrap();
    let (id, time) = (header(request, "webhook-id"), header(request, "webhook-timestamp"));
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&key).unwrap();
    mac.update(format!("{id}.{time}.{body}").as_bytes());
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

#[tokio::test]
async fn an_inquiry_is_a_small_document_under_a_signature_that_anybody_can_check() {
    let (answer, server) = ask_once(&[ok(412)]).await;
    assert_eq!(answer, Ok(said(412)));
    let [seen] = server.requests().try_into().unwrap();
    assert!(seen.starts_with("POST /refundd?shop=eu HTTP/1.1\r\n"), "{seen}");
    assert_eq!(header(&seen, "content-type"), "application/json");
    assert_eq!(header(&seen, "webhook-timestamp"), "1772445600");
    assert_eq!(header(&seen, "webhook-signature"), signature(SECRET, &seen));
    let body: Value = serde_json::from_str(seen.split_once("\r\n\r\n").unwrap().1).unwrap();
    assert_eq!(
        body,
        json!({
            "version": 1, "account": "stripe-eu", "processor": "stripe", "payment": "pi_1",
            "request_id": "r1", "requested_at": "2026-03-02T10:00:00Z",
            "facts": ["credits_used", "has_logged_in"],
        })
    );
    assert!(!seen.contains("whsec_"), "{seen}");
}

#[tokio::test]
async fn the_id_is_that_of_the_request_and_the_time_is_that_of_the_try() {
    let server = FakeProcessor::start(&[ok(1), ok(2), ok(3)]).await;
    let mut options = options();
    options.cache_seconds = Duration::ZERO;
    let asking = Asking::new(&options, &server.base_url());
    for request in ["r1", "r1", "r2"] {
        asking.ask(request).await.unwrap();
        asking.clock.0.fetch_add(60, Ordering::SeqCst);
    }
    let seen = server.requests();
    let ids: Vec<&str> = seen.iter().map(|request| header(request, "webhook-id")).collect();
    assert_eq!(ids[0], ids[1]);
    assert_ne!(ids[0], ids[2]);
    assert!(ids[0].starts_with("facts_") && !ids[0].contains('.') && ids[0].len() == 38, "{ids:?}");
    let times: Vec<&str> =
        seen.iter().map(|request| header(request, "webhook-timestamp")).collect();
    assert_eq!(times, ["1772445600", "1772445660", "1772445720"]);
    for request in &seen {
        assert_eq!(header(request, "webhook-signature"), signature(SECRET, request));
    }
}

/// The page was worked out apart, with other tools.
#[tokio::test]
async fn the_worked_example_of_the_page_is_what_is_sent() {
    let page = include_str!("../../../../../docs/facts-endpoint.md");
    let server = FakeProcessor::start(&[ok(1)]).await;
    let asking = Asking::new(&options(), &server.base_url());
    asking.clock.0.store(7, Ordering::SeqCst);
    let case = CaseId::parse("stripe-eu/pi_3PqLx2").unwrap();
    asking.facts.ask(&Inquiry { case, ..inquiry("req-1") }).await.unwrap();
    let [seen] = server.requests().try_into().unwrap();
    let (_, body) = seen.split_once("\r\n\r\n").unwrap();
    assert!(page.contains(&format!("\n{body}\n")), "{body}");
    for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
        let row = format!("\n{name:<19}{}\n", header(&seen, name));
        assert!(page.contains(&row), "{row}");
    }
    assert!(page.contains(&format!("\n{:<19}{SECRET}\n", "secret")));
}

#[tokio::test]
async fn while_a_secret_is_being_rolled_each_of_them_signs() {
    let server = FakeProcessor::start(&[ok(1)]).await;
    let endpoints = endpoints(&server.base_url(), &[SECRET, OLD_SECRET]);
    let facts = HttpFacts::new(&options(), &endpoints, Arc::new(HandClock::default())).unwrap();
    facts.ask(&inquiry("r1")).await.unwrap();
    let [seen] = server.requests().try_into().unwrap();
    let expected = [SECRET, OLD_SECRET].map(|secret| signature(secret, &seen)).join(" ");
    assert_eq!(header(&seen, "webhook-signature"), expected);
}

#[tokio::test]
async fn what_is_no_answer_is_told_by_its_reason_and_asked_for_a_single_time() {
    let redirect =
        "HTTP/1.1 307 Moved\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n";
    let mut tried = 0;
    for (reply, why) in [
        (Reply::Silence, Unanswered::Timeout),
        (Reply::Stall("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{"), Unanswered::Timeout),
        (Reply::Stall("HTTP/1.1 200 OK\r\nContent-Le"), Unanswered::Timeout),
        (Reply::Close, Unanswered::Broken),
        (Reply::Reset, Unanswered::Broken),
        (Reply::Text("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{"), Unanswered::Broken),
        (Reply::Text("garbage\r\n\r\n"), Unanswered::Broken),
        (Reply::Text(redirect), Unanswered::Redirected),
        (answer("401 No", ""), Unanswered::Refused),
        (answer("404 No", "{}"), Unanswered::Refused),
        (answer("500 Oops", ""), Unanswered::Failed),
        (answer("204 Nothing", ""), Unanswered::Failed),
        (answer("200 OK", "<html>"), Unanswered::NotJson),
        (answer("200 OK", ""), Unanswered::NotJson),
        (answer("200 OK", "{}"), Unanswered::OtherDocument),
        (answer("200 OK", r#"{"version": 2, "facts": {}}"#), Unanswered::OtherDocument),
    ] {
        let (outcome, server) = ask_once(&[reply, ok(1)]).await;
        assert_eq!(outcome, Err(why), "{reply:?}");
        assert_eq!(server.requests().len(), 1, "{reply:?}");
        tried += 1;
    }
    assert_eq!(tried, 16);
}

#[tokio::test]
async fn a_slow_server_is_cut_off_when_the_time_is_over() {
    let begun = Instant::now();
    let (outcome, _server) = ask_once(&[Reply::Silence]).await;
    assert_eq!(outcome, Err(Unanswered::Timeout));
    let took = begun.elapsed();
    assert!(took >= Duration::from_millis(1_500) && took < Duration::from_secs(60), "{took:?}");
}

#[tokio::test]
async fn a_body_of_ten_megabytes_is_not_read() {
    let large = "x".repeat(10 * 1024 * 1024);
    let known = answer("200 OK", &large);
    let chunked = format!(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na00000\r\n{large}\r\n0\r\n\r\n"
    );
    for reply in [known, Reply::Text(chunked.leak())] {
        let server = FakeProcessor::start(&[reply]).await;
        let options =
            FactsOptions { timeout_ms: Duration::from_secs(10), ..FactsOptions::default() };
        let outcome = Asking::new(&options, &server.base_url()).ask("r1").await;
        assert_eq!(outcome, Err(Unanswered::TooLarge));
    }
    // At the bound itself it is read, one byte beyond it is not.
    let document = json!({"version": 1, "facts": {}}).to_string();
    for (bytes, expected) in [(2000, Ok(FactsReply::default())), (2001, Err(Unanswered::TooLarge))]
    {
        let padded = format!("{document}{}", " ".repeat(bytes - document.len()));
        let server = FakeProcessor::start(&[answer("200 OK", &padded)]).await;
        let options = FactsOptions { answer_bytes_max: 2000, ..options() };
        assert_eq!(Asking::new(&options, &server.base_url()).ask("r1").await, expected);
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = FakeProcessor::start(&[ok(1)]).await;
    let mut seen = 0;
    for status in [301, 302, 303, 307, 308] {
        let reply = format!(
            "HTTP/1.1 {status} Moved\r\nLocation: {}/\r\nContent-Length: 0\r\n\r\n",
            elsewhere.base_url()
        );
        let (outcome, _server) = ask_once(&[Reply::Text(reply.leak())]).await;
        assert_eq!(outcome, Err(Unanswered::Redirected), "{status}");
        seen += 1;
    }
    assert_eq!((seen, elsewhere.connections()), (5, 0));
}

#[tokio::test]
async fn values_of_a_wrong_type_are_unknown_and_the_others_are_taken() {
    let facts = r#"{"credits_used": "many", "has_logged_in": false, "seats": 3}"#;
    let body = format!(r#"{{"version": 1, "facts": {facts}}}"#);
    let (outcome, _server) = ask_once(&[answer("200 OK", &body)]).await;
    let known = [("has_logged_in".to_owned(), FactValue::Bool(false))].into();
    let unfit = ["credits_used".to_owned()].into();
    assert_eq!(outcome, Ok(FactsReply { facts: known, unfit, ignored: 1 }));
}

#[tokio::test]
async fn the_same_is_asked_a_single_time_until_its_answer_is_old() {
    let server = FakeProcessor::start(&[ok(1), ok(2), ok(3)]).await;
    let asking = Asking::new(&options(), &server.base_url());
    for (moved, request, credits, requests) in
        [(0, "r1", 1, 1), (299, "r1", 1, 1), (0, "r2", 2, 2), (1, "r1", 3, 3), (298, "r2", 2, 3)]
    {
        asking.clock.0.fetch_add(moved, Ordering::SeqCst);
        assert_eq!(asking.ask(request).await, Ok(said(credits)), "{request} after {moved}");
        assert_eq!(server.requests().len(), requests, "{request} after {moved}");
    }
}

#[tokio::test]
async fn a_failure_is_remembered_for_five_seconds() {
    let server = FakeProcessor::start(&[answer("503 Busy", ""), ok(7)]).await;
    let asking = Asking::new(&options(), &server.base_url());
    for (moved, outcome, requests) in
        [(0, Err(Unanswered::Failed), 1), (4, Err(Unanswered::Failed), 1), (1, Ok(said(7)), 2)]
    {
        asking.clock.0.fetch_add(moved, Ordering::SeqCst);
        assert_eq!(asking.ask("r1").await, outcome, "after {moved}");
        assert_eq!(server.requests().len(), requests, "after {moved}");
    }
}

#[tokio::test]
async fn no_more_than_the_bound_is_under_way_and_who_waits_too_long_is_not_sent() {
    let server = FakeProcessor::start(&[Reply::Silence; 3]).await;
    let options = FactsOptions { in_flight_max: 1, ..options() };
    let asking = Asking::new(&options, &server.base_url());
    let (first, second) = tokio::join!(asking.ask("r1"), asking.ask("r2"));
    assert_eq!((first, second), (Err(Unanswered::Timeout), Err(Unanswered::Busy)));
    assert_eq!(server.requests().len(), 1);
}

/// A look-up that leads to these addresses, and the names that it was asked for.
fn leading_to(addresses: &[SocketAddr]) -> (Lookup, Arc<Mutex<Vec<String>>>) {
    let (addresses, asked) = (addresses.to_vec(), Arc::new(Mutex::new(Vec::new())));
    let names = Arc::clone(&asked);
    let lookup: Lookup = Arc::new(move |name| {
        names.lock().unwrap().push(name);
        let addresses = addresses.clone();
        Box::pin(async move { Ok(addresses) })
    });
    (lookup, asked)
}

#[tokio::test]
async fn a_name_that_leads_to_a_private_address_is_not_called() {
    let server = FakeProcessor::start(&[Reply::Close; 2]).await;
    let local: SocketAddr = server.base_url().trim_start_matches("http://").parse().unwrap();
    let url = format!("https://facts.example.com:{}/", local.port());
    let public: SocketAddr = "198.41.0.4:0".parse().unwrap();
    let mut refused = 0;
    for addresses in [
        vec![local],
        vec![public, local],
        vec!["10.0.0.7:0".parse().unwrap()],
        vec!["169.254.169.254:0".parse().unwrap()],
        vec!["[fd00::7]:0".parse().unwrap()],
        vec!["[::ffff:192.168.0.7]:0".parse().unwrap()],
    ] {
        let (lookup, asked) = leading_to(&addresses);
        let clock = Arc::new(HandClock::default());
        let facts = HttpFacts::with_lookup(&options(), &endpoints(&url, &[SECRET]), clock, &lookup);
        let outcome = facts.unwrap().ask(&inquiry("r1")).await;
        assert_eq!(outcome, Err(Unanswered::AddressRefused), "{addresses:?}");
        // A second try would lead to the same place.
        assert_eq!(*asked.lock().unwrap(), ["facts.example.com"], "{addresses:?}");
        refused += 1;
    }
    assert_eq!((refused, server.connections()), (6, 0));
}

#[tokio::test]
async fn a_private_address_is_called_where_that_is_allowed_and_metadata_never() {
    let server = FakeProcessor::start(&[Reply::Close; 2]).await;
    let local: SocketAddr = server.base_url().trim_start_matches("http://").parse().unwrap();
    let url = format!("https://facts.shop.internal:{}/", local.port());
    let options = FactsOptions { allow_private: true, ..options() };
    for (address, why, connections) in [
        // The server speaks no TLS, so a connection is all that comes about: two tries.
        (local, Unanswered::Unreachable, 2),
        ("169.254.169.254:0".parse().unwrap(), Unanswered::AddressRefused, 2),
    ] {
        let (lookup, _asked) = leading_to(&[address]);
        let clock = Arc::new(HandClock::default());
        let facts = HttpFacts::with_lookup(&options, &endpoints(&url, &[SECRET]), clock, &lookup);
        let outcome = facts.unwrap().ask(&inquiry("r1")).await;
        assert_eq!(outcome, Err(why), "{address}");
        assert_eq!(server.connections(), connections, "{address}");
    }
}

#[tokio::test]
async fn an_account_without_an_endpoint_has_nobody_to_ask() {
    let clock = Arc::new(HandClock::default());
    let facts = HttpFacts::new(&options(), &BTreeMap::new(), clock).unwrap();
    assert_eq!(facts.ask(&inquiry("r1")).await, Ok(None));
}
