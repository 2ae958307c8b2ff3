//! Stripe's dispute object, and its early fraud warning.

use jiff::Timestamp;
use serde::Deserialize;

use super::about;
use super::amount;
use super::payload::{self, Flaw, Reference};
use domain::booking::{Booking, Bookings};
use domain::dispute::{Dispute, DisputeSaid, DisputeStage, FraudWarning};
use domain::ids::{BookingId, DisputeId, PaymentId, WarningId};
use domain::money::Currency;

#[derive(Deserialize)]
pub(super) struct WireDispute {
    object: Option<String>,
    pub(super) id: Option<String>,
    amount: Option<i64>,
    currency: Option<String>,
    status: Option<String>,
    reason: Option<String>,
    pub(super) charge: Option<Reference>,
    pub(super) payment_intent: Option<Reference>,
    balance_transactions: Option<Vec<BalanceTransaction>>,
    evidence_details: Option<EvidenceDetails>,
    payment_method_details: Option<MethodDetails>,
    created: Option<i64>,
}

#[derive(Deserialize)]
struct BalanceTransaction {
    id: Option<String>,
    amount: Option<i64>,
    currency: Option<String>,
    created: Option<i64>,
    reporting_category: Option<String>,
}

#[derive(Deserialize)]
struct EvidenceDetails {
    due_by: Option<i64>,
}

#[derive(Deserialize)]
struct MethodDetails {
    card: Option<CardDetails>,
}

#[derive(Deserialize)]
struct CardDetails {
    case_type: Option<String>,
}

/// What a dispute is reported with beyond the object itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Circumstances {
    /// When it was as it is shown; where nobody says it, no later than it was opened.
    pub(super) seen_at: Option<Timestamp>,
    /// What an event says by its kind, and by what it changed.
    pub(super) said: DisputeSaid,
}

impl WireDispute {
    /// The dispute as a list that was asked for at `seen_at` tells of it, about this payment; one about
    /// another is none.
    pub(super) fn listed(&self, payment: &PaymentId, seen_at: Timestamp) -> Result<Dispute, Flaw> {
        let seen_at = Some(seen_at);
        let dispute = self.dispute(Circumstances { seen_at, ..Circumstances::default() })?;
        let (intent, charge) = (self.payment_intent.as_ref(), self.charge.as_ref());
        about::owned("the dispute", payment, intent, charge)?;
        Ok(dispute)
    }

    pub(super) fn dispute(&self, circumstances: Circumstances) -> Result<Dispute, Flaw> {
        payload::is_object(self.object.as_deref(), "dispute")?;
        let id = self.id.as_deref().ok_or_else(|| Flaw::missing("the dispute", "id"))?;
        let amount = ("amount", self.amount);
        let amount = payload::claim("the dispute", amount, self.currency.as_deref())?;
        let created_at = payload::created("the dispute", self.created)?;
        let (reported, said) = (self.stage()?, circumstances.said);
        Ok(Dispute {
            id: DisputeId::parse(id).map_err(|error| Flaw::id(&error))?,
            seen_at: circumstances.seen_at.unwrap_or(created_at),
            amount,
            reason: payload::word(self.reason.as_deref().unwrap_or("absent")),
            bookings: self.bookings(said.reinstated)?,
            said: DisputeSaid {
                withdrawn: said.withdrawn || self.is_lost_chargeback(),
                appealed: said.appealed || reported == DisputeStage::Appeal,
                ..said
            },
            reported,
            evidence_due_at: self.evidence_due_at(),
            created_at,
        })
    }

