//! Who may send what, as far as a file can say it.

use super::place::{MINIMAL, Place};
use domain::ids::{SenderName, StaffId};
use domain::money::Currency;
use domain::reviewer::Voice;
use domain::sender::{MessageKind, SenderKind};
use senders::Proof;

const SECRET: &str = "whsec_5ECRET5ECRET5ECRET5ECRET5ECRETaa";

/// A sender with this secret, and these lines.
fn sender(name: &str, lines: &str) -> String {
    format!("[senders.{name}]\nsecrets = [\"{SECRET}\"]\n{lines}\n")
}

#[test]
fn s1_senders_have_names_kinds_and_rights() {
    let place = Place::new();
    let bot = "kind = \"agent\"\nmay = [\"request\", \"answer\"]\naccounts = [\"stripe-eu\"]\n\
               amount_max = [\"50.00 EUR\", \"6000 JPY\"]\namount_per_day_max = [\"500.00 EUR\"]\n\
               messages_per_hour_max = 60\nmessages_per_day_max = 600";
    let roster = "[reviewers.agent-7]\n[reviewers.agent-8]\napprove_max = [\"100.00 EUR\"]\nvoice = \"first\"\n";
    let settings = place.good(&format!("{MINIMAL}{}{roster}", sender("bot", bot)), &[]);
    let known = &settings.senders.senders[&SenderName::parse("bot").unwrap()];
    let rights = &known.rights;
    assert_eq!(known.kind, SenderKind::Agent);
    assert!(matches!(&known.proof, Proof::Secrets(secrets) if secrets.len() == 1));
    assert_eq!(rights.may, [MessageKind::Request, MessageKind::Answer].into());
    assert_eq!(rights.accounts.as_ref().unwrap().len(), 1);
    let [eur, jpy] = ["EUR", "JPY"].map(|code| Currency::parse(code).unwrap());
    assert_eq!(rights.payment_max, Some([(eur, 5000), (jpy, 6000)].into()));
    assert_eq!(rights.day_max, Some([(eur, 50_000)].into()));
    assert_eq!((rights.per_hour_max, rights.per_day_max), (Some(60), Some(600)));
    let reviewers = &settings.senders.reviewers;
    let [seven, eight] = ["agent-7", "AGENT-8"].map(|id| &reviewers[&StaffId::parse(id).unwrap()]);
    assert_eq!((seven.voice, &seven.approve_max), (Voice::Second, &None));
    assert_eq!((eight.voice, &eight.approve_max), (Voice::First, &Some([(eur, 10_000)].into())));
}

#[test]
fn s1_a_sender_can_be_said_in_the_environment() {
    let place = Place::new();
    let settings = place.good(
        MINIMAL,
        &[
            ("REFUNDD__SENDERS__HELP_DESK__KIND", "desk"),
            ("REFUNDD__SENDERS__HELP_DESK__MAY", "request,answer"),
            ("REFUNDD__SENDERS__HELP_DESK__SECRETS", SECRET),
        ],
    );
    assert!(settings.senders.senders.contains_key(&SenderName::parse("help_desk").unwrap()));
}

#[test]
fn s1_what_would_let_one_decide_about_their_own_is_refused() {
    let place = Place::new();
    let all = [
        ("nothing is said", sender("desk", "")),
        ("it may nothing that is known", sender("desk", "kind = \"desk\"\nmay = [\"approve\"]")),
        ("who asks decides", sender("desk", "kind = \"desk\"\nmay = [\"request\", \"review\"]")),
        ("a bot decides", sender("bot", "kind = \"agent\"\nmay = [\"review\"]")),
        ("a shop decides", sender("shop", "kind = \"shop\"\nmay = [\"review\"]")),
        ("a person who is no reviewer", sender("agent-7", "kind = \"person\"\nmay = [\"review\"]")),
        (
            "trusted, and signing",
            sender("queue", "kind = \"shop\"\nmay = [\"request\"]\ntrust = \"broker\""),
        ),
        (
            "trusted to decide",
            "[senders.queue]\nkind = \"desk\"\nmay = [\"review\"]\ntrust = \"broker\"\n".to_owned(),
        ),
        ("neither", "[senders.queue]\nkind = \"shop\"\nmay = [\"request\"]\n".to_owned()),
        (
            "an account that is none",
            sender("shop", "kind = \"shop\"\nmay = [\"request\"]\naccounts = [\"stripe-us\"]"),
        ),
        (
            "amounts without decimals, and twice",
            sender("shop", "kind = \"shop\"\nmay = [\"request\"]\namount_max = [\"5000 EUR\"]")
                + "[reviewers.a]\napprove_max = [\"1.00 EUR\", \"2.00 EUR\"]\n",
        ),
        ("a name that cannot be", "[senders.\"Help Desk\"]\nkind = \"desk\"\n".to_owned()),
    ];
    let said = all.iter().map(|(what, lines)| {
        let problems = place.bad(&format!("{MINIMAL}{lines}"), &[]);
        format!("== {what}\n{problems}\n")
    });
    insta::assert_snapshot!(said.collect::<String>());
}
