//! What a webhook says whose signature fits: a processor's words become ours, or a reason why not.

use jiff::Timestamp;
use secrecy::SecretString;

use crate::answer::{decent_dispute, decent_payment, decent_refund, decent_words};
use domain::observation::Observation;
use domain::processor::Processor;
use processors::{Decoded, MetadataKeys, RawWebhook, Setup, decode, mac, verify};

const SECRET: &str = "whsec_of_the_fuzzer";

/// Signs the bytes, so that only what they mean is in question.
/// Panics where something does not hold.
pub fn try_out(body: &[u8]) {
    let received_at = Timestamp::UNIX_EPOCH;
    let signature = mac::sign(SECRET.as_bytes(), &[b"0.", body]).map(hex::encode);
    let header = format!("t=0,v1={}", signature.unwrap_or_default());
    let headers = [("stripe-signature".to_owned(), header)];
    let raw = RawWebhook { headers: &headers, body, received_at };
    let setup = Setup { secrets: vec![SecretString::from(SECRET)], ..Setup::default() };
    let verified = verify(Processor::Stripe, raw, &setup);
    let verified = verified.unwrap_or_else(|error| unreachable!("{error}"));
    match decode(Processor::Stripe, verified, &setup, &MetadataKeys::default()) {
        Decoded::Relevant(report) => {
            for observation in &report.observations {
                match observation {
                    Observation::Payment(payment) => decent_payment(payment),
                    Observation::Refund(refund) => decent_refund(refund),
                    Observation::Dispute(dispute) => decent_dispute(dispute),
                    Observation::FraudWarning(warning) => decent_words(&warning.kind),
                    Observation::RefundedAtLeast(minor) => assert!(*minor >= 0, "{minor}"),
                }
            }
        }
        Decoded::Irrelevant { .. } | Decoded::Beside { .. } => {}
        Decoded::Undecodable { why, .. } => decent_words(&why),
    }
}
