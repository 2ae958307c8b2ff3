//! The answers of a draft: read from TOML, with every mistake and its place.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::question::{Question, QuestionForm};
use diagnostics::{Mistake, instead, not_toml};
use domain::locale::Locale;
use domain::money::Currency;

/// The longest text, in bytes.
const BYTES_MAX: usize = 64 * 1024;
/// The most days of the promise. At least two, so that no language needs its word for one day.
const DAYS: (i64, i64) = (2, 365);
/// The greatest amount, in minor units: ceilings are multiples of it.
const MINOR_MAX: i64 = 1_000_000_000_000;

/// What was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    pub(super) days: i64,
    /// The rest of the term is given back after those days.
    pub(super) rest_of_term: bool,
    /// Renewals have rules of their own.
    pub(super) renewals: Option<Renewals>,
    /// A machine gives back the later of two equal charges.
    pub(super) twins_by_machine: bool,
    /// What was used is not given back in full.
    pub(super) used: bool,
    pub(super) currency: Currency,
    /// Minor units; 0 is no bound.
    pub(super) smallest: i64,
    /// Minor units.
    pub(super) largest: i64,
    pub(super) instead: Vec<&'static str>,
    pub(super) above: Above,
    pub(super) languages: Vec<Locale>,
}

/// What becomes of renewals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Renewals {
    FourteenDays,
    Never,
}

/// Who decides above what a machine gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Above {
    One,
    OneThenTwo,
    Two,
}

/// An answer as its form has it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Given {
    Number(i64),
    Word(String),
    /// Words of the question's list, in the order of the list.
    Words(Vec<&'static str>),
}

type AllGiven = BTreeMap<&'static str, (Given, Range<usize>)>;

impl Answers {
    /// Reads the text of a file of answers. Who leaves an answer out gives the default. All mistakes
    /// are told at once, in the order of the text.
    pub fn parse(text: &str) -> Result<Self, Vec<Mistake>> {
        if text.len() > BYTES_MAX {
            let message = format!("the answers have more than {BYTES_MAX} bytes");
            return Err(vec![Mistake::error(0..0, message, "shorten")]);
        }
        let (document, errors) = DeTable::parse_recoverable(text);
        if !errors.is_empty() {
            let told = errors.iter().map(|error| {
                (error.span().unwrap_or(text.len()..text.len()), error.message().to_owned())
            });
            return Err(not_toml(text, told));
        }
        let mut mistakes = strange(document.get_ref());
        let mut given = AllGiven::new();
        for question in Question::ALL {
            let read = match document.get_ref().get(question.key) {
                Some(value) => question.read(value).map(|given| (given, value.span())),
                None => Ok((question.assumed(), 0..0)),
            };
            match read {
                Ok(read) => {
                    given.insert(question.key, read);
                }
                Err(mistake) => mistakes.push(mistake),
            }
        }
        mistakes.extend(bounds(&given));
        let currency = given.get("currency").and_then(|(given, place)| match given {
            Given::Word(code) => Some((Currency::parse(code), place.clone())),
            Given::Number(_) | Given::Words(_) => None,
        });
        if let Some((Err(_), place)) = &currency {
            let message = "there is no such currency";
            let remedy = "write a code of ISO 4217 in capitals: `currency = \"EUR\"`";
            mistakes.push(Mistake::error(place.clone(), message, remedy));
        }
        mistakes.sort_by_key(|mistake| (mistake.span.start, mistake.span.end));
        match currency {
            Some((Ok(currency), _)) if mistakes.is_empty() => Ok(Self::of(&given, currency)),
            Some(_) | None => Err(mistakes),
        }
    }

    /// The languages that customers are written to, as `--languages` takes them.
    pub fn languages(&self) -> String {
        self.languages.iter().map(|locale| locale.as_str()).collect::<Vec<_>>().join(",")
    }

    fn of(given: &AllGiven, currency: Currency) -> Self {
        let is = |key: &str, word: &str| matches!(given.get(key), Some((Given::Word(found), _)) if found == word);
        let number = |key: &str| number(given, key).map_or(0, |(number, _)| number);
        let words = |key: &str| match given.get(key) {
            Some((Given::Words(words), _)) => words.clone(),
            Some((Given::Number(_) | Given::Word(_), _)) | None => Vec::new(),
        };
        Self {
            days: number("days"),
            rest_of_term: is("afterwards", "rest_of_term"),
            // What is paid for once has none.
            renewals: if !is("sold", "subscription") {
                None
            } else if is("renewals", "never") {
                Some(Renewals::Never)
            } else {
                is("renewals", "fourteen_days").then_some(Renewals::FourteenDays)
            },
            twins_by_machine: is("charged_twice", "machine"),
            used: is("used", "yes"),
            currency,
            smallest: number("smallest").min(number("largest")),
            largest: number("largest"),
            instead: words("instead"),
            above: if is("above", "one") {
                Above::One
            } else if is("above", "two") {
                Above::Two
            } else {
                Above::OneThenTwo
            },
            languages: words("languages").into_iter().filter_map(Locale::of_tag).collect(),
        }
    }
}

