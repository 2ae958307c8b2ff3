//! What happens by the script.

use ports::message::Message;
use ports::outbox::Outbox as _;
use serde_json::{Value, json};

use super::World;
use crate::inbound::{REVIEW_SECRET, cloud_event, info, shortly_before, signed};
use crate::scenario::{Happening, Said};
use ports::clock::Clock as _;

impl World {
    pub(super) async fn happen(&self, happening: Happening) {
        let message = match happening {
            Happening::Message(message) => Some(message),
            Happening::RefundByHand(amount) => {
                self.processor.refund_by_hand(amount);
                let made = self.processor.refunds().pop();
                made.map(|refund| self.webhook("refund.created", &self.processor.object(&refund)))
            }
            Happening::MoveRefund(index, status) => {
                let kind = if status == "failed" { "refund.failed" } else { "refund.updated" };
                self.processor.move_refund(index, status).map(|object| self.webhook(kind, &object))
            }
            Happening::Dispute(kind, status, movements) => {
                let object = self.processor.dispute(status, movements);
                Some(self.webhook(kind, &object))
            }
            Happening::Stands(kind, stand) => {
                // Webhooks have the id of the charge alone.
                let mut intent = self.processor.stand(stand);
                intent["latest_charge"] = json!("ch_1");
                Some(self.webhook(kind, &intent))
            }
            Happening::StandsInSilence(stand) => {
                self.processor.stand(stand);
                None
            }
            Happening::Charge(kind) => Some(self.webhook(kind, &self.processor.charge_now())),
            Happening::Reviews(id, reviewer, said) => Some(self.review(id, reviewer, said)),
            Happening::Answers(question) => Some(info(question, self.clock.now())),
            Happening::OwnWebhook(index) => self
                .processor
                .refunds()
                .get(index)
                .map(|refund| self.webhook("refund.updated", &self.processor.object(refund))),
        };
        if let Some(message) = message {
            self.queue.accept(&message).await.unwrap();
        }
    }

    /// A reviewer's answer to the review that was put last, and has not joined another one.
    fn review(&self, id: &str, reviewer: &str, said: Said) -> Message {
        let events = self.events();
        let mut put = events.iter().rev().filter(|event| event["data"]["review"].is_object());
        let put = put.find(|event| event["data"]["review"]["joins"].is_null());
        let binding = put.map_or(Value::Null, |event| event["data"]["review"]["binding"].clone());
        let request = put.map_or(json!("r1"), |event| event["data"]["request"].clone());
        let mut data = json!({
            "answer_id": id, "request_id": request, "account": "stripe-eu", "payment": "pi_1",
            "reviewer": reviewer, "binding": binding, "decided_at": shortly_before(self.clock.now()),
        });
        match said {
            Said::Approve(minor) => {
                data["verdict"] = json!("approve");
                data["amount"] = json!({"minor": minor, "currency": "USD"});
                data["because"] = json!("policy_applied");
            }
            Said::Deny => {
                data["verdict"] = json!("deny");
                data["clause"] = json!("as_agreed_by_phone");
                data["alternatives"] = json!(["discount", "a_bouquet"]);
                data["because"] = json!("policy_applied");
            }
            Said::Ask(question) => {
                data["verdict"] = json!("ask");
                data["questions"] = json!([question]);
            }
        }
        let answer = cloud_event(id, "io.refundd.refund.review_decided.v1", &data);
        signed(answer, REVIEW_SECRET, self.clock.now())
    }
}
