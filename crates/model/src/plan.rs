//! What a worker does next about one operation, from a record, a message and perhaps a list.

use crate::cap::is_capped_proof;
use crate::pair::Side;
use crate::record::{Claim, Doubt, Record, Step};
use crate::row::{CAPTURED, Row};
use crate::rule::{Rule, Rules};
use crate::sight::{Listing, Sight, Sum};
use crate::ticks::KEY_USED_FOR;
use crate::verdict::{Verdict, verdict};
use crate::window::window;
use crate::worker::{Act, Ground, Via};

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plan {
    /// Nothing yet; or nothing any more.
    Nothing,
    /// Publish the message again with its permit: it is too early.
    Defer,
    /// Ask for the list.
    Gather,
    /// Save this.
    Save(Act),
}

/// What a worker has before it.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// The row.
    pub row: &'a Row,
    /// The rules.
    pub rules: &'a Rules,
    /// The record that it has loaded.
    pub record: &'a Record,
    /// The operation.
    pub side: Side,
    /// What came with the message.
    pub via: Via,
    /// How far its clock is from the one that stamped what it reads.
    pub clock: i8,
    /// Ticks since the decision.
    pub decided: u8,
}

impl View<'_> {
    /// An age, read from this worker's clock.
    fn read(&self, age: u8) -> u8 {
        age.saturating_add_signed(self.clock)
    }

    fn step(&self) -> Step {
        self.record.steps.get(self.side)
    }

    fn amount(&self) -> u8 {
        self.row.amount()
    }

    fn is_blind(&self) -> bool {
        self.row.legs.list == Sight::Blind
    }

    /// What the list, or where there is none the record, says was refunded.
    fn refunded(&self, listing: Listing) -> u8 {
        match listing {
            Listing::Named { refunded, .. } => refunded,
            Listing::Summed(Sum { least, .. }) => least,
            Listing::Nothing => self.record.explained(self.row),
        }
    }

    fn rest(&self, listing: Listing) -> u8 {
        CAPTURED.saturating_sub(self.refunded(listing))
    }

    fn is_capped(&self, listing: Listing) -> bool {
        let refunded = self.refunded(listing);
        let rest = CAPTURED.saturating_sub(refunded);
        let is_proof = if self.rules.has(Rule::Cap) {
            is_capped_proof(self.amount(), CAPTURED, refunded)
        } else {
            self.amount() <= rest && 2 * self.amount() >= rest
        };
        self.row.legs.capped && is_proof
    }

    fn verdict(&self, baseline: u8, listing: Listing, settled: bool) -> Verdict {
        let baseline = match listing {
            Listing::Summed(sum) if !self.rules.has(Rule::Baseline) => sum.least,
            Listing::Summed(_) | Listing::Named { .. } | Listing::Nothing => baseline,
        };
        verdict(baseline, self.amount(), listing, settled)
    }

    /// What to do next.
    pub fn plan(&self, listing: Option<Listing>) -> Plan {
        match self.step() {
            Step::Made | Step::Person | Step::Closed => Plan::Nothing,
            Step::Refused { age, baseline, after_doubt } => {
                self.refused(age, baseline, after_doubt, listing)
            }
            Step::Ready | Step::InDoubt(_) if self.row.legs.key => self.keyed(listing),
            Step::InDoubt(doubt) => self.in_doubt(doubt, listing),
            Step::Ready => self.ready(listing),
            Step::Claimed(claim) => self.claimed(claim, listing),
        }
    }

    /// With a key: the list or the key's life shows that sending again is safe.
    fn keyed(&self, listing: Option<Listing>) -> Plan {
        let began = match self.step() {
            Step::InDoubt(doubt) if !self.rules.has(Rule::KeyFromDecision) => doubt.first,
            Step::InDoubt(_)
            | Step::Ready
            | Step::Claimed(_)
            | Step::Refused { .. }
            | Step::Made
            | Step::Person
            | Step::Closed => self.decided,
        };
        if self.is_blind() {
            let is_alive = self.read(began) < KEY_USED_FOR;
            if !is_alive && self.rules.has(Rule::KeyLife) {
                return Plan::Save(Act::Ask);
            }
            // A store that forgot a call thinks that nothing was sent: so not even then.
            if self.record.hand {
                let rests = self.rules.has(Rule::Overtaken);
                return if rests { Plan::Nothing } else { Plan::Save(Act::Close) };
            }
        }
        match listing {
            None => Plan::Gather,
            Some(Listing::Named { shown: true, .. }) => Plan::Save(Act::Adopt),
            Some(_) => Plan::Save(Act::Attempt { ground: Ground::Key, baseline: 0 }),
        }
    }

    /// Nothing was sent, as far as the record knows; there is no key.
    fn ready(&self, listing: Option<Listing>) -> Plan {
        match self.record.steps.get(self.side.other()) {
            // One call of a payment at a time: a sum cannot tell two apart.
            Step::Claimed(_) | Step::InDoubt(_) | Step::Refused { .. } => return Plan::Nothing,
            Step::Person | Step::Closed if self.row.legs.list != Sight::Named => {
                return Plan::Save(Act::Ask);
            }
            Step::Ready | Step::Made | Step::Person | Step::Closed => {}
        }
        let lists_late = matches!(self.row.legs.list, Sight::Summed | Sight::Status);
        let young = self.record.young.filter(|_| lists_late);
        if self.rules.has(Rule::YoungWaits)
            && young.is_some_and(|age| self.read(age) < self.rules.settle())
        {
            return Plan::Nothing;
        }
        let Some(listing) = listing else { return Plan::Gather };
        let explained = self.record.explained(self.row);
        let mut baseline = 0;
        match listing {
            Listing::Named { shown: true, .. } => return Plan::Save(Act::Adopt),
            Listing::Named { shown: false, .. } => {}
            Listing::Summed(sum) => {
                let known = match self.via {
                    Via::Baseline(known) => known,
                    Via::Bare | Via::Permit(_) => explained,
                };
                let is_made = matches!(self.via, Via::Baseline(_))
                    && self.verdict(known, listing, true) == Verdict::Made;
                if is_made {
                    return Plan::Save(Act::Adopt);
                }
                // Money is gone that no record explains, or may be.
                if sum.most > known {
                    return Plan::Save(Act::Ask);
                }
                baseline = if self.rules.has(Rule::BaselineCountsMade) { known } else { sum.least };
            }
            Listing::Nothing => {
                let is_partial = self.amount() < CAPTURED;
                if self.record.young.is_some() && is_partial && !self.is_capped(listing) {
                    return Plan::Save(Act::Ask);
                }
            }
        }
        if self.rest(listing) < self.amount() {
            return Plan::Save(Act::Ask);
        }
        let act = if self.is_capped(listing) {
            Act::Attempt { ground: Ground::Cap, baseline }
        } else if self.is_blind() && self.rules.has(Rule::ClaimNeedsList) {
            Act::Ask
        } else {
            Act::Claim { baseline }
        };
        Plan::Save(act)
    }

    fn claimed(&self, claim: Claim, listing: Option<Listing>) -> Plan {
        let age = self.read(claim.age);
        let mut window = window(self.rules.wait());
        if !self.rules.has(Rule::Wait) {
            window.start = 0;
        }
        let is_ours = self.via == Via::Permit(claim.id) || !self.rules.has(Rule::Permit);
        let is_in_time = age < window.end || !self.rules.has(Rule::Window);
        let is_good = is_ours && is_in_time;
        let void_from = if self.rules.has(Rule::VoidWaits) { window.end } else { window.start };
        if is_good && age < window.start {
            return if self.via == Via::Permit(claim.id) { Plan::Defer } else { Plan::Nothing };
        }
        if !is_good && age < void_from {
            return Plan::Nothing;
        }
        let Some(listing) = listing else { return Plan::Gather };
        let baseline = claim.baseline;
        Plan::Save(match (self.verdict(baseline, listing, true), is_good) {
            (Verdict::Made, _) => Act::Adopt,
            (Verdict::NotMade, true) => Act::Attempt { ground: Ground::Permit(claim.id), baseline },
            // Nothing was sent before this claim that a list could show, or nobody would be here.
            (Verdict::Unclear, true) if self.is_blind() => {
                Act::Attempt { ground: Ground::Permit(claim.id), baseline }
            }
            (Verdict::NotMade, false) => Act::Claim { baseline },
            (Verdict::Unclear, _) => Act::Ask,
        })
    }

    /// Without a key: only a list can tell, and only once an executed call must be in it.
    fn in_doubt(&self, doubt: Doubt, listing: Option<Listing>) -> Plan {
        if self.read(doubt.age) < self.rules.settle() {
            return Plan::Nothing;
        }
        let Some(listing) = listing else { return Plan::Gather };
        let baseline = doubt.baseline;
        Plan::Save(match self.verdict(baseline, listing, true) {
            Verdict::Made => Act::Adopt,
            Verdict::NotMade | Verdict::Unclear if self.is_capped(listing) => {
                Act::Attempt { ground: Ground::Cap, baseline }
            }
            Verdict::NotMade => Act::Claim { baseline },
            Verdict::Unclear => Act::Ask,
        })
    }

    fn refused(&self, age: u8, baseline: u8, after_doubt: bool, listing: Option<Listing>) -> Plan {
        if self.is_blind() {
            let asks = after_doubt || self.rules.has(Rule::RefusalAsks);
            return Plan::Save(if asks { Act::Ask } else { Act::Close });
        }
        if self.read(age) < self.rules.settle() {
            return Plan::Nothing;
        }
        let Some(listing) = listing else { return Plan::Gather };
        Plan::Save(match self.verdict(baseline, listing, true) {
            Verdict::Made => Act::Adopt,
            Verdict::NotMade => Act::Close,
            Verdict::Unclear => Act::Ask,
        })
    }
}
