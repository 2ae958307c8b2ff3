//! The tests beside a policy, `<policy>.tests.toml`: read, with every mistake and its place.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::expectation::ExpectedV1;
use super::{age, overlay};
use diagnostics::{Mistake, instead, not_toml};
use wire::facts::{EarlierV1, FactsV1, LedgerV1};

/// The longest text, in bytes.
pub const BYTES_MAX: usize = 1 << 20;
/// The most cases.
const CASES_MAX: usize = 5000;

/// The sections of facts, which a case and the base may have.
pub(super) const SECTIONS: [&str; 8] =
    ["request", "payment", "ledger", "earlier", "customer", "card", "email", "merchant"];
/// What a case has besides.
pub(super) const CASE_KEYS: [&str; 4] = ["name", "notes", "without", "expect"];
/// What a case and the base have besides the sections, laid over like them.
pub(super) const OVERLAID_KEYS: [&str; 1] = [age::KEY];
/// What the file has.
pub(super) const KEYS: [&str; 3] = ["notes", "base", "case"];

/// The tests of one policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suite {
    /// The cases, in the order of the text.
    pub cases: Vec<TestCase>,
}

/// One case: facts, and what is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestCase {
    /// Its name: a sentence for people.
    pub name: String,
    pub facts: FactsV1,
    pub expected: ExpectedV1,
    /// Where its name stands.
    pub(super) span: Range<usize>,
    /// Where each expectation stands.
    pub(super) places: BTreeMap<String, Range<usize>>,
    /// Where each fact of the merchant and each answer stands, by its name in conditions.
    pub(super) told: BTreeMap<String, Range<usize>>,
}

/// What has been read, and what was wrong with it.
struct Reading {
    mistakes: Vec<Mistake>,
    /// A mistake in the base is found with every case, and told once.
    told: BTreeSet<(usize, String)>,
}

impl Reading {
    fn wrong(&mut self, span: Range<usize>, message: impl Into<String>, remedy: &str) {
        self.found(Mistake::error(span, message, remedy));
    }

    fn found(&mut self, mistake: Mistake) {
        if self.told.insert((mistake.span.start, mistake.message.clone())) {
            self.mistakes.push(mistake);
        }
    }

    fn only(&mut self, name: &str, table: &DeTable<'_>, allowed: &[&str]) {
        for key in table.keys() {
            let found = key.get_ref().as_ref();
            if !allowed.contains(&found) {
                let remedy = instead(found, allowed);
                self.wrong(key.span(), format!("{name} has no key `{found}`"), &remedy);
            }
        }
    }

    fn read<T: DeserializeOwned>(&mut self, value: Spanned<DeValue<'_>>) -> Option<T> {
        let place = value.span();
        let read = T::deserialize(ValueDeserializer::from(value));
        match read {
            Ok(read) => Some(read),
            Err(error) => {
                let span = error.span().unwrap_or(place);
                let (message, remedy) = advised(error.message());
                self.wrong(span, message, &remedy);
                None
            }
        }
    }
}

/// What serde calls by the names of its types, as a writer of tests knows it. Ours say it themselves.
pub(super) fn in_words(said: &str) -> String {
    said.replace("expected i64", "expected a whole number")
}

/// What serde says, in our words, and what to do about it.
fn advised(said: &str) -> (String, String) {
    let said = in_words(&said.trim_end().replace('\n', "; "));
    let mut words = said.split('`').skip(1).step_by(2);
    let unknown = ["unknown field ", "unknown variant "].iter().any(|way| said.starts_with(way));
    match words.next().filter(|_| unknown) {
        Some(found) => {
            let known: Vec<&str> = words.collect();
            let remedy = match found {
                age::KEY => "write it in the case itself, beside `payment`".to_owned(),
                _ => instead(found, &known),
            };
            (format!("there is no `{found}` here"), remedy)
        }
        None => (said, "docs/policy-tools.md describes facts and expectations".to_owned()),
    }
}

