//! A time frame of a rule: whether it is still open, or has closed, when the customer asks.
//!
//! The day of the event is day 0; a frame of `n` days closes with the end of day `n`: with the first
//! instant of day `n + 1`, which no longer belongs to it. A day can have 23, 24 or 25 hours, and the
//! frame does not care.

use super::anchor::Anchor;
use super::fact::Fact;
use super::head::Head;
use super::length::Length;
use super::undecided::Undecided;
use super::view::View;
use domain::time::seconds_between;

/// Whether a frame is still open, or has closed, when the customer asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Window {
    pub(crate) anchor: Anchor,
    pub(crate) length: Length,
    /// Holds once the frame has closed, instead of while it is open.
    pub(crate) closed: bool,
}

impl Window {
    /// How it stands in a trace.
    pub(crate) fn shown(self, head: &Head) -> String {
        let Length { count, unit } = self.length;
        let word = if self.closed { "after" } else { "within" };
        format!("{word} {count} {} of {}", unit.of(count), self.anchor.name(head))
    }

    /// The fact without which it cannot be decided.
    pub(crate) fn fact(self) -> Option<Fact> {
        self.anchor.fact()
    }

    /// Whether it holds.
    pub(crate) fn holds(self, view: &View<'_>) -> Result<bool, Undecided> {
        let asked = view.facts.request.requested_at;
        // What did not renew anything is neither within such a frame nor after it.
        let Some(begins) = self.anchor.at(view)? else { return Ok(false) };
        if !self.anchor.can_come_later() && seconds_between(begins, asked) < 0 {
            return Err(Undecided::Contradiction);
        }
        let closes = self.length.closes_at(begins, view.head).ok_or(Undecided::NotComputable)?;
        Ok((asked >= closes) == self.closed)
    }

    /// When it closes, for a trace; nothing where it cannot be said when it began.
    pub(crate) fn closing(self, view: &View<'_>) -> Option<(String, String)> {
        let begins = self.anchor.at(view).ok().flatten()?;
        let closes = self.length.closes_at(begins, view.head)?;
        let shown = closes.to_zoned(view.head.zone.clone()).to_string();
        Some((format!("{}.closes", self.anchor.name(view.head)), shown))
    }

    /// Whether no request is in both.
    pub(crate) fn misses(self, other: Self) -> bool {
        let (open, closed) = if self.closed { (other, self) } else { (self, other) };
        self.anchor == other.anchor
            && !open.closed
            && closed.closed
            && open.length.never_outlasts(closed.length)
    }

    /// Whether this frame can hold only where the other one does.
    pub(crate) fn implies(self, other: Self) -> bool {
        let (short, long) = if self.closed { (other, self) } else { (self, other) };
        self.anchor == other.anchor
            && self.closed == other.closed
            && short.length.never_outlasts(long.length)
    }
}
