//! The law under a policy: no rule takes away what it grants, and what is more generous stands.

use super::sample::{DAY, Sample, full_policy, text_of};
use crate::{Policy, Statute};
use diagnostics::render_mistakes;
use domain::authority::Why;
use domain::decision::{Decision, Silence, Verdict};
use domain::locale::Locale;
use domain::request::Reason;
use domain::sale_field::SaleField;

const EU: &str = include_str!("../../../../../config/statutes/eu-withdrawal.toml");
const UK: &str = include_str!("../../../../../config/statutes/uk-cancellation.toml");

const DENY: &str = "deny = { alternatives = [\"credit\"] }";

fn statute(text: &str) -> Statute {
    Statute::parse(text)
        .unwrap_or_else(|mistakes| panic!("{}", render_mistakes("statute", text, &mistakes)))
}

fn on_ground(outcome: &str) -> Policy {
    full_policy("", &[("[]", outcome)], "").under(vec![statute(EU), statute(UK)])
}

/// A consumer in Germany who bought a first time, for 49.00 EUR.
fn consumer(age: i64) -> Sample {
    let mut sample = Sample::new(Reason::ChangeOfMind).captured(4900, "EUR", 1).age(age);
    let purchase = &mut sample.payment.purchase;
    purchase.country = Some("DE".to_owned());
    purchase.business = Some(false);
    purchase.renewal = Some(false);
    sample
}

fn decided(outcome: &str, sample: &Sample) -> Decision {
    on_ground(outcome).decide(&sample.facts()).decision
}

fn told(outcome: &str, sample: &Sample) -> String {
    let decision = decided(outcome, sample);
    format!("{}: {}", decision.by, text_of(&decision.verdict))
}

#[test]
fn no_rule_takes_away_what_the_law_grants() {
    let ask = "ask = { questions = [\"order_number\"], within_days = 7, silence = \"review\" }";
    let right = "statute.eu-withdrawal: approve 49.00 EUR";
    let mut tried = 0;
    for (outcome, expected) in [
        (DENY, right),
        (ask, right),
        ("approve = { share = \"50%\" }", right),
        ("approve = \"full\"", "r0: approve 49.00 EUR"),
        ("review = \"fraud\"", "r0: review fraud"),
        // The law is no rehearsal.
        ("shadow = true\ndeny = { alternatives = [\"credit\"] }", right),
    ] {
        assert_eq!(told(outcome, &consumer(DAY)), expected, "{outcome}");
        tried += 1;
    }
    assert_eq!(tried, 6);
    let decision = decided(DENY, &consumer(DAY));
    assert_eq!((decision.clause.as_str(), decision.shadow), ("statute-eu-withdrawal", false));
    assert!(
        on_ground(DENY)
            .clause_text(&decision.clause, Locale::En)
            .unwrap()
            .contains("within 14 days")
    );
}

#[test]
fn a_review_shows_what_the_law_grants() {
    let decision = decided("review = \"fraud\"", &consumer(DAY));
    let Verdict::Review { proposed, .. } = decision.verdict else { panic!("a review stays one") };
    assert_eq!(proposed.map(|money| money.minor), Some(4900));
    assert_eq!(decision.clause, "statute-eu-withdrawal");
}

#[test]
fn the_right_holds_for_whom_and_as_long_as_the_statute_says() {
    let mut abroad = consumer(DAY);
    abroad.payment.purchase.country = Some("US".to_owned());
    let mut british = consumer(DAY);
    british.payment.purchase.country = Some("GB".to_owned());
    let mut business = consumer(DAY);
    business.payment.purchase.business = Some(true);
    let mut renewed = consumer(DAY);
    renewed.payment.purchase.renewal = Some(true);
    let mut waived = consumer(DAY);
    waived.payment.purchase.withdrawal_waived_at = Some(waived.payment.charged_at);
    let mut delivered = consumer(30 * DAY);
    delivered.payment.purchase.delivered_at =
        Some(domain::time::after(delivered.payment.charged_at, 20 * DAY));
    let mut waived_goods = delivered.clone();
    waived_goods.payment.purchase.withdrawal_waived_at = Some(delivered.payment.charged_at);
    let mut british_goods = waived_goods.clone();
    british_goods.payment.purchase.country = Some("GB".to_owned());
    let mut tried = 0;
    for (sample, expected) in [
        (consumer(0), "statute.eu-withdrawal: approve 49.00 EUR"),
        // Charged at 22:13 UTC; day 14 ends at midnight.
        (consumer(14 * DAY), "statute.eu-withdrawal: approve 49.00 EUR"),
        (
            consumer(15 * DAY),
            "statute.eu-withdrawal-holiday: review withdrawal_may_end_after_a_holiday",
        ),
        (consumer(20 * DAY), "r0: deny credit"),
        (abroad, "r0: deny credit"),
        (british, "statute.uk-cancellation: approve 49.00 EUR"),
        (business, "r0: deny credit"),
        (renewed, "r0: deny credit"),
        (waived, "r0: deny credit"),
        (delivered, "statute.eu-withdrawal-delivery: approve 49.00 EUR"),
        // The law knows no waiver for goods.
        (waived_goods, "statute.eu-withdrawal-delivery: approve 49.00 EUR"),
        (british_goods, "statute.uk-cancellation-delivery: approve 49.00 EUR"),
        (consumer(DAY).left(2000), "statute.eu-withdrawal: approve 20.00 EUR"),
        (consumer(DAY).left(0), "r0: deny credit"),
    ] {
        assert_eq!(told(DENY, &sample), expected, "{sample:?}");
        tried += 1;
    }
    assert_eq!(tried, 14);
}

