//! The example policies in `config/policies` are free of findings, and some decide here what their
//! comments promise: the snapshots show how each decision came about. All of them are tried by the
//! tests beside them, in `trial`.

use std::fmt::Write as _;

use super::sample::{DAY, Sample, text_of};
use super::shipped;
use crate::{Policy, Statute};
use diagnostics::render_mistakes;
use domain::facts::{Counts, FactValue, Facts, History};
use domain::request::Reason;

const EXAMPLES: [(&str, &str); 10] = [
    ("thirty-days", include_str!("../../../../../config/policies/thirty-days.toml")),
    ("eu-and-elsewhere", include_str!("../../../../../config/policies/eu-and-elsewhere.toml")),
    ("annual-prorated", include_str!("../../../../../config/policies/annual-prorated.toml")),
    ("usage-credits", include_str!("../../../../../config/policies/usage-credits.toml")),
    ("no-refunds", include_str!("../../../../../config/policies/no-refunds.toml")),
    ("first-purchase", include_str!("../../../../../config/policies/first-purchase.toml")),
    ("annual-by-months", include_str!("../../../../../config/policies/annual-by-months.toml")),
    ("hours-and-days", include_str!("../../../../../config/policies/hours-and-days.toml")),
    (
        "credits-or-vouchers",
        include_str!("../../../../../config/policies/credits-or-vouchers.toml"),
    ),
    ("exclusions-last", include_str!("../../../../../config/policies/exclusions-last.toml")),
];

fn example(name: &str) -> Policy {
    let (_, text) = EXAMPLES.iter().find(|(known, _)| *known == name).unwrap();
    Policy::parse(text)
        .unwrap_or_else(|mistakes| panic!("{}", render_mistakes(name, text, &mistakes)))
}

#[test]
fn every_example_is_free_of_findings() {
    let known = EXAMPLES.iter().map(|(name, _)| format!("config/policies/{name}.toml"));
    assert_eq!(shipped::within("config/policies"), {
        let mut known: Vec<String> = known.collect();
        known.sort();
        known
    });
    for (name, text) in EXAMPLES {
        let policy = example(name);
        let shown = render_mistakes(name, text, policy.warnings());
        assert_eq!(policy.warnings(), &[], "{shown}");
        assert!(!policy.name().is_empty() && !policy.version().is_empty());
    }
}

/// How the decisions on some requests came about, and which rules decided.
fn explained(policy: &Policy, cases: &[(&str, Facts)]) -> (String, Vec<String>) {
    let (mut text, mut rules) = (String::new(), Vec::new());
    for (title, facts) in cases {
        let ruling = policy.decide(facts);
        let decision = &ruling.decision;
        let shadow = if decision.shadow { ", a rehearsal" } else { "" };
        writeln!(text, "# {title}").unwrap();
        for tried in &ruling.trace {
            writeln!(text, "  {}", tried.rule).unwrap();
            for condition in &tried.conditions {
                let held = condition.held.map_or("unknown", |held| if held { "yes" } else { "no" });
                let values: Vec<String> = condition
                    .values
                    .iter()
                    .map(|(fact, value)| format!("{fact} = {value}"))
                    .collect();
                let values = values.join(", ");
                writeln!(text, "    {held}: {} [{values}]", condition.text).unwrap();
            }
        }
        let verdict = text_of(&decision.verdict);
        writeln!(text, "  => {verdict} ({}{shadow})\n", decision.clause).unwrap();
        rules.push(format!("{}: {verdict}", decision.by));
    }
    (text, rules)
}

fn paid(reason: Reason, minor: i64, code: &str, age: i64) -> Sample {
    Sample::new(reason).captured(minor, code, 1).age(age * DAY).history(2, 0, 0)
}

fn year_of(refunds: i64, payments: i64) -> History {
    let counts = Counts { payments, refunds, disputes: 0 };
    History { all: counts, days_365: counts, days_90: counts, ..History::default() }
}

