//! Time in ticks, as small as the proof allows. Each term of the wait is 1, so that each can be left
//! out and missed; none is 0, because what is 0 proves nothing when it is left out.

/// D: a call that was written is executed within this time, or never.
pub const EXECUTES_WITHIN: u8 = 1;

/// L: a refund that is as old as this is in the list; a younger one may be.
pub const LISTED_WITHIN: u8 = 1;

/// T: a call is written only while its list is no older than this.
pub const FRESH_FOR: u8 = 1;

/// The minute: how far two workers' clocks may be apart.
pub const CLOCKS_APART: u8 = 1;

/// S: what a claim waits before its call.
pub const WAIT: u8 = EXECUTES_WITHIN + LISTED_WITHIN + FRESH_FOR + CLOCKS_APART;

/// W: a key's lifetime, the least that start-up admits: twice (L + D + T).
pub const KEY_LIVES: u8 = 2 * (EXECUTES_WITHIN + LISTED_WITHIN + FRESH_FOR);

/// How long after its beginning a key that no list stands behind is used: the other half of its
/// life covers a call that is written, executed and timed by another clock.
pub const KEY_USED_FOR: u8 = KEY_LIVES / 2;

/// One more tick, up to an age from which on every age is the same.
pub fn older(age: u8, most: u8) -> u8 {
    age.saturating_add(1).min(most)
}
