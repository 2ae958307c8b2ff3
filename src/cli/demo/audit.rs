//! The audit: the processor's own books against what was published and what is stored.
//!
//! The sandbox shares nothing with the daemon but the wire, so where the two agree, both are right
//! or both are wrong in the same way.

use std::collections::BTreeMap;

use super::place::ACCOUNT;
use super::published::Published;
use super::scenario::Scenario;
use super::stage::Stage;
use case::state::Case;
use domain::commission::Commission;
use domain::dispute::DisputeStage;
use domain::ids::{AccountName, CaseId, PaymentId};
use domain::refund::{Refund, RefundStatus};
use ports::BoxError;
use sandbox::{Books, DisputeBook, DisputeStatus, PaymentBook, RefundBook, RefundStatus as Booked};

/// What was compared, and what differs.
#[derive(Debug, Default)]
pub(super) struct Audit {
    /// How many single comparisons were made.
    pub(super) checks: usize,
    /// What differs, as sentences.
    pub(super) differences: Vec<String>,
}

impl Audit {
    fn check(&mut self, agrees: bool, difference: impl FnOnce() -> String) {
        self.checks = self.checks.saturating_add(1);
        if !agrees {
            self.differences.push(difference());
        }
    }

    /// Compares everything.
    pub(super) async fn of(stage: &Stage) -> Result<Self, BoxError> {
        let mut audit = Self::default();
        let books = stage.sandbox.books();
        let violations = stage.sandbox.violations();
        audit.check(violations.is_empty(), || format!("the processor complains: {violations:?}"));
        let mut cases = BTreeMap::new();
        for scenario in &stage.scenarios {
            let id = CaseId {
                account: AccountName::parse(ACCOUNT)?,
                payment: PaymentId::parse(scenario.payment.as_str())?,
            };
            if let Some((case, _)) = stage.daemon()?.ports().store.load(&id).await? {
                cases.insert(scenario.payment.clone(), case);
            }
        }
        audit.check(books.payments.len() == stage.scenarios.len(), || {
            format!("{} payments, {} scenarios", books.payments.len(), stage.scenarios.len())
        });
        for (book, scenario) in books.payments.iter().zip(&stage.scenarios) {
            audit.script(scenario);
            match cases.get(&book.payment_intent) {
                Some(case) => audit.payment(book, case, &scenario.events),
                None => audit.check(false, || format!("{} has no case", book.payment_intent)),
            }
        }
        audit.keys(&books, &cases);
        audit.delivery(stage).await?;
        Ok(audit)
    }

    /// What was told is what the script expects, each event once.
    fn script(&mut self, scenario: &Scenario) {
        let (missing, surplus) = scenario.difference();
        self.check(missing.is_empty(), || format!("{}: {missing:?} missing", scenario.payment));
        self.check(surplus.is_empty(), || format!("{}: {surplus:?} too much", scenario.payment));
    }

    fn payment(&mut self, book: &PaymentBook, case: &Case, events: &[Published]) {
        let payment = &book.payment_intent;
        self.check(book.refunds.len() == case.refunds.len(), || {
            let (theirs, ours) = (book.refunds.len(), case.refunds.len());
            format!("{payment}: {theirs} refunds in the books, {ours} in our case")
        });
        for refund in &book.refunds {
            let found = case.refunds.values().find(|ours| ours.id.as_str() == refund.id);
            let agrees = found.is_some_and(|ours| same_refund(refund, ours));
            self.check(agrees, || format!("{payment}: {refund:?} in the books, ours is {found:?}"));
        }
        for dispute in &book.disputes {
            let found = case.disputes.values().find(|ours| ours.id.as_str() == dispute.id);
            let agrees = found.is_some_and(|ours| same_dispute(dispute, ours));
            self.check(agrees, || format!("{payment}: {dispute:?} in the books, ours {found:?}"));
        }
        let told = refunded(events);
        self.check(told == book.refunded, || {
            format!("{payment}: {} refunded in the books, {told} by our events", book.refunded)
        });
        for commission in case.commissions.values() {
            self.commission(book, commission, events);
        }
    }

    /// What is taken back of a commission follows what is gone by the processor's books.
    fn commission(&mut self, book: &PaymentBook, commission: &Commission, events: &[Published]) {
        let gone = book.refunds.iter().filter(|refund| refund.status == Booked::Succeeded);
        let gone: i64 = gone.map(|refund| refund.amount).sum();
        let lost = gone.saturating_add(book.withdrawn).saturating_sub(book.reinstated);
        let target = commission.target(lost, book.captured);
        let clawbacks = events.iter().filter(|event| {
            event.kind == "commission.clawback.v1"
                && event.text("/commission") == commission.id.as_str()
        });
        let newest = clawbacks.clone().max_by_key(|event| &event.sequence);
        let total = newest.and_then(|event| event.money("/clawed_total")).map(|total| total.minor);
        self.check(total.unwrap_or_default() == target, || {
            format!("{}: {target} is to be taken back, told was {total:?}", book.payment_intent)
        });
        let deltas = clawbacks.filter_map(|event| event.money("/delta"));
        let sum: i64 = deltas.map(|delta| delta.minor).sum();
        self.check(sum == target, || {
            format!("{}: the changes come to {sum}, not {target}", book.payment_intent)
        });
    }

