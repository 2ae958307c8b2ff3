//! Puts a whole policy together: header, clauses, rules, default, and what must fit between them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use sha2::{Digest, Sha256};
use toml::de::DeTable;

use super::document::{Reading, Section, Words};
use super::mistake::{Mistake, Severity};
use super::outcome::{self, Outcome};
use super::rule::{Draft, Rule};
use super::suggestion::closest;
use super::{reach, vocabulary};

/// The longest policy text, in bytes.
const MAX_TEXT: usize = 1 << 20;
/// The most rules.
const MAX_RULES: usize = 1000;

/// A policy that was found to be correct.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Compiled {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) hash: String,
    pub(super) rules: Vec<Rule>,
    pub(super) default: Fallback,
    pub(super) clauses: BTreeMap<String, String>,
    pub(super) warnings: Vec<Mistake>,
}

/// Every clause by id: its text and the place of its id.
type Clauses = BTreeMap<String, (String, Range<usize>)>;

/// What applies where no rule does: always a review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fallback {
    pub(super) why: String,
    pub(super) clause: String,
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
    reading.only(&root, &["name", "version", "notes", "clauses", "rule", "default"]);
    let name = reading.optional_words(&root, "name").map(|words| words.text);
    let version = reading.optional_words(&root, "version").map(|words| words.text);
    reading.optional_words(&root, "notes");
    let clauses = read_clauses(&mut reading, &root);
    let drafts = read_rules(&mut reading, &root);
    let default = read_default(&mut reading, &root);
    unique_ids(&mut reading, &drafts);
    reach::check(&mut reading, &drafts);
    let used = drafts.iter().filter_map(|draft| draft.clause.as_ref());
    let used: Vec<&Words> =
        used.chain(default.as_ref().and_then(|draft| draft.clause.as_ref())).collect();
    match_clauses(&mut reading, &clauses, &used);

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
                rules,
                default,
                clauses: clauses.into_iter().map(|(id, (text, _))| (id, text)).collect(),
                warnings: mistakes,
            })
        }
        _ => Err(mistakes),
    }
}

fn broken_toml(text: &str, error: &toml::de::Error) -> Mistake {
    let span = error.span().unwrap_or(text.len()..text.len());
    let message = format!("this is not TOML: {}", error.message());
    Mistake::error(span, message, "mend it; the rest of the policy was not looked at")
}

fn read_clauses<'t>(reading: &mut Reading<'t>, root: &Section<'_, 't>) -> Clauses {
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
        let Some(words) = reading.words("a clause", value, remedy) else { continue };
        if words.text.trim().is_empty() {
            let remedy = "say in a sentence what the refund terms grant or exclude";
            reading.error(words.span, "the clause says nothing", remedy);
            continue;
        }
        clauses.insert(id.to_owned(), (words.text, key.span()));
    }
    clauses
}

fn read_rules<'t>(reading: &mut Reading<'t>, root: &Section<'_, 't>) -> Vec<Draft> {
    let Some(value) = root.get("rule") else { return Vec::new() };
    let remedy = "write `[[rule]]`, with two brackets";
    let Some(elements) = value.get_ref().as_array() else {
        reading.error(value.span(), "`rule` must be a list of rules", remedy);
        return Vec::new();
    };
    if elements.len() > MAX_RULES {
        let message =
            format!("a policy has at most {MAX_RULES} rules, this has {}", elements.len());
        reading.error(value.span(), message, "join rules with `in [..]`");
        return Vec::new();
    }
    let mut drafts = Vec::with_capacity(elements.len());
    for element in elements {
        if let Some(section) = reading.section("a rule", element, remedy) {
            drafts.push(Draft::read(reading, &section));
        }
    }
    drafts
}

struct FallbackDraft {
    why: Option<String>,
    clause: Option<Words>,
}

impl FallbackDraft {
    fn finish(self) -> Option<Fallback> {
        Some(Fallback { why: self.why?, clause: self.clause?.text })
    }
}

fn read_default<'t>(reading: &mut Reading<'t>, root: &Section<'_, 't>) -> Option<FallbackDraft> {
    let remedy = "add `[default]` with `review = \"no_rule_applies\"` and `clause = \"…\"`";
    let Some(value) = root.get("default") else {
        reading.error(reading.text.len()..reading.text.len(), "there is no `[default]`", remedy);
        return None;
    };
    let section = reading.section("`[default]`", value, remedy)?;
    reading.only(&section, &["review", "clause", "approve", "deny"]);
    for key in ["approve", "deny"] {
        if let Some((key, _)) = section.table.get_key_value(key) {
            let message = "what no rule foresees, a person decides";
            reading.error(key.span(), message, "write `review = \"no_rule_applies\"`");
        }
    }
    let why = match section.get("review").map(|value| outcome::review(reading, value)) {
        Some(Some(Outcome::Review { why })) => Some(why),
        Some(Some(Outcome::Approve(_) | Outcome::Deny { .. }) | None) => None,
        None => {
            reading.error(section.span.clone(), "`[default]` has no `review`", remedy);
            None
        }
    };
    let clause = reading.id(&section, "clause");
    Some(FallbackDraft { why, clause })
}

fn unique_ids(reading: &mut Reading<'_>, drafts: &[Draft]) {
    let mut seen = BTreeSet::new();
    for id in drafts.iter().filter_map(|draft| draft.id.as_ref()) {
        if !seen.insert(id.text.as_str()) {
            let message = format!("there is an earlier rule `{}`", id.text);
            let remedy = "give each rule an id of its own: decisions are filed under it";
            reading.error(id.span.clone(), message, remedy);
        }
    }
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
        if !used.iter().any(|words| words.text == *id) {
            let message = format!("no rule rests on the clause `{id}`");
            let remedy = "remove it, or name it in a rule";
            reading.mistakes.push(Mistake::warning(place.clone(), message, remedy));
        }
    }
}
