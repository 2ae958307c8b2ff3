//! A trial tells the truth: what `refundd policy explain` and `refundd policy test` say of a request is
//! what a worker decides about it, with the same arithmetic.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use domain::ids::SenderName;
use domain::money::Currency;
use policy::{Book, Policy, Statute};
use ports::clock::Clock as _;
use processors::amount_step;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};
use trial::course::{Course, Layer};
use wire::facts::FactsV1;

use super::{DAY, quiet};
use crate::inbound::{REQUEST_SECRET, request_with, signed};
use crate::world::World;

/// Requests that are decided live and tried.
const REQUESTS: usize = 600;

const WITHDRAWAL: &str = include_str!("../../../config/statutes/eu-withdrawal.toml");

/// The shipped policies, read once, each by itself and on the ground of a statute.
static BOOKS: LazyLock<Vec<Book>> = LazyLock::new(|| {
    let texts = [
        include_str!("../../../config/policy.toml"),
        include_str!("../../../config/policies/annual-by-months.toml"),
        include_str!("../../../config/policies/annual-prorated.toml"),
        include_str!("../../../config/policies/credits-or-vouchers.toml"),
        include_str!("../../../config/policies/eu-and-elsewhere.toml"),
        include_str!("../../../config/policies/exclusions-last.toml"),
        include_str!("../../../config/policies/first-purchase.toml"),
        include_str!("../../../config/policies/hours-and-days.toml"),
        include_str!("../../../config/policies/no-refunds.toml"),
        include_str!("../../../config/policies/thirty-days.toml"),
        include_str!("../../../config/policies/usage-credits.toml"),
    ];
    let statute = Statute::parse(WITHDRAWAL).unwrap();
    let books = texts.iter().flat_map(|text| {
        let policy = Policy::parse(text).unwrap();
        [policy.clone(), policy.under(vec![statute.clone()])].map(Book::one)
    });
    books.collect()
});

/// One request in one configuration.
#[derive(Debug, Clone)]
struct Drawn {
    book: usize,
    reason: &'static str,
    amount: Option<i64>,
    age_days: i64,
    asked_before_days: i64,
    metadata: Vec<(&'static str, &'static str)>,
    by_hand: i64,
    sender_max: Option<i64>,
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let reasons = vec![
        "duplicate",
        "wrong_charge",
        "fraudulent",
        "technical_problem",
        "unused",
        "accidental_renewal",
        "not_as_expected",
        "change_of_mind",
        "other",
    ];
    let sale = [
        ("country", "DE"),
        ("business", "false"),
        ("renewal", "false"),
        ("plan", "annual"),
        ("term_begins_at", "2026-02-01T00:00:00Z"),
        ("term_ends_at", "2027-01-31T00:00:00Z"),
    ];
    let metadata =
        prop_oneof![prop::sample::subsequence(sale.to_vec(), 0..=6), Just(sale.to_vec()),];
    let amount = prop::option::weighted(0.3, prop_oneof![1_i64..4900, 4900_i64..6000]);
    let by_hand = prop_oneof![4 => Just(0_i64), 1 => 1_i64..4900];
    let sender_max = prop::option::weighted(0.5, 1_i64..6000);
    (
        0..BOOKS.len(),
        prop::sample::select(reasons),
        amount,
        0_i64..60,
        prop_oneof![3 => Just(0_i64), 1 => 0_i64..3],
        metadata,
        by_hand,
        sender_max,
    )
        .prop_map(
            |(book, reason, amount, age_days, asked_before_days, metadata, by_hand, sender_max)| {
                Drawn {
                    book,
                    reason,
                    amount,
                    age_days,
                    asked_before_days,
                    metadata,
                    by_hand,
                    sender_max,
                }
            },
        )
}

/// The world of a request, which is decided in it.
async fn live(drawn: &Drawn) -> World {
    let mut world = World::new(&quiet());
    let settings = Arc::get_mut(&mut world.settings).unwrap();
    settings.report_lag = DAY;
    for account in settings.accounts.values_mut() {
        account.policies = BOOKS[drawn.book].clone().into();
    }
    let desk = SenderName::parse("help-desk").unwrap();
    let rights = &mut settings.senders.senders.get_mut(&desk).unwrap().rights;
    rights.payment_max =
        drawn.sender_max.map(|minor| [(Currency::parse("USD").unwrap(), minor)].into());
    world.clock.advance(drawn.age_days * DAY);
    let metadata: serde_json::Map<String, Value> =
        drawn.metadata.iter().map(|(key, value)| ((*key).to_owned(), json!(value))).collect();
    world.processor.add("metadata", Value::Object(metadata));
    if drawn.by_hand > 0 {
        world.processor.refund_by_hand(drawn.by_hand);
    }
    let now = world.clock.now();
    let asked_at = domain::time::after(now, -drawn.asked_before_days * DAY - 60);
    let message = request_with("r1", |data| {
        data["reason"] = json!(drawn.reason);
        data["requested_at"] = json!(asked_at.to_string());
        if let Some(minor) = drawn.amount {
            data["amount"] = json!({"minor": minor, "currency": "USD"});
        }
    });
    world.send(&signed(message, REQUEST_SECRET, now)).await;
    world.handle_due().await;
    world
}

/// The seed of a run is fresh, and stands in the message of a failure; `REFUNDD_SEED` repeats it.
#[tokio::test(start_paused = true)]
async fn w4_a_trial_of_a_request_says_what_a_worker_decides() {
    let seed = std::env::var("REFUNDD_SEED").ok().and_then(|hex| hex::decode(hex).ok());
    let seed: [u8; 32] = seed.and_then(|seed| seed.try_into().ok()).unwrap_or_else(|| {
        let mut seed = [0; 32];
        TestRunner::default().new_rng().fill_bytes(&mut seed);
        seed
    });
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut layers = BTreeMap::<&str, usize>::new();
    let mut calculated = 0;
    for _ in 0..REQUESTS {
        let drawn = drawn().new_tree(&mut runner).unwrap().current();
        let repeat = || format!("REFUNDD_SEED={} repeats {drawn:?}", hex::encode(seed));
        let world = live(&drawn).await;
        let case = world.case().await.unwrap_or_else(|| panic!("no case; {}", repeat()));
        let state = case.requests.values().next().unwrap();
        let live = &state.ruling.as_ref().unwrap().decision;
        let facts =
            &state.grounds.as_ref().unwrap_or_else(|| panic!("{live:?} {}", repeat())).facts;
        // As a person writes it, or as an export has it.
        let document = FactsV1::read(&FactsV1::from(facts).line()).unwrap().facts(amount_step);
        let policy = BOOKS[drawn.book].versions().first().unwrap();
        let course = Course { policy, senders: Some(&world.settings.senders) };
        let tried = course.decide(&document).decision;
        assert_eq!(
            (
                &tried.verdict,
                &tried.by,
                &tried.clause,
                &tried.calculation,
                tried.shadow,
                tried.subscription
            ),
            (
                &live.verdict,
                &live.by,
                &live.clause,
                &live.calculation,
                live.shadow,
                live.subscription
            ),
            "{}",
            repeat()
        );
        assert_eq!(tried, course.decision(&document), "{}", repeat());
        *layers.entry(Layer::of(live).as_str()).or_default() += 1;
        calculated += usize::from(!live.calculation.0.is_empty());
    }
    for layer in ["guard", "statute", "policy", "date", "sender"] {
        assert!(layers.contains_key(layer), "no request is decided by {layer}: {layers:?}");
    }
    assert!(calculated > REQUESTS / 10, "{calculated} are calculated");
}
