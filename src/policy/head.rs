//! The head of a policy: what holds for all its rules. The time zone, the facts that it declares,
//! the questions that it asks, the costs.

use std::ops::Range;

use jiff::tz::{TimeZone, TimeZoneDatabase};
use toml::de::DeValue;

use super::catalogue;
use super::cost::Costs;
use super::document::{Reading, Section, Value};
use super::fact::{Absence, Fact, Kind};
use super::roster::{self, Roster};
use crate::diagnostics::{closest, instead};
use crate::domain::facts::FactValue;

const ZONE_REMEDY: &str =
    "write a name of the IANA time zone database: `time_zone = \"Europe/Berlin\"`";
const FACT_REMEDY: &str = "write `[facts.seats_used]` and below it `type = \"int\"` (or \"bool\", \
                           \"text\") and perhaps `unit = \"seats\"`";
/// The most facts that a policy may declare.
const MAX_DECLARED: usize = 200;

/// A fact that the merchant's system provides: `merchant.<key>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// The name after `merchant.`.
    pub key: String,
    /// Its type.
    pub kind: Kind,
    /// Its unit; empty where it has none.
    pub unit: String,
    /// What it says, for readers.
    pub about: String,
    /// The value that it has where the merchant's system does not say; without one it is unknown
    /// then.
    pub default: Option<FactValue>,
    pub(super) name: String,
    pub(super) span: Range<usize>,
}

/// The keys of a declared fact.
pub(super) const FACT_KEYS: [&str; 4] = ["type", "unit", "about", "default"];

/// What holds for all rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) zone: TimeZone,
    pub(super) declared: Vec<Declared>,
    /// The keys of all questions that rules ask, in order, and the names of their facts.
    pub(super) questions: Vec<(String, String)>,
    pub(super) costs: Costs,
    pub(super) rosters: Vec<Roster>,
    /// The names of facts whose declaration could not be read, which was reported there.
    pub(super) broken: Vec<String>,
    /// Whether the text can declare facts: a policy can, a statute cannot.
    pub(super) declares: bool,
}

impl Default for Head {
    fn default() -> Self {
        Self {
            zone: TimeZone::UTC,
            declared: Vec::new(),
            questions: Vec::new(),
            costs: Costs::default(),
            rosters: Vec::new(),
            broken: Vec::new(),
            declares: false,
        }
    }
}

impl Head {
    pub(super) fn declared(&self, place: u16) -> Option<&Declared> {
        self.declared.get(usize::from(place))
    }

    pub(super) fn question(&self, place: u16) -> Option<&String> {
        self.questions.get(usize::from(place)).map(|(key, _)| key)
    }

    /// The fact of a name.
    pub(super) fn fact(&self, name: &str) -> Option<Fact> {
        if let Some(entry) = catalogue::known(name) {
            return Some(Fact::Known(entry));
        }
        let place = |found: Option<usize>| found.and_then(|place| u16::try_from(place).ok());
        let declared = self.declared.iter().position(|declared| declared.name == name);
        if let Some(place) = place(declared) {
            return Some(Fact::Declared(place));
        }
        let asked = self.questions.iter().position(|(_, fact)| fact == name);
        place(asked).map(Fact::Answer)
    }

    /// Every name that a condition can use.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let known = catalogue::FACTS.iter().map(|entry| entry.name);
        let declared = self.declared.iter().map(|declared| declared.name.as_str());
        known.chain(declared).chain(self.questions.iter().map(|(_, name)| name.as_str()))
    }

    pub(super) fn name(&self, fact: Fact) -> &str {
        match fact {
            Fact::Known(entry) => entry.name,
            Fact::Declared(place) => self.declared(place).map_or("", |declared| &declared.name),
            Fact::Answer(place) => {
                self.questions.get(usize::from(place)).map_or("", |(_, name)| name)
            }
        }
    }

    pub(super) fn kind(&self, fact: Fact) -> Kind {
        match fact {
            Fact::Known(entry) => entry.kind(),
            Fact::Declared(place) => self.declared(place).map_or(Kind::Bool, |fact| fact.kind),
            Fact::Answer(_) => Kind::Bool,
        }
    }

    pub(super) fn unit(&self, fact: Fact) -> &str {
        match fact {
            Fact::Known(entry) => entry.unit,
            Fact::Declared(place) => self.declared(place).map_or("", |declared| &declared.unit),
            Fact::Answer(_) => "",
        }
    }

    pub(super) fn absence(&self, fact: Fact) -> Absence {
        match fact {
            Fact::Known(entry) => entry.absence,
            Fact::Declared(place) => match self.declared(place) {
                Some(declared) if declared.default.is_some() => Absence::Never,
                Some(_) | None => Absence::NotProvided("the merchant's system does not say"),
            },
            Fact::Answer(_) => Absence::Never,
        }
    }

    /// Reads everything but the rules' questions, which the caller has collected.
    pub(super) fn read<'t>(
        reading: &mut Reading<'t>,
        root: &Section<'_, 't>,
        questions: Vec<String>,
    ) -> Self {
        let named = questions.into_iter().map(|key| {
            let name = format!("answers.{key}");
            (key, name)
        });
        let (declared, broken) = declared(reading, root);
        Self {
            zone: zone(reading, root).unwrap_or(TimeZone::UTC),
            declared,
            rosters: roster::read(reading, root),
            broken,
            questions: named.collect(),
            costs: Costs::read(reading, root),
            declares: true,
        }
    }
}

