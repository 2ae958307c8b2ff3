//! The JSON that the API and the webhooks show: charges, refunds, disputes, early
//! fraud warnings, lists.
//!
//! Shapes follow Stripe's published fixtures; fields that carry nothing here are left out or null.
//! Typed and borrowed, so that a body is written in one pass. Deliberately not here: envelopes of
//! webhooks (`events`).

use std::collections::BTreeMap;

use serde::Serialize;

use super::ledger::{Dispute, Payment, PaymentStatus, Refund, RefundStatus, Warning};
use super::next_action::NextAction;
use super::sale::PresentmentObject;

pub(super) type Metadata = BTreeMap<String, String>;

/// Stripe's dispute fee of the fixtures, in minor units of the dispute's currency.
const DISPUTE_FEE: i64 = 1_500;

/// An object that must be empty.
#[derive(Serialize)]
pub(super) struct Empty {}

#[derive(Serialize)]
struct Address<'a> {
    country: Option<&'a str>,
}

#[derive(Serialize)]
struct BillingDetails<'a> {
    address: Address<'a>,
    email: Option<&'a str>,
    name: Option<&'a str>,
    phone: Option<&'a str>,
}

#[derive(Serialize)]
struct Card<'a> {
    brand: &'static str,
    country: &'static str,
    exp_month: u8,
    exp_year: u16,
    fingerprint: &'a str,
    funding: &'static str,
    last4: &'static str,
    network: &'static str,
}

#[derive(Serialize)]
struct ByCard<T> {
    card: T,
    r#type: &'static str,
}

#[derive(Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "the shape is Stripe's")]
pub(super) struct ChargeObject<'a> {
    id: &'a str,
    object: &'static str,
    amount: i64,
    amount_captured: i64,
    amount_refunded: i64,
    balance_transaction: String,
    billing_details: BillingDetails<'a>,
    captured: bool,
    created: i64,
    currency: &'a str,
    customer: Option<&'a str>,
    description: Option<&'a str>,
    disputed: bool,
    failure_code: Option<&'a str>,
    failure_message: Option<&'a str>,
    fraud_details: Empty,
    livemode: bool,
    metadata: &'a Metadata,
    paid: bool,
    payment_intent: &'a str,
    payment_method: &'static str,
    payment_method_details: ByCard<Card<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    presentment_details: Option<PresentmentObject<'a>>,
    receipt_email: Option<&'a str>,
    refunded: bool,
    status: &'static str,
}

impl<'a> ChargeObject<'a> {
    /// Shows a payment's charge. A debit on its way is called captured, and an authorisation that
    /// was let go refunded.
    pub(super) fn of(payment: &'a Payment) -> Self {
        let gone = payment.refunded.saturating_add(payment.released);
        let (status, paid, captured) = match payment.status {
            PaymentStatus::Processing => ("pending", false, true),
            PaymentStatus::Succeeded => ("succeeded", true, true),
            PaymentStatus::RequiresCapture | PaymentStatus::Canceled => {
                ("succeeded", true, payment.captured > 0)
            }
            PaymentStatus::Failed => ("failed", false, false),
        };
        Self {
            id: &payment.charge,
            object: "charge",
            amount: payment.amount,
            amount_captured: payment.captured,
            amount_refunded: gone,
            balance_transaction: format!("txn_{}", payment.charge),
            billing_details: BillingDetails {
                address: Address { country: payment.sale.country.as_deref() },
                email: payment.email.as_deref(),
                name: None,
                phone: None,
            },
            captured,
            created: payment.created,
            currency: &payment.currency,
            customer: payment.customer.as_deref(),
            description: None,
            disputed: !payment.disputes.is_empty(),
            failure_code: None,
            failure_message: None,
            fraud_details: Empty {},
            livemode: payment.livemode,
            metadata: &payment.metadata,
            paid,
            payment_intent: &payment.intent,
            payment_method: "pm_card_visa",
            payment_method_details: ByCard {
                card: Card {
                    brand: "visa",
                    country: "US",
                    exp_month: 12,
                    exp_year: 2034,
                    fingerprint: &payment.fingerprint,
                    funding: "credit",
                    last4: "4242",
                    network: "visa",
                },
                r#type: "card",
            },
            presentment_details: payment.sale.presentment(),
            receipt_email: payment.receipt_email(),
            refunded: gone >= payment.amount,
            status,
        }
    }
}

#[derive(Serialize)]
struct CardReference {
    reference_status: &'static str,
    reference_type: &'static str,
    r#type: &'static str,
}

#[derive(Serialize)]
pub(super) struct RefundObject<'a> {
    id: &'a str,
    object: &'static str,
    amount: i64,
    balance_transaction: Option<String>,
    charge: &'a str,
    created: i64,
    currency: &'a str,
    destination_details: ByCard<CardReference>,
    metadata: &'a Metadata,
    payment_intent: &'a str,
    reason: Option<&'a str>,
    receipt_number: Option<&'a str>,
    source_transfer_reversal: Option<&'a str>,
    status: &'static str,
    transfer_reversal: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pending_reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure_reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure_balance_transaction: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_action: Option<NextAction<'a>>,
}

