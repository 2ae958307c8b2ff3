//! Reads a whole policy as far as it can be read: head, clauses, rules, bands, offers, default, and
//! what must fit between them.

use std::collections::BTreeSet;
use std::ops::Range;

use jiff::Timestamp;

use super::clause::{self, Clauses};
use super::example::write;
use super::field::{Field, Optional};
use super::limit::{self, Band, Limits};
use super::offer::{self, Alternatives, Offer};
use super::outcome::{self, Outcome};
use super::reading::Reading;
use super::rule::{self, Draft, Placed};
use super::shape::{self, PolicyFile};
use super::{head, in_force};
use crate::language::head::Head;
use diagnostics::closest;
use domain::authority::Why;
use domain::billing::BillingError;

/// What an exclusion is called.
const EXCLUSION: &str = "an exclusion";
/// The most rules.
const MAX_RULES: usize = 1000;
/// The clauses of statutes begin so, and those of policies never do.
pub(crate) const PREFIX: &str = "statute-";

/// A policy as far as it could be read; what is missing has been reported.
#[derive(Debug)]
pub(crate) struct PolicyDraft {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) in_force: Option<(Timestamp, Range<usize>)>,
    pub(crate) head: Head,
    pub(crate) clauses: Clauses,
    pub(crate) rules: Vec<Draft>,
    pub(crate) offers: Vec<Offer>,
    pub(crate) bands: Vec<Band>,
    pub(crate) limits: Limits,
    pub(crate) billing_errors: BTreeSet<BillingError>,
    pub(crate) default: Option<FallbackDraft>,
    pub(crate) places: Places,
}

/// Where things stand that are not rules; nothing where they do not.
#[derive(Debug, Default)]
pub(crate) struct Places {
    pub(crate) holidays: Option<Range<usize>>,
    pub(crate) offers: Option<Range<usize>>,
    pub(crate) first_band: Option<Range<usize>>,
    pub(crate) limits: Option<Range<usize>>,
    pub(crate) per_hour: Option<Range<usize>>,
    pub(crate) per_day: Option<Range<usize>>,
}

/// What applies where no rule does, as far as it could be read.
#[derive(Debug)]
pub(crate) struct FallbackDraft {
    pub(crate) why: Option<Why>,
    pub(crate) clause: Option<Placed>,
}

/// Reads a policy.
pub(crate) fn read(reading: &mut Reading<'_>, file: &PolicyFile) -> PolicyDraft {
    let head = head::read(reading, file);
    let in_force = file.in_force_from.as_ref().and_then(|written| {
        Some((in_force::read(reading, written, &head.zone)?, written.span.clone()))
    });
    let rules = rules(reading, file);
    let draft = PolicyDraft {
        name: file.name.stated().cloned().unwrap_or_default(),
        version: file.version.stated().cloned().unwrap_or_default(),
        in_force,
        clauses: clause::read(reading, file.clauses.as_ref()),
        offers: file
            .offer
            .stated()
            .map_or_else(Vec::new, |offers| offer::read(reading, &head, offers)),
        bands: file.band.stated().map_or_else(Vec::new, |bands| limit::bands(reading, bands)),
        limits: limit::limits(reading, file.limits.as_ref()),
        billing_errors: billing_errors(file),
        rules: all_rules(reading, &head, file, rules),
        default: fallback(reading, &head, file.default.as_ref()),
        head,
        places: places(file),
    };
    match_offers(reading, &draft);
    match_clauses(reading, &draft);
    draft
}

fn places(file: &PolicyFile) -> Places {
    let ceilings = file.limits.stated();
    let first_band = file.band.stated().and_then(|bands| bands.first());
    Places {
        holidays: file.holidays.place(),
        offers: file.offer.place(),
        first_band: first_band.map(|band| band.span.clone()),
        limits: file.limits.place(),
        per_hour: ceilings.and_then(|stated| stated.per_hour.place()),
        per_day: ceilings.and_then(|stated| stated.per_day.place()),
    }
}

fn billing_errors(file: &PolicyFile) -> BTreeSet<BillingError> {
    let stated = file.billing_errors.stated();
    stated.into_iter().flatten().filter_map(|error| error.get()).map(|word| word.0).collect()
}

