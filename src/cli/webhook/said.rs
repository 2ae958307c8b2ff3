//! What a webhook says of a payment, in a line each. No customer's data.

use domain::observation::Observation;

pub(super) fn line(observation: &Observation) -> String {
    match observation {
        Observation::Payment(payment) => {
            format!("payment: {}, {} captured", payment.status.as_str(), payment.captured)
        }
        Observation::Refund(refund) => {
            let whose = if refund.key.is_some() { "ordered here" } else { "made elsewhere" };
            let status = refund.status.as_str();
            format!("refund {}: {} of {}, {whose}", refund.id, status, refund.amount)
        }
        Observation::Dispute(dispute) => {
            let (id, amount) = (&dispute.id, dispute.amount);
            format!("dispute {id}: {} of {amount}", dispute.stage().as_str())
        }
        Observation::FraudWarning(warning) => format!("fraud warning {}", warning.id),
        Observation::RefundedAtLeast(minor) => {
            format!("refunded in all: {minor} minor units at least")
        }
    }
}
