//! Observable facts of the HTTP ingress.
//!
//! Strangers can cause most of them at will, so those are counted and logged at DEBUG only.

use std::error::Error;

use crate::level::{debug, error, warn};
use metrics::counter;

use super::events::chain;
use super::metrics as names;
use domain::ids::{AccountName, SenderName};
use processors::Rejection;

#[derive(Debug)]
pub struct WebhookAnswered<'a> {
    /// The account, if it is a configured one.
    pub account: Option<&'a AccountName>,
    pub answer: &'static str,
}

impl WebhookAnswered<'_> {
    pub fn emit(&self) {
        let account = self.account.map_or("unknown", AccountName::as_str);
        counter!(names::WEBHOOKS, "account" => account.to_owned(), "answer" => self.answer)
            .increment(1);
        debug!(account, answer = self.answer, "webhook answered");
    }
}

/// A message of a sender was answered.
#[derive(Debug)]
pub struct MessageAnswered<'a> {
    /// The sender, if it is a configured one.
    pub sender: Option<&'a SenderName>,
    pub answer: &'static str,
}

impl MessageAnswered<'_> {
    pub fn emit(&self) {
        let sender = self.sender.map_or("unknown", SenderName::as_str);
        counter!(names::MESSAGES, "sender" => sender.to_owned(), "answer" => self.answer)
            .increment(1);
        debug!(sender, answer = self.answer, "message answered");
    }
}

/// A webhook's signature was not accepted at the door.
#[derive(Debug)]
pub struct WebhookRejected<'a> {
    pub account: &'a AccountName,
    pub rejection: Rejection,
}

impl WebhookRejected<'_> {
    pub fn emit(&self) {
        let reason = self.rejection.as_str();
        let account = self.account.as_str().to_owned();
        counter!(
            names::SIGNATURES_REJECTED,
            "account" => account, "place" => "ingress", "reason" => reason
        )
        .increment(1);
        debug!(account = %self.account, place = "ingress", reason, "signature rejected");
    }
}

/// A connection could not be accepted: file descriptors or memory are used up.
#[derive(Debug)]
pub struct AcceptFailed<'a> {
    /// What the system said.
    pub error: &'a dyn Error,
}

impl AcceptFailed<'_> {
    pub fn emit(&self) {
        warn!(error = chain(self.error), "a connection could not be accepted");
    }
}

/// A defect was caught at the boundary of a connection or of a publish.
#[derive(Debug)]
pub struct IngressPanicked;

impl IngressPanicked {
    #[expect(clippy::unused_self, reason = "a fact is emitted like any other")]
    pub fn emit(&self) {
        counter!(names::DEFECTS, "kind" => "panic").increment(1);
        error!("a defect was caught; the request is not confirmed");
    }
}