impl Question {
    fn read(&self, value: &Spanned<DeValue<'_>>) -> Result<Given, Mistake> {
        match self.form {
            QuestionForm::Number => self.deserialized(value).map(Given::Number),
            QuestionForm::Word => self.deserialized(value).map(Given::Word),
            QuestionForm::Choice(_) => {
                // Who is asked for yes or no may say it as TOML does.
                let may = self.words().contains(&"yes");
                let word = match value.get_ref().as_bool().filter(|_| may) {
                    Some(true) => "yes".to_owned(),
                    Some(false) => "no".to_owned(),
                    None => self.deserialized(value)?,
                };
                self.known(&word, value.span())?;
                Ok(Given::Word(word))
            }
            QuestionForm::Words(all) => {
                let words: Vec<Spanned<String>> = self.deserialized(value)?;
                for word in &words {
                    self.known(word.get_ref(), word.span())?;
                }
                if words.is_empty() {
                    return Err(self.mistaken(value, "at least one is needed"));
                }
                let is_named = |name: &&str| words.iter().any(|word| word.get_ref() == name);
                Ok(Given::Words(all.iter().copied().filter(is_named).collect()))
            }
        }
    }

    fn assumed(&self) -> Given {
        match self.form {
            QuestionForm::Number => Given::Number(self.default.parse().unwrap_or_default()),
            QuestionForm::Word | QuestionForm::Choice(_) => Given::Word(self.default.to_owned()),
            QuestionForm::Words(all) => {
                let named = |name: &&str| self.default.split(", ").any(|word| word == *name);
                Given::Words(all.iter().copied().filter(named).collect())
            }
        }
    }

    fn deserialized<'t, T: Deserialize<'t>>(
        &self,
        value: &Spanned<DeValue<'t>>,
    ) -> Result<T, Mistake> {
        let read = T::deserialize(ValueDeserializer::from(value.clone()));
        read.map_err(|error| {
            let said = crate::suite::in_words(error.message().trim_end());
            self.mistaken(value, &said.replace("expected a sequence", "expected a list"))
        })
    }

    fn mistaken(&self, value: &Spanned<DeValue<'_>>, message: &str) -> Mistake {
        let message = format!("`{}`: {message}", self.key);
        let example = format!("write `{}`", self.line("").trim_end());
        let remedy = match self.words().as_slice() {
            [] => example,
            words => format!("{example}, or another one of: {}", words.join(", ")),
        };
        Mistake::error(value.span(), message, remedy)
    }

    fn known(&self, word: &str, place: Range<usize>) -> Result<(), Mistake> {
        let words = self.words();
        if words.contains(&word) {
            return Ok(());
        }
        let message = format!("`{}` cannot be `{word}`", self.key);
        Err(Mistake::error(place, message, instead(word, &words)))
    }
}

/// Keys of no question.
fn strange(document: &DeTable<'_>) -> Vec<Mistake> {
    let keys = Question::ALL.map(|question| question.key);
    let strange = document.keys().filter(|key| !keys.contains(&key.get_ref().as_ref()));
    let told = strange.map(|key| {
        let found = key.get_ref();
        let message = format!("there is no question `{found}`");
        Mistake::error(key.span(), message, instead(found, &keys))
    });
    told.collect()
}

fn number(given: &AllGiven, key: &str) -> Option<(i64, Range<usize>)> {
    match given.get(key) {
        Some((Given::Number(number), place)) => Some((*number, place.clone())),
        Some((Given::Word(_) | Given::Words(_), _)) | None => None,
    }
}

/// Numbers that cannot be.
fn bounds(given: &AllGiven) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    for (key, (least, most)) in
        [("days", DAYS), ("smallest", (0, MINOR_MAX)), ("largest", (1, MINOR_MAX))]
    {
        if let Some((_, place)) = number(given, key).filter(|(it, _)| !(least..=most).contains(it))
        {
            let message = format!("`{key}` must be a whole number from {least} to {most}");
            let remedy = match key {
                "days" => {
                    "write `days = 30`; for a policy that gives nothing back, begin with \
                     config/policies/no-refunds.toml"
                }
                _ => "write minor units: `largest = 20000` is 200.00 EUR",
            };
            mistakes.push(Mistake::error(place, message, remedy));
        }
    }
    let (smallest, largest) = (number(given, "smallest"), number(given, "largest"));
    // One that nobody wrote gives way to the largest.
    if let (Some((smallest, place)), Some((largest, _))) = (smallest, largest)
        && smallest > largest
        && !place.is_empty()
        && mistakes.is_empty()
    {
        let message = format!("the smallest amount, {smallest}, is above the largest, {largest}");
        mistakes.push(Mistake::error(
            place,
            message,
            "write a smaller `smallest`, or 0 for no bound",
        ));
    }
    mistakes
}
