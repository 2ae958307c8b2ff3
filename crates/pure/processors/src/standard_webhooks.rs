//! Standard Webhooks (standardwebhooks.com): how requests to us are signed, and what some
//! processors sign their webhooks with.
//!
//! Only the symmetric scheme `v1`. Stricter than the published libraries in the spelling of the
//! time and of the id; both must have one reading.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};

use super::mac;
use super::webhook::{Rejection, sole_header};

/// The two families of header names; a message carries one of them.
const FAMILIES: [[&str; 3]; 2] = [
    ["webhook-id", "webhook-timestamp", "webhook-signature"],
    ["svix-id", "svix-timestamp", "svix-signature"],
];

/// The headers, in lower case, that must travel with the body for [`verify`] to be repeated.
pub const SIGNATURE_HEADERS: [&str; 6] = [
    "webhook-id",
    "webhook-timestamp",
    "webhook-signature",
    "svix-id",
    "svix-timestamp",
    "svix-signature",
];

/// The specification asks for keys of 24 to 64 bytes.
const KEY_BYTES_MIN: usize = 24;

/// Checks that one of `secrets` (`whsec_` and base64) signed the body, within 300 s of its
/// arrival either way.
///
/// `headers` have names in lower case.
pub fn verify(
    headers: &[(String, String)],
    body: &[u8],
    secrets: &[SecretString],
    received_at: Timestamp,
) -> Result<(), Rejection> {
    let signed_at = verify_whenever(headers, body, secrets)?;
    mac::within_window(signed_at, received_at)
}

/// The same, whenever it was signed: for what was checked before, and is checked again. The second
/// at which it was signed.
pub fn verify_whenever(
    headers: &[(String, String)],
    body: &[u8],
    secrets: &[SecretString],
) -> Result<i64, Rejection> {
    let [id, time, signatures] = family(headers)?;
    let signed_at = mac::seconds(time)?;
    // The full stop separates what is signed, so an id with one could be read in two ways.
    let plain =
        (1..=255).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_graphic() && b != b'.');
    if !plain || signatures.len() > mac::HEADER_BYTES_MAX {
        return Err(Rejection::Malformed);
    }
    let signatures: Vec<_> =
        signatures.split(' ').filter_map(|item| item.strip_prefix("v1,")).collect();
    if signatures.len() > mac::SIGNATURES_MAX {
        return Err(Rejection::Malformed);
    }
    let signatures: Vec<_> = signatures.into_iter().filter_map(tag).collect();
    let keys: Vec<_> = secrets.iter().filter_map(key).collect();
    if keys.is_empty() {
        return Err(Rejection::NoSecret);
    }
    let parts: [&[u8]; 5] = [id.as_bytes(), b".", time.as_bytes(), b".", body];
    if !keys.iter().any(|key| mac::fits(key, &parts, &signatures)) {
        return Err(Rejection::BadSignature);
    }
    Ok(signed_at)
}

/// Signs what is left of a message that has these headers, with every secret, under the same id and time.
/// `None` if headers or secrets are not usable.
pub fn sign_again(
    secrets: &[SecretString],
    signed: &[(String, String)],
    body: &[u8],
) -> Option<Vec<(String, String)>> {
    let [id, time, _] = family(signed).ok()?;
    let signed_at = Timestamp::from_second(mac::seconds(time).ok()?).ok()?;
    Some(headers_by_all(secrets, id, signed_at, body)).filter(|headers| !headers.is_empty())
}

/// Signs a message: the value of its signature header. `None` if the secret is not usable.
pub fn sign(secret: &SecretString, id: &str, signed_at: Timestamp, body: &[u8]) -> Option<String> {
    let time = signed_at.as_second().to_string();
    let parts: [&[u8]; 5] = [id.as_bytes(), b".", time.as_bytes(), b".", body];
    Some(format!("v1,{}", STANDARD.encode(mac::sign(&key(secret)?, &parts)?)))
}

