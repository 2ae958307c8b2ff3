//! Which change produces which webhook.
//!
//! Deliberately not here: their envelopes (`envelope`), keeping and delivering them (`webhooks`).

use super::envelope::{Occasion, Whose};
use super::objects::{
    BalanceRefundObject, ChargeObject, DisputeObject, Empty, RefundObject, WarningObject,
};
use super::state::{Moment, State};

impl State {
    /// Sends an event about a refund.
    pub(super) fn tell_refund(&mut self, id: &str, moment: Moment, occasion: Occasion<'_>) {
        let Some(refund) = self.ledger.refunds.get(id) else { return };
        let Some(payment) = self.ledger.payments.get(&refund.intent) else { return };
        self.outbox.record(
            occasion,
            Whose::of(payment),
            moment.second(),
            RefundObject::of(refund, payment),
        );
        if occasion.kind == "refund.updated" && self.outbox.deprecated_twin {
            let twin = Occasion { kind: "charge.refund.updated", ..occasion };
            self.outbox.record(
                twin,
                Whose::of(payment),
                moment.second(),
                RefundObject::of(refund, payment),
            );
        }
    }

    /// Sends an event about a charge.
    pub(super) fn tell_charge(&mut self, intent: &str, moment: Moment, occasion: Occasion<'_>) {
        let Some(payment) = self.ledger.payments.get(intent) else { return };
        self.outbox.record(
            occasion,
            Whose::of(payment),
            moment.second(),
            ChargeObject::of(payment),
        );
    }

    /// Sends an event about a dispute.
    pub(super) fn tell_dispute(&mut self, id: &str, moment: Moment, occasion: Occasion<'_>) {
        let Some(dispute) = self.ledger.disputes.get(id) else { return };
        let Some(payment) = self.ledger.payments.get(&dispute.intent) else { return };
        let second = moment.second();
        self.outbox.record(
            occasion,
            Whose::of(payment),
            second,
            DisputeObject::of(dispute, payment, second),
        );
    }

    /// Sends an event about an early fraud warning.
    pub(super) fn tell_warning(&mut self, id: &str, moment: Moment, occasion: Occasion<'_>) {
        let Some(warning) = self.ledger.warnings.get(id) else { return };
        let Some(payment) = self.ledger.payments.get(&warning.intent) else { return };
        self.outbox.record(
            occasion,
            Whose::of(payment),
            moment.second(),
            WarningObject::of(warning, payment),
        );
    }

    /// Sends an event about a refund of a customer's cash balance: it belongs to no payment, and nothing
    /// else is kept of it.
    pub(super) fn refund_cash_balance(&mut self, amount: i64, currency: &str, moment: Moment) {
        let (id, created) = (self.ledger.next_id("re_"), moment.second());
        let object = BalanceRefundObject {
            id: &id,
            object: "refund",
            amount,
            charge: None,
            created,
            currency,
            metadata: Empty {},
            payment_intent: None,
            status: "succeeded",
        };
        self.outbox.record(Occasion::of("refund.created"), Whose::default(), created, object);
    }
}
