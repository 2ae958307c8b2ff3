//! Webhooks of Stripe, signed and broken by hand, as an operator would look at them.

use std::path::Path;

use serde_json::Value;

use super::*;
use processors::mac;

const EVENT: &str = include_str!("../../../../tests/fixtures/stripe/events/refund.failed.json");
const SECRET: &str = "whsec_5ECRET0123456789";
const OLD: &str = "whsec_5ECRETbeingrolled";
const OTHER: &str = "whsec_5ECRETof_another";
const SEALING_KEY: &str = "whsec_c2VhbHMgb2Ygbm9ib2R5IGF0IGFsbCwgYnV0IGVub3VnaA==";
const SIGNED: i64 = 1_772_000_000;

/// A folder with a configuration of two accounts.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let account = |name: &str, secrets: &str| {
        format!(
            "[accounts.{name}]\nprocessor = \"stripe\"\nmerchant = \"Example\"\n\
             api_key = \"rk_test_{name}\"\nwebhook_secrets = {secrets}\n\
             policy = \"policy.toml\"\n"
        )
    };
    let ours = account("stripe-eu", &format!("[\"{OLD}\", \"{SECRET}\"]"));
    let theirs = account("stripe-us", &format!("[\"{OTHER}\"]"));
    let rest = "[transport]\nkind = \"embedded\"\n[store]\nkind = \"embedded\"\n";
    let worker = format!("[worker]\nsealing_keys = [\"{SEALING_KEY}\"]\n");
    let text = format!("{rest}{worker}{ours}{theirs}");
    std::fs::write(folder.path().join("refundd.toml"), text).unwrap();
    std::fs::copy("config/policies/thirty-days.toml", folder.path().join("policy.toml")).unwrap();
    folder
}

fn signed(secret: &str, body: &[u8]) -> String {
    let time = SIGNED.to_string();
    let mac = mac::sign(secret.as_bytes(), &[time.as_bytes(), b".", body]).unwrap();
    format!("Content-Type: application/json\nStripe-Signature: t={time},v1={}\n", hex::encode(mac))
}

fn inspected(folder: &Path, headers: &str, body: &[u8], after: i64) -> (u8, Value, String) {
    let (headers_file, body_file) = (folder.join("headers"), folder.join("body"));
    std::fs::write(&headers_file, headers).unwrap();
    std::fs::write(&body_file, body).unwrap();
    let found = Inspect {
        file: ConfigFile { config: Some(folder.join("refundd.toml")) },
        account: "stripe-eu".to_owned(),
        at: Some(Timestamp::from_second(SIGNED + after).unwrap()),
        headers: headers_file,
        body: body_file,
        output: Output::Json,
    }
    .inspect()
    .unwrap_or_else(|undone| panic!("{undone:?}"));
    let text = render::text(&found);
    (found.exit(), serde_json::from_str(&render::json(&found)).unwrap(), text)
}

#[test]
fn what_holds_is_told_with_its_secret_its_age_and_its_meaning() {
    let folder = folder();
    let headers = signed(SECRET, EVENT.as_bytes());
    let (exit, found, text) = inspected(folder.path(), &headers, EVENT.as_bytes(), 7);
    assert_eq!(exit, 0, "{text}");
    assert_eq!((&found["verified"], &found["reason"]), (&true.into(), &Value::Null));
    assert_eq!((&found["secret"], &found["age_seconds"]), (&2.into(), &7.into()));
    assert_eq!(found["reports"][0]["kind"], "refund.failed");
    assert_eq!(found["reports"][0]["payment"], "pi_3PgafyB7WZ01zgkW1SjxsAJo");
    for part in ["holds", "it fits secret 2", "7 s before its arrival", "refund re_", "failed"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("5ECRET"), "{text}");
    assert_eq!(found["live"], false, "{text}");
}

#[test]
fn who_only_receives_can_look_too() {
    let folder = folder();
    std::fs::remove_file(folder.path().join("policy.toml")).unwrap();
    let headers = signed(SECRET, EVENT.as_bytes());
    let (exit, found, text) = inspected(folder.path(), &headers, EVENT.as_bytes(), 0);
    assert_eq!(
        (exit, &found["verified"], &found["live"]),
        (0, &true.into(), &Value::Null),
        "{text}"
    );
}

