//! Finds everything that is wrong with a language's texts before a customer could.
//!
//! Every text is written once for each way in which it can be used, with marks in place of what is
//! inserted. So what passes can be rendered, and every mark that should be seen is seen. Tone and
//! meaning are for people to check.

use fluent_bundle::{FluentArgs, FluentValue};

use super::catalogue::MessageError;
use super::edition::Edition;
use super::text::{BUSINESS_DAYS, TEXTS, Text, inserted_where, is_of_family};
use crate::domain::locale::Locale;

/// One mistake in the texts of one language.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the {locale} texts are not usable: {mistake}")]
pub struct CatalogueError {
    /// The language.
    pub locale: Locale,
    /// What is wrong.
    pub mistake: Mistake,
}

/// What can be wrong with a language's texts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Mistake {
    /// The language has no tag that the formatters know.
    #[error("the language is not known")]
    NoSuchLanguage,
    /// The file is not Fluent.
    #[error("line {line}: {error}")]
    Syntax {
        /// The line, counted from 1.
        line: usize,
        /// What the parser says.
        error: String,
    },
    /// Two texts have one id.
    #[error("`{id}` is there twice")]
    Twice {
        /// The id.
        id: String,
    },
    /// A text that is needed is not there.
    #[error("`{id}` is missing")]
    MissingText {
        /// The id.
        id: String,
    },
    /// A text is there that nobody asks for: most often a misspelt id.
    #[error("`{id}` is not a text of the catalogue")]
    UnknownText {
        /// The id.
        id: String,
    },
    /// A text leaves out what it should tell.
    #[error("`{id}` does not use ${variable}{case}")]
    MissingVariable {
        /// The id.
        id: String,
        /// The variable.
        variable: String,
        /// In which case, if not in all; starts with a space.
        case: String,
    },
    /// A text asks for what is not inserted there.
    #[error("`{id}` cannot be written{case}: {error}")]
    Unresolved {
        /// The id.
        id: String,
        /// In which case, if not in all; starts with a space.
        case: String,
        /// What could not be resolved.
        error: String,
    },
}

/// Returns every mistake in `edition`; it must have each text of `reference` (the English one).
pub(super) fn mistakes(edition: &Edition, reference: Option<&Edition>) -> Vec<Mistake> {
    let mut found = Vec::new();
    let fixed = TEXTS.iter().map(|text| text.id).chain([BUSINESS_DAYS]);
    let family = reference.into_iter().flat_map(Edition::ids).map(String::as_str);
    for id in fixed.clone().chain(family.filter(|id| is_of_family(id))) {
        if !edition.has(id) {
            found.push(Mistake::MissingText { id: id.to_owned() });
        }
    }
    for id in edition.ids() {
        let asked_for = reference.map_or_else(|| is_of_family(id), |reference| reference.has(id));
        if is_of_family(id) && asked_for {
            found.extend(write(edition, id, &Case::default()).err());
        } else if !fixed.clone().any(|text| text == id) {
            found.push(Mistake::UnknownText { id: id.clone() });
        }
    }
    for text in TEXTS.iter().filter(|text| edition.has(text.id)) {
        found.extend(mistakes_in(edition, text));
    }
    if edition.has(BUSINESS_DAYS) {
        found.extend(mistakes_in_business_days(edition));
    }
    found.sort();
    found.dedup();
    found
}

