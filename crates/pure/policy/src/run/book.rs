//! The book of an account's policy: all its versions, and which of them applies to a purchase.
//!
//! The version that was shown at the purchase applies, where the payment says which that was and it
//! can have been shown then; else the one that was in force at the purchase. How much of it a machine
//! or a person may approve is said by the version in force when it is decided. Where the merchant keeps
//! no versions, the one policy applies to everything. Reading files, and exchanging a book for another,
//! belong to the process.

use jiff::{SignedDuration, Timestamp};

use crate::document::in_force::KEY;
use crate::{Costs, Policy, Statute, document};
use diagnostics::Mistake;
use domain::authority::GuardCode;
use domain::facts::Facts;
use domain::locale::Locale;

/// How long after a version was superseded a charge can still name it: an order is paid for days after
/// its terms were shown, by transfer, by voucher, or when it is sent. No version is shown before it is in
/// force, so there is no grace on that side.
const GRACE: SignedDuration = SignedDuration::from_hours(14 * 24);

/// The versions of one policy. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book(Versions);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Versions {
    /// One text for everything.
    One(Policy),
    /// By the instant from which they are in force; the first may be in force from ever.
    Dated(Vec<Policy>),
}

/// Why no version applies, as the code of a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoVersion {
    /// The payment names one that is not here.
    Unknown,
    /// The payment names one that cannot have been shown at the purchase: it came into force later, or
    /// was superseded long before.
    NotInForce,
    /// The purchase is older than all of them.
    BeforeFirst,
}

impl NoVersion {
    /// The code of the review.
    pub fn code(self) -> GuardCode {
        match self {
            Self::Unknown => GuardCode::PolicyVersionUnknown,
            Self::NotInForce => GuardCode::PolicyVersionNotInForce,
            Self::BeforeFirst => GuardCode::PolicyVersionBeforeFirst,
        }
    }
}

/// A mistake between versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionMistake {
    /// The name of the version in whose text it is.
    pub name: String,
    /// What is wrong there.
    pub mistake: Mistake,
}

impl Book {
    /// A policy without versions.
    pub fn one(policy: Policy) -> Self {
        Self(Versions::One(policy))
    }

    /// Versions by name, and what is correct and yet probably not intended; or everything that is wrong
    /// between them.
    pub fn of_versions(
        versions: Vec<(String, Policy)>,
    ) -> Result<(Self, Vec<VersionMistake>), Vec<VersionMistake>> {
        let mut sorted = versions;
        sorted.sort_by(|(name, one), (other_name, other)| {
            (one.in_force_from(), name).cmp(&(other.in_force_from(), other_name))
        });
        let mut mistakes = Vec::new();
        for (place, (name, version)) in sorted.iter().enumerate() {
            let mut before = sorted.iter().take(place);
            if let Some((other, _)) =
                before.clone().find(|(_, known)| known.hash() == version.hash())
            {
                let message = format!("`{name}` and `{other}` are one and the same text");
                mistakes.push(at(name, version, message, "remove one of them"));
            } else if let Some((other, _)) =
                before.find(|(_, known)| known.in_force_from() == version.in_force_from())
            {
                mistakes.push(clash(name, version, other));
            }
        }
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        let gap = sorted.first().filter(|(_, first)| first.in_force_from().is_some());
        let warnings = gap.map(|(name, first)| {
            let message = "no version is in force before this one: a person decides about purchases \
                           that are older";
            let remedy = format!(
                "keep the version before it in this folder as well, or leave `{KEY}` out here"
            );
            let span = first.in_force_span();
            VersionMistake { name: name.clone(), mistake: Mistake::warning(span, message, remedy) }
        });
        let policies = sorted.into_iter().map(|(_, policy)| policy).collect();
        Ok((Self(Versions::Dated(policies)), warnings.into_iter().collect()))
    }

    /// Whether a text with this hash is one of its versions.
    pub fn keeps(&self, hash: &str) -> bool {
        self.versions().iter().any(|version| version.hash() == hash)
    }

    /// The same book on the ground of statutes and costs.
    #[must_use]
    pub fn on(&self, statutes: &[Statute], costs: Option<&Costs>) -> Self {
        let stand = |policy: &Policy| policy.on(statutes, costs);
        Self(match &self.0 {
            Versions::One(policy) => Versions::One(stand(policy)),
            Versions::Dated(policies) => Versions::Dated(policies.iter().map(stand).collect()),
        })
    }

