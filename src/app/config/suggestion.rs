//! Guesses what a misspelt name was meant to be.

/// The most similar of the names that are allowed, if one is similar enough to be meant.
pub(super) fn closest<'a>(
    name: &str,
    allowed: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let name: String = name.chars().take(64).collect::<String>().to_lowercase().replace('-', "_");
    let mut best: Option<(f64, &str)> = None;
    for candidate in allowed {
        let likeness = strsim::jaro_winkler(&name, candidate);
        // Among equals the first, so that the same slip always gets the same advice.
        if likeness > 0.85 && best.is_none_or(|(most, _)| likeness > most) {
            best = Some((likeness, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Text of foreign origin, cut and without control characters, to stand in a message.
pub(super) fn quoted(name: &str) -> String {
    format!("`{}`", name.chars().take(64).collect::<String>().escape_debug())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_recognised_and_noise_is_not() {
        let allowed = ["fresh_seconds", "keep_days", "attempts_max"];
        assert_eq!(closest("fresh_second", allowed), Some("fresh_seconds"));
        assert_eq!(closest("Keep-Days", allowed), Some("keep_days"));
        assert_eq!(closest("zzz", allowed), None);
        assert_eq!(quoted("a\nb"), "`a\\nb`");
    }
}
