//! Whose a message is, and what its sender may say.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Known, Overreach, Proof, Senders, Unproven, Way};
use domain::conversation::{ReviewAnswer, SignedAnswer, Standing};
use domain::ids::{AccountName, CaseId, SenderName, StaffId};
use domain::money::Currency;
use domain::reason_code::{BuiltInReason, ReasonCode};
use domain::reviewer::{Reviewer, Voice};
use domain::sender::{MessageKind, Rights, Sender, SenderKind};
use processors::{Rejection, standard_webhooks};
use wire::inbound::{self, Inbound, Talk};

const NOW: i64 = 1_790_000_000;
const BINDING: &str = "rb3-0000000000000000000000000000000000000000000000000000000000000000";

fn now() -> Timestamp {
    Timestamp::from_second(NOW).unwrap()
}

fn name(text: &str) -> SenderName {
    SenderName::parse(text).unwrap()
}

/// A secret of its own for each.
fn secret(of: &str) -> String {
    let bytes = format!("{of:-<24}");
    format!("whsec_{}", base64(&bytes))
}

/// The base64 of ASCII whose length is a multiple of three.
fn base64(text: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut digits = String::new();
    for three in text.as_bytes().chunks_exact(3) {
        let bits = three.iter().fold(0_usize, |bits, byte| (bits << 8) | usize::from(*byte));
        for place in [18, 12, 6, 0] {
            digits.push(char::from(DIGITS[(bits >> place) & 63]));
        }
    }
    digits
}

fn known(kind: SenderKind, may: &[MessageKind], proof: Proof) -> Known {
    Known {
        kind,
        rights: Rights {
            may: may.iter().copied().collect(),
            accounts: Some([AccountName::parse("stripe-eu").unwrap()].into()),
            payment_max: None,
            day_max: None,
            per_hour_max: None,
            per_day_max: None,
        },
        proof,
    }
}

/// One sender of each kind that there can be, and a roster of two.
fn senders() -> Senders {
    use MessageKind::{Answer, Commission, Request, Review};
    let signs = |of: &str| Proof::Secrets(vec![secret(of).into()]);
    let eur = Currency::parse("EUR").unwrap();
    Senders {
        senders: [
            ("shop", known(SenderKind::Shop, &[Request, Commission], signs("shop"))),
            ("bot", known(SenderKind::Agent, &[Request], signs("bot"))),
            ("desk", known(SenderKind::Desk, &[Request, Answer], signs("desk"))),
            ("reviews", known(SenderKind::Desk, &[Review], signs("reviews"))),
            ("agent-7", known(SenderKind::Person, &[Review], signs("agent-7"))),
            ("clerk", known(SenderKind::Person, &[Request], signs("clerk"))),
            ("queue", known(SenderKind::Shop, &[Request], Proof::Broker)),
            // Refused where it is configured, and here once more.
            ("odd", known(SenderKind::Desk, &[Review], Proof::Broker)),
            ("robot", known(SenderKind::Agent, &[Review], signs("robot"))),
        ]
        .into_iter()
        .map(|(of, known)| (name(of), known))
        .collect(),
        reviewers: [
            ("agent-7", Reviewer { approve_max: None, voice: Voice::Second }),
            ("agent-8", Reviewer { approve_max: Some([(eur, 500)].into()), voice: Voice::First }),
        ]
        .into_iter()
        .map(|(id, reviewer)| (StaffId::parse(id).unwrap(), reviewer))
        .collect(),
        reasons: ReasonCode::parse("black_friday").into_iter().collect(),
    }
}

fn event(kind: &str, more: &Value) -> Vec<u8> {
    let mut data = json!({"request_id": "r1", "account": "stripe-eu", "payment": "pi_1"});
    data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let event =
        json!({"specversion": "1.0", "id": "1", "source": "/x", "type": kind, "data": data});
    event.to_string().into_bytes()
}

fn request(more: &Value) -> Vec<u8> {
    let mut data = json!({"reason": "other", "requested_at": "2026-09-21T14:00:00Z"});
    data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    event("refund.requested.v1", &data)
}

fn answer(reviewer: &str, currency: &str) -> Vec<u8> {
    event(
        "refund.review_decided.v1",
        &json!({
            "answer_id": "a1", "reviewer": reviewer, "binding": BINDING,
            "decided_at": "2026-09-21T14:00:00Z", "verdict": "approve",
            "amount": {"minor": 400, "currency": currency}, "comment": "as agreed",
        }),
    )
}

/// An approval for a reason.
fn answer_because(code: &str) -> Vec<u8> {
    let plain = String::from_utf8(answer("agent-7", "EUR")).unwrap();
    let binding = format!("\"binding\":\"{BINDING}\"");
    assert_eq!(plain.matches(&binding).count(), 1);
    plain.replace(&binding, &format!("{binding},\"because\":\"{code}\"")).into_bytes()
}

