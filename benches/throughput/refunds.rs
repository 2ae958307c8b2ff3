//! Refunds through a processor that takes 50 ms for each answer, beside what that time admits.
//!
//! A refund needs two answers one after the other: the list (four reads at once), and the call. The
//! policy is one that does not ask for the customer's other payments, which would be a third.

use std::time::{Duration, Instant};

use sandbox::{Fault, FaultRule, Target, When};

use crate::Ground;
use crate::contestant::{Contestant, TOLD};
use crate::figures::{Figures, mean, median, per_10_000, rate};
use crate::sink::Sink;
use crate::site::Limits;

/// Refunds per round, for each that is in flight.
const PER_PLACE: usize = 16;
/// Rounds; one more comes before them and is not counted.
const ROUNDS: usize = 3;
/// The number in flight that the wish is about; at others it is only told.
const WISHED: u16 = 64;
pub const SUCCEEDED: &str = "refund.succeeded.v1";
const LATENCY: Duration = Duration::from_millis(50);
/// Answers that a refund waits for one after the other.
const TURNS: f64 = 2.0;
/// Calls that a refund makes.
const CALLS: f64 = 5.0;

pub async fn measure(ground: &Ground, in_flight: u16, figures: &mut Figures) {
    let Ground { site, shop, window, .. } = ground;
    let limits = Limits { deliveries: in_flight, ..Limits::default() };
    let mut ours = Contestant::ours(site, limits).await;
    ours.events = Sink::subscribe(site.amqp(), TOLD, SUCCEEDED).await;
    for on in [Target::Read, Target::List, Target::RefundPost] {
        let ms = u64::try_from(LATENCY.as_millis()).unwrap();
        let rule = FaultRule { on, fault: Fault::Latency { ms }, when: When::Always };
        shop.sandbox.add_fault(rule).unwrap();
    }
    let count = PER_PLACE * usize::from(in_flight);
    let (mut rates, mut cpu) = (Vec::new(), Vec::new());
    for _ in 0..=ROUNDS {
        let letters = shop.requests(&shop.sell(count));
        ours.process.pause();
        ours.put(window, &letters).await;
        let before = (ours.events.count(), ours.process.cpu());
        let began = Instant::now();
        ours.process.resume();
        ours.events.reaches(before.0 + count as u64).await;
        rates.push(rate(count, began.elapsed()));
        cpu.push(per_10_000(ours.process.cpu() - before.1, count));
    }
    shop.sandbox.clear_faults();
    assert!(shop.sandbox.violations().is_empty(), "{:?}", shop.sandbox.violations());
    rates.remove(0);
    cpu.remove(0);
    let (rate, limit) = (median(&rates), limit(limits));
    let key = |what: &str| format!("refunds_{in_flight}.{what}");
    let title = format!("refunds: per second, {in_flight} in flight");
    figures.show(&title, &key("per_s"), rate);
    figures.show("  arithmetic limit", &key("limit_per_s"), limit);
    let wish = if in_flight == WISHED { ">= 0.95" } else { "" };
    figures.compare("refunds / limit", &key("ratio"), rate / limit, wish);
    figures.show("refunds: CPU s per 10,000", &key("cpu_s"), mean(&cpu));
    figures.show("refunds: peak memory, MiB", &key("peak_mib"), ours.process.peak_mib());
    ours.process.stop().await;
}

/// The least of three: what the deliveries in flight, the calls in flight and the calls per second
/// admit.
fn limit(limits: Limits) -> f64 {
    let latency = LATENCY.as_secs_f64();
    let by_deliveries = f64::from(limits.deliveries) / (TURNS * latency);
    let by_calls = f64::from(limits.calls) / (CALLS * latency);
    let by_pace = f64::from(limits.calls_per_second) / CALLS;
    by_deliveries.min(by_calls).min(by_pace)
}
