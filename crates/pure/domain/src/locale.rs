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
    /// Chinese in simplified characters.
    Zh,
    /// Chinese in traditional characters, in the words of Taiwan.
    ZhHant,
}

impl Locale {
    /// Every language.
    pub const ALL: [Self; 7] =
        [Self::En, Self::De, Self::Fr, Self::Nl, Self::Ja, Self::Zh, Self::ZhHant];

    /// The language tag.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
            Self::Fr => "fr",
            Self::Nl => "nl",
            Self::Ja => "ja",
            Self::Zh => "zh",
            Self::ZhHant => "zh-Hant",
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
            Self::Zh => "简体中文",
            Self::ZhHant => "繁體中文",
        }
    }

    /// Finds the language of a tag such as `de-AT` or `zh_TW`; `None` if it is not in the
    /// catalogue. Which characters a tag of Chinese is about, its script says, else its place.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let mut parts = tag.trim().split(['-', '_', '.', '@']);
        let language = parts.next().unwrap_or_default();
        let found =
            Self::ALL.into_iter().find(|locale| locale.as_str().eq_ignore_ascii_case(language));
        if found == Some(Self::Zh) && is_traditional(parts) { Some(Self::ZhHant) } else { found }
    }
}

/// Whether a tag that begins with `zh` is about traditional characters: it says so, or else it names a
/// place where they are written. A script outweighs a place (`zh-Hans-HK`).
fn is_traditional<'a>(parts: impl Iterator<Item = &'a str>) -> bool {
    let parts: Vec<&str> = parts.collect();
    let has = |name: &&str| parts.iter().any(|part| part.eq_ignore_ascii_case(name));
    !["hans", "chs"].iter().any(has) && ["hant", "cht", "tw", "hk", "mo", "yue"].iter().any(has)
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m24_who_reads_traditional_chinese_is_written_to_in_it() {
        for tag in [
            "zh-TW",
            "zh_TW",
            "ZH-tw",
            "zh-HK",
            "zh-MO",
            "zh-Hant",
            "zh-Hant-TW",
            "zh-Hant-CN",
            "zh_Hant_HK",
            "zh_TW.UTF-8",
            "zh-CHT",
            "zh-yue",
        ] {
            assert_eq!(Locale::of_tag(tag), Some(Locale::ZhHant), "{tag}");
        }
        for tag in
            ["zh", "zh-CN", "zh_CN", "zh-SG", "zh-Hans", "zh-Hans-HK", "zh-Hans-TW", "zh-CHS"]
        {
            assert_eq!(Locale::of_tag(tag), Some(Locale::Zh), "{tag}");
        }
        for (tag, locale) in [("de-AT", Locale::De), ("en_HK", Locale::En), ("en-TW", Locale::En)] {
            assert_eq!(Locale::of_tag(tag), Some(locale), "{tag}");
        }
        for locale in Locale::ALL {
            assert_eq!(Locale::of_tag(locale.as_str()), Some(locale));
        }
    }
}
