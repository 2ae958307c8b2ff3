//! Guesses what a misspelt word was meant to be.

/// Characters of a word that are looked at.
const CHARACTERS_MAX: usize = 64;

/// The most similar of the words that are allowed, if one is similar enough to be meant.
pub fn closest<'a>(word: &str, allowed: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = folded(word);
    allowed
        .into_iter()
        .filter_map(|candidate| Some((slips(&word, &folded(candidate))?, candidate)))
        // Among equals the first, so that the same text always gets the same advice.
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, candidate)| candidate)
}

/// Capitals, and hyphens for underscores, are no slips.
fn folded(word: &str) -> String {
    word.chars().take(CHARACTERS_MAX).collect::<String>().to_lowercase().replace('-', "_")
}

/// How many slips make one word of the other, and how many characters they change; `None` where
/// the words have nothing to do with each other.
///
/// A piece of any length that is missing or too much is one slip, so that `amount` is rather
/// `amount_minor` than `product`; a third of the word must be left. Other slips are one character
/// each, or two that have changed places, in at most a third of the word.
fn slips(one: &str, other: &str) -> Option<(usize, usize)> {
    let (short, long) = (one.chars().count(), other.chars().count());
    let (short, long) = (short.min(long), short.max(long));
    let changed = strsim::damerau_levenshtein(one, other);
    let head = alike(one.chars(), other.chars());
    let tail = alike(one.chars().rev(), other.chars().rev());
    let is_piece = head > 0 && head.saturating_add(tail) >= short && changed > 0;
    let third = long.div_ceil(3);
    if is_piece && short >= third {
        Some((1, changed))
    } else {
        Some((changed, changed)).filter(|_| changed <= long.div_euclid(3))
    }
}

/// How many characters two words have in common before the first that differs.
fn alike(one: impl Iterator<Item = char>, other: impl Iterator<Item = char>) -> usize {
    one.zip(other).take_while(|(one, other)| one == other).count()
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
        let allowed = ["duplicate", "wrong_charge", "fresh_seconds", "review", "int"];
        for (word, meant) in [
            ("duplicat", "duplicate"),
            ("Wrong-Charge", "wrong_charge"),
            ("wrong", "wrong_charge"),
            ("fresh_second", "fresh_seconds"),
            ("rfesh_secnods", "fresh_seconds"),
            ("revue", "review"),
            ("integer", "int"),
        ] {
            assert_eq!(closest(word, allowed), Some(meant), "{word}");
        }
        for noise in ["", "zzz", "w", "charge", "fresh_minutes_of_all"] {
            assert_eq!(closest(noise, allowed), None, "{noise}");
        }
        assert_eq!(instead("zzz", &allowed[..2]), "use one of: duplicate, wrong_charge");
        assert_eq!(quoted("a\nb"), "`a\\nb`");
    }

    #[test]
    fn a_missing_piece_is_one_slip() {
        let allowed =
            ["payment.product", "payment.lines", "payment.amount_minor", "payment.age_days"];
        assert_eq!(closest("payment.amount", allowed), Some("payment.amount_minor"));
        assert_eq!(closest("payment.ages", allowed), Some("payment.age_days"));
        assert_eq!(closest("cc", ["b", "c", "abc"]), Some("c"));
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