    /// The version that applies to a purchase: that of the hash which was `shown`, else the one
    /// that was in force when it was `charged_at`. The hash is the shop's word, and counts only where its
    /// version was in force at the charge, or up to 14 days before it.
    pub fn applicable(
        &self,
        shown: Option<&str>,
        charged_at: Timestamp,
    ) -> Result<&Policy, NoVersion> {
        match (&self.0, shown) {
            (Versions::One(policy), _) => Ok(policy),
            (Versions::Dated(policies), Some(hash)) => shown_at(policies, hash, charged_at),
            (Versions::Dated(_), None) => self.in_force(charged_at).ok_or(NoVersion::BeforeFirst),
        }
    }

    /// A version as it decides at an instant: the bands are those of the version in force then, whatever
    /// the customer was promised. They say who may give, not what anybody is owed.
    #[must_use]
    pub fn deciding(&self, version: &Policy, at: Timestamp) -> Policy {
        let in_force = self.in_force(at).filter(|in_force| in_force.hash() != version.hash());
        in_force.map_or_else(|| version.clone(), |in_force| version.banded_by(in_force))
    }

    /// The version that a decision was made by, as it decided at an instant; where it is gone, the one that
    /// applies to the purchase. `None` where no version does.
    pub fn decided_by(&self, hash: Option<&str>, facts: &Facts, at: Timestamp) -> Option<Policy> {
        let payment = &facts.payment;
        let shown = payment.purchase.policy_hash.as_deref();
        let kept = hash.and_then(|hash| self.version(hash));
        let version = kept.or_else(|| self.applicable(shown, payment.charged_at).ok())?;
        Some(self.deciding(version, at))
    }

    /// The version in force at an instant. The instant from which the next one is in force belongs
    /// to the next one.
    pub fn in_force(&self, at: Timestamp) -> Option<&Policy> {
        match &self.0 {
            Versions::One(policy) => Some(policy),
            Versions::Dated(policies) => {
                let begun = |policy: &&Policy| policy.in_force_from().is_none_or(|from| from <= at);
                policies.iter().take_while(begun).last()
            }
        }
    }

    /// Every version, in the order in which they come into force.
    pub fn versions(&self) -> &[Policy] {
        match &self.0 {
            Versions::One(policy) => std::slice::from_ref(policy),
            Versions::Dated(policies) => policies,
        }
    }

    /// Whether versions are kept.
    pub fn keeps_versions(&self) -> bool {
        match &self.0 {
            Versions::One(_) => false,
            Versions::Dated(_) => true,
        }
    }

    /// The words of a clause that a decision rests on, in a language: those of the version that it was made by,
    /// and where that is no longer here, those of the newest version that has the clause.
    pub fn clause_text(&self, hash: Option<&str>, clause: &str, locale: Locale) -> Option<&str> {
        let made_by = hash.and_then(|hash| self.version(hash)).into_iter();
        made_by
            .chain(self.versions().iter().rev())
            .find_map(|policy| policy.clause_text(clause, locale))
    }

    fn version(&self, hash: &str) -> Option<&Policy> {
        self.versions().iter().find(|policy| policy.hash() == hash)
    }
}

/// The version of a hash, if it can have been shown to somebody who was charged at that instant.
fn shown_at<'b>(
    policies: &'b [Policy],
    hash: &str,
    charged_at: Timestamp,
) -> Result<&'b Policy, NoVersion> {
    let mut from_it = policies.iter().skip_while(|policy| policy.hash() != hash);
    let version = from_it.next().ok_or(NoVersion::Unknown)?;
    let superseded = from_it.next().and_then(Policy::in_force_from);
    let earliest = charged_at.checked_sub(GRACE).unwrap_or(Timestamp::MIN);
    let begun = version.in_force_from().is_none_or(|from| from <= charged_at);
    let lasted = superseded.is_none_or(|until| until > earliest);
    if begun && lasted { Ok(version) } else { Err(NoVersion::NotInForce) }
}

fn at(name: &str, version: &Policy, message: String, remedy: &str) -> VersionMistake {
    let mistake = Mistake::error(version.in_force_span(), message, remedy);
    VersionMistake { name: name.to_owned(), mistake }
}

fn clash(name: &str, version: &Policy, other: &str) -> VersionMistake {
    if version.in_force_from().is_none() {
        let message = format!("neither `{name}` nor `{other}` says from when it is in force");
        let remedy = format!("only the first version can do without: {}", document::write(KEY));
        return at(name, version, message, &remedy);
    }
    let message = format!("`{name}` is in force from the same instant as `{other}`");
    at(name, version, message, "give one of them another day, or remove it")
}
