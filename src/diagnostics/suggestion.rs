//! Guesses what a misspelt word was meant to be.

/// Characters of a word that are looked at.
const CHARACTERS_MAX: usize = 64;

/// The most similar of the words that are allowed, if one is similar enough to be meant: with at
/// most three slips in ten characters. Capitals, and hyphens for underscores, are no slips.
pub fn closest<'a>(word: &str, allowed: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = |word: &str| -> String {
        word.chars().take(CHARACTERS_MAX).collect::<String>().to_lowercase().replace('-', "_")
    };
    let word = folded(word);
    let near = word.chars().count().saturating_mul(3).div_euclid(10);
    allowed
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&word, &folded(candidate)), candidate))
        .filter(|(slips, _)| *slips <= near)
        // Among equals the first, so that the same text always gets the same advice.
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, candidate)| candidate)
}

/// A remedy: the closest word if there is one, else the whole list.
pub fn instead(word: &str, allowed: &[&str]) -> String {
    match closest(word, allowed.iter().copied()) {
        Some(candidate) => format!("did you mean `{candidate}`?"),
        None => format!("use one of: {}", allowed.join(", ")),
    }
}

/// Text of foreign origin, cut and without control characters, to stand in a message.
pub fn quoted(word: &str) -> String {
    format!("`{}`", word.chars().take(CHARACTERS_MAX).collect::<String>().escape_debug())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_recognised_and_noise_is_not() {
        let allowed = ["duplicate", "wrong_charge", "fresh_seconds"];
        assert_eq!(closest("duplicat", allowed), Some("duplicate"));
        assert_eq!(closest("Wrong-Charge", allowed), Some("wrong_charge"));
        assert_eq!(closest("fresh_second", allowed), Some("fresh_seconds"));
        assert_eq!(closest("rfesh_secnods", allowed), Some("fresh_seconds"));
        for noise in ["", "zzz", "wrong", "fresh_minutes_of_all"] {
            assert_eq!(closest(noise, allowed), None, "{noise}");
        }
        assert_eq!(instead("zzz", &allowed[..2]), "use one of: duplicate, wrong_charge");
        assert_eq!(quoted("a\nb"), "`a\\nb`");
    }

    #[test]
    fn names_of_one_family_are_not_taken_for_each_other() {
        assert_eq!(closest("clause-late", ["clause-used", "clause-contradiction"]), None);
        assert_eq!(closest("clause-lates", ["clause-used", "clause-late"]), Some("clause-late"));
    }

    #[test]
    fn of_equals_the_first_is_meant() {
        assert_eq!(closest("rule-x-long", ["rule-a-long", "rule-b-long"]), Some("rule-a-long"));
    }
}
