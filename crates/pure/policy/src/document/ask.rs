//! What is asked of the customer before a decision, and what silence means.

use super::example::write;
use super::field::{Field, Optional};
use super::leaf::Id;
use super::offer::listed;
use super::reading::Reading;
use super::shape;
use domain::authority::Why;
use domain::decision::Silence;

/// Questions, and what becomes of the request if they are not answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Keys of the message catalogue, in order, at least one.
    pub questions: Vec<String>,
    /// Days that the customer has to answer.
    pub within_days: i64,
    /// Days after which the customer is reminded, once.
    pub remind_after_days: Option<i64>,
    /// What silence means.
    pub silence: Silence,
}

/// Reads `ask` of a rule that rests on this clause.
pub(crate) fn read(
    reading: &mut Reading<'_>,
    field: &Field<shape::Ask>,
    clause: &Field<Id>,
) -> Option<Ask> {
    let ask = field.get()?;
    let (within, remind) = (ask.within_days.get(), ask.remind_after_days.stated());
    if within.zip(remind).is_some_and(|(within, remind)| remind.0 >= within.0) {
        let message = "the reminder comes when the time is over";
        let remedy = "make `remind_after_days` less than `within_days`";
        reading.error(ask.remind_after_days.place().unwrap_or_default(), message, remedy);
    }
    let silence = silence(reading, field, clause);
    Some(Ask {
        questions: ask.questions.get()?.0.iter().map(|question| question.0.clone()).collect(),
        within_days: within?.0,
        remind_after_days: remind.map(|days| days.0),
        silence: silence?,
    })
}

fn silence(
    reading: &mut Reading<'_>,
    field: &Field<shape::Ask>,
    clause: &Field<Id>,
) -> Option<Silence> {
    let ask = field.get()?;
    match (ask.silence.get()?, &ask.alternatives) {
        (shape::SilenceWord::Review, alternatives) => {
            if let Some(spare) = ask.clause.place().or_else(|| alternatives.place()) {
                let message = "a person decides, so that nothing is offered here";
                reading.error(spare, message, "remove it");
            }
            Some(Silence::Review { why: Why::Unanswered })
        }
        (shape::SilenceWord::Deny, None) => {
            let message = "silence is denied without alternatives";
            reading.error(field.span.clone(), message, write("silence"));
            None
        }
        (shape::SilenceWord::Deny, Some(alternatives)) => Some(Silence::Deny {
            clause: ask.clause.as_ref().unwrap_or(clause).get()?.0.clone(),
            alternatives: listed(alternatives.get()?),
        }),
    }
}
