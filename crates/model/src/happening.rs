//! The names of what can happen, as they are told in a run.

use std::fmt;

use crate::pair::Side;
use crate::plan::Plan;
use crate::worker::{Act, Via};

/// One step of the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// Time passes.
    Tick,
    /// A worker takes a message of an operation, and loads.
    Take(Side, Via),
    /// A message with a permit came too early: its worker is to publish it again.
    Early(Side),
    /// A worker reads the list, and decides.
    Read(Side, Plan),
    /// A worker saves what it has decided.
    Save(Side, Act),
    /// The record was saved by another: its worker begins again.
    Conflict(Side),
    /// A worker publishes its message with the permit of its claim, and acknowledges.
    Publish(Side),
    /// The same; the confirm is lost, and it publishes once more.
    PublishTwice(Side),
    /// A worker writes the call.
    Write(Side),
    /// A worker's list is too old for the call, or its call gets no answer.
    GiveUp(Side),
    /// A worker saves the answer.
    Note(Side, bool),
    /// A worker dies; what it had is delivered again, flagged.
    Crash(Side),
    /// A message is taken from a worker that lives on, and delivered again, flagged.
    Redeliver(Side),
    /// The processor executes a call, or refuses it for what is left.
    Execute(Side),
    /// The same, and the answer is lost though a worker waits for it.
    Lose(Side),
    /// The processor refuses a call for a passing reason.
    Refuse(Side),
    /// A webhook says that a refund was made.
    Hear(Side),
    /// Another hand refunds all of it.
    Hand,
    /// A webhook tells of the other hand's refund.
    HearHand,
    /// The store loses everything.
    Wipe,
    /// The store's replica catches up.
    Follow,
    /// The store goes back to what its replica has.
    GoBack,
    /// The broker doubles a message with a permit.
    Double(Side),
}

impl Move {
    /// Whether something goes wrong with this step.
    pub fn is_wrong(self) -> bool {
        match self {
            Self::PublishTwice(_)
            | Self::Crash(_)
            | Self::Redeliver(_)
            | Self::Lose(_)
            | Self::Refuse(_)
            | Self::Hand
            | Self::Wipe
            | Self::GoBack
            | Self::Double(_) => true,
            Self::Tick
            | Self::Take(..)
            | Self::Early(_)
            | Self::Read(..)
            | Self::Save(..)
            | Self::Conflict(_)
            | Self::Publish(_)
            | Self::Write(_)
            | Self::GiveUp(_)
            | Self::Note(..)
            | Self::Execute(_)
            | Self::Follow
            | Self::Hear(_)
            | Self::HearHand => false,
        }
    }
}

impl fmt::Display for Move {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |side: &Side| match side {
            Side::First => "one",
            Side::Second => "two",
        };
        match self {
            Self::Tick => write!(f, "a tick passes"),
            Self::Take(side, via) => {
                let with = match via {
                    Via::Bare => "without a permit".to_owned(),
                    Via::Baseline(sum) => format!("with the baseline {sum} and no permit"),
                    Via::Permit(id) => format!("with the permit of claim {id}"),
                };
                write!(f, "a message of operation {} is taken {with}", name(side))
            }
            Self::Early(side) => write!(f, "the permit of operation {} is too early", name(side)),
            Self::Read(side, Plan::Save(act)) => {
                write!(f, "the list is read for operation {}: {act:?}", name(side))
            }
            Self::Read(side, plan) => {
                write!(f, "the list is read for operation {}: {plan:?}", name(side))
            }
            Self::Save(side, act) => write!(f, "saved for operation {}: {act:?}", name(side)),
            Self::Conflict(side) => {
                write!(f, "the save for operation {} meets another version", name(side))
            }
            Self::Publish(side) => write!(f, "operation {}'s permit is published", name(side)),
            Self::PublishTwice(side) => {
                write!(f, "operation {}'s permit is published, unconfirmed, again", name(side))
            }
            Self::Write(side) => write!(f, "the call of operation {} is WRITTEN", name(side)),
            Self::GiveUp(side) => write!(f, "a worker gives up on operation {}", name(side)),
            Self::Note(side, true) => write!(f, "saved for operation {}: it was made", name(side)),
            Self::Note(side, false) => write!(f, "saved for operation {}: refused", name(side)),
            Self::Crash(side) => write!(f, "a worker at operation {} dies", name(side)),
            Self::Redeliver(side) => {
                write!(f, "operation {}'s message is delivered a second time", name(side))
            }
            Self::Execute(side) => write!(f, "a call of operation {} is EXECUTED", name(side)),
            Self::Lose(side) => {
                write!(f, "a call of operation {} ends, and its answer is lost", name(side))
            }
            Self::Refuse(side) => write!(f, "a call of operation {} is refused", name(side)),
            Self::Hear(side) => write!(f, "a webhook says that operation {} is made", name(side)),
            Self::Hand => write!(f, "another hand refunds all of it"),
            Self::HearHand => write!(f, "a webhook tells of the other hand"),
            Self::Wipe => write!(f, "THE STORE IS WIPED"),
            Self::Follow => write!(f, "the store's replica catches up"),
            Self::GoBack => write!(f, "THE STORE GOES BACK to its replica"),
            Self::Double(side) => write!(f, "THE BROKER DOUBLES operation {}'s permit", name(side)),
        }
    }
}