/// Whoever withdrew could no longer agree to lose the right.
#[test]
fn a_waiver_counts_that_is_not_later_than_the_request() {
    let asked_at = consumer(DAY).request.requested_at;
    let right = "statute.eu-withdrawal: approve 49.00 EUR";
    for (seconds, expected) in [(-1, "r0: deny credit"), (0, "r0: deny credit"), (1, right)] {
        let mut sample = consumer(DAY);
        sample.payment.purchase.withdrawal_waived_at = Some(domain::time::after(asked_at, seconds));
        assert_eq!(told(DENY, &sample), expected, "{seconds}");
    }
}

#[test]
fn where_nobody_knows_nothing_is_denied_without_a_person() {
    let unclear = "statute.eu-withdrawal: review statute_unclear";
    let mut someone = consumer(DAY);
    someone.payment.purchase.business = None;
    let mut nowhere = consumer(DAY);
    nowhere.payment.purchase.country = None;
    let mut european_card = nowhere.clone();
    european_card.payment.purchase.card_country = Some("FR".to_owned());
    let mut american_card = nowhere.clone();
    american_card.payment.purchase.card_country = Some("US".to_owned());
    for (sample, expected) in [
        (&someone, unclear),
        (&nowhere, unclear),
        (&european_card, unclear),
        (&american_card, "r0: deny credit"),
    ] {
        assert_eq!(told(DENY, sample), expected, "{sample:?}");
    }
    // What is given in full is beyond doubt; a part of it is put before a person.
    assert_eq!(told("approve = \"full\"", &someone), "r0: approve 49.00 EUR");
    assert_eq!(told("approve = { share = \"50%\" }", &someone), unclear);
    assert_eq!(told("review = \"fraud\"", &someone), "r0: review fraud");
    let ask = "ask = { questions = [\"order_number\"], within_days = 7, silence = \"deny\", \
               alternatives = [\"credit\"] }";
    let Verdict::NeedInfo(info) = decided(ask, &someone).verdict else { panic!("it may be asked") };
    assert_eq!(info.silence, Silence::Review { why: Why::StatuteUnclear });
}

#[test]
fn a_statute_is_switched_per_country() {
    let off = EU.replace("DE = { applies = \"yes\"", "DE = { applies = \"no\"");
    assert_ne!(off, EU);
    let policy = full_policy("", &[("[]", DENY)], "").under(vec![statute(&off)]);
    let decision = policy.decide(&consumer(DAY).facts()).decision;
    assert_eq!(text_of(&decision.verdict), "deny credit");
    let mut french = consumer(DAY);
    french.payment.purchase.country = Some("FR".to_owned());
    let decision = policy.decide(&french.facts()).decision;
    assert_eq!(text_of(&decision.verdict), "approve 49.00 EUR");
}

#[test]
fn m15_what_is_no_country_is_unknown_and_is_not_denied_by_a_machine() {
    let unclear = "statute.eu-withdrawal: review statute_unclear";
    for (country, expected) in [
        ("XX", unclear),
        ("EL", unclear),
        ("EU", unclear),
        ("Germany", unclear),
        ("", unclear),
        ("GR", "statute.eu-withdrawal: approve 49.00 EUR"),
        ("US", "r0: deny credit"),
        ("CH", "r0: deny credit"),
    ] {
        let mut sample = consumer(3 * DAY);
        sample.payment.purchase.country = Some(country.to_owned());
        // What the card says is no answer to it.
        sample.payment.purchase.card_country = Some("US".to_owned());
        assert_eq!(told(DENY, &sample), expected, "{country}");
        sample.payment.purchase.business = Some(true);
        assert_eq!(told(DENY, &sample), "r0: deny credit", "{country}");
    }
    // The shop has said one, and nobody can read it.
    let mut garbled = consumer(3 * DAY);
    let sale = &mut garbled.payment.purchase;
    (sale.country, sale.card_country) = (None, Some("US".to_owned()));
    sale.unreadable.insert(SaleField::Country);
    assert_eq!(told(DENY, &garbled), unclear);
}

