//! Puts a whole policy together: head, clauses, rules, bands, offers, default, and what must fit
//! between them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use sha2::{Digest, Sha256};
use toml::de::DeTable;

use super::document::{Reading, Section, Value, Words};
use super::fact::Fact;
use super::floor::Ground;
use super::head::Head;
use super::in_force::InForce;
use super::limit::{self, Band, Limits};
use super::offer::{self, Alternatives, Offer};
use super::outcome::{self, Outcome};
use super::rule::{Draft, Rule};
use super::statute::PREFIX;
use super::wording::Wording;
use super::{ask, currencies, gap, in_force, reach, risk, roster, vocabulary};
use crate::diagnostics::{Mistake, Severity, closest};
use crate::domain::authority::Why;
use crate::domain::finding::USAGE;

/// The longest policy text, in bytes.
pub(super) const MAX_TEXT: usize = 1 << 20;
const RULE_REMEDY: &str = "write `[[rule]]`, with two brackets";
/// The most rules.
const MAX_RULES: usize = 1000;

pub(super) const KEYS: [&str; 14] = [
    "name",
    "version",
    "notes",
    "time_zone",
    in_force::KEY,
    "facts",
    "lists",
    "costs",
    "clauses",
    "rule",
    "offer",
    "band",
    "limits",
    "default",
];

/// The keys of `[default]`.
pub(super) const DEFAULT_KEYS: [&str; 2] = ["review", "clause"];

/// A policy that was found to be correct.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Compiled {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) hash: String,
    pub(super) in_force: Option<InForce>,
    pub(super) head: Head,
    pub(super) rules: Vec<Rule>,
    pub(super) offers: Vec<Offer>,
    pub(super) bands: Vec<Band>,
    pub(super) limits: Limits,
    pub(super) ground: Ground,
    pub(super) default: Fallback,
    pub(super) clauses: BTreeMap<String, Wording>,
    pub(super) warnings: Vec<Mistake>,
    pub(super) risks: Vec<Mistake>,
}

/// Every clause by id: its words and the place of its id.
pub(super) type Clauses = BTreeMap<String, (Wording, Range<usize>)>;

/// What applies where no rule does: always a review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fallback {
    pub(super) why: Why,
    pub(super) clause: String,
}

impl Compiled {
    /// Statutes count days and costs as the policy does.
    pub(super) fn stand(&mut self) {
        self.ground.head = Head {
            zone: self.head.zone.clone(),
            costs: self.head.costs.clone(),
            ..Head::default()
        };
    }

    /// Whether a condition or an amount reads a fact of this group.
    pub(super) fn reads_any_of(&self, group: &str) -> bool {
        let offers = self.offers.iter().flat_map(|offer| &offer.tests);
        let mut tests = self.rules.iter().flat_map(|rule| &rule.tests).chain(offers);
        tests.any(|test| {
            test.facts.iter().any(|fact| match fact {
                Fact::Known(entry) => entry.history() == group,
                Fact::Declared(_) | Fact::Answer(_) => false,
            })
        })
    }
}

/// Reads and checks a policy text; every mistake is reported, in the order of the text.
pub(super) fn compile(text: &str) -> Result<Compiled, Vec<Mistake>> {
    if text.len() > MAX_TEXT {
        let message = format!("the policy has more than {MAX_TEXT} bytes");
        return Err(vec![Mistake::error(0..0, message, "shorten it")]);
    }
    let (document, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        // What was recovered from a broken document would only give wrong advice.
        return Err(errors.iter().map(|error| broken_toml(text, error)).collect());
    }
    let mut reading = Reading { text, mistakes: Vec::new() };
    let root = Section { name: "the policy", table: document.get_ref(), span: 0..0 };
    reading.only(&root, &KEYS);
    let name = reading.optional_words(&root, "name").map(|words| words.text);
    let version = reading.optional_words(&root, "version").map(|words| words.text);
    reading.optional_words(&root, "notes");
    let elements = rules(&mut reading, &root);
    let head = Head::read(&mut reading, &root, questions(&elements));
    let in_force = in_force::read(&mut reading, &root, &head.zone);
    let clauses = read_clauses(&mut reading, &root);
    let offers = offer::read(&mut reading, &head, &root);
    let bands = limit::bands(&mut reading, &root);
    let limits = limit::limits(&mut reading, &root);
    let drafts = read_rules(&mut reading, &head, &elements);
    let default = read_default(&mut reading, &head, &root);
    unique_ids(&mut reading, &drafts);
    reach::check(&mut reading, &head, &drafts);
    gap::check(&mut reading, &head, &drafts);
    currencies::check(&mut reading, &root, (&bands, &limits), (&head, &drafts));
    match_offers(&mut reading, &root, &drafts);
    unread_facts(&mut reading, &head, &drafts, &offers);
    match_clauses(&mut reading, &clauses, &used_clauses(&drafts, default.as_ref()));

    let risks = risk::check(&reading, &root, (&head, &drafts), (&bands, &limits));
    let mut mistakes = reading.mistakes;
    mistakes.sort_by_key(|mistake| (mistake.span.start, mistake.span.end));
    let rules: Option<Vec<Rule>> = drafts.into_iter().map(Draft::finish).collect();
    let default = default.and_then(FallbackDraft::finish);
    match (rules, default) {
        (Some(rules), Some(default))
            if mistakes.iter().all(|mistake| mistake.severity == Severity::Warning) =>
        {
            Ok(Compiled {
                name: name.unwrap_or_default(),
                version: version.unwrap_or_default(),
                hash: hex::encode(Sha256::digest(text)),
                in_force,
                head,
                rules,
                offers,
                bands,
                limits,
                ground: Ground::default(),
                default,
                clauses: clauses.into_iter().map(|(id, (wording, _))| (id, wording)).collect(),
                warnings: mistakes,
                risks,
            })
        }
        _ => Err(mistakes),
    }
}

