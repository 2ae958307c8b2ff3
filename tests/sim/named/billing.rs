//! The payment of a subscription: what the shop says of the sale stands on the invoice, which may not be
//! had.

use std::sync::Arc;

use domain::invoice::InvoiceTerms;
use domain::switch::SwitchPosition;
use serde_json::{Value, json};

use crate::inbound::request_with;
use crate::named::relatives::world;
use crate::named::{DAY, of, scripted};
use crate::processor::Fault;
use crate::scenario::{Happening, Said, Scenario, full, partial};
use crate::world::{World, terms};

/// January of 2026.
const PERIOD: (i64, i64) = (1_767_225_600, 1_769_904_000);

pub(super) fn invoice() -> Value {
    json!({
        "id": "in_1", "object": "invoice", "billing_reason": "subscription_cycle",
        "metadata": {},
        "parent": {"type": "subscription_details", "subscription_details": {"subscription": "sub_1", "metadata": {
            "plan": "yearly", "commission_id": "com_1", "commission_partner": "partner_1",
            "commission_minor": "980",
        }}},
        "lines": {"object": "list", "has_more": false, "data": [{
            "object": "line_item", "period": {"start": PERIOD.0, "end": PERIOD.1},
            "parent": {"subscription_item_details": {"proration": false}},
        }]},
    })
}

/// A renewal under a policy that puts before a person what `condition` says, and pays the rest.
fn renewal(condition: &str) -> World {
    let world = world(condition);
    // Nothing stands on the payment itself.
    world.processor.add("metadata", json!({}));
    world.processor.bill(invoice());
    world
}

/// Whether a person was asked; `None` while nothing is decided.
fn asked(world: &World) -> Option<bool> {
    let asked = of(world, "refund.review_requested").len();
    let paid = of(world, "refund.succeeded").len();
    assert!(asked + paid <= 1 && world.shelved().is_empty());
    (asked + paid == 1).then_some(asked == 1)
}

fn clawed(world: &World) -> Vec<i64> {
    let told = of(world, "commission.clawback");
    told.iter().map(|data| data["clawed_total"]["minor"].as_i64().unwrap()).collect()
}

#[tokio::test(start_paused = true)]
async fn billing_what_stands_on_the_invoice_decides_and_its_commission_is_taken_back() {
    for condition in ["payment.renewal", "payment.plan == 'yearly'", "has(payment.term_left_days)"]
    {
        let world = renewal(condition);
        world.send(&request_with("r1", |_| {})).await;
        world.handle_due().await;
        assert_eq!(asked(&world), Some(true), "{condition}");
    }
    let mut world = renewal("payment.plan == 'monthly'");
    world.send(&request_with("r1", |_| {})).await;
    world.rest().await;
    assert_eq!((asked(&world), clawed(&world)), (Some(false), vec![980]));
}

/// A restricted key may lack the right to read invoices.
#[tokio::test(start_paused = true)]
async fn billing_an_invoice_that_may_not_be_read_keeps_nothing_waiting() {
    for (status, code) in [(400, ""), (403, "more_permissions_required"), (404, "resource_missing")]
    {
        let world = renewal("has(payment.renewal)");
        world.processor.answer_amiss("/v1/invoice_payments", status, code);
        world.send(&request_with("r1", |_| {})).await;
        world.handle_due().await;
        assert_eq!(asked(&world), Some(false), "{status}: unknown");
    }
}

#[tokio::test(start_paused = true)]
async fn billing_an_invoice_that_cannot_be_had_just_now_is_waited_for_a_while() {
    let patience = terms().facts_within;
    for status in [429, 500, 503] {
        let mut world = renewal("payment.renewal");
        world.processor.answer_amiss("/v1/invoice_payments", status, "");
        world.send(&request_with("r1", |_| {})).await;
        world.live(patience - 1).await;
        assert_eq!(asked(&world), None, "{status}");
        world.live(1).await;
        assert_eq!(asked(&world), Some(false), "{status}");
        // What the partner earned is still asked for.
        assert_eq!(clawed(&world), [0_i64; 0], "{status}");
        world.processor.mend();
        world.live(24 * 3600).await;
        assert_eq!(clawed(&world), [980], "{status}");
    }
    let mut world = renewal("payment.renewal");
    world.processor.answer_amiss("/v1/invoice_payments", 503, "");
    world.send(&request_with("r1", |_| {})).await;
    world.live(patience / 2).await;
    world.processor.mend();
    world.live(patience / 2).await;
    assert_eq!(asked(&world), Some(true), "it came in time");
}

