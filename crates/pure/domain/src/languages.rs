//! The languages that an account writes to its customers in.

use std::collections::BTreeSet;
use std::fmt;

use super::locale::Locale;

/// Some of the catalogue's languages, at least one. What customers read is complete in these;
/// customers of other languages are written to in the account's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Languages(BTreeSet<Locale>);

impl Languages {
    /// `None` where there is none.
    pub fn of(locales: impl IntoIterator<Item = Locale>) -> Option<Self> {
        let locales: BTreeSet<Locale> = locales.into_iter().collect();
        (!locales.is_empty()).then_some(Self(locales))
    }

    /// Whether customers are written to in this language.
    pub fn has(&self, locale: Locale) -> bool {
        self.0.contains(&locale)
    }

    /// Every one, in the order of [`Locale::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = Locale> {
        self.0.iter().copied()
    }

    /// The catalogue's languages that are not among these.
    pub fn others(&self) -> impl Iterator<Item = Locale> {
        Locale::ALL.into_iter().filter(|locale| !self.has(*locale))
    }

    /// These and those.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        Self(self.0.union(&other.0).copied().collect())
    }
}

/// Every language but Chinese in traditional characters, which an account names that writes it: what is
/// asked of every account is that its clauses are there in each of these.
impl Default for Languages {
    fn default() -> Self {
        use Locale::{De, En, Fr, Ja, Nl, Zh};
        Self(BTreeSet::from([En, De, Fr, Nl, Ja, Zh]))
    }
}

impl fmt::Display for Languages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.iter().map(Locale::as_str).collect();
        f.write_str(&names.join(", "))
    }
}
