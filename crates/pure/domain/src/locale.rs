//! The languages that customers are written to.

use std::fmt;

/// A language of the message catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Locale {
    /// English.
    En,
    /// German.
    De,
    /// French.
    Fr,
    /// Dutch.
    Nl,
    /// Japanese.
    Ja,
    /// Chinese, simplified.
    Zh,
}

impl Locale {
    /// Every language.
    pub const ALL: [Self; 6] = [Self::En, Self::De, Self::Fr, Self::Nl, Self::Ja, Self::Zh];

    /// The language tag.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
            Self::Fr => "fr",
            Self::Nl => "nl",
            Self::Ja => "ja",
            Self::Zh => "zh",
        }
    }

    /// What the language calls itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::De => "Deutsch",
            Self::Fr => "Français",
            Self::Nl => "Nederlands",
            Self::Ja => "日本語",
            Self::Zh => "中文",
        }
    }

    /// Finds the language of a tag such as `de-AT` or `zh_CN`; `None` if it is not in the
    /// catalogue.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let language = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|locale| locale.as_str().eq_ignore_ascii_case(language))
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