fn headers(of: &str, body: &[u8], at: i64) -> Vec<(String, String)> {
    let at = Timestamp::from_second(at).unwrap();
    standard_webhooks::headers(&secret(of).into(), "msg_1", at, body).unwrap()
}

fn proven(claimed: &str, way: Way, signed_by: &str, body: &[u8]) -> Result<Sender, Unproven> {
    let headers = headers(signed_by, body, NOW);
    senders().prove(Some(claimed), way, (&headers, body), now())
}

fn admitted(sender: &str, body: &[u8]) -> Result<Inbound, Overreach> {
    let senders = senders();
    let sender = senders.sender(&name(sender)).unwrap();
    senders.admit(&sender, inbound::parse(body).unwrap().said())
}

#[test]
fn s1_a_message_is_whose_secret_signed_it_and_nobody_elses() {
    let body = request(&json!({}));
    let all = ["shop", "bot", "desk", "reviews", "agent-7", "clerk", "robot"];
    for claimed in all {
        for signed_by in all {
            for way in [Way::Http, Way::Broker] {
                let proven = proven(claimed, way, signed_by, &body);
                if claimed == signed_by {
                    assert_eq!(proven.unwrap().name, name(claimed));
                } else {
                    let why = Unproven::Signature(Rejection::BadSignature);
                    assert_eq!(proven, Err(why), "{claimed} {signed_by}");
                }
            }
        }
    }
    let signed = headers("desk", &body, NOW);
    let prove = |claimed| senders().prove(claimed, Way::Broker, (&signed, &body), now());
    assert_eq!(prove(None), Err(Unproven::Unnamed));
    for stranger in ["nobody", "Desk", "", "desk\n", "a b"] {
        assert_eq!(prove(Some(stranger)), Err(Unproven::Unknown), "{stranger:?}");
    }
    let old = headers("desk", &body, NOW - 301);
    let stale = senders().prove(Some("desk"), Way::Broker, (&old, &body), now());
    assert_eq!(stale, Err(Unproven::Signature(Rejection::Stale)));
}

#[test]
fn s1_who_is_trusted_by_the_broker_is_nobody_elsewhere() {
    let body = request(&json!({}));
    let prove = |way| senders().prove(Some("queue"), way, (&[], &body), now());
    assert_eq!(prove(Way::Broker).unwrap().kind, SenderKind::Shop);
    assert_eq!(prove(Way::Http), Err(Unproven::Signature(Rejection::MissingHeader)));
}

#[test]
fn s1_nobody_sends_what_they_may_not() {
    let earned = json!({"minor": 5, "currency": "EUR"});
    let commission = json!({"id": "c", "partner": "p", "paid": false, "earned": earned});
    let asked = json!({"answered_at": "2026-09-21T14:00:00Z", "answers": {"was_it_used": true}});
    let all = [
        (request(&json!({})), MessageKind::Request),
        (event("refund.info_received.v1", &asked), MessageKind::Answer),
        (
            event("followup.feedback_received.v1", &json!({"reasons": ["other"]})),
            MessageKind::Answer,
        ),
        (
            event("commission.earned.v1", &json!({"commission": commission})),
            MessageKind::Commission,
        ),
        (answer("agent-7", "EUR"), MessageKind::Review),
    ];
    let mut refused = BTreeSet::new();
    for (of, known) in senders().senders {
        for (body, kind) in &all {
            match admitted(of.as_str(), body) {
                Ok(_) => assert!(known.rights.may.contains(kind), "{of} {kind:?}"),
                Err(Overreach::Kind(what)) if what == *kind => {
                    refused.insert((of.to_string(), *kind));
                }
                Err(Overreach::Unsigned) => assert_eq!(of.as_str(), "odd"),
                Err(why) => panic!("{of} {kind:?}: {why}"),
            }
        }
    }
    let is_refused = |of: &str, kind| refused.contains(&(of.to_owned(), kind));
    assert!(is_refused("bot", MessageKind::Review) && is_refused("robot", MessageKind::Review));
    assert!(is_refused("reviews", MessageKind::Request) && is_refused("desk", MessageKind::Review));
    // A commission that comes with a request is one all the same.
    let both = request(&json!({"commission": commission}));
    assert!(admitted("shop", &both).is_ok());
    assert_eq!(admitted("desk", &both), Err(Overreach::Kind(MessageKind::Commission)));
    let elsewhere = String::from_utf8(request(&json!({}))).unwrap().replace("stripe-eu", "us");
    assert_eq!(admitted("desk", elsewhere.as_bytes()), Err(Overreach::Account));
}

#[test]
fn s1_a_person_speaks_in_their_own_name() {
    let by = |by: &str| admitted("clerk", &request(&json!({"requested_by": by})));
    assert_eq!(by("agent-7"), Err(Overreach::OtherPerson));
    for body in [request(&json!({})), request(&json!({"requested_by": "Clerk"}))] {
        let Ok(Inbound::Refund { request, .. }) = admitted("clerk", &body) else {
            panic!("admitted")
        };
        assert_eq!(request.requested_by.unwrap().as_str(), "clerk");
        assert_eq!(request.sender.unwrap().kind, SenderKind::Person);
    }
    assert!(admitted("agent-7", &answer("AGENT-7", "EUR")).is_ok());
    assert_eq!(admitted("agent-7", &answer("agent-8", "EUR")), Err(Overreach::OtherPerson));
}

