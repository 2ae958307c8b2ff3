//! The questions that a policy asks, and the types of their answers.

use std::ops::Range;

use super::example::write;
use super::field::{Field, Optional, Table};
use super::leaf::Name;
use super::reading::Reading;
use super::shape::{self, PolicyFile};
use crate::language::head::Question;
use crate::language::vocabulary::answer_kind;
use domain::conversation::AnswerKind;

/// Every question of every rule, in order, each once.
pub(crate) fn questions(reading: &mut Reading<'_>, file: &PolicyFile) -> Vec<Question> {
    let declared = file.questions.stated().into_iter().flat_map(Table::iter);
    let declared: Vec<_> = declared.collect();
    let rules = file.rule.stated().into_iter().flatten();
    let asks = rules.filter_map(|rule| Some(&rule.get()?.ask.stated()?.questions));
    let mut questions: Vec<Question> = Vec::new();
    for (asked, field) in asks.filter_map(|field| Some((field.get()?, field))) {
        for key in asked.0.iter().map(|question| &question.0) {
            if questions.iter().any(|known| known.key == *key) {
                continue;
            }
            let mut types = declared.iter();
            let own = types.find(|(name, _)| name.get().is_some_and(|name| name.0 == *key));
            let (kind, choices) = match own {
                Some((_, answered)) => typed(reading, answered),
                None => (answer_kind(key), Vec::new()),
            };
            let span = within(reading, &field.span, key);
            let name = format!("answers.{key}");
            questions.push(Question { key: key.clone(), name, kind, choices, span });
        }
    }
    for (name, _) in declared {
        let Some(Name(key)) = name.get() else { continue };
        if !questions.iter().any(|question| question.key == *key) {
            let message = format!("no rule asks `{key}`");
            let remedy = "ask it in a rule, `ask = { questions = [..] }`, or remove it";
            reading.warning(name.span.clone(), message, remedy);
        }
    }
    questions
}

/// The type that is declared, and its choices.
fn typed(
    reading: &mut Reading<'_>,
    answered: &Field<shape::Answered>,
) -> (AnswerKind, Vec<String>) {
    let Some(stated) = answered.get() else { return (AnswerKind::Text, Vec::new()) };
    let kind = stated.kind.get().map_or(AnswerKind::Text, |kind| kind.0);
    match (kind, &stated.choices) {
        (AnswerKind::Choice, None) => {
            reading.error(answered.span.clone(), "the question has no `choices`", write("choices"));
        }
        (AnswerKind::YesNo | AnswerKind::Number | AnswerKind::Text, Some(choices)) => {
            let message = "only a question of the type choice has `choices`";
            reading.error(
                choices.span.clone(),
                message,
                "write `type = \"choice\"`, or remove them",
            );
        }
        (AnswerKind::Choice, Some(_))
        | (AnswerKind::YesNo | AnswerKind::Number | AnswerKind::Text, None) => {}
    }
    let choices = stated.choices.stated().into_iter().flat_map(|choices| &choices.0);
    (kind, choices.map(|choice| choice.0.clone()).collect())
}

/// Where a word stands in a list of texts: the whole list where escapes hide it.
fn within(reading: &Reading<'_>, list: &Range<usize>, word: &str) -> Range<usize> {
    let written = reading.text.get(list.clone()).unwrap_or_default();
    let quoted = ['"', '\''].map(|quote| format!("{quote}{word}{quote}"));
    let found = quoted.iter().find_map(|word| Some((written.find(word)?, word.len())));
    found.map_or(list.clone(), |(at, length)| {
        let start = list.start.saturating_add(at);
        start..start.saturating_add(length)
    })
}
