//! What a replay came to, for a terminal.

use std::cmp::Ordering;

use super::Titles;
use super::sum::{ReplaySums, difference, shown};
use super::tally::{Outcomes, ReplayTally};
use crate::expectation::VerdictWord;
use page::grouped;

/// The most rules that are shown: those of which most changes.
pub(super) const RULES_MAX: usize = 20;

/// Writes the report.
pub fn text(titles: &Titles, tally: &ReplayTally) -> String {
    let mut out = String::new();
    let Titles { current, candidate, history } = titles;
    line(&mut out, &format!("{candidate} against {current}, on {history}"));
    line(&mut out, "");
    let facts = [
        ("requests", tally.requests),
        ("decided the same", tally.same),
        ("the same, by another rule or clause", tally.otherwise),
        ("decided differently", tally.changed()),
        ("could not be read", tally.unreadable),
    ];
    for (title, number) in facts {
        line(&mut out, &format!("{title:<38}{:>14}", grouped(number)));
    }
    for (place, why) in &tally.unread {
        line(&mut out, &format!("  {place}: {why}"));
    }
    verdicts(&mut out, tally);
    money(&mut out, &tally.money);
    rules(&mut out, tally);
    transitions(&mut out, tally);
    out.trim_end().to_owned()
}

fn line(out: &mut String, text: &str) {
    out.push_str(text.trim_end());
    out.push('\n');
}

fn heading(out: &mut String, title: &str, columns: [&str; 3]) {
    let [first, second, third] = columns;
    line(out, "");
    line(out, &format!("{title:<38}{first:>14}  {second:>14}  {third:>14}"));
}

fn row(out: &mut String, title: &str, counts: Outcomes) {
    let Outcomes { before, after } = counts;
    let change = signed(before, after);
    let (before, after) = (grouped(before), grouped(after));
    line(out, &format!("{title:<38}{before:>14}  {after:>14}  {change:>14}"));
}

/// A difference between counts, with its sign.
pub(super) fn signed(before: u64, after: u64) -> String {
    let apart = grouped(before.abs_diff(after));
    match after.cmp(&before) {
        Ordering::Greater => format!("+{apart}"),
        Ordering::Less => format!("−{apart}"),
        Ordering::Equal => apart,
    }
}

fn verdicts(out: &mut String, tally: &ReplayTally) {
    heading(out, "verdict", ["now", "then", "difference"]);
    for verdict in VerdictWord::ALL {
        let counts = tally.outcomes.get(&verdict).copied().unwrap_or_default();
        row(out, verdict.as_str(), counts);
    }
}

fn money(out: &mut String, money: &ReplaySums) {
    heading(out, "given by machines", ["now", "then", "difference"]);
    for (currency, before, after) in money.all() {
        let change = difference(before, after, currency);
        let (before, after) = (shown(before, currency), shown(after, currency));
        line(out, &format!("{currency:<38}{before:>14}  {after:>14}  {change:>14}"));
    }
    if money.all().next().is_none() {
        line(out, "nothing");
    }
}

/// The rules, first those of which most changes.
pub(super) fn by_change(tally: &ReplayTally) -> Vec<(&str, Outcomes)> {
    let mut rules: Vec<(&str, Outcomes)> =
        tally.rules.iter().map(|(id, rule)| (id.as_str(), rule.requests)).collect();
    rules
        .sort_by_key(|(id, counts)| (std::cmp::Reverse(counts.before.abs_diff(counts.after)), *id));
    rules
}

fn rules(out: &mut String, tally: &ReplayTally) {
    heading(out, "decided by rule", ["now", "then", "difference"]);
    let rules = by_change(tally);
    for (id, counts) in rules.iter().take(RULES_MAX) {
        row(out, id, *counts);
    }
    let others = rules.len().saturating_sub(RULES_MAX);
    if others > 0 {
        line(out, &format!("and {others} more, of which less changes"));
    }
}

fn transitions(out: &mut String, tally: &ReplayTally) {
    for ((was, is), transition) in &tally.transitions {
        line(out, "");
        let title = way(*was, *is);
        line(out, &format!("{title:<38}{:>14}", grouped(transition.requests)));
        for (currency, before, after) in transition.money.all() {
            let change = difference(before, after, currency);
            line(out, &format!("  given, {currency:<29}{change:>14}"));
        }
        for (place, example) in &transition.examples {
            let (before, after) = (&example.before, &example.after);
            line(out, &format!("  {place}"));
            line(out, &format!("    now   {} ({})", before.headline, before.rule));
            line(out, &format!("    then  {} ({})", after.headline, after.rule));
        }
    }
}

/// What becomes of what.
pub(super) fn way(was: VerdictWord, is: VerdictWord) -> String {
    if was == is {
        format!("{}, but another", was.as_str())
    } else {
        format!("{} becomes {}", was.as_str(), is.as_str())
    }
}