/// One way to use a text.
#[derive(Debug, Default)]
struct Case {
    args: Vec<(&'static str, FluentValue<'static>)>,
    /// What is inserted, with the mark that must then be seen.
    marks: Vec<(&'static str, String)>,
    /// The switches as they stand, for the error.
    name: String,
}

fn mistakes_in(edition: &Edition, text: &Text) -> Vec<Mistake> {
    let mut found = Vec::new();
    let cases = cases(text);
    let mut written = Vec::with_capacity(cases.len());
    for case in &cases {
        match write(edition, text.id, case) {
            Ok(output) => {
                found.extend(unseen(text.id, case, &output));
                written.push(output);
            }
            Err(mistake) => found.push(mistake),
        }
    }
    if found.is_empty() {
        for (bit, switch) in text.switches.iter().enumerate() {
            if !tells_apart(&written, bit) {
                found.push(Mistake::MissingVariable {
                    id: text.id.to_owned(),
                    variable: (*switch).to_owned(),
                    case: String::new(),
                });
            }
        }
    }
    found
}

/// All combinations of the switches; the one at index `i` has switch `b` on where bit `b` of `i`
/// is set.
fn cases(text: &Text) -> Vec<Case> {
    let combinations = text.switches.iter().fold(1_usize, |n, _| n.saturating_mul(2));
    (0..combinations).map(|index| case(text, index)).collect()
}

fn case(text: &Text, index: usize) -> Case {
    let mut case = Case::default();
    let mut on = Vec::new();
    for (bit, switch) in text.switches.iter().enumerate() {
        let yes = is_on(index, bit);
        if yes {
            on.push(*switch);
        }
        let answer = if yes { "yes" } else { "no" };
        case.args.push((*switch, FluentValue::from(answer)));
        let joint = if case.name.is_empty() { " where $" } else { " and $" };
        case.name.extend([joint, *switch, " is ", answer]);
    }
    for insert in text.inserts {
        if inserted_where(insert).is_none_or(|switch| on.contains(&switch)) {
            let mark = format!("<{insert}>");
            case.args.push((*insert, FluentValue::from(mark.clone())));
            case.marks.push((*insert, mark));
        }
    }
    case
}

fn is_on(index: usize, bit: usize) -> bool {
    u32::try_from(bit).ok().and_then(|bit| index.checked_shr(bit)).is_some_and(|rest| rest & 1 == 1)
}

/// Whether a switch changes what is written in at least one combination of the others.
fn tells_apart(written: &[String], bit: usize) -> bool {
    let (on, off): (Vec<_>, Vec<_>) =
        written.iter().enumerate().partition(|(index, _)| is_on(*index, bit));
    on.iter().zip(&off).any(|((_, with), (_, without))| with != without)
}

fn mistakes_in_business_days(edition: &Edition) -> Vec<Mistake> {
    let mut found = Vec::new();
    // 1 and 2 stand for the plural forms of the languages; a form may spell its number out.
    for (from, to, marked) in
        [(1, 1, false), (2, 2, false), (77, 77, true), (1, 2, false), (55, 77, true)]
    {
        let same = from == to;
        let mut case = business_days_case(from, to);
        if marked {
            case.marks.push(("to", to.to_string()));
            if !same {
                case.marks.push(("from", from.to_string()));
            }
        }
        match write(edition, BUSINESS_DAYS, &case) {
            Ok(output) => found.extend(unseen(BUSINESS_DAYS, &case, &output)),
            Err(mistake) => found.push(mistake),
        }
    }
    found
}

fn business_days_case(from: u8, to: u8) -> Case {
    let same = if from == to { "yes" } else { "no" };
    Case {
        args: vec![("from", from.into()), ("to", to.into()), ("same", same.into())],
        marks: Vec::new(),
        name: format!(" where $from is {from} and $to is {to}"),
    }
}

fn unseen(id: &str, case: &Case, output: &str) -> Vec<Mistake> {
    case.marks
        .iter()
        .filter(|(_, mark)| !output.contains(mark.as_str()))
        .map(|(variable, _)| Mistake::MissingVariable {
            id: id.to_owned(),
            variable: (*variable).to_owned(),
            case: case.name.clone(),
        })
        .collect()
}

fn write(edition: &Edition, id: &str, case: &Case) -> Result<String, Mistake> {
    let mut args = FluentArgs::new();
    for (name, value) in &case.args {
        args.set(*name, value.clone());
    }
    edition.write(id, &args).map_err(|error| Mistake::Unresolved {
        id: id.to_owned(),
        case: case.name.clone(),
        error: if let MessageError::Unresolved { error, .. } = error {
            error
        } else {
            error.to_string()
        },
    })
}
