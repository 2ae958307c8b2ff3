//! What a known sender may not say.

use domain::sender::MessageKind;

/// Why a message is not its sender's to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Overreach {
    /// It may not send messages of this kind.
    #[error("this sender may not send {}: its `may` does not have it", words(*.0))]
    Kind(MessageKind),
    /// It may not speak about this account.
    #[error("this sender may not send anything about this account: its `accounts` do not have it")]
    Account,
    /// A review is answered without a signature.
    #[error("an answer of a reviewer must be signed, whoever sends it")]
    Unsigned,
    /// One member of staff speaks in the name of another.
    #[error("a person speaks in their own name only")]
    OtherPerson,
    /// A review is answered for a reason that is not on the list.
    #[error("the code in `because` is neither built in nor in `[review] reasons`")]
    UnknownReason,
}

impl Overreach {
    /// A short code for shelves and metrics.
    pub fn code(self) -> &'static str {
        match self {
            Self::Kind(MessageKind::Request) => "may_not_request",
            Self::Kind(MessageKind::Answer) => "may_not_answer",
            Self::Kind(MessageKind::Commission) => "may_not_commission",
            Self::Kind(MessageKind::Review) => "may_not_review",
            Self::Account => "other_account",
            Self::Unsigned => "unsigned_review",
            Self::OtherPerson => "other_person",
            Self::UnknownReason => "unknown_reason",
        }
    }
}

fn words(kind: MessageKind) -> &'static str {
    match kind {
        MessageKind::Request => "refund requests",
        MessageKind::Answer => "answers of customers",
        MessageKind::Commission => "commissions",
        MessageKind::Review => "answers of reviewers",
    }
}
