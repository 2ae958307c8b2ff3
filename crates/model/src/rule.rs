//! The rules of the protocol and the assumptions under it, each of which can be left out.

use std::collections::BTreeSet;

use crate::ticks::{CLOCKS_APART, EXECUTES_WITHIN, FRESH_FOR, LISTED_WITHIN, WAIT};

/// What can be left out. What remains must then show what the rule was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// A call without key or cap needs the permit of the claim that the record holds.
    Permit,
    /// A permit that was delivered before is void.
    Redelivery,
    /// A permit is void once the window of its claim is over.
    Window,
    /// A claim waits before its call.
    Wait,
    /// The wait counts T, the time for which a list stays fresh.
    WaitCountsFresh,
    /// Claims are made and used only while clocks are within a minute.
    Clock,
    /// The baseline is frozen with the first claim.
    Baseline,
    /// A deferral whose confirm was lost is published again without the permit.
    SecondPublish,
    /// The cap proves something only if twice the amount exceeds the rest.
    Cap,
    /// What nobody can look up is not closed as overtaken.
    Overtaken,
    /// A key is used for half its life.
    KeyLife,
    /// A call is written only on a fresh list.
    Fresh,
    /// A6: the store loses its memory once in a while at most.
    OneLoss,
    /// A6 counts the minute: two losses are 2S and the minute apart, not 2S.
    LossCountsClock,
    /// The store goes back by one save at most; else to whatever an idle replica still has.
    OneBack,
    /// A7: the broker does not itself double a message.
    OneMessage,
    /// A key without a list lives from the decision, not from the first attempt that is remembered.
    KeyFromDecision,
    /// A doubt is settled by a list only after D + L + T and the minute, not after D + L.
    SettleCountsFresh,
    /// Who holds no good permit waits for the end of the window, whatever the reason.
    VoidWaits,
    /// The baseline counts what the record knows to be made, though the list may not show it yet.
    BaselineCountsMade,
    /// The baseline stays in the record; what came with a message adopts nothing.
    BaselineStays,
    /// A claim needs a list: what has neither key nor cap nor list is left to a person.
    ClaimNeedsList,
    /// A refusal that no list can confirm is left to a person.
    RefusalAsks,
    /// A store that is new to the payment first waits until the list shows what it has forgotten.
    YoungWaits,
}

/// The rules that hold in one search.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    without: BTreeSet<Rule>,
}

impl Rules {
    /// All rules but these.
    pub fn without(rules: &[Rule]) -> Self {
        Self { without: rules.iter().copied().collect() }
    }

    /// Whether a rule holds.
    pub fn has(&self, rule: Rule) -> bool {
        !self.without.contains(&rule)
    }

    /// S under these rules.
    pub fn wait(&self) -> u8 {
        if self.has(Rule::WaitCountsFresh) { WAIT } else { WAIT - FRESH_FOR }
    }

    /// How far a clock may be from the one that stamped what it reads.
    pub fn clocks_apart(&self) -> u8 {
        if self.has(Rule::Clock) { CLOCKS_APART } else { 3 * CLOCKS_APART }
    }

    /// After how long a call must be in a list, by the clock that reads its age.
    pub fn settle(&self) -> u8 {
        let short = EXECUTES_WITHIN + LISTED_WITHIN;
        if self.has(Rule::SettleCountsFresh) { short + FRESH_FOR + CLOCKS_APART } else { short }
    }

    /// The least distance of two losses of the store.
    pub fn losses_apart(&self) -> u8 {
        match (self.has(Rule::OneLoss), self.has(Rule::LossCountsClock)) {
            (false, _) => 0,
            (true, false) => 2 * WAIT,
            (true, true) => 2 * WAIT + CLOCKS_APART,
        }
    }
}
