//! The time frames and the conditions of a rule or an offer.

use std::collections::BTreeSet;
use std::ops::Range;

use super::example::write;
use super::field::Field;
use super::leaf::Frame;
use super::reading::Reading;
use super::shape;
use crate::language::anchor::Anchor;
use crate::language::condition::Condition;
use crate::language::head::Head;
use crate::language::test::Test;
use crate::language::vocabulary::is_field;
use crate::language::window::Window;
use crate::language::{syntax, translation, typing};
use diagnostics::{Mistake, instead};

/// The most conditions that one rule may have.
const MAX_CONDITIONS: usize = 32;

/// Conditions with their places.
pub(crate) type Tests = (Vec<Test>, Vec<Range<usize>>);

/// The time frames and the conditions of a rule.
pub(crate) fn when(
    reading: &mut Reading<'_>,
    head: &Head,
    noun: &str,
    stated: &Field<shape::Rule>,
) -> Option<Tests> {
    let rule = stated.get()?;
    // Both are read before either is missed: a wrong frame hides no wrong condition.
    let frames = windows(reading, head, rule);
    let listed = rule.when.as_ref().map(|list| conditions(reading, head, list));
    let (mut tests, mut places) = frames?;
    match listed {
        Some(read) => {
            let (conditions, spans) = read?;
            tests.extend(conditions);
            places.extend(spans);
        }
        None if tests.is_empty() => {
            let message = format!("{noun} has no `when`");
            reading.error(stated.span.clone(), message, write("when"));
            return None;
        }
        None => {}
    }
    unlike(reading, &tests, &places);
    Some((tests, places))
}

/// Reads a list of conditions.
pub(crate) fn conditions(
    reading: &mut Reading<'_>,
    head: &Head,
    list: &Field<Vec<Field<String>>>,
) -> Option<Tests> {
    let elements = list.get()?;
    if elements.len() > MAX_CONDITIONS {
        let message = format!("a rule has at most {MAX_CONDITIONS} conditions");
        reading.error(list.span.clone(), message, "split the rule");
        return None;
    }
    let read: Vec<Option<Test>> =
        elements.iter().map(|element| test(reading, head, element)).collect();
    let tests = read.into_iter().collect::<Option<_>>()?;
    Some((tests, elements.iter().map(|element| element.span.clone()).collect()))
}

/// No condition stands twice.
pub(crate) fn unlike(reading: &mut Reading<'_>, tests: &[Test], places: &[Range<usize>]) {
    let mut seen = BTreeSet::new();
    for (test, place) in tests.iter().zip(places) {
        if !seen.insert(&test.condition) {
            reading.error(place.clone(), "the rule has this condition twice", "remove one");
        }
    }
}

/// The time frames of a rule stand beside its conditions.
fn windows(reading: &mut Reading<'_>, head: &Head, rule: &shape::Rule) -> Option<Tests> {
    let within = rule.within.as_ref().map(|frame| window(reading, head, frame, false));
    let after = rule.after.as_ref().map(|frame| window(reading, head, frame, true));
    within.into_iter().chain(after).collect::<Option<Vec<_>>>().map(|read| read.into_iter().unzip())
}

fn window(
    reading: &mut Reading<'_>,
    head: &Head,
    frame: &Field<Frame>,
    closed: bool,
) -> Option<(Test, Range<usize>)> {
    let Frame((length, name)) = frame.get()?;
    let Some(anchor) = Anchor::of(name, head) else {
        no_instant(reading, head, &frame.span, name);
        return None;
    };
    let window = Window { anchor, length: *length, closed };
    let condition = Condition::Window(window);
    let facts = condition.facts().into_iter().collect();
    Some((Test { text: window.shown(head), condition, facts }, frame.span.clone()))
}

/// What a frame is counted from must be an instant that the policy declares.
fn no_instant(reading: &mut Reading<'_>, head: &Head, span: &Range<usize>, name: &str) {
    if head.broken.iter().any(|broken| broken == name) {
        return;
    }
    let message = match head.fact(name) {
        Some(fact) => format!("`{name}` is no instant, its type is {}", head.kind(fact).as_str()),
        None => format!("there is no instant `{name}` to count from"),
    };
    let key = name.strip_prefix("merchant.").filter(|key| head.declares && is_field(key));
    let remedy = match key {
        Some(key) => format!("declare it: `[facts.{key}]` and below it `type = \"instant\"`"),
        None => instead(name, &Anchor::ALL.map(|(_, name)| name)),
    };
    reading.error(span.clone(), message, remedy);
}

/// The mistakes of a condition; where all of it can be said as ours are, the first of them alone, with
/// that as its remedy.
fn advised(mut mistakes: Vec<Mistake>, text: &str, head: &Head) -> Vec<Mistake> {
    let Some(translated) = translation::translated(text, head) else {
        if let (Some(mistake), Some(span)) = (mistakes.first_mut(), translation::span_of_time(text))
        {
            mistake.remedy = format!(
                "a time frame stands beside the conditions: `within = \"{span} of purchase\"`, or \
                 `after = …`"
            );
            mistakes.truncate(1);
        }
        return mistakes;
    };
    let escaped = translated.replace('\\', "\\\\").replace('"', "\\\"");
    let written = format!("\"{escaped}\"");
    let checked = syntax::read(&translated)
        .map_err(|mistake| vec![mistake])
        .and_then(|node| typing::check(&node, head));
    let remedy = match checked.err().as_deref() {
        Some([left, ..]) => format!("write {written}; then: {}, {}", left.message, left.remedy),
        Some([]) | None => format!("write {written}"),
    };
    mistakes.truncate(1);
    for mistake in &mut mistakes {
        mistake.remedy.clone_from(&remedy);
    }
    mistakes
}

/// Reads one condition.
pub(crate) fn test(
    reading: &mut Reading<'_>,
    head: &Head,
    element: &Field<String>,
) -> Option<Test> {
    let text = element.get()?;
    let checked = syntax::read(text)
        .map_err(|mistake| vec![mistake])
        .and_then(|node| typing::check(&node, head));
    match checked {
        Ok(condition) => {
            let facts = condition.facts().into_iter().collect();
            Some(Test { text: text.clone(), condition, facts })
        }
        Err(mistakes) => {
            for mut mistake in advised(mistakes, text, head) {
                mistake.span = reading.place(&element.span, text, &mistake.span);
                reading.mistakes.push(mistake);
            }
            None
        }
    }
}
