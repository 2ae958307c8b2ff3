//! What holds for every processor, tried on its fixtures: `tests/fixtures/<processor>/` has
//! `vectors.json` with signatures and their verdicts, and `events/` with one body for each kind of event.
//!
//! What a processor says in its own way is tested in its folder.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde::Deserialize;

use crate::event::{Decoded, PaymentRef, decode};
use crate::looked::Look;
use crate::metadata_keys::MetadataKeys;
use crate::order::{OrderError, RefundOrder};
use crate::profile::profile;
use crate::setup::Setup;
use crate::webhook::{RawWebhook, VerifiedWebhook, signed_at, verify};
use crate::{amount_step, canonical, look, payment_ref, refund_order};
use domain::http::Method;
use domain::ids::CaseId;
use domain::invoice::InvoiceReading;
use domain::key::{IdempotencyKey, Subject};
use domain::money::{Currency, Money};
use domain::processor::Processor;
use domain::split::SplitOrder;

/// A signed webhook, and what is made of it.
#[derive(Deserialize)]
pub(crate) struct Vector {
    pub(crate) name: String,
    pub(crate) headers: Vec<(String, String)>,
    body_base64: String,
    pub(crate) secrets: Vec<String>,
    pub(crate) received_at: i64,
    /// The verdict of the official SDK.
    pub(crate) sdk: String,
    pub(crate) ours: String,
    /// Why ours is another one.
    pub(crate) differs_because: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct Vectors {
    /// The SDK and its version.
    pub(crate) sdk: String,
    pub(crate) vectors: Vec<Vector>,
}

impl Vector {
    pub(crate) fn body(&self) -> Vec<u8> {
        STANDARD.decode(&self.body_base64).unwrap()
    }

    fn setup(&self) -> Setup {
        let secrets = self.secrets.iter().map(|secret| secret.as_str().into()).collect();
        Setup { secrets, ..Setup::default() }
    }

