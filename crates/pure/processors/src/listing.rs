//! What was read of one payment, held against itself.

use super::api::ReadError;
use domain::money::Money;
use domain::observation::Listing;

/// Checks that refunds and disputes are in the currency of the payment with which they were read:
/// their sums are formed in minor units, and are what an order is covered by.
///
/// What an earlier record says of the currency is not asked: the processor's word is the truth.
pub fn one_currency(listing: &Listing) -> Result<(), ReadError> {
    let Some(payment) = &listing.payment else { return Ok(()) };
    let currency = payment.captured.currency;
    let refunds = listing.refunds.iter().map(|refund| ("refund", refund.amount));
    let disputes = listing.disputes.iter().map(|dispute| ("dispute", dispute.amount));
    let other = |(_, amount): &(&str, Money)| amount.currency != currency;
    match refunds.chain(disputes).find(other) {
        None => Ok(()),
        Some((what, amount)) => {
            let (found, expected) = (amount.currency.code(), currency.code());
            let why = format!("a {what} is in {found}, the payment in {expected}");
            Err(ReadError::Unreadable(why))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::dispute::{Dispute, DisputeStage};
    use domain::ids::{DisputeId, RefundId};
    use domain::money::Currency;
    use domain::payment::{Payer, Payment, PaymentStatus};
    use domain::refund::{Refund, RefundStatus};
    use jiff::Timestamp;

    fn money(minor: i64, code: &str) -> Money {
        Money::new(minor, Currency::parse(code).unwrap())
    }

    fn payment() -> Payment {
        Payment {
            status: PaymentStatus::Settled,
            captured: money(4900, "eur"),
            authorised: money(4900, "eur"),
            charged_at: Timestamp::UNIX_EPOCH,
            customer: None,
            product: None,
            plan: None,
            term_ends_at: None,
            locale: None,
            commission: None,
            payer: Payer::default(),
            split: domain::split::Split::default(),
            purchase: Box::default(),
        }
    }

    fn refund(code: &str) -> Refund {
        Refund {
            id: RefundId::parse("re_1").unwrap(),
            amount: money(100, code),
            status: RefundStatus::Succeeded,
            key: None,
            failure: None,
            act_by: None,
            created_at: Timestamp::UNIX_EPOCH,
        }
    }

    fn dispute(code: &str) -> Dispute {
        Dispute {
            id: DisputeId::parse("du_1").unwrap(),
            amount: money(100, code),
            stage: DisputeStage::NeedsResponse,
            reason: "fraudulent".to_owned(),
            withdrawn: 100,
            reinstated: 0,
            evidence_due_at: None,
            created_at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn s19_a_refund_or_a_dispute_in_another_currency_than_the_payments_makes_a_list_unreadable() {
        let listing = |refunds: &[&str], disputes: &[&str]| Listing {
            payment: Some(payment()),
            refunds: refunds.iter().map(|code| refund(code)).collect(),
            disputes: disputes.iter().map(|code| dispute(code)).collect(),
        };
        assert_eq!(one_currency(&listing(&["eur", "eur"], &["eur"])), Ok(()));
        assert_eq!(one_currency(&listing(&[], &[])), Ok(()));
        for (listing, why) in [
            (listing(&["eur", "jpy"], &["eur"]), "a refund is in JPY, the payment in EUR"),
            (listing(&["eur"], &["usd"]), "a dispute is in USD, the payment in EUR"),
        ] {
            assert_eq!(one_currency(&listing), Err(ReadError::Unreadable(why.to_owned())));
        }
        let unknown = Listing { payment: None, refunds: vec![refund("jpy")], disputes: Vec::new() };
        assert_eq!(one_currency(&unknown), Ok(()));
    }
}