#[test]
fn what_does_not_hold_is_told_with_what_would_make_it() {
    let folder = folder();
    let body = EVENT.trim_end().as_bytes();
    let broken = [body, b"\n"].concat();
    let good = signed(OLD, body);
    let table = [
        (good.as_str(), broken.as_slice(), 0, "bad_signature", "without its last line break"),
        (&signed(OLD, &broken), body, 0, "bad_signature", "with a line break at its end"),
        (&signed(OTHER, body), body, 0, "bad_signature", "secret of account stripe-us"),
        (&signed("whsec_of_nobody", body), body, 0, "bad_signature", "byte by byte"),
        (&good, body, 301, "stale", "with --at"),
        (&good, body, -301, "from_the_future", "with --at"),
        ("Host: x\n", body, 0, "missing_header", "stripe-signature"),
    ];
    for (headers, body, after, reason, hint) in table {
        let (exit, found, text) = inspected(folder.path(), headers, body, after);
        assert_eq!(
            (exit, &found["verified"], &found["reason"]),
            (1, &false.into(), &reason.into())
        );
        assert!(found["hint"].as_str().unwrap().contains(hint), "{found}");
        assert_eq!(found["reports"], Value::Array(Vec::new()));
        assert!(text.contains("not looked at"), "{text}");
    }
    // It is old, and it fits.
    assert_eq!(inspected(folder.path(), &good, body, 301).1["secret"], 1);
}

#[test]
fn what_is_genuine_and_not_understood_has_a_code_of_its_own() {
    let folder = folder();
    let event = |edit: fn(&mut Value)| {
        let mut event: Value = serde_json::from_str(EVENT).unwrap();
        edit(&mut event);
        event.to_string()
    };
    let table = [
        (event(|it| it["object"] = "v2.core.event".into()), 65, "not_understood: it is a thin"),
        (event(|it| it["livemode"] = true.into()), 0, "other_mode"),
        (event(|it| it["account"] = "acct_1".into()), 0, "other_account"),
        ("no json".to_owned(), 65, "not_understood: "),
    ];
    for (body, code, reason) in table {
        let headers = signed(SECRET, body.as_bytes());
        let (exit, found, text) = inspected(folder.path(), &headers, body.as_bytes(), 0);
        assert_eq!((exit, &found["verified"]), (code, &true.into()), "{text}");
        assert!(found["reason"].as_str().unwrap().starts_with(reason), "{found}");
    }
    let (exit, found, _) = {
        let body = event(|it| it["type"] = "customer.created".into());
        inspected(folder.path(), &signed(SECRET, body.as_bytes()), body.as_bytes(), 0)
    };
    assert_eq!((exit, &found["kind"]), (0, &"customer.created".into()), "nothing follows");
}

#[test]
fn what_would_be_asked_is_told() {
    let folder = folder();
    let mut event: Value = serde_json::from_str(EVENT).unwrap();
    event["data"]["object"]["payment_intent"] = Value::Null;
    let body = event.to_string();
    let headers = signed(SECRET, body.as_bytes());
    let (_, found, text) = inspected(folder.path(), &headers, body.as_bytes(), 0);
    let asked = "GET /v1/charges/ch_3PgafyB7WZ01zgkW1XYmPNZs";
    assert_eq!(found["reports"][0]["asks"], serde_json::json!([asked]));
    assert!(text.contains(asked), "{text}");
}

#[test]
fn a_line_that_is_no_header_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("headers");
    let read = headers(&file, b"POST /webhooks/a HTTP/1.1\r\nA: b: c \r\n\r\n").unwrap();
    assert_eq!(read, [("a".to_owned(), "b: c".to_owned())]);
    let refused = headers(&file, b"A: b\nno header\n").unwrap_err();
    let Undone::Usage(what) = refused else { panic!("{refused:?}") };
    assert!(what.contains("line 2 has no colon") && what.contains("`Name: value`"), "{what}");
}