/// It is read once, and what it said stays.
#[tokio::test(start_paused = true)]
async fn billing_what_was_read_once_is_not_forgotten_when_it_cannot_be_read_again() {
    let mut world = renewal("payment.renewal");
    world.send(&request_with("r1", |data| data["reason"] = json!("unused"))).await;
    world.handle_due().await;
    assert_eq!(asked(&world), Some(true));
    world.processor.answer_amiss("/v1/invoice_payments", 403, "");
    world.processor.refund_by_hand(4900);
    world.live(7 * 24 * 3600).await;
    let case = world.case().await.unwrap();
    let payment = case.payment.unwrap();
    assert_eq!(payment.purchase.renewal, Some(true));
    assert_eq!(payment.plan.as_deref(), Some("yearly"));
}

/// A payment of 49.00 whose account has these terms for refunds of invoices.
fn billed(terms: InvoiceTerms, script: Vec<(i64, Happening)>) -> World {
    let mut world = World::new(&scripted(script));
    for account in Arc::get_mut(&mut world.settings).unwrap().accounts.values_mut() {
        account.terms.invoices = terms;
    }
    world
}

#[tokio::test(start_paused = true)]
async fn billing_a_person_is_asked_about_refunds_of_invoices_where_the_account_wants_that() {
    let script =
        || vec![(0, full("r1")), (DAY, Happening::Reviews("a1", "agent-1", Said::Approve(4900)))];
    let mut world = billed(InvoiceTerms::Review, script());
    world.processor.bill(invoice());
    world.live(DAY - 1).await;
    let asked = of(&world, "refund.review_requested");
    let decision = &asked[0]["decision"];
    assert_eq!(
        (&decision["why"], &decision["rule"]),
        (&json!("invoice_payment"), &json!("guard.invoice_payment"))
    );
    assert_eq!(world.processor.posts(), 0);
    world.rest().await;
    assert_eq!((of(&world, "refund.succeeded").len(), world.processor.posts()), (1, 1));

    // What is for no invoice, and every refund where the account says nothing, is made at once.
    let mut world = billed(InvoiceTerms::Review, script());
    world.live(DAY - 1).await;
    assert_eq!(of(&world, "refund.succeeded").len(), 1);
    let mut world = billed(InvoiceTerms::Refund, script());
    world.processor.bill(invoice());
    world.live(DAY - 1).await;
    assert_eq!(of(&world, "refund.succeeded").len(), 1);
}

/// Whether it is for an invoice may be what nobody can read.
#[tokio::test(start_paused = true)]
async fn billing_a_person_is_asked_where_nobody_could_read_whether_there_is_an_invoice() {
    for status in [403, 503] {
        let mut world = billed(InvoiceTerms::Review, vec![(0, full("r1"))]);
        world.processor.answer_amiss("/v1/invoice_payments", status, "");
        world.live(terms().facts_within + 1).await;
        let asked = of(&world, "refund.review_requested");
        assert_eq!(asked[0]["decision"]["why"], "invoice_payment", "{status}");
        assert_eq!(world.processor.posts(), 0);
    }
    // A denial of the policy needs no invoice.
    let late = Happening::Message(crate::inbound::request("r1", "change_of_mind", None, None));
    let mut world = billed(InvoiceTerms::Review, vec![(0, late)]);
    world.processor.bill(invoice());
    world.live(DAY).await;
    assert_eq!(of(&world, "refund.denied").len(), 1);
}

/// A payment of 49.00 for an invoice, whose refunds are followed by credit notes.
fn credited(faults: &[Fault], script: Vec<(i64, Happening)>) -> World {
    World::new(&Scenario { credit_notes: Some(faults.to_vec()), ..scripted(script) })
}

