//! How far a payment has come, read off Stripe's intent or charge.
//!
//! Neither says it in one word: an intent that failed waits for another attempt, a charge that was
//! authorised and let go says that it succeeded, and older versions leave fields out.

use domain::payment::PaymentStatus;

/// What an intent says of itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct OfIntent<'a> {
    /// `status`.
    pub(super) status: Option<&'a str>,
    /// `amount_received`: 0 until money has arrived.
    pub(super) received: i64,
    /// Whether a charge was ever tried.
    pub(super) tried: bool,
}

impl OfIntent<'_> {
    /// How far its payment has come. A word that this build does not know is no end.
    pub(super) fn read(self) -> PaymentStatus {
        let taken = self.received > 0;
        match self.status {
            Some("succeeded") => PaymentStatus::Settled,
            // What was captured before the rest was cancelled stays taken; and older versions say
            // no more than the amount.
            Some("canceled") | None if taken => PaymentStatus::Settled,
            Some("canceled") => PaymentStatus::Void,
            // A new intent waits for its first attempt, a failed one for its next.
            Some("requires_payment_method") if self.tried => PaymentStatus::Void,
            Some(_) | None => PaymentStatus::Settling,
        }
    }
}

/// What a charge says of itself.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct OfCharge<'a> {
    /// `status`.
    pub(super) status: Option<&'a str>,
    /// `paid`: succeeded or authorised.
    pub(super) paid: Option<bool>,
    /// `captured`.
    pub(super) captured: Option<bool>,
    /// `refunded`: of an authorisation, that it was let go.
    pub(super) refunded: Option<bool>,
    /// `amount_captured`.
    pub(super) amount_captured: Option<i64>,
}

impl OfCharge<'_> {
    /// How far its payment has come. A word that this build does not know is no end.
    pub(super) fn read(self) -> PaymentStatus {
        let taken = self.amount_captured.is_some_and(|minor| minor > 0);
        let held = self.captured == Some(false);
        match (self.status, self.paid) {
            (Some("failed"), _) | (None, Some(false)) => PaymentStatus::Void,
            _ if held && !taken && self.refunded == Some(true) => PaymentStatus::Void,
            (Some("succeeded") | None, Some(true) | None) if !held => PaymentStatus::Settled,
            (Some(_) | None, Some(_) | None) => PaymentStatus::Settling,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use PaymentStatus::{Settled, Settling, Void};

    #[test]
    fn m1_an_intent_has_settled_only_once_its_money_was_received() {
        let rows = [
            (Some("succeeded"), 4900, true, Settled),
            (Some("processing"), 0, true, Settling),
            (Some("requires_capture"), 0, true, Settling),
            (Some("requires_capture"), 100, true, Settling),
            (Some("requires_action"), 0, false, Settling),
            (Some("requires_action"), 0, true, Settling),
            (Some("requires_confirmation"), 0, false, Settling),
            (Some("requires_payment_method"), 0, false, Settling),
            (Some("requires_payment_method"), 0, true, Void),
            (Some("canceled"), 0, true, Void),
            (Some("canceled"), 0, false, Void),
            (Some("canceled"), 100, true, Settled),
            (Some("in_orbit"), 4900, true, Settling),
            (None, 4900, true, Settled),
            (None, 0, true, Settling),
        ];
        for (status, received, tried, expected) in rows {
            assert_eq!(OfIntent { status, received, tried }.read(), expected, "{status:?} {tried}");
        }
    }

    #[test]
    fn m1_a_charge_has_settled_only_once_it_was_captured_and_paid() {
        let (yes, no) = (Some(true), Some(false));
        let rows = [
            (Some("succeeded"), yes, yes, no, Some(4900), Settled),
            (Some("succeeded"), yes, yes, yes, Some(4900), Settled),
            (Some("succeeded"), yes, yes, no, Some(100), Settled),
            (Some("succeeded"), yes, no, no, Some(0), Settling),
            (Some("succeeded"), yes, no, no, None, Settling),
            (Some("succeeded"), yes, no, yes, Some(0), Void),
            (Some("succeeded"), yes, no, yes, None, Void),
            (Some("succeeded"), yes, no, no, Some(100), Settling),
            (Some("pending"), no, yes, no, Some(4900), Settling),
            (Some("pending"), yes, yes, no, Some(4900), Settling),
            (Some("failed"), no, yes, no, Some(0), Void),
            (Some("failed"), yes, yes, no, Some(4900), Void),
            (Some("failed"), no, no, yes, Some(0), Void),
            (Some("in_orbit"), yes, yes, no, Some(4900), Settling),
            (Some("succeeded"), no, yes, no, Some(4900), Settling),
            (None, yes, yes, no, None, Settled),
            (None, None, None, None, None, Settled),
            (None, None, no, None, None, Settling),
            (None, no, yes, None, None, Void),
        ];
        for (status, paid, captured, refunded, amount_captured, expected) in rows {
            let charge = OfCharge { status, paid, captured, refunded, amount_captured };
            assert_eq!(charge.read(), expected, "{charge:?}");
        }
    }
}
