//! Stripe's dispute object, and its early fraud warning.

use jiff::Timestamp;
use serde::Deserialize;

use super::about;
use super::amount;
use super::payload::{self, Flaw, Reference};
use domain::dispute::{Dispute, DisputeStage, FraudWarning};
use domain::ids::{DisputeId, PaymentId, WarningId};
use domain::money::Money;

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
    amount: Option<i64>,
    currency: Option<String>,
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

/// What an event says about a dispute beyond the object that it carries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Circumstances {
    /// The event says that money was taken.
    pub(super) withdrawn: bool,
    /// The event says that money was given back.
    pub(super) reinstated: bool,
    /// The dispute was in its second round before this event.
    pub(super) appealed: bool,
}

impl WireDispute {
    /// The dispute as a list tells of it, about this payment; one about another is none.
    pub(super) fn listed(&self, payment: &PaymentId) -> Result<Dispute, Flaw> {
        let dispute = self.dispute(Circumstances::default())?;
        let (intent, charge) = (self.payment_intent.as_ref(), self.charge.as_ref());
        about::owned("the dispute", payment, intent, charge)?;
        Ok(dispute)
    }

    pub(super) fn dispute(&self, circumstances: Circumstances) -> Result<Dispute, Flaw> {
        payload::is_object(self.object.as_deref(), "dispute")?;
        let id = self.id.as_deref().ok_or_else(|| Flaw::missing("the dispute", "id"))?;
        let amount = payload::money("the dispute", self.amount, self.currency.as_deref())?;
        let (withdrawn, reinstated) = self.moved(amount, circumstances)?;
        Ok(Dispute {
            id: DisputeId::parse(id).map_err(|error| Flaw::id(&error))?,
            amount,
            stage: self.stage(circumstances)?,
            reason: payload::word(self.reason.as_deref().unwrap_or("absent")),
            withdrawn,
            reinstated,
            evidence_due_at: self.evidence_due_at(),
            created_at: payload::created("the dispute", self.created)?,
        })
    }

    /// Stripe's status decides. Only a loss needs more: after a second round it is final, and
    /// Stripe calls both `lost`.
    fn stage(&self, circumstances: Circumstances) -> Result<DisputeStage, Flaw> {
        let status =
            self.status.as_deref().ok_or_else(|| Flaw::missing("the dispute", "status"))?;
        Ok(match status {
            "warning_needs_response" | "warning_under_review" => DisputeStage::Inquiry,
            "warning_closed" => DisputeStage::InquiryClosed,
            "needs_response" => DisputeStage::NeedsResponse,
            "under_review" => DisputeStage::UnderReview,
            "appeal_needs_response" | "appeal_under_review" => DisputeStage::Appeal,
            "won" => DisputeStage::Won,
            "lost" if circumstances.appealed || self.withdrawals() > 1 => DisputeStage::AppealLost,
            "lost" => DisputeStage::Lost,
            // The second is an old word for an inquiry that ended because the charge was refunded.
            "prevented" | "charge_refunded" => DisputeStage::Prevented,
            other => DisputeStage::Other(payload::word(other)),
        })
    }

    /// What was taken and what was given back, in minor units of the dispute's currency.
    ///
    /// The balance transactions say it, without fees. Where they are in the currency of the
    /// merchant's balance instead, the dispute's amount stands for them: an exchange rate would be
    /// a guess. Where they are not there yet, the event or a lost chargeback says it.
    fn moved(&self, amount: Money, circumstances: Circumstances) -> Result<(i64, i64), Flaw> {
        let mut withdrawn = self.booked(amount, |minor| minor < 0)?;
        let reinstated = match self.booked(amount, |minor| minor > 0)? {
            0 if circumstances.reinstated => amount.minor,
            booked => booked,
        };
        if withdrawn == 0
            && (circumstances.withdrawn || reinstated > 0 || self.is_lost_chargeback())
        {
            withdrawn = amount.minor;
        }
        Ok((withdrawn, reinstated))
    }

    fn transactions(&self) -> &[BalanceTransaction] {
        self.balance_transactions.as_deref().unwrap_or_default()
    }

    fn withdrawals(&self) -> usize {
        self.transactions().iter().filter(|entry| entry.amount.is_some_and(|a| a < 0)).count()
    }

    fn booked(&self, amount: Money, of_sign: impl Fn(i64) -> bool) -> Result<i64, Flaw> {
        let too_large = || Flaw("the dispute's transactions are out of range".to_owned());
        let mut sum = 0_i64;
        for entry in self.transactions() {
            let minor = entry.amount.unwrap_or_default();
            if !of_sign(minor) {
                continue;
            }
            let minor = minor.checked_abs().ok_or_else(too_large)?;
            let currency = entry.currency.as_deref().unwrap_or_default();
            let ours = if currency.eq_ignore_ascii_case(amount.currency.code()) {
                amount::read(minor, currency).map_or(amount.minor, |money| money.minor)
            } else {
                amount.minor
            };
            sum = sum.checked_add(ours).ok_or_else(too_large)?;
        }
        Ok(sum)
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
