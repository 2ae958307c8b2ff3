//! Words of closed lists that live elsewhere, as leaves of a document.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::wrong::Refusal;
use crate::language::vocabulary::ALTERNATIVES;
use diagnostics::instead;
use domain::billing::BillingError;
use domain::conversation::AnswerKind;
use domain::facts::FactKind;
use domain::locale::Locale;
use domain::money::Rounding;
use domain::processor::Processor;
use domain::subscription::Subscription;

/// One word of a closed list that does not live here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String", bound = "T: Listed")]
pub(crate) struct Word<T>(pub(crate) T);

/// A closed list of words.
pub(crate) trait Listed: Sized {
    /// What one of them is called.
    const NOUN: &'static str;

    /// All of them.
    fn all() -> Vec<(Self, &'static str)>;
}

impl<T: Listed> TryFrom<String> for Word<T> {
    type Error = Refusal;

    fn try_from(word: String) -> Result<Self, Refusal> {
        let all = T::all();
        let names: Vec<&str> = all.iter().map(|(_, name)| *name).collect();
        let found = all.into_iter().find(|(_, name)| *name == word);
        let unknown =
            || Refusal::new(format!("there is no {} {word:?}", T::NOUN), instead(&word, &names));
        found.map(|(known, _)| Self(known)).ok_or_else(unknown)
    }
}

impl<T: Listed> JsonSchema for Word<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        T::NOUN.into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let names: Vec<&str> = T::all().into_iter().map(|(_, name)| name).collect();
        json_schema!({ "type": "string", "enum": names })
    }
}

impl Listed for Rounding {
    const NOUN: &'static str = "rounding";

    fn all() -> Vec<(Self, &'static str)> {
        Self::ALL.to_vec()
    }
}

impl Listed for BillingError {
    const NOUN: &'static str = "billing error";

    fn all() -> Vec<(Self, &'static str)> {
        Self::ALL.to_vec()
    }
}

impl Listed for Subscription {
    const NOUN: &'static str = "word for the subscription";

    fn all() -> Vec<(Self, &'static str)> {
        Self::ALL.to_vec()
    }
}

impl Listed for FactKind {
    const NOUN: &'static str = "type";

    fn all() -> Vec<(Self, &'static str)> {
        Self::ALL.to_vec()
    }
}

impl Listed for AnswerKind {
    const NOUN: &'static str = "type of answers";

    fn all() -> Vec<(Self, &'static str)> {
        Self::ALL.to_vec()
    }
}

impl Listed for Processor {
    const NOUN: &'static str = "processor";

    fn all() -> Vec<(Self, &'static str)> {
        Self::ALL.map(|processor| (processor, processor.as_str())).to_vec()
    }
}

impl Listed for Locale {
    const NOUN: &'static str = "language of the letters";

    fn all() -> Vec<(Self, &'static str)> {
        Self::ALL.map(|locale| (locale, locale.as_str())).to_vec()
    }
}

/// What a denial can offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Alternative(pub(crate) &'static str);

impl Listed for Alternative {
    const NOUN: &'static str = "alternative";

    fn all() -> Vec<(Self, &'static str)> {
        ALTERNATIVES.map(|word| (Self(word), word)).to_vec()
    }
}