#[test]
fn thirty_days_no_questions() {
    let policy = example("thirty-days");
    let mut often = paid(Reason::ChangeOfMind, 4900, "EUR", 3).facts();
    often.customer = Some(year_of(2, 5));
    let mut contradicted = paid(Reason::ChangeOfMind, 4900, "EUR", 3).facts();
    contradicted.request.claimed_email_matches = Some(false);
    let (text, rules) = explained(
        &policy,
        &[
            ("in time", paid(Reason::ChangeOfMind, 4900, "EUR", 30).facts()),
            ("a day late", paid(Reason::ChangeOfMind, 4900, "EUR", 32).facts()),
            ("two refunds this year", often),
            ("another e-mail address", contradicted),
            (
                "charged twice, with proof",
                paid(Reason::Duplicate, 4900, "EUR", 200).proof().facts(),
            ),
            (
                "charged twice, the later charge",
                paid(Reason::Duplicate, 4900, "EUR", 200).twins(1, 0).facts(),
            ),
            ("not my purchase", paid(Reason::Fraudulent, 4900, "EUR", 200).facts()),
            ("charged twice, without proof", paid(Reason::Duplicate, 4900, "EUR", 200).facts()),
            ("a large sum", paid(Reason::ChangeOfMind, 100_001, "USD", 3).facts()),
            ("a currency without a band", paid(Reason::ChangeOfMind, 100, "JPY", 3).facts()),
        ],
    );
    let expected = [
        "thirty-days: approve 49.00 EUR",
        "too-late: deny downgrade+credit",
        "repeated-refunds: review repeated_refunds",
        "contradiction: review request_contradicts_payment",
        "charged-wrongly: review charged_wrongly",
        "charged-twice: approve 49.00 EUR",
        "not-my-purchase: review customer_reports_fraud",
        "charged-wrongly-unproven: ask proof_of_purchase",
        "thirty-days: review band_two",
        "thirty-days: review band_missing",
    ];
    assert_eq!(rules, expected);
    insta::assert_snapshot!("example_thirty_days", text);
}

#[test]
fn fourteen_days_in_the_eu_and_thirty_elsewhere() {
    let statute = include_str!("../../../../../config/statutes/eu-withdrawal.toml");
    let statute = Statute::parse(statute).unwrap();
    let policy = example("eu-and-elsewhere").under(vec![statute]);
    let from = |country: &str, reason, age| {
        let mut sample = paid(reason, 36_500, "EUR", age);
        sample.payment.purchase.country = Some(country.to_owned());
        sample.payment.purchase.business = Some(false);
        sample.payment.purchase.renewal = Some(false);
        sample.payment.purchase.method = Some("sepa_debit".to_owned());
        sample
    };
    let mut velocity = from("FR", Reason::ChangeOfMind, 3).facts();
    velocity.payment.purchase.method = Some("card".to_owned());
    velocity.card = Some(year_of(3, 9));
    let mut nowhere = from("FR", Reason::ChangeOfMind, 3);
    nowhere.payment.purchase.country = None;
    let mut answered = from("US", Reason::TechnicalProblem, 20).facts();
    answered.request.answers = policy.answers().collect();
    let (text, rules) = explained(
        &policy,
        &[
            ("Germany, day 14", from("DE", Reason::ChangeOfMind, 14).facts()),
            ("Germany, day 16", from("DE", Reason::ChangeOfMind, 16).facts()),
            ("Germany, day 25", from("DE", Reason::ChangeOfMind, 25).facts()),
            (
                "Germany, the rest of a year",
                from("DE", Reason::ChangeOfMind, 65).term(365 * DAY).facts(),
            ),
            ("USA, day 25", from("US", Reason::ChangeOfMind, 25).facts()),
            ("USA, day 25, a technical problem", from("US", Reason::TechnicalProblem, 25).facts()),
            ("USA, answered", answered),
            ("USA, day 40, a pro plan", from("US", Reason::ChangeOfMind, 40).plan("pro").facts()),
            ("nobody knows where, day 3", nowhere.facts()),
            ("a card with many refunds", velocity),
        ],
    );
    let expected = [
        "eu-purchase: review band_one",
        "statute.eu-withdrawal-holiday: review withdrawal_may_end_after_a_holiday",
        "eu-too-late: deny credit",
        "rest-of-the-term: approve 294.27 EUR",
        "elsewhere: review band_one",
        "elsewhere-technical: ask what_went_wrong+support_tried",
        "elsewhere: review band_one",
        "too-late: deny downgrade+onboarding_call",
        "default: review no_rule_applies",
        "many-refunds-of-one-card: review card_velocity",
    ];
    assert_eq!(rules, expected);
    insta::assert_snapshot!("example_eu_and_elsewhere", text);
}