impl<'a> RefundObject<'a> {
    /// Shows a refund of this payment.
    pub(super) fn of(refund: &'a Refund, payment: &'a Payment) -> Self {
        let moved = refund.pending_reason.is_none() && refund.expires_at.is_none();
        let next_action = NextAction::of(refund, payment);
        let failed = refund.status == RefundStatus::Failed;
        Self {
            id: &refund.id,
            object: "refund",
            amount: refund.amount,
            balance_transaction: moved.then(|| format!("txn_{}", refund.id)),
            charge: &payment.charge,
            created: refund.created,
            currency: &payment.currency,
            destination_details: ByCard {
                card: CardReference {
                    reference_status: "pending",
                    reference_type: "acquirer_reference_number",
                    r#type: "refund",
                },
                r#type: "card",
            },
            metadata: &refund.metadata,
            payment_intent: &payment.intent,
            reason: refund.reason.as_deref(),
            receipt_number: None,
            source_transfer_reversal: None,
            status: refund.status.word(),
            transfer_reversal: None,
            pending_reason: refund.pending_reason.as_deref(),
            failure_reason: refund.failure_reason.as_deref(),
            failure_balance_transaction: failed.then(|| format!("txn_failed_{}", refund.id)),
            next_action,
        }
    }
}

#[derive(Serialize)]
struct DisputeCard {
    brand: &'static str,
    case_type: &'static str,
    network_reason_code: &'static str,
}

#[derive(Serialize)]
struct EvidenceDetails {
    due_by: i64,
    has_evidence: bool,
    past_due: bool,
    submission_count: u32,
}

#[derive(Serialize)]
struct BalanceTransaction<'a> {
    id: String,
    object: &'static str,
    amount: i64,
    created: i64,
    currency: &'a str,
    fee: i64,
    net: i64,
    reporting_category: &'static str,
    source: &'a str,
    r#type: &'static str,
}

#[derive(Serialize)]
pub(super) struct DisputeObject<'a> {
    id: &'a str,
    object: &'static str,
    amount: i64,
    balance_transactions: Vec<BalanceTransaction<'a>>,
    charge: &'a str,
    created: i64,
    currency: &'a str,
    evidence: Empty,
    evidence_details: EvidenceDetails,
    is_charge_refundable: bool,
    livemode: bool,
    metadata: Empty,
    payment_intent: &'a str,
    payment_method_details: ByCard<DisputeCard>,
    reason: &'a str,
    status: &'static str,
}

impl<'a> DisputeObject<'a> {
    /// Shows a dispute of this payment as of `at` (unix seconds).
    pub(super) fn of(dispute: &'a Dispute, payment: &'a Payment, at: i64) -> Self {
        let inquiry = dispute.status.is_inquiry();
        let balance_transactions = dispute
            .movements
            .iter()
            .enumerate()
            .map(|(index, movement)| {
                // Stripe charges its fee with the withdrawal, and not again for a correction.
                let fee = if index == 0 { DISPUTE_FEE } else { 0 };
                BalanceTransaction {
                    id: format!("txn_{index}_{}", dispute.id),
                    object: "balance_transaction",
                    amount: movement.amount,
                    created: movement.at,
                    currency: &movement.currency,
                    fee,
                    net: movement.amount.saturating_sub(fee),
                    reporting_category: if movement.returns {
                        "dispute_reversal"
                    } else {
                        "dispute"
                    },
                    source: &dispute.id,
                    r#type: "adjustment",
                }
            })
            .collect();
        Self {
            id: &dispute.id,
            object: "dispute",
            amount: dispute.amount,
            balance_transactions,
            charge: &payment.charge,
            created: dispute.created,
            currency: &dispute.currency,
            evidence: Empty {},
            evidence_details: EvidenceDetails {
                due_by: dispute.due_by,
                has_evidence: false,
                past_due: dispute.status.is_open() && at > dispute.due_by,
                submission_count: 0,
            },
            is_charge_refundable: inquiry && payment.left() > 0,
            livemode: payment.livemode,
            metadata: Empty {},
            payment_intent: &payment.intent,
            payment_method_details: ByCard {
                card: DisputeCard {
                    brand: "visa",
                    case_type: if inquiry { "inquiry" } else { "chargeback" },
                    network_reason_code: "10.4",
                },
                r#type: "card",
            },
            reason: &dispute.reason,
            status: dispute.status.word(),
        }
    }
}

/// A refund that belongs to no payment: of what a customer had left with the merchant.
#[derive(Serialize)]
pub(super) struct BalanceRefundObject<'a> {
    pub(super) id: &'a str,
    pub(super) object: &'static str,
    pub(super) amount: i64,
    pub(super) charge: Option<&'a str>,
    pub(super) created: i64,
    pub(super) currency: &'a str,
    pub(super) metadata: Empty,
    pub(super) payment_intent: Option<&'a str>,
    pub(super) status: &'static str,
}

/// An early fraud warning.
#[derive(Serialize)]
pub(super) struct WarningObject<'a> {
    id: &'a str,
    object: &'static str,
    actionable: bool,
    charge: &'a str,
    created: i64,
    fraud_type: &'a str,
    livemode: bool,
    payment_intent: &'a str,
}

impl<'a> WarningObject<'a> {
    /// Shows a warning about this payment.
    pub(super) fn of(warning: &'a Warning, payment: &'a Payment) -> Self {
        Self {
            id: &warning.id,
            object: "radar.early_fraud_warning",
            actionable: warning.actionable,
            charge: &payment.charge,
            created: warning.created,
            fraud_type: &warning.fraud_type,
            livemode: payment.livemode,
            payment_intent: &payment.intent,
        }
    }
}

/// One page of a list, newest first.
#[derive(Serialize)]
pub(super) struct ListObject<T> {
    pub(super) object: &'static str,
    pub(super) url: &'static str,
    pub(super) has_more: bool,
    pub(super) data: Vec<T>,
}
