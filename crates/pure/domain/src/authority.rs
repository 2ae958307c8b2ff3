//! Who decided about a request, and why a person has to.

use std::fmt;

macro_rules! guard_codes {
    ($($(#[$doc:meta])* $variant:ident = $text:literal,)+) => {
        /// What a guard has found: what leaves nothing to a policy, or holds what a policy says.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum GuardCode {
            $($(#[$doc])* $variant,)+
        }

        impl GuardCode {
            /// The code in records, events and reports.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }

            /// Reads the code.
            pub fn parse(text: &str) -> Option<Self> {
                match text {
                    $($text => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

guard_codes! {
    /// The processor has not told of the payment.
    PaymentUnknown = "payment_unknown",
    /// Request or rule speak of another currency than the payment.
    CurrencyMismatch = "currency_mismatch",
    /// A dispute stands in the way.
    Disputed = "disputed",
    /// Something forbids any refund call for the payment.
    Frozen = "frozen",
    /// The payment has neither settled nor failed for too long.
    PaymentUnsettled = "payment_unsettled",
    /// The payment came to nothing.
    NothingTaken = "nothing_taken",
    /// Everything went back before.
    AlreadyRefunded = "already_refunded",
    /// More was asked for, or promised, than is left.
    AmountAboveRest = "amount_above_rest",
    /// The processor refused a refund of the same goods.
    RefundRefusedBefore = "refund_refused_before",
    /// A refund of the same goods came back.
    RefundFailedBefore = "refund_failed_before",
    /// An error of the bill was found, and nobody has asked.
    BillingError = "billing_error",
    /// A part of the payment was passed on, and the account does not say whose money a refund takes.
    SplitPayment = "split_payment",
    /// The payment is for an invoice, and the account wants a person for its refunds.
    InvoicePayment = "invoice_payment",
    /// The store was lost a short time ago.
    StoreLost = "store_lost",
    /// The date is older than is believed.
    LateReport = "late_report",
    /// The date alone decides.
    DateDecides = "date_decides",
    /// The payment names a version of the policy that is not in the book.
    PolicyVersionUnknown = "policy_version_unknown",
    /// The payment names a version of the policy that was not in force at the charge.
    PolicyVersionNotInForce = "policy_version_not_in_force",
    /// Less than the policy lets a machine give.
    BelowSmallest = "below_smallest",
    /// The purchase is older than the first version of the policy.
    PolicyVersionBeforeFirst = "policy_version_before_first",
    /// The switch stops machines from giving money.
    Paused = "paused",
    /// What was given in the last hour and this amount are more than the policy allows.
    CeilingPerHour = "ceiling_per_hour",
    /// What was given in the last day and this amount are more than the policy allows.
    CeilingPerDay = "ceiling_per_day",
    /// The policy has a ceiling, and it does not name the currency of the amount.
    CeilingMissing = "ceiling_missing",
    /// The policy has a ceiling, or the sender a bound, and nobody knows what was given.
    SumsUnknown = "sums_unknown",
    /// It would bring the payment above what machines give of one on this sender's requests.
    SenderAmount = "sender_amount",
    /// It would bring the day above what machines give on this sender's requests.
    SenderAmountPerDay = "sender_amount_per_day",
    /// The sender is not configured any more.
    SenderUnknown = "sender_unknown",
}

/// Who decided. As text, it is the rule of a decision.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Authority {
    /// A guard, before the policy or over it.
    Guard(GuardCode),
    /// Nobody knows: the record was lost, and the decision was read off its refund.
    Recovered,
    /// Reviewers, about another request for the same goods.
    Joined,
    /// Reviewers, by approving.
    Approvers,
    /// A reviewer, by denying.
    Denier,
    /// A right of a statute, by its id.
    Statute(String),
    /// A rule of the policy, by its id.
    Rule(String),
    /// The policy, where no rule applied.
    Default,
}

impl Authority {
    /// Whether people were asked about this request, and decided it.
    pub fn is_people(&self) -> bool {
        matches!(self, Self::Approvers | Self::Denier)
    }

    /// Reads its text; `None` for a guard of a later build. An id of a policy has no full stop.
    pub fn parse(text: &str) -> Option<Self> {
        let alone = [Self::Recovered, Self::Joined, Self::Approvers, Self::Denier, Self::Default];
        if let Some(found) = alone.into_iter().find(|one| one.to_string() == text) {
            return Some(found);
        }
        Some(match text.split_once('.') {
            Some(("guard", code)) => Self::Guard(GuardCode::parse(code)?),
            Some(("statute", id)) => Self::Statute(id.to_owned()),
            Some(_) | None => Self::Rule(text.to_owned()),
        })
    }
}

impl fmt::Display for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Guard(code) => write!(f, "guard.{}", code.as_str()),
            Self::Recovered => f.write_str("guard.recovered"),
            Self::Joined => f.write_str("guard.joined"),
            Self::Approvers => f.write_str("review.approved"),
            Self::Denier => f.write_str("review.denied"),
            Self::Statute(id) => write!(f, "statute.{id}"),
            Self::Rule(id) => f.write_str(id),
            Self::Default => f.write_str("default"),
        }
    }
}

macro_rules! whys {
    ($($(#[$doc:meta])* $variant:ident = $text:literal,)+) => {
        /// Why a person decides.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Why {
            /// A guard has found something.
            Guard(GuardCode),
            $($(#[$doc])* $variant,)+
            /// The policy's own code.
            Other(String),
        }

        impl Why {
            /// The code.
            pub fn as_str(&self) -> &str {
                match self {
                    Self::Guard(code) => code.as_str(),
                    $(Self::$variant => $text,)+
                    Self::Other(code) => code,
                }
            }
        }

        impl From<&str> for Why {
            fn from(code: &str) -> Self {
                match code {
                    $($text => Self::$variant,)+
                    _ => GuardCode::parse(code)
                        .map_or_else(|| Self::Other(code.to_owned()), Self::Guard),
                }
            }
        }
    };
}

whys! {
    /// Another request about the same payment is open, and this one joins it.
    OpenRequest = "open_request",
    /// The customer was asked as often as may be, or has answered what would be asked.
    AskedInVain = "asked_in_vain",
    /// The customer did not answer what a reviewer asked.
    NoAnswer = "no_answer",
    /// The customer did not answer what the policy asked.
    Unanswered = "unanswered",
    /// A rehearsal would have approved.
    ShadowApprove = "shadow_approve",
    /// A rehearsal would have denied.
    ShadowDeny = "shadow_deny",
    /// A rehearsal would have asked.
    ShadowNeedInfo = "shadow_need_info",
    /// A reached condition reads a fact that nobody knows.
    FactUnknown = "fact_unknown",
    /// A reached condition reads a fact about which request and payment contradict each other.
    FactsContradict = "facts_contradict",
    /// A reached condition or an amount needs a number beyond 64 bits, or divides by zero.
    NotComputable = "not_computable",
    /// An approval came to nothing.
    NothingLeft = "nothing_left",
    /// An amount by time, and the term is not known or contradicts the dates.
    TermUnknown = "term_unknown",
    /// An amount by usage, and how much was used is not known.
    UsageUnknown = "usage_unknown",
    /// An amount by lines, and the lines of the invoice are not known.
    LinesUnknown = "lines_unknown",
    /// An amount by lines, and something went back before: for which lines, nobody knows.
    LinesRefunded = "lines_refunded",
    /// An amount less the processor's fee, and the fee is not known.
    FeeUnknown = "fee_unknown",
    /// An approval of an amount that one person has to agree to.
    BandOne = "band_one",
    /// An approval of an amount that two people have to agree to.
    BandTwo = "band_two",
    /// An approval of an amount that only people decide on, two of them.
    BandNever = "band_never",
    /// An approval in a currency that is in no band.
    BandMissing = "band_missing",
    /// It cannot be said whether the law grants what the policy does not.
    StatuteUnclear = "statute_unclear",
    /// A denial of who says that the money was never owed, by a rule that does not name the reason.
    DenialNeedsPerson = "denial_needs_person",
}

impl From<GuardCode> for Why {
    fn from(code: GuardCode) -> Self {
        Self::Guard(code)
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_authority_survives_its_own_text_and_a_guard_of_a_later_build_is_none() {
        for text in [
            "guard.disputed",
            "guard.recovered",
            "guard.joined",
            "review.approved",
            "review.denied",
            "statute.eu-withdrawal",
            "thirty-days",
            "default",
        ] {
            let read = Authority::parse(text).unwrap();
            assert_eq!(read.to_string(), text);
            let by_id = matches!(read, Authority::Rule(_));
            assert_eq!(by_id, text == "thirty-days", "{text}");
        }
        assert_eq!(Authority::parse("guard.of_tomorrow"), None);
    }
}
