//! A request that this program makes itself, where it has found an error of the bill.

use jiff::Timestamp;
use serde::Serialize;

use super::REFUND_REQUESTED;
use crate::cloud_event::Outgoing;
use crate::leaf::MoneyV1;
use crate::schema;
use domain::billing::BillingError;
use domain::ids::{CaseId, RequestId};
use domain::money::Money;

#[derive(Serialize)]
struct ProposedV1<'a> {
    request_id: &'a str,
    account: &'a str,
    payment: &'a str,
    reason: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<MoneyV1>,
    requested_at: Timestamp,
}

/// The id of such a request: one for each payment. `None` where the payment's id leaves no room for it.
pub fn proposal_id(case: &CaseId) -> Option<RequestId> {
    RequestId::parse(format!("billing-{}", case.payment)).ok()
}

/// The message of such a request: the same bytes for the same error of the same payment, however
/// often it is found. `None` where the payment's id leaves no room for that of a request.
pub fn proposed(
    case: &CaseId,
    error: BillingError,
    (part, charged_at): (Option<Money>, Timestamp),
    source: &str,
) -> Option<(RequestId, Vec<u8>)> {
    let request = proposal_id(case)?;
    let data = ProposedV1 {
        request_id: request.as_str(),
        account: case.account.as_str(),
        payment: case.payment.as_str(),
        reason: error.reason().as_str(),
        amount: part.map(MoneyV1::from),
        requested_at: charged_at,
    };
    let body = Outgoing {
        id: request.as_str(),
        source,
        kind: REFUND_REQUESTED,
        subject: &case.to_string(),
        time: charged_at,
        dataschema: &schema::uri(REFUND_REQUESTED),
        sequence: 0,
        traceparent: None,
        data: &data,
    };
    Some((request.clone(), body.to_json()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inbound::{Inbound, Unreceived, parse};
    use domain::money::Currency;

    #[test]
    fn what_is_proposed_is_read_as_a_request() {
        let case = CaseId::parse("eu/pi_1").unwrap();
        let part = Some(Money::new(300, Currency::parse("EUR").unwrap()));
        let at = Timestamp::from_second(1_790_000_000).unwrap();
        let (id, body) = proposed(&case, BillingError::AbovePrice, (part, at), "/r").unwrap();
        let Ok(Unreceived(Inbound::Refund { payment, request, .. })) = parse(&body) else {
            panic!("{}", String::from_utf8_lossy(&body))
        };
        assert_eq!((payment.as_str(), &request.id), ("pi_1", &id));
        assert_eq!((request.amount, request.requested_at), (part, at));
        let again = proposed(&case, BillingError::AbovePrice, (part, at), "/r").unwrap();
        assert_eq!(again.1, body);
        let long = CaseId::parse(&format!("eu/{}", "p".repeat(250))).unwrap();
        assert_eq!(proposed(&long, BillingError::Duplicate, (None, at), "/r"), None);
    }
}
