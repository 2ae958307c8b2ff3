//! What machines may give in all: ceilings.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};

use async_trait::async_trait;
use domain::ids::AccountName;
use domain::money::{Currency, Money};
use domain::outlay::Outlay;
use domain::time::after;
use policy::{Book, Policy};
use ports::clock::Clock as _;
use ports::outlay::OutlayStore;
use ports::store::Version;
use ports::{BoxError, Ports};
use serde_json::json;
use worker::begin_outlays;

use crate::named::{DAY, of, scripted};
use crate::scenario::{Happening, Said, Scenario, partial};
use crate::switch::{Point, Switch};
use crate::tree::points;
use crate::world::{StoreFate, World, settings, start};

/// Three thousand an hour, five thousand a day.
const LIMITS: &str = r#"
    [limits]
    per_hour = { USD = 3000 }
    per_day = { USD = 5000 }
    [clauses]
    money_back = "within 30 days of purchase"
    [[rule]]
    id = "money-back"
    when = []
    approve = "full"
    clause = "money_back"
    [default]
    review = "no_rule"
    clause = "money_back"
"#;

/// Read once: reading takes longer than a run.
static BOOK: LazyLock<Book> = LazyLock::new(|| Book::one(Policy::parse(LIMITS).unwrap()));

fn limited(scenario: &Scenario, tamper: crate::world::Tamper) -> World {
    let mut world = World::with(scenario, tamper);
    let settings = Arc::get_mut(&mut world.settings).unwrap();
    for account in settings.accounts.values_mut() {
        account.policies = BOOK.clone().into();
    }
    world
}

fn honest(scenario: &Scenario) -> World {
    limited(scenario, crate::world::honest())
}

/// Requests for this much at these seconds.
fn asks(asked: &[(i64, i64)]) -> Scenario {
    const IDS: [&str; 4] = ["r1", "r2", "r3", "r4"];
    let script = asked.iter().zip(IDS).map(|((second, minor), id)| (*second, partial(id, *minor)));
    Scenario { captured: 100_000, ..scripted(script.collect()) }
}

/// The rule of each request's decision, in the order of the requests.
async fn rules(world: &World) -> Vec<String> {
    let case = world.case().await.unwrap();
    let rule = |state: &case::state::RequestState| {
        state.ruling.as_ref().map(|ruling| ruling.decision.by.to_string()).unwrap_or_default()
    };
    case.requests.values().map(rule).collect()
}

async fn run(world: &mut World) -> Vec<String> {
    world.run(None, StoreFate::Kept).await;
    rules(world).await
}

#[tokio::test(start_paused = true)]
async fn what_is_above_the_ceiling_of_an_hour_or_a_day_waits_for_a_person() {
    // Each one alone: while one is open, further requests of the payment join it.
    let of_hour = (&[(0, 2000), (60, 1001)][..], "guard.ceiling_per_hour", ("r2", 1001));
    let of_day =
        (&[(0, 2000), (4000, 1000), (8000, 2001)][..], "guard.ceiling_per_day", ("r3", 2001));
    for (asked, rule, (id, minor)) in [of_hour, of_day] {
        let mut world = honest(&asks(asked));
        let mut rules = run(&mut world).await;
        assert_eq!(rules.pop().unwrap(), rule);
        assert!(rules.iter().all(|rule| rule == "money-back"), "{rules:?}");
        // Asked again and again, because nobody answers; always with what would be given.
        let put = of(&world, "refund.review_requested");
        let proposed = put.iter().map(|data| (&data["request"], &data["review"]["proposed"]));
        let expected = json!({"minor": minor, "currency": "USD"});
        assert!(
            put.len() > 1 && proposed.into_iter().all(|found| found == (&id.into(), &expected))
        );
    }
    let mut next_day = honest(&asks(&[(0, 3000), (4000, 2000), (8000, 1), (DAY + 4100, 3000)]));
    let expected = ["money-back", "money-back", "guard.ceiling_per_day", "money-back"];
    assert_eq!(run(&mut next_day).await, expected);
}

