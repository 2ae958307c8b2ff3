//! Random policies, random requests: whatever is written and whatever is asked, a policy that
//! loads decides, always the same, and gives no more than there is.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::calculation::leads_to_its_amount;
use super::sample::{DAY, Sample, any_sample, full_text};
use crate::{FACTS, Kind, Policy, Statute};
use domain::conversation::AnswerValue;
use domain::decision::Verdict;
use domain::facts::{FactValue, Facts};
use domain::purchase::Line;

/// Each policy is asked about one request; so many pairs are tried.
const PAIRS: usize = 10_000;

const HEAD: &str = "time_zone = \"America/New_York\"\nholidays = [2023-12-25]\n[facts.used]\ntype = \"int\"\n\
                    [facts.bought]\ntype = \"int\"\ndefault = 100\n\
                    [facts.ended]\ntype = \"instant\"\n\
                    [conditions]\nfresh = \"payment.age_days <= 20 && request.full\"\n\
                    [amounts]\nsmall = { EUR = 900, USD = 900 }\n[lists]\nsome = [\"DE\", \"US\"]\n[costs.stripe]\nEUR = { fixed_fee = 30 }\n";

fn condition() -> impl Strategy<Value = String> {
    let names = |kind| FACTS.iter().filter(move |entry| entry.kind() == kind);
    let ints: Vec<&str> = names(Kind::Int)
        .map(|entry| entry.name)
        .chain(["merchant.used", "merchant.bought"])
        .collect();
    let bools: Vec<&str> = names(Kind::Bool).map(|entry| entry.name).collect();
    let all: Vec<&str> = FACTS.iter().map(|entry| entry.name).collect();
    let ints = prop::sample::select(ints);
    let number = prop_oneof![-5_i64..200, any::<i64>().prop_map(i64::saturating_abs)];
    let sign = prop::sample::select(vec!["==", "!=", "<", "<=", ">", ">="]);
    let sum = prop::sample::select(vec!["+", "-", "*", "/", "%"]);
    let leaf = prop_oneof![
        (ints.clone(), sign.clone(), number).prop_map(|(a, sign, b)| format!("{a} {sign} {b}")),
        (ints.clone(), sum, ints.clone(), sign, ints)
            .prop_map(|(a, sum, b, sign, c)| format!("{a} {sum} {b} {sign} {c}")),
        prop::sample::select(bools).prop_map(str::to_owned),
        prop::sample::select(all).prop_map(|name| format!("has({name})")),
        Just("payment.plan.startsWith('annual')".to_owned()),
        Just("payment.country in lists.some".to_owned()),
        Just("conditions.fresh".to_owned()),
        Just("payment.amount_minor <= amounts.small".to_owned()),
        Just("request.reason in ['unused', 'duplicate']".to_owned()),
    ];
    leaf.prop_recursive(2, 4, 2, |inner| {
        (inner.clone(), prop::sample::select(vec!["&&", "||"]), inner, any::<bool>()).prop_map(
            |(left, sign, right, negated)| {
                let not = if negated { "!" } else { "" };
                format!("{not}({left} {sign} {right})")
            },
        )
    })
    .prop_filter("conditions have a limit", |text| text.len() <= 512)
}

fn amount() -> impl Strategy<Value = String> {
    let base = prop_oneof![
        Just("amount = \"full\"".to_owned()),
        Just("prorate = \"time\"".to_owned()),
        Just("prorate = \"days\"".to_owned()),
        Just("prorate = \"months\"".to_owned()),
        Just("prorate = { used = \"merchant.used\", of = \"merchant.bought\" }".to_owned()),
        (1_i64..=10_000).prop_map(|share| format!("share = \"{share}bp\"")),
    ];
    let rest = prop::sample::subsequence(
        vec![
            "less = [\"processor_fee\", \"merchant.used\", { EUR = 3, KWD = 5 }]",
            "floor = { EUR = 50, KWD = 70, USD = 50 }",
            "cap = { EUR = 4000, JPY = 900, USD = 4000 }",
            "rounding = \"up\"",
            "lines = \"requested\"",
        ],
        0..=5,
    );
    (base, rest).prop_map(|(base, rest)| {
        let parts: Vec<&str> = std::iter::once(base.as_str()).chain(rest).collect();
        format!("{{ {} }}", parts.join(", "))
    })
}

