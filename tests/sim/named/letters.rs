//! What the customer and the merchant's team are written, as it stands in the published events.

use std::sync::Arc;

use domain::languages::Languages;
use domain::locale::Locale;
use domain::zone::Zone;
use policy::{Book, Policy};
use serde_json::{Value, json};
use worker::Account;

use crate::inbound::request_with;
use crate::named::{DAY, kind, of, scripted, told};
use crate::processor::Fault;
use crate::scenario::{Happening, Said, Scenario};
use crate::world::World;

/// A world in which every account was changed, and everything has happened.
async fn rested(scenario: &Scenario, change: impl FnMut(&mut Account)) -> World {
    let mut world = World::new(scenario);
    let settings = Arc::get_mut(&mut world.settings).unwrap();
    settings.accounts.values_mut().for_each(change);
    world.rest().await;
    world
}

/// The letters of a run, by kind of event.
async fn letters(scenario: &Scenario) -> Vec<(String, Value)> {
    letters_of(scenario, Locale::En).await
}

/// The same for an account that has a language.
async fn letters_of(scenario: &Scenario, account: Locale) -> Vec<(String, Value)> {
    letters_in(&rested(scenario, |known| known.locale = account).await)
}

fn letters_in(world: &World) -> Vec<(String, Value)> {
    let letter = |event: Value| {
        let message = event["data"]["message"].clone();
        message.is_object().then(|| (kind(&event).to_owned(), message))
    };
    told(world).into_iter().filter_map(letter).collect()
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
            &["refund.approved", "refund.succeeded", "followup.feedback_due"],
        ),
        (
            scripted(vec![asked(|data| data["reason"] = json!("change_of_mind"))]),
            &["refund.denied"],
        ),
        (
            scripted(vec![asked(|data| data["reason"] = json!("other"))]),
            &[
                "refund.acknowledged",
                "refund.answer_delayed",
                "refund.answer_delayed",
                "refund.answer_delayed",
                "refund.answer_delayed",
                "refund.answer_delayed",
                "refund.answer_delayed",
            ],
        ),
        (
            scripted(vec![asked(|_| {}), fails]),
            &["refund.approved", "refund.succeeded", "refund.failed"],
        ),
        (
            with(&[Fault::BalanceInsufficient], vec![asked(|_| {})]),
            &["refund.approved", "refund.failed"],
        ),
        (
            with(
                &[Fault::Pending],
                vec![asked(|_| {}), (7200, Happening::MoveRefund(0, "succeeded"))],
            ),
            &["refund.approved", "refund.succeeded", "followup.feedback_due"],
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

/// A policy that denies everything, in these words.
fn never(words: &str) -> Policy {
    let rest = r#"
        [[rule]]
        id = "never"
        when = []
        deny = { alternatives = ["credit"] }
        clause = "never"
        [default]
        review = "x"
        clause = "never"
    "#;
    Policy::parse(&format!("[clauses.never]\n{words}\n{rest}")).unwrap()
}

/// The merchant's own clause is said in the customer's language, in the letter and in the event.
#[tokio::test(start_paused = true)]
async fn the_clause_of_a_policy_is_said_in_the_customers_language() {
    let policy = never(
        "\
        en = 'All sales are final.'
        de = 'Alle Käufe sind endgültig.'
        fr = 'Toutes les ventes sont définitives.'
        nl = 'Alle verkopen zijn definitief.'
        ja = 'ご購入後の返金は承っておりません。'
        zh = '所有销售均不予退款。'",
    );
    for (locale, expected) in [
        ("de-AT", "Alle Käufe sind endgültig."),
        ("ja", "ご購入後の返金は承っておりません。"),
        ("pt", "All sales are final."),
    ] {
        let scenario = scripted(vec![asked(|data| data["locale"] = json!(locale))]);
        let book = Book::one(policy.clone());
        let world = rested(&scenario, |account| account.policies = book.clone().into()).await;
        let [denied] = of(&world, "refund.denied").try_into().unwrap();
        assert_eq!(denied["decision"]["clause_text"], expected);
        let text = denied["message"]["text"].as_str().unwrap();
        assert!(text.contains(expected), "{text}");
    }
}

/// An account says which languages it writes in; nobody gets a letter in two of them.
#[tokio::test(start_paused = true)]
async fn who_reads_a_language_that_the_account_does_not_write_gets_the_accounts_own() {
    let policy = never(
        "\
        de = 'Alle Käufe sind endgültig.'
        fr = 'Toutes les ventes sont définitives.'",
    );
    let languages = Languages::of([Locale::De, Locale::Fr]).unwrap();
    assert_eq!(policy.lacking(&languages), []);
    for (asks_in, answered_in, words) in [
        (Some("fr-CH"), "fr", "Toutes les ventes sont définitives."),
        (Some("de"), "de", "Alle Käufe sind endgültig."),
        (Some("en"), "de", "Alle Käufe sind endgültig."),
        (Some("ja"), "de", "Alle Käufe sind endgültig."),
        (Some("zh-TW"), "de", "Alle Käufe sind endgültig."),
        (None, "de", "Alle Käufe sind endgültig."),
    ] {
        let scenario = scripted(vec![asked(|data| data["locale"] = json!(asks_in))]);
        let world = rested(&scenario, |account| {
            account.policies = Book::one(policy.clone()).into();
            (account.locale, account.languages) = (Locale::De, languages.clone());
        })
        .await;
        let [denied] = of(&world, "refund.denied").try_into().unwrap();
        assert_eq!(denied["message"]["locale"], answered_in, "{asks_in:?}");
        assert_eq!(denied["decision"]["clause_text"], words, "{asks_in:?}");
        assert!(denied["message"]["text"].as_str().unwrap().contains(words), "{asks_in:?}");
    }
}

/// A reviewer's clause and offers need not be in the catalogue: the customer is answered all the
/// same, in words that are.
#[tokio::test(start_paused = true)]
async fn a_denial_by_a_person_is_told_although_its_clause_has_no_words() {
    let doubtful = asked(|data| data["reason"] = json!("other"));
    let denied = (3600, Happening::Reviews("a1", "agent-1", Said::Deny));
    let letters = letters(&scripted(vec![doubtful, denied])).await;
    let (_, denied) = letters.iter().find(|(kind, _)| kind == "refund.denied").unwrap();
    let text = denied["text"].as_str().unwrap();
    assert!(text.contains("looked at your request individually"), "{text}");
    assert!(
        text.contains("- a discount on your next payment\n\n"),
        "what has words is offered: {text}"
    );
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
    assert_eq!(letters_read, 3 + 1 + 7 + 3 + 2 + 3);
}

/// Where nobody says a language that there is, the account's counts.
#[tokio::test(start_paused = true)]
async fn the_language_is_that_of_the_request_then_of_the_customer_then_of_the_account() {
    let cases = [
        (json!("fr-CA"), Some("ja"), Locale::De, Locale::Fr),
        (json!("ja_JP"), None, Locale::En, Locale::Ja),
        (json!("tlh"), Some("zh-Hans-CN"), Locale::De, Locale::Zh),
        (Value::Null, Some("nl"), Locale::Fr, Locale::Nl),
        (Value::Null, Some("tlh"), Locale::De, Locale::De),
        (Value::Null, None, Locale::De, Locale::De),
        (Value::Null, None, Locale::En, Locale::En),
    ];
    for (request, customer, account, expected) in cases {
        for reason in ["unused", "other"] {
            let script = vec![asked(|data| {
                data["locale"] = request.clone();
                data["reason"] = json!(reason);
            })];
            let scenario = Scenario { locale: customer, ..scripted(script) };
            let letters = letters_of(&scenario, account).await;
            assert_eq!(letters.len(), if reason == "unused" { 3 } else { 7 });
            for (kind, letter) in letters {
                assert_eq!(letter["locale"], expected.as_str(), "{kind}: {request}, {customer:?}");
            }
        }
    }
}

/// Taiwan, Hong Kong and Macao read traditional characters. Who writes only simplified ones writes to
/// them in another language.
#[tokio::test(start_paused = true)]
async fn w8_traditional_chinese_is_never_told_in_simplified() {
    use Locale::{En, Zh, ZhHant};
    let both: &[Locale] = &[En, Zh, ZhHant];
    for (asks_in, writes, answered_in) in [
        ("zh-TW", both, "zh-Hant"),
        ("zh-Hant-HK", both, "zh-Hant"),
        ("zh-MO", both, "zh-Hant"),
        ("zh-CN", both, "zh"),
        ("zh-Hans-HK", both, "zh"),
        ("zh-TW", &[En, Zh], "en"),
        ("zh-CN", &[En, ZhHant], "en"),
    ] {
        let scenario = scripted(vec![asked(|data| data["locale"] = json!(asks_in))]);
        let languages = Languages::of(writes.iter().copied()).unwrap();
        let world = rested(&scenario, |account| account.languages = languages.clone()).await;
        let [told] = of(&world, "refund.approved").try_into().unwrap();
        assert_eq!(told["message"]["locale"], answered_in, "{asks_in} of {writes:?}");
    }
}

/// What an account does not write counts as unsaid: the next thing that is known is asked.
#[tokio::test(start_paused = true)]
async fn a_language_that_the_account_does_not_write_counts_as_none() {
    let script = vec![asked(|data| data["locale"] = json!("ja"))];
    let scenario = Scenario { locale: Some("fr"), ..scripted(script) };
    let languages = Languages::of([Locale::En, Locale::Fr]).unwrap();
    let world = rested(&scenario, |account| account.languages = languages.clone()).await;
    let [approved] = of(&world, "refund.approved").try_into().unwrap();
    assert_eq!(approved["message"]["locale"], "fr");
}

/// The same text in two forms, each ready to be sent.
#[tokio::test(start_paused = true)]
async fn a_letter_has_a_plain_and_an_html_form() {
    for (kind, letter) in letters(&scripted(vec![asked(|_| {})])).await {
        let html = letter["html"].as_str().unwrap();
        assert!(html.starts_with("<!doctype html>\n<html lang=\"en\""), "{kind}");
        let title = format!("<title>{}</title>", letter["subject"].as_str().unwrap());
        assert!(html.contains(&title), "{kind}: {html}");
    }
}

/// To the merchant's team, so in the language of the account, whatever the customer's is.
#[tokio::test(start_paused = true)]
async fn disputes_are_told_to_the_team_in_the_language_of_the_account() {
    let opened = Happening::Dispute("charge.dispute.created", "needs_response", &[-4900]);
    for (verdict, kind, words) in [
        ("won", "dispute.won", "zu Ihren Gunsten entschieden"),
        ("lost", "dispute.lost", "zugunsten des Kunden entschieden"),
    ] {
        let closed = Happening::Dispute("charge.dispute.closed", verdict, &[-4900]);
        let script = vec![(0, opened.clone()), (600, closed)];
        let scenario = Scenario { locale: Some("ja"), ..scripted(script) };
        let letters = letters_of(&scenario, Locale::De).await;
        let kinds: Vec<&str> = letters.iter().map(|(kind, _)| kind.as_str()).collect();
        assert_eq!(kinds, ["dispute.opened", kind]);
        for (kind, letter) in &letters {
            assert_eq!(letter["locale"], "de", "{kind}");
            let text = letter["text"].as_str().unwrap();
            assert!(text.contains("pi_1") && text.contains("49,00\u{a0}$"), "{kind}: {text}");
        }
        let text = letters[1].1["text"].as_str().unwrap();
        assert!(text.contains(words), "{text}");
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

/// A receipt: the content of the request and when it was made, in the letter and as data.
#[tokio::test(start_paused = true)]
async fn an_acknowledgement_is_a_receipt() {
    let part = json!({"minor": 1250, "currency": "USD"});
    for (amount, words) in [(Value::Null, "the full $49.00"), (part, "$12.50")] {
        let script = vec![asked(|data| {
            data["amount"] = amount.clone();
            data["reason"] = json!("other");
        })];
        let mut world = World::new(&scripted(script));
        world.rest().await;
        let [told] = of(&world, "refund.acknowledged").try_into().unwrap();
        assert_eq!((&told["reason"], &told["amount"]), (&json!("other"), &amount));
        assert_eq!(told["requested_at"], "2025-10-09T08:38:20Z");
        assert_eq!(told["received_at"], "2025-10-09T08:53:20Z");
        let lines = format!(
            "Received: October 9, 2025, 8:53\u{a0}AM (UTC)\nAmount: {words}\n\
             Reason: Another reason\nPayment: pi_1\n"
        );
        let text = told["message"]["text"].as_str().unwrap();
        assert!(text.contains(&lines), "{text}");
        assert!(text.contains("our answer by October 10, 2025"), "{text}");
        assert!(told["message"]["html"].as_str().unwrap().contains(words));
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
    let scenario = scripted(vec![(0, Happening::RefundByHand(1000))]);
    let world = rested(&scenario, |_| {}).await;
    assert_eq!(super::kinds(&world), ["refund.adopted", "commission.clawback"]);
    assert_eq!(letters_in(&world), []);
}

/// What a machine decides at once was neither waited for nor looked at by anybody; what a person has
/// denied within the hour was looked at, and later it was waited for too.
#[tokio::test(start_paused = true)]
async fn w6_a_denial_thanks_for_waiting_where_somebody_has_waited() {
    let by_machine = vec![asked(|data| data["reason"] = json!("change_of_mind"))];
    let by_person = |after| {
        let denies = Happening::Reviews("a1", "agent-1", Said::Deny);
        vec![asked(|data| data["reason"] = json!("other")), (after, denies)]
    };
    for (script, looked, waited) in [
        (by_machine, false, false),
        (by_person(3000), true, false),
        (by_person(3600), true, true),
        (by_person(DAY), true, true),
    ] {
        let letters = letters(&scripted(script)).await;
        let (_, denied) = letters.iter().find(|(kind, _)| kind == "refund.denied").unwrap();
        let text = denied["text"].as_str().unwrap();
        assert_eq!(text.contains("We have looked carefully"), looked, "{text}");
        assert_eq!(text.contains("Thank you for waiting. We"), waited, "{text}");
        assert_eq!(text.contains("waiting"), waited, "{text}");
    }
}

/// The same money is given back for an error of ours with an apology, and by a rule without one.
#[tokio::test(start_paused = true)]
async fn w7_an_approval_says_what_it_is_given_for() {
    for (reason, words) in [
        (
            "duplicate",
            "We charged you wrongly, and we apologize. You will get back the full $49.00",
        ),
        ("unused", "We have approved your refund request. You will get back the full $49.00"),
    ] {
        let letters = letters(&scripted(vec![asked(|data| data["reason"] = json!(reason))])).await;
        let (_, approved) = letters.iter().find(|(kind, _)| kind == "refund.approved").unwrap();
        let text = approved["text"].as_str().unwrap();
        assert!(text.contains(words), "{reason}: {text}");
    }
}

/// Of a payment a part is given by a clause, or because no more was asked for.
#[tokio::test(start_paused = true)]
async fn w7_a_part_is_told_with_its_reason() {
    let policy = Policy::parse(
        r#"
        [clauses]
        half = "In the second fortnight, half of the price."
        [[rule]]
        id = "half"
        when = []
        approve = { share = "50%" }
        clause = "half"
        [default]
        review = "x"
        clause = "half"
        "#,
    );
    let book = Book::one(policy.unwrap());
    let part = json!({"minor": 1000, "currency": "USD"});
    for (amount, words) in [
        (
            Value::Null,
            "We’re refunding $24.50 of the $49.00 you paid, because our refund terms say: “In the \
             second fortnight, half of the price.”",
        ),
        (part, "You will get back $10.00, as you asked."),
    ] {
        let script = vec![asked(|data| data["amount"] = amount.clone())];
        let change = |account: &mut Account| account.policies = book.clone().into();
        let world = rested(&scripted(script), change).await;
        let [approved] = of(&world, "refund.approved").try_into().unwrap();
        let text = approved["message"]["text"].as_str().unwrap();
        assert!(text.contains(words), "{text}");
    }
}

/// The customer's zone is that of the request, else that of the account, else universal time.
#[tokio::test(start_paused = true)]
async fn w8_letters_tell_days_and_times_of_the_customers_zone() {
    for (asked_in, account, said) in [
        (json!("Asia/Tokyo"), "Europe/Berlin", "October 9, 2025, 5:53\u{a0}PM (Japan Time)"),
        (Value::Null, "Europe/Berlin", "October 9, 2025, 10:53\u{a0}AM (Central European Time)"),
        (json!("Mars/Olympus"), "Etc/UTC", "October 9, 2025, 8:53\u{a0}AM (UTC)"),
    ] {
        let script = vec![asked(|data| data["time_zone"] = asked_in.clone())];
        let zone = Zone::of_name(account).unwrap();
        let world = rested(&scripted(script), |known| known.zone = zone.clone()).await;
        let [told] = of(&world, "refund.approved").try_into().unwrap();
        let text = told["message"]["text"].as_str().unwrap();
        assert!(text.contains(said), "{said}: {text}");
    }
}
