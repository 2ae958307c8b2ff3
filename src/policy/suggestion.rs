//! Guesses what a misspelt word was meant to be.

/// The most similar of the words that are allowed, if one is similar enough to be meant.
pub(super) fn closest<'a>(
    word: &str,
    allowed: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let word: String = word.chars().take(64).collect::<String>().to_lowercase();
    allowed
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&word, &candidate.to_lowercase()), candidate))
        .filter(|(likeness, _)| *likeness > 0.8)
        // Among equals the first, so that the same text always gets the same advice.
        .fold(None, |best: Option<(f64, &str)>, next| match best {
            Some(kept) if kept.0 >= next.0 => Some(kept),
            Some(_) | None => Some(next),
        })
        .map(|(_, candidate)| candidate)
}

/// A remedy: the closest word if there is one, else the whole list.
pub fn instead(word: &str, allowed: &[&str]) -> String {
    match closest(word, allowed.iter().copied()) {
        Some(candidate) => format!("did you mean `{candidate}`?"),
        None => format!("use one of: {}", allowed.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_recognised_and_noise_is_not() {
        let allowed = ["duplicate", "wrong_charge"];
        assert_eq!(closest("duplicat", allowed), Some("duplicate"));
        assert_eq!(closest("Wrong-Charge", allowed), Some("wrong_charge"));
        assert_eq!(closest("zzz", allowed), None);
        assert_eq!(instead("zzz", &allowed), "use one of: duplicate, wrong_charge");
    }
}
