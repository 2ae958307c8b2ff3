//! Finds everything that is wrong with a language's texts before a customer could.
//!
//! Each text's syntax is compared with what it is given, and then it is written once for each way
//! in which it can be used, with marks in place of what is inserted. So what passes can be
//! rendered, and every mark that should be seen is seen. Tone and meaning are for people to check.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::resolver::ResolverError;
use fluent_bundle::resolver::errors::ReferenceKind;
use fluent_bundle::{FluentArgs, FluentError, FluentValue};

use super::edition::Edition;
use super::form::Choice;
use super::mistake::{CatalogueError, TextMistake};
use super::text::{
    ABOUT, BUSINESS_DAYS, CLAUSE, GREETING, LIST_ITEM, REASON, SUBJECT_WITH_REFERENCE, SUM, TEXTS,
    Text, WHOLE_PAYMENT, fixed, inserted_where, is_of_family,
};
use super::{claim, plural};
use diagnostics::closest;
use domain::clause::{CLAUSE_CHARACTERS_MAX, characters_on_a_line};
use domain::languages::Languages;

/// A text of a family: it is given nothing.
const OF_FAMILY: Text =
    Text { id: "", inserts: &[], spared: &[], switches: &[], choices: &[], numbers: &[] };

/// Returns every mistake in `edition`. `families` are the ids that every language has.
pub(super) fn mistakes(edition: &Edition, families: &BTreeSet<String>) -> Vec<CatalogueError> {
    let mut found = Vec::new();
    let mut known: Vec<&str> = fixed().collect();
    known.extend(families.iter().map(String::as_str));
    for id in known.iter().filter(|id| !edition.has(id)) {
        found.push(TextMistake::MissingText((*id).to_owned()));
    }
    for id in edition.ids() {
        if let Some(text) = TEXTS.iter().chain([&BUSINESS_DAYS]).find(|text| text.id == id) {
            found.extend(mistakes_in(edition, text));
        } else if is_of_family(id) {
            found.extend(mistakes_in_family(edition, id));
        } else {
            let meant = closest(id, known.iter().copied()).map(str::to_owned);
            found.push(TextMistake::UnknownText { id: id.to_owned(), meant });
        }
    }
    found.sort();
    found.dedup();
    found.into_iter().map(|mistake| placed(edition, mistake)).collect()
}

/// The texts of families that not every one of `languages` has, each complained about where it
/// stands.
pub(super) fn alone(
    editions: &[Edition],
    families: &BTreeSet<String>,
    languages: &Languages,
) -> Vec<CatalogueError> {
    let mut found = Vec::new();
    for edition in editions {
        let extra = edition.ids().filter(|id| is_of_family(id) && !families.contains(*id));
        for id in extra {
            let lacking: Vec<&str> = editions
                .iter()
                .filter(|other| languages.has(other.locale) && !other.has(id))
                .map(|other| other.locale.as_str())
                .collect();
            if !lacking.is_empty() {
                let meant = closest(id, families.iter().map(String::as_str)).map(str::to_owned);
                let lacking = lacking.join(", ");
                let mistake = TextMistake::Alone { id: id.to_owned(), lacking, meant };
                found.push(placed(edition, mistake));
            }
        }
    }
    found
}

fn placed(edition: &Edition, mistake: TextMistake) -> CatalogueError {
    let id = match &mistake {
        TextMistake::NoSuchLanguage | TextMistake::Syntax(_) => "",
        TextMistake::Twice(id)
        | TextMistake::MissingText(id)
        | TextMistake::Attributes(id)
        | TextMistake::Lines(id)
        | TextMistake::UnknownText { id, .. }
        | TextMistake::Alone { id, .. }
        | TextMistake::UnknownVariable { id, .. }
        | TextMistake::Shown { id, .. }
        | TextMistake::Absent { id, .. }
        | TextMistake::MissingVariable { id, .. }
        | TextMistake::MissingVariant { id, .. }
        | TextMistake::UnknownVariant { id, .. }
        | TextMistake::Unresolved { id, .. }
        | TextMistake::Premature { id, .. }
        | TextMistake::Long { id, .. } => id,
    };
    let place = edition.entered(id).map(|text| text.place.clone());
    CatalogueError { locale: edition.locale, place, mistake }
}