pub(super) fn broken_toml(text: &str, error: &toml::de::Error) -> Mistake {
    let span = error.span().unwrap_or(text.len()..text.len());
    let message = format!("this is not TOML: {}", error.message());
    Mistake::error(span, message, "mend it; the rest of the policy was not looked at")
}

pub(super) fn read_clauses<'t>(reading: &mut Reading<'t>, root: &Section<'_, 't>) -> Clauses {
    let mut clauses = BTreeMap::new();
    let remedy = "write `[clauses]` and below it `window = \"Within 30 days of purchase.\"`";
    let Some(value) = root.get("clauses") else {
        reading.error(0..0, "the policy has no `[clauses]`", remedy);
        return clauses;
    };
    let Some(section) = reading.section("`[clauses]`", value, remedy) else { return clauses };
    for (key, value) in section.table {
        let id = key.get_ref().as_ref();
        reading.check_id("a clause", id, key.span());
        // A clause with wrong words is there all the same: rules that name it are not wrong.
        let wording = Wording::read(reading, id, value).unwrap_or(Wording::Same(String::new()));
        clauses.insert(id.to_owned(), (wording, key.span()));
    }
    clauses
}

/// The rules as they stand in the document.
fn rules<'d, 't>(reading: &mut Reading<'t>, root: &Section<'d, 't>) -> Vec<&'d Value<'t>> {
    let Some(value) = root.get("rule") else { return Vec::new() };
    let Some(elements) = value.get_ref().as_array() else {
        reading.error(value.span(), "`rule` must be a list of rules", RULE_REMEDY);
        return Vec::new();
    };
    if elements.len() > MAX_RULES {
        let message =
            format!("a policy has at most {MAX_RULES} rules, this has {}", elements.len());
        reading.error(value.span(), message, "join rules with `in [..]`");
        return Vec::new();
    }
    elements.iter().collect()
}

/// Every question of every rule, in order, each once: each of them makes a fact.
fn questions(rules: &[&Value<'_>]) -> Vec<String> {
    let mut questions: Vec<String> = Vec::new();
    for question in rules.iter().flat_map(|rule| ask::keys(rule)) {
        if !questions.contains(&question) {
            questions.push(question);
        }
    }
    questions
}

fn read_rules<'t>(reading: &mut Reading<'t>, head: &Head, rules: &[&Value<'t>]) -> Vec<Draft> {
    let mut drafts = Vec::with_capacity(rules.len());
    for element in rules {
        if let Some(section) = reading.section("a rule", element, RULE_REMEDY) {
            drafts.push(Draft::read(reading, head, &section));
        }
    }
    drafts
}

struct FallbackDraft {
    why: Option<Why>,
    clause: Option<Words>,
}

impl FallbackDraft {
    fn finish(self) -> Option<Fallback> {
        Some(Fallback { why: self.why?, clause: self.clause?.text })
    }
}

fn read_default<'t>(
    reading: &mut Reading<'t>,
    head: &Head,
    root: &Section<'_, 't>,
) -> Option<FallbackDraft> {
    let remedy = "add `[default]` with `review = \"no_rule_applies\"` and `clause = \"…\"`";
    let Some(value) = root.get("default") else {
        reading.error(reading.text.len()..reading.text.len(), "there is no `[default]`", remedy);
        return None;
    };
    let section = reading.section("`[default]`", value, remedy)?;
    let refused = ["approve", "deny", "ask"];
    reading.only(&section, &[DEFAULT_KEYS.as_slice(), &refused].concat());
    for key in refused {
        if let Some((key, _)) = section.table.get_key_value(key) {
            let message = "what no rule foresees, a person decides";
            reading.error(key.span(), message, "write `review = \"no_rule_applies\"`");
        }
    }
    let stated = section.get("review");
    if stated.is_none() {
        reading.error(section.span.clone(), "`[default]` has no `review`", remedy);
    }
    let why = stated.and_then(|value| outcome::review(reading, head, value)).map(|said| said.why);
    let clause = reading.id(&section, "clause");
    Some(FallbackDraft { why, clause })
}

