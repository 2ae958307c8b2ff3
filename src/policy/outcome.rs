//! What a rule says once all its conditions hold, and how that is written.

use super::approval::{self, Amount, Base};
use super::ask::{self, Ask, Silence};
use super::document::{Reading, Section, Value};
use super::fact::Fact;
use super::head::Head;
use super::offer::{Alternatives, alternatives};
use crate::domain::authority::Why;

/// What a rule says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Give money back.
    Approve(Amount),
    /// Give nothing back, offer these instead.
    Deny {
        /// What is offered.
        alternatives: Alternatives,
    },
    /// A person decides.
    Review(Review),
    /// The customer is asked first.
    Ask(Ask),
}

impl Outcome {
    /// The facts that its amount is computed from.
    pub(super) fn facts(&self) -> Vec<Fact> {
        let amount = match self {
            Self::Approve(amount) => Some(amount),
            Self::Review(review) => review.propose.as_ref(),
            Self::Deny { .. } | Self::Ask(_) => None,
        };
        match amount.map(|amount| &amount.base) {
            Some(Base::Usage(usage)) => vec![usage.used, usage.of],
            Some(Base::Full | Base::Share { .. } | Base::Fixed(_) | Base::Time) | None => {
                Vec::new()
            }
        }
    }

    /// Every alternative that it may offer by its own words.
    pub fn alternatives(&self) -> &[String] {
        match self {
            Self::Deny { alternatives: Alternatives::Listed(listed) }
            | Self::Ask(Ask { silence: Silence::Deny { alternatives: listed, .. }, .. }) => listed,
            Self::Deny { alternatives: Alternatives::Offered }
            | Self::Ask(_)
            | Self::Approve(_)
            | Self::Review(_) => &[],
        }
    }
}

/// What is put before a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// Why, as a short code.
    pub why: Why,
    /// How many people must agree to give money: 1 or 2.
    pub approvers: u8,
    /// What the policy would give.
    pub propose: Option<Amount>,
}

/// The keys that state an outcome.
pub(super) const KEYS: [&str; 4] = ["approve", "deny", "review", "ask"];
/// The keys of a review that says more than why.
pub(super) const REVIEW_KEYS: [&str; 3] = ["why", "approvers", "propose"];
/// The keys of a denial.
pub(super) const DENY_KEYS: [&str; 1] = ["alternatives"];

impl Reading<'_> {
    pub(super) fn no<T>(
        &mut self,
        value: &Value<'_>,
        message: impl Into<String>,
        remedy: &str,
    ) -> Option<T> {
        self.error(value.span(), message, remedy);
        None
    }
}

/// Reads the one outcome of a rule.
pub(super) fn read<'t>(
    reading: &mut Reading<'t>,
    head: &Head,
    section: &Section<'_, 't>,
) -> Option<Outcome> {
    let mut stated = KEYS.into_iter().filter_map(|key| Some((key, section.get(key)?)));
    let Some((key, value)) = stated.next() else {
        reading.error(
            section.span.clone(),
            format!("{} has no outcome", section.name),
            "add one of `approve`, `deny`, `review`, `ask`",
        );
        return None;
    };
    if let Some((second, other)) = stated.next() {
        let message = format!("{} has both `{key}` and `{second}`", section.name);
        return reading.no(other, message, "keep one; make a second rule for the other");
    }
    match key {
        "approve" => approval::read(reading, head, "approve", value).map(Outcome::Approve),
        "deny" => deny(reading, value),
        "ask" => ask::read(reading, value).map(Outcome::Ask),
        _ => review(reading, head, value).map(Outcome::Review),
    }
}

/// Reads `review = "why"` and `review = { why = "why", approvers = 2, propose = "full" }`.
pub(super) fn review<'t>(
    reading: &mut Reading<'t>,
    head: &Head,
    value: &Value<'t>,
) -> Option<Review> {
    let remedy = "write a short code: `review = \"large_amount\"`, or \
                  `review = { why = \"large_amount\", approvers = 2, propose = \"full\" }`";
    let Some(table) = value.get_ref().as_table() else {
        let words = reading.words("`review`", value, remedy)?;
        reading.check_id("`review`", &words.text, words.span);
        return Some(Review { why: words.text.as_str().into(), approvers: 1, propose: None });
    };
    let section = Section { name: "`review`", table, span: value.span() };
    reading.only(&section, &REVIEW_KEYS);
    let why = reading.id(&section, "why");
    let approvers = match section.get("approvers") {
        Some(value) => {
            let remedy = "write `approvers = 1` or `approvers = 2`";
            reading.whole("`approvers`", value, 1..=2, remedy)?
        }
        None => 1,
    };
    let propose = match section.get("propose") {
        Some(value) => Some(approval::read(reading, head, "propose", value)?),
        None => None,
    };
    Some(Review {
        why: why?.text.as_str().into(),
        approvers: u8::try_from(approvers).unwrap_or(1),
        propose,
    })
}

fn deny<'t>(reading: &mut Reading<'t>, value: &Value<'t>) -> Option<Outcome> {
    let remedy = "write `deny = { alternatives = [\"extended_trial\"] }`";
    let section = reading.section("`deny`", value, remedy)?;
    reading.only(&section, &DENY_KEYS);
    let Some(list) = section.get("alternatives") else {
        return reading.no(value, "`deny` offers no alternatives", remedy);
    };
    alternatives(reading, list).map(|alternatives| Outcome::Deny { alternatives })
}
