//! A payment that is asked back in parts, over several workers: machines give of it what they would
//! have given of it at once.

use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use case::state::Case;
use domain::http::{HttpRequest, HttpResponse};
use domain::ids::{AccountName, CaseId};
use domain::money::Currency;
use domain::sender::Amounts;
use domain::time::seconds_between;
use futures_util::future::join_all;
use jiff::Timestamp;
use policy::{Book, Policy};
use ports::gateway::{Gateway, GatewayError};
use ports::outlay::OutlayStore as _;
use ports::store::{CaseStore, Keep, StoreError, Version};
use ports::{BoxError, Ports};
use proptest::prelude::*;
use worker::{begin_outlays, settle};

use crate::inbound::request;
use crate::named::{of, scripted};
use crate::processor::Fault;
use crate::scenario::{Happening, Said, Scenario, full, partial};
use crate::switch::{Edge, Point, Switch};
use crate::world::{StoreFate, World, start};

/// What machines give of a payment, and what one person may.
const MACHINE: i64 = 2000;

const BANDS: &str = r#"
    [[band]]
    up_to = { USD = 2000 }
    who = "machine"
    [[band]]
    up_to = { USD = 4000 }
    who = "one"
"#;

fn policy(approve: &str, blocks: &str) -> Book {
    let text = format!(
        r#"
        [clauses]
        money_back = "within 30 days of purchase"
        [[rule]]
        id = "money-back"
        when = []
        approve = {approve}
        clause = "money_back"
        {blocks}
        [default]
        review = "no_rule"
        clause = "money_back"
    "#
    );
    Book::one(Policy::parse(&text).unwrap())
}

fn banded(last: &str) -> Book {
    policy("\"full\"", &format!("{BANDS}\n[[band]]\nwho = \"{last}\"\n"))
}

fn capped() -> Book {
    policy("{ amount = \"full\", cap = { USD = 1800 } }", "[limits]\nper_day = { USD = 9000 }")
}

/// Read once: reading takes longer than a run.
static BANDED: LazyLock<Book> = LazyLock::new(|| banded("two"));
static CAPPED: LazyLock<Book> = LazyLock::new(capped);
static OPEN: LazyLock<Book> = LazyLock::new(|| policy("\"full\"", ""));

fn world_of(policies: &Book, scenario: &Scenario) -> World {
    let mut world = World::new(scenario);
    let settings = Arc::get_mut(&mut world.settings).unwrap();
    for account in settings.accounts.values_mut() {
        account.policies = policies.clone().into();
    }
    world
}

/// Parts that are asked for at the same time.
fn together(parts: &[i64]) -> Scenario {
    const IDS: [&str; 6] = ["r1", "r2", "r3", "r4", "r5", "r6"];
    let script = parts.iter().zip(IDS).map(|(minor, id)| (0, partial(id, *minor))).collect();
    Scenario { captured: 100_000, ..scripted(script) }
}

fn refunded(world: &World) -> i64 {
    world.processor.refunds().iter().map(|refund| refund.amount).sum()
}

/// What was decided about each request, in the order of the requests.
async fn decided(world: &World) -> Vec<String> {
    let case = world.case().await.unwrap();
    let rulings = case.requests.values().map(|state| state.ruling.as_ref().unwrap());
    rulings.map(|ruling| format!("{:?}", ruling.decision.verdict.kind())).collect()
}

/// Before any of them is refunded: the processor says for a day that it is busy.
#[tokio::test(start_paused = true)]
async fn s4_parts_do_not_pass_as_small_ones_while_the_processor_is_busy() {
    let faults = vec![Fault::RateLimited; 12];
    let scenario = Scenario { faults, ..together(&[1000, 1000, 1000, 1000, 1000]) };
    let mut world = world_of(&BANDED, &scenario);
    world.rest().await;
    assert_eq!(refunded(&world), MACHINE);
    let rules = decided(&world).await;
    assert_eq!(rules, ["Approve", "Approve", "Review", "Review", "Review"]);
}

fn asking(minor: i64) -> Scenario {
    Scenario { captured: 100_000, ..scripted(vec![(0, partial("r1", minor))]) }
}

