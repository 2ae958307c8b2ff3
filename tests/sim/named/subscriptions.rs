//! What becomes of a subscription whose payment went back: it is told once the money has gone, and
//! never done here.

use std::sync::Arc;

use policy::{Book, Policy};
use serde_json::{Value, json};

use crate::inbound::{request, request_with};
use crate::named::billing::invoice;
use crate::named::{DAY, kinds, of, scripted};
use crate::processor::Fault;
use crate::scenario::{Happening, Said, Scenario};
use crate::world::World;

const SUGGESTED: &str = "subscription.cancel_suggested";

/// A payment of 49.00 whose refund waits for the balance, under a policy that says this of the
/// subscription.
fn pending(said: &str, script: Vec<(i64, Happening)>) -> World {
    let text = format!(
        "[clauses]\nterms = \"the terms\"\n[[rule]]\nid = \"money-back\"\nwhen = []\napprove = \"full\"\n\
         {said}\nclause = \"terms\"\n[default]\nreview = \"no_rule\"\nclause = \"terms\"\n"
    );
    let book = Book::one(Policy::parse(&text).unwrap());
    let scenario = Scenario { faults: vec![Fault::Pending], ..scripted(script) };
    let mut world = World::new(&scenario);
    for account in Arc::get_mut(&mut world.settings).unwrap().accounts.values_mut() {
        account.policies = book.clone().into();
    }
    world
}

fn asked(id: &str) -> Happening {
    Happening::Message(request_with(id, |data| data["reason"] = json!("unused")))
}

fn at(kinds: &[String], name: &str) -> Option<usize> {
    kinds.iter().position(|kind| kind == name)
}

#[tokio::test(start_paused = true)]
async fn w21_the_end_of_a_subscription_is_told_after_the_refund_has_gone_through() {
    for (word, when) in [("cancel_now", "now"), ("cancel_at_period_end", "at_period_end")] {
        let paid = (DAY, Happening::MoveRefund(0, "succeeded"));
        // The same request comes again, and the processor tells of its refund once more.
        let script =
            vec![(0, asked("r1")), (60, asked("r1")), paid, (2 * DAY, Happening::OwnWebhook(0))];
        let mut world = pending(&format!("subscription = \"{word}\""), script);
        world.processor.bill(invoice());
        world.live(DAY - 1).await;
        let [approved] = of(&world, "refund.approved").try_into().unwrap();
        assert_eq!(approved["decision"]["subscription"], word);
        assert_eq!(of(&world, SUGGESTED), [Value::Null; 0], "it can still fail");
        world.rest().await;
        let [told] = of(&world, SUGGESTED).try_into().unwrap();
        let named = ["request", "refund", "subscription", "when", "payment"].map(|key| &told[key]);
        let payment = &approved["payment"];
        let (request, refund) = (&json!("r1"), &json!("re_1"));
        assert_eq!(named, [request, refund, &json!("sub_1"), &json!(when), payment]);
        assert_eq!(told["operation"], approved["operation"]);
        let kinds = kinds(&world);
        assert!(at(&kinds, "refund.succeeded") < at(&kinds, SUGGESTED), "{kinds:?}");
        assert_eq!((world.processor.posts(), world.queue.depth()), (1, 0));
    }
}

#[tokio::test(start_paused = true)]
async fn w21_a_refund_that_fails_and_a_rule_that_says_nothing_end_nothing() {
    for status in ["failed", "canceled"] {
        let script = vec![(0, asked("r1")), (DAY, Happening::MoveRefund(0, status))];
        let mut world = pending("subscription = \"cancel_now\"", script);
        world.rest().await;
        assert_eq!(of(&world, "refund.failed").len(), 1, "{status}");
        assert_eq!(of(&world, SUGGESTED), [Value::Null; 0], "{status}");
    }
    for said in ["", "subscription = \"keep\""] {
        let script = vec![(0, asked("r1")), (DAY, Happening::MoveRefund(0, "succeeded"))];
        let mut world = pending(said, script);
        world.rest().await;
        assert_eq!(of(&world, "refund.succeeded").len(), 1, "{said}");
        assert_eq!(of(&world, SUGGESTED), [Value::Null; 0], "{said}");
    }
}

/// The policy of the simulation puts a renewal that was not wanted before a person, and says that its
/// subscription is to end.
#[tokio::test(start_paused = true)]
async fn w21_a_person_who_approves_inherits_what_the_rule_says_and_one_who_denies_ends_nothing() {
    for (said, told) in [(Said::Approve(4900), 1), (Said::Approve(100), 1), (Said::Deny, 0)] {
        let unwanted = Happening::Message(request("r1", "accidental_renewal", None, None));
        let answers = Happening::Reviews("a1", "agent-1", said);
        let mut world = World::new(&scripted(vec![(0, unwanted), (3600, answers)]));
        world.rest().await;
        let [asked] = of(&world, "refund.review_requested").try_into().unwrap();
        assert_eq!(asked["decision"]["subscription"], "cancel_now");
        let suggested = of(&world, SUGGESTED);
        assert_eq!(suggested.len(), told, "{said:?}");
        for data in suggested {
            // No invoice names it: the payment says which it is.
            assert_eq!((&data["when"], data.get("subscription")), (&json!("now"), None));
        }
    }
}
