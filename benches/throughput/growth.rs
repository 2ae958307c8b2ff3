//! What it costs that there is more of everything: the daemon beside itself, one with little and one
//! with much, in turns. `cargo bench --bench throughput -- growth`.
//!
//! Each of the two has a virtual host and a store of its own, so that nothing but the processor, the
//! broker's process and the machine is shared.

use std::fmt::Write as _;

use jiff::SignedDuration;
use redis::AsyncCommands;

use crate::broker::Window;
use crate::contestant::{Contestant, Rounds, TOLD};
use crate::figures::{Figures, mean, median, ratio};
use crate::load::{Letter, Shop};
use crate::refunds::SUCCEEDED;
use crate::servers::{self, RabbitMq, Redis};
use crate::sink::Sink;
use crate::site::{Backend, Limits, Site};
use crate::worker::refuse_reads;

/// Deliveries per round.
const COUNT: usize = 500;
/// Rounds; one more comes before them and is not counted.
const ROUNDS: usize = 11;
/// Refund requests per round, which the pace to the processor makes longer than the others.
const REQUESTS: usize = 250;
const REQUEST_ROUNDS: usize = 5;

/// Cases in the store.
const CASES: usize = 1_000_000;
/// Copies per pipeline.
const PIPELINE: usize = 2000;
/// Requests that wait for a person.
const WAITING: usize = 10_000;
const PUT_TO_A_PERSON: &str = "refund.review_requested.v1";
const APPROVED: &str = "refund.approved.v1";
/// Older than anything that the policy gives back.
const OLD: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Rules of a small policy and of a large one.
const RULES: [usize; 2] = [5, 500];

/// One of the two.
struct Half {
    // Fields drop in this order: what uses the store before the store.
    ours: Contestant,
    window: Window,
    site: Site,
    _redis: Redis,
    rounds: Rounds,
}

impl Half {
    async fn start(broker: &RabbitMq, shop: &Shop, policy: Option<&str>) -> Self {
        let (vhost, redis) = (broker.new_vhost().await, Redis::start().await);
        let backend = Backend::Servers { amqp: vhost.url().to_owned(), redis: redis.url() };
        let mut site = Site::new(backend, &shop.url());
        if let Some(policy) = policy {
            site = site.with_policy(policy);
        }
        let ours = Contestant::ours(&site, Limits::default()).await;
        let window = Window::open(site.amqp()).await;
        Self { ours, window, site, _redis: redis, rounds: Rounds::default() }
    }

    async fn round(&mut self, letters: &[Letter]) {
        self.ours.round(&self.window, letters, &mut self.rounds).await;
    }
}

/// What there is more of.
pub const PARTS: [&str; 3] = ["cases", "waiting", "rules"];

pub async fn measure(part: &str, broker: &RabbitMq, shop: &Shop, figures: &mut Figures) {
    match part {
        "cases" => cases(broker, shop, figures).await,
        "waiting" => waiting(broker, shop, figures).await,
        _ => rules(broker, shop, figures).await,
    }
}

async fn cases(broker: &RabbitMq, shop: &Shop, figures: &mut Figures) {
    let mut halves = [Half::start(broker, shop, None).await, Half::start(broker, shop, None).await];
    let payments = known(shop, &halves).await;
    let [_, much] = &halves;
    fill(&much.site).await;
    by_hand(shop, &mut halves, &payments).await;
    tell(figures, "1,000,000 stored cases beside none", "growth.cases", halves).await;
}

async fn waiting(broker: &RabbitMq, shop: &Shop, figures: &mut Figures) {
    let mut halves = [Half::start(broker, shop, None).await, Half::start(broker, shop, None).await];
    let payments = known(shop, &halves).await;
    let [_, much] = &halves;
    let asked = Sink::subscribe(much.site.amqp(), TOLD, PUT_TO_A_PERSON).await;
    let letters = shop.requests(&shop.sell_ago(WAITING, OLD));
    much.ours.put(&much.window, &letters).await;
    asked.reaches(WAITING as u64).await;
    drop(asked);
    by_hand(shop, &mut halves, &payments).await;
    tell(figures, "10,000 waiting requests beside none", "growth.waiting", halves).await;
}