#[test]
fn m16_each_territory_is_in_is_out_or_is_for_a_person() {
    let (right, denied) = ("statute.eu-withdrawal: approve 49.00 EUR", "r0: deny credit");
    let unclear = "statute.eu-withdrawal: review statute_unclear";
    let unclear_uk = "statute.uk-cancellation: review statute_unclear";
    let mut tried = 0;
    for (countries, expected) in [
        (&["RE", "GP", "MQ", "GF", "YT", "MF", "AX"][..], right),
        (&["GL", "FO", "PF", "NC", "WF", "PM", "BL", "SJ", "AW", "CW", "SX", "BQ"], unclear),
        (&["IM", "JE", "GG", "GI"], unclear_uk),
        (&["TF", "BV", "BM", "KY", "VG", "FK", "SH", "US", "PR"], denied),
    ] {
        for country in countries {
            let mut sample = consumer(3 * DAY);
            sample.payment.purchase.country = Some((*country).to_owned());
            assert_eq!(told(DENY, &sample), expected, "{country}");
            tried += 1;
        }
    }
    assert_eq!(tried, 7 + 12 + 4 + 9);
    // A card from there says no more than the shop does.
    let mut card = consumer(3 * DAY);
    (card.payment.purchase.country, card.payment.purchase.card_country) =
        (None, Some("GL".to_owned()));
    assert_eq!(told(DENY, &card), unclear);
}

#[test]
fn the_account_says_which_statute_and_which_version() {
    let ruling = on_ground(DENY).decide(&consumer(DAY).facts());
    let rules: Vec<&str> = ruling.trace.iter().map(|tried| tried.rule.as_str()).collect();
    let expected = [
        "statute.eu-withdrawal-delivery",
        "statute.eu-withdrawal",
        "statute.uk-cancellation-delivery",
        "r0",
    ];
    assert_eq!(rules, expected);
    let seat = &ruling.trace[0].conditions[0];
    assert_eq!(seat.text, "EU right of withdrawal, version 2026-06-19, is in force");
    assert_eq!(seat.held, Some(true));
    assert_eq!(ruling.trace[2].conditions[0].held, Some(false));
}

#[test]
fn the_statutes_are_free_of_findings_and_say_what_they_are_not() {
    let mut countries = 0;
    for text in [EU, UK] {
        let statute = statute(text);
        assert_eq!(statute.warnings(), &[], "{}", render_mistakes("s", text, statute.warnings()));
        assert!(text.contains("THIS FILE IS NO LEGAL ADVICE"), "{}", statute.name());
        assert!(!statute.version().is_empty());
        countries +=
            statute.countries().filter(|(_, country)| country.applies == Some(true)).count();
    }
    assert_eq!(countries, 31 + 7);
}

#[test]
fn a_wrong_statute_is_refused_with_its_places() {
    let right = "[[right]]\nid = \"a\"\nwhen = []\napprove = \"full\"\nclause = \"statute-c\"\n";
    let head = "name = \"S\"\nversion = \"1\"\n";
    let end = "[clauses]\nstatute-c = \"C.\"\n[countries]\nDE = { applies = \"yes\" }\n";
    Statute::parse(&format!("{head}{right}{end}")).unwrap();
    let texts = [
        format!("{right}{end}"),
        format!("{head}{end}"),
        format!("{head}{right}[clauses]\nstatute-c = \"C.\"\n"),
        format!("{head}{right}{}", end.replace("DE =", "Germany =")),
        format!("{head}{right}{}", end.replace("DE =", "de =")),
        format!("{head}{right}{}", end.replace("applies = \"yes\"", "")),
        format!("{head}{}{end}", right.replace("approve = \"full\"", DENY)),
        format!("{head}{}{end}", right.replace("when = []", "when = [\"merchant.x == 1\"]")),
        format!("{head}{}{}", right.replace("statute-c", "c"), end.replace("statute-c", "c")),
        format!("{head}{}{end}", right.replace("\"statute-c\"", "\"statute-d\"")),
    ];
    let shown: Vec<String> = texts
        .iter()
        .map(|text| render_mistakes("statute.toml", text, &Statute::parse(text).unwrap_err()))
        .collect();
    assert_eq!(shown.len(), 10);
    insta::assert_snapshot!("wrong_statutes", shown.join("\n\n"));
}
