//! Writes a reviewer's answer as the message that is read here.

use serde_json::json;

use super::REVIEW_DECIDED;
use domain::conversation::{ReviewAnswer, ReviewerSaid};
use domain::ids::CaseId;
use domain::money::Money;

/// The CloudEvent of `answer` to a review of `case`, in structured mode. `source` says where it
/// comes from.
pub fn review_decided(answer: &ReviewAnswer, case: &CaseId, source: &str) -> Vec<u8> {
    let mut data = json!({
        "answer_id": answer.id.as_str(),
        "request_id": answer.request.as_str(),
        "account": case.account.as_str(),
        "payment": case.payment.as_str(),
        "reviewer": answer.reviewer.as_str(),
        "binding": answer.binding,
        "decided_at": answer.at.to_string(),
        "verdict": answer.said.as_str(),
    });
    let more = match &answer.said {
        ReviewerSaid::Approve(Money { minor, currency }) => {
            json!({"amount": {"minor": minor, "currency": currency.code()}})
        }
        ReviewerSaid::Deny { clause, alternatives } => {
            json!({"clause": clause, "alternatives": alternatives})
        }
        ReviewerSaid::Ask { questions } => json!({"questions": questions}),
    };
    if let (Some(data), Some(more)) = (data.as_object_mut(), more.as_object()) {
        data.extend(more.clone());
        if let Some(because) = &answer.because {
            data.insert("because".to_owned(), json!(because.as_str()));
        }
    }
    let event = json!({
        "specversion": "1.0",
        "id": answer.id.as_str(),
        "source": source,
        "type": REVIEW_DECIDED,
        "datacontenttype": "application/json",
        "data": data,
    });
    event.to_string().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inbound::{Inbound, Talk, parse};
    use domain::ids::{AnswerId, RequestId, StaffId};
    use domain::money::Currency;
    use domain::reason_code::ReasonCode;
    use domain::receipt::Receipt;

    #[test]
    fn what_is_written_is_read_as_it_was_meant() {
        let case = CaseId::parse("stripe-eu/pi_1").unwrap();
        let usd = Currency::parse("USD").unwrap();
        let key = |text: &str| text.to_owned();
        let all = [
            ReviewerSaid::Approve(Money::new(4900, usd)),
            ReviewerSaid::Deny {
                clause: key("window"),
                alternatives: vec![key("credit"), key("discount")],
            },
            ReviewerSaid::Ask { questions: vec![key("which_order")] },
        ];
        for (said, because) in all.iter().zip([None, Some("law"), Some("our_own")]) {
            let answer = ReviewAnswer {
                id: AnswerId::parse("a1").unwrap(),
                request: RequestId::parse("r1").unwrap(),
                reviewer: StaffId::parse("agent-7").unwrap(),
                binding: format!("rb3-{}", "0".repeat(64)),
                at: "2026-03-02T10:00:07Z".parse().unwrap(),
                said: said.clone(),
                because: because.and_then(ReasonCode::parse),
                standing: None,
                signed: None,
            };
            let Inbound::Talk { account, payment, talk, traceparent } =
                parse(&review_decided(&answer, &case, "/refundd"))
                    .and_then(|read| read.received(Receipt::of(answer.at)))
                    .unwrap()
            else {
                panic!("it is something that was said");
            };
            assert_eq!((account, payment.as_str()), (case.account.clone(), "pi_1"));
            assert_eq!((talk, traceparent), (Talk::Review(answer), None));
        }
        assert_eq!(all.len(), 3);
    }
}
