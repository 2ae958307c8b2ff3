//! Whose messages came in, and what was not theirs to send.

use crate::level::warn;
use metrics::counter;

use super::events::chain;
use super::metrics as names;
use domain::ids::{AccountName, SenderName};
use ports::BoxError;

/// Nobody knows whose a message is.
#[derive(Debug)]
pub struct SenderUnproven<'a> {
    /// The account that it speaks about.
    pub account: &'a AccountName,
    /// Where it was looked at: `ingress` or `worker`.
    pub place: &'static str,
    pub unproven: &'static str,
}

impl SenderUnproven<'_> {
    pub fn emit(&self) {
        let account = self.account.as_str().to_owned();
        let (place, reason) = (self.place, self.unproven);
        counter!(
            names::SIGNATURES_REJECTED,
            "account" => account, "place" => place, "reason" => reason
        )
        .increment(1);
        warn!(account = %self.account, place, reason, "message of nobody who is known");
    }
}

/// A known sender has said what it may not say.
#[derive(Debug)]
pub struct SenderOverreached<'a> {
    pub sender: &'a SenderName,
    pub why: &'static str,
}

impl SenderOverreached<'_> {
    pub fn emit(&self) {
        let (sender, why) = (self.sender.as_str().to_owned(), self.why);
        counter!(names::OVERREACHES, "sender" => sender, "reason" => why).increment(1);
        warn!(sender = %self.sender, reason = why, "message that its sender may not send");
    }
}

/// A sender has sent more than its quota: what comes above it waits.
#[derive(Debug)]
pub struct QuotaReached<'a> {
    pub sender: &'a SenderName,
    /// `hour` or `day`.
    pub window: &'static str,
}

impl QuotaReached<'_> {
    pub fn emit(&self) {
        let (sender, window) = (self.sender.as_str().to_owned(), self.window);
        counter!(names::QUOTAS_REACHED, "sender" => sender, "window" => window).increment(1);
        warn!(sender = %self.sender, window, "sender has reached its quota");
    }
}

/// Nobody knows how much a sender has sent: its message waits.
#[derive(Debug)]
pub struct QuotaUnknown<'a> {
    pub sender: &'a SenderName,
    pub error: BoxError,
}

impl QuotaUnknown<'_> {
    pub fn emit(&self) {
        warn!(sender = %self.sender, error = chain(self.error.as_ref()), "messages cannot be counted");
    }
}