/// The zone comes from the database that is built in, so that the same policy counts the same days
/// on every machine.
fn zone<'t>(reading: &mut Reading<'t>, root: &Section<'_, 't>) -> Option<TimeZone> {
    let words = reading.optional_words(root, "time_zone")?;
    let database = TimeZoneDatabase::bundled();
    if let Ok(zone) = database.get(&words.text) {
        return Some(zone);
    }
    let names: Vec<String> = database.available().map(|name| name.to_string()).collect();
    let remedy = match closest(&words.text, names.iter().map(String::as_str)) {
        Some(known) => format!("did you mean \"{known}\"?"),
        None => ZONE_REMEDY.to_owned(),
    };
    reading.error(words.span, format!("there is no time zone {:?}", words.text), remedy);
    None
}

/// What is declared, and the names whose declaration is broken.
fn declared<'t>(reading: &mut Reading<'t>, root: &Section<'_, 't>) -> (Vec<Declared>, Vec<String>) {
    let (mut facts, mut broken) = (Vec::new(), Vec::new());
    let section =
        root.get("facts").and_then(|value| reading.section("`[facts]`", value, FACT_REMEDY));
    let Some(section) = section else { return (facts, broken) };
    if section.table.len() > MAX_DECLARED {
        let message = format!("a policy declares at most {MAX_DECLARED} facts");
        reading.error(section.span, message, "remove those that no rule reads");
        return (facts, broken);
    }
    // In the order of the text, so that what is said about them has that order.
    let mut entries: Vec<_> = section.table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    for (key, value) in entries {
        let name = key.get_ref().as_ref();
        if !is_field(name) {
            let remedy = "use lower-case letters, digits and `_`, beginning with a letter";
            reading.error(key.span(), format!("a fact cannot be called {name:?}"), remedy);
            continue;
        }
        match one(reading, name, key.span(), value) {
            Some(fact) => facts.push(fact),
            None => broken.push(format!("merchant.{name}")),
        }
    }
    (facts, broken)
}

fn one<'t>(
    reading: &mut Reading<'t>,
    key: &str,
    span: Range<usize>,
    value: &Value<'t>,
) -> Option<Declared> {
    let section = reading.section("a declared fact", value, FACT_REMEDY)?;
    reading.only(&section, &FACT_KEYS);
    let Some(word) = section.get("type") else {
        reading.error(span, format!("the fact `{key}` has no `type`"), FACT_REMEDY);
        return None;
    };
    let word = reading.words("`type`", word, FACT_REMEDY)?;
    let Some((kind, _)) = Kind::ALL.iter().find(|(_, name)| *name == word.text) else {
        let names = Kind::ALL.map(|(_, name)| name);
        let message = format!("there is no type {:?}", word.text);
        reading.error(word.span, message, instead(&word.text, &names));
        return None;
    };
    let unit = reading.optional_words(&section, "unit").map(|words| words.text);
    let about = reading.optional_words(&section, "about").map(|words| words.text);
    let default = match section.get("default") {
        Some(value) => Some(default(reading, value, *kind)?),
        None => None,
    };
    Some(Declared {
        key: key.to_owned(),
        kind: *kind,
        unit: unit.unwrap_or_default(),
        about: about.unwrap_or_default(),
        default,
        name: format!("merchant.{key}"),
        span,
    })
}

fn default(reading: &mut Reading<'_>, value: &Value<'_>, kind: Kind) -> Option<FactValue> {
    let found = match (kind, value.get_ref()) {
        (Kind::Bool, DeValue::Boolean(truth)) => Some(FactValue::Bool(*truth)),
        (Kind::Text, DeValue::String(text)) => Some(FactValue::Text(text.to_string())),
        (Kind::Int, DeValue::Integer(number)) => {
            i64::from_str_radix(number.as_str(), number.radix()).ok().map(FactValue::Int)
        }
        _ => None,
    };
    if found.is_none() {
        let message = format!("`default` is not of the type {}", kind.as_str());
        let remedy = "write a value of that type, or leave it out: the fact is unknown then";
        reading.error(value.span(), message, remedy);
    }
    found
}

/// Whether a word can be the name of a fact: a condition must be able to spell it.
pub(super) fn is_field(word: &str) -> bool {
    word.len() <= 64
        && word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}
