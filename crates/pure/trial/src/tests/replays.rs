//! A replay counts every request once, whoever counted it and in whatever order.

use proptest::prelude::*;

use super::{SHIPPED, one, policy};
use crate::Suite;
use crate::replay::{
    EXAMPLES_MAX, HistoryPlace, Replay, ReplayTally, Titles, document, page, text,
};
use domain::facts::Facts;
use domain::money::{Currency, Money};
use policy::Policy;

fn current() -> Policy {
    policy(SHIPPED[1].0, SHIPPED[1].1)
}

/// Thirty days become fourteen, a rehearsal is one no more, and a rule is called otherwise.
fn candidate() -> Policy {
    let text = SHIPPED[1]
        .1
        .replace("30 days of purchase", "14 days of purchase")
        .replace("id = \"contradiction\"", "id = \"contradicts\"")
        .replace("who = \"two\"", "who = \"never\"")
        .replace("\"downgrade\", \"credit\"", "\"credit\"");
    policy("candidate", &text)
}

/// The facts of all cases of one tests file, over and over, in three currencies.
fn history(requests: usize) -> Vec<Facts> {
    let suite = Suite::parse(SHIPPED[1].2).unwrap();
    let facts: Vec<Facts> = suite.cases.iter().map(|case| case.facts.clone().facts(one)).collect();
    let codes = ["EUR", "USD", "GBP"];
    (0..requests)
        .map(|number| {
            let mut facts = facts[number % facts.len()].clone();
            let currency = Currency::parse(codes[number % 3]).unwrap();
            let minor = facts.payment.captured.minor + i64::try_from(number).unwrap();
            facts.payment.captured = Money::new(minor, currency);
            facts.ledger.left_minor = minor - facts.ledger.refunded_minor;
            facts
        })
        .collect()
}

fn place(number: usize) -> HistoryPlace {
    let line = u64::try_from(number + 1).unwrap();
    HistoryPlace::Line { line, id: number.is_multiple_of(2).then(|| format!("req-<{number}>")) }
}

fn tally(history: &[(usize, Facts)]) -> ReplayTally {
    let (current, candidate) = (current(), candidate());
    let both = Replay { current: &current, candidate: &candidate, senders: None };
    let mut tally = ReplayTally::default();
    for (number, facts) in history {
        both.weigh(&mut tally, facts, || place(*number));
    }
    tally
}

fn titles() -> Titles {
    Titles {
        current: "policy.toml".to_owned(),
        candidate: "stricter & <newer>.toml".to_owned(),
        history: "history.jsonl".to_owned(),
    }
}

fn example() -> ReplayTally {
    let history: Vec<(usize, Facts)> = history(180).into_iter().enumerate().collect();
    let mut tally = tally(&history);
    let wrong = HistoryPlace::Line { line: 181, id: None };
    tally.miss(wrong, "request.reason: unknown reason <script>, column 9");
    tally
}

#[test]
fn what_changes_is_counted_and_summed_up_as_text() {
    insta::assert_snapshot!("replay_text", text(&titles(), &example()));
}

#[test]
fn what_changes_is_there_for_programs() {
    insta::assert_snapshot!("replay_json", format!("{:#}", document(&titles(), &example())));
}

#[test]
fn the_page_loads_nothing_and_shows_no_markup_of_others() {
    let page = page(&titles(), &example());
    for remote in ["http:", "https:", "url(", "src=", "<link", "@import", "<script"] {
        assert!(!page.contains(remote), "{remote}");
    }
    assert!(page.contains("stricter &amp; &lt;newer&gt;.toml"));
    assert!(page.contains("req-&lt;") && !page.contains("req-<"));
    insta::assert_snapshot!("replay_page", page);
}

#[test]
fn a_quote_in_a_name_ends_no_attribute() {
    let titles = Titles { candidate: "o'hare\" onload='x".to_owned(), ..titles() };
    let page = page(&titles, &ReplayTally::default());
    assert!(page.contains("o&#39;hare&quot; onload=&#39;x") && !page.contains("o'hare"));
}

#[test]
fn a_replay_without_requests_is_shown_too() {
    let (nothing, titles) = (ReplayTally::default(), titles());
    assert!(text(&titles, &nothing).contains("nothing"));
    assert!(page(&titles, &nothing).contains("Every request is decided as it was."));
}

#[test]
fn a_policy_against_itself_changes_nothing() {
    let current = current();
    let both = Replay { current: &current, candidate: &current, senders: None };
    let mut tally = ReplayTally::default();
    for (number, facts) in history(54).iter().enumerate() {
        both.weigh(&mut tally, facts, || place(number));
    }
    assert_eq!((tally.requests, tally.same, tally.changed()), (54, 54, 0));
}

#[test]
fn every_request_is_counted_in_one_place() {
    let tally = example();
    assert_eq!(tally.requests, 180);
    assert_eq!(tally.same + tally.otherwise + tally.changed(), 180);
    let before: u64 = tally.outcomes.values().map(|counts| counts.before).sum();
    let after: u64 = tally.outcomes.values().map(|counts| counts.after).sum();
    assert_eq!((before, after), (180, 180));
    let decided: u64 = tally.rules.values().map(|rule| rule.requests.after).sum();
    assert_eq!(decided, 180);
    assert!(tally.transitions.values().all(|one| one.examples.len() <= EXAMPLES_MAX));
    for (currency, before, after) in tally.money.all() {
        let rules = tally.rules.values().flat_map(|rule| rule.money.all());
        let sums = rules.filter(|(code, ..)| *code == currency);
        let sums = sums.fold((0, 0), |sum, (_, before, after)| (sum.0 + before, sum.1 + after));
        assert_eq!(sums, (before, after), "{currency}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn the_order_and_the_sharing_of_the_work_change_nothing(
        order in Just((0..180_usize).collect::<Vec<_>>()).prop_shuffle(),
        parts in 1..8_usize,
    ) {
        let history = history(180);
        let shuffled: Vec<(usize, Facts)> =
            order.iter().map(|number| (*number, history[*number].clone())).collect();
        let mut shared = ReplayTally::default();
        for part in shuffled.chunks(180 / parts) {
            shared.merge(tally(part));
        }
        let in_order: Vec<(usize, Facts)> = history.into_iter().enumerate().collect();
        prop_assert_eq!(shared, tally(&in_order));
    }
}
