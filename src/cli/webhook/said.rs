//! What a webhook says of a payment, in a line each. No customer's data.

use domain::dispute::DisputeStage;
use domain::observation::Observation;
use domain::refund::RefundStatus;

pub(super) fn line(observation: &Observation) -> String {
    match observation {
        Observation::Payment(payment) => {
            format!("payment: {}, {} captured", payment.status.as_str(), payment.captured)
        }
        Observation::Refund(refund) => {
            let whose = if refund.key.is_some() { "ordered here" } else { "made elsewhere" };
            let status = status(&refund.status);
            format!("refund {}: {} of {}, {whose}", refund.id, status, refund.amount)
        }
        Observation::Dispute(dispute) => {
            let (id, amount) = (&dispute.id, dispute.amount);
            format!("dispute {id}: {} of {amount}", stage(dispute.stage()))
        }
        Observation::FraudWarning(warning) => format!("fraud warning {}", warning.id),
        Observation::RefundedAtLeast(minor) => {
            format!("refunded in all: {minor} minor units at least")
        }
    }
}

fn status(status: &RefundStatus) -> &str {
    match status {
        RefundStatus::Pending => "pending",
        RefundStatus::RequiresAction => "requires_action",
        RefundStatus::Other(word) => word,
        RefundStatus::Succeeded => "succeeded",
        RefundStatus::Failed => "failed",
        RefundStatus::Canceled => "canceled",
    }
}

fn stage(stage: &DisputeStage) -> &str {
    match stage {
        DisputeStage::Inquiry => "inquiry",
        DisputeStage::InquiryClosed => "inquiry_closed",
        DisputeStage::Other(word) => word,
        DisputeStage::NeedsResponse => "needs_response",
        DisputeStage::UnderReview => "under_review",
        DisputeStage::Lost => "lost",
        DisputeStage::Appeal => "appeal",
        DisputeStage::AppealLost => "appeal_lost",
        DisputeStage::Prevented => "prevented",
        DisputeStage::Won => "won",
    }
}