/// Signs a message: the headers that travel with it. `None` if the secret is not usable.
pub fn headers(
    secret: &SecretString,
    id: &str,
    signed_at: Timestamp,
    body: &[u8],
) -> Option<Vec<(String, String)>> {
    let signature = sign(secret, id, signed_at, body)?;
    let [first, ..] = FAMILIES;
    let values = [id.to_owned(), signed_at.as_second().to_string(), signature];
    Some(first.into_iter().map(str::to_owned).zip(values).collect())
}

/// Signs a message once with every secret, because who reads it may know only one of them: the headers
/// that travel with it. None without a secret, and none if one of them is not usable.
pub fn headers_by_all(
    secrets: &[SecretString],
    id: &str,
    signed_at: Timestamp,
    body: &[u8],
) -> Vec<(String, String)> {
    let signatures: Option<Vec<String>> =
        secrets.iter().map(|secret| sign(secret, id, signed_at, body)).collect();
    let Some(signatures) = signatures.filter(|found| !found.is_empty()) else { return Vec::new() };
    let [first, ..] = FAMILIES;
    let values = [id.to_owned(), signed_at.as_second().to_string(), signatures.join(" ")];
    first.into_iter().map(str::to_owned).zip(values).collect()
}

/// The three headers of the one family that is complete; the first one where both are.
fn family(headers: &[(String, String)]) -> Result<[&str; 3], Rejection> {
    let mut verdict = Err(Rejection::MissingHeader);
    for names in FAMILIES {
        let found = names.map(|name| sole_header(headers, name));
        if let [Ok(id), Ok(time), Ok(signature)] = found {
            return Ok([id, time, signature]);
        }
        if found.contains(&Err(Rejection::Malformed)) {
            verdict = Err(Rejection::Malformed);
        }
    }
    verdict
}

/// The key that a secret stands for, `whsec_` and base64; `None` if it cannot be read or is too short.
pub fn key(secret: &SecretString) -> Option<Vec<u8>> {
    let text = secret.expose_secret();
    let bytes = STANDARD.decode(text.strip_prefix("whsec_").unwrap_or(text)).ok()?;
    (bytes.len() >= KEY_BYTES_MIN).then_some(bytes)
}

