//! What a customer, through a CRM, help desk or shop, asks for.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::email::EmailHash;
use super::ids::{RequestId, StaffId};
use super::key::{Subject, fingerprint};
use super::money::Money;
use super::receipt::Receipt;
use super::sender::{OURSELVES, Sender};
use super::time::after;

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

    /// Whether it says that the money was never owed: by a mistake of the merchant, or because
    /// somebody else paid with it. A window or a final sale is no answer to that.
    pub fn says_never_owed(self) -> bool {
        match self {
            Self::Duplicate | Self::WrongCharge | Self::Fraudulent => true,
            Self::TechnicalProblem
            | Self::Unused
            | Self::AccidentalRenewal
            | Self::NotAsExpected
            | Self::ChangeOfMind
            | Self::Other => false,
        }
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
    /// The customer's time zone by its name in the IANA database (`Asia/Tokyo`), as the sender says.
    pub time_zone: Option<String>,
    /// When the customer asked, as the sender says. How much of that is believed: [`Self::believed`].
    pub requested_at: Timestamp,
    /// When it was received, as we say.
    pub receipt: Receipt,
    /// Who sent it first, as we say; `None` where nobody has said yet.
    pub sender: Option<Sender>,
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

/// A request with as much of its date as is believed.
#[derive(Debug, Clone, Copy)]
pub struct Believed<'a> {
    /// The request.
    pub request: &'a RefundRequest,
    /// When the customer asked: as the sender says, but not after the receipt, and not longer
    /// before it than is believed.
    pub requested_at: Timestamp,
    /// Whether the sender says that it was longer before.
    pub late: bool,
}

impl RefundRequest {
    /// The request, with the sender's word for its date believed up to `lag` seconds before a
    /// worker saw it. What lies after the receipt is put down to clocks that differ.
    ///
    /// Ages are measured to the believed instant, so that a decision does not depend on how long
    /// the request lay in a queue, nor on a date that somebody wished for.
    pub fn believed(&self, lag: i64) -> Believed<'_> {
        let earliest = after(self.receipt.seen_at, lag.max(0).saturating_neg());
        let requested_at = self.requested_at.max(earliest).min(self.receipt.at);
        Believed { request: self, requested_at, late: self.requested_at < earliest }
    }

    /// Whether `other` is this request once more. What is not stored may be missing in one of them,
    /// and each time it was sent it was received at another time, perhaps from another sender.
    pub fn is(&self, other: &Self) -> bool {
        let plain = |request: &Self| {
            let claims = Claims { email: None, email_matches: None, ..request.claims.clone() };
            Self { claims, receipt: self.receipt, sender: None, ..request.clone() }
        };
        let emails = self.claims.email.zip(other.claims.email);
        plain(self) == plain(other) && emails.is_none_or(|(one, another)| one == another)
    }

    /// The fingerprint of all that is asked: of two requests that [are one](Self::is), and of no
    /// others, it is the same.
    pub fn fingerprint(&self) -> String {
        let Self {
            id,
            reason,
            amount,
            locale,
            time_zone,
            requested_at,
            proof_of_purchase,
            requested_by,
            ..
        } = self;
        let Claims { channel, charged, email: _, email_matches: _, lines } = &self.claims;
        let money = |money: &Option<Money>| {
            money.map(|money| format!("{} {}", money.minor, money.currency.code()))
        };
        let single = [
            Some(id.to_string()),
            Some(reason.as_str().to_owned()),
            money(amount),
            locale.clone(),
            time_zone.clone(),
            Some(requested_at.to_string()),
            Some(proof_of_purchase.to_string()),
            requested_by.as_ref().map(ToString::to_string),
            channel.clone(),
            money(charged),
        ];
        let parts = single.into_iter().chain(lines.iter().cloned().map(Some));
        // Each part has its length before it, so that none can run into the next.
        let text = parts.map(|part| match part {
            Some(part) => format!("{}:{part}", part.len()),
            None => "-".to_owned(),
        });
        fingerprint("asked", &text.collect::<String>())
    }

    /// Whether nobody asked: this program found an error of the bill, and puts it to a person. The
    /// customer hears of it when they get their money.
    pub fn is_proposed(&self) -> bool {
        self.sender.as_ref().is_some_and(|sender| sender.name.as_str() == OURSELVES)
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::time::seconds_between;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn request(requested: i64, (received, seen): (i64, i64)) -> RefundRequest {
        RefundRequest {
            id: RequestId::parse("r1").unwrap(),
            reason: Reason::Other,
            amount: None,
            locale: None,
            time_zone: None,
            requested_at: at(requested),
            receipt: Receipt { at: at(received), seen_at: at(seen) },
            sender: None,
            proof_of_purchase: false,
            claims: Claims::default(),
            requested_by: None,
        }
    }

    #[test]
    fn s13_whatever_is_asked_otherwise_has_another_fingerprint() {
        let plain = request(0, (0, 0));
        let change = |change: fn(&mut RefundRequest)| {
            let mut changed = plain.clone();
            change(&mut changed);
            changed
        };
        let euros = |minor| Some(Money::new(minor, crate::money::Currency::parse("EUR").unwrap()));
        let others = [
            change(|request| request.id = RequestId::parse("r2").unwrap()),
            change(|request| request.reason = Reason::Duplicate),
            RefundRequest { amount: euros(1), ..plain.clone() },
            RefundRequest { amount: euros(2), ..plain.clone() },
            change(|request| request.locale = Some("de".to_owned())),
            change(|request| request.time_zone = Some("de".to_owned())),
            change(|request| request.requested_at = at(1)),
            change(|request| request.proof_of_purchase = true),
            change(|request| request.requested_by = StaffId::parse("agent-1").ok()),
            change(|request| request.claims.channel = Some("de".to_owned())),
            RefundRequest {
                claims: Claims { charged: euros(1), ..Claims::default() },
                ..plain.clone()
            },
            change(|request| request.claims.lines = ["a".to_owned(), "b".to_owned()].into()),
            change(|request| request.claims.lines = ["a1:b".to_owned()].into()),
        ];
        let same = change(|request| {
            request.receipt = Receipt { at: at(5), seen_at: at(6) };
            request.claims.email_matches = Some(true);
        });
        assert_eq!(same.fingerprint(), plain.fingerprint());
        let all = others.iter().chain([&plain]).map(RefundRequest::fingerprint);
        assert_eq!(all.collect::<BTreeSet<_>>().len(), others.len() + 1);
    }

    proptest! {
        #[test]
        fn s6_whatever_is_claimed_what_is_believed_is_bounded_by_the_receipt(
            requested in -100_000_000_000_i64..200_000_000_000,
            received in 0_i64..4_000_000_000,
            waited in 0_i64..10_000_000,
            lag in prop_oneof![any::<i64>(), 0_i64..10_000_000],
        ) {
            let seen = received + waited;
            let request = request(requested, (received, seen));
            let believed = request.believed(lag);
            let before = seconds_between(believed.requested_at, request.receipt.at);
            let most = lag.max(0).saturating_sub(waited).max(0);
            prop_assert!((0..=most).contains(&before), "{} {}", before, most);
            prop_assert_eq!(believed.late, seen - requested > lag.max(0));
            if !believed.late && requested <= received {
                prop_assert_eq!(believed.requested_at, request.requested_at);
            }
        }
    }
}
