//! What the customer is written, as it stands in the published events.

use refundd::domain::locale::Locale;
use refundd::messages::Catalogue;
use serde_json::{Value, json};

use crate::inbound::request_with;
use crate::named::{DAY, kind, of, scripted, told};
use crate::processor::Fault;
use crate::scenario::{Happening, Scenario};
use crate::world::World;

/// The letters of a run, by kind of event.
async fn letters(scenario: &Scenario) -> Vec<(String, Value)> {
    let mut world = World::new(scenario);
    world.rest().await;
    let letter = |event: Value| {
        let message = event["data"]["message"].clone();
        message.is_object().then(|| (kind(&event).to_owned(), message))
    };
    told(&world).into_iter().filter_map(letter).collect()
}

fn asked(edit: impl FnOnce(&mut Value)) -> (i64, Happening) {
    (0, Happening::Message(request_with("r1", edit)))
}

/// Every way in which a request can go.
fn stories() -> Vec<(Scenario, &'static [&'static str])> {
    let with = |faults: &[Fault], script| Scenario { faults: faults.to_vec(), ..scripted(script) };
    let fails = (5 * DAY, Happening::MoveRefund(0, "failed"));
    vec![
        (
            scripted(vec![asked(|_| {})]),
            &[
                "refund.acknowledged",
                "refund.approved",
                "refund.succeeded",
                "followup.feedback_due",
            ],
        ),
        (
            scripted(vec![asked(|data| data["reason"] = json!("change_of_mind"))]),
            &["refund.acknowledged", "refund.denied"],
        ),
        (
            scripted(vec![asked(|_| {}), fails]),
            &["refund.acknowledged", "refund.approved", "refund.succeeded", "refund.failed"],
        ),
        (
            with(&[Fault::BalanceInsufficient], vec![asked(|_| {})]),
            &["refund.acknowledged", "refund.approved", "refund.failed"],
        ),
        (
            with(
                &[Fault::Pending],
                vec![asked(|_| {}), (7200, Happening::MoveRefund(0, "succeeded"))],
            ),
            &[
                "refund.acknowledged",
                "refund.approved",
                "refund.succeeded",
                "followup.feedback_due",
            ],
        ),
    ]
}

#[tokio::test(start_paused = true)]
async fn every_answer_to_a_request_carries_a_letter() {
    for (scenario, expected) in stories() {
        let letters = letters(&scenario).await;
        let kinds: Vec<&str> = letters.iter().map(|(kind, _)| kind.as_str()).collect();
        assert_eq!(kinds, expected);
        for (kind, letter) in &letters {
            assert!(!letter["subject"].as_str().unwrap().is_empty(), "{kind}");
            let text = letter["text"].as_str().unwrap();
            assert!(text.ends_with("Example"), "{kind} is signed by the merchant: {text}");
        }
    }
}

/// Asked for again after it was refunded: also what the guards deny has words.
#[tokio::test(start_paused = true)]
async fn a_second_request_for_the_same_goods_is_told_that_they_are_paid_back() {
    let again = Happening::Message(request_with("r2", |_| {}));
    let letters = letters(&scripted(vec![asked(|_| {}), (3600, again)])).await;
    let (_, denied) = letters.iter().find(|(kind, _)| kind == "refund.denied").unwrap();
    let text = denied["text"].as_str().unwrap();
    assert!(text.contains("already been paid back to you in full"), "{text}");
}

/// The approval was told, and then the money came by hand or through the bank: it did reach the
/// customer, and a correction would say the opposite.
#[tokio::test(start_paused = true)]
async fn who_got_the_money_on_another_way_is_not_told_that_it_did_not_come() {
    let dispute = |kind, status| Happening::Dispute(kind, status, &[-4900]);
    let by_hand = vec![asked(|_| {}), (2, Happening::RefundByHand(4900))];
    let by_bank = vec![
        asked(|_| {}),
        (2, dispute("charge.dispute.created", "needs_response")),
        (3, dispute("charge.dispute.closed", "lost")),
    ];
    for (script, reason) in [(by_hand, "already_refunded"), (by_bank, "disputed")] {
        let mut world = World::new(&Scenario { faults: vec![Fault::NotSent], ..scripted(script) });
        world.rest().await;
        let failed = of(&world, "refund.failed");
        assert_eq!(failed.len(), 1, "{reason}: {:?}", super::kinds(&world));
        assert_eq!(failed[0]["reason"], reason);
        assert!(failed[0].get("message").is_none_or(Value::is_null), "{failed:?}");
        assert_eq!(of(&world, "case.parked").len(), 1, "{reason}: a person knows");
        assert_eq!((world.processor.posts(), world.queue.depth()), (0, 0), "{reason}");
    }
}

#[tokio::test(start_paused = true)]
async fn only_a_success_says_refunded() {
    let mut letters_read = 0;
    for (scenario, _) in stories() {
        for (kind, letter) in letters(&scenario).await {
            let text = format!("{} {}", letter["subject"], letter["text"]).to_lowercase();
            assert_eq!(text.contains("refunded"), kind == "refund.succeeded", "{kind}: {text}");
            letters_read += 1;
        }
    }
    assert_eq!(letters_read, 4 + 2 + 4 + 3 + 4);
}

/// By the request, then by the account; a language without texts is written in English, and the
/// letter says so.
#[tokio::test(start_paused = true)]
async fn a_letter_is_in_the_language_of_the_request_or_else_in_english() {
    let languages = Catalogue::builtin().unwrap().languages();
    let asked_for = [("de-AT", Locale::De), ("ja_JP", Locale::Ja), ("en-GB", Locale::En)];
    let mut cases: Vec<(Value, Locale)> =
        asked_for.into_iter().map(|(tag, locale)| (json!(tag), locale)).collect();
    cases.extend([(json!("tlh"), Locale::En), (Value::Null, Locale::En)]);
    for (tag, locale) in cases {
        let locale = if languages.contains(&locale) { locale } else { Locale::En };
        let letters = letters(&scripted(vec![asked(|data| data["locale"] = tag.clone())])).await;
        assert_eq!(letters.len(), 4);
        for (kind, letter) in letters {
            assert_eq!(letter["locale"], locale.as_str(), "{kind} for {tag}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn letters_write_amounts_as_the_customer_reads_them() {
    let letters = letters(&scripted(vec![asked(|_| {})])).await;
    for (kind, letter) in letters.iter().filter(|(kind, _)| kind != "refund.acknowledged") {
        let text = letter["text"].as_str().unwrap();
        assert!(text.contains("$49.00"), "{kind}: {text}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_denial_names_the_clause_and_what_is_offered_instead() {
    let letters =
        letters(&scripted(vec![asked(|data| data["reason"] = json!("change_of_mind"))])).await;
    let (_, denied) = letters.iter().find(|(kind, _)| kind == "refund.denied").unwrap();
    let text = denied["text"].as_str().unwrap();
    assert!(text.contains("later than 30 days after purchase"), "{text}");
    assert!(text.contains("a discount on your next payment"), "{text}");
}

/// A refund that nobody asked us for is no reason to write to anybody.
#[tokio::test(start_paused = true)]
async fn a_refund_by_hand_is_told_without_a_letter() {
    let mut world = World::new(&scripted(vec![(0, Happening::RefundByHand(1000))]));
    world.rest().await;
    assert_eq!(super::kinds(&world), ["refund.adopted", "commission.clawback"]);
    assert_eq!(letters(&scripted(vec![(0, Happening::RefundByHand(1000))])).await, []);
}