/// One way to use a text.
#[derive(Debug, Default, Clone)]
struct Case {
    args: Vec<(&'static str, FluentValue<'static>)>,
    /// What is inserted, with the mark that must then be seen.
    marks: Vec<(&'static str, String)>,
    /// The variant of all that is told apart.
    variants: Vec<(&'static str, &'static str)>,
    /// The same for the error, and of it the switches alone.
    name: String,
    switches: String,
}

fn mistakes_in(edition: &Edition, text: &Text) -> Vec<TextMistake> {
    let mut found = mistakes_of_form(edition, text.id, text);
    if !found.is_empty() {
        // What is written of such a text would only show the same mistakes again.
        return found;
    }
    let cases = if text.id == BUSINESS_DAYS.id { business_days() } else { cases(text) };
    let own = edition.entered(text.id).is_some_and(|entered| entered.own);
    let spared = if own { text.spared } else { &[] };
    let mut written = Vec::with_capacity(cases.len());
    for case in &cases {
        match write(edition, text.id, case) {
            Ok(output) => {
                found.extend(unsayable(edition, text.id, &output));
                written.push((case, output));
            }
            Err(mistake) => found.push(mistake),
        }
    }
    found.extend(unseen(text.id, &written, spared));
    if found.is_empty() && text.id != BUSINESS_DAYS.id {
        let must = |name: &&str| !own || text.switches.contains(name);
        let told_apart = text.told_apart().into_iter().map(|(name, _)| name);
        for name in told_apart.filter(must).filter(|name| !tells_apart(&written, name)) {
            found.push(TextMistake::MissingVariable {
                id: text.id.to_owned(),
                variable: name.to_owned(),
                case: String::new(),
            });
        }
    }
    found
}

fn mistakes_in_family(edition: &Edition, id: &str) -> Vec<TextMistake> {
    let mut found = mistakes_of_form(edition, id, &OF_FAMILY);
    if found.is_empty() {
        match write(edition, id, &Case::default()) {
            Ok(output) if output.lines().count() > 1 => {
                found.push(TextMistake::Lines(id.to_owned()));
            }
            Ok(output) if id.starts_with(CLAUSE) => {
                let characters = characters_on_a_line(&output);
                if characters > CLAUSE_CHARACTERS_MAX {
                    found.push(TextMistake::Long { id: id.to_owned(), characters });
                }
            }
            Ok(_) => {}
            Err(mistake) => found.push(mistake),
        }
    }
    found
}

/// What a text's syntax says, against what `text` is given.
fn mistakes_of_form(edition: &Edition, id: &str, text: &Text) -> Vec<TextMistake> {
    let Some(form) = edition.entered(id).map(|entered| &entered.form) else { return Vec::new() };
    let mut found = Vec::new();
    if form.has_attributes {
        found.push(TextMistake::Attributes(id.to_owned()));
    }
    let told_apart = text.told_apart();
    let names: Vec<&str> = told_apart.iter().map(|(name, _)| *name).collect();
    let known: Vec<&str> = [text.inserts, &names, text.numbers].concat();
    for variable in form.variables().into_iter().filter(|name| !known.contains(name)) {
        let known: Vec<String> = known.iter().map(|name| format!("${name}")).collect();
        let (id, variable, known) = (id.to_owned(), variable.to_owned(), known.join(", "));
        found.push(TextMistake::UnknownVariable { id, variable, known });
    }
    for (name, variants) in told_apart.iter().filter(|(name, _)| form.shown.contains(*name)) {
        let (id, variable, variants) = (id.to_owned(), (*name).to_owned(), variants.to_vec());
        found.push(TextMistake::Shown { id, variable, variants });
    }
    let own = edition.entered(id).is_some_and(|entered| entered.own);
    for choice in &form.choices {
        let variable = choice.variable.as_str();
        if let Some((name, variants)) = told_apart.iter().find(|(name, _)| *name == variable) {
            let may_lack = own && !text.switches.contains(name);
            found.extend(mistakes_of_variants(id, choice, variants, may_lack));
        } else if text.numbers.contains(&variable) {
            found.extend(mistakes_of_plurals(edition, id, choice));
        }
    }
    found
}

/// What is wrong with a choice of which all variants are known; a merchant's may lack some.
fn mistakes_of_variants(
    id: &str,
    choice: &Choice,
    known: &[&str],
    may_lack: bool,
) -> Vec<TextMistake> {
    let missing = known.iter().filter(|variant| !may_lack && !choice.keys.contains(**variant));
    let missing = missing.map(|variant| missing_variant(id, choice, variant));
    let unknown = choice.keys.iter().filter(|key| !known.contains(&key.as_str()));
    missing.chain(unknown.map(|key| unknown_variant(id, choice, key))).collect()
}

/// What is wrong with a choice by a number.
fn mistakes_of_plurals(edition: &Edition, id: &str, choice: &Choice) -> Vec<TextMistake> {
    let forms = plural::forms(edition.locale);
    // A form may be spelt out by all its numbers; the language's data then has it covered.
    let spelt_out = |form: &str| {
        let mut numbers = (0..=u8::MAX)
            .filter(|number| plural::form(edition.locale, *number) == Some(form))
            .map(|number| number.to_string());
        numbers.all(|number| choice.keys.contains(&number))
    };
    let missing = forms.iter().filter(|form| !choice.keys.contains(**form) && !spelt_out(form));
    let missing = missing.map(|form| missing_variant(id, choice, form));
    let is_number = |key: &str| key.parse::<u8>().is_ok();
    let unknown = choice.keys.iter().filter(|key| !forms.contains(key.as_str()) && !is_number(key));
    missing.chain(unknown.map(|key| unknown_variant(id, choice, key))).collect()
}

fn missing_variant(id: &str, choice: &Choice, variant: &str) -> TextMistake {
    let (id, variable) = (id.to_owned(), choice.variable.clone());
    TextMistake::MissingVariant { id, variable, variant: variant.to_owned() }
}

fn unknown_variant(id: &str, choice: &Choice, variant: &str) -> TextMistake {
    let (id, variable) = (id.to_owned(), choice.variable.clone());
    TextMistake::UnknownVariant { id, variable, variant: variant.to_owned() }
}

/// All combinations of what is told apart, each with one thing and with several.
fn cases(text: &Text) -> Vec<Case> {
    let mut combinations: Vec<Vec<(&'static str, &'static str)>> = vec![Vec::new()];
    for (name, variants) in text.told_apart() {
        let with = |combination: &Vec<_>| {
            let combination = combination.clone();
            variants
                .iter()
                .map(move |variant| [combination.as_slice(), &[(name, *variant)]].concat())
        };
        combinations = combinations.iter().flat_map(with).collect();
    }
    let counts: &[u8] = if text.numbers.is_empty() { &[0] } else { &[5, 1] };
    let with_count = |count: &u8| {
        let count = *count;
        let cases = combinations.iter().map(move |variants| {
            let mut case = case(text, variants);
            for number in text.numbers {
                case.args.push((*number, count.into()));
            }
            case
        });
        cases.collect::<Vec<_>>()
    };
    counts.iter().flat_map(with_count).collect()
}

fn case(text: &Text, variants: &[(&'static str, &'static str)]) -> Case {
    let mut case = Case { variants: variants.to_vec(), ..Case::default() };
    for (name, variant) in variants {
        case.args.push((*name, FluentValue::from(*variant)));
        let joint = if case.name.is_empty() { " where $" } else { " and $" };
        case.name.extend([joint, *name, " is ", *variant]);
        if text.switches.contains(name) {
            case.switches.clone_from(&case.name);
        }
    }
    for insert in text.inserts {
        let is_there = |(name, where_it_is): (&str, &[&str])| {
            variants.iter().any(|(told, is)| *told == name && where_it_is.contains(is))
        };
        if inserted_where(text, insert).is_none_or(is_there) {
            let mark = format!("<{insert}>");
            case.args.push((*insert, FluentValue::from(mark.clone())));
            case.marks.push((*insert, mark));
        }
    }
    case
}

/// Whether what is told apart under that name changes what is written in at least one combination of
/// the others.
fn tells_apart(written: &[(&Case, String)], name: &str) -> bool {
    let rest = |variants: &[(&'static str, &'static str)]| {
        let others = variants.iter().filter(|(other, _)| *other != name);
        others.copied().collect::<Vec<_>>()
    };
    let mut seen: BTreeMap<Vec<(&str, &str)>, &str> = BTreeMap::new();
    written.iter().any(|(case, output)| {
        let known = seen.entry(rest(&case.variants)).or_insert(output);
        *known != output.as_str()
    })
}

/// 1 and 2 stand for the plural forms of the languages; a form may spell its number out.
fn business_days() -> Vec<Case> {
    let spans = [(1, 1, false), (2, 2, false), (77, 77, true), (1, 2, false), (55, 77, true)];
    let case = |(from, to, marked): (u8, u8, bool)| {
        let same = if from == to { "yes" } else { "no" };
        let name = format!(" where $from is {from} and $to is {to}");
        let mut case = Case {
            args: vec![("from", from.into()), ("to", to.into()), ("same", same.into())],
            marks: Vec::new(),
            variants: Vec::new(),
            switches: name.clone(),
            name,
        };
        if marked {
            case.marks.push(("to", to.to_string()));
            if from != to {
                case.marks.push(("from", from.to_string()));
            }
        }
        case
    };
    spans.into_iter().map(case).collect()
}

/// What should be seen and is not; `spared` is not looked for. What is missing whatever a choice says is
/// said once.
fn unseen(id: &str, written: &[(&Case, String)], spared: &[&str]) -> Vec<TextMistake> {
    let mut looked_for: BTreeMap<(&str, &str), Vec<(&str, bool)>> = BTreeMap::new();
    for (case, output) in written {
        for (variable, mark) in case.marks.iter().filter(|(name, _)| !spared.contains(name)) {
            let of_switches = looked_for.entry((variable, &case.switches)).or_default();
            of_switches.push((&case.name, output.contains(mark.as_str())));
        }
    }
    let mut found = Vec::new();
    for ((variable, switches), cases) in looked_for {
        let missing = |case: &str| TextMistake::MissingVariable {
            id: id.to_owned(),
            variable: variable.to_owned(),
            case: case.to_owned(),
        };
        if cases.iter().all(|(_, seen)| !seen) {
            found.push(missing(switches));
        } else {
            found.extend(cases.iter().filter(|(_, seen)| !seen).map(|(case, _)| missing(case)));
        }
    }
    found
}

/// What no text of that id may say.
fn unsayable(edition: &Edition, id: &str, output: &str) -> Vec<TextMistake> {
    let mut found = Vec::new();
    if !id.starts_with("refunded-")
        && let Some(word) = claim::said(edition.locale, output)
    {
        found.push(TextMistake::Premature { id: id.to_owned(), word });
    }
    let stands_on_a_line = id.ends_with("-subject")
        || id.starts_with(REASON)
        || id.starts_with(SUM)
        || [ABOUT, GREETING, LIST_ITEM, SUBJECT_WITH_REFERENCE, WHOLE_PAYMENT, BUSINESS_DAYS.id]
            .contains(&id);
    if stands_on_a_line && output.lines().count() > 1 {
        found.push(TextMistake::Lines(id.to_owned()));
    }
    found
}

fn write(edition: &Edition, id: &str, case: &Case) -> Result<String, TextMistake> {
    let mut args = FluentArgs::new();
    for (name, value) in &case.args {
        args.set(*name, value.clone());
    }
    let (id, case) = (id.to_owned(), case.name.clone());
    match edition.attempt(&id, &args) {
        Some(Ok(output)) => Ok(output),
        Some(Err(FluentError::ResolverError(ResolverError::Reference(
            ReferenceKind::Variable { id: variable },
        )))) => Err(TextMistake::Absent { id, variable, case }),
        Some(Err(error)) => Err(TextMistake::Unresolved { id, case, error: error.to_string() }),
        None => Err(TextMistake::MissingText(id)),
    }
}
