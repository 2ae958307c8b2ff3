//! How exchanges and queues are called. What they are is in `topology`.

use std::time::Duration;

use super::options::Options;
use ports::outbox::Shelf;

/// The routing key from the inbound exchange to the work queue.
pub const WORK_KEY: &str = "work";

/// One rung of the retry ladder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rung {
    /// How long a message rests on it, in seconds.
    pub seconds: u32,
    pub queue: String,
}

/// Every name on the broker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// The direct exchange where everything comes in.
    pub inbound: String,
    /// The queue that workers take from.
    pub work: String,
    /// The exchange and the queue of messages that no worker survived.
    pub dead: String,
    /// The shelf of what is not trusted or not understood.
    pub quarantine: String,
    /// The shelf of what a person must look at, and the exchange of what comes in and has no queue.
    pub parked: String,
    /// The topic exchange of events.
    pub events: String,
    /// The exchange and the queue of events that nobody binds.
    pub unrouted: String,
    /// The retry ladder, ascending; never empty.
    ladder: (Rung, Vec<Rung>),
}

impl Names {
    /// Derives all names.
    pub fn new(options: &Options) -> Self {
        let prefix = &options.prefix;
        let name = |what: &str| format!("{prefix}.{what}");
        let rung = |wait: &Duration| {
            let seconds = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX);
            Rung { seconds, queue: name(&format!("later.{}", short(seconds))) }
        };
        let mut rungs = options.ladder_seconds.iter().map(rung);
        // An empty ladder is refused where it is read.
        let shortest = rungs.next().unwrap_or_else(|| rung(&Duration::from_secs(5)));
        Self {
            inbound: name("in"),
            work: name("work"),
            dead: name("dead"),
            quarantine: name(Shelf::Quarantine.as_str()),
            parked: name(Shelf::Parked.as_str()),
            events: name("events"),
            unrouted: name("unrouted"),
            ladder: (shortest, rungs.collect()),
        }
    }

    /// The rungs, ascending.
    pub fn ladder(&self) -> impl Iterator<Item = &Rung> {
        std::iter::once(&self.ladder.0).chain(&self.ladder.1)
    }

    /// The longest rung that is not longer than `seconds` and a twentieth, or the shortest of all. Who
    /// waits for a week, less a second, would else come down the whole ladder for the last hours.
    pub fn rung(&self, seconds: i64) -> &Rung {
        let most = seconds.saturating_add(seconds / 20);
        let fits = |rung: &&Rung| i64::from(rung.seconds) <= most;
        self.ladder.1.iter().rev().find(fits).unwrap_or(&self.ladder.0)
    }

    /// The queue of a shelf.
    pub fn shelf(&self, which: Shelf) -> &str {
        match which {
            Shelf::Quarantine => &self.quarantine,
            Shelf::Parked => &self.parked,
        }
    }
}

/// `90` is `90s`, `120` is `2m`, `3600` is `1h`, `86400` is `1d`.
fn short(seconds: u32) -> String {
    if seconds.is_multiple_of(86_400) {
        format!("{}d", seconds / 86_400)
    } else if seconds.is_multiple_of(3_600) {
        format!("{}h", seconds / 3_600)
    } else if seconds.is_multiple_of(60) {
        format!("{}m", seconds / 60)
    } else {
        format!("{seconds}s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_ladder_has_eight_rungs() {
        let names = Names::new(&Options::default());
        let rungs: Vec<&str> = names.ladder().map(|rung| rung.queue.as_str()).collect();
        let short = ["5s", "30s", "2m", "10m", "1h", "6h", "1d", "7d"];
        assert_eq!(rungs, short.map(|rung| format!("refundd.later.{rung}")));
    }

    #[test]
    fn the_rung_rests_no_more_than_a_twentieth_longer_than_asked_except_the_shortest() {
        let names = Names::new(&Options::default());
        let cases = [
            (i64::MIN, 5),
            (0, 5),
            (5, 5),
            (28, 5),
            (29, 30),
            (30, 30),
            (114, 30),
            (115, 120),
            (3_428, 600),
            (3_429, 3_600),
            (21_600, 21_600),
            (82_285, 21_600),
            (82_286, 86_400),
            (575_999, 86_400),
            (576_000, 604_800),
            (i64::MAX, 604_800),
        ];
        for (asked, rests) in cases {
            assert_eq!(names.rung(asked).seconds, rests, "{asked} s");
        }
    }

    #[test]
    fn o11_who_only_waits_for_a_follow_up_takes_one_hop_for_a_week_and_few_for_any_other_time() {
        let names = Names::new(&Options::default());
        let hops = |mut left: i64| {
            let mut hops = 0;
            while left > 0 {
                left -= i64::from(names.rung(left).seconds);
                hops += 1;
            }
            hops
        };
        let day = 86_400;
        // Some seconds of the time are over when the refund's success is known.
        for (days, most) in [(7, 1), (1, 1), (2, 2), (10, 4), (14, 2), (30, 6)] {
            for spent in [0, 1, 40, 600] {
                let counted = hops(days * day - spent);
                assert!(counted <= most, "{days} days less {spent} s: {counted}");
            }
        }
    }
}