    fn verdict(&self, processor: Processor, body: &[u8]) -> String {
        let received_at = Timestamp::from_second(self.received_at).unwrap();
        let raw = RawWebhook { headers: &self.headers, body, received_at };
        match verify(processor, raw, &self.setup()) {
            Ok(_) => "accept".to_owned(),
            Err(rejection) => rejection.as_str().to_owned(),
        }
    }
}

pub(crate) fn vectors(processor: Processor) -> Vectors {
    let text = golden::read(&format!("tests/fixtures/{processor}/vectors.json"));
    serde_json::from_str(&text).unwrap()
}

/// The example of each kind of event, by its file's name.
fn events(processor: Processor) -> Vec<(String, Vec<u8>)> {
    let folder = format!("tests/fixtures/{processor}/events");
    let names = golden::names(&folder, ".json");
    let read = |name: String| {
        let body = golden::read(&format!("{folder}/{name}")).into_bytes();
        (name, body)
    };
    names.into_iter().map(read).collect()
}

fn decoded(processor: Processor, body: &[u8]) -> Decoded {
    let webhook = VerifiedWebhook::of_test(body);
    decode(processor, webhook, &Setup::default(), &MetadataKeys::default())
}

#[test]
fn every_vector_has_its_verdict_and_one_byte_more_less_or_other_has_none() {
    for processor in Processor::ALL {
        let (all, mut accepted) = (vectors(processor).vectors, 0);
        for vector in &all {
            let body = vector.body();
            assert_eq!(vector.verdict(processor, &body), vector.ours, "{}", vector.name);
            let agrees = (vector.sdk == "accept") == (vector.ours == "accept");
            assert_eq!(agrees, vector.differs_because.is_none(), "{}", vector.name);
            if vector.ours != "accept" || body.is_empty() {
                continue;
            }
            accepted += 1;
            let last = body.len() - 1;
            let mut others = vec![[&body[..], b" "].concat(), body[..last].to_vec()];
            others.extend((0..body.len()).step_by(body.len().div_ceil(64)).map(|at| {
                let mut other = body.clone();
                other[at] ^= 1;
                other
            }));
            for other in others {
                assert_ne!(vector.verdict(processor, &other), "accept", "{}", vector.name);
            }
        }
        assert!(accepted > 0 && accepted < all.len(), "{processor}: good ones and bad ones");
    }
}

#[test]
fn no_signature_fits_without_its_header_or_without_a_secret() {
    for processor in Processor::ALL {
        for vector in vectors(processor).vectors.iter().filter(|vector| vector.ours == "accept") {
            let received_at = Timestamp::from_second(vector.received_at).unwrap();
            let body = vector.body();
            let raw = RawWebhook { headers: &[], body: &body, received_at };
            assert!(verify(processor, raw, &vector.setup()).is_err(), "{}", vector.name);
            assert_eq!(signed_at(processor, &[]), None, "{}", vector.name);
            let raw = RawWebhook { headers: &vector.headers, ..raw };
            assert!(verify(processor, raw, &Setup::default()).is_err(), "{}", vector.name);
            let named = profile(processor).signature_headers;
            let used = vector.headers.iter().all(|(name, _)| named.contains(&name.as_str()));
            assert!(used, "{}: a header that does not travel", vector.name);
        }
    }
}

#[test]
fn every_kind_of_event_has_an_example_and_what_is_told_is_of_a_known_kind() {
    for processor in Processor::ALL {
        let kinds = profile(processor).event_kinds;
        let mut seen = Vec::new();
        for (name, body) in events(processor) {
            match decoded(processor, &body) {
                Decoded::Relevant(report) => {
                    let says = report.look || !report.observations.is_empty();
                    assert!(says, "{name} says nothing, and nobody looks");
                    seen.push(report.kind);
                }
                Decoded::Irrelevant { kind } => seen.push(kind),
                other @ (Decoded::Beside { .. } | Decoded::Undecodable { .. }) => {
                    panic!("{name}: {other:?}")
                }
            }
        }
        let known = seen.iter().all(|kind| kinds.contains(&kind.as_str()));
        assert!(known, "{processor}: {seen:?}");
        for kind in kinds {
            assert!(seen.iter().any(|seen| seen == kind), "{processor}: no example of {kind}");
        }
    }
}

#[test]
fn a_body_that_breaks_off_is_not_understood_and_its_text_is_not_repeated() {
    for processor in Processor::ALL {
        for (name, body) in events(processor) {
            let step = body.len().div_ceil(97).max(1);
            for length in (0..body.trim_ascii_end().len()).step_by(step) {
                let decoded = decoded(processor, &body[..length]);
                let Decoded::Undecodable { why, .. } = decoded else {
                    panic!("{name}, {length} bytes: {decoded:?}")
                };
                assert!(why.len() < 400 && !why.contains('@'), "{name}: {why}");
            }
        }
    }
}

#[test]
fn orders_are_the_same_bytes_each_time_and_go_where_orders_go() {
    let case = CaseId::parse("account/payment-1").unwrap();
    for processor in Processor::ALL {
        for code in ["eur", "usd", "jpy", "kwd"] {
            let currency = Currency::parse(code).unwrap();
            let key = IdempotencyKey::derive(processor, &case, &Subject::Full, currency);
            let step = amount_step(processor, currency);
            assert!(step > 0, "{processor} {code}");
            let split = SplitOrder::default();
            let order = |minor| {
                let amount = Money::new(minor, currency);
                refund_order(processor, &RefundOrder { case: &case, amount, key: &key, split })
            };
            let request = order(step * 7).unwrap();
            assert_eq!(order(step * 7).unwrap(), request, "{processor} {code}");
            assert_ne!(order(step * 8).unwrap(), request, "{processor} {code}: the amount is said");
            assert_eq!(request.method, Method::Post);
            assert!(profile(processor).posts.contains(&request.path.as_str()), "{}", request.path);
            let named = request.body.contains(key.as_str())
                || request.headers.iter().any(|(_, value)| value == key.as_str());
            assert!(named || profile(processor).legs.key.is_none(), "{processor}: no key");
            for none in [0, -step] {
                assert!(
                    matches!(order(none), Err(OrderError::NotPositive(_))),
                    "{processor} {code}"
                );
            }
        }
    }
}

#[test]
fn questions_only_read_and_ids_stay_in_their_place() {
    let keys = MetadataKeys::default();
    for processor in Processor::ALL {
        for id in ["payment-1", "..", "a?b=c", "a#b", "a&b", "%2e%2e", "ch_1"] {
            let payment = match payment_ref(processor, id) {
                Ok(PaymentRef::Known(payment)) => payment,
                Ok(PaymentRef::Lookup(payment)) => {
                    let asked = canonical(processor, &payment).request;
                    assert_eq!(asked.method, Method::Get, "{processor} {id}");
                    payment
                }
                Err(_) => continue,
            };
            let asked_at = Timestamp::UNIX_EPOCH;
            let invoice = InvoiceReading::Unasked;
            for question in
                look(processor, &Look { payment: &payment, keys: &keys, asked_at, invoice })
            {
                let request = question.request;
                assert_eq!((request.method, request.body.as_str()), (Method::Get, ""), "{id}");
                assert!(request.path.starts_with('/') && !request.path.contains('#'), "{id}");
                let parts = request.path.split(['/', '?']);
                assert!(parts.clone().all(|part| part != ".." && part != "."), "{}", request.path);
            }
        }
    }
}