    /// Every key that moved money is one of our operations, and moved it once.
    fn keys(&mut self, books: &Books, cases: &BTreeMap<String, Case>) {
        let ours: Vec<String> = cases
            .values()
            .flat_map(|case| case.operations.keys().map(ToString::to_string))
            .collect();
        self.check(books.keys.len() == ours.len(), || {
            format!("{} keys in the books, {} operations", books.keys.len(), ours.len())
        });
        for key in &books.keys {
            self.check(ours.contains(&key.key), || format!("{} is not ours", key.key));
            self.check(key.executions == 1, || {
                format!("{} was executed {} times", key.key, key.executions)
            });
        }
    }

    /// Nothing was lost on the way, and nothing is left over.
    async fn delivery(&mut self, stage: &Stage) -> Result<(), BoxError> {
        let deliveries = stage.sandbox.deliveries();
        let lost = deliveries.dropped.saturating_add(deliveries.given_up);
        self.check(lost == 0, || format!("{lost} webhooks were not delivered"));
        let embedded = stage.daemon()?.embedded();
        let waiting = embedded.depth().await?;
        self.check(waiting == 0, || format!("{waiting} messages are still waiting"));
        let shelved = embedded.shelved_after(0, 100).await?;
        let reasons: Vec<&str> = shelved.iter().map(|message| message.reason.as_str()).collect();
        self.check(reasons.is_empty(), || format!("messages were kept aside: {reasons:?}"));
        Ok(())
    }
}

/// What went to the customer by our events: succeeded and adopted, less what failed afterwards.
fn refunded(events: &[Published]) -> i64 {
    let sum = |kinds: &[&str], pointer: &str| -> i64 {
        let told = events.iter().filter(|event| kinds.contains(&event.kind.as_str()));
        told.filter_map(|event| event.money(pointer)).map(|amount| amount.minor).sum()
    };
    let out = sum(&["refund.succeeded.v1", "refund.adopted.v1"], "/refund/amount");
    out.saturating_sub(sum(&["refund.failed.v1"], "/amount"))
}

fn same_refund(book: &RefundBook, ours: &Refund) -> bool {
    let status = match book.status {
        Booked::Pending => RefundStatus::Pending,
        Booked::RequiresAction => RefundStatus::RequiresAction,
        Booked::Succeeded => RefundStatus::Succeeded,
        Booked::Failed => RefundStatus::Failed,
        Booked::Canceled => RefundStatus::Canceled,
    };
    let key = ours.key.as_ref().map(ToString::to_string);
    book.amount == ours.amount.minor && status == ours.status && book.key == key
}

fn same_dispute(book: &DisputeBook, ours: &domain::dispute::Dispute) -> bool {
    let stage = match book.status {
        DisputeStatus::WarningNeedsResponse | DisputeStatus::WarningUnderReview => {
            DisputeStage::Inquiry
        }
        DisputeStatus::WarningClosed => DisputeStage::InquiryClosed,
        DisputeStatus::NeedsResponse => DisputeStage::NeedsResponse,
        DisputeStatus::UnderReview => DisputeStage::UnderReview,
        DisputeStatus::AppealUnderReview => DisputeStage::Appeal,
        DisputeStatus::Won => DisputeStage::Won,
        DisputeStatus::Lost => DisputeStage::Lost,
    };
    let moved = ours.moved();
    stage == *ours.stage()
        && (book.withdrawn, book.reinstated) == (moved.withdrawn, moved.reinstated)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::demo::place::Place;
    use crate::cli::demo::script;
    use sandbox::DashboardRefund;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn money_that_we_never_heard_of_is_a_difference() {
        let mut stage = Stage::open(Place::open(None).unwrap()).await.unwrap();
        script::play(&mut stage).await.unwrap();
        let audit = Audit::of(&stage).await.unwrap();
        assert_eq!(audit.differences, Vec::<String>::new());
        stage.deliver_webhooks(false);
        // The rest of a payment with a commission: it is missing in the case, in what was told,
        // and in what was taken back.
        stage
            .sandbox
            .create_dashboard_refund("pi_demo_dashboard", DashboardRefund::default())
            .unwrap();
        let audit = Audit::of(&stage).await.unwrap();
        assert_eq!(audit.differences.len(), 5, "{:#?}", audit.differences);
        let about = |difference: &String| difference.starts_with("pi_demo_dashboard: ");
        assert!(audit.differences.iter().all(about), "{:#?}", audit.differences);
        stage.close().await.unwrap();
    }
}