fn tag(text: &str) -> Option<[u8; 32]> {
    STANDARD.decode(text).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    // The specification's own example; every published library tests against it.
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const TIME: i64 = 1_614_265_330;
    const BODY: &[u8] = br#"{"test": 2432232314}"#;
    const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    fn check(
        headers: &[(&str, &str)],
        body: &[u8],
        secret: &str,
        at: i64,
    ) -> Result<(), Rejection> {
        let headers: Vec<_> =
            headers.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let received_at = Timestamp::from_second(at).unwrap();
        verify(&headers, body, &[SecretString::from(secret)], received_at)
    }

    fn signed(id: &str, time: &str, signature: &str) -> Result<(), Rejection> {
        let headers =
            [("webhook-id", id), ("webhook-timestamp", time), ("webhook-signature", signature)];
        check(&headers, BODY, SECRET, TIME)
    }

    #[test]
    fn the_specifications_own_example_passes_and_is_made_again() {
        assert_eq!(signed(ID, "1614265330", SIGNATURE), Ok(()));
        let at = Timestamp::from_second(TIME).unwrap();
        assert_eq!(sign(&SecretString::from(SECRET), ID, at, BODY).as_deref(), Some(SIGNATURE));
        let bare = SecretString::from(SECRET.trim_start_matches("whsec_"));
        assert_eq!(sign(&bare, ID, at, BODY).as_deref(), Some(SIGNATURE));
    }

    #[test]
    fn one_fitting_signature_of_many_is_enough() {
        let wrong = "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
        for (list, verdict) in [
            (format!("{wrong} {SIGNATURE}"), Ok(())),
            (format!("{SIGNATURE} {wrong}"), Ok(())),
            (format!("v1a,whatever v2,x {SIGNATURE}"), Ok(())),
            (format!("v1,broken {SIGNATURE}"), Ok(())),
            (format!("{}{SIGNATURE}", format!("{wrong} ").repeat(15)), Ok(())),
            (format!("{}{SIGNATURE}", format!("{wrong} ").repeat(16)), Err(Rejection::Malformed)),
            (format!("{SIGNATURE}{}", " ".repeat(4096)), Err(Rejection::Malformed)),
            (wrong.to_owned(), Err(Rejection::BadSignature)),
            (SIGNATURE.replace("v1,", "v1a,"), Err(Rejection::BadSignature)),
            (SIGNATURE.replace("v1,", "v1, "), Err(Rejection::BadSignature)),
            (SIGNATURE.replace('=', ""), Err(Rejection::BadSignature)),
            (String::new(), Err(Rejection::BadSignature)),
        ] {
            assert_eq!(signed(ID, "1614265330", &list), verdict, "{list}");
        }
    }

    #[test]
    fn the_window_is_three_hundred_seconds_either_way() {
        let headers = [
            ("webhook-id", ID),
            ("webhook-timestamp", "1614265330"),
            ("webhook-signature", SIGNATURE),
        ];
        for (offset, verdict) in [
            (300, Ok(())),
            (301, Err(Rejection::Stale)),
            (-300, Ok(())),
            (-301, Err(Rejection::FromTheFuture)),
        ] {
            assert_eq!(check(&headers, BODY, SECRET, TIME + offset), verdict, "{offset}");
        }
    }

    #[test]
    fn a_time_and_an_id_have_one_spelling() {
        for time in ["1614265330.0", "1614265330x", " 1614265330", "+1614265330", "01614265330", ""]
        {
            assert_eq!(signed(ID, time, SIGNATURE), Err(Rejection::Malformed), "{time}");
        }
        for id in ["", "msg.1", "msg 1", "mög"] {
            assert_eq!(signed(id, "1614265330", SIGNATURE), Err(Rejection::Malformed), "{id}");
        }
        assert_eq!(signed("msg_2", "1614265330", SIGNATURE), Err(Rejection::BadSignature));
    }

    #[test]
    fn one_family_of_headers_counts_and_never_a_mixture() {
        let [w, s] = FAMILIES;
        let values = [ID, "1614265330", SIGNATURE];
        for mask in 0..8_u8 {
            let names: Vec<_> =
                (0..3).map(|i| if mask & (1 << i) == 0 { w[i] } else { s[i] }).collect();
            let headers: Vec<_> = names.into_iter().zip(values).collect();
            let whole = mask == 0 || mask == 7;
            let verdict = if whole { Ok(()) } else { Err(Rejection::MissingHeader) };
            assert_eq!(check(&headers, BODY, SECRET, TIME), verdict, "{headers:?}");
        }
        let twice = [(w[0], ID), (w[0], ID), (w[1], values[1]), (w[2], SIGNATURE)];
        assert_eq!(check(&twice, BODY, SECRET, TIME), Err(Rejection::Malformed));
    }

    #[test]
    fn a_secret_that_is_too_short_or_no_base64_is_none() {
        let headers: Vec<_> = FAMILIES[0].into_iter().zip([ID, "1614265330", SIGNATURE]).collect();
        for secret in ["", "whsec_", "whsec_c2hvcnQ=", "whsec_no base64 at all, but long enough!"] {
            let verdict = check(&headers, BODY, secret, TIME);
            assert_eq!(verdict, Err(Rejection::NoSecret), "{secret}");
        }
    }

    proptest! {
        #[test]
        fn what_is_signed_passes_and_any_changed_byte_does_not(
            body in prop::collection::vec(any::<u8>(), 1..100),
            at in any::<prop::sample::Index>(),
        ) {
            let secret = SecretString::from(SECRET);
            let signature =
                sign(&secret, ID, Timestamp::from_second(TIME).unwrap(), &body).unwrap();
            let headers = [
                ("webhook-id", ID),
                ("webhook-timestamp", "1614265330"),
                ("webhook-signature", signature.as_str()),
            ];
            prop_assert_eq!(check(&headers, &body, SECRET, TIME), Ok(()));
            let mut changed = body;
            let at = at.index(changed.len());
            changed[at] ^= 1;
            let verdict = check(&headers, &changed, SECRET, TIME);
            prop_assert_eq!(verdict, Err(Rejection::BadSignature));
        }
    }
}
