//! What of a message travels on: its body without what is dropped at the boundary.
//!
//! A message may lie on a rung of the ladder for a week and on a shelf forever. What no worker reads
//! has no business there, and neither has what a customer wrote: of a text only that there was one is
//! read, so only that is passed on. What is read means the same before and after.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::conversation::WireAnswer;
use super::refund_requested::WireProof;
use super::{
    COMMISSION_EARNED, FEEDBACK_RECEIVED, INFO_RECEIVED, REFUND_REQUESTED, REVIEW_DECIDED, is,
    parse,
};
use crate::cloud_event::Incoming;

/// What is passed on of a value.
#[derive(Debug, Clone, Copy)]
enum Kept {
    /// All of it: it was checked to be an id, a code, a number or an instant.
    All,
    /// Of an object these members, and no others.
    Members(&'static [(&'static str, Kept)]),
    /// Answers by question: of a text that it was given.
    Answers,
    /// Of a reference that there is one.
    Proof,
    /// The hash of an e-mail address, until it was compared.
    Email,
}

use self::Kept::{All, Answers, Email, Members, Proof};

const ENVELOPE: [&str; 7] =
    ["specversion", "id", "source", "type", "time", "datacontenttype", "traceparent"];

const MONEY: Kept = Members(&[("minor", All), ("currency", All)]);

const COMMISSION: Kept =
    Members(&[("id", All), ("partner", All), ("earned", MONEY), ("base", MONEY), ("paid", All)]);

/// `data` of every message.
const MESSAGES: [(&str, Kept); 5] = [
    (
        REFUND_REQUESTED,
        Members(&[
            ("request_id", All),
            ("account", All),
            ("payment", All),
            ("reason", All),
            ("amount", MONEY),
            ("locale", All),
            ("time_zone", All),
            ("requested_at", All),
            ("proof_of_purchase", Proof),
            ("requested_by", All),
            ("channel", All),
            ("charged", MONEY),
            ("email_sha256", Email),
            ("lines", All),
            ("commission", COMMISSION),
        ]),
    ),
    (COMMISSION_EARNED, Members(&[("account", All), ("payment", All), ("commission", COMMISSION)])),
    (
        INFO_RECEIVED,
        Members(&[
            ("request_id", All),
            ("account", All),
            ("payment", All),
            ("answered_at", All),
            ("answers", Answers),
        ]),
    ),
    (
        REVIEW_DECIDED,
        Members(&[
            ("answer_id", All),
            ("request_id", All),
            ("account", All),
            ("payment", All),
            ("reviewer", All),
            ("binding", All),
            ("decided_at", All),
            ("verdict", All),
            ("amount", MONEY),
            ("clause", All),
            ("alternatives", All),
            ("questions", All),
            ("because", All),
        ]),
    ),
    (
        FEEDBACK_RECEIVED,
        Members(&[("request_id", All), ("account", All), ("payment", All), ("reasons", All)]),
    ),
];

/// In the place of a text that was given.
const GIVEN: &str = "\"given\"";

/// In the place of the hash of an address that is not the payment's: that of no address.
const NO_ADDRESS: &str = "\"0000000000000000000000000000000000000000000000000000000000000000\"";

/// The body of a message as it travels on, never longer than a few words more than before; `None`
/// where it travels as it is, because it is not understood or its signature is over all of it.
///
/// `email_matches` says what came of comparing the e-mail address that came with a request; until it
/// was compared, its hash is needed.
pub fn kept(body: &[u8], email_matches: Option<bool>) -> Option<Vec<u8>> {
    parse(body).ok()?;
    let event = Incoming::read(body).ok()?;
    let (_, data) = MESSAGES.iter().find(|(name, _)| is(&event.kind, name))?;
    let attributes: BTreeMap<String, &RawValue> = serde_json::from_slice(body).ok()?;
    let mut members = Vec::new();
    for (name, raw) in &attributes {
        match name.as_str() {
            "data" => members.push(member("data", &value(raw, *data, email_matches)?)),
            // One that is no trace context is not read.
            "traceparent" if event.traceparent.is_none() => {}
            name if ENVELOPE.contains(&name) => members.push(member(name, raw.get())),
            _ => {}
        }
    }
    Some(object(&members).into_bytes())
}