pub(super) fn unique_ids(reading: &mut Reading<'_>, drafts: &[Draft]) {
    let mut seen = BTreeSet::new();
    for id in drafts.iter().filter_map(|draft| draft.id.as_ref()) {
        if !seen.insert(id.text.as_str()) {
            let message = format!("there is an earlier rule `{}`", id.text);
            let remedy = "give each rule an id of its own: decisions are filed under it";
            reading.error(id.span.clone(), message, remedy);
        }
    }
}

/// A denial that offers what fits needs offers, and offers need a denial.
fn match_offers(reading: &mut Reading<'_>, root: &Section<'_, '_>, drafts: &[Draft]) {
    let offered = drafts.iter().find(|draft| {
        matches!(draft.outcome, Some(Outcome::Deny { alternatives: Alternatives::Offered }))
    });
    match (offered, root.get("offer")) {
        (Some(draft), None) => {
            let remedy = "add an `[[offer]]` with `when = []` and `alternatives = [..]`";
            reading.error(
                draft.span.clone(),
                "the rule offers what fits, but there is no `[[offer]]`",
                remedy,
            );
        }
        (None, Some(value)) => {
            let remedy =
                "write `deny = { alternatives = \"offered\" }` in a rule, or remove the offers";
            reading.warning(value.span(), "no rule makes use of the offers", remedy);
        }
        (Some(_), Some(_)) | (None, None) => {}
    }
}

/// Facts and lists that the policy declares and never reads.
fn unread_facts(reading: &mut Reading<'_>, head: &Head, drafts: &[Draft], offers: &[Offer]) {
    let tests = drafts.iter().flat_map(|draft| draft.tests.iter().flatten());
    let tests = tests.chain(offers.iter().flat_map(|offer| &offer.tests));
    let mut read: BTreeSet<Fact> = tests.flat_map(|test| test.facts.iter().copied()).collect();
    read.extend(drafts.iter().filter_map(|draft| draft.outcome.as_ref()).flat_map(Outcome::facts));
    // A condition that could not be read may name any of them.
    if drafts.iter().any(|draft| draft.tests.is_none() || draft.outcome.is_none()) {
        return;
    }
    let tests = drafts.iter().flat_map(|draft| draft.tests.iter().flatten());
    let tests = tests.chain(offers.iter().flat_map(|offer| &offer.tests));
    roster::unread(reading, &head.rosters, &tests.map(|test| test.text.as_str()));
    if head.fact("findings.used_after_all").is_some_and(|fact| read.contains(&fact)) {
        read.extend(head.fact(&format!("merchant.{USAGE}")));
    }
    for declared in &head.declared {
        if !head.fact(&declared.name).is_some_and(|fact| read.contains(&fact)) {
            let message = format!("no rule reads `{}`", declared.name);
            reading.warning(declared.span.clone(), message, "remove it, or read it in a condition");
        }
    }
}

fn used_clauses<'d>(drafts: &'d [Draft], default: Option<&'d FallbackDraft>) -> Vec<&'d Words> {
    let rules = drafts.iter().flat_map(|draft| [&draft.clause, &draft.silence_clause]);
    let default = default.map(|draft| &draft.clause);
    rules.chain(default).flatten().collect()
}

fn match_clauses(reading: &mut Reading<'_>, clauses: &Clauses, used: &[&Words]) {
    for words in used {
        if !clauses.contains_key(&words.text) && vocabulary::is_id(&words.text) {
            let remedy = match closest(&words.text, clauses.keys().map(String::as_str)) {
                Some(known) => format!("did you mean `{known}`?"),
                None => format!("add `{} = \"…\"` under `[clauses]`", words.text),
            };
            let message = format!("the clause `{}` is not under `[clauses]`", words.text);
            reading.error(words.span.clone(), message, remedy);
        }
    }
    for (id, (_, place)) in clauses {
        if let Some(rest) = id.strip_prefix(PREFIX) {
            let message = format!("the clause `{id}` could be one of a statute");
            reading.error(place.clone(), message, format!("call it `{rest}`"));
        }
        if !used.iter().any(|words| words.text == *id) {
            let message = format!("no rule rests on the clause `{id}`");
            let remedy = "remove it, or name it in a rule";
            reading.warning(place.clone(), message, remedy);
        }
    }
}