#[test]
fn annual_plans_are_prorated_with_a_floor() {
    let policy = example("annual-prorated");
    let annual = |age: i64| {
        paid(Reason::ChangeOfMind, 36_500, "USD", age).plan("annual-pro").term(365 * DAY)
    };
    let lined = |age: i64| {
        let mut sample = annual(age);
        let line = |id: &str, minor, refundable| domain::purchase::Line {
            id: id.to_owned(),
            minor,
            tax_minor: 0,
            refundable,
        };
        sample.payment.purchase.lines =
            vec![line("plan", 30_000, true), line("setup", 6500, false)];
        sample.facts()
    };
    let mut denied = lined(3);
    denied.earlier.denials = 1;
    let monthly = |reason| paid(reason, 4900, "USD", 2).plan("monthly").facts();
    let (text, rules) = explained(
        &policy,
        &[
            ("day 14", lined(14)),
            ("day 15", lined(15)),
            ("day 335, the floor", lined(335)),
            ("day 336, the last month", lined(336)),
            ("the lines are not known", annual(100).facts()),
            ("denied before", denied),
            ("monthly", monthly(Reason::TechnicalProblem)),
            ("monthly, a change of mind", monthly(Reason::ChangeOfMind)),
            ("another plan", paid(Reason::ChangeOfMind, 4900, "USD", 2).plan("lifetime").facts()),
        ],
    );
    let expected = [
        "first-fortnight: approve 300.00 USD",
        "rest-of-the-year: approve 287.67 USD",
        "rest-of-the-year: approve 24.65 USD",
        "last-month: deny downgrade+discount",
        "rest-of-the-year: review lines_unknown",
        "asked-before: review denied_before",
        "monthly: approve 24.50 USD",
        "monthly-late: deny downgrade",
        "default: review no_rule_applies",
    ];
    assert_eq!(rules, expected);
    insta::assert_snapshot!("example_annual_prorated", text);
}

#[test]
fn unused_credits_go_back() {
    let policy = example("usage-credits");
    let names: Vec<&str> = policy.declared().iter().map(|fact| fact.key.as_str()).collect();
    assert_eq!(names, ["credits_bought", "credits_used", "api_abuse"]);
    let with = |age, told: &[(&str, FactValue)]| {
        let mut facts = paid(Reason::Unused, 10_000, "EUR", age).facts();
        facts.merchant =
            told.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        facts
    };
    let credits = |age, used| {
        with(
            age,
            &[
                ("credits_used", FactValue::Int(used)),
                ("credits_bought", FactValue::Int(1000)),
                ("api_abuse", FactValue::Bool(false)),
            ],
        )
    };
    let abuse = with(1, &[("api_abuse", FactValue::Bool(true))]);
    let (text, rules) = explained(
        &policy,
        &[
            ("none used", credits(300, 0)),
            ("a quarter used", credits(10, 250)),
            ("four fifths used", credits(10, 800)),
            ("more used", credits(10, 801)),
            ("a quarter used, too late", credits(100, 250)),
            ("the system does not say", with(10, &[])),
            ("abuse", abuse),
        ],
    );
    let expected = [
        "unused: approve 100.00 EUR",
        "partly-used: approve 74.00 EUR",
        "partly-used: approve 19.00 EUR",
        "mostly-used: deny credit+onboarding_call",
        "expired: deny extended_trial",
        "fraud-warning: review fact_unknown",
        "fraud-warning: review fraud_or_abuse",
    ];
    assert_eq!(rules, expected);
    insta::assert_snapshot!("example_usage_credits", text);
}

#[test]
fn no_refunds_but_where_a_dispute_would_cost_more() {
    let policy = example("no-refunds");
    let warned = |minor, refunds| {
        let mut sample = paid(Reason::ChangeOfMind, minor, "GBP", 3).history(4, refunds, 0);
        sample.ledger.fraud_warning = true;
        sample.facts()
    };
    let (text, rules) = explained(
        &policy,
        &[
            ("a change of mind", paid(Reason::ChangeOfMind, 4900, "GBP", 3).facts()),
            ("a technical problem", paid(Reason::TechnicalProblem, 4900, "GBP", 3).facts()),
            ("warned, worth no dispute", warned(4000, 0)),
            ("warned, worth more", warned(4001, 0)),
            ("warned, not for the first time", warned(4000, 1)),
            ("charged twice, with proof", paid(Reason::Duplicate, 4900, "GBP", 3).proof().facts()),
            (
                "charged twice, the later charge",
                paid(Reason::Duplicate, 4900, "GBP", 3).twins(1, 0).facts(),
            ),
            ("charged twice, without proof", paid(Reason::Duplicate, 4900, "GBP", 3).facts()),
            ("not my purchase", paid(Reason::Fraudulent, 4900, "GBP", 3).facts()),
        ],
    );
    let expected = [
        "final-sale: deny discount",
        "final-sale: deny onboarding_call+extended_trial",
        "prevent-a-dispute: approve 40.00 GBP",
        "fraud-warning: review fraud_warning",
        "fraud-warning: review fraud_warning",
        "charged-wrongly: review charged_wrongly",
        "charged-twice: approve 49.00 GBP",
        "charged-wrongly-unproven: ask which_order+proof_of_purchase",
        "not-my-purchase: review customer_reports_fraud",
    ];
    assert_eq!(rules, expected);
    insta::assert_snapshot!("example_no_refunds", text);
}
