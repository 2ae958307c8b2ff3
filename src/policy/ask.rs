//! What is asked of the customer before a decision, and what silence means.

use super::document::{Reading, Section, Value, Words};
use super::offer::{Alternatives, alternatives};
use super::view::{DAY, View};
use super::vocabulary::is_id;
use crate::domain::decision::ConditionTrace;

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

/// What becomes of a request whose questions were not answered in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Silence {
    /// A person decides.
    Review,
    /// It is denied.
    Deny {
        /// The clause that the denial rests on; the rule's where it names none.
        clause: Option<String>,
        /// What is offered instead.
        alternatives: Vec<String>,
    },
}

pub(super) const REMEDY: &str = "write `ask = { questions = [\"what_went_wrong\"], \
                                 within_days = 7, remind_after_days = 3, silence = \"review\" }`";
/// The keys of `ask`.
pub(super) const KEYS: [&str; 6] =
    ["questions", "within_days", "remind_after_days", "silence", "clause", "alternatives"];
/// The most questions that one rule may ask.
const MAX_QUESTIONS: usize = 8;

/// Days as the conversation counts them.
pub(super) fn seconds(days: i64) -> i64 {
    days.saturating_mul(DAY)
}

/// Whether an answer is missing, with an account of it. A rule whose questions are all answered
/// does not apply any more, so that the rules after it decide on what was answered.
pub(super) fn missing(ask: &Ask, view: &View<'_>) -> (ConditionTrace, bool) {
    let answers = &view.facts.request.answers;
    let is_answered = |question: &String| answers.contains(question);
    let missing = !ask.questions.iter().all(is_answered);
    let values = ask
        .questions
        .iter()
        .map(|question| (format!("answers.{question}"), is_answered(question).to_string()));
    let values = values.collect();
    let text = "an answer is missing".to_owned();
    (ConditionTrace { text, held: Some(missing), values }, missing)
}

/// The keys of the questions of one rule as far as they can be read; what is wrong with them is
/// reported when the rule is.
pub(super) fn keys(rule: &Value<'_>) -> Vec<String> {
    let ask = rule.get_ref().as_table().and_then(|rule| rule.get("ask"));
    let questions = ask.and_then(|ask| ask.get_ref().as_table()?.get("questions"));
    let list = questions.and_then(|list| list.get_ref().as_array());
    let texts = list.into_iter().flatten().filter_map(|element| element.get_ref().as_str());
    texts.filter(|text| super::head::is_field(text)).map(str::to_owned).collect()
}

/// The clause of a denial after silence, as far as it can be read.
pub(super) fn clause<'t>(reading: &mut Reading<'t>, rule: &Section<'_, 't>) -> Option<Words> {
    let value = rule.get("ask")?.get_ref().as_table()?.get("clause")?;
    value.get_ref().as_str()?;
    reading.words("`clause`", value, REMEDY).filter(|words| is_id(&words.text))
}

/// Reads `ask`.
pub(super) fn read<'t>(reading: &mut Reading<'t>, value: &Value<'t>) -> Option<Ask> {
    let section = reading.section("`ask`", value, REMEDY)?;
    reading.only(&section, &KEYS);
    let questions = questions(reading, &section, value);
    let within_days = match section.get("within_days") {
        Some(days) => reading.whole("`within_days`", days, 1..=90, REMEDY),
        None => reading.no(value, "`ask` does not say how long it waits", "add `within_days = 7`"),
    };
    let remind_after_days = match section.get("remind_after_days") {
        Some(days) => {
            let number = reading.whole("`remind_after_days`", days, 1..=89, REMEDY)?;
            if within_days.is_some_and(|within| number >= within) {
                let message = "the reminder comes when the time is over";
                let remedy = "make `remind_after_days` less than `within_days`";
                reading.error(days.span(), message, remedy);
            }
            Some(number)
        }
        None => None,
    };
    let silence = silence(reading, &section, value);
    Some(Ask {
        questions: questions?,
        within_days: within_days?,
        remind_after_days,
        silence: silence?,
    })
}

fn questions<'t>(
    reading: &mut Reading<'t>,
    section: &Section<'_, 't>,
    value: &Value<'t>,
) -> Option<Vec<String>> {
    let Some(list) = section.get("questions") else {
        return reading.no(value, "`ask` has no `questions`", REMEDY);
    };
    let words = reading.list("`questions`", list, REMEDY)?;
    if words.is_empty() || words.len() > MAX_QUESTIONS {
        let message = format!("a rule asks 1 to {MAX_QUESTIONS} questions");
        let remedy = "name those without which nothing can be decided: `[\"what_went_wrong\"]`";
        return reading.no(list, message, remedy);
    }
    let mut keys: Vec<String> = Vec::new();
    for question in words {
        if !super::head::is_field(&question.text) {
            let remedy = "use a key of the message catalogue, such as `what_went_wrong`: \
                          lower-case letters, digits and `_`";
            let message = format!("a question cannot be {:?}", question.text);
            reading.error(question.span, message, remedy);
        } else if keys.contains(&question.text) {
            reading.error(question.span, "this is asked twice", "remove one");
        }
        keys.push(question.text);
    }
    Some(keys)
}

fn silence<'t>(
    reading: &mut Reading<'t>,
    section: &Section<'_, 't>,
    value: &Value<'t>,
) -> Option<Silence> {
    const REMEDY: &str =
        "write `silence = \"review\"`, or `silence = \"deny\"` with `alternatives`";
    let Some(silence) = section.get("silence") else {
        let message = "`ask` does not say what silence means";
        return reading.no(value, message, REMEDY);
    };
    let words = reading.words("`silence`", silence, REMEDY)?;
    let spare = ["clause", "alternatives"].into_iter().find_map(|key| section.get(key));
    match words.text.as_str() {
        "review" => {
            if let Some(spare) = spare {
                let message = "a person decides, so that nothing is offered here";
                reading.error(spare.span(), message, "remove it");
            }
            Some(Silence::Review)
        }
        "deny" => {
            let clause = reading.optional_words(section, "clause");
            if let Some(words) = clause.as_ref().filter(|words| !is_id(&words.text)) {
                reading.check_id("`clause`", &words.text, words.span.clone());
            }
            let Some(list) = section.get("alternatives") else {
                return reading.no(value, "silence is denied without alternatives", REMEDY);
            };
            match alternatives(reading, list)? {
                Alternatives::Listed(alternatives) => {
                    Some(Silence::Deny { clause: clause.map(|words| words.text), alternatives })
                }
                Alternatives::Offered => {
                    reading.no(list, "silence needs alternatives of its own", REMEDY)
                }
            }
        }
        other => reading.no(silence, format!("silence cannot be {other:?}"), REMEDY),
    }
}
