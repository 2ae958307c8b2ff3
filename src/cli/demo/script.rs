//! The script: a fortnight of refunds and disputes, one scenario after the other.
//!
//! Every step waits until what it expects was published; nothing here sleeps.

use jiff::SignedDuration;

use super::caller::Ask;
use super::scenario::{Earned, Purchase};
use super::stage::Stage;
use ports::BoxError;
use sandbox::{
    DashboardRefund, DisputeKind, DisputeMove, DisputeVerdict, Fault, FaultRule, OpenDispute,
    RefundMove, Target, When,
};

const ACKNOWLEDGED: &str = "refund.acknowledged.v1";
const APPROVED: &str = "refund.approved.v1";
const SUCCEEDED: &str = "refund.succeeded.v1";
const ENDS: &str = "subscription.cancel_suggested.v1";
const CLAWBACK: &str = "commission.clawback.v1";
const FEEDBACK: &str = "followup.feedback_due.v1";

/// Longer than a claim is respected, shorter than anything else that is waited for.
const CLAIM_AGED: SignedDuration = SignedDuration::from_mins(2);
/// How long the processor holds its answer back: longer than the worker lives.
const HELD_MS: u64 = 60_000;

const CHANGE_OF_MIND: Ask = Ask { reason: "change_of_mind", locale: "en" };

const MONTHLY: Purchase = Purchase {
    id: "",
    title: "",
    minor: 4_900,
    currency: "usd",
    days_ago: 12,
    annual: false,
    earned: None,
};

const UNPAID: Option<Earned> = Some(Earned { minor: 980, paid: false });

/// What the later days go on with.
struct Open {
    failing: (usize, String),
    pending: (usize, String),
    won: (usize, String),
    lost: (usize, String),
    refunded: Vec<usize>,
}

/// Plays everything.
pub(super) async fn play(stage: &mut Stage) -> Result<(), BoxError> {
    let mut open = first_day(stage).await?;
    stage.advance(SignedDuration::from_hours(3 * 24))?;
    fourth_day(stage, &mut open).await?;
    // The question for feedback is due seven days after a success.
    stage.advance(SignedDuration::from_hours(5 * 24))?;
    for refunded in std::mem::take(&mut open.refunded) {
        stage.expect(refunded, &[FEEDBACK])?;
    }
    stage.settle().await?;
    stage.advance(SignedDuration::from_hours(6 * 24))?;
    stage.expect(open.pending.0, &[FEEDBACK])?;
    stage.settle().await?;
    last_day(stage, &open).await?;
    stage.rest().await
}

async fn first_day(stage: &mut Stage) -> Result<Open, BoxError> {
    let approved = money_back(stage).await?;
    denied(stage).await?;
    let prorated = prorated(stage).await?;
    let duplicates = duplicates(stage).await?;
    dashboard(stage).await?;
    let failing = failing(stage).await?;
    let crash = crash(stage).await?;
    let pending = pending(stage).await?;
    let won = dispute(stage, "dispute_won", "Dispute won: the commission is given back").await?;
    let lost = dispute(stage, "dispute_lost", "Dispute lost: no refund on top of it").await?;
    Ok(Open { failing, pending, won, lost, refunded: vec![approved, prorated, duplicates, crash] })
}

/// Asks, and waits for a refund in full.
async fn refunded(stage: &mut Stage, number: usize, ask: Ask) -> Result<(), BoxError> {
    stage.ask(number, ask, 1).await?;
    stage.expect(number, &[ACKNOWLEDGED, APPROVED, SUCCEEDED, ENDS])?;
    if stage.scenario(number)?.purchase.earned.is_some() {
        stage.expect(number, &[CLAWBACK])?;
    }
    stage.settle().await
}

async fn money_back(stage: &mut Stage) -> Result<usize, BoxError> {
    let number = stage.buy(Purchase {
        id: "money_back",
        title: "Approved: first payment, within the 30-day guarantee",
        currency: "eur",
        earned: UNPAID,
        ..MONTHLY
    })?;
    refunded(stage, number, Ask { locale: "de-AT", ..CHANGE_OF_MIND }).await?;
    Ok(number)
}