fn rule() -> impl Strategy<Value = (String, String)> {
    let outcome = prop_oneof![
        3 => amount().prop_map(|amount| format!("approve = {amount}")),
        1 => amount().prop_map(|amount| format!("review = {{ why = \"x\", propose = {amount} }}")),
        1 => Just("deny = { alternatives = \"offered\" }".to_owned()),
        1 => Just(
            "ask = { questions = [\"a\", \"b\"], within_days = 3, silence = \"review\" }".to_owned()
        ),
    ];
    let frame = prop::sample::select(vec![
        "",
        "within = \"14 days of purchase\"\n",
        "after = \"30 days of purchase\"\n",
        "within = \"14 days of delivery\"\n",
        "within = \"3 days of renewal\"\n",
        "within = \"36 hours of purchase\"\n",
        "after = \"1 month of purchase\"\n",
        "within = \"5 business days of merchant.ended\"\n",
    ]);
    // Most facts are unknown to most requests: rules that pass over that come to a decision.
    let unknown = prop_oneof![
        1 => Just(""),
        3 => Just("unknown = \"skip\"\n"),
        3 => Just("unknown = \"match\"\n"),
        1 => Just("unknown = \"review\"\n"),
        1 => Just("shadow = true\n"),
    ];
    let when = prop::collection::vec(condition(), 0..3);
    (when, frame, unknown, outcome).prop_map(|(when, frame, unknown, outcome)| {
        (format!("{when:?}"), format!("{frame}{unknown}{outcome}"))
    })
}

/// A request without contradictions, which comes further than most.
fn plausible() -> impl Strategy<Value = Sample> {
    (any_sample(), 1_i64..30_000, 0_i64..60, 0_i64..40).prop_map(|(sample, minor, gone, days)| {
        let code = sample.payment.captured.currency.code();
        let mut sample = sample.captured(minor, code, 1).left(minor - minor * gone / 100);
        sample.request.amount = None;
        sample.age(days * DAY)
    })
}

fn facts() -> impl Strategy<Value = Facts> {
    let country = prop::option::of(prop::sample::select(vec!["DE", "US", "GB"]));
    let truth = || prop::option::of(any::<bool>());
    let told = (prop::option::of(-5_i64..200), prop::option::of(any::<i64>()));
    let lines = prop::collection::vec((0_i64..9000, any::<bool>()), 0..3);
    let answers = prop::sample::subsequence(vec!["a", "b"], 0..=2);
    (
        prop_oneof![1 => any_sample(), 3 => plausible()],
        country,
        (truth(), truth(), truth()),
        told,
        lines,
        answers,
    )
        .prop_map(|(sample, country, (business, renewal, delivered), told, lines, answers)| {
            let mut facts = Sample::facts(&sample);
            let purchase = &mut facts.payment.purchase;
            purchase.country = country.map(str::to_owned);
            (purchase.business, purchase.renewal) = (business, renewal);
            purchase.delivered_at = delivered.map(|_| sample.payment.charged_at);
            let named = lines.into_iter().enumerate().map(|(place, (minor, refundable))| Line {
                id: format!("l{place}"),
                minor,
                tax_minor: 0,
                refundable,
            });
            purchase.lines = named.collect();
            facts.request.answers =
                answers.into_iter().map(|key| (key.to_owned(), AnswerValue::Given)).collect();
            let told = [("used", told.0), ("bought", told.1)];
            let told = told.into_iter().filter_map(|(name, number)| Some((name, number?)));
            facts.merchant =
                told.map(|(name, number)| (name.to_owned(), FactValue::Int(number))).collect();
            let ended = FactValue::Text(sample.payment.charged_at.to_string());
            facts.merchant.extend(renewal.map(|_| ("ended".to_owned(), ended)));
            facts
        })
}

const OFFERS: &str = "[[offer]]\nwhen = [\"payment.plan == 'pro'\"]\nalternatives = [\"credit\"]\n\
                      [[offer]]\nwhen = []\nalternatives = [\"discount\"]\n";

const BANDS: &str = "[[band]]\nup_to = { EUR = 5000, USD = 5000 }\nwho = \"machine\"\n\
                      [[band]]\nwho = \"one\"\n";

