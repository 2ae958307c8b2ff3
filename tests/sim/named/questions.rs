//! Questions to the customer: the reminder, the answer, and silence.

use std::sync::Arc;

use jiff::Timestamp;
use policy::{Book, Policy};
use serde_json::{Value, json};

use crate::inbound::request_with;
use crate::named::{DAY, kind, kinds, of, scripted, told};
use crate::scenario::Happening;
use crate::world::{World, start};

const POLICY: &str = r#"
    [clauses]
    by_hand = "we look at problems"
    [[rule]]
    id = "ask"
    when = ["request.reason == 'technical_problem'"]
    ask = { questions = ["what_went_wrong"], within_days = 7, remind_after_days = 3, SILENCE }
    clause = "by_hand"
    [[rule]]
    id = "told"
    when = ["request.reason == 'technical_problem'"]
    approve = "full"
    clause = "by_hand"
    [default]
    review = "no_rule"
    clause = "by_hand"
"#;

const DENY: &str = "silence = \"deny\", alternatives = [\"onboarding_call\"]";
const REVIEW: &str = "silence = \"review\"";

/// A technical problem is told, and what follows; silence has this meaning.
async fn asked(silence: &str, then: Vec<(i64, Happening)>) -> World {
    let problem = request_with("r1", |data| data["reason"] = json!("technical_problem"));
    let mut script = vec![(0, Happening::Message(problem))];
    script.extend(then);
    let mut world = World::new(&scripted(script));
    let policy = Policy::parse(&POLICY.replace("SILENCE", silence)).unwrap();
    let settings = Arc::get_mut(&mut world.settings).unwrap();
    for account in settings.accounts.values_mut() {
        account.policies = Book::one(policy.clone()).into();
    }
    world.rest().await;
    assert_eq!((world.queue.depth(), world.shelved()), (0, vec![]));
    assert_eq!(world.events().len(), told(&world).len(), "nothing is told twice");
    world
}

/// When what was told, in seconds from the start.
fn told_at(world: &World) -> Vec<(String, i64)> {
    let at = |event: &Value| -> Timestamp { event["time"].as_str().unwrap().parse().unwrap() };
    let second = |event: &Value| at(event).as_second() - start().as_second();
    told(world).iter().map(|event| (kind(event).to_owned(), second(event))).collect()
}

fn times<'a>(told: &'a [(String, i64)], name: &str) -> Vec<&'a i64> {
    told.iter().filter(|(kind, _)| kind == name).map(|(_, second)| second).collect()
}

#[tokio::test(start_paused = true)]
async fn who_is_silent_is_reminded_once_and_then_denied_as_the_policy_says() {
    let world = asked(DENY, Vec::new()).await;
    let expected = [
        ("refund.acknowledged", 0),
        ("refund.info_requested", 0),
        ("refund.info_reminded", 3 * DAY),
        ("refund.denied", 7 * DAY),
    ];
    assert_eq!(told_at(&world), expected.map(|(kind, second)| (kind.to_owned(), second)));
    let [reminded] = of(&world, "refund.info_reminded").try_into().unwrap();
    assert_eq!(reminded["questions"], json!(["what_went_wrong"]));
    assert!(reminded["message"]["text"].as_str().unwrap().contains("What went wrong"));
    let [denied] = of(&world, "refund.denied").try_into().unwrap();
    assert_eq!(denied["decision"]["rule"], "ask");
    assert!(denied["message"]["text"].as_str().unwrap().contains("a personal call with us"));
    assert_eq!(world.processor.posts(), 0);
}

#[tokio::test(start_paused = true)]
async fn who_is_silent_comes_before_a_person_where_the_policy_says_so() {
    let world = asked(REVIEW, Vec::new()).await;
    let told = told_at(&world);
    assert_eq!(times(&told, "refund.info_reminded"), [&(3 * DAY)]);
    let reviews = times(&told, "refund.review_requested");
    assert_eq!(reviews.first(), Some(&&(7 * DAY)), "{told:?}");
    assert_eq!(of(&world, "refund.denied").len(), 0);
    assert_eq!(world.processor.posts(), 0);
}

#[tokio::test(start_paused = true)]
async fn who_has_answered_is_not_reminded() {
    for second in [60, 3 * DAY - 1] {
        let world = asked(DENY, vec![(second, Happening::Answers("what_went_wrong"))]).await;
        let told = told_at(&world);
        assert_eq!(times(&told, "refund.info_reminded"), [&0_i64; 0], "{second}");
        assert_eq!(times(&told, "refund.approved"), [&second], "{told:?}");
        assert_eq!(world.processor.posts(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn who_answers_after_the_reminder_is_not_reminded_again() {
    for second in [3 * DAY + 60, 7 * DAY - 1] {
        let world = asked(DENY, vec![(second, Happening::Answers("what_went_wrong"))]).await;
        let told = told_at(&world);
        assert_eq!(times(&told, "refund.info_reminded"), [&(3 * DAY)], "{second}");
        assert_eq!(times(&told, "refund.approved"), [&second], "{told:?}");
        assert_eq!(of(&world, "refund.denied").len(), 0);
    }
}

/// What was decided for lack of an answer stands.
#[tokio::test(start_paused = true)]
async fn an_answer_after_the_deadline_changes_nothing() {
    let late = vec![(7 * DAY + 60, Happening::Answers("what_went_wrong"))];
    let world = asked(DENY, late).await;
    assert_eq!(kinds(&world).last().map(String::as_str), Some("refund.denied"));
    assert_eq!(world.processor.posts(), 0);
}