/// Decides two requests of one payment on the same sums: a worker has decided `r1` and stands still
/// before it saves that, another one saves what it decided about `r0` and is gone.
async fn decided_at_once(policies: &Book, minor: i64) -> World {
    let scenario = asking(minor);
    let mut reference = world_of(policies, &scenario);
    let calls = reference.run(None, StoreFate::Kept).await.calls;
    // A decision is saved after the payment was read.
    let read = calls.iter().position(|call| *call == "read").unwrap();
    let call = read + calls[read..].iter().position(|call| *call == "save").unwrap();
    let mut world = world_of(policies, &scenario);
    world
        .suspend(Point { call, edge: Edge::Before }, async |world| {
            world.send(&request("r0", "unused", Some(minor), None)).await;
            let saved = Point { call: call + 1, edge: Edge::After };
            let switch = Switch::crashing_at(Some(saved));
            let (ports, delivery) = (world.worker(&switch), world.queue.take().unwrap());
            tokio::select! {
                biased;
                () = switch.hit() => {}
                _ = settle(&ports, &world.settings, delivery) => panic!("it saved nothing"),
            }
            let case = world.case().await.unwrap();
            let decided = case.requests.values().map(|state| state.ruling.is_some());
            assert_eq!(decided.collect::<Vec<_>>(), [true], "the first worker has saved nothing");
        })
        .await;
    world.queue.reopen();
    world.rest().await;
    world
}

#[tokio::test(start_paused = true)]
async fn s4_a_decision_that_lost_its_save_is_made_anew() {
    let mut tried = 0;
    for (policies, minor, expected, verdicts) in [
        (&BANDED, 1500, 1500, ["Approve", "Review"]),
        (&BANDED, 900, 1800, ["Approve", "Approve"]),
        (&CAPPED, 1500, 1800, ["Approve", "Approve"]),
        (&CAPPED, 1800, 1800, ["Approve", "Review"]),
    ] {
        let world = decided_at_once(policies, minor).await;
        assert_eq!(refunded(&world), expected, "{minor}");
        assert!(world.processor.executions().into_values().all(|count| count == 1));
        assert_eq!(decided(&world).await, verdicts, "{minor}");
        tried += 1;
    }
    assert_eq!(tried, 4);
}

/// The decision that lost its save was counted with more than what is given then.
#[tokio::test(start_paused = true)]
async fn s4_what_was_counted_for_a_lost_decision_is_never_less_than_what_is_given() {
    let world = decided_at_once(&CAPPED, 1500).await;
    assert_eq!(refunded(&world), 1800);
    let account = AccountName::parse("stripe-eu").unwrap();
    let (outlay, _) = world.store.load_outlay(&account).await.unwrap();
    let sums = outlay.given("", Currency::parse("USD").unwrap(), start());
    assert_eq!(sums.day_minor, 3000, "what was decided at most, under each name once");
}

/// Nothing is proposed for what only people decide on, and one person alone does not give it.
#[tokio::test(start_paused = true)]
async fn s12_what_is_in_the_band_never_takes_two_people() {
    for (people, given) in
        [(&[][..], 0), (&["maria"][..], 0), (&["maria", "maria"], 0), (&["maria", "jo"], 4900)]
    {
        let ids = ["a1", "a2"].into_iter().zip(people).zip(60..);
        let answers = ids
            .map(|((id, who), second)| (second, Happening::Reviews(id, who, Said::Approve(4900))));
        let script = vec![(0, full("r1"))].into_iter().chain(answers).collect();
        let mut world = world_of(&banded("never"), &scripted(script));
        world.rest().await;
        assert_eq!(refunded(&world), given, "{people:?}");
        let put = of(&world, "refund.review_requested");
        assert_eq!(put[0]["decision"]["why"], "band_never");
        assert_eq!(put[0]["review"]["approvers"], 2, "the reviewers are told");
        assert!(put[0]["review"].get("proposed").is_none());
    }
}

/// Lets others go first, now and then, before each call of store and processor.
struct Restless {
    ports: Ports,
    state: Mutex<u64>,
}

impl Restless {
    fn ports(ports: &Ports, seed: u64) -> Ports {
        let restless = Arc::new(Self { ports: ports.clone(), state: Mutex::new(seed) });
        Ports { store: Arc::clone(&restless) as _, gateway: restless, ..ports.clone() }
    }

    async fn others(&self) {
        let turns = {
            let mut state = self.state.lock().unwrap();
            // Knuth's MMIX.
            *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            *state >> 61
        };
        for _ in 0..turns {
            tokio::task::yield_now().await;
        }
    }
}

#[async_trait]
impl CaseStore for Restless {
    async fn load(&self, id: &CaseId) -> Result<Option<(Case, Version)>, StoreError> {
        self.others().await;
        self.ports.store.load(id).await
    }

    async fn save(
        &self,
        case: &Case,
        expected: Version,
        keep: Keep,
    ) -> Result<Version, StoreError> {
        self.others().await;
        self.ports.store.save(case, expected, keep).await
    }

