//! Reading: single objects, and lists page by page, newest first.
//!
//! Parameters that are not served are refused, so that a test does not pass by a filter that was
//! ignored. Deliberately not here: the routes (`api`).

use serde::Serialize;

use super::answer::{Refusal, Reply};
use super::form::Form;
use super::intent::PaymentIntentObject;
use super::ledger::{Dispute, Payment, Refund};
use super::objects::{ChargeObject, DisputeObject, ListObject, RefundObject};
use super::state::{Moment, State};

/// Stripe's page sizes.
const DEFAULT_LIMIT: i64 = 10;
const LARGEST_LIMIT: i64 = 100;

/// Which page of a list.
pub(super) struct Page {
    limit: usize,
    pub(super) after: Option<String>,
}

impl Page {
    pub(super) fn take(form: &mut Form) -> Result<Self, Refusal> {
        let limit = form.positive("limit")?.unwrap_or(DEFAULT_LIMIT);
        let limit = usize::try_from(limit).ok().filter(|_| limit <= LARGEST_LIMIT);
        let Some(limit) = limit else {
            let message = "This value must be less than or equal to 100.";
            let refusal = Refusal::invalid(Some("limit"), message);
            return Err(refusal.code("parameter_invalid_integer"));
        };
        Ok(Self { limit, after: form.text("starting_after")? })
    }

    /// Cuts the page out of all items; the flag says whether there are more.
    pub(super) fn cut<'a, T>(
        &self,
        newest_first: impl Iterator<Item = &'a T>,
        id: impl Fn(&T) -> &str,
    ) -> (Vec<&'a T>, bool) {
        let mut passed = self.after.is_none();
        let mut found = Vec::new();
        for item in newest_first {
            if !passed {
                passed = self.after.as_deref() == Some(id(item));
            } else if found.len() == self.limit {
                return (found, true);
            } else {
                found.push(item);
            }
        }
        (found, false)
    }
}

pub(super) fn list<T: Serialize>(url: &'static str, has_more: bool, data: Vec<T>) -> Reply {
    Reply::json(200, &ListObject { object: "list", url, has_more, data })
}

fn missing_cursor(noun: &str, id: &str) -> Refusal {
    let message = format!("No such {noun}: '{id}'");
    Refusal::invalid(Some("starting_after"), message).code("resource_missing")
}

impl State {
    /// `GET /v1/payment_intents/{id}`.
    pub(super) fn read_payment_intent(&self, id: &str, query: &str) -> Result<Reply, Refusal> {
        let mut form = Form::parse(query)?;
        let mut expanded = false;
        for path in form.list("expand") {
            if path != "latest_charge" {
                let message = format!("This property cannot be expanded ({path}).");
                return Err(Refusal::invalid(Some("expand"), message));
            }
            expanded = true;
        }
        form.finish()?;
        let payment = self.shown(id);
        let payment = payment.ok_or_else(|| Refusal::missing("intent", "payment_intent", id))?;
        Ok(Reply::json(200, &PaymentIntentObject::of(payment, expanded)))
    }

    /// `GET /v1/charges/{id}`.
    pub(super) fn read_charge(&self, id: &str, query: &str) -> Result<Reply, Refusal> {
        Form::parse(query)?.finish()?;
        let intent = self.ledger.charges.get(id);
        let payment = intent.and_then(|intent| self.shown(intent));
        let payment = payment.ok_or_else(|| Refusal::missing("id", "charge", id))?;
        Ok(Reply::json(200, &ChargeObject::of(payment)))
    }

    /// `GET /v1/refunds/{id}`.
    pub(super) fn read_refund(&self, id: &str, query: &str) -> Result<Reply, Refusal> {
        Form::parse(query)?.finish()?;
        let refund = self.ledger.refunds.get(id);
        let refund = refund.ok_or_else(|| Refusal::missing("id", "refund", id))?;
        match self.ledger.payments.get(&refund.intent) {
            Some(payment) => Ok(Reply::json(200, &RefundObject::of(refund, payment))),
            None => Ok(Reply::server_error()),
        }
    }

    /// `GET /v1/disputes/{id}`.
    pub(super) fn read_dispute(
        &self,
        id: &str,
        query: &str,
        moment: Moment,
    ) -> Result<Reply, Refusal> {
        Form::parse(query)?.finish()?;
        let dispute = self.ledger.disputes.get(id);
        let dispute = dispute.ok_or_else(|| Refusal::missing("id", "dispute", id))?;
        match self.ledger.payments.get(&dispute.intent) {
            Some(payment) => {
                Ok(Reply::json(200, &DisputeObject::of(dispute, payment, moment.second())))
            }
            None => Ok(Reply::server_error()),
        }
    }

