//! Answers that are remembered for a while, so that a message that comes again does not ask again.
//!
//! In this process only, bounded in number. Time is the caller's, as seconds since some point.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use domain::inquiry::{FactsReply, Inquiry};
use ports::facts::Unanswered;

/// What came of an inquiry.
pub(super) type Outcome = Result<FactsReply, Unanswered>;

/// Answers by what was asked.
#[derive(Debug)]
pub(super) struct Remembered {
    most: usize,
    outcomes: BTreeMap<Inquiry, (Duration, Outcome)>,
    /// The same, in the order in which they end.
    ends: BTreeSet<(Duration, Inquiry)>,
}

impl Remembered {
    pub(super) fn new(most: usize) -> Self {
        Self { most, outcomes: BTreeMap::new(), ends: BTreeSet::new() }
    }

    /// What was answered, if that has not ended.
    pub(super) fn find(&mut self, inquiry: &Inquiry, now: Duration) -> Option<Outcome> {
        self.forget(now);
        self.outcomes.get(inquiry).map(|(_, outcome)| outcome.clone())
    }

    /// Remembers an answer up to `until`. What would end first makes place for it.
    pub(super) fn keep(
        &mut self,
        inquiry: Inquiry,
        outcome: Outcome,
        now: Duration,
        until: Duration,
    ) {
        self.forget(now);
        if until <= now || self.most == 0 {
            return;
        }
        if let Some((end, _)) = self.outcomes.remove(&inquiry) {
            self.ends.remove(&(end, inquiry.clone()));
        }
        while self.outcomes.len() >= self.most {
            let Some((_, first)) = self.ends.pop_first() else { break };
            self.outcomes.remove(&first);
        }
        self.ends.insert((until, inquiry.clone()));
        self.outcomes.insert(inquiry, (until, outcome));
    }

    fn forget(&mut self, now: Duration) {
        while let Some((end, _)) = self.ends.first()
            && *end <= now
        {
            let Some((_, inquiry)) = self.ends.pop_first() else { return };
            self.outcomes.remove(&inquiry);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::facts::FactKind;
    use domain::ids::{CaseId, RequestId};
    use domain::processor::Processor;

    fn inquiry(request: &str, wanted: &[&str]) -> Inquiry {
        Inquiry {
            case: CaseId::parse("eu/pi_1").unwrap(),
            processor: Processor::Stripe,
            request: RequestId::parse(request).unwrap(),
            requested_at: jiff::Timestamp::UNIX_EPOCH,
            wanted: wanted.iter().map(|name| ((*name).to_owned(), FactKind::Int)).collect(),
        }
    }

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    /// An answer that can be told from others.
    fn answer(ignored: usize) -> FactsReply {
        FactsReply { ignored, ..FactsReply::default() }
    }

    #[test]
    fn an_answer_is_good_for_the_same_inquiry_until_it_ends() {
        let mut memory = Remembered::new(8);
        memory.keep(inquiry("r1", &["a"]), Ok(answer(1)), at(0), at(300));
        assert_eq!(memory.find(&inquiry("r1", &["a"]), at(299)), Some(Ok(answer(1))));
        assert_eq!(memory.find(&inquiry("r2", &["a"]), at(299)), None, "another request");
        assert_eq!(memory.find(&inquiry("r1", &["a", "b"]), at(299)), None, "other facts");
        assert_eq!(memory.find(&inquiry("r1", &["a"]), at(300)), None, "it has ended");
        assert!(memory.outcomes.is_empty() && memory.ends.is_empty());
    }

    #[test]
    fn the_newer_answer_counts_and_ends_when_it_says() {
        let mut memory = Remembered::new(8);
        memory.keep(inquiry("r1", &[]), Err(Unanswered::Timeout), at(0), at(5));
        memory.keep(inquiry("r1", &[]), Ok(answer(1)), at(1), at(301));
        assert_eq!(memory.find(&inquiry("r1", &[]), at(10)), Some(Ok(answer(1))));
        memory.keep(inquiry("r1", &[]), Ok(answer(2)), at(11), at(11));
        assert_eq!(
            memory.find(&inquiry("r1", &[]), at(11)),
            Some(Ok(answer(1))),
            "kept for no time"
        );
        assert_eq!((memory.outcomes.len(), memory.ends.len()), (1, 1));
    }

    #[test]
    fn there_are_never_more_than_the_bound_and_the_first_to_end_goes() {
        let mut memory = Remembered::new(3);
        for (number, until) in [(1, 30), (2, 10), (3, 20), (4, 40), (5, 50)] {
            memory.keep(inquiry(&format!("r{number}"), &[]), Ok(answer(number)), at(0), at(until));
            assert!(memory.outcomes.len() <= 3 && memory.ends.len() == memory.outcomes.len());
        }
        let left =
            (1..=5).filter(|n| memory.find(&inquiry(&format!("r{n}"), &[]), at(1)).is_some());
        assert_eq!(left.collect::<Vec<_>>(), [1, 4, 5]);
    }
}
