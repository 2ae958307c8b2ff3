//! A language's tag as the CLDR formatters want it.

use icu_locale_core::Locale as Tag;

use domain::locale::Locale;

pub(super) fn tag(locale: Locale) -> Option<Tag> {
    Tag::try_from_str(locale.as_str()).ok()
}