fn rules<'f>(reading: &mut Reading<'_>, file: &'f PolicyFile) -> &'f [Field<shape::Rule>] {
    let Some(rules) = file.rule.stated() else { return &[] };
    let excluded = file.exclusion.stated().map_or(0, Vec::len);
    let all = rules.len().saturating_add(excluded);
    if all > MAX_RULES {
        let message = format!("a policy has at most {MAX_RULES} rules, this has {all}");
        let span = file.rule.place().unwrap_or_default();
        reading.error(span, message, "join rules with `in [..]`");
        return &[];
    }
    rules
}

/// What is excluded, wherever it stands, and then the rules.
fn all_rules(
    reading: &mut Reading<'_>,
    head: &Head,
    file: &PolicyFile,
    rules: &[Field<shape::Rule>],
) -> Vec<Draft> {
    let excluded = file.exclusion.stated().map_or(&[][..], Vec::as_slice);
    let all = excluded.iter().map(|rule| (EXCLUSION, rule));
    let all = all.chain(rules.iter().map(|rule| ("a rule", rule)));
    let drafts = rule::drafts(reading, head, all);
    for draft in &drafts {
        let is_excluded = excluded.iter().any(|rule| rule.span == draft.span);
        if is_excluded && matches!(draft.outcome, Some(Outcome::Approve(_) | Outcome::Ask(_))) {
            let message = "an exclusion gives nothing and asks nothing";
            let remedy = "write `deny` or `review`, or make it a `[[rule]]`";
            reading.error(draft.span.clone(), message, remedy);
        }
    }
    drafts
}

fn fallback(
    reading: &mut Reading<'_>,
    head: &Head,
    field: Option<&Field<shape::Default>>,
) -> Option<FallbackDraft> {
    let Some(field) = field else {
        let end = reading.text.len();
        reading.error(end..end, "there is no `[default]`", write("default"));
        return None;
    };
    let stated = field.get()?;
    let clause = &stated.clause;
    Some(FallbackDraft {
        why: outcome::review(reading, head, &stated.review).map(|said| said.why),
        clause: clause.get().map(|word| (word.0.clone(), clause.span.clone())),
    })
}

/// A denial that offers what fits needs offers, and offers need a denial.
fn match_offers(reading: &mut Reading<'_>, draft: &PolicyDraft) {
    let offered = draft.rules.iter().find(|rule| {
        matches!(rule.outcome, Some(Outcome::Deny { alternatives: Alternatives::Offered }))
    });
    match (offered, &draft.places.offers) {
        (Some(rule), None) => {
            let message = "the rule offers what fits, but there is no `[[offer]]`";
            let remedy = "add an `[[offer]]` with `when = []` and `alternatives = [..]`";
            reading.error(rule.span.clone(), message, remedy);
        }
        (None, Some(offers)) => {
            let remedy =
                "write `deny = { alternatives = \"offered\" }` in a rule, or remove the offers";
            reading.warning(offers.clone(), "no rule makes use of the offers", remedy);
        }
        (Some(_), Some(_)) | (None, None) => {}
    }
}

fn match_clauses(reading: &mut Reading<'_>, draft: &PolicyDraft) {
    let rules = draft.rules.iter().flat_map(|rule| [&rule.clause, &rule.silence_clause]);
    let default = draft.default.as_ref().map(|default| &default.clause);
    let used: Vec<&Placed> = rules.chain(default).flatten().collect();
    for (clause, place) in &used {
        if !draft.clauses.contains_key(clause) {
            let remedy = match closest(clause, draft.clauses.keys().map(String::as_str)) {
                Some(known) => format!("did you mean `{known}`?"),
                None => format!("add `{clause} = \"…\"` under `[clauses]`"),
            };
            let message = format!("the clause `{clause}` is not under `[clauses]`");
            reading.error(place.clone(), message, remedy);
        }
    }
    for (id, (_, place)) in &draft.clauses {
        if let Some(rest) = id.strip_prefix(PREFIX) {
            let message = format!("the clause `{id}` could be one of a statute");
            reading.error(place.clone(), message, format!("call it `{rest}`"));
        }
        if !used.iter().any(|(clause, _)| clause == id) {
            let message = format!("no rule rests on the clause `{id}`");
            let remedy = "remove it, or name it in a rule";
            reading.warning(place.clone(), message, remedy);
        }
    }
}