#[tokio::test(start_paused = true)]
async fn what_a_person_approves_is_not_bounded_and_does_not_count() {
    let mut scenario = asks(&[(0, 3001), (7200, 3000)]);
    scenario.script.push((60, Happening::Reviews("a1", "maria", Said::Approve(3001))));
    let mut world = honest(&scenario);
    assert_eq!(run(&mut world).await, ["review.approved", "money-back"]);
    let told = of(&world, "refund.approved");
    assert_eq!(told[0]["decided_by"], json!(["maria"]), "the trail goes out with the decision");
    assert_eq!(told[1].get("decided_by"), None);
    assert_eq!(world.processor.refunds().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn shortly_after_the_store_was_lost_nobody_knows_the_sums() {
    let mut world = honest(&asks(&[(0, 100)]));
    world.settings.caution.begin(start());
    assert_eq!(run(&mut world).await, ["guard.store_lost"], "a partial refund");
    let full = Scenario { captured: 100, ..scripted(vec![(0, crate::scenario::full("r1"))]) };
    let mut world = honest(&full);
    world.settings.caution.begin(start());
    assert_eq!(run(&mut world).await, ["guard.sums_unknown"]);
}

fn shop() -> AccountName {
    AccountName::parse("stripe-eu").unwrap()
}

/// Whoever deletes what was given, or writes something else there, gets nothing more from machines: a
/// person decides, until what was given before would not count any more.
#[tokio::test(start_paused = true)]
async fn s2_a_deleted_or_forged_outlay_resets_no_ceiling() {
    type Attack = fn(&World);
    let attacks: [(Attack, &str); 3] = [
        (|world| world.store.delete_outlay(&shop()), "money-back"),
        (
            |world| world.store.forge_outlay(&shop(), |text| text.replace("2000", "1")),
            "guard.sums_unknown",
        ),
        (|world| world.store.forge_outlay(&shop(), |_| String::new()), "guard.sums_unknown"),
    ];
    for (attack, next_day) in attacks {
        let mut world = honest(&asks(&[(0, 2000), (60, 2000), (2 * DAY, 1000)]));
        world.live(30).await;
        assert_eq!(rules(&world).await, ["money-back"]);
        attack(&world);
        world.live(600).await;
        assert_eq!(rules(&world).await[1], "guard.sums_unknown");
        assert_eq!(world.processor.refunds().len(), 1);
        world.live(3 * DAY).await;
        let rules = rules(&world).await;
        assert_eq!(rules.last().map(String::as_str), Some(next_day), "{rules:?}");
    }
}

/// A worker begins: an outlay that is missing is an empty one in a store without any case, and an
/// unknown one in another.
#[tokio::test(start_paused = true)]
async fn s2_an_outlay_that_is_missing_at_the_start_is_unknown_beside_cases() {
    let mut world = honest(&asks(&[(0, 2000), (60, 100)]));
    world.live(30).await;
    world.store.delete_outlay(&shop());
    begin_outlays(&world.ports, &world.settings).await;
    world.live(600).await;
    assert_eq!(rules(&world).await, ["money-back", "guard.sums_unknown"]);
    world.store.wipe();
    begin_outlays(&world.ports, &world.settings).await;
    let (outlay, _) = world.store.load_outlay(&shop()).await.unwrap();
    assert_eq!(outlay, Outlay::default());
}

/// A worker elsewhere, which gives 900 before each of the first saves; or a store that fails.
struct Rival {
    inner: Arc<dyn OutlayStore>,
    saves: Arc<AtomicUsize>,
    faster: usize,
    broken: bool,
}

fn rival(faster: usize, broken: bool) -> crate::world::Tamper {
    let saves = Arc::new(AtomicUsize::new(0));
    Arc::new(move |ports: Ports| {
        let (inner, saves) = (Arc::clone(&ports.outlays), Arc::clone(&saves));
        Ports { outlays: Arc::new(Rival { inner, saves, faster, broken }), ..ports }
    })
}

#[async_trait]
impl OutlayStore for Rival {
    async fn load_outlay(&self, account: &AccountName) -> Result<(Outlay, Version), BoxError> {
        if self.broken {
            return Err("switched off".into());
        }
        self.inner.load_outlay(account).await
    }

    async fn save_outlay(
        &self,
        account: &AccountName,
        outlay: &Outlay,
        expected: Version,
    ) -> Result<bool, BoxError> {
        let number = self.saves.fetch_add(1, Ordering::Relaxed);
        if number < self.faster {
            let (mut outlay, version) = self.inner.load_outlay(account).await?;
            let given = Money::new(900, Currency::parse("USD").unwrap());
            outlay.give(&number.to_string(), given, None, start());
            assert!(self.inner.save_outlay(account, &outlay, version).await?);
        }
        self.inner.save_outlay(account, outlay, expected).await
    }

    async fn has_cases(&self, account: &AccountName) -> Result<bool, BoxError> {
        self.inner.has_cases(account).await
    }
}

#[tokio::test(start_paused = true)]
async fn what_another_worker_gives_meanwhile_counts() {
    for (faster, rule) in [
        (1, "money-back"),
        (2, "money-back"),
        (3, "guard.ceiling_per_hour"),
        (1000, "guard.ceiling_per_hour"),
    ] {
        let mut world = limited(&asks(&[(0, 1200)]), rival(faster, false));
        assert_eq!(run(&mut world).await, [rule], "{faster} times");
    }
}

#[tokio::test(start_paused = true)]
async fn where_the_sums_cannot_be_read_a_person_decides() {
    let mut world = limited(&asks(&[(0, 1)]), rival(0, true));
    assert_eq!(run(&mut world).await, ["guard.sums_unknown"]);
}

/// Lets a day go by, in which the first worker crashes at `at`; returns the calls of the last one,
/// and whether there was a crash. A review that nobody answers is asked for again for a year.
async fn live_a_day(world: &mut World, at: Option<Point>) -> (Vec<&'static str>, bool) {
    let end = after(start(), DAY);
    let (mut switch, mut has_crashed) = (Switch::crashing_at(at), false);
    while world.clock.now() < end {
        match world.deliver(&switch, StoreFate::Kept).await {
            Some(false) => {}
            Some(true) => (switch, has_crashed) = (Switch::crashing_at(None), true),
            None => assert!(world.pass_time().await, "nobody waits for an answer"),
        }
    }
    (switch.calls(), has_crashed)
}

#[tokio::test(start_paused = true)]
async fn no_crash_lets_machines_give_more_than_the_ceiling() {
    let begun = honest(&asks(&[(0, 2000), (60, 900), (120, 200)]));
    let mut world = begun.fork();
    let (calls, _) = live_a_day(&mut world, None).await;
    assert_eq!(rules(&world).await, ["money-back", "money-back", "guard.ceiling_per_hour"]);
    for at in points(calls.len()) {
        let mut world = begun.fork();
        let (_, has_crashed) = live_a_day(&mut world, Some(at)).await;
        assert!(has_crashed, "{at:?} was not reached");
        let given: i64 = world.processor.refunds().iter().map(|refund| refund.amount).sum();
        assert_eq!(given, 2900, "crash at {at:?}");
    }
    assert!(calls.contains(&"save outlay"), "{calls:?}");
    assert_eq!(settings().accounts.len(), 1, "all is one account's");
}
