//! Stripe's webhook signature: header `Stripe-Signature: t=<seconds>,v1=<hex>[,v1=<hex>…]`, an
//! HMAC-SHA256 over `t`, a full stop and the raw body, keyed with the whole text of the secret.
//!
//! Held against Stripe's own SDK by `tests/fixtures/stripe/vectors.json`, which also lists where
//! we deliberately refuse what the SDK takes.

use jiff::Timestamp;
use secrecy::ExposeSecret as _;

use crate::mac;
use crate::setup::Setup;
use crate::webhook::{RawWebhook, Rejection, sole_header};

/// The header, in lower case.
pub(super) const HEADER: &str = "stripe-signature";

/// A shorter secret is no secret of Stripe's but a mistake in the configuration.
const SECRET_BYTES_MIN: usize = 8;

/// Checks that one of the account's secrets signed the body, within the window around its arrival.
pub(super) fn verify(raw: &RawWebhook<'_>, setup: &Setup) -> Result<(), Rejection> {
    let header = Header::parse(sole_header(raw.headers, HEADER)?)?;
    let keys = || {
        setup
            .secrets
            .iter()
            .map(|secret| secret.expose_secret().as_bytes())
            .filter(|key| key.len() >= SECRET_BYTES_MIN)
    };
    if keys().next().is_none() {
        return Err(Rejection::NoSecret);
    }
    let time = header.signed_at.to_string();
    let parts: [&[u8]; 3] = [time.as_bytes(), b".", raw.body];
    if !keys().any(|key| mac::fits(key, &parts, &header.signatures)) {
        return Err(Rejection::BadSignature);
    }
    mac::within_window(header.signed_at, raw.received_at)
}

pub(super) fn signed_at(headers: &[(String, String)]) -> Option<Timestamp> {
    let header = Header::parse(sole_header(headers, HEADER).ok()?).ok()?;
    Timestamp::from_second(header.signed_at).ok()
}

/// The header, read.
struct Header {
    signed_at: i64,
    signatures: Vec<[u8; 32]>,
}

impl Header {
    /// Takes the one `t` and every readable `v1`. Other schemes are ignored, or a weaker one
    /// could be used to get around this one; a `v1` that is no lower-case hex fits nothing.
    fn parse(text: &str) -> Result<Self, Rejection> {
        if text.len() > mac::HEADER_BYTES_MAX {
            return Err(Rejection::Malformed);
        }
        let items: Vec<_> = text.split(',').filter_map(|item| item.split_once('=')).collect();
        let mut times = items.iter().filter(|(scheme, _)| *scheme == "t");
        let (_, time) = times.next().ok_or(Rejection::Malformed)?;
        let signatures: Vec<_> = items.iter().filter(|(scheme, _)| *scheme == "v1").collect();
        if times.next().is_some() || signatures.len() > mac::SIGNATURES_MAX {
            return Err(Rejection::Malformed);
        }
        Ok(Self {
            signed_at: mac::seconds(time)?,
            signatures: signatures.iter().filter_map(|(_, text)| lower_hex(text)).collect(),
        })
    }
}

fn lower_hex(text: &str) -> Option<[u8; 32]> {
    if text.bytes().any(|b| b.is_ascii_uppercase()) {
        return None;
    }
    let mut bytes = [0; 32];
    hex::decode_to_slice(text, &mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::conformance::{Vector, Vectors, vectors};
    use domain::processor::Processor;

    fn setup<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Setup {
        Setup { secrets: secrets.into_iter().map(Into::into).collect(), ..Setup::default() }
    }

    #[test]
    fn the_vectors_are_those_of_the_official_sdk() {
        let Vectors { sdk, vectors } = vectors(Processor::Stripe);
        assert_eq!(sdk, "stripe-python 16.1.0");
        let count = |is: fn(&Vector) -> bool| vectors.iter().filter(|vector| is(vector)).count();
        let accepted = count(|vector| vector.ours == "accept");
        let refused = count(|vector| vector.ours != "accept");
        let differing = count(|vector| vector.differs_because.is_some());
        assert_eq!((accepted, refused, differing), (28, 58, 14));
    }

    #[test]
    fn changing_any_one_byte_of_body_or_header_is_noticed() {
        let all = vectors(Processor::Stripe);
        let plain = all.vectors.iter().find(|vector| vector.name == "plain").unwrap();
        let body = plain.body();
        let header = plain.headers[0].1.clone().into_bytes();
        let mut tried = 0;
        for at in 0..body.len() + header.len() {
            let (mut body, mut header) = (body.clone(), header.clone());
            match at.checked_sub(body.len()) {
                None => body[at] ^= 1,
                Some(at) => header[at] ^= 1,
            }
            let headers = vec![(HEADER.to_owned(), String::from_utf8(header).unwrap())];
            let raw = RawWebhook {
                headers: &headers,
                body: &body,
                received_at: Timestamp::from_second(plain.received_at).unwrap(),
            };
            assert!(verify(&raw, &setup([plain.secrets[0].as_str()])).is_err(), "byte {at}");
            tried += 1;
        }
        assert!(tried > 100);
    }

    proptest! {
        #[test]
        fn no_header_and_no_body_makes_it_panic_or_passes(
            header in "(t=[0-9]{0,20},?)?(v[01]=[0-9a-fA-F]{0,70},?){0,20}.{0,20}",
            body in prop::collection::vec(any::<u8>(), 0..200),
            at in 0_i64..2_000_000_000,
        ) {
            let raw = RawWebhook {
                headers: &[(HEADER.to_owned(), header)],
                body: &body,
                received_at: Timestamp::from_second(at).unwrap(),
            };
            prop_assert!(verify(&raw, &setup(["whsec_a_secret"])).is_err());
        }
    }
}
