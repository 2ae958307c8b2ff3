//! What a replay came to, for programs.

use serde_json::{Map, Value, json};

use super::Titles;
use super::sum::ReplaySums;
use super::tally::{Example, HistoryPlace, Outcomes, ReplayTally, Transition};
use crate::expectation::VerdictWord;

/// The report as one JSON object. Money is in whole minor units.
pub fn document(titles: &Titles, tally: &ReplayTally) -> Value {
    let verdicts = VerdictWord::ALL.into_iter().map(|verdict| {
        let counts = tally.outcomes.get(&verdict).copied().unwrap_or_default();
        (verdict.as_str().to_owned(), outcomes(counts))
    });
    let rules = tally.rules.iter().map(|(id, rule)| {
        let value = json!({ "requests": outcomes(rule.requests), "money": sums(&rule.money) });
        (id.clone(), value)
    });
    let unread = tally.unread.iter().map(|(at, why)| json!({ "at": place(at), "why": why }));
    json!({
        "current": titles.current,
        "candidate": titles.candidate,
        "history": titles.history,
        "requests": tally.requests,
        "same": tally.same,
        "same_by_another_rule_or_clause": tally.otherwise,
        "different": tally.changed(),
        "verdicts": verdicts.collect::<Map<_, _>>(),
        "money": sums(&tally.money),
        "rules": rules.collect::<Map<_, _>>(),
        "transitions": tally.transitions.iter().map(transition).collect::<Vec<_>>(),
        "unreadable": { "number": tally.unreadable, "first": unread.collect::<Vec<_>>() },
    })
}

fn outcomes(counts: Outcomes) -> Value {
    json!({ "now": counts.before, "then": counts.after })
}

fn sums(money: &ReplaySums) -> Value {
    let all = money.all().map(|(currency, before, after)| {
        let value = json!({ "now_minor": whole(before), "then_minor": whole(after) });
        (currency.code().to_owned(), value)
    });
    Value::Object(all.collect())
}

/// A number where JSON's readers can hold it, else its digits.
fn whole(minor: i128) -> Value {
    i64::try_from(minor).map_or_else(|_| json!(minor.to_string()), |minor| json!(minor))
}

fn transition(((was, is), transition): (&(VerdictWord, VerdictWord), &Transition)) -> Value {
    json!({
        "now": was.as_str(),
        "then": is.as_str(),
        "requests": transition.requests,
        "money": sums(&transition.money),
        "examples": transition.examples.iter().map(example).collect::<Vec<_>>(),
    })
}

pub(super) fn place(place: &HistoryPlace) -> Value {
    match place {
        HistoryPlace::Line { line, id } => json!({ "line": line, "id": id }),
        HistoryPlace::Case { requested_at, name } => {
            json!({ "requested_at": requested_at.map(|at| at.to_string()), "request": name })
        }
    }
}

fn example((at, example): (&HistoryPlace, &Example)) -> Value {
    let Example { before, after } = example;
    json!({
        "at": place(at),
        "now": { "decision": before.headline, "rule": before.rule },
        "then": { "decision": after.headline, "rule": after.rule },
    })
}
