//! What a rule says once all its conditions hold.

use super::approval::{self, Amount, Base};
use super::ask::{self, Ask};
use super::field::{Field, Optional};
use super::leaf::Whole;
use super::offer::{self, Alternatives};
use super::reading::Reading;
use super::shape;
use crate::language::fact::Fact;
use crate::language::head::Head;
use domain::authority::Why;
use domain::decision::Silence;

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
    pub(crate) fn facts(&self) -> Vec<Fact> {
        let Some(amount) = self.amount() else { return Vec::new() };
        let mut facts = amount.kept.clone();
        match amount.base {
            Base::Usage(usage) => facts.extend([usage.used, usage.of]),
            Base::Full | Base::Share { .. } | Base::Fixed(_) | Base::Time(_) => {}
        }
        facts
    }

    /// The amount that it gives or proposes.
    pub(crate) fn amount(&self) -> Option<&Amount> {
        match self {
            Self::Approve(amount) => Some(amount),
            Self::Review(review) => review.propose.as_ref(),
            Self::Deny { .. } | Self::Ask(_) => None,
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

/// Reads the one outcome of a rule.
pub(crate) fn read(
    reading: &mut Reading<'_>,
    head: &Head,
    noun: &str,
    stated: &Field<shape::Rule>,
) -> Option<Outcome> {
    let rule = stated.get()?;
    let spans = [
        ("approve", rule.approve.place()),
        ("deny", rule.deny.place()),
        ("review", rule.review.place()),
        ("ask", rule.ask.place()),
    ];
    let mut said = spans.into_iter().filter_map(|(key, span)| Some((key, span?)));
    let Some((first, _)) = said.next() else {
        let message = format!("{noun} has no outcome");
        let remedy = "add one of `approve`, `deny`, `review`, `ask`";
        reading.error(stated.span.clone(), message, remedy);
        return None;
    };
    if let Some((second, span)) = said.next() {
        let message = format!("{noun} has both `{first}` and `{second}`");
        reading.error(span, message, "keep one; make a second rule for the other");
        return None;
    }
    if let Some(approve) = &rule.approve {
        return approval::read(reading, head, approve).map(Outcome::Approve);
    }
    if let Some(review) = &rule.review {
        return self::review(reading, head, review).map(Outcome::Review);
    }
    if let Some(ask) = &rule.ask {
        return ask::read(reading, ask, &rule.clause).map(Outcome::Ask);
    }
    let alternatives = match rule.deny.as_ref()?.get()?.alternatives.get()? {
        shape::Offered::Offered => Alternatives::Offered,
        shape::Offered::Listed(listed) => Alternatives::Listed(offer::listed(listed)),
    };
    Some(Outcome::Deny { alternatives })
}

/// Reads `review = "why"` and `review = { why = "why", approvers = 2, propose = "full" }`.
pub(crate) fn review(
    reading: &mut Reading<'_>,
    head: &Head,
    field: &Field<shape::Review>,
) -> Option<Review> {
    let more = match field.get()? {
        shape::Review::Why(why) => {
            return Some(Review { why: why.0.as_str().into(), approvers: 1, propose: None });
        }
        shape::Review::More(more) => more,
    };
    let propose = more.propose.as_ref().map(|propose| approval::read(reading, head, propose));
    Some(Review {
        why: more.why.get()?.0.as_str().into(),
        approvers: u8::try_from(more.approvers.stated_or(Whole(1))?.0).unwrap_or(1),
        propose: propose.map_or(Some(None), |propose| propose.map(Some))?,
    })
}