fn said(body: &[u8]) -> ReviewAnswer {
    let Ok(Inbound::Talk { talk: Talk::Review(answer), .. }) = admitted("reviews", body) else {
        panic!("an answer")
    };
    answer
}

#[test]
fn s1_the_roster_says_what_a_reviewer_may() {
    let standing = |who: &str, currency: &str| said(&answer(who, currency)).standing;
    let seven = Standing { most: None, voice: Voice::Second };
    assert_eq!(standing("agent-7", "EUR"), Some(seven));
    let eight = |most| Some(Standing { most: Some(most), voice: Voice::First });
    assert_eq!((standing("agent-8", "EUR"), standing("agent-8", "USD")), (eight(500), eight(0)));
    assert_eq!(standing("invented-1", "EUR"), None);
}

/// An answer as a case keeps it.
fn kept(signed_by: &str, sender: &str) -> ReviewAnswer {
    kept_as(&answer("agent-8", "EUR"), signed_by, sender)
}

fn kept_as(body: &[u8], signed_by: &str, sender: &str) -> ReviewAnswer {
    let headers = headers(signed_by, body, NOW);
    let signed = SignedAnswer {
        sender: name(sender),
        headers,
        body: String::from_utf8(body.to_owned()).unwrap(),
    };
    ReviewAnswer { signed: Some(Box::new(signed)), ..said(body) }
}

#[test]
fn s1_a_kept_answer_is_checked_again_before_money_moves() {
    let case = CaseId::parse("stripe-eu/pi_1").unwrap();
    let good = kept("reviews", "reviews");
    assert!(senders().vouches_for(&good, &case), "however long ago");
    let forged: [(&str, ReviewAnswer); 7] = [
        ("unsigned", ReviewAnswer { signed: None, ..good.clone() }),
        ("signed by the filer", kept("desk", "reviews")),
        ("signed by the filer in their own name", kept("desk", "desk")),
        ("signed by a bot", kept("robot", "robot")),
        (
            "of another reviewer",
            ReviewAnswer { reviewer: StaffId::parse("agent-7").unwrap(), ..good.clone() },
        ),
        (
            "of another amount",
            ReviewAnswer { said: said(&answer("agent-8", "USD")).said, ..good.clone() },
        ),
        ("of another review", ReviewAnswer { binding: BINDING.replace('0', "1"), ..good.clone() }),
    ];
    for (what, answer) in &forged {
        assert!(!senders().vouches_for(answer, &case), "{what}");
    }
    assert!(!senders().vouches_for(&good, &CaseId::parse("us/pi_1").unwrap()));
    let mut without = senders();
    without.reviewers.clear();
    assert!(!without.vouches_for(&good, &case), "who is off the roster has not approved");
    let mut rolled = senders();
    rolled.senders.get_mut(&name("reviews")).unwrap().proof =
        Proof::Secrets(vec![secret("next").into()]);
    assert!(!rolled.vouches_for(&good, &case));
}

#[test]
fn what_is_left_without_the_comment_is_signed_again() {
    let body = answer("agent-7", "EUR");
    let first = headers("reviews", &body, NOW - 7);
    let (again, left) = senders().trimmed(&name("reviews"), (&first, &body)).unwrap();
    assert!(!String::from_utf8(left.clone()).unwrap().contains("as agreed"));
    assert!(senders().prove(Some("reviews"), Way::Http, (&again, &left), now()).is_ok());
    assert_eq!((&again[0], &again[1]), (&first[0], &first[1]), "under the same id and time");
    assert_eq!(senders().trimmed(&name("reviews"), (&again, &left)), None, "nothing more to drop");
}

#[test]
fn w18_a_reason_is_built_in_or_the_merchants_own_and_stays_true_once_it_was_given() {
    for code in BuiltInReason::ALL.into_iter().map(|(_, code)| code).chain(["black_friday"]) {
        let given = said(&answer_because(code)).because;
        assert_eq!(given.as_ref().map(ReasonCode::as_str), Some(code));
    }
    for code in ["good_will", "black_friday_2", "x"] {
        let refused = admitted("reviews", &answer_because(code));
        assert_eq!(refused, Err(Overreach::UnknownReason), "{code}");
    }
    // An approval does not end with the list that it was given by; who gives another reason lies.
    let case = CaseId::parse("stripe-eu/pi_1").unwrap();
    let good = kept_as(&answer_because("black_friday"), "reviews", "reviews");
    let mut shorter = senders();
    shorter.reasons.clear();
    assert!(shorter.vouches_for(&good, &case));
    let other = ReviewAnswer { because: ReasonCode::parse("law"), ..good };
    assert!(!shorter.vouches_for(&other, &case));
}