#[tokio::test(start_paused = true)]
async fn billing_a_credit_note_follows_its_refund_and_is_linked_to_it() {
    let mut world = credited(&[], vec![(0, partial("r1", 1000)), (60, partial("r2", 500))]);
    world.rest().await;
    let (refunds, notes) = (world.processor.refunds(), world.processor.notes());
    assert_eq!(refunds.len(), 2);
    for (refund, note) in refunds.iter().zip(&notes) {
        assert_eq!((note.refund.as_str(), note.amount), (refund.id.as_str(), refund.amount));
        assert_eq!(Some(&note.key), refund.key.as_ref());
    }
    let told = of(&world, "credit_note.issued");
    let told: Vec<_> = told.iter().map(|data| (&data["credit_note"], &data["refund"])).collect();
    assert_eq!(told, [(&json!("cn_1"), &json!("re_1")), (&json!("cn_2"), &json!("re_2"))]);
    assert_eq!(of(&world, "case.parked").len(), 0);
}

/// Of a paid invoice no credit note can be taken back: none is issued before the money has gone.
#[tokio::test(start_paused = true)]
async fn billing_no_credit_note_is_issued_before_the_refund_has_gone_through() {
    let script = vec![(0, full("r1")), (7200, Happening::MoveRefund(0, "succeeded"))];
    let mut world = credited(&[], script);
    world.processor.fail_next(&[Fault::Pending]);
    world.live(7199).await;
    assert_eq!((world.processor.refunds().len(), world.processor.notes().len()), (1, 0));
    world.rest().await;
    assert_eq!(world.processor.notes().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn billing_a_refund_that_fails_later_leaves_its_credit_note_to_a_person() {
    let script = vec![(0, full("r1")), (5 * DAY, Happening::MoveRefund(0, "failed"))];
    let mut world = credited(&[], script);
    world.rest().await;
    let parked = of(&world, "case.parked");
    let codes: Vec<_> = parked.iter().map(|data| &data["trouble"]).collect();
    assert_eq!(codes.len(), 2, "{parked:?}");
    assert!(codes.contains(&&json!("credit_note_stands")), "{codes:?}");
    assert_eq!((world.processor.refunds().len(), world.processor.notes().len()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn billing_a_credit_note_that_is_refused_is_told_and_repeats_no_refund() {
    let mut world = credited(&[Fault::BalanceInsufficient], vec![(0, full("r1"))]);
    world.rest().await;
    let parked = of(&world, "case.parked");
    assert_eq!(parked[0]["trouble"], "credit_note_missing");
    assert_eq!((parked.len(), of(&world, "refund.succeeded").len()), (1, 1));
    assert_eq!((world.processor.refunds().len(), world.processor.notes().len()), (1, 0));
    assert_eq!(of(&world, "followup.feedback_due").len(), 1, "the case goes on");
}

/// A restricted key may lack the right: that is told at once, and mended without losing anything.
#[tokio::test(start_paused = true)]
async fn billing_a_right_that_is_missing_is_told_and_the_credit_note_comes_once_it_is_given() {
    let mut world = credited(&[], vec![(0, full("r1"))]);
    world.processor.answer_amiss("/v1/credit_notes", 403, "more_permissions_required");
    world.live(3600).await;
    assert_eq!(of(&world, "case.parked")[0]["trouble"], "credit_note_missing");
    assert_eq!((of(&world, "refund.succeeded").len(), world.processor.notes().len()), (1, 0));
    world.processor.mend();
    world.live(DAY).await;
    assert_eq!(world.processor.notes().len(), 1);
    assert_eq!(of(&world, "credit_note.issued").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn billing_no_credit_note_follows_what_is_for_no_invoice_or_was_refunded_by_hand() {
    let mut world = billed(InvoiceTerms::CreditNote, vec![(0, full("r1"))]);
    world.rest().await;
    assert_eq!((of(&world, "refund.succeeded").len(), world.processor.notes().len()), (1, 0));
    let mut world = credited(&[], vec![(0, Happening::RefundByHand(1000))]);
    world.rest().await;
    assert_eq!((world.processor.refunds().len(), world.processor.notes().len()), (1, 0));
    assert_eq!(of(&world, "case.parked").len(), 0);
}

#[tokio::test(start_paused = true)]
async fn billing_while_all_is_stopped_no_credit_note_is_issued() {
    let mut world = credited(&[Fault::NotSent], vec![(0, full("r1"))]);
    world.live(1).await;
    world.switch.turn(SwitchPosition::Everything);
    world.live(DAY).await;
    assert_eq!(world.processor.notes().len(), 0);
    world.switch.turn(SwitchPosition::Open);
    world.rest().await;
    assert_eq!(world.processor.notes().len(), 1);
}