    fn stage(&self) -> Result<DisputeStage, Flaw> {
        let status =
            self.status.as_deref().ok_or_else(|| Flaw::missing("the dispute", "status"))?;
        Ok(match status {
            "warning_needs_response" | "warning_under_review" => DisputeStage::Inquiry,
            "warning_closed" => DisputeStage::InquiryClosed,
            "needs_response" => DisputeStage::NeedsResponse,
            "under_review" => DisputeStage::UnderReview,
            "appeal_needs_response" | "appeal_under_review" => DisputeStage::Appeal,
            "won" => DisputeStage::Won,
            "lost" => DisputeStage::Lost,
            // The second is an old word for an inquiry that ended because the charge was refunded.
            "prevented" | "charge_refunded" => DisputeStage::Prevented,
            other => DisputeStage::Other(payload::word(other)),
        })
    }

    /// The balance transactions, whose amounts are without fees and in the currency of the balance. Of
    /// those that an event about a return has, the last one that gives is that return.
    fn bookings(&self, returned: bool) -> Result<Bookings, Flaw> {
        let transactions = self.balance_transactions.as_deref().unwrap_or_default();
        let bookings = (0_u32..).zip(transactions).map(|(place, entry)| entry.booking(place));
        let mut bookings: Vec<Booking> = bookings.collect::<Result<_, _>>()?;
        let giving = bookings.iter_mut().filter(|booking| returned && booking.minor > 0);
        if let Some(last) = giving.max_by_key(|booking| (booking.booked_at, booking.place)) {
            last.returns = true;
        }
        Ok(bookings.into_iter().collect())
    }

    /// An inquiry, or a dispute that was settled before it became a chargeback, takes no money.
    fn is_lost_chargeback(&self) -> bool {
        let details = self.payment_method_details.as_ref();
        let case_type = details.and_then(|d| d.card.as_ref()).and_then(|c| c.case_type.as_deref());
        self.status.as_deref() == Some("lost")
            && !matches!(case_type, Some("inquiry" | "block" | "resolution"))
    }

    /// Stripe writes 0 or null where no answer is allowed.
    fn evidence_due_at(&self) -> Option<Timestamp> {
        let due_by = self.evidence_details.as_ref()?.due_by.filter(|seconds| *seconds > 0)?;
        Timestamp::from_second(due_by).ok()
    }
}

impl BalanceTransaction {
    fn booking(&self, place: u32) -> Result<Booking, Flaw> {
        const WHAT: &str = "a balance transaction of the dispute";
        let amount = self.amount.ok_or_else(|| Flaw::missing(WHAT, "amount"))?;
        let currency = self.currency.as_deref().and_then(|code| Currency::parse(code).ok());
        let id = self.id.clone().unwrap_or_else(|| format!("#{place}"));
        Ok(Booking {
            id: BookingId::parse(id).map_err(|error| Flaw::id(&error))?,
            place,
            booked_at: self.created.and_then(|seconds| Timestamp::from_second(seconds).ok()),
            // In a currency that Stripe has no minor units for, they are compared with one another
            // and with nothing else.
            minor: currency
                .and_then(|currency| amount::signed(amount, currency).ok())
                .unwrap_or(amount),
            currency: currency.filter(|currency| amount::is_counted(*currency)),
            returns: self.reporting_category.as_deref() == Some("dispute_reversal"),
        })
    }
}

#[derive(Deserialize)]
pub(super) struct WireWarning {
    object: Option<String>,
    id: Option<String>,
    actionable: Option<bool>,
    fraud_type: Option<String>,
    pub(super) charge: Option<Reference>,
    pub(super) payment_intent: Option<Reference>,
}

impl WireWarning {
    pub(super) fn warning(&self) -> Result<FraudWarning, Flaw> {
        payload::is_object(self.object.as_deref(), "radar.early_fraud_warning")?;
        let id = self.id.as_deref().ok_or_else(|| Flaw::missing("the warning", "id"))?;
        Ok(FraudWarning {
            id: WarningId::parse(id).map_err(|error| Flaw::id(&error))?,
            actionable: self
                .actionable
                .ok_or_else(|| Flaw::missing("the warning", "actionable"))?,
            kind: payload::word(self.fraud_type.as_deref().unwrap_or("absent")),
        })
    }
}