async fn denied(stage: &mut Stage) -> Result<(), BoxError> {
    let number = stage.buy(Purchase {
        id: "too_late",
        title: "Denied: a change of mind after the 30 days, with alternatives",
        days_ago: 45,
        ..MONTHLY
    })?;
    stage.ask(number, Ask { locale: "fr", ..CHANGE_OF_MIND }, 1).await?;
    stage.expect(number, &[ACKNOWLEDGED, "refund.denied.v1"])?;
    stage.settle().await
}

async fn prorated(stage: &mut Stage) -> Result<usize, BoxError> {
    let number = stage.buy(Purchase {
        id: "annual",
        title: "Prorated: 265 of 365 days of an annual plan remain",
        minor: 24_000,
        days_ago: 100,
        annual: true,
        earned: Some(Earned { minor: 4_800, paid: true }),
        ..MONTHLY
    })?;
    refunded(stage, number, CHANGE_OF_MIND).await?;
    Ok(number)
}

async fn duplicates(stage: &mut Stage) -> Result<usize, BoxError> {
    let number = stage.buy(Purchase {
        id: "duplicates",
        title: "Everything twice: one request sent twice at once, its webhooks again",
        minor: 5_800,
        currency: "jpy",
        ..MONTHLY
    })?;
    stage.ask(number, Ask { reason: "technical_problem", locale: "ja" }, 2).await?;
    stage.expect(number, &[ACKNOWLEDGED, APPROVED, SUCCEEDED, ENDS])?;
    stage.settle().await?;
    stage.repeat_webhooks(number).await?;
    Ok(number)
}

async fn dashboard(stage: &mut Stage) -> Result<(), BoxError> {
    let number = stage.buy(Purchase {
        id: "dashboard",
        title: "Refunded by hand in the dashboard: adopted, and counted like one of ours",
        minor: 9_900,
        earned: Some(Earned { minor: 1_980, paid: false }),
        ..MONTHLY
    })?;
    let payment = stage.payment(number)?;
    let part = DashboardRefund { amount: Some(3_300), reason: None };
    stage.sandbox.create_dashboard_refund(&payment, part)?;
    stage.note(number, "by hand", "somebody refunds 33.00 USD in the processor's dashboard")?;
    stage.expect(number, &["refund.adopted.v1", CLAWBACK])?;
    stage.settle().await
}

async fn failing(stage: &mut Stage) -> Result<(usize, String), BoxError> {
    let number = stage.buy(Purchase {
        id: "fails_later",
        title: "A refund that succeeds, and fails three days later",
        earned: UNPAID,
        ..MONTHLY
    })?;
    refunded(stage, number, Ask { locale: "nl", ..CHANGE_OF_MIND }).await?;
    Ok((number, stage.executed(number).await?))
}

async fn crash(stage: &mut Stage) -> Result<usize, BoxError> {
    let number = stage.buy(Purchase {
        id: "crash",
        title: "The daemon is killed in the middle of a refund",
        minor: 12_900,
        currency: "eur",
        earned: Some(Earned { minor: 2_580, paid: false }),
        ..MONTHLY
    })?;
    // No webhook comes to help, so that only the processor's list can tell what happened.
    stage.deliver_webhooks(false);
    let fault = Fault::HoldAfterExecuting { ms: HELD_MS };
    stage.sandbox.add_fault(FaultRule { on: Target::RefundPost, fault, when: When::Next(1) })?;
    stage.ask(number, Ask { locale: "de", ..CHANGE_OF_MIND }, 1).await?;
    stage.expect(number, &[ACKNOWLEDGED, APPROVED])?;
    let refund = stage.executed(number).await?;
    stage.settle().await?;
    let note = "the daemon, while it waits for the answer: executed, and it does not know";
    stage.note(number, "killed", note)?;
    stage.sandbox.clear_faults();
    stage.crash().await?;
    stage.deliver_webhooks(true);
    stage.note(
        number,
        "started",
        "another daemon on the same file; it waits for the claim to age",
    )?;
    stage.advance(CLAIM_AGED)?;
    stage.expect(number, &[SUCCEEDED, ENDS, CLAWBACK])?;
    stage.settle().await?;
    let books = stage.sandbox.books();
    let key = books.keys.iter().find(|key| key.refunds.contains(&refund));
    let (made, sent_again) = key.map_or((0, 0), |key| (key.executions, key.replays));
    let note = format!(
        "{refund} was found in the processor's list; made {made} time, sent again {sent_again} times"
    );
    stage.note(number, "checked", note)?;
    Ok(number)
}