impl Suite {
    /// Reads the text of a tests file. All mistakes are reported at once, in the order of the
    /// text.
    pub fn parse(text: &str) -> Result<Self, Vec<Mistake>> {
        let mut reading = Reading { mistakes: Vec::new(), told: BTreeSet::new() };
        if text.len() > BYTES_MAX {
            reading.wrong(0..0, format!("the tests have more than {BYTES_MAX} bytes"), "shorten");
            return Err(reading.mistakes);
        }
        let (document, errors) = DeTable::parse_recoverable(text);
        if !errors.is_empty() {
            let told = errors.iter().map(|error| {
                (error.span().unwrap_or(text.len()..text.len()), error.message().to_owned())
            });
            reading.mistakes = not_toml(text, told);
        }
        let cases =
            if errors.is_empty() { cases(&mut reading, document.get_ref()) } else { Vec::new() };
        let mut mistakes = reading.mistakes;
        mistakes.sort_by_key(|mistake| (mistake.span.start, mistake.span.end));
        if mistakes.is_empty() { Ok(Self { cases }) } else { Err(mistakes) }
    }
}

fn cases(reading: &mut Reading, root: &DeTable<'_>) -> Vec<TestCase> {
    const REMEDY: &str = "write `[[case]]`, and below it `name`, facts and `[case.expect]`";
    reading.only("the file", root, &KEYS);
    let none = DeTable::new();
    let base = match root.get("base").map(|value| (value.span(), value.get_ref())) {
        Some((_, DeValue::Table(base))) => base,
        Some((span, _)) => {
            reading.wrong(span, "`base` must be a table", "write `[base.request]` and so on");
            &none
        }
        None => &none,
    };
    let allowed: Vec<&str> = SECTIONS.into_iter().chain(OVERLAID_KEYS).collect();
    reading.only("the base", base, &allowed);
    if let Some(mistake) = age::twice("the base", base) {
        reading.found(mistake);
    }
    let Some(list) = root.get("case") else {
        reading.wrong(0..0, "there is no case", REMEDY);
        return Vec::new();
    };
    let Some(elements) = list.get_ref().as_array() else {
        reading.wrong(list.span(), "`case` must be a list of cases", REMEDY);
        return Vec::new();
    };
    if elements.len() > CASES_MAX {
        let message = format!("there are more than {CASES_MAX} cases");
        reading.wrong(list.span(), message, "leave out those that say the same");
        return Vec::new();
    }
    let mut names = BTreeSet::new();
    let mut cases = Vec::new();
    for element in elements {
        let Some(table) = element.get_ref().as_table() else {
            reading.wrong(element.span(), "a case must be a table", REMEDY);
            continue;
        };
        cases.extend(case(reading, base, element.span(), table));
        let Some(name) = table.get("name") else { continue };
        if let Some(word) = name.get_ref().as_str().filter(|word| !names.insert(word.to_owned())) {
            let message = format!("there is an earlier case `{word}`");
            reading.wrong(name.span(), message, "give each case a name of its own");
        }
    }
    cases
}

fn case(
    reading: &mut Reading,
    base: &DeTable<'_>,
    place: Range<usize>,
    table: &DeTable<'_>,
) -> Option<TestCase> {
    let allowed = CASE_KEYS.into_iter().chain(SECTIONS).chain(OVERLAID_KEYS);
    reading.only("a case", table, &allowed.collect::<Vec<_>>());
    let stated = table.get("name");
    if stated.is_none() {
        let remedy = "add `name = \"…\"`: a sentence that says what the case shows";
        reading.wrong(place.clone(), "the case has no name", remedy);
    }
    let name = stated.and_then(|name| reading.read::<Spanned<String>>(name.clone()));
    let (facts, told) = facts(reading, base, place.clone(), table).unzip();
    let Some(stated) = table.get("expect") else {
        let remedy = "add `expect.verdict = \"approve\"`, and what else must come out";
        reading.wrong(place, "the case expects nothing", remedy);
        return None;
    };
    let expected = reading.read::<ExpectedV1>(stated.clone());
    let places = stated.get_ref().as_table().into_iter().flatten();
    let places = places.map(|(key, value)| (key.get_ref().as_ref().to_owned(), value.span()));
    let places = places.collect();
    let name = name?;
    let span = name.span();
    Some(TestCase {
        name: name.into_inner(),
        facts: facts?,
        expected: expected?,
        span,
        places,
        told: told?,
    })
}

