//! What a person must look at. Each has a heading in `docs/runbook.md`.

use domain::ids::RefundId;
use domain::key::IdempotencyKey;

/// Why a case is parked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trouble {
    /// The processor does not know the payment that a request names.
    PaymentUnknown,
    /// Refunds and disputes took more than was captured.
    LossAboveCapture,
    /// Two refunds carry one key: the processor executed an operation twice.
    RefundsConflict(IdempotencyKey),
    /// The processor refused a refund that was approved.
    RefundRefused(IdempotencyKey),
    /// A refund that we made came back; it is not made again by a machine.
    RefundFailed(RefundId),
    /// An operation is in doubt for longer than the configured limit.
    DoubtTooLong(IdempotencyKey),
    /// The processor says that the key was used with another body.
    KeyConflict(IdempotencyKey),
    /// The processor does not accept our credentials.
    Misconfigured(IdempotencyKey),
    /// Nothing at this processor can show whether the refund was executed.
    Unprovable(IdempotencyKey),
    /// A refund of an invoice has no credit note: the processor has refused it, or it could not be issued
    /// for too long.
    CreditNoteMissing(IdempotencyKey),
    /// A refund came back, and the credit note that followed it stands.
    CreditNoteStands(RefundId),
    /// A message and the payment's metadata, or two messages, name different commissions.
    CommissionContested,
    /// More is said to have been earned on the payment than was captured or authorised.
    CommissionAboveCapture,
    /// Money went back, and what the payment's metadata say of the commission cannot be read.
    CommissionUnreadable,
    /// The state contradicts itself: a defect of this program.
    Bug,
}

impl Trouble {
    /// A short code: for events, metrics and the runbook.
    pub fn code(&self) -> &'static str {
        match self {
            Self::PaymentUnknown => "payment_unknown",
            Self::LossAboveCapture => "loss_above_capture",
            Self::RefundsConflict(_) => "refunds_conflict",
            Self::RefundRefused(_) => "refund_refused",
            Self::RefundFailed(_) => "refund_failed",
            Self::DoubtTooLong(_) => "doubt_too_long",
            Self::KeyConflict(_) => "key_conflict",
            Self::Misconfigured(_) => "misconfigured",
            Self::Unprovable(_) => "unprovable",
            Self::CreditNoteMissing(_) => "credit_note_missing",
            Self::CreditNoteStands(_) => "credit_note_stands",
            Self::CommissionContested => "commission_contested",
            Self::CommissionAboveCapture => "commission_above_capture",
            Self::CommissionUnreadable => "commission_unreadable",
            Self::Bug => "bug",
        }
    }

    /// What it is about, where it is about something smaller than the case.
    pub fn about(&self) -> Option<&str> {
        match self {
            Self::PaymentUnknown
            | Self::LossAboveCapture
            | Self::CommissionContested
            | Self::CommissionAboveCapture
            | Self::CommissionUnreadable
            | Self::Bug => None,
            Self::RefundFailed(refund) | Self::CreditNoteStands(refund) => Some(refund.as_str()),
            Self::RefundsConflict(key)
            | Self::RefundRefused(key)
            | Self::DoubtTooLong(key)
            | Self::KeyConflict(key)
            | Self::Misconfigured(key)
            | Self::Unprovable(key)
            | Self::CreditNoteMissing(key) => Some(key.as_str()),
        }
    }

    /// Code and subject in one text.
    pub fn text(&self) -> String {
        self.about()
            .map_or_else(|| self.code().to_owned(), |about| format!("{}:{about}", self.code()))
    }

    /// Reads its text.
    pub fn parse(text: &str) -> Option<Self> {
        let (code, about) = match text.split_once(':') {
            Some((code, about)) => (code, Some(about)),
            None => (text, None),
        };
        let key =
            |of: fn(IdempotencyKey) -> Self| about.and_then(IdempotencyKey::recognise).map(of);
        match code {
            "refunds_conflict" => key(Self::RefundsConflict),
            "refund_refused" => key(Self::RefundRefused),
            "refund_failed" => RefundId::parse(about?).ok().map(Self::RefundFailed),
            "doubt_too_long" => key(Self::DoubtTooLong),
            "key_conflict" => key(Self::KeyConflict),
            "misconfigured" => key(Self::Misconfigured),
            "unprovable" => key(Self::Unprovable),
            "credit_note_missing" => key(Self::CreditNoteMissing),
            "credit_note_stands" => RefundId::parse(about?).ok().map(Self::CreditNoteStands),
            _ => [
                Self::PaymentUnknown,
                Self::LossAboveCapture,
                Self::CommissionContested,
                Self::CommissionAboveCapture,
                Self::CommissionUnreadable,
                Self::Bug,
            ]
            .into_iter()
            .find(|alone| alone.code() == text),
        }
    }

    /// Whether no refund call may be made for the payment while this lasts.
    pub fn freezes(&self) -> bool {
        match self {
            Self::LossAboveCapture | Self::RefundsConflict(_) | Self::Bug => true,
            Self::PaymentUnknown
            | Self::RefundRefused(_)
            | Self::RefundFailed(_)
            | Self::DoubtTooLong(_)
            | Self::KeyConflict(_)
            | Self::Misconfigured(_)
            | Self::Unprovable(_)
            // A document is missing, or one too many.
            | Self::CreditNoteMissing(_)
            | Self::CreditNoteStands(_)
            // It is about the partner's money, and not about the customer's.
            | Self::CommissionContested
            | Self::CommissionAboveCapture
            | Self::CommissionUnreadable => false,
        }
    }
}