fn value(raw: &RawValue, kept: Kept, email_matches: Option<bool>) -> Option<String> {
    let text = raw.get();
    match kept {
        All => Some(text.to_owned()),
        Members(known) => match read::<BTreeMap<String, &RawValue>>(text) {
            Some(found) => {
                let members = found.iter().filter_map(|(name, raw)| {
                    let (name, kept) = known.iter().find(|(known, _)| *known == name.as_str())?;
                    Some(member(name, &value(raw, *kept, email_matches)?))
                });
                Some(object(&members.collect::<Vec<_>>()))
            }
            // Nothing, or the word for the whole payment.
            None => Some(text.to_owned()),
        },
        Answers => {
            let found = read::<BTreeMap<String, &RawValue>>(text)?;
            let answers = found.iter().filter_map(|(question, raw)| {
                let answer = match read::<WireAnswer>(raw.get())? {
                    WireAnswer::Flag(_) | WireAnswer::Number(_) | WireAnswer::Choice(_) => {
                        raw.get()
                    }
                    WireAnswer::Text(true) => GIVEN,
                    WireAnswer::Text(false) => return None,
                };
                Some(member(question.as_str(), answer))
            });
            Some(object(&answers.collect::<Vec<_>>()))
        }
        Proof => match read::<WireProof>(text) {
            Some(WireProof::Reference(there)) => Some(there.to_string()),
            Some(WireProof::Flag(_)) | None => Some(text.to_owned()),
        },
        Email => match email_matches {
            None => Some(text.to_owned()),
            // What was compared is kept with the case; should the store forget it, a contradiction
            // is found again, and an agreement is not known.
            Some(true) => None,
            Some(false) => Some(NO_ADDRESS.to_owned()),
        },
    }
}

fn read<'a, T: Deserialize<'a>>(text: &'a str) -> Option<T> {
    serde_json::from_str(text).ok()
}

fn member(name: &str, value: &str) -> String {
    format!("{}:{value}", serde_json::Value::from(name))
}