    async fn now(&self) -> Result<Timestamp, BoxError> {
        self.ports.store.now().await
    }

    async fn probe(&self) -> Result<(), BoxError> {
        self.ports.store.probe().await
    }
}

#[async_trait]
impl Gateway for Restless {
    async fn send(
        &self,
        account: &AccountName,
        request: &HttpRequest,
        written_by: Option<Duration>,
    ) -> Result<HttpResponse, GatewayError> {
        self.others().await;
        self.ports.gateway.send(account, request, written_by).await
    }
}

/// `workers` workers take what is due, until everything rests.
async fn race(world: &mut World, workers: u64, seed: u64) {
    for round in 0..2000 {
        let due: Vec<_> = (0..workers).map_while(|_| world.queue.take()).collect();
        if due.is_empty() {
            if !world.pass_time().await {
                return;
            }
            continue;
        }
        let ports = world.worker(&Switch::crashing_at(None));
        let settings = Arc::clone(&world.settings);
        let busy = due.into_iter().zip(1..).map(|(delivery, worker)| {
            let ports = Restless::ports(&ports, seed ^ (round << 8) ^ worker);
            let settings = Arc::clone(&settings);
            async move { settle(&ports, &settings, delivery).await }
        });
        join_all(busy).await;
    }
    panic!("the world does not come to rest");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn s4_no_split_over_any_workers_gets_more_from_machines_than_one_request_can(
        parts in prop::collection::vec(1_i64..2500, 1..=6),
        workers in 1_u64..=4,
        seed in any::<u64>(),
        busy in 0_usize..6,
        is_capped in any::<bool>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = { runtime }.enable_time().start_paused(true).build().unwrap();
        let faults = vec![Fault::RateLimited; busy];
        let scenario = Scenario { faults, ..together(&parts) };
        let (policies, most) = if is_capped { (&CAPPED, 1800) } else { (&BANDED, MACHINE) };
        let mut world = world_of(policies, &scenario);
        runtime.block_on(race(&mut world, workers, seed));
        let sum: i64 = parts.iter().sum();
        prop_assert!(refunded(&world) <= most.min(sum), "{} refunded", refunded(&world));
        prop_assert!(world.processor.executions().into_values().all(|count| count == 1));
        prop_assert_eq!(world.queue.depth(), 0);
        // Nobody is so careful that nothing is given.
        let all_fit = is_capped || parts.iter().all(|part| *part <= most);
        prop_assert!(refunded(&world) > 0 || !all_fit);
    }

    #[test]
    fn s1_no_split_over_any_workers_gets_more_from_machines_than_its_sender_may(
        parts in prop::collection::vec(1_i64..2500, 1..=6),
        workers in 1_u64..=4,
        seed in any::<u64>(),
        of_payment in prop::option::of(0_i64..8000),
        of_day in prop::option::of(0_i64..8000),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = { runtime }.enable_time().start_paused(true).build().unwrap();
        let mut world = world_of(&OPEN, &together(&parts));
        let amounts = |most: i64| Amounts::from([(Currency::parse("USD").unwrap(), most)]);
        let settings = Arc::get_mut(&mut world.settings).unwrap();
        for known in settings.senders.senders.values_mut() {
            known.rights.payment_max = of_payment.map(amounts);
            known.rights.day_max = of_day.map(amounts);
        }
        runtime.block_on(async {
            begin_outlays(&world.ports, &world.settings).await;
            race(&mut world, workers, seed).await;
        });
        prop_assert!(refunded(&world) <= of_payment.unwrap_or(i64::MAX), "of the payment");
        let refunds = world.processor.refunds();
        for last in &refunds {
            let day = |at: Timestamp| (0..86_400).contains(&seconds_between(at, last.created));
            let given = refunds.iter().filter(|refund| day(refund.created));
            let given: i64 = given.map(|refund| refund.amount).sum();
            prop_assert!(given <= of_day.unwrap_or(i64::MAX), "{} in a day", given);
        }
        prop_assert!(world.processor.executions().into_values().all(|count| count == 1));
        prop_assert_eq!(world.queue.depth(), 0);
        // Nobody is so careful that nothing is given: a bound that fits all of it stops nothing.
        let (sum, fits) = (parts.iter().sum::<i64>(), |most: Option<i64>| {
            most.is_none_or(|most| most >= parts.iter().sum::<i64>())
        });
        prop_assert!(!(fits(of_payment) && fits(of_day)) || refunded(&world) == sum);
    }
}