fn no_more_than_there_is(facts: &Facts, verdict: &Verdict) {
    let money = match verdict {
        Verdict::Approve(money) | Verdict::Review { proposed: Some(money), .. } => *money,
        Verdict::Deny { alternatives } => {
            assert!(!alternatives.is_empty(), "a denial offers something");
            return;
        }
        Verdict::NeedInfo(info) => {
            let open = info.questions.iter().all(|key| !facts.request.answers.contains_key(key));
            assert!(open && !info.questions.is_empty(), "only what is missing is asked");
            return;
        }
        Verdict::Review { proposed: None, .. } => return,
    };
    assert!(money.minor > 0 && money.minor <= facts.ledger.left_minor, "{money}");
    assert_eq!(money.currency, facts.payment.captured.currency);
    assert!(facts.request.amount.is_none_or(|asked| money.minor <= asked.minor), "{money}");
    let whole_steps = money.minor.checked_rem(facts.payment.step) == Some(0);
    assert!(whole_steps || money.minor == facts.ledger.left_minor, "{money}");
}

/// The seed of a run is fresh, and stands in the message of a failure; `REFUNDD_SEED` repeats it.
#[test]
#[expect(clippy::disallowed_methods, reason = "a seed is repeated by whoever looks for its bug")]
fn a_random_policy_decides_a_random_request_always_the_same() {
    let seed = std::env::var("REFUNDD_SEED").ok().and_then(|hex| hex::decode(hex).ok());
    let seed: [u8; 32] = seed.and_then(|seed| seed.try_into().ok()).unwrap_or_else(|| {
        let mut seed = [0; 32];
        TestRunner::default().new_rng().fill_bytes(&mut seed);
        seed
    });
    let statute = include_str!("../../../../../config/statutes/eu-withdrawal.toml");
    let statute = Statute::parse(statute).unwrap();
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let strategy = (prop::collection::vec(rule(), 1..8), facts(), any::<bool>(), any::<bool>());
    let (mut decided, mut loaded) = (0, 0);
    let mut verdicts = [0_usize; 4];
    while decided < PAIRS {
        let (rules, facts, on_ground, banded) = strategy.new_tree(&mut runner).unwrap().current();
        let outcome = std::panic::catch_unwind(|| {
            let policy = policy_of(&rules, banded);
            let policy = if on_ground { policy.under(vec![statute.clone()]) } else { policy };
            let (first, second) = (policy.decide(&facts), policy.clone().decide(&facts.clone()));
            assert_eq!(first, second);
            assert_eq!(policy.decision(&facts), first.decision, "with and without an account");
            no_more_than_there_is(&facts, &first.decision.verdict);
            leads_to_its_amount(&facts, &first.decision);
            (first.decision.verdict, policy.rules().next().is_some())
        });
        let (verdict, has_rules) = outcome.unwrap_or_else(|_| {
            panic!("REFUNDD_SEED={} repeats this: {rules:?} {facts:?}", hex::encode(seed))
        });
        let place = match verdict {
            Verdict::Approve(_) => 0,
            Verdict::Deny { .. } => 1,
            Verdict::NeedInfo(_) => 2,
            Verdict::Review { .. } => 3,
        };
        verdicts[place] += 1;
        loaded += usize::from(has_rules);
        decided += 1;
    }
    assert_eq!(decided, PAIRS);
    assert!(loaded > PAIRS / 2, "only {loaded} policies have a rule");
    assert!(verdicts.iter().all(|count| *count > 100), "{verdicts:?}; seed {}", hex::encode(seed));
}

/// A rule out of reach is a mistake of the policy; the rules before it are still a policy.
fn policy_of(rules: &[(String, String)], banded: bool) -> Policy {
    let mut rules: Vec<(&str, &str)> =
        rules.iter().map(|(when, outcome)| (when.as_str(), outcome.as_str())).collect();
    loop {
        let offered = rules.iter().any(|(_, outcome)| outcome.contains("offered"));
        let offers = if offered { OFFERS } else { "" };
        let blocks = format!("{offers}{}", if banded { BANDS } else { "" });
        match Policy::parse(&full_text(HEAD, &rules, &blocks)) {
            Ok(policy) => return policy,
            Err(mistakes) => assert!(rules.pop().is_some(), "{mistakes:?}"),
        }
    }
}