fn object(members: &[String]) -> String {
    format!("{{{}}}", members.join(","))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::inbound::{Inbound, REVIEW_DECIDED, Unreceived, schemas};
    use domain::email::EmailHash;

    /// Stands wherever somebody could have written something.
    const WRITTEN: &str = "Jane Roe <jane@example.com>";

    fn event(kind: &str, data: &Value) -> Vec<u8> {
        let event = json!({
            "specversion": "1.0", "id": "m1", "source": "/shop", "type": kind,
            "time": "2026-03-02T11:00:00Z", "subject": WRITTEN, "note": {"by": WRITTEN},
            "traceparent": WRITTEN, "data": data,
        });
        event.to_string().into_bytes()
    }

    fn request() -> Value {
        json!({
            "request_id": "r1", "account": "stripe-eu", "payment": "pi_1", "reason": "unused",
            "amount": {"minor": 1500, "currency": "eur", "note": WRITTEN}, "locale": "de-AT", "time_zone": "Europe/Vienna",
            "requested_at": "2026-03-02T11:00:00+01:00", "comment": WRITTEN, "comments": [WRITTEN],
            "proof_of_purchase": WRITTEN, "requested_by": "agent-7", "channel": "chat",
            "charged": {"minor": 4900, "currency": "USD", "note": WRITTEN},
            "email_sha256": "ab".repeat(32), "lines": ["seat"], "customer": {"name": WRITTEN},
            "commission": {
                "id": "c1", "partner": "p1", "earned": {"minor": 3, "currency": "USD"},
                "base": {"minor": 9, "currency": "EUR", "note": WRITTEN}, "paid": true,
                "note": WRITTEN,
            },
        })
    }

    fn messages() -> [(&'static str, Value); 5] {
        let commission = request()["commission"].clone();
        [
            (REFUND_REQUESTED, request()),
            (
                COMMISSION_EARNED,
                json!({
                    "account": "stripe-eu", "payment": "pi_1", "commission": commission,
                    "comment": WRITTEN,
                }),
            ),
            (
                INFO_RECEIVED,
                json!({
                    "request_id": "r1", "account": "stripe-eu", "payment": "pi_1",
                    "answered_at": "2026-03-02T11:00:00Z", "comment": WRITTEN,
                    "answers": {"used": false, "seats": 3, "why": WRITTEN, "else": " "},
                }),
            ),
            (
                REVIEW_DECIDED,
                json!({
                    "answer_id": "a1", "request_id": "r1", "account": "stripe-eu",
                    "payment": "pi_1", "reviewer": "agent-7",
                    "binding": format!("rb3-{}", "0".repeat(64)),
                    "decided_at": "2026-03-02T11:00:00Z", "verdict": "ask", "questions": ["used"],
                    "because": "goodwill", "comment": WRITTEN,
                }),
            ),
            (
                FEEDBACK_RECEIVED,
                json!({
                    "request_id": "r1", "account": "stripe-eu", "payment": "pi_1",
                    "reasons": ["other"], "comment": WRITTEN,
                }),
            ),
        ]
    }

    fn text(body: Vec<u8>) -> String {
        String::from_utf8(body).unwrap()
    }

    #[test]
    fn o1_what_the_boundary_drops_does_not_travel_on_and_the_rest_means_the_same() {
        for (kind, data) in messages() {
            let body = event(&format!("com.shop.{kind}"), &data);
            let passed_on = kept(&body, None).unwrap();
            assert_eq!(parse(&passed_on), parse(&body), "{kind}");
            let shown = text(passed_on.clone());
            assert!(!shown.contains("Jane") && !shown.contains("note"), "{kind}: {shown}");
            assert_eq!(kept(&passed_on, None), Some(passed_on), "{kind}: once more");
        }
    }

    #[test]
    fn o1_a_member_in_disguise_does_not_travel_on() {
        let body = text(event(REFUND_REQUESTED, &request()));
        let disguised = body.replacen(r#""comment":"#, r#""com\u006dent":"#, 1);
        assert_ne!(disguised, body);
        let passed_on = kept(disguised.as_bytes(), None).unwrap();
        assert_eq!(parse(&passed_on), parse(body.as_bytes()));
        assert!(!text(passed_on).contains("Jane"));
    }

    #[test]
    fn o1_the_hash_of_an_address_travels_until_it_was_compared() {
        let body = event(REFUND_REQUESTED, &request());
        let email = |email_matches| {
            let passed_on = kept(&body, email_matches).unwrap();
            let Unreceived(Inbound::Refund { request, .. }) = parse(&passed_on).unwrap() else {
                panic!("it is a request")
            };
            (request.claims.email, kept(&passed_on, email_matches) == Some(passed_on))
        };
        assert_eq!(email(None), (Some(EmailHash([0xab; 32])), true));
        assert_eq!(email(Some(true)), (None, true));
        assert_eq!(email(Some(false)), (Some(EmailHash([0; 32])), true));
    }

    #[test]
    fn o1_what_is_not_understood_travels_as_it_is() {
        let mut unusable = request();
        unusable["reason"] = "boredom".into();
        for body in [event(REFUND_REQUESTED, &unusable), b"{".to_vec(), Vec::new()] {
            assert_eq!(kept(&body, None), None);
        }
    }

    /// A new field of a message is dropped until it is named here.
    #[test]
    fn every_field_that_is_read_travels_on() {
        let mut compared = 0;
        for (kind, schema) in schemas() {
            let read = schema["properties"].as_object().unwrap().keys().map(String::as_str);
            let mut read: BTreeSet<&str> = read.collect();
            read.remove("comment");
            let (_, Members(kept)) = MESSAGES.iter().find(|(name, _)| *name == kind).unwrap()
            else {
                panic!("{kind} is an object")
            };
            let kept: BTreeSet<&str> = kept.iter().map(|(name, _)| *name).collect();
            assert_eq!(kept, read, "{kind}");
            compared += 1;
        }
        assert_eq!(compared, MESSAGES.len());
    }

    proptest! {
        #[test]
        fn o1_a_damaged_message_travels_on_with_its_meaning_or_as_it_is(
            which in 0_usize..5,
            at in 0_usize..1500,
            bytes in prop::collection::vec(any::<u8>(), 0..4),
            email_matches in any::<Option<bool>>(),
        ) {
            let (kind, data) = messages()[which].clone();
            let mut body = event(kind, &data);
            let at = at.min(body.len() - 1);
            body.splice(at..=at, bytes);
            match kept(&body, email_matches) {
                Some(passed_on) => {
                    prop_assert!(parse(&passed_on).is_ok());
                    prop_assert!(passed_on.len() <= body.len() + 100);
                    prop_assert_eq!(kept(&passed_on, email_matches), Some(passed_on));
                    if email_matches.is_none() {
                        let again = kept(&body, None).unwrap();
                        prop_assert_eq!(parse(&again), parse(&body));
                    }
                }
                None => prop_assert!(parse(&body).is_err()),
            }
        }

        #[test]
        fn o1_no_text_of_an_answer_travels_on(answer in "[ \\t\\n\"\\\\a-zé]{0,12}") {
            let data = json!({
                "request_id": "r1", "account": "stripe-eu", "payment": "pi_1",
                "answered_at": "2026-03-02T11:00:00Z", "answers": {"used": true, "why": answer},
            });
            let body = event(INFO_RECEIVED, &data);
            let passed_on = kept(&body, None).unwrap();
            prop_assert_eq!(parse(&passed_on), parse(&body));
            let read: Value = serde_json::from_slice(&passed_on).unwrap();
            let why = &read["data"]["answers"]["why"];
            prop_assert!(why.is_null() || why == "given", "{}", why);
        }
    }
}
