//! The headers of a signature, Stripe's and those of Standard Webhooks: what is believed was signed.

use jiff::Timestamp;
use secrecy::SecretString;

use crate::head::Head;
use domain::processor::Processor;
use processors::{RawWebhook, Setup, mac, profile, standard_webhooks, verify};

/// What Stripe's vectors are signed with, and the example of Standard Webhooks.
const STRIPE: &str = "whsec_5f0b2d7c9a1e4c63b8d2f4a6c8e0a2c4";
const STANDARD: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// Panics where something does not hold.
pub fn try_out(bytes: &[u8]) {
    let head = Head::split(bytes);
    let received_at = head.number("received-at").unwrap_or(1_614_265_330);
    let Ok(received_at) = Timestamp::from_second(received_at) else { return };
    stripe(&head, received_at);
    standard(&head, received_at);
}

fn stripe(head: &Head<'_>, received_at: Timestamp) {
    let setup = Setup { secrets: vec![SecretString::from(STRIPE)], ..Setup::default() };
    let raw = RawWebhook { headers: &head.headers, body: head.body, received_at };
    if verify(Processor::Stripe, raw, &setup).is_err() {
        return;
    }
    let [name] = profile(Processor::Stripe).signature_headers else {
        unreachable!("Stripe signs in one header")
    };
    let value = value(head, name);
    let time = value.split(',').find_map(|item| item.strip_prefix("t=")).unwrap_or_default();
    let parts = [time.as_bytes(), b".", head.body];
    let signature = mac::sign(STRIPE.as_bytes(), &parts).map(hex::encode).unwrap_or_default();
    assert!(value.contains(&format!("v1={signature}")), "believed without a signature");
    fresh(time, received_at);
    let longer = [head.body, b" "].concat();
    let raw = RawWebhook { body: &longer, ..raw };
    assert!(verify(Processor::Stripe, raw, &setup).is_err(), "another body is believed too");
}

fn standard(head: &Head<'_>, received_at: Timestamp) {
    let secrets = [SecretString::from(STANDARD)];
    if standard_webhooks::verify(&head.headers, head.body, &secrets, received_at).is_err() {
        return;
    }
    let [secret] = &secrets;
    let signed = ["webhook", "svix"].into_iter().any(|family| {
        let [id, time, signatures] =
            ["id", "timestamp", "signature"].map(|part| value(head, &format!("{family}-{part}")));
        let at = time.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
        let made = at.and_then(|at| standard_webhooks::sign(secret, id, at, head.body));
        let is_signed = made.is_some_and(|made| signatures.split(' ').any(|one| one == made));
        if is_signed {
            fresh(time, received_at);
        }
        is_signed
    });
    assert!(signed, "believed without a signature");
    let longer = [head.body, b" "].concat();
    let again = standard_webhooks::verify(&head.headers, &longer, &secrets, received_at);
    assert!(again.is_err(), "another body is believed too");
}

fn value<'h>(head: &'h Head<'_>, name: &str) -> &'h str {
    let mut found = head.headers.iter().filter(|(key, _)| key == name);
    found.next().map(|(_, value)| value.as_str()).unwrap_or_default()
}

fn fresh(time: &str, received_at: Timestamp) {
    let signed_at: i64 = time.parse().unwrap_or(i64::MAX);
    let age = received_at.as_second().saturating_sub(signed_at);
    assert!((-300..=300).contains(&age), "believed at an age of {age} s");
}
