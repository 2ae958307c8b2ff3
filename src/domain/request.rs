//! What a customer, through a CRM, help desk or shop, asks for.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::email::EmailHash;
use super::ids::{RequestId, StaffId};
use super::key::Subject;
use super::money::Money;

/// Why the customer wants the money back; a closed list, so that trends can be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The same purchase was charged twice.
    Duplicate,
    /// Another amount, product or customer was charged than agreed.
    WrongCharge,
    /// The customer says that they did not make the purchase.
    Fraudulent,
    /// The product did not work.
    TechnicalProblem,
    /// The product was never used.
    Unused,
    /// A subscription renewed against the customer's intention.
    AccidentalRenewal,
    /// The product was not what the customer expected.
    NotAsExpected,
    /// The customer changed their mind.
    ChangeOfMind,
    /// Anything else.
    Other,
}

impl Reason {
    /// Every reason with its name on the wire, in metrics and in policies.
    pub const ALL: [(Self, &'static str); 9] = [
        (Self::Duplicate, "duplicate"),
        (Self::WrongCharge, "wrong_charge"),
        (Self::Fraudulent, "fraudulent"),
        (Self::TechnicalProblem, "technical_problem"),
        (Self::Unused, "unused"),
        (Self::AccidentalRenewal, "accidental_renewal"),
        (Self::NotAsExpected, "not_as_expected"),
        (Self::ChangeOfMind, "change_of_mind"),
        (Self::Other, "other"),
    ];

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(reason, _)| *reason == self).map_or("other", |(_, name)| name)
    }

    /// Reads the name on the wire.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == text).map(|(reason, _)| *reason)
    }
}

/// One refund request. The free comment of the wire form ends at the boundary and is not here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundRequest {
    /// The caller's id, unique per request.
    pub id: RequestId,
    /// Why.
    pub reason: Reason,
    /// The amount asked for; `None` asks for the whole payment.
    pub amount: Option<Money>,
    /// The customer's language as a tag (`de-AT`).
    pub locale: Option<String>,
    /// When the customer asked. Ages are measured to this instant, so that a decision does not
    /// depend on how long the request lay in a queue.
    pub requested_at: Timestamp,
    /// Whether a proof of purchase came with it.
    pub proof_of_purchase: bool,
    /// What it says of the payment, to be compared with what is known of it.
    pub claims: Claims,
    /// The member of staff who filed it, where one did: they do not review it.
    pub requested_by: Option<StaffId>,
}

/// What a request says of the payment. All of it may be wrong.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Claims {
    /// Where the request came in (`email`, `chat`, `phone`).
    pub channel: Option<String>,
    /// What the customer says was charged.
    pub charged: Option<Money>,
    /// The hash of the e-mail address that the customer gave; it comes with the request's message
    /// and is never stored.
    pub email: Option<EmailHash>,
    /// Whether that was the address of the payment, once both were known.
    pub email_matches: Option<bool>,
    /// The lines of the invoice that are asked back, by the shop's names for them.
    pub lines: BTreeSet<String>,
}

impl RefundRequest {
    /// Whether `other` is this request once more. What is not stored may be missing in one of them.
    pub fn is(&self, other: &Self) -> bool {
        let plain = |request: &Self| {
            let claims = Claims { email: None, email_matches: None, ..request.claims.clone() };
            Self { claims, ..request.clone() }
        };
        let emails = self.claims.email.zip(other.claims.email);
        plain(self) == plain(other) && emails.is_none_or(|(one, another)| one == another)
    }

    /// What this request asks to be given back. Lines of the invoice are a part of it.
    pub fn subject(&self) -> Subject {
        if self.amount.is_none() && self.claims.lines.is_empty() {
            Subject::Full
        } else {
            Subject::Partial(self.id.clone())
        }
    }
}
