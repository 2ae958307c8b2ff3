//! How long one delivery takes while there is room: from handing it to the broker until the
//! subscriber has its second event, at an even pace.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use futures_util::future::join_all;

use crate::broker::Window;
use crate::contestant::Contestant;
use crate::load::Letter;

/// Deliveries per round.
pub const COUNT: usize = 2000;
/// Rounds, in turns.
pub const ROUNDS: usize = 3;
/// The first ones find empty caches and closed windows, and are not counted.
const SETTLING: usize = 200;

/// Milliseconds, one for each delivery that counts.
pub async fn measure(
    contestant: &Contestant,
    window: &Window,
    letters: &[Letter],
    per_second: f64,
) -> Vec<f64> {
    let before = contestant.events.count();
    contestant.events.watch();
    let began = Instant::now();
    let sending = letters.iter().enumerate().map(|(nth, letter)| async move {
        let due = began + Duration::from_secs_f64(nth as f64 / per_second);
        tokio::time::sleep_until(due.into()).await;
        let sent = Instant::now();
        contestant.put_one(window, letter).await;
        (letter.payment.as_str(), sent)
    });
    let sent: BTreeMap<_, _> = join_all(sending).await.into_iter().skip(SETTLING).collect();
    contestant.events.reaches(before + letters.len() as u64).await;
    let arrived = contestant.events.watched();
    let took = |(payment, sent): (&str, Instant)| {
        arrived.get(payment).unwrap().duration_since(sent).as_secs_f64() * 1e3
    };
    sent.into_iter().map(took).collect()
}