async fn rules(broker: &RabbitMq, shop: &Shop, figures: &mut Figures) {
    let [few, many] = RULES.map(policy);
    let mut halves =
        [Half::start(broker, shop, Some(&few)).await, Half::start(broker, shop, Some(&many)).await];
    for half in &mut halves {
        half.ours.events = Sink::subscribe(half.site.amqp(), TOLD, SUCCEEDED).await;
    }
    for _ in 0..=REQUEST_ROUNDS {
        for half in &mut halves {
            half.round(&shop.requests(&shop.sell(REQUESTS))).await;
        }
    }
    for (which, half) in ["little", "much"].iter().zip(&halves) {
        let bytes = half.ours.events.sample(APPROVED).body.len();
        figures.note(&format!("growth.rules.{which}_approved_bytes"), bytes as f64);
    }
    tell(figures, "refunds under 500 rules beside 5", "growth.rules", halves).await;
}

/// Payments that both know, each from a refund made by hand.
async fn known(shop: &Shop, halves: &[Half; 2]) -> Vec<String> {
    let payments = shop.sell(COUNT * (1 + ROUNDS));
    let seen = shop.refund_by_hand(&payments);
    for half in halves {
        half.ours.work_off(&half.window, &seen).await;
    }
    payments
}

/// Refunds made by hand, in turns.
async fn by_hand(shop: &Shop, halves: &mut [Half; 2], payments: &[String]) {
    refuse_reads(shop);
    for letters in shop.refund_by_hand(payments).chunks(COUNT) {
        for half in &mut *halves {
            half.round(letters).await;
        }
    }
    shop.sandbox.clear_faults();
}

/// Copies of a record that the daemon has written, under other keys.
async fn fill(site: &Site) {
    let mut store = servers::redis_at(site.redis()).await;
    let keys: Vec<String> = store.keys("refundd:*:case").await.unwrap();
    let real = keys.first().unwrap();
    let record: Vec<u8> = redis::cmd("DUMP").arg(real).query_async(&mut store).await.unwrap();
    let left: u64 = store.pttl(real).await.unwrap();
    for first in (0..CASES).step_by(PIPELINE) {
        let mut pipe = redis::pipe();
        for number in first..first + PIPELINE {
            let key = format!("refundd:{{bench/pi_copy_{number}}}:case");
            pipe.cmd("RESTORE").arg(key).arg(left).arg(&record).ignore();
        }
        pipe.exec_async(&mut store).await.unwrap();
    }
}

/// The last rule approves, and none of those before it applies.
fn policy(count: usize) -> String {
    let mut text = String::from("name = \"Rules\"\nversion = \"1\"\n");
    for number in 1..count {
        let days = number % 25 + 5;
        writeln!(
            text,
            "[[rule]]\nid = \"rule-{number}\"\nwithin = \"{days} days of purchase\"\n\
             when = [\"request.reason in ['unused', 'duplicate']\", \
             \"payment.plan == 'plan-{number}'\"]\n\
             unknown = \"skip\"\napprove = \"full\"\nclause = \"terms\""
        )
        .unwrap();
    }
    text.push_str(
        "[[rule]]\nid = \"last\"\nwhen = [\"payment.age_days <= 30\"]\napprove = \"full\"\n\
         clause = \"terms\"\n[default]\nreview = \"no_rule_applies\"\nclause = \"terms\"\n\
         [clauses]\nterms = \"The terms.\"\n",
    );
    text
}

async fn tell(figures: &mut Figures, title: &str, key: &str, halves: [Half; 2]) {
    let [mut few, mut many] = halves;
    for half in [&mut few, &mut many] {
        half.rounds.rates.remove(0);
        half.rounds.cpu.remove(0);
    }
    for (which, half) in [("little", &few), ("much", &many)] {
        figures.note(&format!("{key}.{which}_per_s"), median(&half.rounds.rates));
        figures.note(&format!("{key}.{which}_cpu_s"), mean(&half.rounds.cpu));
        figures.note(&format!("{key}.{which}_peak_mib"), half.ours.process.peak_mib());
    }
    let rate = ratio(&many.rounds.rates, &few.rounds.rates);
    let cpu = mean(&many.rounds.cpu) / mean(&few.rounds.cpu);
    let memory = many.ours.process.peak_mib() / few.ours.process.peak_mib();
    figures.compare(&format!("{title}: rate"), &format!("{key}.rate"), rate, "0.9 to 1.1");
    figures.compare("  CPU", &format!("{key}.cpu"), cpu, "0.9 to 1.1");
    figures.show("  peak memory", &format!("{key}.peak"), memory);
    for half in [few, many] {
        half.ours.process.stop().await;
    }
}
