//! A statute: what the law of some countries grants a customer, whatever the merchant's policy
//! says. A data file with a version, switched per country.
//!
//! A statute is written like a policy, but it can only grant money or ask for a person: it has no
//! denials and no questions. What it makes of a merchant's decision is in `floor`. Neither the
//! files nor this code are legal advice.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::document::clause::{self, Wording};
use crate::document::field::Optional;
use crate::document::reading::Reading;
use crate::document::rule::{Draft, Rule};
use crate::document::shape::StatuteFile;
use crate::document::statute::{self, Country};
use crate::language::head::Head;
use crate::lints;
use diagnostics::Mistake;
use domain::languages::Languages;

/// A checked statute. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statute(pub(crate) Arc<Law>);

/// What a statute says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Law {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) countries: BTreeMap<String, Country>,
    pub(crate) rights: Vec<Rule>,
    pub(crate) clauses: BTreeMap<String, Wording>,
    pub(crate) warnings: Vec<Mistake>,
}

impl Statute {
    /// Reads and checks a statute. All mistakes are reported at once, in the order of the text.
    pub fn parse(text: &str) -> Result<Self, Vec<Mistake>> {
        let (mut reading, file) = Reading::new::<StatuteFile>(text);
        let Some(file) = file else { return Err(reading.mistakes) };
        let rights = statute::rights(&mut reading, &file);
        lints::rules(&mut reading, &Head::default(), &rights);
        let law = Law {
            name: statute::named(&mut reading, "name", file.name.stated()),
            version: statute::named(&mut reading, "version", file.version.stated()),
            countries: statute::countries(&mut reading, &file),
            rights: Vec::new(),
            clauses: statute::clauses(&mut reading, &file, &rights),
            warnings: Vec::new(),
        };
        let rights: Option<Vec<Rule>> = rights.into_iter().map(Draft::finish).collect();
        match (rights, reading.finish()) {
            (Some(rights), (warnings, true)) => Ok(Self(Arc::new(Law { rights, warnings, ..law }))),
            (Some(_) | None, (mistakes, _)) => Err(mistakes),
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Its version.
    pub fn version(&self) -> &str {
        &self.0.version
    }

    /// Its countries, as ISO 3166 has them.
    pub fn countries(&self) -> impl Iterator<Item = (&str, &Country)> {
        self.0.countries.iter().map(|(code, country)| (code.as_str(), country))
    }

    /// The ids of its clauses.
    pub fn clauses(&self) -> impl Iterator<Item = &str> {
        self.0.clauses.keys().map(String::as_str)
    }

    /// What is missing in its clauses where customers are written to in these languages.
    pub fn lacking(&self, languages: &Languages) -> Vec<Mistake> {
        clause::lacking(&self.0.clauses, languages)
    }

    /// What is correct and yet probably not intended.
    pub fn warnings(&self) -> &[Mistake] {
        &self.0.warnings
    }
}