    /// `GET /v1/refunds`.
    pub(super) fn list_refunds(&self, query: &str, moment: Moment) -> Result<Reply, Refusal> {
        let mut form = Form::parse(query)?;
        let page = Page::take(&mut form)?;
        let payment = self.filter(&mut form)?;
        form.finish()?;
        let all = &self.ledger.refunds;
        if let Some(after) = page.after.as_ref().filter(|after| !all.contains_key(*after)) {
            return Err(missing_cursor("refund", after));
        }
        let listed = |refund: &&Refund| refund.listed(moment.at);
        let (found, has_more) = match payment {
            Some(payment) => {
                let ids = payment.refunds.iter().rev();
                page.cut(ids.filter_map(|id| all.get(id)).filter(listed), refund_id)
            }
            None => page.cut(all.values().rev().filter(listed), refund_id),
        };
        let shown = found.into_iter().filter_map(|refund| {
            let payment = self.ledger.payments.get(&refund.intent)?;
            Some(RefundObject::of(refund, payment))
        });
        Ok(list("/v1/refunds", has_more, shown.collect()))
    }

    /// `GET /v1/disputes`.
    pub(super) fn list_disputes(&self, query: &str, moment: Moment) -> Result<Reply, Refusal> {
        let mut form = Form::parse(query)?;
        let page = Page::take(&mut form)?;
        let payment = self.filter(&mut form)?;
        form.finish()?;
        let all = &self.ledger.disputes;
        if let Some(after) = page.after.as_ref().filter(|after| !all.contains_key(*after)) {
            return Err(missing_cursor("dispute", after));
        }
        let (found, has_more) = match payment {
            Some(payment) => {
                let ids = payment.disputes.iter().rev();
                page.cut(ids.filter_map(|id| all.get(id)), dispute_id)
            }
            None => page.cut(all.values().rev(), dispute_id),
        };
        let shown = found.into_iter().filter_map(|dispute| {
            let payment = self.ledger.payments.get(&dispute.intent)?;
            Some(DisputeObject::of(dispute, payment, moment.second()))
        });
        Ok(list("/v1/disputes", has_more, shown.collect()))
    }

    /// `GET /v1/charges`.
    pub(super) fn list_charges(&self, query: &str) -> Result<Reply, Refusal> {
        let mut form = Form::parse(query)?;
        let page = Page::take(&mut form)?;
        let customer = form.text("customer")?;
        let intent = form.text("payment_intent")?;
        form.finish()?;
        let known = |charge: &&String| self.ledger.charges.contains_key(*charge);
        if let Some(after) = page.after.as_ref().filter(|after| !known(after)) {
            return Err(missing_cursor("charge", after));
        }
        let intents = match &customer {
            Some(customer) => self
                .ledger
                .customers
                .get(customer)
                .ok_or_else(|| Refusal::missing("customer", "customer", customer))?,
            None => &self.ledger.order,
        };
        let payments = intents
            .iter()
            .rev()
            .filter(|candidate| intent.as_ref().is_none_or(|intent| intent == *candidate))
            .filter_map(|intent| self.ledger.payments.get(intent));
        let (found, has_more) = page.cut(payments, |payment: &Payment| &payment.charge);
        let shown = found.into_iter().map(ChargeObject::of);
        Ok(list("/v1/charges", has_more, shown.collect()))
    }

    /// Takes the filter by payment, if there is one; what it names must exist.
    fn filter(&self, form: &mut Form) -> Result<Option<&Payment>, Refusal> {
        let intent = form.text("payment_intent")?;
        let charge = form.text("charge")?;
        let by_intent = match &intent {
            None => None,
            Some(id) => Some(
                self.shown(id)
                    .ok_or_else(|| Refusal::missing("payment_intent", "payment_intent", id))?,
            ),
        };
        let by_charge = match &charge {
            None => None,
            Some(id) => {
                let intent = self.ledger.charges.get(id);
                let payment = intent.and_then(|intent| self.shown(intent));
                Some(payment.ok_or_else(|| Refusal::missing("charge", "charge", id))?)
            }
        };
        if by_intent.is_some() && by_charge.is_some() {
            let message = "You may only specify one of these parameters: payment_intent, charge.";
            return Err(Refusal::invalid(Some("charge"), message));
        }
        Ok(by_intent.or(by_charge))
    }
}

fn refund_id(refund: &Refund) -> &str {
    &refund.id
}

fn dispute_id(dispute: &Dispute) -> &str {
    &dispute.id
}