async fn pending(stage: &mut Stage) -> Result<(usize, String), BoxError> {
    let number = stage.buy(Purchase {
        id: "pending",
        title: "A refund that is pending for three days",
        earned: UNPAID,
        ..MONTHLY
    })?;
    let rule = FaultRule { on: Target::RefundPost, fault: Fault::Pending, when: When::Next(1) };
    stage.sandbox.add_fault(rule)?;
    stage.ask(number, Ask { locale: "zh", ..CHANGE_OF_MIND }, 1).await?;
    stage.expect(number, &[ACKNOWLEDGED, APPROVED])?;
    let refund = stage.executed(number).await?;
    stage.settle().await?;
    stage.sandbox.clear_faults();
    Ok((number, refund))
}

async fn dispute(
    stage: &mut Stage,
    id: &'static str,
    title: &'static str,
) -> Result<(usize, String), BoxError> {
    let number = stage.buy(Purchase {
        id,
        title,
        minor: 7_900,
        currency: "eur",
        earned: Some(Earned { minor: 1_580, paid: true }),
        ..MONTHLY
    })?;
    let wanted = OpenDispute {
        reason: Some("product_not_received".to_owned()),
        ..OpenDispute::of(DisputeKind::Chargeback)
    };
    let payment = stage.payment(number)?;
    let dispute = stage.sandbox.open_dispute(&payment, wanted)?.id;
    stage.expect(number, &["dispute.opened.v1"])?;
    stage.settle().await?;
    stage.sandbox.move_dispute(&dispute, DisputeMove::FundsWithdrawn)?;
    stage.expect(number, &[CLAWBACK])?;
    stage.settle().await?;
    Ok((number, dispute))
}

async fn fourth_day(stage: &mut Stage, open: &mut Open) -> Result<(), BoxError> {
    let (number, refund) = &open.failing;
    let reason = "lost_or_stolen_card".to_owned();
    stage.sandbox.move_refund(refund, RefundMove::Failed { reason })?;
    // The customer has nothing now, and the key is spent: a person must find another way.
    stage.expect(*number, &["refund.failed.v1", CLAWBACK, "case.parked.v1"])?;
    stage.settle().await?;
    let (number, refund) = &open.pending;
    stage.sandbox.move_refund(refund, RefundMove::Succeeded)?;
    // Three days are more than the two in which a refund should go through.
    stage.expect(*number, &[SUCCEEDED, ENDS, CLAWBACK, "clock.missed.v1"])?;
    stage.settle().await?;
    stage.sandbox.move_dispute(&open.won.1, DisputeMove::UnderReview)?;
    let number = open.lost.0;
    stage.ask(number, CHANGE_OF_MIND, 1).await?;
    stage.expect(number, &[ACKNOWLEDGED, "refund.review_requested.v1"])?;
    stage.settle().await?;
    // The bank decides about that money now, and so a reviewer does not.
    stage.deny(number).await?;
    stage.expect(number, &["refund.denied.v1"])?;
    stage.settle().await
}

async fn last_day(stage: &mut Stage, open: &Open) -> Result<(), BoxError> {
    let (number, dispute) = &open.won;
    stage.sandbox.move_dispute(dispute, DisputeMove::Close(DisputeVerdict::Won))?;
    stage.expect(*number, &["dispute.won.v1"])?;
    stage.settle().await?;
    stage.sandbox.move_dispute(dispute, DisputeMove::FundsReinstated)?;
    stage.expect(*number, &[CLAWBACK])?;
    stage.settle().await?;
    let (number, dispute) = &open.lost;
    stage.sandbox.move_dispute(dispute, DisputeMove::Close(DisputeVerdict::Lost))?;
    stage.expect(*number, &["dispute.lost.v1"])?;
    stage.settle().await
}