/// The facts of a case: those of the base, less what it is to be without, and its own over them.
fn facts(
    reading: &mut Reading,
    base: &DeTable<'_>,
    place: Range<usize>,
    table: &DeTable<'_>,
) -> Option<(FactsV1, BTreeMap<String, Range<usize>>)> {
    let mut below = base.clone();
    if let Some(listed) = table.get("without") {
        for path in reading.read::<Vec<Spanned<String>>>(listed.clone()).unwrap_or_default() {
            if overlay::without(&mut below, path.get_ref()).is_none() {
                let message = format!("the base has no `{}`", path.get_ref());
                reading.wrong(path.span(), message, "name a field that stands under `[base]`");
            }
        }
    }
    let mut own = table.clone();
    for key in CASE_KEYS {
        own.remove(key);
    }
    if let Some(mistake) = age::twice("the case", &own) {
        reading.found(mistake);
    }
    age::give_way(&mut below, &own);
    let joined = overlay::laid(&below, &own);
    let mut document = Spanned::new(place.clone(), DeValue::Table(joined));
    overlay::quote_instants(&mut document);
    let DeValue::Table(mut sections) = document.into_inner() else { return None };
    for (name, example) in [
        ("request", "add `request.reason` and `request.requested_at`, here or under `[base]`"),
        (
            "payment",
            "add `payment.captured` and `payment.charged_at` or `age_days`, here or under `[base]`",
        ),
    ] {
        if !sections.contains_key(name) {
            reading.wrong(place.clone(), format!("the case has no `{name}`"), example);
        }
    }
    if let Err(mistake) = age::charge(&mut sections) {
        reading.found(mistake);
    }
    let answers = sections.get("request").and_then(|request| request.get_ref().get("answers"));
    let mut told = keys("merchant", sections.get("merchant"));
    told.extend(keys("answers", answers));
    let mut section = |name: &str| sections.remove(name);
    // One by one, so that a mistake in one does not hide those in the others.
    let request = section("request").map(|value| reading.read(value));
    let payment = section("payment").map(|value| reading.read(value));
    let ledger = section("ledger").map(|value| reading.read(value));
    let earlier = section("earlier").map(|value| reading.read(value));
    let customer = section("customer").map(|value| reading.read(value));
    let card = section("card").map(|value| reading.read(value));
    let email = section("email").map(|value| reading.read(value));
    let merchant = section("merchant").map(|value| reading.read(value));
    let facts = FactsV1 {
        id: None,
        request: request??,
        payment: payment??,
        ledger: ledger.map_or(Some(LedgerV1::default()), |read| read)?,
        earlier: earlier.map_or(Some(EarlierV1::default()), |read| read)?,
        customer: customer.map_or(Some(None), |read| read.map(Some))?,
        card: card.map_or(Some(None), |read| read.map(Some))?,
        email: email.map_or(Some(None), |read| read.map(Some))?,
        merchant: merchant.map_or(Some(BTreeMap::new()), |read| read)?,
    };
    Some((facts, told))
}

/// The keys of a table with their places, by their names in conditions.
fn keys(group: &str, value: Option<&Spanned<DeValue<'_>>>) -> BTreeMap<String, Range<usize>> {
    let table = value.and_then(|value| value.get_ref().as_table()).into_iter().flatten();
    table.map(|(key, _)| (format!("{group}.{}", key.get_ref()), key.span())).collect()
}
