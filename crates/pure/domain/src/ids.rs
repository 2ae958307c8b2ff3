//! Identifiers. Each is a newtype, so that a refund's id cannot stand where a payment's belongs.
//!
//! All of them are foreign input: `parse` admits 1 to 255 printable ASCII characters without the
//! separators that our own keys use. What an identifier *means* is the processor's business.

use std::fmt;

/// Says which identifier was refused and why; the value itself is not repeated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} is not usable: {why}")]
pub struct IdError {
    what: &'static str,
    why: &'static str,
}

fn check(what: &'static str, text: &str) -> Result<(), IdError> {
    let why = if text.is_empty() {
        "it is empty"
    } else if text.len() > 255 {
        "it is longer than 255 characters"
    } else if !text.bytes().all(|b| b.is_ascii_graphic()) {
        "it has a character that is not printable ASCII"
    } else if text.bytes().any(|b| matches!(b, b'|' | b'{' | b'}' | b'/')) {
        "it contains one of | { } /"
    } else {
        return Ok(());
    };
    Err(IdError { what, why })
}

macro_rules! identifiers {
    ($($(#[$doc:meta])* $name:ident = $what:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// Admits foreign text.
            pub fn parse(text: impl Into<String>) -> Result<Self, IdError> {
                let text = text.into();
                check($what, &text)?;
                Ok(Self(text))
            }
        }

        shown!($name);
    )+};
}

macro_rules! shown {
    ($name:ident) => {
        impl $name {
            /// Returns the text as it was admitted.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

identifiers! {
    /// The merchant's name for one account at one processor, as configured (`stripe-eu`).
    AccountName = "account name";
    /// The processor's id of the payment that a case is about (Stripe: the payment intent, or the
    /// charge where a charge has no intent).
    PaymentId = "payment id";
    /// The processor's id of one refund.
    RefundId = "refund id";
    /// The processor's id of one invoice.
    InvoiceId = "invoice id";
    /// The processor's id of one subscription.
    SubscriptionId = "subscription id";
    /// The processor's id of one credit note of an invoice.
    CreditNoteId = "credit note id";
    /// The processor's id of one dispute.
    DisputeId = "dispute id";
    /// The processor's id of one booking of a dispute, or its place among them.
    BookingId = "booking id";
    /// The processor's id of one early fraud warning.
    WarningId = "fraud warning id";
    /// The processor's id of the customer, where it has one. Never an e-mail address.
    CustomerId = "customer id";
    /// The caller's id of one refund request; unique per request.
    RequestId = "request id";
    /// The affiliate system's id of one commission.
    CommissionId = "commission id";
    /// The affiliate system's id of the partner who earned a commission.
    PartnerId = "partner id";
    /// The sender's id of one answer of a reviewer; unique per answer.
    AnswerId = "answer id";
    /// The merchant's name for who sends messages, as configured (`help-desk`).
    SenderName = "sender name";
    /// The id of one published event: the same transition always has the same id.
    EventId = "event id";
}

/// A member of the merchant's staff, as the CRM knows them. Never a customer.
///
/// One person has one spelling: blanks around it are cut off and letters are lower case, so that
/// nobody is two people by writing themselves in two ways.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StaffId(String);

impl StaffId {
    /// Admits foreign text.
    pub fn parse(text: impl Into<String>) -> Result<Self, IdError> {
        let text = text.into().trim_ascii().to_ascii_lowercase();
        check("staff id", &text)?;
        Ok(Self(text))
    }
}

shown!(StaffId);

/// Names a case: one payment in one account.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseId {
    /// The account that took the payment.
    pub account: AccountName,
    /// The payment.
    pub payment: PaymentId,
}

impl CaseId {
    /// Reads the form that `Display` writes.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let (account, payment) = text
            .split_once('/')
            .ok_or(IdError { what: "case id", why: "it has no / between account and payment" })?;
        Ok(Self { account: AccountName::parse(account)?, payment: PaymentId::parse(payment)? })
    }
}

impl fmt::Display for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.account, self.payment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_id_survives_its_own_text() {
        let id = CaseId::parse("stripe-eu/pi_123").unwrap();
        assert_eq!(id.account.as_str(), "stripe-eu");
        assert_eq!(CaseId::parse(&id.to_string()).unwrap(), id);
    }

    #[test]
    fn s1_one_person_has_one_spelling() {
        let agent = StaffId::parse("agent-7").unwrap();
        for written in ["Agent-7", "AGENT-7", " agent-7", "aGeNt-7\t", "\n Agent-7 \r\n"] {
            assert_eq!(StaffId::parse(written).unwrap(), agent, "{written:?}");
        }
        assert_eq!(agent.as_str(), "agent-7");
        // Fullwidth, a Cyrillic a, a blank without width, a Kelvin sign, a soft hyphen, inner blanks.
        for bad in
            ["\u{ff21}gent-7", "\u{430}gent-7", "agent-7\u{200b}", "\u{212a}im", "agent\u{ad}-7"]
        {
            assert!(StaffId::parse(bad).is_err(), "{bad:?} was admitted");
        }
        for bad in ["", " ", "agent 7", "agent\u{0}7"] {
            assert!(StaffId::parse(bad).is_err(), "{bad:?} was admitted");
        }
        assert_ne!(StaffId::parse("agent-8").unwrap(), agent);
    }

    #[test]
    fn separators_and_blanks_are_refused_by_name() {
        for bad in ["", "a|b", "a{b}", "a/b", "a b", "ä", &"x".repeat(256)] {
            assert!(RefundId::parse(bad).is_err(), "{bad:?} was admitted");
        }
        let error = RequestId::parse("a b").unwrap_err().to_string();
        assert!(error.starts_with("request id is not usable"), "{error}");
    }
}
