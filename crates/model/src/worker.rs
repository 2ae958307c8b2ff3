//! A worker, and where in its work it may be stopped, suspended or killed.

use crate::pair::Side;

/// What stands beside the request in the message that a worker has in its hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Via {
    /// Nothing: a new cause for the same goods, or a message from before the claim.
    Bare,
    /// The frozen baseline, and no permit, or a void one.
    Baseline(u8),
    /// The permit of a claim, delivered for the first time; and that claim's baseline.
    Permit(u8),
}

/// Which version of the record a worker has loaded. One that is older than both is never saved
/// over, so that its worker begins again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Held {
    /// The one that the store has.
    Current,
    /// The one before, to which the store may go back.
    Previous,
}

/// Why a call is safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ground {
    /// Its key is remembered by the processor.
    Key,
    /// The processor refuses a second one.
    Cap,
    /// A claim has waited, and this is its permit.
    Permit(u8),
}

/// What a worker has decided to save.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    /// It was made.
    Adopt,
    /// A person must look.
    Ask,
    /// It ends without a refund.
    Close,
    /// A claim.
    Claim {
        /// What was refunded before the first claim.
        baseline: u8,
    },
    /// A doubt, and then a call.
    Attempt {
        /// Why it is safe.
        ground: Ground,
        /// What was refunded before the first call.
        baseline: u8,
    },
}

/// Where a worker is. Between any two steps it may stay for any time, or die.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Worker {
    /// Has no message.
    Idle,
    /// Has loaded the record and is about to ask for the list.
    Gathering {
        /// Of this operation.
        side: Side,
        /// With this message.
        via: Via,
        /// On this version.
        held: Held,
    },
    /// Has decided on a list, and is about to save.
    Decided {
        /// Of this operation.
        side: Side,
        /// With this message.
        via: Via,
        /// On this version.
        held: Held,
        /// What it will save.
        act: Act,
        /// The age of the list; counted only where a call follows.
        list: u8,
    },
    /// Is about to publish its message again with the permit of a claim, and to acknowledge.
    Publishing {
        /// Of this operation.
        side: Side,
        /// The claim.
        id: u8,
        /// Whether its message is itself one with this permit, delivered too early.
        early: bool,
    },
    /// Has saved the doubt, and is about to write the call.
    Calling {
        /// Of this operation.
        side: Side,
        /// Why it is safe.
        ground: Ground,
        /// The age of the list.
        list: u8,
    },
    /// Has written the call.
    Awaiting {
        /// Of this operation.
        side: Side,
    },
    /// Has the answer, and is about to save it.
    Answered {
        /// Of this operation.
        side: Side,
        /// Whether it was made, or refused.
        made: bool,
    },
}
